/* Choices made. */
#include "activation/resolve.h"

#include <math.h>

enum { UNKNOWN = 2 };

static int number(struct resolver *r, int64_t value)
{
    return smooth_number(r->s, value, 1);
}

static int operand(const struct resolver *r, int i)
{
    return i < 0 ? -1 : r->node[i];
}

/* ---- conditions ----------------------------------------------------------------------------- */

/* Is the exponent a whole number, or another fraction? */
enum exponent { WHOLE, NEGATIVE, FRACTION, OTHER };
static enum exponent exponent_kind(const struct resolver *r, int node, struct fmpq *q)
{
    if (!smooth_is_number(r->s, node, q))
        return OTHER;
    if (q->denominator != 1)
        return FRACTION;
    return arb.fmpq_sgn(q) < 0 ? NEGATIVE : WHOLE;
}

static int function_conditions(const struct resolver *r, int function, int a, int condition[2])
{
    struct smooth *s = r->s;
    int one = smooth_number(s, 1, 1);
    switch (function) {
    case CHOICE_SQRT:
    case CHOICE_LOG2:
    case CHOICE_LOG10:
    case CHOICE_ABS:
    case CHOICE_SIGN:
    case TAYLOR_LOG:
        condition[0] = a;
        return 1;
    case TAYLOR_LOG1P:
        condition[0] = smooth_add(s, one, a);
        return 1;
    case TAYLOR_ASIN:
    case TAYLOR_ACOS:
    case TAYLOR_ATANH:
        condition[0] = smooth_sub(s, one, a);
        condition[1] = smooth_add(s, one, a);
        return 2;
    case TAYLOR_ACOSH:
        condition[0] = smooth_sub(s, a, one);
        return 1;
    case CHOICE_TAN:
        condition[0] = smooth_call(s, TAYLOR_COS, a);
        return 1;
    case CHOICE_FLOOR:
    case CHOICE_CEIL:
        condition[0] = smooth_call(s, TAYLOR_SIN_PI, a);
        return 1;
    default:
        return 0;
    }
}

int resolve_conditions(const struct resolver *r, size_t i, int condition[2])
{
    const struct choice_node *k = &r->choices->nodes[i];
    int a = operand(r, k->a), b = operand(r, k->b), n = 0;
    struct fmpq q;
    if ((k->a >= 0 && a < 0) || (k->b >= 0 && b < 0 && k->op != OP_SELECT))
        return 0;
    arb.fmpq_init(&q);
    switch (k->op) {
    case OP_DIV:
        condition[n++] = b;
        break;
    case OP_POWER:
        if (exponent_kind(r, b, &q) != WHOLE)
            condition[n++] = a;
        break;
    case OP_HYPOT:
        condition[n++] = smooth_add(r->s, smooth_mul(r->s, a, a), smooth_mul(r->s, b, b));
        break;
    case OP_MIN:
    case OP_MAX:
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL:
        condition[n++] = smooth_sub(r->s, a, b);
        break;
    case OP_AND:
    case OP_OR:
        condition[n++] = a;
        condition[n++] = b;
        break;
    case OP_NOT:
    case OP_SELECT:
        condition[n++] = a;
        break;
    case OP_ELEMENTARY:
        n = function_conditions(r, k->function, a, condition);
        break;
    default:
        break;
    }
    arb.fmpq_clear(&q);
    return n;
}

/* ---- signs ---------------------------------------------------------------------------------- */

static int sign(struct resolver *r, int node)
{
    struct interval y = { 0 };
    int result;
    if (node < 0)
        return UNKNOWN;
    if (!r->at_break && interval_is_point(&r->x)) {
        result = sign_at(r->s, node, 0, &r->x.lo);
        if (result == UNKNOWN && zeros_everywhere(r->s, node, 0, &r->low, &r->high))
            result = 0;
    } else {
        int64_t before = interval_bits;
        struct interval all[1] = { 0 };
        interval_bits = 600;
        smooth_series(r->s, node, &r->x, 1, all);
        interval_set(&y, &all[0]);
        taylor_clear(all, 1);
        interval_bits = before;
        bool zero =
            interval_is_tiny(&y, 150) ||
            (interval_has_zero(&y) && !interval_is_point(&r->x) && interval_is_tiny(&y, 90));
        result = zero ? 0 : interval_sign(&y) ? interval_sign(&y) : UNKNOWN;
    }
    r->unknown = r->unknown || result == UNKNOWN;
    interval_clear(&y);
    return result;
}

/* ---- operations ----------------------------------------------------------------------------- */

static int power(struct resolver *r, int a, int b)
{
    struct fmpq q;
    int node = -1;
    arb.fmpq_init(&q);
    enum exponent kind = exponent_kind(r, b, &q);
    int base = kind == WHOLE ? 1 : sign(r, a);
    if (kind == WHOLE || (kind == NEGATIVE && base))
        node = smooth_power(r->s, a, &q);
    else if (kind == FRACTION && base > 0 && base != UNKNOWN)
        node = smooth_power(r->s, a, &q);
    else if (kind == FRACTION && base == 0 && arb.fmpq_sgn(&q) > 0)
        node = number(r, 0);
    else if (kind == OTHER && base > 0 && base != UNKNOWN)
        node = r->s->nodes[a].kind == SMOOTH_E
                   ? smooth_call(r->s, TAYLOR_EXP, b)
                   : smooth_call(r->s, TAYLOR_EXP,
                                 smooth_mul(r->s, b, smooth_call(r->s, TAYLOR_LOG, a)));
    else if (kind == OTHER && base == 0 && sign(r, b) == 1)
        node = number(r, 0);
    arb.fmpq_clear(&q);
    return node;
}

/* floor, ceil of a at x: the whole number below, above. */
static int step(struct resolver *r, int a, bool up)
{
    struct interval y = { 0 }, all[1] = { 0 };
    int64_t before = interval_bits;
    int node = -1;
    interval_bits = 600;
    smooth_series(r->s, a, &r->x, 1, all);
    interval_set(&y, &all[0]);
    taylor_clear(all, 1);
    double middle = interval_middle(&y), nearest = nearbyint(middle);
    bool whole = r->at_break && fabs(middle - nearest) < 1e-20 &&
                 sign(r, smooth_call(r->s, TAYLOR_SIN_PI, a)) == 0;
    if (whole) {
        node = number(r, (int64_t)nearest);
    } else if (fabs(middle) < 1e15) {
        struct arf lo = { { 0 } }, hi = { { 0 } };
        arb.arf_floor(&lo, &y.lo);
        arb.arf_floor(&hi, &y.hi);
        if (arb.arf_cmp(&lo, &hi) == 0)
            node = number(r, (int64_t)arb.arf_get_d(&lo, ARF_NEAR) + (up && !interval_is_zero(&y)));
        /* a whole number throughout, as floor(3) */
        if (interval_is_point(&y) && arb.arf_cmp(&lo, &y.lo) == 0)
            node = number(r, (int64_t)arb.arf_get_d(&lo, ARF_NEAR));
        arb.arf_clear(&lo);
        arb.arf_clear(&hi);
    }
    r->unknown = r->unknown || node < 0;
    interval_bits = before;
    interval_clear(&y);
    return node;
}

static int scaled_log(struct resolver *r, int a, int64_t base)
{
    return smooth_div(r->s, smooth_call(r->s, TAYLOR_LOG, a),
                      smooth_call(r->s, TAYLOR_LOG, number(r, base)));
}

static int function(struct resolver *r, int f, int a)
{
    struct smooth *s = r->s;
    int condition[2], n = function_conditions(r, f, a, condition), first, second;
    struct fmpq half;
    if (f == CHOICE_FLOOR || f == CHOICE_CEIL)
        return step(r, a, f == CHOICE_CEIL);
    first = n > 0 ? sign(r, condition[0]) : 1;
    second = n > 1 ? sign(r, condition[1]) : 1;
    if (first == UNKNOWN || second == UNKNOWN)
        return -1;
    switch (f) {
    case CHOICE_SQRT:
        if (first <= 0)
            return first < 0 ? -1 : number(r, 0);
        arb.fmpq_init(&half);
        arb.fmpq_set_si(&half, 1, 2);
        n = smooth_power(s, a, &half);
        arb.fmpq_clear(&half);
        return n;
    case CHOICE_ABS:
        return first >= 0 ? a : smooth_mul(s, number(r, -1), a);
    case CHOICE_SIGN:
        return number(r, first);
    case TAYLOR_LOG:
    case TAYLOR_LOG1P:
        return first > 0 ? smooth_call(s, (enum taylor_function)f, a) : -1;
    case CHOICE_LOG2:
    case CHOICE_LOG10:
        return first > 0 ? scaled_log(r, a, f == CHOICE_LOG2 ? 2 : 10) : -1;
    case TAYLOR_ASIN:
    case TAYLOR_ACOS:
    case TAYLOR_ACOSH:
        return first >= 0 && second >= 0 ? smooth_call(s, (enum taylor_function)f, a) : -1;
    case TAYLOR_ATANH:
        return first > 0 && second > 0 ? smooth_call(s, TAYLOR_ATANH, a) : -1;
    case CHOICE_TAN:
        return first ? smooth_div(s, smooth_call(s, TAYLOR_SIN, a), condition[0]) : -1;
    default:
        return smooth_call(s, (enum taylor_function)f, a);
    }
}

static int truth(struct resolver *r, enum op op, int a, int b)
{
    int c = op == OP_NOT ? sign(r, a) : sign(r, a), d = op == OP_NOT ? 0 : sign(r, b);
    if (c == UNKNOWN || d == UNKNOWN)
        return -1;
    return number(r, op == OP_NOT ? !c : op == OP_AND ? c && d : c || d);
}

static int compared(struct resolver *r, enum op op, int a, int b)
{
    int d = sign(r, smooth_sub(r->s, a, b));
    if (d == UNKNOWN)
        return -1;
    switch (op) {
    case OP_MIN:
        return d <= 0 ? a : b;
    case OP_MAX:
        return d >= 0 ? a : b;
    case OP_LESS:
        return number(r, d < 0);
    case OP_LESS_EQUAL:
        return number(r, d <= 0);
    case OP_EQUAL:
        return number(r, d == 0);
    default:
        return number(r, d != 0);
    }
}

static int hypotenuse(struct resolver *r, int a, int b)
{
    int sum = smooth_add(r->s, smooth_mul(r->s, a, a), smooth_mul(r->s, b, b)), node;
    struct fmpq half;
    if (sign(r, sum) == 0)
        return number(r, 0);
    arb.fmpq_init(&half);
    arb.fmpq_set_si(&half, 1, 2);
    node = smooth_power(r->s, sum, &half);
    arb.fmpq_clear(&half);
    return node;
}

int resolve_node(struct resolver *r, size_t i)
{
    const struct choice_node *k = &r->choices->nodes[i];
    int a = operand(r, k->a), b = operand(r, k->b), c = operand(r, k->c);
    if (k->op == OP_X)
        return smooth_x(r->s);
    if (k->op == OP_CONSTANT)
        return smooth_double(r->s, k->value);
    if (k->op == OP_SELECT) {
        int t = sign(r, a);
        return a < 0 || t == UNKNOWN ? -1 : t ? b : c;
    }
    if (a < 0 || (k->b >= 0 && b < 0))
        return -1;
    switch (k->op) {
    case OP_ADD:
        return smooth_add(r->s, a, b);
    case OP_SUB:
        return smooth_sub(r->s, a, b);
    case OP_MUL:
        return smooth_mul(r->s, a, b);
    case OP_DIV: {
        int d = sign(r, b);
        return d == UNKNOWN || (d == 0 && !k->filled) ? -1 : smooth_div(r->s, a, b);
    }
    case OP_POWER:
        return power(r, a, b);
    case OP_HYPOT:
        return hypotenuse(r, a, b);
    case OP_AND:
    case OP_OR:
    case OP_NOT:
        return truth(r, k->op, a, b);
    case OP_ELEMENTARY:
        return function(r, k->function, a);
    default:
        return compared(r, k->op, a, b);
    }
}
