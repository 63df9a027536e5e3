/* Writes BYTES zeros from memory to FILE, as a measure for programs that also have to make them.
 * usage: write FILE BYTES */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

int main(int argc, char **argv)
{
    static char block[1 << 16];
    int fd = argc == 3 ? open(argv[1], O_WRONLY | O_CREAT | O_TRUNC, 0600) : -1;
    if (fd < 0) {
        (void)fprintf(stderr, "usage: write FILE BYTES\n");
        return 2;
    }
    for (long long left = strtoll(argv[2], NULL, 10); left > 0;) {
        size_t n = left < (long long)sizeof block ? (size_t)left : sizeof block;
        ssize_t wrote = write(fd, block, n);
        if (wrote <= 0) {
            perror(argv[1]);
            return 1;
        }
        left -= wrote;
    }
    return close(fd) == 0 ? 0 : 1;
}
