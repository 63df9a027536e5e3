/* Counting the units of an array: from values to slopes, over whichever axis counts units. */
#include "experiment/unit_counts.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- from an activation back to its slope -----------------------------------------------------
 * A function that never falls has one slope for each value it takes, apart from flat stretches,
 * where the slope is 0. Tabulated; a value between two entries has the slope of the upper one, so
 * relu's is 1 from the smallest positive number on. */
enum { HALF = 8000, ENTRIES = 2 * HALF + 1 }; /* -40 .. 40 by 0.005, 0 among them */

static void inverse_free(struct inverse_table *v)
{
    free(v->f);
    free(v->df);
    *v = (struct inverse_table){ NULL, NULL };
}

static bool inverse_make(struct inverse_table *v, const struct function *g, struct error *err)
{
    double *z = memory_new(ENTRIES, sizeof *z);
    *v = (struct inverse_table){ memory_new(ENTRIES, sizeof *v->f),
                                 memory_new(ENTRIES, sizeof *v->df) };
    for (size_t i = 0; i < ENTRIES; i++)
        z[i] = ((double)i - HALF) / 200;
    function_map(g, ENTRIES, z, v->f, v->df, NULL);
    free(z);
    for (size_t i = 1; i < ENTRIES; i++)
        if (v->f[i] < v->f[i - 1]) {
            inverse_free(v);
            return error_usage(
                err,
                "--post %s: falls somewhere, so its activations do not tell where it was; give the "
                "pre-activations",
                quote(g->label).text);
        }
    return true;
}

static double entry_or_limit(size_t i)
{
    if (i < ENTRIES)
        return ((double)i - HALF) / 200;
    return i == ENTRIES ? -INFINITY : INFINITY;
}

/* The values that the function takes: the least and the greatest it can be, limits among them. */
static struct values_taken values_taken(const struct function *g)
{
    double x[BLOCK], f[BLOCK];
    struct values_taken t = { INFINITY, -INFINITY };
    for (size_t i = 0; i < ENTRIES + 2; i += BLOCK) {
        size_t n = ENTRIES + 2 - i < BLOCK ? ENTRIES + 2 - i : BLOCK;
        for (size_t k = 0; k < n; k++)
            x[k] = entry_or_limit(i + k);
        function_map(g, n, x, f, NULL, NULL);
        for (size_t k = 0; k < n; k++) {
            t.low = fmin(t.low, f[k]);
            t.high = fmax(t.high, f[k]);
        }
    }
    t.low -= 0x1p-8 * fabs(t.low); /* half an ulp of bfloat16: files hold rounded numbers */
    t.high += 0x1p-8 * fabs(t.high);
    return t;
}

static double inverse_slope(const struct inverse_table *v, double f)
{
    size_t low = 0, high = ENTRIES - 1;
    if (isnan(f))
        return f;
    while (low < high) { /* the first entry that is not below f */
        size_t middle = (low + high) / 2;
        if (v->f[middle] < f)
            low = middle + 1;
        else
            high = middle;
    }
    if (low + 1 < ENTRIES && v->f[low] == f && v->f[low + 1] == f)
        return 0; /* on a flat stretch */
    return v->df[low];
}

/* ---- the file, for several functions at once ------------------------------------------------ */

/* Values that are not finite, and the first of them. */
static void count_not_finite(struct unit_counts *c, const struct tile *t)
{
    for (size_t i = 0; i < t->lines * t->length; i++)
        if (!isfinite(t->values[i])) {
            c->first_not_finite = c->not_finite > 0 ? c->first_not_finite : t->first + i;
            c->not_finite++;
        }
}

/* Comparisons alone, so that the loop is a vector loop: nothing of NaN is seen, and infinities are
 * not taken for a range. */
static void count_values(struct unit_counts *c, const struct tile *t)
{
    size_t n = t->lines * t->length, outside = 0, strange = 0;
    double low = c->low, high = c->high, least = c->taken.low, most = c->taken.high;
    for (size_t i = 0; i < n; i++) {
        double z = t->values[i], size = fabs(z);
        bool finite = size <= DBL_MAX;
        low = finite && z < low ? z : low;
        high = finite && z > high ? z : high;
        outside += finite && (z < least || z > most);
        strange += !finite;
    }
    c->low = low;
    c->high = high;
    c->outside += (double)outside;
    if (strange > 0)
        count_not_finite(c, t);
    bins_add(&c->bins, n, t->values);
}

static size_t unit_at(const struct unit_counts *c, uint64_t at)
{
    return (size_t)(at / c->inner % c->units);
}

/* Numbers as they are in the file, from the first-th on: what they are, and some of their rows. */
static void keep_runs(struct unit_counts *c, uint64_t first, size_t n, const double *value)
{
    for (size_t done = 0; done < n;) {
        uint64_t at = first + done, place = at % c->inner, left = c->inner - place;
        uint64_t sample = at / c->inner / c->units * c->inner + place;
        size_t run = left < n - done ? (size_t)left : n - done;
        unit_moments_add(&c->moments, unit_at(c, at), run, 1, value + done);
        sampled_rows_add(&c->sampled, sample, run, unit_at(c, at), 1, value + done);
        done += run;
    }
}

/* Values as the file has them, from the first-th on: as many of one unit in turn as there are
 * numbers between two units. */
static void count_runs(const struct unit_counts *c, struct function_counts *one, uint64_t first,
                       size_t n, const double *value, const double *slope)
{
    for (size_t done = 0; done < n;) {
        uint64_t at = first + done, left = c->inner - at % c->inner;
        size_t run = left < n - done ? (size_t)left : n - done;
        census_add_part(&one->census, unit_at(c, at), run, 1, value + done, slope + done);
        done += run;
    }
}

static void count_tile(struct unit_counts *c, const struct tile *t, double *f, double *df)
{
    size_t n = t->lines * t->length, unit = unit_at(c, t->first);
    bool by_rows = c->inner == 1 && t->length <= c->units;
    count_values(c, t);
    if (by_rows) {
        unit_moments_add(&c->moments, unit, t->lines, t->length, t->values);
        sampled_rows_add(&c->sampled, t->first / c->units, t->lines, unit, t->length, t->values);
    } else {
        keep_runs(c, t->first, n, t->values);
    }
    for (size_t k = 0; k < c->nfunctions; k++) {
        struct function_counts *one = &c->counted[k];
        const double *value = c->post ? t->values : f;
        if (c->post)
            for (size_t i = 0; i < n; i++)
                df[i] = inverse_slope(&one->inverse, t->values[i]);
        else
            function_map(one->function, n, t->values, f, df, NULL);
        if (by_rows)
            census_add_part(&one->census, unit, t->lines, t->length, value, df);
        else
            count_runs(c, one, t->first, n, value, df);
    }
}

/* The rows that were kept, as activations of one function; rows that hold a number which is not
 * finite are left out. */
static struct matrix sampled_activations(const struct unit_counts *c, const struct function *g)
{
    const struct sampled_rows *s = &c->sampled;
    struct matrix a = matrix_new(s->rows, s->units);
    a.rows = 0;
    for (size_t i = 0; i < s->rows; i++) {
        const double *z = s->value + i * s->units;
        double *f = a.at + a.rows * s->units, sum = 0;
        if (c->post)
            memcpy(f, z, s->units * sizeof *f);
        else
            function_map(g, s->units, z, f, NULL, NULL);
        for (size_t u = 0; u < s->units; u++)
            sum += f[u] - f[u]; /* 0, or NaN */
        a.rows += sum == 0;
    }
    return a;
}

static void verdict(struct unit_counts *c)
{
    for (size_t k = 0; k < c->nfunctions; k++) {
        struct function_counts *one = &c->counted[k];
        one->unit = memory_new(c->units, sizeof *one->unit);
        one->census.samples = c->samples;
        census_verdict(&one->census, &one->layer, one->unit);
        census_free(&one->census);
        inverse_free(&one->inverse);
        struct matrix a = sampled_activations(c, one->function);
        c->rank_rows = a.rows;
        one->effective_rank = a.rows > 0 ? matrix_effective_rank(&a) : NAN;
        matrix_free(&a);
    }
    sampled_rows_free(&c->sampled);
    bins_show(&c->bins, &c->shown);
    c->finite = c->bins.all;
    bins_free(&c->bins);
}

bool unit_counts_read(struct unit_counts *c, struct array *a, struct error *err)
{
    double *f = memory_new(TILE_MOST, sizeof *f), *df = memory_new(TILE_MOST, sizeof *df), done = 0;
    double all = (double)a->rows * (double)a->columns;
    struct tile tile = { 0 };
    bool ok;
    progress_start("reading", all);
    while ((ok = array_next(a, &tile, err)) && tile.lines > 0) {
        count_tile(c, &tile, f, df);
        done += (double)tile.lines * (double)tile.length;
        progress_step(done, "%.0f million values", done * 1e-6);
    }
    progress_end();
    free(f);
    free(df);
    if (ok)
        verdict(c);
    return ok;
}

/* ---- which axis counts units ---------------------------------------------------------------- */

char *array_shape_text(const struct array *a)
{
    struct buffer text = { 0 };
    for (size_t i = 0; i < a->ndims; i++)
        buffer_item(&text, " x ", "%llu", (unsigned long long)a->shape[i]);
    return buffer_take(&text);
}

char *array_place_text(const struct array *a, uint64_t at)
{
    uint64_t index[DIMENSIONS_MAX];
    struct buffer text = { 0 };
    for (size_t i = 0; i < a->ndims; i++)
        index[i] = at / a->stride[i] % a->shape[i];
    for (size_t i = 0; i < a->ndims; i++)
        buffer_item(&text, ", ", "%llu", (unsigned long long)index[i]);
    char *places = buffer_take(&text), *place = text_format("[%s]", places);
    free(places);
    return place;
}

/* Images come with their channels second (PyTorch) or last (TensorFlow), and their shape does not
 * tell which. */
static bool ask_back(const struct array *a, const char *typed, struct error *err)
{
    char *shape = array_shape_text(a);
    (void)error_usage(
        err,
        "%s: %s, %zu axes: --axis 1 counts %llu channels (PyTorch), --axis %zu counts "
        "%llu channels (TensorFlow)",
        quote(typed).text, shape, a->ndims, (unsigned long long)a->shape[1], a->ndims - 1,
        (unsigned long long)a->shape[a->ndims - 1]);
    free(shape);
    return false;
}

/* The axis that was asked for, else the last; one dimension alone is so many samples of one unit.
 */
static bool axis_choose(struct unit_counts *c, const int64_t *wish, const struct array *a,
                        const char *typed, struct error *err)
{
    enum { AMBIGUOUS = 4 };
    c->array = a;
    c->units = (size_t)a->columns;
    c->samples = (double)a->rows;
    c->axis = a->ndims - 1;
    c->inner = c->units == 1 ? a->elements : a->stride[c->axis];
    if (!wish) {
        return a->ndims < AMBIGUOUS || ask_back(a, typed, err);
    }
    int64_t axes = (int64_t)a->ndims, axis = *wish < 0 ? *wish + axes : *wish;
    if (axis < 0 || axis >= axes)
        return error_usage(err, "--axis %lld: %s has axes 0 to %lld", (long long)*wish,
                           quote(typed).text, (long long)axes - 1);
    c->axis = (size_t)axis;
    c->units = (size_t)a->shape[axis];
    c->samples = (double)a->rows * (double)a->columns / (double)c->units;
    c->inner = c->units == 1 ? a->elements : a->stride[axis];
    return true;
}

bool unit_counts_start(struct unit_counts *c, const struct unit_counts_wish *wish,
                       const struct array *a, const char *typed, struct error *err)
{
    *c = (struct unit_counts){ .post = wish->post, .low = INFINITY, .high = -INFINITY };
    if (!axis_choose(c, wish->axis, a, typed, err))
        return false;
    bool ok = true;
    c->taken = values_taken(&wish->functions[0]);
    bins_new(&c->bins);
    unit_moments_new(&c->moments, c->units);
    uint64_t items = a->ndims > 1 ? a->shape[c->axis == 0] : 1; /* images, each of many samples */
    sampled_rows_new(&c->sampled, (uint64_t)c->samples, c->units, (uint64_t)c->samples / items);
    c->nfunctions = wish->nfunctions;
    c->counted = memory_new(c->nfunctions, sizeof *c->counted);
    for (size_t k = 0; k < c->nfunctions && ok; k++) {
        struct function_counts *one = &c->counted[k];
        one->function = &wish->functions[k];
        ok = !c->post || inverse_make(&one->inverse, one->function, err);
        if (ok)
            census_new(&one->census, c->units, function_steepest(one->function));
    }
    return ok;
}

void unit_counts_free(struct unit_counts *c)
{
    for (size_t k = 0; k < c->nfunctions; k++) {
        inverse_free(&c->counted[k].inverse);
        census_free(&c->counted[k].census);
        free(c->counted[k].unit);
    }
    free(c->counted);
    bins_free(&c->bins);
    unit_moments_free(&c->moments);
    sampled_rows_free(&c->sampled);
    *c = (struct unit_counts){ 0 };
}
