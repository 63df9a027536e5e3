#include "reference.h"

#include <math.h>
#include <mpfr.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PRECISION = 200, TIES = 13000, COEFFICIENTS = 4, DEPTH = 12, SCRATCH = 8 };

/* c[k] = y^(k)/k! */
struct series {
    mpfr_t c[COEFFICIENTS];
};

static struct series stack[DEPTH];
static int top;
static mpfr_t g[COEFFICIENTS]; /* derivatives of the outer function */
static mpfr_t s[SCRATCH];      /* scratch of one operation */
static struct series spare;
static const mpfr_rnd_t N = MPFR_RNDN;

static void start(void)
{
    static bool started;
    if (started)
        return;
    started = true;
    mpfr_set_default_prec(PRECISION);
    for (int k = 0; k < COEFFICIENTS; k++) {
        for (int i = 0; i < DEPTH; i++)
            mpfr_init(stack[i].c[k]);
        mpfr_init(spare.c[k]);
        mpfr_init(g[k]);
    }
    for (int i = 0; i < SCRATCH; i++)
        mpfr_init(s[i]);
}

static void precision(mpfr_prec_t bits)
{
    for (int k = 0; k < COEFFICIENTS; k++) {
        for (int i = 0; i < DEPTH; i++)
            mpfr_set_prec(stack[i].c[k], bits);
        mpfr_set_prec(spare.c[k], bits);
        mpfr_set_prec(g[k], bits);
    }
    for (int i = 0; i < SCRATCH; i++)
        mpfr_set_prec(s[i], bits);
}

static _Noreturn void wrong(const char *formula, const char *err)
{
    fprintf(stderr, "reference: \"%s\": %s\n", formula, err);
    abort();
}

/* ---- two operands: u is replaced by the result ---------------------------------------------- */
static void add(struct series *u, const struct series *v)
{
    for (int k = 0; k < COEFFICIENTS; k++)
        mpfr_add(u->c[k], u->c[k], v->c[k], N);
}

static void subtract(struct series *u, const struct series *v)
{
    for (int k = 0; k < COEFFICIENTS; k++)
        mpfr_sub(u->c[k], u->c[k], v->c[k], N);
}

static void multiply(struct series *u, const struct series *v)
{
    for (int k = 0; k < COEFFICIENTS; k++) {
        mpfr_set_zero(spare.c[k], 1);
        for (int i = 0; i <= k; i++) {
            mpfr_mul(s[0], u->c[i], v->c[k - i], N);
            mpfr_add(spare.c[k], spare.c[k], s[0], N);
        }
    }
    for (int k = 0; k < COEFFICIENTS; k++)
        mpfr_swap(u->c[k], spare.c[k]);
}

static void divide(struct series *u, const struct series *v)
{
    for (int k = 0; k < COEFFICIENTS; k++) { /* u = q v, solved for q from below */
        for (int i = 0; i < k; i++) {
            mpfr_mul(s[0], u->c[i], v->c[k - i], N);
            mpfr_sub(u->c[k], u->c[k], s[0], N);
        }
        mpfr_div(u->c[k], u->c[k], v->c[0], N);
    }
}

/* ---- one operand ------------------------------------------------------------------------------
 * Each fills g[0..3] with the function and its derivatives at v; compose() applies the chain rule.
 */
static void compose(struct series *u)
{
    mpfr_div_ui(g[2], g[2], 2, N);
    mpfr_div_ui(g[3], g[3], 6, N);
    mpfr_sqr(s[0], u->c[1], N);          /* u1^2 */
    mpfr_mul(s[1], u->c[1], u->c[2], N); /* u1 u2 */
    mpfr_mul(s[2], s[0], u->c[1], N);    /* u1^3 */
    mpfr_mul(u->c[3], u->c[3], g[1], N);
    mpfr_mul(s[3], s[1], g[2], N);
    mpfr_mul_ui(s[3], s[3], 2, N);
    mpfr_add(u->c[3], u->c[3], s[3], N);
    mpfr_mul(s[3], s[2], g[3], N);
    mpfr_add(u->c[3], u->c[3], s[3], N);
    mpfr_mul(u->c[2], u->c[2], g[1], N);
    mpfr_mul(s[3], s[0], g[2], N);
    mpfr_add(u->c[2], u->c[2], s[3], N);
    mpfr_mul(u->c[1], u->c[1], g[1], N);
    mpfr_set(u->c[0], g[0], N);
}

static void of_exp(const mpfr_t v)
{
    for (int k = 0; k < COEFFICIENTS; k++)
        k ? mpfr_set(g[k], g[0], N) : mpfr_exp(g[0], v, N);
}

static void of_expm1(const mpfr_t v)
{
    of_exp(v);
    mpfr_expm1(g[0], v, N);
}

/* g[1..3] of log at w > 0 */
static void log_slopes(const mpfr_t w)
{
    mpfr_ui_div(g[1], 1, w, N);
    mpfr_sqr(g[2], g[1], N);
    mpfr_mul(g[3], g[2], g[1], N);
    mpfr_mul_ui(g[3], g[3], 2, N);
    mpfr_neg(g[2], g[2], N);
}

static void of_log(const mpfr_t v)
{
    mpfr_log(g[0], v, N);
    log_slopes(v);
}

static void of_log1p(const mpfr_t v)
{
    mpfr_log1p(g[0], v, N);
    mpfr_add_ui(s[0], v, 1, N);
    log_slopes(s[0]);
}

static void of_sqrt(const mpfr_t v)
{
    mpfr_sqrt(g[0], v, N);
    mpfr_div(g[1], g[0], v, N); /* 1/sqrt */
    mpfr_div_2ui(g[1], g[1], 1, N);
    mpfr_div(g[2], g[1], v, N);
    mpfr_div_si(g[2], g[2], -2, N);
    mpfr_div(g[3], g[2], v, N);
    mpfr_mul_si(g[3], g[3], -3, N);
    mpfr_div_2ui(g[3], g[3], 1, N);
}

static void of_tanh(const mpfr_t v) /* h = sech^2: h, -2th, 4t^2 h - 2h^2 */
{
    mpfr_tanh(g[0], v, N);
    mpfr_sech(g[1], v, N);
    mpfr_sqr(g[1], g[1], N);
    mpfr_mul(g[2], g[0], g[1], N);
    mpfr_mul_si(g[2], g[2], -2, N);
    mpfr_mul(g[3], g[0], g[2], N);
    mpfr_mul_si(g[3], g[3], -2, N);
    mpfr_sqr(s[0], g[1], N);
    mpfr_mul_2ui(s[0], s[0], 1, N);
    mpfr_sub(g[3], g[3], s[0], N);
}

/* p and q = p(-v) by sums of positives, q - p = -tanh(v/2): p q, p q (q-p), p q ((q-p)^2 - 2pq)
 * into g[at..at+2] */
static void sigmoid_slopes(const mpfr_t v, int at)
{
    mpfr_t *p = &s[0], *q = &s[1], *lean = &s[2];
    mpfr_exp(*q, v, N);
    mpfr_add_ui(*q, *q, 1, N);
    mpfr_ui_div(*q, 1, *q, N);
    mpfr_neg(*p, v, N);
    mpfr_exp(*p, *p, N);
    mpfr_add_ui(*p, *p, 1, N);
    mpfr_ui_div(*p, 1, *p, N);
    mpfr_div_2ui(*lean, v, 1, N);
    mpfr_tanh(*lean, *lean, N);
    mpfr_neg(*lean, *lean, N);
    mpfr_mul(g[at], *p, *q, N);
    if (at + 1 < COEFFICIENTS)
        mpfr_mul(g[at + 1], g[at], *lean, N);
    if (at + 2 < COEFFICIENTS) {
        mpfr_sqr(g[at + 2], *lean, N);
        mpfr_mul_2ui(s[3], g[at], 1, N);
        mpfr_sub(g[at + 2], g[at + 2], s[3], N);
        mpfr_mul(g[at + 2], g[at + 2], g[at], N);
    }
}

static void of_sigmoid(const mpfr_t v)
{
    sigmoid_slopes(v, 1);
    mpfr_set(g[0], s[0], N);
}

static void of_softplus(const mpfr_t v)
{
    sigmoid_slopes(v, 2);
    mpfr_set(g[1], s[0], N);
    mpfr_abs(s[0], v, N);
    mpfr_neg(s[0], s[0], N);
    mpfr_exp(s[0], s[0], N);
    mpfr_log1p(g[0], s[0], N);
    if (mpfr_sgn(v) > 0)
        mpfr_add(g[0], g[0], v, N);
}

/* g[1..3] = d, -2v d, (4v^2 - 2) d with d = factor e^(-v^2) */
static void gauss_slopes(const mpfr_t v, mpfr_t factor)
{
    mpfr_sqr(s[1], v, N);
    mpfr_neg(s[2], s[1], N);
    mpfr_exp(s[2], s[2], N);
    mpfr_mul(g[1], s[2], factor, N);
    mpfr_mul(g[2], g[1], v, N);
    mpfr_mul_si(g[2], g[2], -2, N);
    mpfr_mul_2ui(s[1], s[1], 2, N);
    mpfr_sub_ui(s[1], s[1], 2, N);
    mpfr_mul(g[3], g[1], s[1], N);
}

static void of_erf(const mpfr_t v)
{
    mpfr_erf(g[0], v, N);
    mpfr_const_pi(s[0], N);
    mpfr_rec_sqrt(s[0], s[0], N);
    mpfr_mul_2ui(s[0], s[0], 1, N);
    gauss_slopes(v, s[0]);
}

static void of_erfc(const mpfr_t v)
{
    of_erf(v);
    mpfr_erfc(g[0], v, N);
    for (int k = 1; k < COEFFICIENTS; k++)
        mpfr_neg(g[k], g[k], N);
}

static void of_atan(const mpfr_t v) /* w = 1 + v^2: 1/w, -2v/w^2, (6v^2 - 2)/w^3 */
{
    mpfr_atan(g[0], v, N);
    mpfr_sqr(s[0], v, N);
    mpfr_add_ui(s[1], s[0], 1, N);
    mpfr_ui_div(g[1], 1, s[1], N);
    mpfr_sqr(g[3], g[1], N);
    mpfr_mul(g[2], g[3], v, N);
    mpfr_mul_si(g[2], g[2], -2, N);
    mpfr_mul(g[3], g[3], g[1], N);
    mpfr_mul_ui(s[0], s[0], 6, N);
    mpfr_sub_ui(s[0], s[0], 2, N);
    mpfr_mul(g[3], g[3], s[0], N);
}

static void of_asinh(const mpfr_t v) /* r = 1/sqrt(1 + v^2): r, -v r^3, (2v^2 - 1) r^5 */
{
    mpfr_asinh(g[0], v, N);
    mpfr_sqr(s[0], v, N);
    mpfr_add_ui(s[1], s[0], 1, N);
    mpfr_rec_sqrt(g[1], s[1], N);
    mpfr_sqr(s[2], g[1], N);
    mpfr_mul(g[2], g[1], s[2], N);
    mpfr_mul(g[3], g[2], s[2], N);
    mpfr_mul(g[2], g[2], v, N);
    mpfr_neg(g[2], g[2], N);
    mpfr_mul_2ui(s[0], s[0], 1, N);
    mpfr_sub_ui(s[0], s[0], 1, N);
    mpfr_mul(g[3], g[3], s[0], N);
}

static void of_sin(const mpfr_t v)
{
    mpfr_sin_cos(g[0], g[1], v, N);
    mpfr_neg(g[2], g[0], N);
    mpfr_neg(g[3], g[1], N);
}

static void of_cos(const mpfr_t v)
{
    mpfr_sin_cos(g[1], g[0], v, N);
    mpfr_neg(g[1], g[1], N);
    mpfr_neg(g[2], g[0], N);
    mpfr_neg(g[3], g[1], N);
}

static const struct {
    const char *name;
    void (*fill)(const mpfr_t v);
} UNARY[] = {
    { "exp", of_exp },   { "expm1", of_expm1 }, { "log", of_log },           { "log1p", of_log1p },
    { "sqrt", of_sqrt }, { "tanh", of_tanh },   { "sigmoid", of_sigmoid },   { "erf", of_erf },
    { "erfc", of_erfc }, { "atan", of_atan },   { "softplus", of_softplus }, { "asinh", of_asinh },
    { "sin", of_sin },   { "cos", of_cos },
};

/* ---- formulas ------------------------------------------------------------------------------- */
static struct series *push(const char *formula)
{
    if (top == DEPTH)
        wrong(formula, "too deep");
    for (int k = 1; k < COEFFICIENTS; k++)
        mpfr_set_zero(stack[top].c[k], 1);
    return &stack[top++];
}

/* x, a parameter, pi, or a number: the double that it reads as; with an L behind it the exact
 * decimal. */
static bool operand(const char *formula, const char *word, size_t length, double x,
                    const double *param)
{
    if (length == 1 && *word == 'x') {
        struct series *u = push(formula);
        mpfr_set_d(u->c[0], x, N);
        mpfr_set_ui(u->c[1], 1, N);
        return true;
    }
    if (length == 1 && *word == 'X')
        return mpfr_set_d(push(formula)->c[0], x, N), true;
    if (length == 1 && *word >= 'a' && *word <= 'd')
        return mpfr_set_d(push(formula)->c[0], param[*word - 'a'], N), true;
    if (length == 2 && !strncmp(word, "pi", 2))
        return mpfr_const_pi(push(formula)->c[0], N), true;
    if ((*word < '0' || *word > '9') && !(*word == '-' && length > 1))
        return false;
    if (word[length - 1] == 'L')
        return mpfr_strtofr(push(formula)->c[0], word, NULL, 10, N), true;
    return mpfr_set_d(push(formula)->c[0], strtod(word, NULL), N), true;
}

static bool operation(const char *formula, const char *word, size_t length)
{
    if (length == 1 && strchr("+-*/", *word)) {
        if (top < 2)
            wrong(formula, "an operand is missing");
        struct series *u = &stack[top - 2], *v = &stack[top - 1];
        top--;
        switch (*word) {
        case '+':
            add(u, v);
            break;
        case '-':
            subtract(u, v);
            break;
        case '*':
            multiply(u, v);
            break;
        default:
            divide(u, v);
        }
        return true;
    }
    if (!top)
        wrong(formula, "an operand is missing");
    struct series *u = &stack[top - 1];
    if (length == 3 && !strncmp(word, "dup", 3)) {
        struct series *v = push(formula);
        for (int k = 0; k < COEFFICIENTS; k++)
            mpfr_set(v->c[k], u->c[k], N);
        return true;
    }
    if (length == 3 && !strncmp(word, "neg", 3)) {
        for (int k = 0; k < COEFFICIENTS; k++)
            mpfr_neg(u->c[k], u->c[k], N);
        return true;
    }
    for (size_t i = 0; i < sizeof UNARY / sizeof *UNARY; i++)
        if (strlen(UNARY[i].name) == length && !strncmp(UNARY[i].name, word, length)) {
            UNARY[i].fill(u->c[0]);
            compose(u);
            return true;
        }
    return false;
}

static struct series *formula_run(const char *formula, double x, const double *param)
{
    start();
    top = 0;
    for (const char *word = formula; *word;) {
        size_t length = strcspn(word, " ");
        if (!operand(formula, word, length, x, param) && !operation(formula, word, length))
            wrong(formula, word);
        word += length;
        word += strspn(word, " ");
    }
    if (top != 1)
        wrong(formula, "not one value is left");
    return &stack[0];
}

void formula_at(const char *formula, double x, const double *param, struct reference *r)
{
    struct series *u = formula_run(formula, x, param);
    mpfr_mul_ui(u->c[2], u->c[2], 2, N);
    mpfr_mul_ui(u->c[3], u->c[3], 6, N);
    r->f = mpfr_get_d(u->c[0], N);
    for (int k = 0; k < COEFFICIENTS; k++)
        r->y[k] = mpfr_get_ld(u->c[k], N);
}

/* MPFR's own way to subnormal numbers: a range of exponents for a while, and one more look at how
 * the first rounding went. */
static double round_once(const mpfr_t value, int digits, int low, int high)
{
    mpfr_exp_t emin = mpfr_get_emin(), emax = mpfr_get_emax();
    mpfr_t y;
    mpfr_init2(y, digits);
    mpfr_set_emin(low - digits + 2); /* MPFR's exponents are of numbers in [1/2, 1) */
    mpfr_set_emax(high + 1);
    int inexact = mpfr_check_range(y, mpfr_set(y, value, N), N);
    mpfr_subnormalize(y, inexact, N);
    double rounded = mpfr_inf_p(y) ? NAN : mpfr_get_d(y, N);
    mpfr_set_emin(emin);
    mpfr_set_emax(emax);
    mpfr_clear(y);
    return rounded;
}

void formula_rounded(const char *formula, double x, const double *param, int digits, int low,
                     int high, double y[2])
{
    struct series *u = formula_run(formula, x, param);
    bool tie = mpfr_min_prec(u->c[0]) == digits + 1 || mpfr_min_prec(u->c[1]) == digits + 1;
    if (tie) { /* a midpoint, or what is beside it by less than 2^-200 of it */
        precision(TIES);
        formula_run(formula, x, param);
    }
    for (int k = 0; k < 2; k++)
        y[k] = mpfr_min_prec(u->c[k]) == digits + 1 ? NAN : round_once(u->c[k], digits, low, high);
    if (tie)
        precision(PRECISION);
}
