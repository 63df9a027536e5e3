/* Preloaded: the n-th call of malloc, calloc or realloc fails, n being FAIL_AT. What the C library
 * asks for itself (strdup, getline, open_memstream, fopen, dlopen ...) comes through here too; with
 * check_alloc.c alloc.sh makes sure of it. FAIL_WAYS names a file that gets, in the order of the
 * calls, 8 bytes for each: a hash of the stack it came from. Children (gnuplot) are left alone.
 * FAIL_IN: the only program that is meant; others on the way to it (valgrind is a shell script)
 * pass. */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t),
    *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
static atomic_long calls;
static long fail_at = -1;
static bool ready;

enum { WAYS_MOST = 1 << 24 }; /* room that costs nothing until it is used */
static uint64_t *ways;
static int ways_file = -1;

/* dlsym itself may ask for memory before we have the real functions. */
static char early[65536];
static size_t early_used;

static void *early_get(size_t size)
{
    void *at = early + early_used;
    early_used += (size + 15) & ~(size_t)15;
    return early_used <= sizeof early ? at : NULL;
}

static bool is_early(const void *p)
{
    return (const char *)p >= early && (const char *)p < early + sizeof early;
}

static uint64_t way(void)
{
    void *from[32];
    int n = backtrace(from, 32);
    uint64_t hash = 14695981039346656037U; /* FNV-1a over words */
    for (int i = 2; i < n; i++)
        hash = (hash ^ (uint64_t)(uintptr_t)from[i]) * 1099511628211U;
    return hash;
}

static bool fails(void)
{
    if (!ready)
        return false;
    long call = atomic_fetch_add(&calls, 1);
    if (ways && call < WAYS_MOST)
        ways[call] = way();
    if (call + 1 != fail_at)
        return false;
    errno = ENOMEM;
    return true;
}

static void resolve(void)
{
    real_calloc = (void *(*)(size_t, size_t))dlsym(RTLD_NEXT, "calloc");
    real_realloc = (void *(*)(void *, size_t))dlsym(RTLD_NEXT, "realloc");
    real_free = (void (*)(void *))dlsym(RTLD_NEXT, "free");
    real_malloc = (void *(*)(size_t))dlsym(RTLD_NEXT, "malloc");
}

__attribute__((constructor)) static void begin(void)
{
    const char *at = getenv("FAIL_AT"), *path = getenv("FAIL_WAYS"), *in = getenv("FAIL_IN");
    void *first;
    if (!real_malloc)
        resolve();
    if (in && strcmp(in, program_invocation_short_name) != 0)
        return;
    fail_at = at ? atol(at) : -1;
    if (path) {
        backtrace(&first, 1); /* the first time it loads a library */
        ways_file = open(path, O_WRONLY | O_CLOEXEC);
        ways = mmap(NULL, WAYS_MOST * sizeof *ways, PROT_READ | PROT_WRITE,
                    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    }
    unsetenv("LD_PRELOAD");
    unsetenv("FAIL_AT");
    unsetenv("FAIL_WAYS");
    ready = true;
}

__attribute__((destructor)) static void end(void)
{
    size_t bytes = (size_t)calls * sizeof *ways;
    ready = false;
    if (ways && write(ways_file, ways, bytes) != (ssize_t)bytes)
        _exit(99);
}

void *malloc(size_t size)
{
    if (!real_malloc)
        return early_get(size);
    return fails() ? NULL : real_malloc(size);
}

void *calloc(size_t nmemb, size_t size)
{
    if (!real_malloc)
        return early_get(nmemb * size); /* static: zero already */
    return fails() ? NULL : real_calloc(nmemb, size);
}

void *realloc(void *ptr, size_t size)
{
    if (is_early(ptr)) {
        void *new = malloc(size);
        return new ? memcpy(new, ptr, size) : NULL;
    }
    return fails() ? NULL : real_realloc(ptr, size);
}

void free(void *ptr)
{
    if (ptr && !is_early(ptr))
        real_free(ptr);
}
