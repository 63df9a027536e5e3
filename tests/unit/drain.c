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
static void take_tile(struct numbers_of *n, const struct tile *t)
{
    MUST(t->columns > 0 && t->rows * t->columns <= TILE_MOST);
    MUST(t->row + t->rows <= n->rows && t->column + t->columns <= n->columns);
    for (size_t r = 0; r < t->rows; r++)
        memcpy(n->values + (t->row + r) * n->columns + t->column, t->values + r * t->columns,
               t->columns * sizeof *t->values);
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
        if (ok && t.rows)
            take_tile(n, &t);
        seen += ok ? t.rows * t.columns : 0;
    } while (ok && t.rows);
    MUST(!ok || seen == n->rows * n->columns);
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

/* ---- safetensors ---------------------------------------------------------------------------- */

static void as_array(const char *path, const struct tensor *from, const double *x)
{
    struct numbers_of n;
    struct error err = { 0 };
    char *typed = text_format("%s:%s", path, from->name);
    bool ok = take_array(typed, &n, &err);
    MUST(ok == (from->ndims > 0) && (ok || err.text[0]));
    if (ok)
        MUST(n.rows * n.columns == from->elements &&
             agree(&n, &(struct numbers_of){ n.rows, n.columns, (double *)(uintptr_t)x }));
    free(n.values);
    free(typed);
}

static bool take_tensor(const char *path, const struct tensors *t, const struct tensor *from,
                        struct error *err)
{
    size_t n = (size_t)from->elements;
    MUST(tensors_find(t, from->name) == from);
    if (!from->dtype) {
        MUST(!tensor_read(t, from, 0, 0, NULL, err));
        return true;
    }
    double *x = memory_new(n, sizeof *x);
    float *y = memory_new(n, sizeof *y);
    bool ok = tensor_read(t, from, 0, n, x, err) && tensor_read_float(t, from, 0, n, y, err);
    for (size_t i = 0; ok && i < n; i++)
        MUST(same((double)y[i], (double)(float)x[i]));
    if (ok)
        as_array(path, from, x);
    free(x);
    free(y);
    return ok;
}

bool drain_tensors(const char *path, struct error *err)
{
    struct tensors t;
    bool ok = tensors_open(&t, path, err);
    for (size_t i = 0; ok && i < t.count; i++) {
        MUST(i == 0 || strcmp(t.tensor[i - 1].name, t.tensor[i].name) < 0);
        ok = take_tensor(path, &t, &t.tensor[i], err);
    }
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
