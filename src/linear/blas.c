/* The BLAS and LAPACKE, found when first needed. Linking them would cost every start of the
 * program 1.3 ms (dynamic linking of 40 MB and a thread pool); `actfn eval` multiplies nothing. */
#include "linear/blas.h"

#include <dlfcn.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* Any standard CBLAS will do; the first found serves. */
const char *const cblas_files[] = { "libopenblas.so.0",
                                    "libcblas.so.3",
                                    "libblas.so.3",
                                    "libopenblas.so",
                                    "libcblas.so",
                                    "libopenblas.dylib",
                                    "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
                                    "/System/Library/Frameworks/Accelerate.framework/Accelerate",
                                    NULL };
static const char *const lapacke_files[] = { "liblapacke.so.3",
                                             "liblapacke.so",
                                             "libopenblas.so.0",
                                             "liblapacke.dylib",
                                             "libopenblas.dylib",
                                             "/opt/homebrew/opt/openblas/lib/libopenblas.dylib",
                                             NULL };

struct blas blas;
struct lapacke lapacke;

static struct {
    bool tried, poor; /* poor: there was not the memory to load it */
    void *handle;
    char *(*config)(void), *(*core)(void), name[160];
    size_t most; /* threads, as the user allows */
} cblas;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

/* ISO C has no cast from an object pointer to a function pointer; POSIX promises that the bits do.
 */
static bool symbol(void *handle, const char *name, void *function)
{
    void *found = dlsym(handle, name);
    memcpy(function, &found, sizeof found);
    return found != NULL;
}

/* OpenBLAS picks its kernels by a list of processor models. Releases up to 0.3.21 (Debian 12) know
 * no AMD processor with AVX-512 and give it Haswell's, at half the speed (61 against 101 GFLOP/s in
 * double on a Zen 5). Later ones choose what we ask for here. Only a name is asked for, only where
 * the processor can run it, and never against the user's own wish. */
static const char *better_core(void)
{
#if defined __x86_64__ && defined __GNUC__
    __builtin_cpu_init();
    if (!__builtin_cpu_is("amd") || !__builtin_cpu_supports("avx512f") ||
        !__builtin_cpu_supports("avx512dq") || !__builtin_cpu_supports("avx512bw") ||
        !__builtin_cpu_supports("avx512vl") || !__builtin_cpu_supports("avx512cd"))
        return NULL;
    return __builtin_cpu_supports("avx512bf16") ? "Cooperlake" : "SkylakeX";
#else
    return NULL;
#endif
}

/* ---- is there what it takes? ------------------------------------------------------------------
 * Where OpenBLAS gets no memory it asks again for ever, where it gets no thread it says so in its
 * own words and ends the program; LAPACK's Fortran library crashes. So all is tried before. What
 * OpenBLAS 0.3.21 maps: 37 MB of its own and 3 of Fortran's, LAPACK 10 more; and for each thread a
 * buffer of 128 MB, tables of 5 and a stack (8 by default, here THREAD_STACK). */
enum {
    MB = 1024 * 1024,
    LIBRARIES = 64 * MB,
    EACH_THREAD = 144 * MB,
    THREAD_STACK = 4 * MB,
    THREADS_MOST = 256
};

/* As writable private memory: that counts for every limit there is (RLIMIT_AS, RLIMIT_DATA, strict
 * overcommitting). */
static bool memory_to_map(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
                   -1, 0);
    return p != MAP_FAILED && munmap(p, bytes) == 0;
}

/* As many as OpenBLAS will take: a processor each, unless the user wants fewer. */
static size_t threads_wanted(void)
{
    static const char *const wishes[] = { "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS",
                                          "OMP_NUM_THREADS" };
    long most = sysconf(_SC_NPROCESSORS_ONLN);
#ifdef __linux__
    cpu_set_t set;
    if (sched_getaffinity(0, sizeof set, &set) == 0)
        most = CPU_COUNT(&set);
#endif
    for (size_t i = 0; i < sizeof wishes / sizeof *wishes; i++) {
        const char *wish = getenv(wishes[i]);
        long n = wish ? strtol(wish, NULL, 10) : 0;
        if (n > 0 && n < most)
            return (size_t)n;
        if (n > 0)
            break;
    }
    return most < 1 ? 1 : most > THREADS_MOST ? THREADS_MOST : (size_t)most;
}

/* How many threads may multiply at once, this one among them; 0: not even one. */
static size_t threads_affordable(size_t wanted)
{
    if (wanted > 1 && memory_to_map(LIBRARIES + wanted * EACH_THREAD))
        return wanted;
    return memory_to_map(LIBRARIES + EACH_THREAD) ? 1 : 0;
}

/* The stack of threads that do not choose theirs is what `ulimit -s` says, which may be too small
 * for a product. */
static void stack_for_threads(size_t bytes, size_t *before)
{
#ifdef __GLIBC__
    pthread_attr_t attributes;
    if (pthread_getattr_default_np(&attributes) != 0)
        return;
    if (before)
        pthread_attr_getstacksize(&attributes, before);
    if (bytes && pthread_attr_setstacksize(&attributes, bytes) == 0)
        pthread_setattr_default_np(&attributes);
    pthread_attr_destroy(&attributes);
#else
    (void)bytes, (void)before;
#endif
}

/* For the library that is being loaded; children need not see it. */
struct blas_setting {
    const char *name;
    char *before;
    bool set;
};
static void setting_make(struct blas_setting *s, const char *name, const char *value)
{
    const char *before = getenv(name);
    *s = (struct blas_setting){ .name = name,
                                .before = before ? text_copy(before) : NULL,
                                .set = setenv(name, value, 1) == 0 };
}

static void setting_undo(struct blas_setting *s)
{
    if (s->set && s->before)
        setenv(s->name, s->before, 1);
    else if (s->set)
        unsetenv(s->name);
    free(s->before);
}

/* What was there a moment ago may be gone: if OpenBLAS then gets no thread it sends SIGINT to its
 * own process; if that is ignored, as in a shell's background jobs, it goes on and waits for ever
 * for the thread that is not there. Both, and a crash, are an end with a reason here. */
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
    struct sigaction ours = { .sa_sigaction = on_end, .sa_flags = SA_SIGINFO | SA_RESTART },
                     before[ENDS];
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &ours, &before[i]);
    void *handle = dlopen(file, RTLD_NOW | RTLD_LOCAL);
    for (size_t i = 0; i < ENDS; i++)
        sigaction(ends[i], &before[i], NULL);
    if (interrupted)
        raise(SIGINT); /* somebody did press Ctrl-C */
    interrupted = 0;
    return handle;
}

static void *find_cblas(void)
{
    for (size_t i = 0; cblas_files[i]; i++) {
        void *handle = load(cblas_files[i]);
        if (!handle)
            continue;
        if (symbol(handle, "cblas_dgemm", &blas.dgemm) &&
            symbol(handle, "cblas_sgemm", &blas.sgemm) &&
            symbol(handle, "cblas_dsyrk", &blas.dsyrk))
            return handle;
        dlclose(handle);
    }
    return NULL;
}

/* The first product takes this thread's buffer: now, while it is there. */
static void take_buffer(void)
{
    double a[16 * 16] = { 0 }, c[16 * 16];
    blas.dgemm(CBLAS_ROWS, CBLAS_PLAIN, CBLAS_PLAIN, 16, 16, 16, 1, a, 16, a, 16, 0, c, 16);
}

static void load_cblas(void)
{
    const char *core = getenv("OPENBLAS_CORETYPE") ? NULL : better_core();
    struct blas_setting kernels = { 0 }, threads = { 0 };
    size_t wanted = threads_wanted(), affordable = threads_affordable(wanted), stack = 0;
    cblas.poor = affordable == 0;
    if (cblas.poor)
        return;
    if (core)
        setting_make(&kernels, "OPENBLAS_CORETYPE", core);
    setting_make(&threads, "OPENBLAS_NUM_THREADS", "1");
    stack_for_threads(THREAD_STACK, &stack);
    cblas.handle = find_cblas();
    if (cblas.handle)
        take_buffer();
    stack_for_threads(stack, NULL);
    setting_undo(&threads);
    setting_undo(&kernels);
    if (!cblas.handle)
        return;
    cblas.most = affordable;
    symbol(cblas.handle, "openblas_get_config", &cblas.config);
    symbol(cblas.handle, "openblas_get_corename", &cblas.core);
    if (cblas.config && cblas.core) {
        const char *config = cblas.config();
        snprintf(cblas.name, sizeof cblas.name, "%.*s %s",
                 (int)strcspn(config + strcspn(config, " ") + 1, " ") + (int)strcspn(config, " ") +
                     1,
                 config, cblas.core());
    } else {
        snprintf(cblas.name, sizeof cblas.name, "CBLAS");
    }
}

bool blas_load(struct error *err)
{
    pthread_mutex_lock(&lock);
    if (!cblas.tried)
        load_cblas();
    cblas.tried = true;
    blas.ready = cblas.handle != NULL;
    pthread_mutex_unlock(&lock);
    if (!blas.ready && cblas.poor)
        return error_set(err, "too little memory for the BLAS library (%d MB of address space)",
                         (LIBRARIES + EACH_THREAD) / MB);
    if (!blas.ready)
        return error_set(
            err, "no BLAS library found; install libopenblas0 (macOS: brew install openblas)");
    return true;
}

size_t blas_threads(void)
{
    /* Each that multiplies takes a buffer, and asks for ever where there is none. */
    return cblas.most > 1 && memory_to_map(cblas.most * EACH_THREAD) ? cblas.most : 1;
}

bool lapacke_load(struct error *err)
{
    if (!blas_load(err))
        return false;
    if (!lapacke.ready && !memory_to_map(LIBRARIES))
        return error_set(err, "too little memory for the LAPACKE library");
    pthread_mutex_lock(&lock);
    for (size_t i = 0; lapacke_files[i] && !lapacke.ready; i++) {
        void *handle = dlopen(lapacke_files[i], RTLD_NOW | RTLD_LOCAL);
        if (!handle)
            continue;
        lapacke.ready = symbol(handle, "LAPACKE_dgesdd_work", &lapacke.dgesdd) &&
                        symbol(handle, "LAPACKE_dsyevd_work", &lapacke.dsyevd);
        if (!lapacke.ready)
            dlclose(handle);
    }
    pthread_mutex_unlock(&lock);
    if (!lapacke.ready)
        return error_set(
            err, "no LAPACKE library found; install liblapacke (macOS: brew install openblas)");
    return true;
}

const char *blas_name(void)
{
    return cblas.name;
}
