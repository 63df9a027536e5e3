/* Recognizing functions: what agrees at some points is tried, and then proved or left out. */
#include "activation/same.h"
#include "activation/formula.h"
#include "activation/normal.h"
#include "activation/pieces.h"
#include "activation/program.h"
#include "activation/rational.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { POINTS = 9, VALUES_MOST = 40, LITERALS_MOST = 5, PROOFS_MOST = 8 };
#define EFFORT 0.1

static const double points[POINTS] = { 0.83, -1.9, 2.3, -0.21, 0.37, -3.7, 4.9, 1.1, -0.64 };

struct recognizer {
    const struct function *g;
    double f[POINTS];
    double value[VALUES_MOST]; /* numbers that parameters, scale and shift may be */
    struct rational exact[VALUES_MOST];
    size_t nvalues;
    int proofs;
    struct same *same;
};

/* ---- numbers -------------------------------------------------------------------------------- */

static void add_value(struct recognizer *r, struct rational exact)
{
    double v = exact.value;
    if (!isfinite(v) || v == 0 || exact.q == 0 || r->nvalues == VALUES_MOST)
        return;
    for (size_t i = 0; i < r->nvalues; i++)
        if (fabs(r->value[i] - v) <= 1e-15 * fabs(v))
            return;
    r->exact[r->nvalues] = exact;
    r->value[r->nvalues++] = v;
}

/* What stands in the text, one over it, and quotients. */
static void read_values(struct recognizer *r)
{
    struct rational literal[LITERALS_MOST];
    size_t n = 0;
    const char *text = r->g->expression->text;
    for (const char *c = text; *c && n < LITERALS_MOST; c++)
        if (isdigit((unsigned char)*c) || (*c == '.' && isdigit((unsigned char)c[1]))) {
            char *end;
            literal[n] = rational_read(strtod(c, &end));
            n += literal[n].value != 0;
            c = end - 1;
        } else if (isalpha((unsigned char)*c)) { /* log1p is no 1 */
            while (isalnum((unsigned char)c[1]) || c[1] == '_')
                c++;
        }
    add_value(r, rational_whole(2));
    add_value(r, rational_of(1, 2));
    for (size_t i = 0; i < n; i++) {
        add_value(r, literal[i]);
        add_value(r, rational_power(literal[i], -1));
    }
    for (size_t i = 0; i < n; i++)
        for (size_t k = 0; k < n; k++) {
            add_value(r, rational_multiply(literal[i], rational_power(literal[k], -1)));
            add_value(r, rational_multiply(literal[i], literal[k]));
        }
}

/* ---- trying --------------------------------------------------------------------------------- */

static bool agrees(const struct recognizer *r, const struct function *h, double scale, double shift)
{
    for (int i = 0; i < POINTS; i++) {
        double y = function_at(h, (points[i] - shift) / scale).f;
        if (!(fabs(y - r->f[i]) <= 1e-9 * fabs(r->f[i]) + 1e-13))
            return false;
    }
    return true;
}

/* Is the piece's formula, or what a break has, 0? */
static bool is_zero(const struct pieces *p, int node)
{
    struct fmpq q;
    if (node < 0)
        return false;
    arb.fmpq_init(&q);
    bool zero = smooth_is_number(&p->s, node, &q) && arb.fmpq_sgn(&q) == 0;
    arb.fmpq_clear(&q);
    return zero || normal_is_zero(&p->s, node);
}

static bool zero_at(const struct pieces *p, size_t i)
{
    struct interval y = { 0 };
    bool zero = is_zero(p, p->at[i].node);
    if (!zero && p->at[i].node >= 0 && interval_is_point(&p->at[i].x)) {
        smooth_series(&p->s, p->at[i].node, &p->at[i].x, 1, &y);
        zero = interval_is_zero(&y);
    }
    interval_clear(&y);
    return zero;
}

/* The difference is defined everywhere, and 0. */
static bool is_proved(struct recognizer *r, const struct function *h)
{
    struct pieces p;
    struct effort e;
    if (r->proofs++ >= PROOFS_MOST)
        return false;
    effort_start(&e, EFFORT);
    bool zero = pieces_find(&p, PIECES_DIFFERENCE, r->g, h, -(double)INFINITY, INFINITY, &e) &&
                p.complete && p.proved && !p.endless;
    for (size_t i = 0; i < p.count && zero; i++)
        zero = is_zero(&p, p.piece[i].node) && (i == 0 || zero_at(&p, i));
    pieces_free(&p);
    return zero;
}

/* "swish(beta=2)"; with an argument "swish(x/2, beta=2)". */
static char *written(const struct activation *row, const double *param, const char *argument)
{
    struct buffer b = { 0 };
    if (argument)
        buffer_item(&b, ", ", "%s", argument);
    for (size_t i = 0; i < activation_params(row); i++)
        if (param[i] != row->params[i].value)
            buffer_item(&b, argument ? ", " : ",", "%s=%s", row->params[i].name,
                        number_text(param[i]).text);
    char *inner = buffer_take(&b),
         *text = *inner ? text_format("%s(%s)", row->name, inner) : text_copy(row->name);
    free(inner);
    return text;
}

static bool found(struct recognizer *r, char *name, int year, double scale, double shift)
{
    *r->same = (struct same){ .name = name, .scale = scale, .shift = shift, .year = year };
    return true;
}

/* "1/3" for what is so nearly, since it was made of such numbers. */
static void put_value(const struct recognizer *r, struct buffer *b, double v)
{
    for (size_t i = 0; i < r->nvalues; i++)
        if (fabs(r->value[i]) == fabs(v)) {
            buffer_print(b, "%s%lld/%lld", (r->value[i] < 0) == (v < 0) ? "" : "-",
                         (long long)r->exact[i].p, (long long)r->exact[i].q);
            return;
        }
    buffer_print(b, "%s", number_text(v).text);
}

static char *argument(const struct recognizer *r, double scale, double shift)
{
    struct buffer b = { 0 };
    if (scale == 1 && shift == 0)
        return text_copy("x");
    buffer_text(&b, "(x-(");
    put_value(r, &b, shift);
    buffer_text(&b, "))/(");
    put_value(r, &b, scale);
    buffer_text(&b, ")");
    return buffer_take(&b);
}

static bool try_row(struct recognizer *r, const struct function *h, double scale, double shift)
{
    if (!agrees(r, h, scale, shift))
        return false;
    char *inner = argument(r, scale, shift), *text = written(h->activation, h->param, inner);
    struct function moved;
    struct error unused;
    bool ok = function_parse(&moved, text, NULL, 0, &unused);
    if (ok) {
        ok = is_proved(r, &moved);
        function_free(&moved);
    }
    free(inner);
    free(text);
    return ok &&
           found(r, written(h->activation, h->param, NULL), h->activation->year, scale, shift);
}

static struct function row_function(const struct activation *row)
{
    struct function h = { .activation = row };
    for (size_t i = 0; i < activation_params(row); i++)
        h.param[i] = row->params[i].value;
    return h;
}

/* ---- orders of search ----------------------------------------------------------------------- */

static bool by_rows(struct recognizer *r)
{
    for (size_t i = 0; i < activation_count(); i++) {
        struct function h = row_function(activation_row(i));
        if (try_row(r, &h, 1, 0))
            return true;
    }
    return false;
}

static bool by_formulas(struct recognizer *r)
{
    for (size_t i = 0; i < formula_count(); i++) {
        struct function h;
        struct error unused;
        const struct formula_name *f = formula_row(i);
        if (r->g->formula == f || f->own || !function_parse(&h, f->name, NULL, 0, &unused))
            continue;
        bool ok = agrees(r, &h, 1, 0) && is_proved(r, &h);
        function_free(&h);
        if (ok)
            return found(r, text_copy(f->name), f->year, 1, 0);
    }
    return false;
}

/* One parameter is another. */
static bool by_parameters(struct recognizer *r)
{
    for (size_t i = 0; i < activation_count(); i++) {
        const struct activation *row = activation_row(i);
        for (size_t k = 0; k < activation_params(row); k++)
            for (size_t v = 0; v <= 2 * r->nvalues; v++) {
                struct function h = row_function(row);
                const struct parameter *p = &row->params[k];
                double value = v == 2 * r->nvalues ? 0 : v % 2 ? -r->value[v / 2] : r->value[v / 2];
                bool allowed = p->open ? value > p->low && value < p->high
                                       : value >= p->low && value <= p->high;
                h.param[k] = value;
                if (allowed && value != p->value && try_row(r, &h, 1, 0))
                    return true;
            }
    }
    return false;
}

/* These are stretched and moved by everybody. */
static bool is_plain(const struct activation *row)
{
    static const char *const names[] = { "identity", "square", "cube",  "abs",
                                         "sign",     "step",   "relu",  "exponential",
                                         "bilinear", "relu2",  "prelu", "leaky_relu" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strcmp(row->name, names[i]) == 0)
            return true;
    return row->slice;
}

static bool by_moving(struct recognizer *r)
{
    for (int moved = 0; moved < 2; moved++)
        for (size_t i = 0; i < activation_count(); i++) {
            struct function h = row_function(activation_row(i));
            for (size_t k = 0; k < 2 * r->nvalues + 2 && !is_plain(h.activation); k++) {
                double scale = k < 2 ? 1 : r->value[k / 2 - 1];
                scale = k % 2 ? -scale : scale;
                for (size_t v = 0; v < (moved ? 2 * r->nvalues : 1); v++) {
                    double shift = !moved ? 0 : v % 2 ? -r->value[v / 2] : r->value[v / 2];
                    if (!(scale == 1 && shift == 0) && try_row(r, &h, scale, shift))
                        return true;
                }
            }
        }
    return false;
}

bool same_find(const struct function *g, struct same *s)
{
    struct recognizer r = { .g = g, .same = s };
    if (!g->expression || function_is_number(g) || !arb_load())
        return false;
    for (int i = 0; i < POINTS; i++) {
        r.f[i] = function_at(g, points[i]).f;
        if (!isfinite(r.f[i]))
            return false;
    }
    read_values(&r);
    return by_rows(&r) || by_formulas(&r) || by_parameters(&r) || by_moving(&r);
}
