/* Ziv's strategy (ACM TOMS 17, 1991): evaluate with more and more bits until all of the interval in
 * which the true value lies rounds to the same number. A function is run by its defining formula
 * (definition.c), each node with its derivative (forward automatic differentiation). How many bits
 * are good is seen by running it twice, the second time with twice the precision: what the first
 * run lost, by rounding and by cancellation, is their difference. */
#include "activation/precise.h"
#include "activation/expression.h"
#include "activation/multiprecision.h"
#include "activation/program.h"
#include "activation/series.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST = 160, MOST = 5120, SCRATCH = 4, DEPTH = 6, SPARE = 16 };
#define M (p->m)
#define N MPFR_RNDN

/* A node's value and its derivative by x. */
struct dual {
    mpfr_t v, d;
};

struct formula {
    struct expression *own;        /* parsed from a definition; or NULL */
    const struct program *program; /* NULL: a row that is computed itself */
    struct dual *nodes;
    struct formula *inner; /* one a node: of catalogue rows */
};

struct precise {
    const struct multiprecision *m;
    const struct function *g;
    struct formula formula;
    struct dual x, y, answer[2]; /* of two precisions */
    mpfr_t scratch[SCRATCH], bound[2], clamp;
    int order, bits; /* what the runs are for; what the variables have */
    bool clamped;    /* e^u is taken at no less than u = -CLAMP: see below */
};

/* ---- the functions of one number: y = f(u), s = f'(u) --------------------------------------- */

/* (x + 1) s(x) is below x + 1 by e^-x: where x + 1 is a midpoint, x = 10^7, no number of bits shows
 * it. Which side it is depends on the sign of e^-x alone, so a larger one does as well. */
#define CLAMP 100
#define CLAMP_NORMAL 14 /* e^(-14^2/2) */
static mpfr_srcptr clamp(struct precise *p, mpfr_srcptr u, double most)
{
    M->set_d(p->clamp, M->sgn(u) * most, N);
    bool far = p->clamped && M->number_p(u) && M->cmpabs(u, p->clamp) > 0;
    return far ? p->clamp : u;
}

typedef void unary(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u);

static void one_over(struct precise *p, mpfr_ptr y, mpfr_srcptr u)
{
    M->set_d(p->scratch[3], 1, N);
    M->div(y, p->scratch[3], u, N);
}

static void add_number(struct precise *p, mpfr_ptr y, mpfr_srcptr u, double number)
{
    M->set_d(p->scratch[3], number, N);
    M->add(y, u, p->scratch[3], N);
}

static void of_abs(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->abs(y, u, N);
    M->set_d(s, (double)M->sgn(u), N);
}

static void of_sign(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->set_d(y, (double)M->sgn(u), N);
    M->set_d(s, 0, N);
}

static void of_floor(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->floor(y, u);
    M->set_d(s, 0, N);
}

static void of_ceil(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->ceil(y, u);
    M->set_d(s, 0, N);
}

static void of_sqrt(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->sqrt(y, u, N);
    M->rec_sqrt(s, u, N);
    M->mul_2si(s, s, -1, N);
}

static void of_exp(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->exp(y, M->sgn(u) < 0 ? clamp(p, u, CLAMP) : u, N);
    M->set(s, y, N);
}

static void of_expm1(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    u = M->sgn(u) < 0 ? clamp(p, u, CLAMP) : u;
    M->expm1(y, u, N);
    M->exp(s, u, N);
}

static void of_log(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->log(y, u, N);
    one_over(p, s, u);
}

static void of_log1p(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->log1p(y, u, N);
    add_number(p, s, u, 1);
    one_over(p, s, s);
}

/* s = 1/(u log base) */
static void log_slope(struct precise *p, mpfr_ptr s, mpfr_srcptr u, double base)
{
    M->set_d(p->scratch[0], base, N);
    M->log(p->scratch[0], p->scratch[0], N);
    M->mul(s, p->scratch[0], u, N);
    one_over(p, s, s);
}

static void of_log2(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->log2(y, u, N);
    log_slope(p, s, u, 2);
}

static void of_log10(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->log10(y, u, N);
    log_slope(p, s, u, 10);
}

static void of_sin(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->sin(y, u, N);
    M->cos(s, u, N);
}

static void of_cos(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->cos(y, u, N);
    M->sin(s, u, N);
    M->neg(s, s, N);
}

static void of_tan(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->tan(y, u, N);
    M->sqr(s, y, N);
    add_number(p, s, s, 1);
}

/* s = 1 - u^2, by its factors */
static void one_less_square(struct precise *p, mpfr_ptr s, mpfr_srcptr u)
{
    add_number(p, s, u, 1);
    M->set_d(p->scratch[3], 1, N);
    M->sub(p->scratch[0], p->scratch[3], u, N);
    M->mul(s, s, p->scratch[0], N);
}

static void of_asin(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->asin(y, u, N);
    one_less_square(p, s, u);
    M->rec_sqrt(s, s, N);
}

static void of_acos(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    of_asin(p, y, s, u);
    M->acos(y, u, N);
    M->neg(s, s, N);
}

static void of_atan(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->atan(y, u, N);
    M->sqr(s, u, N);
    add_number(p, s, s, 1);
    one_over(p, s, s);
}

static void of_sinh(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->sinh(y, u, N);
    M->cosh(s, u, N);
}

static void of_cosh(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->cosh(y, u, N);
    M->sinh(s, u, N);
}

static void of_tanh(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    u = clamp(p, u, CLAMP);
    M->tanh(y, u, N);
    M->sech(s, u, N);
    M->sqr(s, s, N);
}

static void of_asinh(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->asinh(y, u, N);
    M->sqr(s, u, N);
    add_number(p, s, s, 1);
    M->rec_sqrt(s, s, N);
}

static void of_acosh(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->acosh(y, u, N);
    one_less_square(p, s, u);
    M->neg(s, s, N);
    M->rec_sqrt(s, s, N);
}

static void of_atanh(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->atanh(y, u, N);
    one_less_square(p, s, u);
    one_over(p, s, s);
}

/* s = 2/sqrt(pi) e^(-u^2) */
static void of_erf(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    u = clamp(p, u, CLAMP_NORMAL);
    M->erf(y, u, N);
    M->sqr(s, u, N);
    M->neg(s, s, N);
    M->exp(s, s, N);
    M->const_pi(p->scratch[0], N);
    M->rec_sqrt(p->scratch[0], p->scratch[0], N);
    M->mul(s, s, p->scratch[0], N);
    M->mul_2si(s, s, 1, N);
}

static void of_erfc(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    of_erf(p, y, s, u);
    M->erfc(y, clamp(p, u, CLAMP_NORMAL), N);
    M->neg(s, s, N);
}

/* y = e^(-u^2/2)/sqrt(2 pi), s = -u y */
static void of_density(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    M->sqr(y, u, N);
    M->mul_2si(y, y, -1, N);
    M->neg(y, y, N);
    M->exp(y, y, N);
    M->const_pi(p->scratch[0], N);
    M->mul_2si(p->scratch[0], p->scratch[0], 1, N);
    M->rec_sqrt(p->scratch[0], p->scratch[0], N);
    M->mul(y, y, p->scratch[0], N);
    M->mul(s, y, u, N);
    M->neg(s, s, N);
}

/* y = erfc(-u/sqrt 2)/2 */
static void of_normal(struct precise *p, mpfr_ptr y, mpfr_ptr s, mpfr_srcptr u)
{
    u = clamp(p, u, CLAMP_NORMAL);
    of_density(p, s, p->scratch[1], u);
    M->set_d(p->scratch[0], 0.5, N);
    M->sqrt(p->scratch[0], p->scratch[0], N);
    M->mul(p->scratch[0], p->scratch[0], u, N);
    M->neg(p->scratch[0], p->scratch[0], N);
    M->erfc(y, p->scratch[0], N);
    M->mul_2si(y, y, -1, N);
}

static const struct {
    const char *name; /* an elementary function, or a row without a definition */
    unary *at;
} unaries[] = {
    { "abs", of_abs },     { "sign", of_sign },       { "floor", of_floor },    { "ceil", of_ceil },
    { "sqrt", of_sqrt },   { "exponential", of_exp }, { "expm1", of_expm1 },    { "log", of_log },
    { "log1p", of_log1p }, { "log2", of_log2 },       { "log10", of_log10 },    { "sin", of_sin },
    { "cos", of_cos },     { "tan", of_tan },         { "asin", of_asin },      { "acos", of_acos },
    { "arctan", of_atan }, { "sinh", of_sinh },       { "cosh", of_cosh },      { "tanh", of_tanh },
    { "asinh", of_asinh }, { "acosh", of_acosh },     { "atanh", of_atanh },    { "erf", of_erf },
    { "erfc", of_erfc },   { "phi", of_density },     { "laplace", of_normal },
};

static unary *unary_find(const char *name)
{
    for (size_t i = 0; i < sizeof unaries / sizeof *unaries; i++)
        if (strcmp(unaries[i].name, name) == 0)
            return unaries[i].at;
    return NULL;
}

/* The chain rule; a slope of 0 stays 0, whatever it meets. */
static void apply(struct precise *p, unary *at, const struct dual *u, struct dual *y)
{
    at(p, y->v, p->scratch[2], u->v);
    if (p->order == 0 || M->zero_p(u->d))
        M->set_d(y->d, 0, N);
    else
        M->mul(y->d, p->scratch[2], u->d, N);
}

/* ---- operations ----------------------------------------------------------------------------- */

static void copy(struct precise *p, struct dual *y, const struct dual *a)
{
    M->set(y->v, a->v, N);
    M->set(y->d, a->d, N);
}

static void number(struct precise *p, struct dual *y, double value)
{
    M->set_d(y->v, value, N);
    M->set_d(y->d, 0, N);
}

/* The doubles that stand for pi and e mean the numbers themselves. */
static void constant(struct precise *p, struct dual *y, double value)
{
    number(p, y, value);
    if (value == 3.14159265358979323846)
        M->const_pi(y->v, N);
    if (value == 2.71828182845904523536) {
        M->set_d(y->v, 1, N);
        M->exp(y->v, y->v, N);
    }
}

/* y = a b: a b' + b a' */
static void multiply(struct precise *p, struct dual *y, const struct dual *a, const struct dual *b)
{
    M->set_d(y->d, 0, N);
    if (p->order && !M->zero_p(b->d))
        M->mul(y->d, a->v, b->d, N);
    if (p->order && !M->zero_p(a->d)) {
        M->mul(p->scratch[0], b->v, a->d, N);
        M->add(y->d, y->d, p->scratch[0], N);
    }
    M->mul(y->v, a->v, b->v, N);
}

/* y = a/b: (a' - y b')/b */
static void divide(struct precise *p, struct dual *y, const struct dual *a, const struct dual *b)
{
    M->div(y->v, a->v, b->v, N);
    M->set_d(y->d, 0, N);
    if (p->order == 0)
        return;
    M->set(y->d, a->d, N);
    if (!M->zero_p(b->d)) {
        M->mul(p->scratch[0], y->v, b->d, N);
        M->sub(y->d, y->d, p->scratch[0], N);
    }
    if (!M->zero_p(y->d))
        M->div(y->d, y->d, b->v, N);
}

/* y = a^b: b a^(b-1) a' + y log a b' */
static void power(struct precise *p, struct dual *y, const struct dual *a, const struct dual *b)
{
    M->pow(y->v, a->v, b->v, N);
    M->set_d(y->d, 0, N);
    if (p->order && !M->zero_p(a->d) && !M->zero_p(b->v)) {
        add_number(p, p->scratch[0], b->v, -1);
        M->pow(p->scratch[0], a->v, p->scratch[0], N);
        M->mul(p->scratch[0], p->scratch[0], b->v, N);
        M->mul(y->d, p->scratch[0], a->d, N);
    }
    if (p->order && !M->zero_p(b->d)) {
        M->log(p->scratch[0], a->v, N);
        M->mul(p->scratch[0], p->scratch[0], y->v, N);
        M->mul(p->scratch[0], p->scratch[0], b->d, N);
        M->add(y->d, y->d, p->scratch[0], N);
    }
}

/* y = hypot(a, b): (a a' + b b')/y */
static void hypotenuse(struct precise *p, struct dual *y, const struct dual *a,
                       const struct dual *b)
{
    M->hypot(y->v, a->v, b->v, N);
    M->mul(y->d, a->v, a->d, N);
    M->mul(p->scratch[0], b->v, b->d, N);
    M->add(y->d, y->d, p->scratch[0], N);
    if (!M->zero_p(y->d))
        M->div(y->d, y->d, y->v, N);
}

static bool truth(struct precise *p, enum op op, const struct dual *a, const struct dual *b)
{
    switch (op) {
    case OP_LESS:
        return M->cmp3(a->v, b->v, 1) < 0;
    case OP_LESS_EQUAL:
        return M->cmp3(a->v, b->v, 1) <= 0;
    case OP_EQUAL:
        return M->cmp3(a->v, b->v, 1) == 0;
    case OP_NOT_EQUAL:
        return M->cmp3(a->v, b->v, 1) != 0;
    case OP_AND:
        return !M->zero_p(a->v) && !M->zero_p(b->v);
    case OP_OR:
        return !M->zero_p(a->v) || !M->zero_p(b->v);
    default:
        return M->zero_p(a->v);
    }
}

static void run(struct precise *p, struct formula *f, const struct dual *x, struct dual *y);

/* Phi((x - mu)/sigma) is the one row with parameters that no formula in other terms defines. */
static void row(struct precise *p, const struct node *k, struct formula *inner,
                const struct dual *a, struct dual *y)
{
    if (inner->program) {
        run(p, inner, a, y);
        return;
    }
    unary *at = unary_find(k->row->name);
    if (at != of_normal) {
        apply(p, at, a, y);
        return;
    }
    struct dual *u = &p->y;
    add_number(p, u->v, a->v, -k->param[0]);
    M->set(u->d, a->d, N);
    M->set_d(p->scratch[0], k->param[1], N);
    M->div(u->v, u->v, p->scratch[0], N);
    M->div(u->d, u->d, p->scratch[0], N);
    apply(p, at, u, y);
}

static void operate(struct precise *p, const struct node *k, struct formula *inner,
                    const struct dual *a, const struct dual *b, const struct dual *c,
                    struct dual *y)
{
    switch (k->op) {
    case OP_CONSTANT:
        constant(p, y, k->value);
        break;
    case OP_ADD:
        M->add(y->v, a->v, b->v, N);
        M->add(y->d, a->d, b->d, N);
        break;
    case OP_SUB:
        M->sub(y->v, a->v, b->v, N);
        M->sub(y->d, a->d, b->d, N);
        break;
    case OP_MUL:
        multiply(p, y, a, b);
        break;
    case OP_DIV:
        divide(p, y, a, b);
        break;
    case OP_POWER:
        power(p, y, a, b);
        break;
    case OP_HYPOT:
        hypotenuse(p, y, a, b);
        break;
    case OP_MIN:
        copy(p, y, M->cmp3(a->v, b->v, 1) <= 0 ? a : b);
        break;
    case OP_MAX:
        copy(p, y, M->cmp3(a->v, b->v, 1) >= 0 ? a : b);
        break;
    case OP_SELECT:
        copy(p, y, M->zero_p(a->v) ? c : b);
        break;
    case OP_ROW:
        row(p, k, inner, a, y);
        break;
    case OP_ELEMENTARY:
        apply(p, unary_find(k->elementary->name), a, y);
        break;
    default:
        number(p, y, truth(p, k->op, a, b) ? 1 : 0);
    }
}

static void run(struct precise *p, struct formula *f, const struct dual *x, struct dual *y)
{
    for (size_t i = 0; i < f->program->count; i++) {
        const struct node *k = &f->program->nodes[i];
        struct dual *own = &f->nodes[i];
        if (k->op == OP_X)
            copy(p, own, x);
        else
            operate(p, k, &f->inner[i], k->a < 0 ? NULL : &f->nodes[k->a],
                    k->b < 0 ? NULL : &f->nodes[k->b], k->c < 0 ? NULL : &f->nodes[k->c], own);
    }
    copy(p, y, &f->nodes[f->program->result]);
}

/* ---- making and freeing --------------------------------------------------------------------- */

static void dual_new(struct precise *p, struct dual *a)
{
    M->init2(a->v, FIRST);
    M->init2(a->d, FIRST);
}

static void dual_free(struct precise *p, struct dual *a)
{
    M->clear(a->v);
    M->clear(a->d);
}

static bool formula_of_program(struct precise *p, struct formula *f, const struct program *program,
                               int depth);

/* A row by its definition, its parameters put in; or one that is computed itself. */
static bool formula_of_row(struct precise *p, struct formula *f, const struct activation *a,
                           const double *param, int depth)
{
    struct setting set[PARAMETERS_MAX];
    struct error unused;
    const char *definition = definition_of(a);
    if (!definition || unary_find(a->name))
        return unary_find(a->name) != NULL;
    for (size_t i = 0; i < activation_params(a); i++)
        set[i] = (struct setting){ .name = a->params[i].name, .value = param[i] };
    f->own = expression_parse_exact(definition, set, activation_params(a), &unused);
    return f->own && formula_of_program(p, f, &f->own->program, depth);
}

static bool formula_of_program(struct precise *p, struct formula *f, const struct program *program,
                               int depth)
{
    bool ok = depth < DEPTH;
    f->program = program;
    f->nodes = memory_new(program->count, sizeof *f->nodes);
    f->inner = memory_new(program->count, sizeof *f->inner);
    for (size_t i = 0; i < program->count; i++) {
        const struct node *k = &program->nodes[i];
        dual_new(p, &f->nodes[i]);
        if (ok && k->op == OP_ROW)
            ok = formula_of_row(p, &f->inner[i], k->row, k->param, depth + 1);
        if (k->op == OP_ELEMENTARY)
            ok = ok && unary_find(k->elementary->name);
    }
    return ok;
}

static void formula_free(struct precise *p, struct formula *f)
{
    for (size_t i = 0; f->program && i < f->program->count; i++) {
        dual_free(p, &f->nodes[i]);
        formula_free(p, &f->inner[i]);
    }
    free(f->nodes);
    free(f->inner);
    if (f->own)
        expression_free(f->own);
}

/* A row that is computed itself needs a formula around it: row(x). */
static bool formula_of(struct precise *p, const struct function *g)
{
    struct formula *f = &p->formula;
    if (g->expression)
        return formula_of_program(p, f, &g->expression->program, 0);
    if (definition_of(g->activation) && !unary_find(g->activation->name))
        return formula_of_row(p, f, g->activation, g->param, 0);
    f->own = memory_new(1, sizeof *f->own);
    f->own->program.exact = true;
    int x = program_node(&f->own->program, OP_X, -1, -1, -1);
    program_finish(&f->own->program, program_call(&f->own->program, g->activation, g->param, x));
    return formula_of_program(p, f, &f->own->program, 0);
}

struct precise *precise_new(const struct function *g)
{
    const struct multiprecision *m = g->vectorwise ? NULL : multiprecision_load();
    if (!m)
        return NULL;
    struct precise *p = memory_new(1, sizeof *p);
    p->m = m;
    p->g = g;
    p->bits = FIRST;
    dual_new(p, &p->x);
    dual_new(p, &p->y);
    for (int i = 0; i < 2; i++) {
        dual_new(p, &p->answer[i]);
        M->init2(p->bound[i], 2 * MOST);
    }
    M->init2(p->clamp, FIRST);
    for (int i = 0; i < SCRATCH; i++)
        M->init2(p->scratch[i], FIRST);
    if (formula_of(p, g))
        return p;
    precise_free(p);
    return NULL;
}

void precise_free(struct precise *p)
{
    if (!p)
        return;
    formula_free(p, &p->formula);
    dual_free(p, &p->x);
    dual_free(p, &p->y);
    for (int i = 0; i < 2; i++) {
        dual_free(p, &p->answer[i]);
        M->clear(p->bound[i]);
    }
    M->clear(p->clamp);
    for (int i = 0; i < SCRATCH; i++)
        M->clear(p->scratch[i]);
    free(p);
}

/* ---- rounding ------------------------------------------------------------------------------- */

static void formula_precision(struct precise *p, struct formula *f, int bits)
{
    for (size_t i = 0; f->program && i < f->program->count; i++) {
        M->set_prec(f->nodes[i].v, bits);
        M->set_prec(f->nodes[i].d, bits);
        formula_precision(p, &f->inner[i], bits);
    }
}

/* The value with so many bits; true: nothing was rounded on the way. */
static bool evaluate(struct precise *p, double x, int bits, struct dual *answer)
{
    if (bits != p->bits) {
        formula_precision(p, &p->formula, bits);
        M->set_prec(p->x.v, bits);
        M->set_prec(p->x.d, bits);
        M->set_prec(p->y.v, bits);
        M->set_prec(p->y.d, bits);
        for (int i = 0; i < SCRATCH; i++)
            M->set_prec(p->scratch[i], bits);
        p->bits = bits;
    }
    M->set_prec(answer->v, bits);
    M->set_prec(answer->d, bits);
    M->set_d(p->x.v, x, N);
    M->set_d(p->x.d, p->order ? 1 : 0, N);
    M->clear_flags();
    run(p, &p->formula, &p->x, answer);
    return !M->inexflag_p();
}

/* v is scaled to whole numbers of the format's last place and rounded there: once. */
static double round_to(struct precise *p, mpfr_srcptr v, mpfr_ptr room, const struct dtype *d)
{
    double sign = M->sgn(v) < 0 ? -1 : 1;
    if (!M->number_p(v) || M->zero_p(v))
        return M->get_d(v, N);
    long unit = (long)M->get_exp(v) - d->digits;
    if (unit < d->low - d->digits + 1)
        unit = d->low - d->digits + 1;
    if (unit > d->high)
        return copysign(d->beyond, sign);
    M->mul_2si(room, v, -unit, N);
    M->rint(room, room, N);
    double y = ldexp(fabs(M->get_d(room, N)), (int)unit);
    return copysign(y > d->largest ? d->beyond : y, sign);
}

static bool same(double a, double b)
{
    return (isnan(a) && isnan(b)) || (a == b && signbit(a) == signbit(b));
}

/* With so many bits and with twice as many: do both ends of what is left open round alike? */
static bool settle(struct precise *p, int bits, double x, double near, double tolerance,
                   const struct dtype *d, double *y)
{
    evaluate(p, x, bits, &p->answer[0]);
    bool exact = evaluate(p, x, 2 * bits, &p->answer[1]);
    mpfr_ptr coarse = p->order ? p->answer[0].d : p->answer[0].v;
    mpfr_ptr fine = p->order ? p->answer[1].d : p->answer[1].v;
    if (!M->number_p(fine) || !M->number_p(coarse))
        return false;
    if (tolerance < INFINITY && !(fabs(M->get_d(fine, N) - near) <= tolerance))
        return false; /* all of it cancelled, or another branch */
    mpfr_ptr gap = p->bound[0], scaled = p->bound[1];
    if (exact) {
        *y = round_to(p, fine, scaled, d);
        return true;
    }
    M->sub(gap, fine, coarse, N);
    M->abs(gap, gap, N);
    M->mul_2si(gap, gap, SPARE, N);
    M->abs(scaled, fine, N); /* two runs may agree by chance, or miss what is smaller still */
    M->mul_2si(scaled, scaled, SPARE - bits, N);
    M->add(gap, gap, scaled, N);
    M->sub(scaled, fine, gap, N);
    *y = round_to(p, scaled, scaled, d);
    M->add(scaled, fine, gap, N);
    return same(*y, round_to(p, scaled, scaled, d));
}

bool precise_round(struct precise *p, int order, double x, double near, double tolerance,
                   const struct dtype *d, double *y)
{
    static const struct {
        int bits;
        bool clamped;
    } steps[] = {
        { FIRST, false }, { 4 * FIRST, false }, { 4 * FIRST, true }, { MOST / 2, false }
    };
    bool done = false;
    p->order = order;
    for (size_t i = 0; !done && i < sizeof steps / sizeof *steps; i++) {
        p->clamped = steps[i].clamped;
        done = settle(p, steps[i].bits, x, near, tolerance, d, y);
    }
    return done;
}

bool precise_far_tail(const struct precise *p)
{
    return p->clamped;
}
