/* Where the BLAS is, without loading it. */
#include "linear/blas.h"

#include <dlfcn.h>
#include <errno.h>
#ifdef __GLIBC__
#include <link.h>
#endif
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char *resolved(const char *path)
{
    char *real = realpath(path, NULL);
    if (!real)
        die(1, "%s: %s", quote(path).text, strerror(errno));
    return real;
}

static char *file_in(const char *directory, const char *name)
{
    char *path = text_format("%s/%s", directory, name),
         *real = permitted(path, R_OK) ? resolved(path) : NULL;
    free(path);
    return real;
}

/* Directories in which the loader looks, as it tells them itself: LD_LIBRARY_PATH and the system's.
 * What ldconfig adds is most often /usr/local/lib. */
static char *file_of(const char *name)
{
    char *found = *name == '/' && permitted(name, R_OK) ? resolved(name) : NULL;
    if (*name == '/')
        return found;
#ifdef __GLIBC__
    Dl_serinfo size;
    void *self = dlopen(NULL, RTLD_LAZY);
    if (self && dlinfo(self, RTLD_DI_SERINFOSIZE, &size) == 0) {
        Dl_serinfo *list = memory_new(1, size.dls_size);
        *list = size;
        if (dlinfo(self, RTLD_DI_SERINFO, list) == 0)
            for (unsigned i = 0; i < list->dls_cnt && !found; i++)
                found = file_in(list->dls_serpath[i].dls_name, name);
        free(list);
    }
    if (self)
        dlclose(self);
#endif
    return found ? found : file_in("/usr/local/lib", name);
}

char *blas_file(void)
{
    char *found = NULL;
    for (size_t i = 0; cblas_files[i] && !found; i++)
        found = file_of(cblas_files[i]);
    return found;
}
