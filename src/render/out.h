/* Inside render: bytes on their way out, and a table's rows a block at a time. */
#ifndef ACTFN_OUT_H
#define ACTFN_OUT_H

#include "render/render.h"

/* A buffer instead of stdio's: numbers are written straight into it. fd: where it goes; -1: a
 * stream in memory. The first failed write is remembered. Nothing else may be written to the file
 * in between. */
struct out {
    FILE *file;
    int fd;
    bool screen;
    size_t used;
    int error;
    char buffer[1 << 16];
};
struct out *out_open(FILE *file);
/* Flushes, checks and frees. With good false only frees (the message is there already). */
bool out_close(struct out *o, bool ok, struct error *err);

void out_bytes(struct out *o, const void *bytes, size_t length);
void out_text(struct out *o, const char *text);
void out_repeat(struct out *o, char c, size_t times);
void out_number(struct out *o, double x); /* shortest digits */
void out_flush(struct out *o);

/* Room for `length` more bytes (at most the buffer); write there, then say how many. */
static inline char *out_reserve(struct out *o, size_t length)
{
    if (sizeof o->buffer - o->used < length) {
        out_flush(o);
    }
    return o->buffer + o->used;
}
static inline void out_used(struct out *o, size_t length)
{
    o->used += length;
}
static inline void out_char(struct out *o, char c)
{
    *out_reserve(o, 1) = c;
    o->used++;
}

/* Number columns, TABLE_BLOCK rows at a time. wanted NULL: all; else the columns that are true.
 * Progress is shown where o is a file on disk: a screen shows it by itself, and so does what reads
 * a pipe. */
struct blocks {
    const struct table *table;
    double **cells, *memory;
    uint64_t first, limit;
    size_t count;
};
void blocks_open(struct blocks *b, const struct out *o, const struct table *t, const bool *wanted);
/* The next rows are first .. first + count - 1; count 0: there are no more. */
bool blocks_next(struct blocks *b, struct error *err);
void blocks_close(struct blocks *b);

/* The table that csv, tsv and npy write. */
struct table *table_chosen(const struct report *r, const struct layout *layout, struct error *err);
/* Column names made different from each other ("gelu", "gelu (2)"), for formats with named columns.
 */
char **names_distinct(const struct table *t);
void names_free(char **names, const struct table *t);

bool render_text(const struct report *r, const struct layout *layout, FILE *file,
                 struct error *err);
bool render_csv(const struct report *r, const struct layout *layout, FILE *file, struct error *err);
bool render_tsv(const struct report *r, const struct layout *layout, FILE *file, struct error *err);
bool render_json(const struct report *r, const struct layout *layout, FILE *file,
                 struct error *err);
bool render_npy(const struct report *r, const struct layout *layout, FILE *file, struct error *err);

#endif
