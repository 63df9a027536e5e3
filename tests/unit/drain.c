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

static bool take_array(const char *typed, struct numbers_of *n, struct message *why)
{
    struct array a;
    struct tile t = { 0 };
    uint64_t seen = 0;
    *n = (struct numbers_of){ 0 };
    if (!array_open(&a, typed, why))
        return false;
    bool good;
    n->rows = a.rows;
    n->columns = a.columns;
    n->values = memory_new((size_t)(a.rows * a.columns), sizeof *n->values);
    do {
        good = array_next(&a, &t, why);
        if (good && t.rows)
            take_tile(n, &t);
        seen += good ? t.rows * t.columns : 0;
    } while (good && t.rows);
    MUST(!good || seen == n->rows * n->columns);
    array_close(&a);
    if (!good) {
        free(n->values);
        n->values = NULL;
    }
    return good;
}

/* `block` rows at a time. */
static bool take_columns(const char *path, size_t block, struct numbers_of *n, struct message *why)
{
    struct columns c;
    size_t count, room = 0;
    bool good;
    *n = (struct numbers_of){ 0 };
    if (!columns_open(&c, path, why))
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
        good = columns_read(&c, &count, cells, why);
        MUST(!good || count <= block);
        if (good && (n->rows + count) * c.count > room)
            n->values = memory_resize(n->values, room = 2 * (size_t)(n->rows + count) * c.count,
                                      sizeof *n->values);
        for (size_t i = 0; good && i < count * c.count; i++)
            n->values[n->rows * c.count + i] = cells[i % c.count][i / c.count];
        n->rows += good ? count : 0;
    } while (good && count == block);
    free(cells);
    free(read);
    columns_close(&c);
    if (!good) {
        free(n->values);
        n->values = NULL;
    }
    return good;
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

bool drain_npy(const char *path, struct message *why)
{
    struct numbers_of array, columns;
    struct message other = { "" };
    bool good = take_array(path, &array, why), table = take_columns(path, 64, &columns, &other);
    MUST(table || (other.text[0] && !strchr(other.text, '\n')));
    MUST(!good || !table || agree(&array, &columns));
    free(array.values);
    free(columns.values);
    return good || table;
}

/* ---- csv ------------------------------------------------------------------------------------ */

/* Where the blocks end must not matter. */
bool drain_csv(const char *path, struct message *why)
{
    struct numbers_of few, many;
    struct message other = { "" };
    bool good = take_columns(path, 64, &many, why);
    if (good) {
        MUST(take_columns(path, 3, &few, &other) && agree(&few, &many));
        free(few.values);
    }
    free(many.values);
    return good;
}

/* ---- safetensors ---------------------------------------------------------------------------- */

static void as_array(const char *path, const struct tensor *from, const double *x)
{
    struct numbers_of n;
    struct message why = { "" };
    char *typed = text_format("%s:%s", path, from->name);
    bool good = take_array(typed, &n, &why);
    MUST(good == (from->ndims > 0) && (good || why.text[0]));
    if (good)
        MUST(n.rows * n.columns == from->elements &&
             agree(&n, &(struct numbers_of){ n.rows, n.columns, (double *)(uintptr_t)x }));
    free(n.values);
    free(typed);
}

static bool take_tensor(const char *path, const struct tensors *t, const struct tensor *from,
                        struct message *why)
{
    size_t n = (size_t)from->elements;
    MUST(tensors_find(t, from->name) == from);
    if (!from->dtype) {
        MUST(!tensor_read(t, from, 0, 0, NULL, why));
        return true;
    }
    double *x = memory_new(n, sizeof *x);
    float *y = memory_new(n, sizeof *y);
    bool good = tensor_read(t, from, 0, n, x, why) && tensor_read_float(t, from, 0, n, y, why);
    for (size_t i = 0; good && i < n; i++)
        MUST(same((double)y[i], (double)(float)x[i]));
    if (good)
        as_array(path, from, x);
    free(x);
    free(y);
    return good;
}

bool drain_tensors(const char *path, struct message *why)
{
    struct tensors t;
    bool good = tensors_open(&t, path, why);
    for (size_t i = 0; good && i < t.count; i++) {
        MUST(i == 0 || strcmp(t.tensor[i - 1].name, t.tensor[i].name) < 0);
        good = take_tensor(path, &t, &t.tensor[i], why);
    }
    if (t.state)
        tensors_close(&t);
    return good;
}

bool drained(drain *how, const char *suffix, const void *bytes, size_t length)
{
    struct message why = { "" };
    bool good = how(memory_file(suffix, bytes, length), &why);
    MUST(good || (why.text[0] && !strchr(why.text, '\n')));
    return good;
}
