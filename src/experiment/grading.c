/* Grading a kernel: its numbers against what they should be, a block at a time. */
#include "experiment/grading.h"
#include "activation/emulation.h"
#include "activation/rounding.h"
#include "experiment/grader.h"
#include "input/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SAMPLE = 1 << 20 };

/* ---- the file ------------------------------------------------------------------------------- */

struct places {
    size_t x, f, df;
};

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

static size_t column_find(const struct columns *c, const char *name, const char *otherwise)
{
    return columns_find(c, name ? name : otherwise, c->count);
}

/* By their names; of two columns the first is x where nothing else is said. More are not guessed
 * at. */
static bool columns_choose(const struct columns *c, const char *path,
                           const struct grading_options *o, struct places *p, struct error *err)
{
    size_t none = c->count;
    p->x = column_find(c, o->columns[0], "x");
    p->f = column_find(c, o->columns[1], "f");
    p->df = column_find(c, o->columns[2], "df");
    for (int i = 0; i < 3; i++)
        if (o->columns[i] && (i == 0 ? p->x : i == 1 ? p->f : p->df) == none)
            return error_set(err, "%s: has no column %s", quote(path).text,
                             quote(o->columns[i]).text);
    if (c->count == 2 && !o->columns[0]) {
        if (p->x == none)
            p->x = p->f == 0 ? 1 : 0;
        p->f = 1 - p->x;
        p->df = none;
    }
    if (p->x < none && p->f < none)
        return true;
    char *there = columns_there(c);
    (void)error_set(
        err,
        "%s: %s; expected two columns (rows x 2), x and f, or more with a header that names x, f "
        "and, if there is one, the slope df; --columns says other names%s",
        quote(path).text, there, c->rows == 2 && !c->named ? ": save a.T" : "");
    free(there);
    return false;
}

/* Two results of one kernel are of one format. */
static bool one_format(const struct columns *c, const struct places *p, const char *path,
                       struct error *err)
{
    const struct dtype *f = c->dtypes ? c->dtypes[p->f] : NULL;
    const struct dtype *df = c->dtypes && p->df < c->count ? c->dtypes[p->df] : f;
    return f == df ||
           error_set(err, "%s: f is %s and df is %s; say by --dtype which format the kernel has",
                     quote(path).text, f ? f->name : "whole numbers",
                     df ? df->name : "whole numbers");
}

/* Functions of a vector take the whole column as one: then a block is all there is. */
static bool read_all(struct grader *s, struct columns *c, const struct places *p, bool whole,
                     struct error *err)
{
    double **cells = memory_new(c->count, sizeof *cells), *rows[3] = { NULL };
    size_t n = 0, room = 0, count;
    bool ok = true, slopes = p->df < c->count;
    do {
        if (n + GRADER_BLOCK > room) {
            room = 2 * room + GRADER_BLOCK;
            for (int k = 0; k < 3; k++)
                rows[k] = memory_resize(rows[k], room, sizeof **rows);
        }
        cells[p->x] = rows[0] + n;
        cells[p->f] = rows[1] + n;
        if (slopes)
            cells[p->df] = rows[2] + n;
        count = GRADER_BLOCK;
        ok = columns_read(c, &count, cells, err);
        if (ok && !whole)
            grader_take(s, count, rows[0], rows[1], slopes ? rows[2] : NULL);
        else if (ok)
            n += count;
    } while (ok && count == GRADER_BLOCK);
    if (ok && whole && n)
        grader_take(s, n, rows[0], rows[1], slopes ? rows[2] : NULL);
    for (int k = 0; k < 3; k++)
        free(rows[k]);
    free(cells);
    return ok;
}

static bool file_grade(struct kernel_grading *found, const struct function *g, const char *path,
                       const struct grading_options *o, struct error *err)
{
    struct columns c;
    struct places p;
    if (!columns_open(&c, path, err))
        return false;
    bool ok = columns_choose(&c, path, o, &p, err) && (o->dtype || one_format(&c, &p, path, err));
    if (ok) {
        found->dtype = o->dtype;
        if (!found->dtype)
            found->dtype = c.dtypes && c.dtypes[p.f] ? c.dtypes[p.f] : dtype_find("float64");
        struct grader *s = grader_new(found, g, o->flush, o->dtype != NULL);
        ok = read_all(s, &c, &p, g->vectorwise != NULL, err);
        grader_end(s);
    }
    size_t last = c.count - 1; /* words would be graded by their numbers */
    if (ok && c.nclasses > 0 && (p.x == last || p.f == last || p.df == last))
        ok = error_set(err, "%s: column %s: %s: not a number", quote(path).text,
                       quote(c.names[last]).text, quote(c.classes[0]).text);
    columns_close(&c);
    return ok && (found->f.count || error_set(err, "%s: has no rows", quote(path).text));
}

bool grading_file(struct kernel_grading *found, const struct function *g, const char *path,
                  const struct grading_options *o, struct error *err)
{
    memset(found, 0, sizeof *found);
    return file_grade(found, g, path, o, err);
}

/* ---- an emulated framework ------------------------------------------------------------------ */

/* Which values of the format lie between low and high. */
static bool values_within(const struct dtype *d, double low, double high, uint64_t *first,
                          uint64_t *count, struct error *err)
{
    double a = fmax(low, -d->largest), b = fmin(high, d->largest);
    double from = dtype_round(d, a), to = dtype_round(d, b);
    uint64_t start = dtype_index(d, from == 0 ? -0.0 : from) + (from < a);
    uint64_t stop = dtype_index(d, to == 0 ? 0.0 : to) + (to <= b);
    *first = start;
    *count = stop - start;
    return stop > start || error_usage(err, "%s has no value from %s to %s", d->name,
                                       number_text(low).text, number_text(high).text);
}

bool grading_emulated(struct kernel_grading *found, const struct function *exact,
                      const struct function *g, const struct grading_options *o, struct error *err)
{
    const struct dtype *d = o->compute_dtype;
    uint64_t first, count, points;
    memset(found, 0, sizeof *found);
    struct emulation *e = emulation_new(g, d, err);
    if (!e || !values_within(d, o->low, o->high, &first, &count, err)) {
        emulation_free(e);
        return false;
    }
    points = o->points ? o->points : SAMPLE;
    points = points < count ? points : count;
    found->dtype = d;
    found->sequence = text_copy(emulation_sequence(e));
    struct grader *s = grader_new(found, exact, o->flush, false);
    double *x = memory_new(3 * (size_t)GRADER_BLOCK, sizeof *x), *f = x + GRADER_BLOCK;
    double *df = f + GRADER_BLOCK,
           step = points > 1 ? (double)(count - 1) / (double)(points - 1) : 0;
    progress_start("Grading", (double)points);
    for (uint64_t i = 0; i < points; i += GRADER_BLOCK) {
        size_t n = points - i < GRADER_BLOCK ? (size_t)(points - i) : GRADER_BLOCK;
        if (points == count)
            dtype_values(d, first + i, n, x);
        for (size_t k = 0; points < count && k < n; k++) {
            uint64_t at = (uint64_t)((double)(i + k) * step);
            x[k] = dtype_value(d, first + (at < count ? at : count - 1));
        }
        emulation_map(e, n, x, f, df);
        grader_take(s, n, x, f, df);
        progress_step((double)i, NULL);
    }
    progress_end();
    grader_end(s);
    free(x);
    emulation_free(e);
    return true;
}

void grading_free(struct kernel_grading *s)
{
    free(s->sequence);
    *s = (struct kernel_grading){ 0 };
}
