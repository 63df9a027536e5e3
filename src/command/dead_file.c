/* dead FILE: the same counts for pre-activations, or activations, that a user's own net left in a file. The file is read
 * once, piece by piece; what is kept is a few numbers a unit. */
#include "experiment/bins.h"
#include "command/dead.h"
#include "input/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- from an activation back to its slope -----------------------------------------------------------
 * A function that never falls has one slope for each value it takes, apart from flat stretches, where the
 * slope is 0. Tabulated; a value between two entries has the slope of the upper one, so relu's is 1 from the
 * smallest positive number on. */
enum { HALF = 8000, ENTRIES = 2 * HALF + 1 };   /* -40 .. 40 by 0.005, 0 among them */
struct inverse { double *f, *df; };

static bool inverse_make(struct inverse *v, const struct function *g, struct message *why)
{
    double *z = memory_new(ENTRIES, sizeof *z);
    *v = (struct inverse){ memory_new(ENTRIES, sizeof *v->f), memory_new(ENTRIES, sizeof *v->df) };
    for (size_t i = 0; i < ENTRIES; i++) z[i] = ((double)i - HALF) / 200;
    function_map(g, ENTRIES, z, v->f, v->df, NULL);
    free(z);
    for (size_t i = 1; i < ENTRIES; i++)
        if (v->f[i] < v->f[i - 1]) {
            free(v->f);
            free(v->df);
            return message_set(why, "--post %s: falls somewhere, so its activations do not tell where it was; give the pre-activations",
                               quote(g->label).text);
        }
    return true;
}

/* The values that the function takes: the least and the greatest it can be, limits among them. */
struct takes { double low, high; };

static struct takes function_takes(const struct function *g)
{
    double x[BLOCK], f[BLOCK];
    struct takes t = { INFINITY, -INFINITY };
    for (size_t i = 0; i < ENTRIES + 2; i += BLOCK) {
        size_t n = ENTRIES + 2 - i < BLOCK ? ENTRIES + 2 - i : BLOCK;
        for (size_t k = 0; k < n; k++)
            x[k] = i + k < ENTRIES ? ((double)(i + k) - HALF) / 200 : i + k == ENTRIES ? -INFINITY : INFINITY;
        function_map(g, n, x, f, NULL, NULL);
        for (size_t k = 0; k < n; k++) {
            t.low = fmin(t.low, f[k]);
            t.high = fmax(t.high, f[k]);
        }
    }
    t.low -= 0x1p-8 * fabs(t.low);         /* half an ulp of bfloat16: files hold rounded numbers */
    t.high += 0x1p-8 * fabs(t.high);
    return t;
}

static double inverse_slope(const struct inverse *v, double f)
{
    size_t low = 0, high = ENTRIES - 1;
    if (isnan(f)) return f;
    while (low < high) {                   /* the first entry that is not below f */
        size_t middle = (low + high) / 2;
        if (v->f[middle] < f) low = middle + 1;
        else high = middle;
    }
    if (low + 1 < ENTRIES && v->f[low] == f && v->f[low + 1] == f) return 0;      /* on a flat stretch */
    return v->df[low];
}

/* ---- the file, for several functions at once ---------------------------------------------------------*/

struct counted {
    const struct function *function;
    struct census census;
    struct inverse inverse;
    struct layer_units layer;
    struct unit *unit;
};

struct counting {
    struct function *functions; size_t nfunctions;
    struct counted *counted;
    const struct array *array;
    size_t axis, units;
    uint64_t inner;                        /* numbers, in the file's order, from one unit to the next */
    double samples, not_finite;
    uint64_t first_not_finite;             /* where, in the file's order */
    double low, high;                      /* of what is finite */
    struct takes takes;                    /* what the first function takes */
    double outside;                        /* values that it does not */
    bool post;
    struct bins bins;
};

static void count_values(struct counting *c, const struct tile *t, uint64_t first)
{
    size_t n = t->rows * t->columns;
    for (size_t i = 0; i < n; i++) {
        double z = t->values[i];
        if (!isfinite(z)) {
            c->first_not_finite = c->not_finite++ > 0 ? c->first_not_finite : first + i;
            continue;
        }
        c->low = fmin(c->low, z);
        c->high = fmax(c->high, z);
        c->outside += z < c->takes.low || z > c->takes.high;
    }
    bins_add(&c->bins, n, t->values);
}

/* Values as the file has them, from the first-th on: as many of one unit in turn as there are numbers between two units. */
static void count_runs(const struct counting *c, struct counted *one, uint64_t first, size_t n, const double *value,
                       const double *slope)
{
    for (size_t done = 0; done < n;) {
        uint64_t at = first + done, left = c->inner - at % c->inner;
        size_t run = left < n - done ? (size_t)left : n - done;
        census_add_part(&one->census, (size_t)(at / c->inner % c->units), run, 1, value + done, slope + done);
        done += run;
    }
}

static void count_tile(struct counting *c, const struct tile *t, double *f, double *df)
{
    const struct array *a = c->array;
    size_t n = t->rows * t->columns;
    uint64_t first = a->fortran ? t->column * a->rows + t->row : t->row * a->columns + t->column;
    bool last = c->axis + 1 == a->ndims && !a->fortran;
    count_values(c, t, first);
    for (size_t k = 0; k < c->nfunctions; k++) {
        struct counted *one = &c->counted[k];
        const double *value = c->post ? t->values : f;
        if (c->post)
            for (size_t i = 0; i < n; i++) df[i] = inverse_slope(&one->inverse, t->values[i]);
        else
            function_map(one->function, n, t->values, f, df, NULL);
        if (last && a->ndims > 1)
            census_add_part(&one->census, (size_t)t->column, t->rows, t->columns, value, df);
        else
            count_runs(c, one, first, n, value, df);
    }
}

static bool read_file(struct counting *c, struct array *a, struct message *why)
{
    double *f = memory_new(TILE_MOST, sizeof *f), *df = memory_new(TILE_MOST, sizeof *df), done = 0;
    double all = (double)a->rows * (double)a->columns;
    struct tile tile = { 0 };
    bool good;
    progress_start("reading", all);
    while ((good = array_next(a, &tile, why)) && tile.rows > 0) {
        count_tile(c, &tile, f, df);
        done += (double)tile.rows * (double)tile.columns;
        progress_step(done, "%.0f million values", done * 1e-6);
    }
    progress_end();
    free(f);
    free(df);
    return good;
}

/* ---- which axis counts units ---------------------------------------------------------------------------*/

/* "8 x 16 x 5 x 5" */
static char *shape_text(const struct array *a)
{
    char *text = text_copy("");
    for (size_t i = 0; i < a->ndims; i++) {
        char *more = text_format("%s%s%llu", text, i ? " x " : "", (unsigned long long)a->shape[i]);
        free(text);
        text = more;
    }
    return text;
}

/* Images come with their channels second (PyTorch) or last (TensorFlow), and their shape does not tell which. */
static bool ask_back(const struct array *a, const char *typed, struct message *why)
{
    char *shape = shape_text(a);
    (void)message_set(why, "%s: %s, %zu axes: --axis 1 counts %llu channels (PyTorch), --axis %zu counts %llu channels (TensorFlow)",
                      quote(typed).text, shape, a->ndims, (unsigned long long)a->shape[1], a->ndims - 1,
                      (unsigned long long)a->shape[a->ndims - 1]);
    free(shape);
    return false;
}

/* The axis that was asked for, else the last; one dimension alone is so many samples of one unit. */
static bool axis_choose(struct counting *c, const struct request *q, const struct array *a, struct message *why)
{
    const struct dead_options *o = q->options;
    enum { AMBIGUOUS = 4 };
    int64_t axes = (int64_t)a->ndims, typed = o->axis, axis = typed < 0 ? typed + axes : typed;
    c->array = a;
    c->units = (size_t)a->columns;
    c->samples = (double)a->rows;
    c->axis = a->ndims - 1;
    c->inner = a->fortran ? a->rows : 1;
    if (!option_given(q, &o->axis)) {
        c->inner = a->ndims == 1 ? a->rows : c->inner;
        return a->ndims < AMBIGUOUS || ask_back(a, q->operands[0], why);
    }
    if (axis < 0 || axis >= axes)
        return message_set(why, "--axis %lld: %s has axes 0 to %lld", (long long)typed, quote(q->operands[0]).text,
                           (long long)axes - 1);
    c->axis = (size_t)axis;
    c->units = (size_t)a->shape[axis];
    c->samples = (double)a->rows * (double)a->columns / (double)c->units;
    c->inner = 1;
    for (size_t i = a->fortran ? 0 : c->axis + 1; i < (a->fortran ? c->axis : a->ndims); i++)
        c->inner *= a->shape[i];
    return true;
}

static void verdict(struct counting *c)
{
    for (size_t k = 0; k < c->nfunctions; k++) {
        struct counted *one = &c->counted[k];
        one->unit = memory_new(c->units, sizeof *one->unit);
        one->census.samples = c->samples;
        census_verdict(&one->census, &one->layer, one->unit);
    }
}

/* ---- the report ------------------------------------------------------------------------------------*/

/* What the layer is called: the tensor, or the file without its folder and suffix. */
static char *layer_name(const char *typed)
{
    static const char tensor[] = ".safetensors:", index[] = ".index.json:";
    const char *colon = strstr(typed, tensor), *other = strstr(typed, index), *slash = strrchr(typed, '/'), *dot;
    if (colon)
        return text_copy(colon + strlen(tensor));
    if (other)
        return text_copy(other + strlen(index));
    typed = slash ? slash + 1 : typed;
    dot = strrchr(typed, '.');
    return text_part(typed, dot && dot > typed ? (size_t)(dot - typed) : strlen(typed));
}

static void table_layers(const struct counting *c, const char *typed, struct report *report)
{
    struct table *t = report_table(report, "layers", c->nfunctions);
    t->no_text = c->nfunctions == 1;
    char **name = table_texts(t, "name");
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *seed = table_numbers(t, "seed");
    char **moment = table_texts(t, "moment");
    double *layer = table_numbers(t, "layer"), *units = table_numbers(t, "units"), *dead = table_numbers(t, "dead");
    double *on = table_numbers(t, "always_on"), *mixed = table_numbers(t, "mixed"), *share = table_numbers(t, "dead_percent");
    double *zero = table_numbers(t, "zero_percent"), *saturated = table_numbers(t, "saturated_percent");
    double *slope = table_numbers(t, "mean_abs_slope");
    for (size_t k = 0; k < c->nfunctions; k++) {
        const struct layer_units *u = &c->counted[k].layer;
        name[k] = layer_name(typed);
        activation[k] = text_copy(c->functions[k].label);
        init[k] = text_copy("");
        seed[k] = NAN;
        moment[k] = text_copy("file");
        layer[k] = 1;
        units[k] = (double)u->units;
        dead[k] = (double)u->dead;
        on[k] = (double)u->always_on;
        mixed[k] = (double)u->mixed;
        share[k] = dead_percent(u->dead, u->units);
        zero[k] = 100 * u->zero;
        saturated[k] = 100 * u->saturated;
        slope[k] = u->mean_slope;
    }
}

static void table_units(const struct counting *c, struct report *report)
{
    struct table *t = report_table(report, "units", c->nfunctions * c->units);
    t->no_text = true;
    char **activation = table_texts(t, "activation"), **init = table_texts(t, "init");
    double *seed = table_numbers(t, "seed"), *layer = table_numbers(t, "layer"), *number = table_numbers(t, "unit");
    double *active = table_numbers(t, "active_percent"), *steepest = table_numbers(t, "max_abs_slope");
    for (size_t k = 0, row = 0; k < c->nfunctions; k++)
        for (size_t u = 0; u < c->units; u++, row++) {
            activation[row] = text_copy(c->functions[k].label);
            init[row] = text_copy("");
            seed[row] = NAN;
            layer[row] = 1;
            number[row] = (double)(u + 1);
            active[row] = 100 * c->counted[k].unit[u].active;
            steepest[row] = c->counted[k].unit[u].max_slope;
        }
}

static void figures(const struct counting *c, const char *wanted, struct report *report)
{
    double *cell[6];
    char **title;
    size_t row = 0;
    dead_map_tables(report, c->nfunctions * c->units, c->nfunctions, cell, &title);
    for (size_t k = 0; k < c->nfunctions; k++) {
        const struct layer_units *u = &c->counted[k].layer;
        title[k] = text_format("%s: %s %% dead", c->functions[k].label, percent_text(dead_percent(u->dead, u->units)).text);
        row = dead_map(c->counted[k].unit, c->units, k + 1, 1, row, cell);
    }
    struct table *t = report_table(report, "histogram", BINS_SHOWN);
    struct bins_shown shown;
    bins_show(&c->bins, &shown);
    t->no_text = t->on_request = true;
    double *layer = table_numbers(t, "layer"), *z = table_numbers(t, "z"), *share = table_numbers(t, "percent");
    for (size_t b = 0; b < BINS_SHOWN; b++) {
        layer[b] = 1;
        z[b] = bins_middle(&shown, b);
        share[b] = 100 * shown.count[b] / (c->samples * (double)c->units);
    }
    if (shown.beyond > 0)
        report_note(report, "The histogram leaves out %.0f values (%s %%) beyond +-%s.", shown.beyond,
                    number_text_short(100 * shown.beyond / c->bins.all, 2).text,
                    number_text_short(shown.width * BINS_SHOWN / 2, 6).text);
    report_figure(report, wanted && strcmp(wanted, "histogram") == 0 ? "dead_histogram" : "dead_map");
}

/* "[3, 0, 7]": the place of a value that stands at `at` in the file's order. */
static char *place_text(const struct array *a, uint64_t at)
{
    uint64_t index[DIMENSIONS_MAX];
    char *text = text_copy("[");
    for (size_t i = 0; i < a->ndims; i++) {
        size_t k = a->fortran ? i : a->ndims - 1 - i;
        index[k] = at % a->shape[k];
        at /= a->shape[k];
    }
    for (size_t i = 0; i < a->ndims; i++) {
        char *more = text_format("%s%s%llu", text, i ? ", " : "", (unsigned long long)index[i]);
        free(text);
        text = more;
    }
    char *closed = text_format("%s]", text);
    free(text);
    return closed;
}

static void say_not_finite(const struct counting *c, struct report *report)
{
    char *place = place_text(c->array, c->first_not_finite);
    report_say(report, "Beware", "%.0f values are not finite. The first is at %s, counted from 0. A unit that holds NaN counts as mixed.",
               c->not_finite, place);
    free(place);
}

/* Does the file hold what it is taken to hold? Values that the function never gives are no activations of it. None below its least
 * value, and far above: so activations look, and pre-activations hardly ever. */
static void say_doubtful(const struct counting *c, struct report *report)
{
    const char *f = c->functions[0].label;
    double finite = c->samples * (double)c->units - c->not_finite, least = c->takes.low;
    bool low = c->low < least;
    if (c->post && c->outside > 0)
        report_note(report, "Beware: %s %% of the values are %s %s; outputs of %s cannot be. Are these pre-activations? Then leave out "
                    "--post.", number_text_short(100 * c->outside / finite, 3).text, low ? "below" : "above",
                    number_text_short(low ? least : c->takes.high, 6).text, f);
    else if (!c->post && isfinite(least) && c->outside == 0 && c->low >= least && c->high > 4 * fabs(least))
        report_note(report, "Beware: no value is below %s, the least that %s gives. Are these its outputs, not what goes into it? Then say "
                    "--post.", number_text_short(least, 3).text, f);
}

/* "samples x units, from an array of 8 x 16 x 5 x 5, axis 1 the units" */
static char *reading(const struct counting *c)
{
    const struct array *a = c->array;
    char *shape = shape_text(a);
    char *text = a->ndims == 2 && c->axis == 1 ? text_format("samples x units, %s", shape)
               : a->ndims == 1 && c->units == 1 ? text_format("samples of one unit, from an array of %s", shape)
               : text_format("samples x units, %.0f x %zu, from an array of %s whose axis %zu counts the units", c->samples, c->units, shape,
                             c->axis);
    free(shape);
    return text;
}

static void describe(const struct counting *c, const struct request *q, struct report *report)
{
    const struct dead_options *o = q->options;
    const struct layer_units *u = &c->counted[0].layer;
    const char *what = c->post ? "activations" : "pre-activations";
    char *how = reading(c);
    report_headline(report, "%zu of %zu units are dead: %s", u->dead, u->units, quote(q->operands[0]).text);
    report_subtitle(report, "Dead: slope of %s 0 on all %.0f samples; nothing reaches its weights. Always on: the same slope on all.",
                    c->functions[0].label, c->samples);
    report_say(report, "Units", "%zu dead (%s %%), %zu always on, %zu mixed.", u->dead,
               percent_text(dead_percent(u->dead, u->units)).text, u->always_on, u->mixed);
    dead_say_zeros(report, u->zero, u->zero_of_dead);
    if (u->near_dead > u->dead)
        report_say(report, "Nearly", "%zu more never see a slope of 0.001.", u->near_dead - u->dead);
    if (c->not_finite > 0)
        say_not_finite(c, report);
    say_doubtful(c, report);
    report_note(report, "The file is taken to hold %s of %s, %s%s%s.", what, c->functions[0].label, how,
                c->post ? "" : "; --post says that it holds activations, --activation of which function",
                c->array->ndims > 2 && !option_given(q, &o->axis) ? "; --axis N counts another axis" : "");
    free(how);
    report_fact(report, "samples", c->samples);
    report_fact(report, "units", (double)u->units);
    report_fact(report, "dead", (double)u->dead);
    report_fact(report, "dead_percent", dead_percent(u->dead, u->units));
    report_fact(report, "always_on", (double)u->always_on);
    report_fact(report, "mixed", (double)u->mixed);
    report_fact(report, "zero_percent", 100 * u->zero);
    report_fact(report, "saturated_percent", 100 * u->saturated);
    report_fact(report, "mean_abs_slope", u->mean_slope);
    if (c->not_finite > 0)
        report_fact(report, "not_finite", c->not_finite);
}

/* One for each function; false: a function that --post cannot turn back, or an axis that is not there. */
static bool counting_start(struct counting *c, const struct request *q, const struct array *a, struct message *why)
{
    const struct dead_options *o = q->options;
    if (!axis_choose(c, q, a, why))
        return false;
    bool good = true;
    c->post = o->post;
    c->low = INFINITY;
    c->high = -INFINITY;
    c->takes = function_takes(&c->functions[0]);
    bins_new(&c->bins);
    c->counted = memory_new(c->nfunctions, sizeof *c->counted);
    for (size_t k = 0; k < c->nfunctions && good; k++) {
        c->counted[k].function = &c->functions[k];
        good = !c->post || inverse_make(&c->counted[k].inverse, &c->functions[k], why);
        if (good) census_new(&c->counted[k].census, c->units, function_steepest(&c->functions[k]));
    }
    return good;
}

static void counting_free(struct counting *c)
{
    for (size_t k = 0; k < c->nfunctions && c->counted; k++) {
        if (c->counted[k].census.memory) free(c->counted[k].inverse.f), free(c->counted[k].inverse.df);
        census_free(&c->counted[k].census);
        free(c->counted[k].unit);
    }
    free(c->counted);
    bins_free(&c->bins);
    functions_free(c->functions, c->nfunctions);
}

int dead_file(const struct request *q, struct report *report, struct message *why)
{
    const struct dead_options *o = q->options;
    const char *file = q->operands[0], *figure = q->delivery->figure;
    struct counting c = { 0 };
    struct array a;
    int status = STATUS_FAILED;
    if (figure && strcmp(figure, "training") == 0)
        return message_set(why, "--figure training: a file was not trained here; map or histogram"), STATUS_USAGE;
    if (!runs_functions(&o->net, &c.functions, &c.nfunctions, why))
        return STATUS_USAGE;
    if (!array_open(&a, file, why)) {
        counting_free(&c);
        return STATUS_FAILED;
    }
    if (a.rows == 0 || a.columns == 0)
        message_set(why, "%s: holds no values", quote(file).text);
    else if (!counting_start(&c, q, &a, why))
        status = STATUS_USAGE;
    else if (read_file(&c, &a, why)) {
        verdict(&c);
        describe(&c, q, report);
        table_layers(&c, file, report);
        table_units(&c, report);
        figures(&c, figure, report);
        status = STATUS_DONE;
    }
    array_close(&a);
    counting_free(&c);
    return status;
}
