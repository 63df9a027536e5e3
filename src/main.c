/* Find the command, run it, close standard output, say how it went. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>
#ifdef __linux__
#include <sys/auxv.h>
#endif

/* Output that could not be written is a failure: a full disk must not look like success. */
static int close_output(int status)
{
    bool lost = ferror(stdout) != 0; /* a write failed earlier, and nothing may be left to fail */
    errno = 0;                       /* it stays 0 where all goes well now */
    if (lost)
        putchar('\n'); /* one more try says why */
    if (fflush(stdout) == 0 && !lost && fclose(stdout) == 0)
        return status;
    if (status == EXIT_SUCCESS)
        fprintf(stderr, "actfn: write error: %s\n",
                errno ? strerror(errno) : "some of the output is lost");
    return status == EXIT_SUCCESS ? ERROR_FAILED : status;
}

/* A closed 0, 1 or 2 would go to the next file that is opened, and messages would land in a user's
 * picture. What is put there instead is open the wrong way round, so that using it is still an
 * error. */
static void fill_standard(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
            _Exit(ERROR_FAILED);
}

/* A stack that is too small (ulimit -s) would end in a crash without a word. The arguments and the
 * environment lie on it too, above all else: its top is where the kernel put the program's path. */
static void stack_check(void)
{
    enum {
        LEAST = 64 * 1024,
        STEP = 64
    }; /* the kernel adds up to some 10 KB by chance: what is advised holds next time too */
    struct rlimit limit;
    uintptr_t used = 0;
#ifdef __linux__
    char here;
    uintptr_t top = (uintptr_t)getauxval(AT_EXECFN);
    used = top > (uintptr_t)&here ? top - (uintptr_t)&here : 0;
#endif
    if (getrlimit(RLIMIT_STACK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY &&
        limit.rlim_cur < used + LEAST)
        die(ERROR_FAILED, "the stack may take only %llu KB; ulimit -s %llu would be enough",
            (unsigned long long)limit.rlim_cur / 1024,
            ((unsigned long long)used + LEAST + LEAST / 2) / 1024 / STEP * STEP + STEP);
}

int main(int argc, char **argv)
{
    int status;
    fill_standard();
    stack_check();
    if (argc < 2 && isatty(STDOUT_FILENO)) {
        help_first(stdout);
        return close_output(EXIT_SUCCESS);
    }
    if (argc < 2) {
        fprintf(stderr, "actfn: no command given; try 'actfn --help' or 'actfn plot gelu'\n");
        return ERROR_USAGE;
    }
    if (word_in("--version -V version", argv[1])) {
        version_print(stdout);
        return close_output(EXIT_SUCCESS);
    }
    if (word_in("--help -h", argv[1])) {
        help_program(stdout);
        return close_output(EXIT_SUCCESS);
    }
    cleanup_signals();
    status = cli_main(argc - 1, argv + 1, stdout);
    return close_output(status);
}
