#include "render/out.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct out *out_open(FILE *file)
{
    struct out *o = memory_new(1, sizeof *o);
    o->file = file;
    o->fd = fileno(file);
    o->screen = o->fd >= 0 && isatty(o->fd);
    o->error = o->fd >= 0 && fflush(file) != 0 ? errno : 0;
    return o;
}

/* Past stdio, which would copy it all once more and cut it in pieces of other sizes. */
static bool write_whole(int fd, const char *bytes, size_t length)
{
    while (length > 0) {
        ssize_t wrote = write(fd, bytes, length);
        if (wrote < 0 && errno == EINTR) {
            continue;
        }
        if (wrote <= 0) {
            return false;
        }
        bytes += wrote;
        length -= (size_t)wrote;
    }
    return true;
}

static void hand_over(struct out *o, const char *bytes, size_t length)
{
    if (o->error == 0 && length > 0) {
        errno = 0;
        if (o->fd >= 0 ? !write_whole(o->fd, bytes, length)
                       : fwrite(bytes, 1, length, o->file) != length) {
            o->error = errno != 0 ? errno : EIO;
        }
    }
}

void out_flush(struct out *o)
{
    hand_over(o, o->buffer, o->used);
    o->used = 0;
}

bool out_close(struct out *o, bool ok, struct error *err)
{
    if (ok) {
        out_flush(o);
        if (o->error == 0 && fflush(o->file) != 0) {
            o->error = errno;
        }
        if (o->error != 0) {
            ok = error_set(err, "write error: %s", strerror(o->error));
        }
    }
    free(o);
    return ok;
}

void out_bytes(struct out *o, const void *bytes, size_t length)
{
    if (length > sizeof o->buffer - o->used) {
        out_flush(o);
    }
    if (length > sizeof o->buffer) {
        hand_over(o, bytes, length);
        return;
    }
    memcpy(o->buffer + o->used, bytes, length);
    o->used += length;
}

void out_text(struct out *o, const char *text)
{
    out_bytes(o, text, strlen(text));
}

void out_repeat(struct out *o, char c, size_t times)
{
    for (size_t i = 0; i < times; i++) {
        out_char(o, c);
    }
}

void out_number(struct out *o, double x)
{
    char *to = out_reserve(o, NUMBER_SIZE);
    out_used(o, number_print(to, x));
}

/* ---- rows ----------------------------------------------------------------------------------- */

static bool is_file(FILE *file)
{
    struct stat about;
    int fd = fileno(file);
    return fd >= 0 && fstat(fd, &about) == 0 && S_ISREG(about.st_mode);
}

void blocks_open(struct blocks *b, const struct out *o, const struct table *t, const bool *wanted)
{
    *b = (struct blocks){ .table = t, .limit = UINT64_MAX };
    b->cells = memory_new(t->ncolumns, sizeof(double *));
    b->memory = memory_new(t->ncolumns * (size_t)TABLE_BLOCK, sizeof(double));
    for (size_t c = 0; c < t->ncolumns; c++) {
        bool text = t->columns[c].texts != NULL;
        b->cells[c] = text || (wanted != NULL && !wanted[c]) ? NULL : b->memory + c * TABLE_BLOCK;
    }
    if (is_file(o->file)) {
        progress_start("writing", t->rows == ROWS_UNKNOWN ? 0 : (double)t->rows);
    }
}

bool blocks_next(struct blocks *b, struct error *err)
{
    b->first += b->count;
    uint64_t left = b->limit - b->first;
    b->count = left < TABLE_BLOCK ? (size_t)left : TABLE_BLOCK;
    if (!table_read(b->table, b->first, &b->count, b->cells, err)) {
        return false;
    }
    progress_step((double)b->first, "%.0f rows", (double)b->first);
    return true;
}

void blocks_close(struct blocks *b)
{
    progress_end();
    free(b->cells);
    free(b->memory);
}

/* ---- tables and names ----------------------------------------------------------------------- */

struct table *table_chosen(const struct report *r, const struct layout *layout, struct error *err)
{
    struct table *t = layout->table != NULL ? report_find_table(r, layout->table)
                      : r->ntables > 0      ? r->tables[0]
                                            : NULL;
    if (t == NULL) {
        (void)(layout->table != NULL
                   ? error_set(err, "--table %s: unknown table", quote(layout->table).text)
                   : error_set(
                         err,
                         "there is no table to write; --format text or json shows what there is"));
    }
    return t;
}

static bool taken(char **names, size_t n, const char *name)
{
    for (size_t i = 0; i < n; i++) {
        if (strcmp(names[i], name) == 0) {
            return true;
        }
    }
    return false;
}

char **names_distinct(const struct table *t)
{
    char **names = memory_new(t->ncolumns, sizeof(char *));
    for (size_t c = 0; c < t->ncolumns; c++) {
        const char *plain = t->columns[c].name;
        char *name = text_copy(plain[0] != '\0' ? plain : "column");
        for (int k = 2; taken(names, c, name); k++) {
            free(name);
            name = text_format("%s (%d)", plain, k);
        }
        names[c] = name;
    }
    return names;
}

void names_free(char **names, const struct table *t)
{
    for (size_t c = 0; c < t->ncolumns; c++) {
        free(names[c]);
    }
    free(names);
}
