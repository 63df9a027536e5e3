/* Arb, found when first needed: 10 MB that `actfn eval` has no use for. */
#include "activation/arblib.h"
#include "activation/allocation.h"
#include "base/base.h"

#include <dlfcn.h>
#include <pthread.h>
#include <string.h>

struct arb_library arb;

static const char *const files[] = {
    "libflint-arb.so.2",
    "libarb.so.2",
    "libflint.so.18",
    "libflint.so.19",
    "libflint.so.20",
    "libflint.so.21",
    "libflint.so.22",
    "libarb.so",
    "libflint.so",
    "libflint.dylib",
    "/opt/homebrew/lib/libflint.dylib",
};
/* Where Arb is a library of its own, FLINT is found through it: dlsym looks through what a library
 * was linked with. */

static bool symbols(void *handle)
{
    bool ok = true;
#define F(RESULT, NAME, ARGUMENTS) ok = ok && allocation_symbol(handle, #NAME, &arb.NAME);
    ARB_FUNCTIONS(F)
#undef F
    return ok;
}

static _Noreturn void out_of_memory(void)
{
    die(1, "out of memory");
}

/* Was it found, and something else missing, as memory? Facts left out would look as if they were
 * not to be had. */
static void refuse_half(void)
{
    const char *said = dlerror();
    if (said && !strstr(said, "No such file"))
        die(1, "the library for proofs cannot be loaded: %s", said);
}

static bool loaded;

static void load(void)
{
    for (size_t i = 0; i < sizeof files / sizeof *files && !loaded; i++) {
        void *handle = dlopen(files[i], RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            refuse_half();
        loaded = handle && symbols(handle);
        if (loaded)
            allocation_watch(handle);
        if (handle && !loaded)
            dlclose(handle);
    }
    if (loaded)
        arb.flint_set_abort(out_of_memory);
}

bool arb_load(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, load);
    return loaded;
}
