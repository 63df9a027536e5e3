/* Every allocation failing once: alloc SHARE PROGRAM WORD...
 *
 * fail_alloc.so, preloaded, makes the n-th call of malloc, calloc, realloc fail. It also writes
 * down from where each call came: where a command asks for memory more than ALL times, calls that
 * come by the same way (the same stack) as REPEATS before them are tried one in a hundred. PRELOAD
 * names the library; SHARE: every SHARE-th only. */
#include "attempt.h"

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { ALL = 10000, REPEATS = 4, ONE_IN = 100, WAYS = 1 << 20 };

static const char *library;

static void prepare(void *state)
{
    const char *const *setting = state;
    setenv("LD_PRELOAD", library, 1);
    setenv(setting[0], setting[1], 1);
}

/* The ways of all calls, in order; *n of them. */
static uint64_t *ways_of(char **words, size_t *n)
{
    char path[64];
    int fd = memfd_create("ways", 0);
    snprintf(path, sizeof path, "/proc/%d/fd/%d", getpid(), fd);
    const char *setting[] = { "FAIL_WAYS", path };
    struct attempt a =
        attempt(&(struct how){ .words = words, .prepare = prepare, .state = setting });
    attempt_free(&a);
    size_t bytes = (size_t)lseek(fd, 0, SEEK_END);
    uint64_t *ways = malloc(bytes + 1);
    *n = bytes / sizeof *ways;
    if (pread(fd, ways, bytes, 0) != (ssize_t)bytes)
        abort();
    close(fd);
    return ways;
}

/* How often this way was come before, and once more now. */
static unsigned seen(uint64_t way)
{
    static struct {
        uint64_t way;
        unsigned times;
    } table[WAYS];
    size_t at = way % WAYS;
    while (table[at].times && table[at].way != way)
        at = (at + 1) % WAYS;
    table[at].way = way;
    return table[at].times++;
}

int main(int argc, char **argv)
{
    size_t n, share = argc > 2 ? strtoul(argv[1], NULL, 10) : 0, tried = 0, eligible = 0;
    library = getenv("PRELOAD");
    if (!share || !library) {
        fprintf(stderr, "usage: PRELOAD=fail_alloc.so alloc SHARE PROGRAM WORD...\n");
        return 2;
    }
    struct wanted w = wanted(&(struct how){ .words = argv + 2 });
    uint64_t *ways = ways_of(argv + 2, &n);
    for (size_t i = 0; i < n; i++) {
        unsigned before = seen(ways[i]);
        if (n > ALL && before >= REPEATS && before % ONE_IN != 0)
            continue;
        if (eligible++ % share != n / 2 % share)
            continue;
        char number[32];
        snprintf(number, sizeof number, "%zu", i + 1);
        const char *setting[] = { "FAIL_AT", number };
        struct attempt a =
            attempt(&(struct how){ .words = argv + 2, .prepare = prepare, .state = setting });
        const char *wrong = verdict(&a, &w, LIBRARIES_SPEAK | several(argv + 2));
        if (wrong)
            bad("allocation %zu of %zu: %s", i + 1, n, wrong);
        else
            ok();
        attempt_free(&a);
        tried++;
    }
    printf("# %zu of %zu allocations tried\n", tried, n);
    attempt_free(&w.whole);
    free(ways);
    return summary();
}
