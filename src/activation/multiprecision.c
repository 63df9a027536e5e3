/* Finding the MPFR library. */
#include "activation/multiprecision.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static const char *const files[] = { "libmpfr.so.6", "libmpfr.so", "libmpfr.6.dylib",
                                     "/opt/homebrew/lib/libmpfr.dylib" };
static struct multiprecision found;
static bool ready;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bits do.
 */
static bool symbol(void *handle, const char *name, void *function)
{
    void *address = dlsym(handle, name);
    memcpy(function, &address, sizeof address);
    return address != NULL;
}

static void load(void)
{
    void *handle = NULL;
    for (size_t i = 0; !handle && i < sizeof files / sizeof *files; i++)
        handle = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return;
    ready = true;
#define CALL(NAME) ready = symbol(handle, "mpfr_" #NAME, &found.NAME) && ready;
    MULTIPRECISION_CALLS(CALL)
#undef CALL
}

const struct multiprecision *multiprecision_load(void)
{
    pthread_once(&once, load);
    return ready ? &found : NULL;
}
