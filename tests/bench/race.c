/* Times commands side by side: one run of each in turn, round after round, so that a busy machine
 * is busy for all of them. Prints a row of a Markdown table for each: the median of the wall time
 * and of the processor time (user and system, threads and children added up), and the ratio of each
 * to the first command's. On a busy machine the processor time says more.
 * usage: race ROUNDS NAME COMMAND [NAME COMMAND]...     a COMMAND is split at blanks; its output
 * goes nowhere */
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;
enum { RUNNERS = 8, WORDS = 64, ROUNDS = 2000 };

struct runner {
    const char *name;
    char *words[WORDS];
    double seconds[ROUNDS], processor[ROUNDS];
};

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds_of(struct timeval t)
{
    return (double)t.tv_sec + 1e-6 * (double)t.tv_usec;
}

static void run(struct runner *r, const posix_spawn_file_actions_t *quiet, int round)
{
    struct rusage used;
    double start = now();
    pid_t child;
    int status = 0;
    if (posix_spawnp(&child, r->words[0], quiet, NULL, r->words, environ) != 0) {
        fprintf(stderr, "race: %s: could not be started\n", r->words[0]);
        exit(1);
    }
    wait4(child, &status, 0, &used);
    if (status != 0) {
        fprintf(stderr, "race: %s: ended with status %d\n", r->words[0], WEXITSTATUS(status));
        exit(1);
    }
    r->seconds[round] = now() - start;
    r->processor[round] = seconds_of(used.ru_utime) + seconds_of(used.ru_stime);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, int n)
{
    qsort(x, (size_t)n, sizeof *x, by_size);
    return x[n / 2];
}

int main(int argc, char **argv)
{
    static struct runner runners[RUNNERS];
    int rounds = argc > 1 ? (int)strtol(argv[1], NULL, 10) : 0, count = (argc - 2) / 2;
    posix_spawn_file_actions_t quiet;
    if (rounds < 1 || rounds > ROUNDS || count < 1 || count > RUNNERS || argc % 2) {
        fprintf(stderr, "usage: race ROUNDS NAME COMMAND [NAME COMMAND]...\n");
        return 2;
    }
    posix_spawn_file_actions_init(&quiet);
    posix_spawn_file_actions_addopen(&quiet, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&quiet, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    for (int i = 0; i < count; i++) {
        int n = 0;
        runners[i].name = argv[2 + 2 * i];
        for (char *word = strtok(argv[3 + 2 * i], " "); word && n < WORDS - 1;
             word = strtok(NULL, " "))
            runners[i].words[n++] = word;
        run(&runners[i], &quiet, 0); /* once for the caches */
    }
    for (int k = 0; k < rounds; k++)
        for (int i = 0; i < count; i++)
            run(&runners[i], &quiet, k);
    for (int i = 0; i < count; i++) {
        double wall = median(runners[i].seconds, rounds),
               processor = median(runners[i].processor, rounds);
        printf("| %s | %.3f | %.3f | %.2f | %.2f |\n", runners[i].name, 1e3 * wall, 1e3 * processor,
               wall / median(runners[0].seconds, rounds),
               processor / median(runners[0].processor, rounds));
    }
    return 0;
}
