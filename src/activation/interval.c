/* Arithmetic on intervals. */
#include "activation/interval.h"

#include <math.h>
#include <stddef.h>
#include <string.h>

_Thread_local int64_t interval_bits = 128;

void interval_clear(struct interval *a)
{
    arb.arf_clear(&a->lo);
    arb.arf_clear(&a->hi);
    memset(a, 0, sizeof *a);
}

void interval_set(struct interval *y, const struct interval *a)
{
    if (y == a)
        return;
    arb.arf_set(&y->lo, &a->lo);
    arb.arf_set(&y->hi, &a->hi);
}

void interval_set_ends(struct interval *y, const struct arf *lo, const struct arf *hi)
{
    struct interval z = { 0 };
    arb.arf_set(&z.lo, lo);
    arb.arf_set(&z.hi, hi);
    interval_set(y, &z);
    interval_clear(&z);
}

void interval_set_point(struct interval *y, const struct arf *x)
{
    interval_set_ends(y, x, x);
}

void interval_set_double(struct interval *y, double x)
{
    arb.arf_set_d(&y->lo, x);
    arb.arf_set_d(&y->hi, x);
}

void interval_entire(struct interval *y)
{
    arb.arf_neg_inf(&y->lo);
    arb.arf_pos_inf(&y->hi);
}

/* The ends are what Arb's ball covers; what it cannot tell is everything. */
static void from_ball(struct interval *y, const struct arb *ball)
{
    arb.arb_get_interval_arf(&y->lo, &y->hi, ball, interval_bits);
    if (arb.arf_is_nan(&y->lo) || arb.arf_is_nan(&y->hi))
        interval_entire(y);
}

void interval_set_fraction(struct interval *y, const struct fmpq *x)
{
    struct arb ball = { { 0 } };
    arb.arb_set_fmpq(&ball, x, interval_bits);
    from_ball(y, &ball);
    arb.arb_clear(&ball);
}

static void least(struct arf *y, const struct arf *a, const struct arf *b)
{
    arb.arf_set(y, arb.arf_cmp(a, b) <= 0 ? a : b);
}

static void most(struct arf *y, const struct arf *a, const struct arf *b)
{
    arb.arf_set(y, arb.arf_cmp(a, b) >= 0 ? a : b);
}

void interval_hull(struct interval *y, const struct interval *a, const struct interval *b)
{
    struct interval z = { 0 };
    least(&z.lo, &a->lo, &b->lo);
    most(&z.hi, &a->hi, &b->hi);
    interval_set(y, &z);
    interval_clear(&z);
}

/* ---- sums and products ---------------------------------------------------------------------- */

void interval_neg(struct interval *y, const struct interval *a)
{
    struct interval z = { 0 };
    arb.arf_neg(&z.lo, &a->hi);
    arb.arf_neg(&z.hi, &a->lo);
    interval_set(y, &z);
    interval_clear(&z);
}

/* inf - inf: nothing is known of that end. */
static void repair(struct interval *y)
{
    if (arb.arf_is_nan(&y->lo))
        arb.arf_neg_inf(&y->lo);
    if (arb.arf_is_nan(&y->hi))
        arb.arf_pos_inf(&y->hi);
}

void interval_add(struct interval *y, const struct interval *a, const struct interval *b)
{
    arb.arf_add(&y->lo, &a->lo, &b->lo, interval_bits, ARF_DOWN);
    arb.arf_add(&y->hi, &a->hi, &b->hi, interval_bits, ARF_UP);
    repair(y);
}

void interval_sub(struct interval *y, const struct interval *a, const struct interval *b)
{
    struct interval minus = { 0 };
    interval_neg(&minus, b);
    interval_add(y, a, &minus);
    interval_clear(&minus);
}

/* 0 times an end that is infinite is 0: the end itself is never reached. */
static void times(struct arf *y, const struct arf *a, const struct arf *b, int how)
{
    if (arb.arf_sgn(a) == 0 || arb.arf_sgn(b) == 0)
        arb.arf_set_si(y, 0);
    else
        arb.arf_mul_rnd_any(y, a, b, interval_bits, how);
}

/* Both of either sign: the largest of two products. */
static void mixed(struct arf *y, const struct arf *a, const struct arf *b, const struct arf *c,
                  const struct arf *d, int how)
{
    struct arf p = { { 0 } }, q = { { 0 } };
    times(&p, a, b, how);
    times(&q, c, d, how);
    if (how == ARF_DOWN)
        least(y, &p, &q);
    else
        most(y, &p, &q);
    arb.arf_clear(&p);
    arb.arf_clear(&q);
}

void interval_mul(struct interval *y, const struct interval *a, const struct interval *b)
{
    struct interval z = { 0 };
    bool a_up = arb.arf_sgn(&a->lo) >= 0, a_down = arb.arf_sgn(&a->hi) <= 0,
         b_up = arb.arf_sgn(&b->lo) >= 0, b_down = arb.arf_sgn(&b->hi) <= 0;
    if (!a_up && !a_down && !b_up && !b_down) {
        mixed(&z.lo, &a->lo, &b->hi, &a->hi, &b->lo, ARF_DOWN);
        mixed(&z.hi, &a->lo, &b->lo, &a->hi, &b->hi, ARF_UP);
    } else {
        const struct arf *la, *lb, *ha, *hb; /* factors of the lower and of the upper end */
        la = b_up ? &a->lo : b_down ? &a->hi : a_up ? &a->hi : &a->lo;
        ha = b_up ? &a->hi : b_down ? &a->lo : a_up ? &a->hi : &a->lo;
        lb = a_up ? &b->lo : a_down ? &b->hi : b_up ? &b->hi : &b->lo;
        hb = a_up ? &b->hi : a_down ? &b->lo : b_up ? &b->hi : &b->lo;
        times(&z.lo, la, lb, ARF_DOWN);
        times(&z.hi, ha, hb, ARF_UP);
    }
    interval_set(y, &z);
    interval_clear(&z);
}

/* 1/b; b may end at 0, not hold it. */
static bool reciprocal(struct interval *y, const struct interval *b)
{
    struct arf one = { { 0 } };
    struct interval z = { 0 };
    int lo = arb.arf_sgn(&b->lo), hi = arb.arf_sgn(&b->hi);
    if (lo * hi < 0 || (lo == 0 && hi == 0))
        return false;
    arb.arf_set_si(&one, 1);
    if (hi == 0)
        arb.arf_neg_inf(&z.lo);
    else
        arb.arf_div(&z.lo, &one, &b->hi, interval_bits, ARF_DOWN);
    if (lo == 0)
        arb.arf_pos_inf(&z.hi);
    else
        arb.arf_div(&z.hi, &one, &b->lo, interval_bits, ARF_UP);
    interval_set(y, &z);
    interval_clear(&z);
    return true;
}

void interval_div(struct interval *y, const struct interval *a, const struct interval *b)
{
    struct interval r = { 0 };
    if (interval_is_point(a) && interval_is_point(b) && arb.arf_sgn(&b->lo) != 0 &&
        interval_is_finite(a)) { /* one rounding, none where it comes out even */
        arb.arf_div(&r.lo, &a->lo, &b->lo, interval_bits, ARF_DOWN);
        arb.arf_div(&r.hi, &a->lo, &b->lo, interval_bits, ARF_UP);
        interval_set(y, &r);
    } else if (reciprocal(&r, b)) {
        interval_mul(y, a, &r);
    } else {
        interval_entire(y);
    }
    interval_clear(&r);
}

void interval_mul_int(struct interval *y, const struct interval *a, int64_t k)
{
    struct interval b = { 0 };
    arb.arf_set_si(&b.lo, k);
    arb.arf_set_si(&b.hi, k);
    interval_mul(y, a, &b);
}

void interval_div_int(struct interval *y, const struct interval *a, int64_t k)
{
    struct interval b = { 0 };
    arb.arf_set_si(&b.lo, k);
    arb.arf_set_si(&b.hi, k);
    interval_div(y, a, &b);
}

void interval_abs(struct interval *y, const struct interval *a)
{
    struct interval z = { 0 };
    if (arb.arf_sgn(&a->lo) >= 0) {
        interval_set(y, a);
        return;
    }
    interval_neg(&z, a);
    if (arb.arf_sgn(&a->hi) > 0) {
        most(&z.hi, &z.hi, &a->hi);
        arb.arf_set_si(&z.lo, 0);
    }
    interval_set(y, &z);
    interval_clear(&z);
}

void interval_square(struct interval *y, const struct interval *a)
{
    interval_abs(y, a);
    interval_mul(y, y, y);
}

void interval_power(struct interval *y, const struct interval *a, uint64_t n)
{
    struct interval base = { 0 }, z = { 0 };
    interval_set_double(&z, 1);
    if (n % 2 == 0)
        interval_abs(&base, a);
    else
        interval_set(&base, a);
    bool mixed_odd = n % 2 && interval_has_zero(a) && !interval_is_point(a);
    if (mixed_odd) { /* rises all the way: each end by itself */
        struct interval lo = { 0 }, hi = { 0 };
        interval_set_point(&lo, &a->lo);
        interval_set_point(&hi, &a->hi);
        interval_power(&lo, &lo, n);
        interval_power(&hi, &hi, n);
        interval_hull(&z, &lo, &hi);
        interval_clear(&lo);
        interval_clear(&hi);
    } else {
        for (; n; n >>= 1) {
            if (n & 1)
                interval_mul(&z, &z, &base);
            if (n > 1)
                interval_mul(&base, &base, &base);
        }
    }
    interval_set(y, &z);
    interval_clear(&base);
    interval_clear(&z);
}

/* ---- questions ------------------------------------------------------------------------------ */

int interval_sign(const struct interval *a)
{
    int lo = arb.arf_sgn(&a->lo), hi = arb.arf_sgn(&a->hi);
    return lo > 0 ? 1 : hi < 0 ? -1 : 0;
}

bool interval_is_zero(const struct interval *a)
{
    return arb.arf_sgn(&a->lo) == 0 && arb.arf_sgn(&a->hi) == 0;
}

bool interval_has_zero(const struct interval *a)
{
    return interval_sign(a) == 0;
}

bool interval_is_finite(const struct interval *a)
{
    return arb.arf_is_finite(&a->lo) && arb.arf_is_finite(&a->hi);
}

bool interval_is_point(const struct interval *a)
{
    return arb.arf_cmp(&a->lo, &a->hi) == 0;
}

double interval_low(const struct interval *a)
{
    return arb.arf_get_d(&a->lo, ARF_DOWN);
}

double interval_high(const struct interval *a)
{
    return arb.arf_get_d(&a->hi, ARF_UP);
}

double interval_middle(const struct interval *a)
{
    struct arf m = { { 0 } };
    if (!interval_is_finite(a))
        return interval_is_point(a) ? interval_low(a) : NAN;
    arb.arf_add(&m, &a->lo, &a->hi, interval_bits + 64, ARF_NEAR);
    arb.arf_mul_2exp_si(&m, &m, -1);
    double x = arb.arf_get_d(&m, ARF_NEAR);
    arb.arf_clear(&m);
    return x;
}

bool interval_is_tiny(const struct interval *a, int bits)
{
    return arb.arf_cmpabs_2exp_si(&a->lo, -bits) <= 0 && arb.arf_cmpabs_2exp_si(&a->hi, -bits) <= 0;
}

bool interval_is_narrow(const struct interval *a, int bits)
{
    struct arf width = { { 0 } }, size = { { 0 } };
    bool narrow = false;
    if (interval_is_finite(a)) {
        arb.arf_sub(&width, &a->hi, &a->lo, 64, ARF_UP);
        arb.arf_mul_2exp_si(&width, &width, bits);
        const struct arf *outer = arb.arf_sgn(&a->lo) >= 0 ? &a->lo : &a->hi;
        arb.arf_set(&size, outer);
        if (arb.arf_sgn(&size) < 0)
            arb.arf_neg(&size, &size);
        narrow = arb.arf_sgn(&width) == 0 || (interval_sign(a) && arb.arf_cmp(&width, &size) <= 0);
    }
    arb.arf_clear(&width);
    arb.arf_clear(&size);
    return narrow;
}

bool interval_overlaps(const struct interval *a, const struct interval *b)
{
    return arb.arf_cmp(&a->lo, &b->hi) <= 0 && arb.arf_cmp(&b->lo, &a->hi) <= 0;
}

/* ---- functions ------------------------------------------------------------------------------ */

void interval_pi(struct interval *y)
{
    struct arb ball = { { 0 } };
    arb.arb_const_pi(&ball, interval_bits + 8);
    from_ball(y, &ball);
    arb.arb_clear(&ball);
}

void interval_e(struct interval *y)
{
    struct arb ball = { { 0 } };
    arb.arb_const_e(&ball, interval_bits + 8);
    from_ball(y, &ball);
    arb.arb_clear(&ball);
}

static void to_ball(struct arb *ball, const struct interval *a)
{
    if (interval_is_point(a))
        arb.arb_set_arf(ball, &a->lo);
    else
        arb.arb_set_interval_arf(ball, &a->lo, &a->hi, interval_bits + 32);
}

/* Sines never leave [-1, 1], whatever the ball says. */
static void clamp(struct interval *y)
{
    struct arf one = { { 0 } }, minus = { { 0 } };
    arb.arf_set_si(&one, 1);
    arb.arf_set_si(&minus, -1);
    most(&y->lo, &y->lo, &minus);
    least(&y->hi, &y->hi, &one);
}

void interval_sin_cos(struct interval *s, struct interval *c, const struct interval *a)
{
    struct arb ball = { { 0 } }, sine = { { 0 } }, cosine = { { 0 } };
    if (interval_is_finite(a)) {
        to_ball(&ball, a);
        arb.arb_sin_cos(&sine, &cosine, &ball, interval_bits + 8);
        from_ball(s, &sine);
        from_ball(c, &cosine);
    } else {
        interval_entire(s);
        interval_entire(c);
    }
    clamp(s);
    clamp(c);
    arb.arb_clear(&ball);
    arb.arb_clear(&sine);
    arb.arb_clear(&cosine);
}

void interval_sin_cos_pi(struct interval *s, struct interval *c, const struct interval *a)
{
    struct arb ball = { { 0 } }, sine = { { 0 } }, cosine = { { 0 } };
    if (interval_is_finite(a)) {
        to_ball(&ball, a);
        arb.arb_sin_pi(&sine, &ball, interval_bits + 8);
        arb.arb_cos_pi(&cosine, &ball, interval_bits + 8);
        from_ball(s, &sine);
        from_ball(c, &cosine);
    } else {
        interval_entire(s);
        interval_entire(c);
    }
    clamp(s);
    clamp(c);
    arb.arb_clear(&ball);
    arb.arb_clear(&sine);
    arb.arb_clear(&cosine);
}

/* Phi(u) = erfc(-u/sqrt 2)/2 */
static void normal(struct arb *y, const struct arb *u, int64_t bits)
{
    struct interval root = { 0 }, v = { 0 };
    int64_t before = interval_bits;
    interval_bits = bits + 32;
    arb.arb_get_interval_arf(&v.lo, &v.hi, u, interval_bits);
    interval_set_double(&root, 2);
    interval_map(&root, INTERVAL_SQRT, &root);
    interval_div(&v, &v, &root);
    interval_neg(&v, &v);
    to_ball(y, &v);
    arb.arb_hypgeom_erfc(y, y, bits);
    arb.arb_get_interval_arf(&v.lo, &v.hi, y, interval_bits);
    arb.arf_mul_2exp_si(&v.lo, &v.lo, -1);
    arb.arf_mul_2exp_si(&v.hi, &v.hi, -1);
    to_ball(y, &v);
    interval_bits = before;
    interval_clear(&root);
    interval_clear(&v);
}

/* 1/(1 + e^-u), by the side that does not overflow. */
static void sigmoid_of(struct interval *y, const struct arf *u)
{
    struct interval e = { 0 }, d = { 0 }, one = { 0 };
    bool negative = arb.arf_sgn(u) < 0;
    interval_set_point(&e, u);
    if (!negative)
        interval_neg(&e, &e);
    interval_map(&e, INTERVAL_EXP, &e);
    interval_set_double(&one, 1);
    interval_add(&d, &one, &e);
    interval_div(y, negative ? &e : &one, &d);
    interval_clear(&e);
    interval_clear(&d);
}

/* max(u, 0) + log1p(e^-|u|) */
static void softplus_of(struct interval *y, const struct arf *u)
{
    struct interval e = { 0 }, v = { 0 };
    bool negative = arb.arf_sgn(u) < 0;
    interval_set_point(&v, u);
    interval_set(&e, &v);
    if (!negative)
        interval_neg(&e, &e);
    interval_map(&e, INTERVAL_EXP, &e);
    interval_map(&e, INTERVAL_LOG1P, &e);
    if (negative)
        interval_set(y, &e);
    else
        interval_add(y, &v, &e);
    interval_clear(&e);
    interval_clear(&v);
}

static void root_of(struct interval *y, const struct arf *u)
{
    struct interval z = { 0 };
    arb.arf_sqrt(&z.lo, u, interval_bits, ARF_DOWN);
    arb.arf_sqrt(&z.hi, u, interval_bits, ARF_UP);
    interval_set(y, &z);
    interval_clear(&z);
}

#define PI_BY_2 1.5707963267948966

/* domain: outside it the nearest point of it counts. from, to: limits at its ends, where Arb is not
 * asked. bottom, top: values that the function stays between. */
static const struct {
    arb_map **map;
    void (*own)(struct interval *y, const struct arf *u);
    double low, high, from, to, bottom, top;
    bool falls, even;
} functions[] = {
    [INTERVAL_EXP] = { &arb.arb_exp, NULL, -INFINITY, INFINITY, 0, INFINITY, 0, INFINITY, 0, 0 },
    [INTERVAL_EXPM1] = { &arb.arb_expm1, NULL, -INFINITY, INFINITY, -1, INFINITY, -1, INFINITY, 0,
                         0 },
    [INTERVAL_LOG] = { &arb.arb_log, NULL, 0, INFINITY, -INFINITY, INFINITY, -INFINITY, INFINITY, 0,
                       0 },
    [INTERVAL_LOG1P] = { &arb.arb_log1p, NULL, -1, INFINITY, -INFINITY, INFINITY, -INFINITY,
                         INFINITY, 0, 0 },
    [INTERVAL_SQRT] = { NULL, root_of, 0, INFINITY, 0, INFINITY, 0, INFINITY, 0, 0 },
    [INTERVAL_ATAN] = { &arb.arb_atan, NULL, -INFINITY, INFINITY, -PI_BY_2, PI_BY_2, -INFINITY,
                        INFINITY, 0, 0 },
    [INTERVAL_ASIN] = { &arb.arb_asin, NULL, -1, 1, NAN, NAN, -INFINITY, INFINITY, 0, 0 },
    [INTERVAL_ACOS] = { &arb.arb_acos, NULL, -1, 1, NAN, NAN, 0, INFINITY, 1, 0 },
    [INTERVAL_SINH] = { &arb.arb_sinh, NULL, -INFINITY, INFINITY, -INFINITY, INFINITY, -INFINITY,
                        INFINITY, 0, 0 },
    [INTERVAL_TANH] = { &arb.arb_tanh, NULL, -INFINITY, INFINITY, -1, 1, -1, 1, 0, 0 },
    [INTERVAL_ASINH] = { &arb.arb_asinh, NULL, -INFINITY, INFINITY, -INFINITY, INFINITY, -INFINITY,
                         INFINITY, 0, 0 },
    [INTERVAL_ACOSH] = { &arb.arb_acosh, NULL, 1, INFINITY, 0, INFINITY, 0, INFINITY, 0, 0 },
    [INTERVAL_ATANH] = { &arb.arb_atanh, NULL, -1, 1, -INFINITY, INFINITY, -INFINITY, INFINITY, 0,
                         0 },
    [INTERVAL_ERF] = { &arb.arb_hypgeom_erf, NULL, -INFINITY, INFINITY, -1, 1, -1, 1, 0, 0 },
    [INTERVAL_ERFC] = { &arb.arb_hypgeom_erfc, NULL, -INFINITY, INFINITY, 2, 0, 0, 2, 1, 0 },
    [INTERVAL_NORMAL] = { NULL, NULL, -INFINITY, INFINITY, 0, 1, 0, 1, 0, 0 },
    [INTERVAL_SIGMOID] = { NULL, sigmoid_of, -INFINITY, INFINITY, 0, 1, 0, 1, 0, 0 },
    [INTERVAL_SOFTPLUS] = { NULL, softplus_of, -INFINITY, INFINITY, 0, INFINITY, 0, INFINITY, 0,
                            0 },
    [INTERVAL_COSH] = { &arb.arb_cosh, NULL, 0, INFINITY, 1, INFINITY, 1, INFINITY, 0, 1 },
    [INTERVAL_SECH] = { &arb.arb_sech, NULL, 0, INFINITY, 1, 0, 0, 1, 1, 1 },
};

/* Beyond it e^u has more digits before its point than Arb works out. */
#define EXP_HUGE 0x1p60

/* The limit itself; pi/2 is a double only nearly. */
static void limit(struct interval *y, enum interval_function f, double value)
{
    if (f == INTERVAL_ATAN) {
        interval_pi(y);
        arb.arf_mul_2exp_si(&y->lo, &y->lo, -1);
        arb.arf_mul_2exp_si(&y->hi, &y->hi, -1);
        if (value < 0)
            interval_neg(y, y);
    } else {
        interval_set_double(y, value);
    }
}

/* Between bottom and top, where Arb's ball goes over. */
static void keep_within(struct interval *y, double bottom, double top)
{
    struct arf end = { { 0 } };
    arb.arf_set_d(&end, bottom);
    most(&y->lo, &y->lo, &end);
    most(&y->hi, &y->hi, &end);
    arb.arf_set_d(&end, top);
    least(&y->hi, &y->hi, &end);
    least(&y->lo, &y->lo, &end);
}

/* e^u for huge u: at least that of EXP_HUGE. */
static void lift(struct interval *y, enum interval_function f, const struct arf *u)
{
    struct arf huge = { { 0 } };
    bool grows = f == INTERVAL_EXP || f == INTERVAL_EXPM1 || f == INTERVAL_COSH;
    arb.arf_set_d(&huge, EXP_HUGE);
    if (grows && arb.arf_cmp(u, &huge) > 0) {
        struct interval at = { 0 }, e = { 0 };
        interval_set_point(&at, &huge);
        interval_map(&e, f, &at);
        most(&y->lo, &y->lo, &e.lo);
        arb.arf_pos_inf(&y->hi);
        interval_clear(&e);
    }
}

static void at_point(struct interval *y, enum interval_function f, const struct arf *u)
{
    struct arb ball = { { 0 } };
    struct arf end = { { 0 } };
    arb.arf_set_d(&end, functions[f].low);
    bool at_low = arb.arf_cmp(u, &end) <= 0 && !isnan(functions[f].from);
    arb.arf_set_d(&end, functions[f].high);
    bool at_high = arb.arf_cmp(u, &end) >= 0 && !isnan(functions[f].to);
    if (at_low || at_high) {
        limit(y, f, at_low ? functions[f].from : functions[f].to);
        return;
    }
    struct arf x = { { 0 } };
    arb.arf_set(&x, u);
    if (isnan(functions[f].from)) { /* asin, acos: within [-1, 1] */
        if (arb.arf_cmp(&x, &end) > 0)
            arb.arf_set(&x, &end);
        arb.arf_set_d(&end, functions[f].low);
        if (arb.arf_cmp(&x, &end) < 0)
            arb.arf_set(&x, &end);
    }
    if (functions[f].own) {
        functions[f].own(y, &x);
    } else {
        arb.arb_set_arf(&ball, &x);
        if (f == INTERVAL_NORMAL)
            normal(&ball, &ball, interval_bits);
        else
            (*functions[f].map)(&ball, &ball, interval_bits + 8);
        from_ball(y, &ball);
    }
    keep_within(y, functions[f].bottom, functions[f].top);
    lift(y, f, &x);
    arb.arf_clear(&x);
    arb.arb_clear(&ball);
}

void interval_map(struct interval *y, enum interval_function f, const struct interval *a)
{
    struct interval lo = { 0 }, hi = { 0 }, of = { 0 };
    if (functions[f].even)
        interval_abs(&of, a);
    else
        interval_set(&of, a);
    at_point(&lo, f, &of.lo);
    if (interval_is_point(&of)) {
        interval_set(y, &lo);
    } else {
        at_point(&hi, f, &of.hi);
        arb.arf_set(&y->lo, functions[f].falls ? &hi.lo : &lo.lo);
        arb.arf_set(&y->hi, functions[f].falls ? &lo.hi : &hi.hi);
    }
    interval_clear(&lo);
    interval_clear(&hi);
    interval_clear(&of);
}
