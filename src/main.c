/* Find the command, run it, close standard output, say how it went. */
#include "command/command.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#ifndef ACTFN_VERSION
#define ACTFN_VERSION "unknown"
#endif

/* Output that could not be written is a failure: a full disk must not look like success. */
static int close_output(int status)
{
    if (fflush(stdout) == 0 && !ferror(stdout) && fclose(stdout) == 0)
        return status;
    if (status == STATUS_DONE)
        fprintf(stderr, "actfn: write error: %s\n", strerror(errno));
    return status == STATUS_DONE ? STATUS_FAILED : status;
}

int main(int argc, char **argv)
{
    int status;
    cleanup_signals();
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
    status = command_main(argc - 1, argv + 1, stdout);
    return close_output(status);
}
