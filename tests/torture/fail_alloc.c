/* Preloaded: the n-th call of malloc, calloc, realloc or strdup fails, n being FAIL_AT. At the end the number of calls is
 * written to the file FAIL_COUNT names. Children (gnuplot) are left alone. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void *(*real_malloc)(size_t), *(*real_calloc)(size_t, size_t), *(*real_realloc)(void *, size_t);
static void (*real_free)(void *);
static atomic_long calls;
static long fail_at = -1;
static bool ready;
static char count_path[512];

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

static bool fails(void)
{
    if (!ready || atomic_fetch_add(&calls, 1) + 1 != fail_at)
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
    const char *at = getenv("FAIL_AT"), *path = getenv("FAIL_COUNT");
    if (!real_malloc)
        resolve();
    fail_at = at ? atol(at) : -1;
    if (path)
        snprintf(count_path, sizeof count_path, "%s", path);
    unsetenv("LD_PRELOAD");
    unsetenv("FAIL_AT");
    unsetenv("FAIL_COUNT");
    ready = true;
}

__attribute__((destructor)) static void end(void)
{
    char text[32];
    int fd;
    ready = false;
    if (!*count_path || (fd = open(count_path, O_WRONLY | O_CREAT | O_TRUNC, 0600)) < 0)
        return;
    if (write(fd, text, (size_t)snprintf(text, sizeof text, "%ld\n", (long)calls)) < 0)
        _exit(99);
    close(fd);
}

void *malloc(size_t size)
{
    if (!real_malloc)
        return early_get(size);
    return fails() ? NULL : real_malloc(size);
}

void *calloc(size_t n, size_t size)
{
    if (!real_malloc)
        return early_get(n * size);   /* static: zero already */
    return fails() ? NULL : real_calloc(n, size);
}

void *realloc(void *old, size_t size)
{
    if (is_early(old)) {
        void *new = malloc(size);
        return new ? memcpy(new, old, size) : NULL;
    }
    return fails() ? NULL : real_realloc(old, size);
}

void free(void *old)
{
    if (old && !is_early(old))
        real_free(old);
}
