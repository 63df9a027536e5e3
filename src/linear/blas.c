/* The BLAS and LAPACKE, found when first needed. Linking them would cost every start of the program 1.3 ms (dynamic linking
 * of 40 MB and a thread pool); `actfn eval` multiplies nothing. */
#include "linear/blas.h"

#include <dlfcn.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Any standard CBLAS will do; the first found serves. */
static const char *const cblas_files[] = {
    "libopenblas.so.0", "libcblas.so.3", "libblas.so.3", "libopenblas.so", "libcblas.so",
    "libopenblas.dylib", "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
    "/System/Library/Frameworks/Accelerate.framework/Accelerate", NULL
};
static const char *const lapacke_files[] = {
    "liblapacke.so.3", "liblapacke.so", "libopenblas.so.0", "liblapacke.dylib", "libopenblas.dylib",
    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib", NULL
};

struct blas blas;
struct lapacke lapacke;

static struct {
    bool tried;
    void *handle;
    char *(*config)(void), *(*core)(void), name[160];
    void (*set_threads)(int);
    int most;   /* threads, as the user allows */
} cblas;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bits do. */
static bool symbol(void *handle, const char *name, void *function)
{
    void *found = dlsym(handle, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

/* OpenBLAS picks its kernels by a list of processor models. Releases up to 0.3.21 (Debian 12) know no AMD processor
 * with AVX-512 and give it Haswell's, at half the speed (61 against 101 GFLOP/s in double on a Zen 5). Later ones choose what we ask for here. Only a name is asked
 * for, only where the processor can run it, and never against the user's own wish. */
static const char *better_core(void)
{
#if defined __x86_64__ && defined __GNUC__
    __builtin_cpu_init();
    if (!__builtin_cpu_is("amd") || !__builtin_cpu_supports("avx512f") || !__builtin_cpu_supports("avx512dq") ||
        !__builtin_cpu_supports("avx512bw") || !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512cd"))
        return NULL;
    return __builtin_cpu_supports("avx512bf16") ? "Cooperlake" : "SkylakeX";
#else
    return NULL;
#endif
}

/* OpenBLAS starts its threads when it is loaded. Where one cannot be had it complains and sends SIGINT to its own process; if that is
 * ignored, as in a shell's background jobs, it goes on and waits for ever for the thread that is not there. And the Fortran library that
 * comes with it crashes where there is no memory. Both are an end with a reason here. */
static const int ends[] = { SIGINT, SIGSEGV, SIGBUS, SIGABRT };
enum { ENDS = sizeof ends / sizeof *ends };
static volatile sig_atomic_t interrupted;

static void on_end(int number, siginfo_t *from, void *context)
{
    (void)context;
    if (number != SIGINT)
        die(1, "the BLAS library crashed when it was loaded; is there enough memory?");
    if (from->si_code <= 0 && from->si_pid == getpid())
        die(1, "the BLAS library got no thread; OPENBLAS_NUM_THREADS=1 does with none");
    interrupted = 1;
}

static void *load(const char *file)
{
    struct sigaction ours = { .sa_sigaction = on_end, .sa_flags = SA_SIGINFO | SA_RESTART }, before[ENDS];
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &ours, &before[i]);
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &before[i], NULL);
    if (interrupted)
        raise(SIGINT);             /* somebody did press Ctrl-C */
    interrupted = 0;
    return handle;
}

static void load_cblas(void)
{
    const char *wish = "OPENBLAS_CORETYPE", *core = getenv(wish) ? NULL : better_core();
    if (core)
        setenv(wish, core, 1);
    for (size_t i = 0; cblas_files[i] && !cblas.handle; i++) {
        void *handle = load(cblas_files[i]);
        if (!handle)
            continue;
        if (symbol(handle, "cblas_dgemm", &blas.dgemm) && symbol(handle, "cblas_sgemm", &blas.sgemm) &&
            symbol(handle, "cblas_dsyrk", &blas.dsyrk))
            cblas.handle = handle;
        else
            dlclose(handle);
    }
    if (core)
        unsetenv(wish);     /* children need not see it */
    if (!cblas.handle)
        return;
    int (*get_threads)(void) = NULL;
    if (symbol(cblas.handle, "openblas_set_num_threads", &cblas.set_threads) && symbol(cblas.handle, "openblas_get_num_threads", &get_threads))
        cblas.most = get_threads();
    symbol(cblas.handle, "openblas_get_config", &cblas.config);
    symbol(cblas.handle, "openblas_get_corename", &cblas.core);
    if (cblas.config && cblas.core) {
        const char *config = cblas.config();
        snprintf(cblas.name, sizeof cblas.name, "%.*s %s", (int)strcspn(config + strcspn(config, " ") + 1, " ") +
                 (int)strcspn(config, " ") + 1, config, cblas.core());
    } else {
        snprintf(cblas.name, sizeof cblas.name, "CBLAS");
    }
}

bool blas_load(struct message *why)
{
    pthread_mutex_lock(&lock);
    if (!cblas.tried)
        load_cblas();
    cblas.tried = true;
    blas.ready = cblas.handle != NULL;
    pthread_mutex_unlock(&lock);
    if (!blas.ready)
        return message_set(why, "no BLAS library found; install libopenblas0 (macOS: brew install openblas)");
    return true;
}

void blas_threads(bool many)
{
    if (cblas.most > 1)
        cblas.set_threads(many ? cblas.most : 1);
}

bool lapacke_load(struct message *why)
{
    if (!blas_load(why))
        return false;
    pthread_mutex_lock(&lock);
    for (size_t i = 0; lapacke_files[i] && !lapacke.ready; i++) {
        void *handle = dlopen(lapacke_files[i], RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            continue;
        lapacke.ready = symbol(handle, "LAPACKE_dgesdd", &lapacke.dgesdd) && symbol(handle, "LAPACKE_dsyevd", &lapacke.dsyevd);
        if (!lapacke.ready)
            dlclose(handle);
    }
    pthread_mutex_unlock(&lock);
    if (!lapacke.ready)
        return message_set(why, "no LAPACKE library found; install liblapacke (macOS: brew install openblas)");
    return true;
}

const char *blas_name(void)
{
    return cblas.name;
}
