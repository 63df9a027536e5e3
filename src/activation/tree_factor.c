/* Factors of sums: e^-x^2 - 2 x^2 e^-x^2 = e^-x^2 (1 - 2 x^2); over one denominator: x/r - x^3/r^3.
 */
#include "activation/tree_print.h"

#include <stdlib.h>

enum { LENGTH_MOST = 4000, DEPTH_MOST = 400 };

static size_t length_of(const struct tree *t, int node)
{
    struct printer p = { .t = t, .style = DERIVATIVE_TEXT };
    print_node(&p, node, BIND_CHOICE);
    size_t length = p.failed ? SIZE_MAX : p.out.length;
    free(p.out.bytes);
    return length;
}

static size_t factors_of(const struct tree *t, int node, const struct tree_part **part,
                         struct tree_part *own)
{
    const struct tree_node *n = &t->nodes[node];
    *own = (struct tree_part){ node, rational_whole(1) };
    *part = n->kind == TREE_PRODUCT ? n->parts : own;
    return n->kind == TREE_PRODUCT ? n->nparts : 1;
}

static struct rational exponent_in(const struct tree *t, int node, int base)
{
    struct tree_part own;
    const struct tree_part *part;
    size_t n = factors_of(t, node, &part, &own);
    for (size_t i = 0; i < n; i++)
        if (part[i].node == base)
            return part[i].factor;
    return rational_whole(0);
}

/* The lowest power of `base` among the terms of a sum. */
static struct rational least_of(const struct tree *t, int sum, int base)
{
    const struct tree_node *n = &t->nodes[sum];
    struct rational least = rational_whole(0);
    for (size_t i = 0; i < n->nparts; i++) {
        struct rational e = exponent_in(t, n->parts[i].node, base);
        if (e.value < least.value || (i == 0 && rational_is(n->number, 0)))
            least = e;
    }
    return least;
}

enum { TERMS_MOST = 24 };

/* a*b, sums multiplied out. */
static int multiplied_pair(struct tree *t, int a, int b)
{
    int sum = tree_whole(t, 0);
    struct tree_node one = t->nodes[a];
    if (one.kind != TREE_SUM) {
        if (t->nodes[b].kind != TREE_SUM)
            return tree_multiply(t, a, b);
        return multiplied_pair(t, b, a);
    }
    if (one.nparts > TERMS_MOST)
        return tree_multiply(t, a, b);
    if (!rational_is(one.number, 0))
        sum = tree_multiply(t, tree_number(t, one.number), b);
    for (size_t i = 0; i < one.nparts && sum; i++) {
        struct tree_part part = t->nodes[a].parts[i];
        int term = t->nodes[b].kind == TREE_SUM ? multiplied_pair(t, b, part.node)
                                                : tree_multiply(t, part.node, b);
        sum = tree_add(t, sum, tree_multiply(t, tree_number(t, part.factor), term));
    }
    return sum;
}

/* A product with its sums multiplied out, up to squares and cubes of them. */
static int multiplied_product(struct tree *t, int node)
{
    int result = tree_whole(t, 1);
    for (size_t i = 0; i < t->nodes[node].nparts && result; i++) {
        struct tree_part part = t->nodes[node].parts[i];
        bool open = t->nodes[part.node].kind == TREE_SUM && rational_is_whole(part.factor) &&
                    part.factor.p > 0 && part.factor.p <= 3;
        for (int64_t k = 0; k < (open ? part.factor.p : 1); k++)
            result = multiplied_pair(t, result,
                                     open ? part.node : tree_raise(t, part.node, part.factor));
        if (result && t->nodes[result].nparts > TERMS_MOST)
            return node;
    }
    return result;
}

static int multiplied(struct tree *t, int node)
{
    if (!node || t->nodes[node].kind == TREE_PRODUCT)
        return node ? multiplied_product(t, node) : 0;
    if (t->nodes[node].kind != TREE_SUM)
        return node;
    int sum = tree_number(t, t->nodes[node].number);
    for (size_t i = 0; i < t->nodes[node].nparts && sum; i++) {
        struct tree_part part = t->nodes[node].parts[i];
        int term =
            t->nodes[part.node].kind == TREE_PRODUCT ? multiplied_product(t, part.node) : part.node;
        sum = tree_add(t, sum, tree_multiply(t, tree_number(t, part.factor), term));
    }
    return sum;
}

/* The sum with `power` taken out of it: what stays. */
static int without(struct tree *t, int sum, int power)
{
    int inverse = tree_raise(t, power, rational_whole(-1));
    int rest = tree_multiply(t, tree_number(t, t->nodes[sum].number), inverse);
    for (size_t i = 0; i < t->nodes[sum].nparts; i++) {
        struct tree_part part = t->nodes[sum].parts[i];
        int term = tree_multiply(t, part.node, inverse);
        rest = tree_add(t, rest, tree_multiply(t, tree_number(t, part.factor), term));
    }
    return rest;
}

enum { BASES_MOST = 24 };

static size_t bases_of(const struct tree *t, int sum, int *base)
{
    size_t count = 0;
    for (size_t i = 0; i < t->nodes[sum].nparts; i++) {
        struct tree_part own;
        const struct tree_part *part;
        size_t n = factors_of(t, t->nodes[sum].parts[i].node, &part, &own);
        for (size_t k = 0; k < n && count < BASES_MOST; k++) {
            size_t seen = 0;
            while (seen < count && base[seen] != part[k].node)
                seen++;
            if (seen == count)
                base[count++] = part[k].node;
        }
    }
    return count;
}

/* Tries every base that the terms have by itself, and all of them together. */
static int shortest(struct tree *t, int sum)
{
    int base[BASES_MOST], best = sum, all = tree_whole(t, 1);
    size_t length = length_of(t, sum), n = bases_of(t, sum, base);
    if (length > LENGTH_MOST)
        return sum;
    for (size_t i = 0; i <= n; i++) {
        int power = i < n ? tree_raise(t, base[i], least_of(t, sum, base[i])) : all;
        struct rational one;
        if (!power || (tree_is_number(t, power, &one) && rational_is(one, 1)))
            continue;
        int rest = without(t, sum, power);
        for (int k = 0; k < 2; k++) {
            int other = tree_multiply(t, power, k ? multiplied(t, rest) : rest);
            size_t its = other ? length_of(t, other) : SIZE_MAX;
            if (its < length) {
                best = other;
                length = its;
            }
        }
        all = tree_multiply(t, all, power);
    }
    return best;
}

static int factored(struct tree *t, int node, int *done, size_t ndone, int depth);

static int rebuilt(struct tree *t, int node, int *done, size_t ndone, int depth)
{
    struct tree_node n = t->nodes[node];
    int result = 0;
#define PART(NODE) factored(t, NODE, done, ndone, depth + 1)
    switch (n.kind) {
    case TREE_SUM:
        result = tree_number(t, n.number);
        for (size_t i = 0; i < n.nparts; i++)
            result = tree_add(
                t, result,
                tree_multiply(t, tree_number(t, n.parts[i].factor), PART(n.parts[i].node)));
        return result;
    case TREE_PRODUCT:
        result = tree_whole(t, 1);
        for (size_t i = 0; i < n.nparts; i++)
            result =
                tree_multiply(t, result, tree_raise(t, PART(n.parts[i].node), n.parts[i].factor));
        return result;
    case TREE_POWER:
        result = PART(n.a);
        return tree_power(t, result, PART(n.b));
    case TREE_CALL:
        return tree_call(t, n.elementary, n.row, n.param, PART(n.a));
    case TREE_CHOICE: {
        int a = PART(n.a), b = PART(n.b);
        return tree_choice(t, a, b, PART(n.c));
    }
    case TREE_BINARY:
        result = PART(n.a);
        return tree_binary(t, n.op, result, n.b ? PART(n.b) : 0);
    default:
        return node;
    }
#undef PART
}

static int factored(struct tree *t, int node, int *done, size_t ndone, int depth)
{
    if (!node || depth > DEPTH_MOST || t->full)
        return node;
    if ((size_t)node < ndone && done[node])
        return done[node];
    int result = rebuilt(t, node, done, ndone, depth);
    for (int round = 0; round < 6 && result && t->nodes[result].kind == TREE_SUM; round++) {
        int better = shortest(t, result);
        if (better == result)
            break;
        result = better;
    }
    result = result ? result : node;
    if ((size_t)node < ndone)
        done[node] = result;
    return result;
}

int tree_factored(struct tree *t, int node)
{
    if (!node || length_of(t, node) > LENGTH_MOST)
        return node;
    size_t n = t->count;
    int *done = memory_new(n, sizeof *done), result = factored(t, node, done, n, 0);
    free(done);
    return !t->full && length_of(t, result) < length_of(t, node) ? result : node;
}
