/* Every row of the catalogue against MPFR: f within 2 ulp of the correctly rounded value (3 where
 * there is no FMA), f' and f'' within 4 units of 2^-52 (|y| + |x y'|), never less than 2^-1074; in
 * every instruction set that this processor has; with subnormal results, and around every kink and
 * root.
 *
 * ACTFN_POINTS=N points a function (default 100000, under the sanitizers 3000); ACTFN_SEED;
 * ACTFN_ROW=name; ACTFN_SHOW=1 prints the largest errors. */
#ifdef SANITIZED
#define POINTS 3000
#else
#define POINTS 100000
#endif

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "activation/activation.h"
#include "reference.h"

enum { SPOTS = 96 };
static const char *const SETS[] = { "baseline", "avx2", "avx512" };

/* What is held, by set and derivative; slices are sums of more terms. Counters between the
 * operations (make coverage) keep the compiler from joining products and sums: then what is held
 * without FMA holds for all. */
#ifdef ACTFN_COUNTED
#define HELD_FMA 3
#else
#define HELD_FMA 2
#endif
static const double HELD[3][3] = { { 3, 4, 4 }, { HELD_FMA, 4, 4 }, { HELD_FMA, 4, 4 } },
                    HELD_SLICE[3][3] = { { 3, 6, 6 }, { HELD_FMA, 6, 6 }, { HELD_FMA, 6, 6 } };

struct worst {
    double error[3][3], at[3][3], param[3][3][PARAMETERS_MAX];
    size_t points;
    int sets;
    char fault[200];
};

static size_t setting(const char *name, size_t usual)
{
    const char *text = getenv(name);
    return text ? (size_t)strtoull(text, NULL, 10) : usual;
}

/* ---- points --------------------------------------------------------------------------------- */
struct points {
    double *x;
    size_t n, most;
};

static void put(struct points *p, double x)
{
    if (p->n < p->most && fabs(x) <= 1e300)
        p->x[p->n++] = x;
}

/* x, its neighbours, and points closing in on it from both sides. */
static void put_around(struct points *p, double x, struct random *r)
{
    double low = x, high = x, unit = x == 0 ? 1 : fabs(x);
    put(p, x);
    for (int i = 0; i < 4; i++) {
        put(p, low = nextafter(low, -INFINITY));
        put(p, high = nextafter(high, INFINITY));
    }
    for (int k = 2; k < 50; k++) {
        put(p, x + unit * ldexp(1 + random_uniform(r), -k));
        put(p, x - unit * ldexp(1 + random_uniform(r), -k));
    }
}

static double log_spaced(struct random *r, double low, double high)
{
    double x = exp(log(low) + (log(high) - log(low)) * random_uniform(r));
    return random_bits(r) & 1 ? x : -x;
}

static void at_point(const struct activation *row, double x, const double *param, double y[3])
{
    row->loops[0].map[2](1, &x, param, &y[0], &y[1], &y[2]);
}

/* Zeros of f, f', f'', by bisection, and the stretches where one of them is subnormal or becomes 0.
 */
static void put_spots(struct points *p, const struct activation *row, const double *param,
                      struct random *r)
{
    enum { CELLS = 6000 };
    double before = 0, old[3] = { 0 }, spots[SPOTS];
    size_t nspots = 0;
    for (int side = -1; side <= 1; side += 2)
        for (int i = 0; i <= CELLS; i++) {
            double x = side * exp(log(1e-4) + (log(1e7) - log(1e-4)) * i / CELLS), y[3];
            at_point(row, x, param, y);
            for (int k = 0; i && k < 3; k++) {
                bool tiny = (fabs(y[k]) < 1e-290) != (fabs(old[k]) < 1e-290) ||
                            (y[k] == 0) != (old[k] == 0) || (y[k] != 0 && fabs(y[k]) < 1e-290);
                for (size_t j = 0; tiny && j < p->most / 400; j++)
                    put(p, before + (x - before) * random_uniform(r));
                if (y[k] * old[k] < 0 && nspots < SPOTS) {
                    double a = before, b = x, ym[3];
                    for (int step = 0; step < 60; step++) {
                        double middle = a + (b - a) / 2;
                        at_point(row, middle, param, ym);
                        if (ym[k] * old[k] > 0)
                            a = middle;
                        else
                            b = middle;
                    }
                    spots[nspots++] = b;
                }
            }
            memcpy(old, y, sizeof old);
            before = x;
        }
    for (size_t i = 0; i < nspots; i++)
        put_around(p, spots[i], r);
}

static void make_points(struct points *p, const struct activation *row, const double *param,
                        struct random *r)
{
    size_t n = p->most, half = n / 2;
    double kink[KINKS_MAX];
    size_t nkinks = row->kinks ? row->kinks(param, kink) : 0;
    p->n = 0;
    for (size_t i = 0; i < nkinks; i++)
        put_around(p, kink[i], r);
    put_around(p, 0, r);
    static const double SPECIAL[] = { 0.0, 5e-324, DBL_MIN, 1e-308, 0.5,   1,     2,    3,
                                      6,   10,     20,      40,     100,   700,   745,  750,
                                      800, 1e5,    1e16,    1e154,  1e155, 1e200, 1e300 };
    for (size_t i = 0; i < sizeof SPECIAL / sizeof *SPECIAL; i++) {
        put(p, SPECIAL[i]);
        put(p, -SPECIAL[i]);
    }
    p->most = half;
    put_spots(p, row, param, r);
    p->most = n;
    while (p->n < n) {
        double u = random_uniform(r);
        put(p, u < 0.5    ? -8 + 16 * random_uniform(r)
               : u < 0.7  ? -50 + 100 * random_uniform(r)
               : u < 0.8  ? -800 + 1600 * random_uniform(r)
               : u < 0.94 ? log_spaced(r, 1e-12, 1e3)
                          : log_spaced(r, 5e-324, 1.7e308));
    }
}

/* ---- comparing ------------------------------------------------------------------------------ */
/* Doubles in their order as integers, so that neighbours differ by 1. */
static int64_t ordered(double x)
{
    int64_t i;
    memcpy(&i, &x, sizeof i);
    return i < 0 ? INT64_MIN - i : i;
}

static double steps_between(double a, double b)
{
    if (isnan(a) || isnan(b))
        return isnan(a) && isnan(b) ? 0 : INFINITY;
    return fabs((double)(ordered(a) - ordered(b)));
}

/* In units of 2^-52 (|y| + |x y'|), which is never taken smaller than 2^-1074. */
static double slope_error(double got, long double y, long double next, double x)
{
    long double unit = 0x1p-52L * (fabsl(y) + fabsl((long double)x * next));
    unit = unit < 0x1p-1074L ? 0x1p-1074L : unit;
    if (isinf(got) && fabsl(y) > (long double)DBL_MAX * (1 - 0x1p-50L) && (got > 0) == (y > 0))
        return 0;
    double e = (double)(fabsl((long double)got - y) / unit);
    return isnan(e) ? INFINITY : e;
}

static void compare(struct worst *w, const struct activation *row,
                    const struct reference_row *reference, const double *param, struct points *p,
                    size_t reserve)
{
    double *y[3];
    struct reference *want = memory_new(p->n, sizeof *want);
    for (size_t i = 0; i < p->n; i++)
        formula_at(reference->formula(p->x[i], param), p->x[i], param, &want[i]);
    for (int k = 0; k < 3; k++)
        y[k] = memory_new(reserve, sizeof **y);
    /* A slice is moved by b and c as well as by x. */
    double shift = !row->slice ? 0
                               : (param[0] != 0 ? fabs(param[1] / param[0]) : 0) +
                                     (param[2] != 0 ? fabs(param[3] / param[2]) : 0);
    for (int set = 0; set < w->sets; set++) {
        row->loops[set].map[2](p->n, p->x, param, y[0], y[1], y[2]);
        for (size_t i = 0; i < p->n; i++)
            for (int k = 0; k < 3; k++) {
                double e = k ? slope_error(y[k][i], want[i].y[k], want[i].y[k + 1 < 4 ? k + 1 : 3],
                                           fabs(p->x[i]) + shift)
                             : steps_between(y[0][i], want[i].f);
                if (!k && e > 2 && reference->own_zero)
                    e = slope_error(y[0][i], want[i].y[0], want[i].y[1], p->x[i]) / 2;
                if (e > w->error[set][k]) {
                    w->error[set][k] = e;
                    w->at[set][k] = p->x[i];
                    memcpy(w->param[set][k], param, sizeof w->param[set][k]);
                }
            }
    }
    w->points += p->n;
    for (int k = 0; k < 3; k++)
        free(y[k]);
    free(want);
}

/* The three loops of a set agree (not to the last bit: products are fused differently), NaN stays
 * NaN, and at infinity stands the limit. */
static void specials(struct worst *w, const struct activation *row,
                     const struct reference_row *reference, const double *param)
{
    double x[16], y[3][3][16];
    for (int i = 0; i < 16; i++)
        x[i] = i == 0   ? NAN
               : i == 1 ? INFINITY
               : i == 2 ? -INFINITY
               : i == 3 ? -0.0
               : i == 4 ? 0.0
                        : 0.37 * i - 3;
    bool nowhere =
        !strcmp(row->family,
                "periodic"); /* no limit there; nor is the largest double one for beta = 1e-310 */
    for (int k = 0; k < PARAMETERS_MAX; k++)
        nowhere = nowhere || (param[k] != 0 && fabs(param[k]) < 1e-250);
    for (int set = 0; set < w->sets; set++) {
        row->loops[set].map[0](16, x, param, y[0][0], NULL, NULL);
        row->loops[set].map[1](16, x, param, y[1][0], y[1][1], NULL);
        row->loops[set].map[2](16, x, param, y[2][0], y[2][1], y[2][2]);
        for (int k = 0; k < 3; k++) {
            if (!isnan(y[2][k][0]))
                snprintf(w->fault, sizeof w->fault, "%s: derivative %d of NaN is %g", SETS[set], k,
                         y[2][k][0]);
            for (int i = 1; i <= 2 && !nowhere; i++) {
                struct reference r, earlier;
                double end = x[i] > 0 ? DBL_MAX : -DBL_MAX;
                formula_at(reference->formula(end, param), end, param, &r);
                double limit = (double)r.y[k];
                double got = y[2][k][i];
                formula_at(reference->formula(end * 1e-150, param), end * 1e-150, param, &earlier);
                bool grows = fabs(limit) > 1e290 || fabsl(r.y[k]) > 1.01L * fabsl(earlier.y[k]);
                if (grows ? !(isinf(got) && (got > 0) == (limit > 0))
                          : !(fabs(got - limit) <= 4e-16 * fabs(limit) + 1e-290))
                    snprintf(w->fault, sizeof w->fault, "%s: derivative %d at %g is %g, not %g",
                             SETS[set], k, x[i], got, grows ? copysign(INFINITY, limit) : limit);
            }
        }
        for (int i = 3; i < 16; i++)
            if (steps_between(y[0][0][i], y[2][0][i]) > 2 ||
                steps_between(y[1][0][i], y[2][0][i]) > 2 ||
                !(fabs(y[1][1][i] - y[2][1][i]) <= 1e-15 * (1 + fabs(y[2][1][i]))))
                snprintf(w->fault, sizeof w->fault, "%s: the loops disagree at %g", SETS[set],
                         x[i]);
        if (y[2][0][3] == 0 && y[2][1][3] > 0 && row->smoothness > 0 && !row->slice &&
            !signbit(y[2][0][3]) && y[2][0][4] == 0)
            snprintf(w->fault, sizeof w->fault, "%s: f(-0) is +0", SETS[set]);
    }
}

static void try_row(struct worst *w, const struct activation *row, size_t points, uint64_t seed)
{
    const struct reference_row *reference = reference_row(row->name);
    if (!reference) {
        snprintf(w->fault, sizeof w->fault, "there is no reference for it");
        return;
    }
    struct random r;
    random_seed(&r, seed, 0);
    w->sets = activation_set() + 1;
    for (int set = -1; set < 8; set++) {
        double param[PARAMETERS_MAX];
        for (int k = 0; k < PARAMETERS_MAX; k++)
            param[k] = set < 0 ? row->params[k].value : reference->sets[set][k];
        bool any = false;
        for (int k = 0; k < PARAMETERS_MAX; k++)
            any = any || param[k] != 0;
        if (set >= 0 && !any)
            continue;
        size_t n = set < 0 ? points : points / 4;
        struct points p = { memory_new(n, sizeof *p.x), 0, n };
        make_points(&p, row, param, &r);
        compare(w, row, reference, param, &p, n);
        specials(w, row, reference, param);
        free(p.x);
    }
}

static bool report_row(const struct activation *row, const struct worst *w, bool show)
{
    const char *name = row->name;
    const double(*held)[3] = row->slice ? HELD_SLICE : HELD;
    static const char *const WHAT[] = { "f", "f'", "f''" };
    bool ok = !*w->fault && w->points;
    if (*w->fault)
        print_error("%s: %s\n", name, w->fault);
    if (!w->points)
        print_error("%s: nothing was compared\n", name);
    if (show)
        printf("%-16s %8zu ", name, w->points);
    for (int set = 0; set < w->sets; set++) {
        for (int k = 0; k < 3; k++) {
            if (show)
                printf(" %5.3g", w->error[set][k]);
            if (w->error[set][k] <= held[set][k])
                continue;
            ok = false;
            print_error("%s: %s: %s is off by %g at %.17g (%a), parameters %g %g %g %g\n", name,
                        SETS[set], WHAT[k], w->error[set][k], w->at[set][k], w->at[set][k],
                        w->param[set][k][0], w->param[set][k][1], w->param[set][k][2],
                        w->param[set][k][3]);
        }
        if (show)
            printf(" |");
    }
    if (show)
        printf("\n");
    return ok;
}

/* Rows are tried by a few processes at a time: the references take long. */
static void every_row_is_accurate(void **state)
{
    (void)state;
    size_t count = activation_count(), running = 0, points = setting("ACTFN_POINTS", POINTS);
    uint64_t seed = setting("ACTFN_SEED", 1);
    const char *only = getenv("ACTFN_ROW");
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    struct worst *w =
        mmap(NULL, count * sizeof *w, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(w, MAP_FAILED);
    assert_true(count > 0);
    print_message("seed %llu, %zu points a function\n", (unsigned long long)seed, points);
    fflush(NULL);
    for (size_t i = 0; i < count; i++) {
        if (only && strcmp(only, activation_row(i)->name) != 0)
            continue;
        if (running == (size_t)(processors > 0 ? processors : 1)) {
            wait(NULL);
            running--;
        }
        pid_t child = fork();
        assert_true(child >= 0);
        if (!child) {
            try_row(&w[i], activation_row(i), points, seed + i);
            _exit(0);
        }
        running++;
    }
    while (running--)
        wait(NULL);
    bool ok = true;
    for (size_t i = 0; i < count; i++)
        if (!only || !strcmp(only, activation_row(i)->name))
            ok = report_row(activation_row(i), &w[i], getenv("ACTFN_SHOW") != NULL) && ok;
    munmap(w, count * sizeof *w);
    assert_true(ok);
}

static bool allowed(const struct parameter *p)
{
    return p->open ? p->low < p->value && p->value < p->high
                   : p->low <= p->value && p->value <= p->high;
}

/* Words of the aliases, one after the other; false after the last. */
static bool next_word(const char **words, char word[64])
{
    if (!*words || !**words)
        return false;
    size_t length = strcspn(*words, " ");
    assert_true(length >= 1 && length <= 63);
    memcpy(word, *words, length);
    word[length] = 0;
    *words += length;
    *words += **words == ' ';
    return true;
}

static void rows_are_sound(void **state)
{
    (void)state;
    assert_true(activation_count() > 0);
    assert_null(activation_row(activation_count()));
    assert_null(activation_find("gelo"));
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_row(i);
        const char *words = row->aliases;
        char word[64];
        assert_ptr_equal(activation_find(row->name), row); /* so names are unique */
        while (next_word(&words, word))
            assert_ptr_equal(activation_find(word), row); /* and so are aliases */
        assert_non_null(row->family);
        assert_non_null(row->formula);
        assert_non_null(row->about);
        assert_non_null(row->paper);
        assert_true((row->smoothness == SMOOTH) == (row->kinks == NULL));
        double param[PARAMETERS_MAX] = { 0 }, kink[KINKS_MAX];
        for (size_t k = 0; k < activation_params(row); k++) {
            assert_true(allowed(&row->params[k]));
            param[k] = row->params[k].value;
        }
        size_t kinks = row->kinks ? row->kinks(param, kink) : 0;
        assert_true(kinks <= KINKS_MAX && (kinks > 0) == (row->kinks != NULL));
        for (size_t k = 1; k < kinks; k++)
            assert_true(kink[k - 1] < kink[k]);
    }
}

/* What the catalogue says of slopes at corners and values at jumps, as PyTorch has them. */
static void corners_are_torchs(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        double x, f, df;
    } AT[] = {
        { "relu", 0, 0, 0 },
        { "relu6", 0, 0, 0 },
        { "relu6", 6, 6, 0 },
        { "leaky_relu", 0, 0, 0.01 },
        { "prelu", 0, 0, 0.25 },
        { "elu", 0, 0, 1 },
        { "selu", 0, 0, 1.7580993408473766 },
        { "hard_tanh", 1, 1, 0 },
        { "hard_tanh", -1, -1, 0 },
        { "hard_sigmoid", 3, 1, 0 },
        { "hard_sigmoid", -3, 0, 0 },
        { "hard_swish", -3, 0, 0 },
        { "hard_swish", 3, 3, 1 },
        { "hardshrink", 0.5, 0, 0 },
        { "hardshrink", -0.5, 0, 0 },
        { "softshrink", 0.5, 0, 0 },
        { "thresholded_relu", 1, 0, 0 },
        { "abs", 0, 0, 0 },
        { "step", 0, 0, 0 },
        { "sign", 0, 0, 0 },
        { "gelu_10", 10, 10, 1 },
    };
    for (size_t i = 0; i < sizeof AT / sizeof *AT; i++) {
        const struct activation *row = activation_find(AT[i].name);
        double param[PARAMETERS_MAX], y[3];
        for (int k = 0; k < PARAMETERS_MAX; k++)
            param[k] = row->params[k].value;
        at_point(row, AT[i].x, param, y);
        if (y[0] != AT[i].f || !(fabs(y[1] - AT[i].df) <= 4e-16))
            fail_msg("%s at %g: %.17g, slope %.17g", AT[i].name, AT[i].x, y[0], y[1]);
    }
    double elu[] = { 2 }, y[3];
    at_point(activation_find("elu"), 0, elu, y);
    assert_true(y[1] == 2);
}

/* Far out a wave turns within a unit in the last place of x, and |x y'| forgives everything. But x
 * is the number that it is: the wave, its slope and its curvature are held to 4 units of 2^-52 of
 * the height that each may have there. */
static void waves_are_exact_far_out(void **state)
{
    (void)state;
    enum { WAVES = 5, POINTS_FAR = 3000 };
    static const char *const WAVE[WAVES] = { "sin", "cos", "sinc", "snake", "gcu" };
    struct random r;
    random_seed(&r, 7, 0);
    for (int i = 0; i < WAVES * POINTS_FAR; i++) {
        const struct activation *row = activation_find(WAVE[i % WAVES]);
        double param[PARAMETERS_MAX] = { row->params[0].value },
               x = log_spaced(&r, 1e5, i % 2 ? 1e15 : 1e300), t = fabs(x), y[3];
        const double height[WAVES][3] = {
            { 1, 1, 1 }, { 1, 1, 1 }, { 1 / t, 1 / t, 1 / t }, { t, 2, 2 }, { t, t, t }
        };
        struct reference want;
        formula_at(reference_row(row->name)->formula(x, param), x, param, &want);
        for (int set = 0; set <= activation_set(); set++) {
            row->loops[set].map[2](1, &x, param, &y[0], &y[1], &y[2]);
            for (int k = 0; k < 3; k++)
                if (!(fabsl(y[k] - want.y[k]) <= 4 * 0x1p-52L * height[i % WAVES][k]))
                    fail_msg("%s: derivative %d of %s at %a: %.17g, not %.17Lg", SETS[set], k,
                             row->name, x, y[k], want.y[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_are_sound),
        cmocka_unit_test(waves_are_exact_far_out),
        cmocka_unit_test(corners_are_torchs),
        cmocka_unit_test(every_row_is_accurate),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
