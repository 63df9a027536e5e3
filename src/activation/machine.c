/* Arithmetic as it is done: every operation rounded. It is made in double and rounded to the format
 * by our own rounding. For + - * / and the square root two roundings are as good as one, as a
 * double has 2 p + 2 bits and more for p of float32 and below (Figueroa 1995); elementary functions
 * are those of a library that rounds correctly (but for an input in 2^27). */
#include "activation/machine.h"
#include "activation/expression.h"
#include "activation/textbook.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DEPTH = 8 };

struct rounded_run {
    const struct program *program;
    const struct dtype *d;
    const struct library *library;
    struct expression **own;    /* one a node: a row's textbook formula, */
    struct rounded_run **inner; /* and what runs it; NULL: the row is elementary */
    double *values;             /* f and f' of every node, BLOCK of each */
    double one[BLOCK], zero[BLOCK];
};

static double *value_of(const struct rounded_run *m, int node)
{
    return m->values + 2 * (size_t)BLOCK * (size_t)node;
}

static double *slope_of(const struct rounded_run *m, int node)
{
    return value_of(m, node) + BLOCK;
}

/* ---- making --------------------------------------------------------------------------------- */

static struct rounded_run *make(const struct program *program, const struct dtype *d,
                                const struct library *library, int depth);

static bool inner_make(struct rounded_run *m, size_t i, int depth)
{
    const struct node *k = &m->program->nodes[i];
    const char *formula = k->op == OP_ROW ? textbook_of(k->row) : NULL;
    struct setting set[PARAMETERS_MAX];
    struct error unused;
    if (!formula)
        return true;
    for (size_t p = 0; p < activation_params(k->row); p++)
        set[p] = (struct setting){ .name = k->row->params[p].name, .value = k->param[p] };
    m->own[i] = expression_parse(formula, set, activation_params(k->row), &unused);
    if (m->own[i])
        m->inner[i] = make(&m->own[i]->program, m->d, m->library, depth + 1);
    return m->inner[i];
}

static struct rounded_run *make(const struct program *program, const struct dtype *d,
                                const struct library *library, int depth)
{
    struct rounded_run *m = memory_new(1, sizeof *m);
    bool ok = depth < DEPTH;
    m->program = program;
    m->d = d;
    m->library = library;
    m->own = memory_new(program->count, sizeof *m->own);
    m->inner = memory_new(program->count, sizeof *m->inner);
    m->values = memory_new(2 * (size_t)BLOCK * program->count, sizeof *m->values);
    for (size_t i = 0; i < BLOCK; i++)
        m->one[i] = 1;
    for (size_t i = 0; ok && i < program->count; i++)
        ok = inner_make(m, i, depth);
    if (ok)
        return m;
    machine_free(m);
    return NULL;
}

struct rounded_run *machine_new(const struct program *program, const struct dtype *d,
                                const struct library *library)
{
    return make(program, d, library, 0);
}

void machine_free(struct rounded_run *m)
{
    if (!m)
        return;
    for (size_t i = 0; i < m->program->count; i++) {
        machine_free(m->inner[i]);
        if (m->own[i])
            expression_free(m->own[i]);
    }
    free(m->own);
    free(m->inner);
    free(m->values);
    free(m);
}

/* ---- slopes: each product, sum and quotient of the rules is an operation too ---------------- */

static double times(const struct dtype *d, double a, double b)
{
    return a == 0 || b == 0 ? 0 : dtype_round(d, a * b);
}

static double slope_of_product(const struct dtype *d, double a, double da, double b, double db)
{
    return dtype_round(d, times(d, da, b) + times(d, a, db));
}

static double slope_of_quotient(const struct dtype *d, double y, double da, double b, double db)
{
    double top = dtype_round(d, da - times(d, y, db));
    return top == 0 ? 0 : dtype_round(d, top / b);
}

static double slope_of_power(const struct dtype *d, double a, double da, double b, double db,
                             double y)
{
    double by_a = times(d, times(d, b, dtype_round(d, pow(a, b - 1))), da);
    double by_b = db == 0 ? 0 : times(d, times(d, y, dtype_round(d, log(a))), db);
    return dtype_round(d, by_a + by_b);
}

static void slopes(const struct rounded_run *m, const struct node *k, size_t n, const double *y,
                   double *to)
{
    const double *a = value_of(m, k->a), *da = slope_of(m, k->a);
    const double *b = k->b < 0 ? m->zero : value_of(m, k->b);
    const double *db = k->b < 0 ? m->zero : slope_of(m, k->b);
    const double *dc = k->c < 0 ? m->zero : slope_of(m, k->c);
    for (size_t i = 0; i < n; i++)
        switch (k->op) {
        case OP_ADD:
            to[i] = dtype_round(m->d, da[i] + db[i]);
            break;
        case OP_SUB:
            to[i] = dtype_round(m->d, da[i] - db[i]);
            break;
        case OP_MUL:
            to[i] = slope_of_product(m->d, a[i], da[i], b[i], db[i]);
            break;
        case OP_DIV:
            to[i] = slope_of_quotient(m->d, y[i], da[i], b[i], db[i]);
            break;
        case OP_POWER:
            to[i] = slope_of_power(m->d, a[i], da[i], b[i], db[i], y[i]);
            break;
        case OP_HYPOT:
            to[i] = slope_of_quotient(
                m->d, 0, slope_of_product(m->d, a[i], da[i], 0, 0) + times(m->d, b[i], db[i]), y[i],
                0);
            break;
        case OP_MIN:
            to[i] = a[i] <= b[i] ? da[i] : db[i];
            break;
        case OP_MAX:
            to[i] = a[i] > b[i] ? da[i] : db[i];
            break;
        case OP_SELECT:
            to[i] = a[i] != 0 ? db[i] : dc[i];
            break;
        default:
            to[i] = 0;
        }
}

/* ---- running -------------------------------------------------------------------------------- */

typedef float float_function(float);

static float_function *library_find(const struct rounded_run *m, const struct node *k)
{
    const struct library *l = m->library;
    if (!l)
        return NULL;
    const struct {
        const char *name;
        float_function *at;
    } rows[] = { { "exponential", l->exp }, { "tanh", l->tanh }, { "erf", l->erf } };
    for (size_t i = 0; k->op == OP_ROW && i < sizeof rows / sizeof *rows; i++)
        if (strcmp(k->row->name, rows[i].name) == 0)
            return rows[i].at;
    return k->op == OP_ELEMENTARY && strcmp(k->elementary->name, "log1p") == 0 ? l->log1p : NULL;
}

/* An elementary function or row of what is in a: its value and slope rounded, then the chain rule.
 */
static void apply(const struct rounded_run *m, const struct node *k, size_t n, double *f,
                  double *df)
{
    const double *u = value_of(m, k->a);
    if (k->op == OP_ROW)
        k->row->loops[activation_set()].map[df ? 1 : 0](n, u, k->param, f, df, NULL);
    else
        for (size_t i = 0; i < n; i++) {
            struct jet y = k->elementary->at(u[i]);
            f[i] = y.f;
            if (df)
                df[i] = y.df;
        }
    float_function *own = library_find(m, k);
    for (size_t i = 0; own && i < n; i++)
        f[i] = own((float)u[i]);
    dtype_round_all(m->d, n, f);
}

static void chain(const struct rounded_run *m, const struct node *k, size_t n, double *df)
{
    const double *du = slope_of(m, k->a);
    for (size_t i = 0; i < n; i++)
        df[i] = times(m->d, dtype_round(m->d, df[i]), du[i]);
}

static void operate(const struct rounded_run *m, const struct node *k, size_t n, double *f)
{
    struct jets in[3] = { { .f = m->zero }, { .f = m->zero }, { .f = m->zero } };
    const int operand[3] = { k->a, k->b, k->c };
    for (int i = 0; i < 3; i++)
        if (operand[i] >= 0)
            in[i] =
                (struct jets){ .f = value_of(m, operand[i]),
                               .kind = m->program->nodes[operand[i]].kind,
                               .value = dtype_round(m->d, m->program->nodes[operand[i]].value) };
    node_map(k, n, &in[0], &in[1], &in[2], f, NULL, NULL);
    dtype_round_all(m->d, n, f);
}

static void run_node(struct rounded_run *m, size_t i, size_t n, const double *x, bool sloped)
{
    const struct node *k = &m->program->nodes[i];
    double *f = value_of(m, (int)i), *df = slope_of(m, (int)i);
    if (k->op == OP_X || k->op == OP_CONSTANT) {
        for (size_t j = 0; j < n; j++) {
            f[j] = k->op == OP_X ? x[j] : dtype_round(m->d, k->value);
            df[j] = k->op == OP_X ? 1 : 0;
        }
    } else if (m->inner[i]) {
        machine_map(m->inner[i], n, value_of(m, k->a), f, sloped ? df : NULL);
        if (sloped)
            chain(m, k, n, df);
    } else if (k->op == OP_ROW || k->op == OP_ELEMENTARY) {
        apply(m, k, n, f, sloped ? df : NULL);
        if (sloped)
            chain(m, k, n, df);
    } else {
        operate(m, k, n, f);
        if (sloped)
            slopes(m, k, n, f, df);
    }
}

void machine_map(struct rounded_run *m, size_t n, const double *x, double *f, double *df)
{
    for (size_t i = 0; i < m->program->count; i++)
        run_node(m, i, n, x, df != NULL);
    memcpy(f, value_of(m, m->program->result), n * sizeof *f);
    if (df)
        memcpy(df, slope_of(m, m->program->result), n * sizeof *df);
    for (size_t i = 0; df && i < n; i++)
        if (isnan(f[i]))
            df[i] = NAN;
}
