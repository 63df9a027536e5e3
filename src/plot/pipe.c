/* Pipes whose ends are none of the three standard numbers. */
#include "plot/pipe.h"

#include <fcntl.h>
#include <unistd.h>

bool pipe_high(int fd[2])
{
    int low[2];
    if (pipe(low) != 0)
        return false; /* errno says why */
    fd[0] = fcntl(low[0], F_DUPFD_CLOEXEC, 3);
    fd[1] = fcntl(low[1], F_DUPFD_CLOEXEC, 3);
    close(low[0]);
    close(low[1]);
    if (fd[0] >= 0 && fd[1] >= 0)
        return true;
    for (int i = 0; i < 2; i++) {
        if (fd[i] >= 0)
            close(fd[i]);
        fd[i] = -1;
    }
    return false; /* as above */
}
