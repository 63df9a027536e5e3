#include "drain.h"

#include "input/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

void must_failed(const char *what, const char *file, int line)
{
    (void)fprintf(stderr, "%s:%d: does not hold: %s\n", file, line, what);
}

/* ---- npy ------------------------------------------------------------------------------------ */

struct numbers_of {
    uint64_t rows, columns;
    double *values;
}; /* values NULL: refused */

static bool same(double a, double b)
{
    return memcmp(&a, &b, sizeof a) == 0 || (isnan(a) && isnan(b));
}

/* Each value comes once, and nothing comes that is not there. */
static void take_tile(const struct array *a, struct numbers_of *n, const struct tile *t)
{
    size_t count = t->lines * t->length;
    MUST(t->length > 0 && count <= TILE_MOST && t->first + count <= a->elements);
    for (size_t i = 0; i < count; i++) {
        uint64_t at = 0;
        for (size_t k = 0; k < a->ndims; k++)
            at = at * a->shape[k] + (t->first + i) / a->stride[k] % a->shape[k];
        n->values[at] = t->values[i];
    }
}

static bool take_array(const char *typed, struct numbers_of *n, struct error *err)
{
    struct array a;
    struct tile t = { 0 };
    uint64_t seen = 0;
    *n = (struct numbers_of){ 0 };
    if (!array_open(&a, typed, err))
        return false;
    bool ok;
    n->rows = a.rows;
    n->columns = a.columns;
    n->values = memory_new((size_t)(a.rows * a.columns), sizeof *n->values);
    do {
        ok = array_next(&a, &t, err);
        if (ok && t.lines)
            take_tile(&a, n, &t);
        MUST(!ok || !t.lines || t.first == seen);
        seen += ok ? t.lines * t.length : 0;
    } while (ok && t.lines);
    MUST(!ok || (seen == a.elements && seen == n->rows * n->columns));
    array_close(&a);
    if (!ok) {
        free(n->values);
        n->values = NULL;
    }
    return ok;
}

/* `block` rows at a time. */
static bool take_columns(const char *path, size_t block, struct numbers_of *n, struct error *err)
{
    struct columns c;
    size_t count, room = 0;
    bool ok;
    *n = (struct numbers_of){ 0 };
    if (!columns_open(&c, path, err))
        return false;
    MUST(c.count > 0);
    n->columns = c.count;
    n->values = memory_new(0, sizeof *n->values);
    double **cells = memory_new(c.count, sizeof *cells),
           *read = memory_new(c.count * block, sizeof *read);
    for (size_t k = 0; k < c.count; k++)
        cells[k] = read + k * block;
    MUST(columns_find(&c, c.names[c.count - 1], c.count) < c.count);
    do {
        count = block;
        ok = columns_read(&c, &count, cells, err);
        MUST(!ok || count <= block);
        if (ok && (n->rows + count) * c.count > room)
            n->values = memory_resize(n->values, room = 2 * (size_t)(n->rows + count) * c.count,
                                      sizeof *n->values);
        for (size_t i = 0; ok && i < count * c.count; i++)
            n->values[n->rows * c.count + i] = cells[i % c.count][i / c.count];
        n->rows += ok ? count : 0;
    } while (ok && count == block);
    free(cells);
    free(read);
    columns_close(&c);
    if (!ok) {
        free(n->values);
        n->values = NULL;
    }
    return ok;
}

static bool agree(const struct numbers_of *a, const struct numbers_of *b)
{
    if (a->columns != b->columns || a->rows != b->rows)
        return false;
    for (uint64_t i = 0; i < a->rows * a->columns; i++)
        if (!same(a->values[i], b->values[i]))
            return false;
    return true;
}

bool drain_npy(const char *path, struct error *err)
{
    struct numbers_of array, columns;
    struct error other = { 0 };
    bool ok = take_array(path, &array, err), table = take_columns(path, 64, &columns, &other);
    MUST(table || (other.text[0] && !strchr(other.text, '\n')));
    MUST(!ok || !table || agree(&array, &columns));
    free(array.values);
    free(columns.values);
    return ok || table;
}

/* ---- csv ------------------------------------------------------------------------------------ */

/* Where the blocks end must not matter. */
bool drain_csv(const char *path, struct error *err)
{
    struct numbers_of few, many;
    struct error other = { 0 };
    bool ok = take_columns(path, 64, &many, err);
    if (ok) {
        MUST(take_columns(path, 3, &few, &other) && agree(&few, &many));
        free(few.values);
    }
    free(many.values);
    return ok;
}

/* ---- files of arrays ------------------------------------------------------------------------ */

/* All at once, in C order, as doubles and as floats. */
static bool take_whole(const struct tensors *t, const struct tensor *from, double *x,
                       struct error *err)
{
    struct array a;
    float *y = memory_new((size_t)from->elements, sizeof *y);
    bool ok = array_of(&a, t, from, err);
    if (ok) {
        ok = array_doubles(&a, from->elements, x, err);
        array_close(&a);
    }
    if (ok && array_of(&a, t, from, err)) {
        MUST(array_floats(&a, from->elements, y, err));
        for (size_t i = 0; i < from->elements; i++)
            MUST(same((double)y[i], (double)(float)x[i]));
        array_close(&a);
    }
    free(y);
    return ok;
}

static bool take_tensor(const char *path, const struct tensors *t, const struct tensor *from,
                        struct error *err)
{
    struct numbers_of n = { 0 };
    MUST(tensors_find(t, from->name) == from && from->seen);
    if (!from->readable || from->ndims == 0 || from->elements > 1 << 16) {
        struct array a;
        if (from->elements <= 1 << 16)
            MUST(!array_of(&a, t, from, err));
        return true;
    }
    double *x = memory_new((size_t)from->elements, sizeof *x);
    bool ok = take_whole(t, from, x, err);
    char *typed = text_format("%s:%s", path, from->name);
    if (ok && !strpbrk(from->name, "*?[\\") && take_array(typed, &n, err))
        MUST(agree(&n, &(struct numbers_of){ n.rows, n.columns, x }));
    free(n.values);
    free(typed);
    free(x);
    return ok;
}

bool drain_tensors(const char *path, struct error *err)
{
    struct tensors t;
    bool ok = tensors_open(&t, path, err);
    for (size_t i = 0; ok && i < t.count; i++)
        ok = take_tensor(path, &t, &t.tensor[i], err);
    if (t.state)
        tensors_close(&t);
    return ok;
}

bool drained(drain *how, const char *suffix, const void *bytes, size_t length)
{
    struct error err = { 0 };
    bool ok = how(memory_file(suffix, bytes, length), &err);
    MUST(ok || (err.text[0] && !strchr(err.text, '\n')));
    return ok;
}
