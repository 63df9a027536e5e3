/* Finding the MPFR library. */
#include "activation/multiprecision.h"
#include "activation/allocation.h"

#include <dlfcn.h>
#include <pthread.h>
#include <stddef.h>
#include <string.h>

static const char *const files[] = { "libmpfr.so.6", "libmpfr.so", "libmpfr.6.dylib",
                                     "/opt/homebrew/lib/libmpfr.dylib" };
static struct multiprecision found;
static bool ready;
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void load(void)
{
    void *handle = NULL;
    for (size_t i = 0; !handle && i < sizeof files / sizeof *files; i++)
        handle = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
    if (!handle)
        return;
    allocation_watch(handle);
    ready = true;
#define CALL(NAME) ready = allocation_symbol(handle, "mpfr_" #NAME, &found.NAME) && ready;
    MULTIPRECISION_CALLS(CALL)
#undef CALL
}

const struct multiprecision *multiprecision_load(void)
{
    pthread_once(&once, load);
    return ready ? &found : NULL;
}
