/* Formulas as text, LaTeX and C. */
#include "activation/tree_print.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool tex(const struct printer *p)
{
    return p->style == DERIVATIVE_TEX;
}

static void put(struct printer *p, const char *text)
{
    if (p->out.length > PRINT_MOST)
        p->failed = true;
    else
        buffer_text(&p->out, text);
}

static void open_if(struct printer *p, bool need)
{
    if (need)
        put(p, tex(p) ? "\\left(" : "(");
}

static void close_if(struct printer *p, bool need)
{
    if (need)
        put(p, tex(p) ? "\\right)" : ")");
}

/* ---- numbers -------------------------------------------------------------------------------- */

/* Has the fraction a short decimal? */
static bool is_decimal(struct rational a)
{
    int64_t q = a.q;
    while (q % 10 == 0)
        q /= 10;
    while (q % 2 == 0)
        q /= 2;
    while (q % 5 == 0)
        q /= 5;
    return q == 1;
}

/* 1/2 rather than 0.5, 0.1 rather than 1/10, 2/3. */
static bool as_fraction(struct rational a)
{
    if (a.q < 2)
        return false;
    return !is_decimal(a) || (a.q <= 8 && a.q != 5 && labs(a.p) < 10);
}

/* In C and LaTeX with a times sign: 10^-5. */
static void put_decimal(struct printer *p, double value)
{
    struct number_text text = number_text(value);
    char *e = tex(p) ? strchr(text.text, 'e') : NULL;
    if (e) {
        *e = 0;
        buffer_print(&p->out, "%s \\cdot 10^{%s}", text.text, e + 1 + (e[1] == '+'));
    } else {
        put(p, text.text);
    }
}

/* Not negative. */
static void put_number(struct printer *p, struct rational a, enum binding least)
{
    if (as_fraction(a) && tex(p)) {
        buffer_print(&p->out, "\\frac{%lld}{%lld}", (long long)a.p, (long long)a.q);
    } else if (as_fraction(a)) {
        bool need = least > BIND_PRODUCT;
        open_if(p, need);
        buffer_print(&p->out, p->style == DERIVATIVE_C ? "%lld.0/%lld" : "%lld/%lld",
                     (long long)a.p, (long long)a.q);
        close_if(p, need);
    } else if (a.q == 1) {
        buffer_print(&p->out,
                     p->style == DERIVATIVE_C && llabs(a.p) > 2000000000 ? "%lld.0" : "%lld",
                     (long long)a.p);
    } else {
        put_decimal(p, a.value);
    }
}

static void put_signed(struct printer *p, struct rational a, enum binding least)
{
    bool negative = a.value < 0, need = negative && least > BIND_SUM;
    open_if(p, need);
    if (negative)
        put(p, "-");
    put_number(p, rational_multiply(a, rational_whole(negative ? -1 : 1)),
               negative ? BIND_PRODUCT : least);
    close_if(p, need);
}

/* ---- products ------------------------------------------------------------------------------- */

static void put_power(struct printer *p, int base, struct rational n)
{
    const struct tree_node *b = &p->t->nodes[base];
    bool brief = b->kind == TREE_X;
    if (rational_is(n, 1)) {
        print_node(p, base, BIND_PRODUCT + 1);
    } else if (n.q == 2 && n.p == 1) {
        put(p, tex(p) ? "\\sqrt{" : "sqrt(");
        print_node(p, base, BIND_CHOICE);
        put(p, tex(p) ? "}" : ")");
    } else if (p->style == DERIVATIVE_C && brief && (rational_is(n, 2) || rational_is(n, 3))) {
        put(p, rational_is(n, 2) ? "x*x" : "x*x*x");
    } else if (p->style == DERIVATIVE_C) {
        put(p, "pow(");
        print_node(p, base, BIND_CHOICE);
        put(p, ", ");
        put_signed(p, n, BIND_CHOICE);
        put(p, ")");
    } else if (tex(p)) {
        print_node(p, base, BIND_ATOM);
        put(p, "^{");
        put_signed(p, n, BIND_CHOICE);
        put(p, "}");
    } else {
        print_node(p, base, BIND_ATOM);
        put(p, "^");
        put_signed(p, n, BIND_ATOM);
    }
}

/* The only thing above or below a fraction's line needs no parentheses. */
static bool put_alone(struct printer *p, const struct tree_part *part, size_t n, int sign)
{
    for (size_t i = 0; i < n; i++)
        if (part[i].factor.value * sign > 0 && rational_is(part[i].factor, sign)) {
            print_node(p, part[i].node, BIND_CHOICE);
            return true;
        }
    return false;
}

/* Factors with positive (or negative, turned) exponents. */
static size_t put_factors(struct printer *p, const struct tree_part *part, size_t n, int sign,
                          bool first)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++) {
        if (part[i].factor.value * sign < 0)
            continue;
        if (count || !first)
            put(p, tex(p) ? " \\, " : "*");
        put_power(p, part[i].node, rational_multiply(part[i].factor, rational_whole(sign)));
        count++;
    }
    return count;
}

static size_t count_factors(const struct tree_part *part, size_t n, int sign)
{
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        count += part[i].factor.value * sign > 0;
    return count;
}

/* |number| times the product: the number's own denominator goes below with the others. */
static void put_product(struct printer *p, struct rational number, const struct tree_part *part,
                        size_t n)
{
    size_t above = count_factors(part, n, 1), below = count_factors(part, n, -1);
    struct rational top = number, bottom = rational_whole(1);
    if (as_fraction(number)) {
        top = rational_whole(number.p);
        bottom = rational_whole(number.q);
    }
    bool coefficient = !rational_is(top, 1) || above == 0, divided = !rational_is(bottom, 1),
         quotient = divided || below, many = below + divided > 1;
    if (tex(p) && quotient)
        put(p, "\\frac{");
    if (coefficient)
        put_number(p, top, BIND_SIGN);
    /* 1/(2*x) in C is a quotient of doubles; 1/2 never stands here alone */
    if (!(tex(p) && quotient && above == 1 && !coefficient && put_alone(p, part, n, 1)))
        put_factors(p, part, n, 1, !coefficient);
    if (!quotient)
        return;
    put(p, tex(p) ? "}{" : "/");
    if (many && !tex(p))
        put(p, "(");
    if (divided)
        put_number(p, bottom, BIND_SIGN);
    if (!tex(p) && below == 1 && !divided) {
        for (size_t i = 0; i < n; i++)
            if (part[i].factor.value < 0) {
                struct rational up = rational_multiply(part[i].factor, rational_whole(-1));
                bool product = p->style == DERIVATIVE_C &&
                               p->t->nodes[part[i].node].kind == TREE_X &&
                               !rational_is(up, 1); /* x*x */
                if (product)
                    put(p, "(");
                put_power(p, part[i].node, up);
                if (product)
                    put(p, ")");
            }
    } else if (!(tex(p) && below == 1 && !divided && put_alone(p, part, n, -1))) {
        put_factors(p, part, n, -1, !divided);
    }
    if (many && !tex(p))
        put(p, ")");
    if (tex(p))
        put(p, "}");
}

/* ---- sums ----------------------------------------------------------------------------------- */

static void put_term(struct printer *p, struct tree_part part)
{
    const struct tree_node *n = &p->t->nodes[part.node];
    struct rational size =
        part.factor.value < 0 ? rational_multiply(part.factor, rational_whole(-1)) : part.factor;
    if (n->kind == TREE_PRODUCT) {
        put_product(p, size, n->parts, n->nparts);
    } else if (rational_is(size, 1)) {
        print_node(p, part.node, BIND_PRODUCT);
    } else {
        struct tree_part one = { part.node, rational_whole(1) };
        put_product(p, size, &one, 1);
    }
}

/* What is positive comes first: 1 - x, not -x + 1. */
static void put_sum(struct printer *p, const struct tree_node *n)
{
    bool any = false, constant = !rational_is(n->number, 0);
    size_t first = n->nparts;
    for (size_t i = 0; i < n->nparts && first == n->nparts; i++)
        if (n->parts[i].factor.value > 0)
            first = i;
    if (constant && n->number.value > 0) {
        put_signed(p, n->number, BIND_SUM);
        any = true;
    } else if (first < n->nparts) {
        put_term(p, n->parts[first]);
        any = true;
    }
    bool taken = constant && n->number.value > 0;
    for (size_t i = 0; i < n->nparts; i++) {
        if (!taken && i == first)
            continue;
        bool negative = n->parts[i].factor.value < 0;
        put(p, !any ? (negative ? "-" : "") : negative ? " - " : " + ");
        put_term(p, n->parts[i]);
        any = true;
    }
    if (constant && !taken) {
        put(p, " - ");
        put_number(p, rational_multiply(n->number, rational_whole(-1)), BIND_PRODUCT);
    }
}

/* ---- calls ---------------------------------------------------------------------------------- */

const char *print_name(const struct tree_node *n)
{
    if (n->elementary)
        return n->elementary->name;
    if (strcmp(n->row->name, "exponential") == 0)
        return "exp";
    if (strcmp(n->row->name, "arctan") == 0)
        return "atan";
    if (strcmp(n->row->name, "laplace") == 0 && n->param[0] == 0 && n->param[1] == 1)
        return "Phi";
    return n->row->name;
}

/* ", beta=2": what differs from the defaults. */
static void put_parameters(struct printer *p, const struct tree_node *n, const char *before)
{
    if (!n->row || strcmp(print_name(n), "Phi") == 0)
        return;
    for (size_t i = 0; i < activation_params(n->row); i++)
        if (n->param[i] != n->row->params[i].value) {
            put(p, before);
            if (tex(p)) {
                buffer_print(&p->out, "\\mathrm{%s}=", n->row->params[i].name);
                put_decimal(p, n->param[i]);
            } else {
                buffer_print(&p->out, "%s=%s", n->row->params[i].name,
                             number_text(n->param[i]).text);
            }
            before = ", ";
        }
}

static bool is_one_of(const char *name, const char *const *names, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(names[i], name) == 0)
            return true;
    return false;
}

static void tex_call(struct printer *p, const struct tree_node *n)
{
    static const char *const known[] = { "log", "sin", "cos", "tan", "sinh", "cosh", "tanh" };
    static const struct {
        const char *name, *before, *after;
    } brackets[] = { { "abs", "\\left|", "\\right|" },
                     { "sqrt", "\\sqrt{", "}" },
                     { "exp", "e^{", "}" },
                     { "floor", "\\left\\lfloor ", "\\right\\rfloor " },
                     { "ceil", "\\left\\lceil ", "\\right\\rceil " } };
    static const struct {
        const char *name, *tex;
    } names[] = { { "Phi", "\\Phi" },      { "phi", "\\varphi" },    { "sigmoid", "\\sigma" },
                  { "asin", "\\arcsin" },  { "acos", "\\arccos" },   { "atan", "\\arctan" },
                  { "log2", "\\log_{2}" }, { "log10", "\\log_{10}" } };
    const char *name = print_name(n);
    for (size_t i = 0; i < sizeof brackets / sizeof *brackets; i++)
        if (strcmp(brackets[i].name, name) == 0) {
            put(p, brackets[i].before);
            print_node(p, n->a, BIND_CHOICE);
            put(p, brackets[i].after);
            return;
        }
    size_t k = 0;
    while (k < sizeof names / sizeof *names && strcmp(names[k].name, name) != 0)
        k++;
    if (k < sizeof names / sizeof *names) {
        put(p, names[k].tex);
    } else if (is_one_of(name, known, sizeof known / sizeof *known)) {
        buffer_print(&p->out, "\\%s", name);
    } else {
        put(p, "\\operatorname{");
        for (const char *c = name; *c; c++)
            buffer_print(&p->out, *c == '_' ? "\\_" : "%c", *c);
        put(p, "}");
        size_t before = p->out.length;
        put_parameters(p, n, "_{");
        if (p->out.length > before)
            put(p, "}");
    }
    put(p, "\\left(");
    print_node(p, n->a, BIND_CHOICE);
    put(p, "\\right)");
}

/* C has it, or it is written out before. */
static void c_call(struct printer *p, const struct tree_node *n)
{
    static const char *const known[] = { "sqrt",  "exp",  "expm1", "log",   "log1p", "log2",
                                         "log10", "sin",  "cos",   "tan",   "asin",  "acos",
                                         "atan",  "sinh", "cosh",  "tanh",  "asinh", "acosh",
                                         "atanh", "erf",  "erfc",  "floor", "ceil" };
    const char *name = print_name(n);
    int node = (int)(n - p->t->nodes);
    if (strcmp(name, "abs") == 0) {
        put(p, "fabs(");
    } else if (is_one_of(name, known, sizeof known / sizeof *known)) {
        buffer_print(&p->out, "%s(", name);
    } else {
        size_t i = 0;
        while (i < p->ncalls &&
               !(p->t->nodes[p->calls[i]].row == n->row &&
                 p->t->nodes[p->calls[i]].elementary == n->elementary &&
                 memcmp(p->t->nodes[p->calls[i]].param, n->param, sizeof n->param) == 0))
            i++;
        if (i == p->ncalls && i < sizeof p->calls / sizeof *p->calls)
            p->calls[p->ncalls++] = node;
        else if (i == p->ncalls)
            p->failed = true;
        buffer_print(&p->out, "%s_%zu(", name, i + 1);
    }
    print_node(p, n->a, BIND_CHOICE);
    put(p, ")");
}

static void put_call(struct printer *p, const struct tree_node *n)
{
    if (tex(p)) {
        tex_call(p, n);
    } else if (p->style == DERIVATIVE_C) {
        c_call(p, n);
    } else {
        buffer_print(&p->out, "%s(", print_name(n));
        print_node(p, n->a, BIND_CHOICE);
        put_parameters(p, n, ", ");
        put(p, ")");
    }
}

/* ---- choices, comparisons ------------------------------------------------------------------- */

static enum binding binding_of_op(enum op op)
{
    switch (op) {
    case OP_OR:
        return BIND_OR;
    case OP_AND:
        return BIND_AND;
    case OP_NOT:
        return BIND_SIGN;
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        return BIND_COMPARE;
    default:
        return BIND_ATOM; /* min(a, b) */
    }
}

static const char *op_sign(const struct printer *p, enum op op, bool turned)
{
    switch (op) {
    case OP_LESS:
        return turned ? " > " : " < ";
    case OP_LESS_EQUAL:
        return tex(p) ? (turned ? " \\ge " : " \\le ") : turned ? " >= " : " <= ";
    case OP_EQUAL:
        return tex(p) ? " = " : " == ";
    case OP_NOT_EQUAL:
        return tex(p) ? " \\ne " : " != ";
    case OP_AND:
        return tex(p) ? " \\land " : " && ";
    default:
        return tex(p) ? " \\lor " : " || ";
    }
}

static void put_binary(struct printer *p, const struct tree_node *n)
{
    struct rational unused;
    enum binding own = binding_of_op(n->op);
    if (n->op == OP_NOT) {
        put(p, tex(p) ? "\\lnot " : "!");
        print_node(p, n->a, BIND_ATOM);
    } else if (own == BIND_ATOM) {
        bool c = p->style == DERIVATIVE_C;
        put(p, n->op == OP_MIN   ? (tex(p) ? "\\min"
                                    : c    ? "fmin"
                                           : "min")
               : n->op == OP_MAX ? (tex(p) ? "\\max"
                                    : c    ? "fmax"
                                           : "max")
               : tex(p)          ? "\\operatorname{hypot}"
                                 : "hypot");
        put(p, tex(p) ? "\\left(" : "(");
        print_node(p, n->a, BIND_CHOICE);
        put(p, ", ");
        print_node(p, n->b, BIND_CHOICE);
        put(p, tex(p) ? "\\right)" : ")");
    } else {
        /* x > 0, not 0 < x */
        bool turned =
            (n->op == OP_LESS || n->op == OP_LESS_EQUAL) && tree_is_number(p->t, n->a, &unused);
        print_node(p, turned ? n->b : n->a, own + 1);
        put(p, op_sign(p, n->op, turned));
        print_node(p, turned ? n->a : n->b, own + 1);
    }
}

static void put_choice(struct printer *p, const struct tree_node *n)
{
    if (!tex(p)) {
        print_node(p, n->a, BIND_OR);
        put(p, " ? ");
        print_node(p, n->b, BIND_OR);
        put(p, " : ");
        print_node(p, n->c, BIND_CHOICE);
        return;
    }
    put(p, "\\begin{cases} ");
    print_node(p, n->b, BIND_CHOICE);
    put(p, " & \\text{if } ");
    print_node(p, n->a, BIND_CHOICE);
    put(p, " \\\\ ");
    print_node(p, n->c, BIND_CHOICE);
    put(p, " & \\text{otherwise} \\end{cases}");
}

/* ---- all ------------------------------------------------------------------------------------ */

static enum binding binding(const struct printer *p, const struct tree_node *n)
{
    switch (n->kind) {
    case TREE_SUM:
        if (n->nparts == 1 && rational_is(n->number, 0))
            return n->parts[0].factor.value < 0 ? BIND_SUM : BIND_PRODUCT;
        return BIND_SUM;
    case TREE_PRODUCT:
        if (n->nparts == 1 && n->parts[0].factor.q == 2 && n->parts[0].factor.p == 1)
            return BIND_ATOM;
        if (n->nparts == 1 && n->parts[0].factor.value > 0)
            return p->style != DERIVATIVE_C                       ? BIND_POWER
                   : p->t->nodes[n->parts[0].node].kind == TREE_X ? BIND_PRODUCT
                                                                  : BIND_ATOM;
        return BIND_PRODUCT;
    case TREE_POWER:
        return p->style == DERIVATIVE_C ? BIND_ATOM : BIND_POWER;
    case TREE_CHOICE:
        return tex(p) ? BIND_SUM : BIND_CHOICE;
    case TREE_BINARY:
        return binding_of_op(n->op);
    case TREE_CALL: /* e^{x} in LaTeX */
        return tex(p) && strcmp(print_name(n), "exp") == 0 ? BIND_POWER : BIND_ATOM;
    default:
        return BIND_ATOM;
    }
}

void print_node(struct printer *p, int node, enum binding least)
{
    const struct tree_node *n = &p->t->nodes[node];
    if (p->failed || p->out.length > PRINT_MOST) {
        p->failed = true;
        return;
    }
    if (n->kind == TREE_NUMBER) {
        put_signed(p, n->number, least);
        return;
    }
    bool need = binding(p, n) < least;
    open_if(p, need);
    switch (n->kind) {
    case TREE_NUMBER:
        break;
    case TREE_PI:
        put(p, tex(p) ? "\\pi" : p->style == DERIVATIVE_C ? "3.14159265358979323846" : "pi");
        break;
    case TREE_E:
        put(p, tex(p) ? "e" : p->style == DERIVATIVE_C ? "2.71828182845904523536" : "e");
        break;
    case TREE_X:
        put(p, "x");
        break;
    case TREE_SUM:
        put_sum(p, n);
        break;
    case TREE_PRODUCT:
        put_product(p, rational_whole(1), n->parts, n->nparts);
        break;
    case TREE_POWER:
        put(p, p->style == DERIVATIVE_C ? "pow(" : "");
        print_node(p, n->a, p->style == DERIVATIVE_C ? BIND_CHOICE : BIND_ATOM);
        put(p, tex(p) ? "^{" : p->style == DERIVATIVE_C ? ", " : "^");
        print_node(p, n->b, p->style == DERIVATIVE_TEXT ? BIND_POWER : BIND_CHOICE);
        put(p, tex(p) ? "}" : p->style == DERIVATIVE_C ? ")" : "");
        break;
    case TREE_CALL:
        put_call(p, n);
        break;
    case TREE_CHOICE:
        put_choice(p, n);
        break;
    case TREE_BINARY:
        put_binary(p, n);
        break;
    }
    close_if(p, need);
}
