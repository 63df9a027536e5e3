/* Files that users bring: npy as an array and as columns, csv, safetensors. The first byte picks. Whatever stands in the
 * file it is read to its end or refused with a reason. */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "input/input.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool whole_array(const char *path, struct message *why)
{
    struct array a;
    struct tile t = {0};
    uint64_t values = 0;
    bool good = array_open(&a, path, why);
    if (!good)
        return false;
    do {
        good = array_next(&a, &t, why);
        values += good ? t.rows * t.columns : 0;
        if (good && t.rows > 0 && (t.row + t.rows > a.rows || t.column + t.columns > a.columns || t.rows * t.columns > TILE_MOST))
            abort();
    } while (good && t.rows > 0);
    if (good && values != a.rows * a.columns)
        abort();
    array_close(&a);
    return good;
}

static bool whole_columns(const char *path, struct message *why)
{
    enum { ROWS = 64 };
    struct columns c;
    bool good = columns_open(&c, path, why);
    if (!good)
        return false;
    double **cells = memory_new(c.count, sizeof *cells), *room = memory_new(c.count * ROWS, sizeof *room);
    size_t count;
    for (size_t k = 0; k < c.count; k++)
        cells[k] = room + k * ROWS;
    do {
        count = ROWS;
        good = columns_read(&c, &count, cells, why);
    } while (good && count == ROWS);
    free(cells);
    free(room);
    columns_close(&c);
    return good;
}

static bool whole_tensors(const char *path, struct message *why)
{
    struct tensors t;
    bool good = tensors_open(&t, path, why);
    if (!good)
        return false;
    for (size_t i = 0; i < t.count && good; i++) {
        const struct tensor *from = &t.tensor[i];
        double *x = memory_new((size_t)from->elements, sizeof *x);
        if (tensors_find(&t, from->name) != from)
            abort();
        good = from->dtype == NULL || tensor_read(&t, from, 0, (size_t)from->elements, x, why);
        free(x);
    }
    tensors_close(&t);
    return good;
}

static char folder[64];

static void clean(void)
{
    static const char *const suffixes[] = {".npy", ".csv", ".safetensors"};
    char path[100];
    for (size_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s/x%s", folder, suffixes[i]);
        (void)unlink(path);
    }
    (void)rmdir(folder);
}

/* A file in memory behind a name with the suffix. */
static const char *file_with(const uint8_t *data, size_t size, const char *suffix)
{
    static char path[100], target[64];
    static int fd = -1;
    if (fd < 0) {
        (void)snprintf(folder, sizeof folder, "/tmp/actfn-fuzz-XXXXXX");
        fd = memfd_create("input", 0);
        if (fd < 0 || mkdtemp(folder) == NULL || atexit(clean) != 0)
            abort();
        (void)snprintf(target, sizeof target, "/proc/self/fd/%d", fd);
    }
    (void)snprintf(path, sizeof path, "%s/x%s", folder, suffix);
    if (ftruncate(fd, 0) != 0 || pwrite(fd, data, size, 0) != (ssize_t)size)
        abort();
    if (access(path, F_OK) != 0 && symlink(target, path) != 0)
        abort();
    return path;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct message why = {{0}};
    bool good;
    if (size == 0)
        return 0;
    unsigned kind = data[0] % 4;
    static const char *const suffixes[] = {".npy", ".npy", ".csv", ".safetensors"};
    const char *path = file_with(data + 1, size - 1, suffixes[kind]);
    good = (kind == 0 ? whole_array : kind == 3 ? whole_tensors : whole_columns)(path, &why);
    if (!good && (why.text[0] == 0 || strchr(why.text, '\n') != NULL))
        abort();    /* refused without a reason, or in more than a line */
    return 0;
}
