// The rows of a structured npy file of doubles as csv, by std::to_chars (in libstdc++: Ryu), one
// thread, a buffer of 64 KB. usage: csv_to_chars FILE.npy COLUMNS
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

static char buffer[1 << 16];
static size_t used;

static void flush()
{
    for (size_t at = 0; at < used;) {
        ssize_t n = write(1, buffer + at, used - at);
        if (n <= 0)
            exit(1);
        at += (size_t)n;
    }
    used = 0;
}

int main(int argc, char **argv)
{
    struct stat s;
    int fd = argc == 3 ? open(argv[1], O_RDONLY) : -1;
    if (fd < 0 || fstat(fd, &s) != 0) {
        fprintf(stderr, "usage: csv_to_chars FILE.npy COLUMNS\n");
        return 2;
    }
    const char *file =
        (const char *)mmap(nullptr, (size_t)s.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
    size_t columns = (size_t)atoi(argv[2]), start = 10 + (unsigned char)file[8] +
                                                    256 * (size_t)(unsigned char)file[9];
    size_t n = ((size_t)s.st_size - start) / sizeof(double);
    for (size_t i = 0; i < n; i++) {
        double x;
        memcpy(&x, file + start + i * sizeof x, sizeof x);
        if (sizeof buffer - used < 64)
            flush();
        used = (size_t)(std::to_chars(buffer + used, buffer + sizeof buffer, x).ptr - buffer);
        buffer[used++] = i % columns + 1 == columns ? '\n' : ',';
    }
    flush();
    return 0;
}
