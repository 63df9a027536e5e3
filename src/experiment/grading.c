/* Grading a kernel: its numbers, from a file, against what they should be. */
#include "experiment/grading.h"
#include "activation/property.h"
#include "input/input.h"

#include <math.h>
#include <stdlib.h>

enum { AT_ONCE = 4096 }; /* rows of the file */

struct grader {
    struct kernel_grading *found;
    const struct function *g;
    struct exact *reference; /* NULL: of a function of a vector there is none */
    size_t room;
    double sum; /* of the errors that are numbers */
};

/* The kernel's double is within 2 ulp. Where the definition in long double agrees with it, it is
 * the better one. */
static long double wanted(const struct grader *s, double x, double f)
{
    long double y;
    const struct dtype *float64 = dtype_find("float64");
    if (!s->reference || !isfinite(f) || !exact_at(s->reference, x, 1, &y) ||
        !(fabsl(y - f) <= 3 * (long double)dtype_ulp(float64, f)))
        return f;
    return y;
}

static double error(const struct dtype *d, double got, long double want)
{
    double rounded = dtype_round(d, (double)want);
    if (got == rounded || (isnan(got) && isnan(rounded)))
        return isfinite(rounded) ? (double)(fabsl(got - want) / dtype_ulp(d, rounded)) : 0;
    if (isnan(got) || isnan(rounded) || isinf(got))
        return INFINITY;
    double unit = dtype_ulp(d, isinf(rounded) ? got : rounded);
    return (double)(fabsl(got - want) / unit);
}

static int worst_first(const void *a, const void *b)
{
    const struct graded_row *p = a, *q = b;
    if (p->ulp != q->ulp)
        return (p->ulp < q->ulp) - (p->ulp > q->ulp);
    return (p->x > q->x) - (p->x < q->x);
}

/* The worst first, and no more than are kept. */
static void keep_worst(struct kernel_grading *found)
{
    if (found->n)
        qsort(found->rows, found->n, sizeof *found->rows, worst_first);
    if (found->n > GRADED_MOST) {
        found->dropped += found->n - GRADED_MOST;
        found->n = GRADED_MOST;
    }
}

static void row_keep(struct grader *s, const struct graded_row *row)
{
    struct kernel_grading *found = s->found;
    if (found->n == 2 * (size_t)GRADED_MOST)
        keep_worst(found);
    if (found->n == s->room) {
        s->room = s->room ? 2 * s->room : 1024;
        found->rows = memory_resize(found->rows, s->room, sizeof *found->rows);
    }
    found->rows[found->n++] = *row;
}

static void grade(struct grader *s, double x, double got, double f)
{
    struct kernel_grading *found = s->found;
    long double want = wanted(s, x, f);
    struct graded_row row = { x, got, dtype_round(found->dtype, (double)want),
                              error(found->dtype, got, want) };
    found->count++;
    if (isinf(row.ulp))
        found->broken++;
    else
        s->sum += row.ulp;
    if (!(row.ulp <= found->max)) {
        found->max = row.ulp;
        found->max_x = x;
    }
    row_keep(s, &row);
}

/* ---- the file ------------------------------------------------------------------------------- */

static void grade_block(struct grader *s, size_t n, const double *x, const double *got)
{
    double *f = memory_new(AT_ONCE, sizeof *f);
    for (size_t i = 0; i < n; i += AT_ONCE) {
        size_t m = n - i < AT_ONCE ? n - i : AT_ONCE;
        function_map(s->g, m, x + i, f, NULL, NULL);
        for (size_t k = 0; k < m; k++)
            grade(s, x[i + k], got[i + k], f[k]);
    }
    free(f);
}

/* A function of a vector takes the whole column as one. */
static void grade_vector(struct grader *s, size_t n, const double *x, const double *got)
{
    double *f = memory_new(n, sizeof *f);
    function_map(s->g, n, x, f, NULL, NULL);
    for (size_t i = 0; i < n; i++)
        grade(s, x[i], got[i], f[i]);
    free(f);
}

static bool read_blocks(struct grader *s, struct columns *c, size_t xcolumn, size_t fcolumn,
                        struct error *err)
{
    double **cells = memory_new(c->count, sizeof *cells), *x = NULL, *got = NULL;
    size_t n = 0, room = 0, count;
    bool ok = true;
    do {
        if (n + AT_ONCE > room) {
            room = 2 * room + AT_ONCE;
            x = memory_resize(x, room, sizeof *x);
            got = memory_resize(got, room, sizeof *got);
        }
        cells[xcolumn] = x + n;
        cells[fcolumn] = got + n;
        count = AT_ONCE;
        ok = columns_read(c, &count, cells, err);
        if (ok && !s->g->vectorwise)
            grade_block(s, count, x, got);
        else if (ok)
            n += count;
    } while (ok && count == AT_ONCE);
    if (ok && s->g->vectorwise)
        grade_vector(s, n, x, got);
    free(x);
    free(got);
    free(cells);
    return ok;
}

/* "its columns are 'index', 'x', 'y'" or, without names, the shape: what is there instead of x and
 * f. */
static char *columns_there(const struct columns *c)
{
    enum { SHOWN = 5 };
    if (!c->named)
        return c->rows == UINT64_MAX ? text_format("has %zu columns without names", c->count)
                                     : text_format("is an array of shape %llu x %zu",
                                                   (unsigned long long)c->rows, c->count);
    struct buffer all = { 0 };
    buffer_text(&all, "has the columns");
    for (size_t i = 0; i < c->count && i < SHOWN; i++)
        buffer_print(&all, "%s %s", i ? "," : "", quote(c->names[i]).text);
    if (c->count > SHOWN)
        buffer_text(&all, ", ...");
    return buffer_take(&all);
}

/* By their names; of two columns the first is x where nothing else is said. More are not guessed
 * at. */
static bool columns_choose(const struct columns *c, const char *path, size_t *x, size_t *f,
                           struct error *err)
{
    size_t none = c->count;
    *x = columns_find(c, "x", none);
    *f = columns_find(c, "f", none);
    if (c->count == 2) {
        *x = *x != none ? *x : *f == 0 ? 1 : 0;
        *f = 1 - *x;
    }
    if (*x < none && *f < none)
        return true;
    char *there = columns_there(c);
    (void)error_set(
        err,
        "%s: %s; expected two columns (rows x 2), x and f, or more with a header that names two "
        "of them x and f%s",
        quote(path).text, there, c->rows == 2 && !c->named ? ": save a.T" : "");
    free(there);
    return false;
}

static bool file_grade(struct grader *s, const char *path, struct error *err)
{
    struct columns c;
    size_t x, f;
    if (!columns_open(&c, path, err))
        return false;
    bool ok = columns_choose(&c, path, &x, &f, err);
    if (ok) {
        if (!s->found->dtype)
            s->found->dtype = c.dtypes && c.dtypes[f] ? c.dtypes[f] : dtype_find("float64");
        ok = read_blocks(s, &c, x, f, err);
    }
    if (ok && c.nclasses > 0 &&
        (x > f ? x : f) == c.count - 1) /* words would be graded by their numbers */
        ok = error_set(err, "%s: column %s: %s: not a number", quote(path).text,
                       quote(c.names[c.count - 1]).text, quote(c.classes[0]).text);
    columns_close(&c);
    if (ok && !s->found->count)
        ok = error_set(err, "%s: has no rows", quote(path).text);
    return ok;
}

bool grading_file(struct kernel_grading *found, const struct function *g, const char *path,
                  const struct dtype *dtype, struct error *err)
{
    struct grader s = { .found = found, .g = g, .reference = g->vectorwise ? NULL : exact_new(g) };
    *found = (struct kernel_grading){ .dtype = dtype, .max = -1 };
    bool ok = file_grade(&s, path, err);
    if (s.reference)
        exact_free(s.reference);
    if (!ok) {
        grading_free(found);
        return false;
    }
    keep_worst(found);
    found->mean =
        found->count > found->broken ? s.sum / (double)(found->count - found->broken) : NAN;
    return true;
}

void grading_free(struct kernel_grading *s)
{
    free(s->rows);
    *s = (struct kernel_grading){ 0 };
}
