/* Memory for libraries that cannot do without. */
#include "activation/allocation.h"
#include "base/base.h"

#include <dlfcn.h>
#include <stdlib.h>
#include <string.h>

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bits do.
 */
bool allocation_symbol(void *handle, const char *name, void *function)
{
    void *found = dlsym(handle, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

static void *there(void *p, size_t bytes)
{
    if (!p && bytes)
        die(1, "out of memory");
    return p;
}

static void *get(size_t bytes)
{
    return there(malloc(bytes), bytes);
}

static void *get_cleared(size_t count, size_t bytes)
{
    return there(calloc(count, bytes), count * bytes);
}

static void *get_other(void *p, size_t bytes)
{
    return there(realloc(p, bytes), bytes);
}

static void *get_resized(void *p, size_t before, size_t bytes)
{
    (void)before;
    return there(realloc(p, bytes), bytes);
}

static void give_back(void *p, size_t bytes)
{
    (void)bytes;
    free(p);
}

void allocation_watch(void *handle)
{
    void (*gmp)(void *(*)(size_t), void *(*)(void *, size_t, size_t), void (*)(void *, size_t));
    void (*flint)(void *(*)(size_t), void *(*)(size_t, size_t), void *(*)(void *, size_t),
                  void (*)(void *));
    if (allocation_symbol(handle, "__gmp_set_memory_functions", &gmp))
        gmp(get, get_resized, give_back);
    if (allocation_symbol(handle, "__flint_set_memory_functions", &flint))
        flint(get, get_cleared, get_other, free);
}
