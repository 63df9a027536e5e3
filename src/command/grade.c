/* Grading a kernel: its numbers, from a file, against what they should be. */
#include "command/grade.h"
#include "activation/property.h"
#include "input/input.h"
#include "parse/parse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MOST = 1 << 22 };              /* of a longer file the worst so many are kept */

struct row { double x, got, want, ulp; };
struct grades {
    const struct function *g;
    struct exact *reference;
    const struct dtype *dtype;
    struct row *rows;
    size_t n, room;
    uint64_t count, broken, dropped;        /* broken: not a number where there is one, or the reverse */
    double max, max_x, sum;
};

/* The kernel's double is within 2 ulp. Where the definition in long double agrees with it, it is the better one. */
static long double wanted(const struct grades *s, double x, double f)
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
    const struct row *p = a, *q = b;
    if (p->ulp != q->ulp)
        return (p->ulp < q->ulp) - (p->ulp > q->ulp);
    return (p->x > q->x) - (p->x < q->x);
}

static void add(struct grades *s, double x, double got, double f)
{
    long double want = wanted(s, x, f);
    struct row row = { x, got, dtype_round(s->dtype, (double)want), error(s->dtype, got, want) };
    s->count++;
    if (isinf(row.ulp))
        s->broken++;
    else
        s->sum += row.ulp;
    if (!(row.ulp <= s->max)) {
        s->max = row.ulp;
        s->max_x = x;
    }
    if (s->n == 2 * (size_t)ROWS_MOST) {
        qsort(s->rows, s->n, sizeof *s->rows, worst_first);
        s->dropped += s->n - ROWS_MOST;
        s->n = ROWS_MOST;
    }
    if (s->n == s->room) {
        s->room = s->room ? 2 * s->room : 1024;
        s->rows = memory_resize(s->rows, s->room, sizeof *s->rows);
    }
    s->rows[s->n++] = row;
}

/* ---- the file -------------------------------------------------------------------------------------*/

static void grade_block(struct grades *s, size_t n, const double *x, const double *got)
{
    double *f = memory_new(TABLE_BLOCK, sizeof *f);
    for (size_t i = 0; i < n; i += TABLE_BLOCK) {
        size_t m = n - i < TABLE_BLOCK ? n - i : TABLE_BLOCK;
        function_map(s->g, m, x + i, f, NULL, NULL);
        for (size_t k = 0; k < m; k++)
            add(s, x[i + k], got[i + k], f[k]);
    }
    free(f);
}

/* A function of a vector takes the whole column as one. */
static void grade_vector(struct grades *s, size_t n, const double *x, const double *got)
{
    double *f = memory_new(n, sizeof *f);
    function_map(s->g, n, x, f, NULL, NULL);
    for (size_t i = 0; i < n; i++)
        add(s, x[i], got[i], f[i]);
    free(f);
}

static bool read_blocks(struct grades *s, struct columns *c, size_t xcolumn, size_t fcolumn, struct message *why)
{
    double **cells = memory_new(c->count, sizeof *cells), *x = NULL, *got = NULL;
    size_t n = 0, room = 0, count;
    bool good = true;
    do {
        if (n + TABLE_BLOCK > room) {
            room = 2 * room + TABLE_BLOCK;
            x = memory_resize(x, room, sizeof *x);
            got = memory_resize(got, room, sizeof *got);
        }
        cells[xcolumn] = x + n;
        cells[fcolumn] = got + n;
        count = TABLE_BLOCK;
        good = columns_read(c, &count, cells, why);
        if (good && !s->g->vectorwise)
            grade_block(s, count, x, got);
        else if (good)
            n += count;
    } while (good && count == TABLE_BLOCK);
    if (good && s->g->vectorwise)
        grade_vector(s, n, x, got);
    free(x);
    free(got);
    free(cells);
    return good;
}

/* "its columns are 'index', 'x', 'y'" or, without names, the shape: what is there instead of x and f. */
static char *columns_there(const struct columns *c)
{
    enum { SHOWN = 5 };
    if (!c->named)
        return c->rows == UINT64_MAX ? text_format("has %zu columns without names", c->count)
                                     : text_format("is an array of shape %llu x %zu", (unsigned long long)c->rows, c->count);
    char *all = text_copy("has the columns");
    for (size_t i = 0; i < c->count && i < SHOWN; i++) {
        char *more = text_format("%s%s %s", all, i ? "," : "", quote(c->names[i]).text);
        free(all);
        all = more;
    }
    char *whole = text_format("%s%s", all, c->count > SHOWN ? ", ..." : "");
    free(all);
    return whole;
}

/* By their names; of two columns the first is x where nothing else is said. More are not guessed at. */
static bool columns_choose(const struct columns *c, const char *path, size_t *x, size_t *f, struct message *why)
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
    (void)message_set(why, "%s: %s; wanted are two columns (rows x 2), x and f, or more with a header that names two of them x and f%s",
                      quote(path).text, there, c->rows == 2 && !c->named ? ": save a.T" : "");
    free(there);
    return false;
}

static bool file_grade(struct grades *s, const char *path, const char *dtype, struct message *why)
{
    struct columns c;
    size_t x, f;
    if (!columns_open(&c, path, why))
        return false;
    bool good = columns_choose(&c, path, &x, &f, why);
    if (good) {
        s->dtype = dtype ? dtype_find(dtype) : c.dtypes && c.dtypes[f] ? c.dtypes[f] : dtype_find("float64");
        good = read_blocks(s, &c, x, f, why);
    }
    if (good && c.nclasses > 0 && (x > f ? x : f) == c.count - 1)   /* words would be graded by their numbers */
        good = message_set(why, "%s: column %s: %s: not a number", quote(path).text, quote(c.names[c.count - 1]).text, quote(c.classes[0]).text);
    columns_close(&c);
    if (good && !s->count)
        good = message_set(why, "%s: has no rows", quote(path).text);
    return good;
}

/* ---- the report -----------------------------------------------------------------------------------*/

static void errors_report(struct grades *s, const char *path, struct report *r)
{
    if (s->n)
        qsort(s->rows, s->n, sizeof *s->rows, worst_first);
    if (s->n > ROWS_MOST) {
        s->dropped += s->n - ROWS_MOST;
        s->n = ROWS_MOST;
    }
    double mean = s->count > s->broken ? s->sum / (double)(s->count - s->broken) : NAN;
    const char *slash = strrchr(path, '/'), *name = strcmp(path, "-") == 0 ? "standard input" : slash ? slash + 1 : path;
    report_headline(r, "%s against %s: worst error %s ulp of %s", name, s->g->label, number_text_short(s->max, 4).text,
                    s->dtype->name);
    report_say(r, "", "%llu values; the worst is at x = %s, the mean error is %s ulp. A correctly rounded value is within "
               "0.5.", (unsigned long long)s->count, number_text_short(s->max_x, 9).text,
               number_text_short(mean, 4).text);
    if (s->broken)
        report_note(r, "%llu values are nan or infinite where the function is not, or the reverse; the mean leaves them "
                       "out.", (unsigned long long)s->broken);
    if (s->dropped)
        report_note(r, "The table holds the worst %d rows.", ROWS_MOST);
    report_fact(r, "max_ulp", s->max);
    report_fact(r, "max_ulp_x", s->max_x);
    report_fact(r, "mean_ulp", mean);
    report_fact_text(r, "dtype", s->dtype->name);
    struct table *t = report_table(r, "errors", s->n);
    double *x = table_numbers(t, "x"), *got = table_numbers(t, "got"), *want = table_numbers(t, "want"),
           *ulp = table_numbers(t, "ulp");
    for (size_t i = 0; i < s->n; i++) {
        x[i] = s->rows[i].x;
        got[i] = s->rows[i].got;
        want[i] = s->rows[i].want;
        ulp[i] = s->rows[i].ulp;
    }
    t->no_text = s->n > 40;
    report_figure(r, "grade");
}

int grade_run(const struct request *q, const struct range_options *o, struct report *r, struct message *why)
{
    struct function g;
    struct grades s = { .g = &g, .max = -1 };
    if (!function_parse(&g, q->operands[0], o->set.value, o->set.count, why))
        return STATUS_USAGE;
    s.reference = g.vectorwise ? NULL : exact_new(&g);
    bool good = file_grade(&s, q->operands[1], o->dtype, why);
    if (good)
        errors_report(&s, q->operands[1], r);
    if (s.reference)
        exact_free(s.reference);
    free(s.rows);
    function_free(&g);
    return good ? STATUS_DONE : STATUS_FAILED;
}
