/* Find the command, run it, close standard output, say how it went. */
#include "cli/cli.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#ifndef ACTFN_VERSION
#define ACTFN_VERSION "unknown"
#endif

/* Output that could not be written is a failure: a full disk must not look like success. */
static int close_output(int status)
{
    errno = 0;                     /* it stays 0 where a write failed earlier and the rest went well */
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)   /* fflush: where a write failed, another try says why */
        return status;
    if (status == STATUS_DONE)
        fprintf(stderr, "actfn: write error: %s\n", errno ? strerror(errno) : "some of the output is lost");
    return status == STATUS_DONE ? STATUS_FAILED : status;
}

/* A closed 0, 1 or 2 would go to the next file that is opened, and messages would land in a user's picture. What is put
 * there instead is open the wrong way round, so that using it is still an error. */
static void fill_standard(void)
{
    for (int fd = 0; fd < 3; fd++)
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd ? O_RDONLY : O_WRONLY) < 0)
            _Exit(STATUS_FAILED);
}

int main(int argc, char **argv)
{
    int status;
    fill_standard();
    if (argc < 2) {
        fprintf(stderr, "actfn: no command given; try 'actfn --help' or 'actfn plot gelu'\n");
        return STATUS_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0) {
        printf("actfn %s\n", ACTFN_VERSION);
        return close_output(STATUS_DONE);
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0) {
        help_program(stdout);
        return close_output(STATUS_DONE);
    }
    cleanup_signals();
    status = cli_main(argc - 1, argv + 1, stdout);
    return close_output(status);
}
