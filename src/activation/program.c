/* Programs: making them, and running them block by block. */
#include "activation/program.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- making --------------------------------------------------------------------------------- */

enum { SHARE_WINDOW = 64 }; /* how far back an equal node is looked for */

static bool node_equal(const struct node *a, const struct node *b)
{
    return a->op == b->op && a->a == b->a && a->b == b->b && a->c == b->c && a->row == b->row &&
           a->elementary == b->elementary && memcmp(&a->value, &b->value, sizeof a->value) == 0 &&
           memcmp(a->param, b->param, sizeof a->param) == 0;
}

static int append(struct program *p, struct node node)
{
    size_t from = p->count > SHARE_WINDOW ? p->count - SHARE_WINDOW : 0;
    for (size_t i = from; i < p->count; i++)
        if (node_equal(&p->nodes[i], &node))
            return (int)i;
    if (p->count == NODES_MAX)
        return -1;
    if (p->count == p->room) {
        p->room = p->room ? 2 * p->room : 16;
        p->nodes = memory_resize(p->nodes, p->room, sizeof *p->nodes);
    }
    p->nodes[p->count] = node;
    return (int)p->count++;
}

int program_constant(struct program *p, double value)
{
    return append(
        p,
        (struct node){
            .op = OP_CONSTANT, .kind = KIND_CONSTANT, .a = -1, .b = -1, .c = -1, .value = value });
}

static enum node_kind kind_of(const struct program *p, int i)
{
    return i < 0 ? KIND_CONSTANT : p->nodes[i].kind;
}

static double slope_of(const struct program *p, int i)
{
    return kind_of(p, i) == KIND_LINE ? p->nodes[i].value : 0;
}

/* Where all operands are numbers the node is one. */
static double fold(const struct program *p, const struct node *node)
{
    double f[3], y = 0;
    const int operand[3] = { node->a, node->b, node->c };
    struct jets in[3];
    for (int i = 0; i < 3; i++) {
        f[i] = operand[i] < 0 ? 0 : p->nodes[operand[i]].value;
        in[i] = (struct jets){ .f = &f[i], .kind = KIND_CONSTANT, .value = f[i] };
    }
    node_map(node, 1, &in[0], &in[1], &in[2], &y, NULL, NULL);
    return y;
}

bool program_number(const struct program *p, int i, double *value)
{
    const struct node *n = &p->nodes[i];
    const int operand[3] = { n->a, n->b, n->c };
    double f[3] = { 0 };
    struct jets in[3];
    *value = n->value;
    if (n->op == OP_X || n->op == OP_CONSTANT)
        return n->op == OP_CONSTANT;
    for (int k = 0; k < 3; k++) {
        if (operand[k] >= 0 && !program_number(p, operand[k], &f[k]))
            return false;
        in[k] = (struct jets){ .f = &f[k], .kind = KIND_CONSTANT, .value = f[k] };
    }
    node_map(n, 1, &in[0], &in[1], &in[2], value, NULL, NULL);
    return true;
}

/* Is the node's slope the same everywhere, and which is it? */
static enum node_kind kind_find(const struct program *p, const struct node *n, double *slope)
{
    enum node_kind a = kind_of(p, n->a), b = kind_of(p, n->b);
    double sa = slope_of(p, n->a), sb = slope_of(p, n->b);
    bool straight = a != KIND_CURVE && b != KIND_CURVE;
    *slope = 0;
    switch (n->op) {
    case OP_X:
        *slope = 1;
        return KIND_LINE;
    case OP_ADD:
        *slope = sa + sb;
        return straight ? KIND_LINE : KIND_CURVE;
    case OP_SUB:
        *slope = sa - sb;
        return straight ? KIND_LINE : KIND_CURVE;
    case OP_MUL:
        *slope = a == KIND_CONSTANT ? p->nodes[n->a].value * sb : p->nodes[n->b].value * sa;
        return straight && (a == KIND_CONSTANT || b == KIND_CONSTANT) ? KIND_LINE : KIND_CURVE;
    case OP_DIV:
        *slope = sa / p->nodes[n->b].value;
        return straight && b == KIND_CONSTANT ? KIND_LINE : KIND_CURVE;
    case OP_LESS:
    case OP_LESS_EQUAL:
    case OP_EQUAL:
    case OP_NOT_EQUAL:
    case OP_AND:
    case OP_OR:
    case OP_NOT:
        return KIND_LINE; /* a staircase: slope 0 */
    case OP_SELECT:
        return b == KIND_CONSTANT && kind_of(p, n->c) == KIND_CONSTANT ? KIND_LINE : KIND_CURVE;
    case OP_ELEMENTARY:
        return n->elementary->flat ? KIND_LINE : KIND_CURVE;
    default:
        return KIND_CURVE;
    }
}

static int add_node(struct program *p, struct node node)
{
    if (!p->exact && node.op != OP_X && kind_of(p, node.a) == KIND_CONSTANT &&
        kind_of(p, node.b) == KIND_CONSTANT && kind_of(p, node.c) == KIND_CONSTANT)
        return program_constant(p, fold(p, &node));
    double slope;
    node.kind = kind_find(p, &node, &slope);
    node.value = node.kind == KIND_LINE ? slope : 0;
    return append(p, node);
}

int program_elementary(struct program *p, const struct elementary *function, int a)
{
    if (a < 0)
        return -1;
    if (function->row) {
        double param[PARAMETERS_MAX] = { function->param[0], function->param[1] };
        return program_call(p, activation_find(function->row), param, a);
    }
    return add_node(
        p, (struct node){ .op = OP_ELEMENTARY, .a = a, .b = -1, .c = -1, .elementary = function });
}

int program_call(struct program *p, const struct activation *row, const double *param, int a)
{
    struct node node = { .op = OP_ROW, .a = a, .b = -1, .c = -1, .row = row };
    memcpy(node.param, param, sizeof node.param);
    return a < 0 || !row ? -1 : add_node(p, node);
}

/* Powers that are something better known. */
static int power(struct program *p, int a, int b)
{
    bool constant = kind_of(p, b) == KIND_CONSTANT;
    double exponent = constant ? p->nodes[b].value : 0;
    if (constant && exponent == 1)
        return a;
    if (constant && exponent == 0.5)
        return program_elementary(p, elementary_find("sqrt"), a);
    if (constant && exponent == -1)
        return program_node(p, OP_DIV, program_constant(p, 1), a, -1);
    if (!constant && kind_of(p, a) == KIND_CONSTANT && p->nodes[a].value == 2.718281828459045)
        return program_elementary(p, elementary_find("exp"),
                                  b); /* e^u: e itself, not its nearest double */
    return add_node(p, (struct node){ .op = OP_POWER, .a = a, .b = b, .c = -1 });
}

int program_node(struct program *p, enum op op, int a, int b, int c)
{
    int operands = op == OP_X ? 0 : op == OP_NOT ? 1 : op == OP_SELECT ? 3 : 2;
    if ((operands > 0 && a < 0) || (operands > 1 && b < 0) || (operands > 2 && c < 0))
        return -1;
    if (op == OP_POWER && !p->exact)
        return power(p, a, b);
    if (op == OP_SELECT && !p->exact && kind_of(p, a) == KIND_CONSTANT && !isnan(p->nodes[a].value))
        return p->nodes[a].value != 0 ? b : c; /* approximate ? gelu_tanh(x) : gelu(x) */
    return add_node(p, (struct node){ .op = op, .a = a, .b = b, .c = c });
}

/* ---- finishing ------------------------------------------------------------------------------ */

/* Nodes that the result does not need are dropped; the others keep their order. */
static void drop_unused(struct program *p)
{
    bool *used = memory_new(p->count, sizeof *used);
    int *place = memory_new(p->count, sizeof *place);
    used[p->result] = true;
    for (int i = p->result; i >= 0; i--) {
        const struct node *n = &p->nodes[i];
        if (used[i] && n->a >= 0)
            used[n->a] = true;
        if (used[i] && n->b >= 0)
            used[n->b] = true;
        if (used[i] && n->c >= 0)
            used[n->c] = true;
    }
    int kept = 0;
    for (int i = 0; i <= p->result; i++) {
        if (!used[i])
            continue;
        struct node n = p->nodes[i];
        n.a = n.a < 0 ? -1 : place[n.a];
        n.b = n.b < 0 ? -1 : place[n.b];
        n.c = n.c < 0 ? -1 : place[n.c];
        place[i] = kept;
        p->nodes[kept++] = n;
    }
    p->count = (size_t)kept;
    p->result = kept - 1;
    free(used);
    free(place);
}

/* A node gets arrays when it is made and gives them back after its last use. */
static void hand_out_slots(struct program *p)
{
    int *last = memory_new(p->count, sizeof *last),
        *free_slots = memory_new(p->count, sizeof *free_slots), nfree = 0;
    for (int i = 0; i < (int)p->count; i++) {
        const int operand[3] = { p->nodes[i].a, p->nodes[i].b, p->nodes[i].c };
        for (int k = 0; k < 3; k++)
            if (operand[k] >= 0)
                last[operand[k]] = i;
    }
    p->slots = 0;
    for (int i = 0; i < (int)p->count; i++) {
        struct node *n = &p->nodes[i];
        bool arrays = n->op != OP_X && n->op != OP_CONSTANT &&
                      i != p->result; /* the result goes to the caller's */
        n->slot = !arrays ? -1 : nfree ? free_slots[--nfree] : p->slots++;
        const int operand[3] = { n->a, n->b, n->c };
        for (int k = 0; k < 3; k++) {
            bool again = (k > 0 && operand[k] == operand[0]) || (k > 1 && operand[k] == operand[1]);
            if (operand[k] >= 0 && !again && last[operand[k]] == i &&
                p->nodes[operand[k]].slot >= 0)
                free_slots[nfree++] = p->nodes[operand[k]].slot;
        }
    }
    free(last);
    free(free_slots);
}

void program_finish(struct program *p, int result)
{
    p->result = result;
    drop_unused(p);
    hand_out_slots(p);
}

void program_free(struct program *p)
{
    free(p->nodes);
    *p = (struct program){ 0 };
}

/* ---- running -------------------------------------------------------------------------------- */

/* Arrays of one run. Those of constants, and the slopes of lines, are filled once, before the first
 * block. */
struct program_run {
    size_t
        stride; /* an array's room: not 4096 bytes, or stores and loads would wait for each other */
    double *memory, *slots, *fixed, *zeros;
    struct jets *jets;
};

static void fill(double *array, size_t n, double value)
{
    for (size_t i = 0; i < n; i++)
        array[i] = value;
}

static void run_start(struct program_run *r, const struct program *p, size_t block, bool slopes)
{
    r->stride = (block + 15) & ~(size_t)7;
    r->memory =
        memory_resize(NULL, r->stride * (3 * (size_t)p->slots + p->count + 1) + 8, sizeof(double));
    r->slots = (double *)(((uintptr_t)r->memory + 63) & ~(uintptr_t)63);
    r->fixed = r->slots + r->stride * 3 * (size_t)p->slots;
    r->zeros = r->fixed + r->stride * p->count;
    r->jets = memory_new(p->count, sizeof *r->jets);
    fill(r->zeros, block, 0);
    for (size_t i = 0; i < p->count; i++) {
        const struct node *n = &p->nodes[i];
        double *own = r->fixed + r->stride * i,
               *slot = n->slot < 0 ? NULL : r->slots + r->stride * 3 * (size_t)n->slot;
        r->jets[i] = (struct jets){ .f = slot, .kind = n->kind, .value = n->value };
        if (n->kind == KIND_CURVE && slot) {
            r->jets[i].df = slot + r->stride;
            r->jets[i].ddf = slot + 2 * r->stride;
        } else {
            r->jets[i].df = n->kind == KIND_LINE ? own : r->zeros;
            r->jets[i].ddf = r->zeros;
        }
        if (n->kind == KIND_CONSTANT)
            r->jets[i].f = own;
        if (n->kind == KIND_CONSTANT || (slopes && n->kind == KIND_LINE))
            fill(own, block, n->value);
    }
}

static void run_end(struct program_run *r)
{
    free(r->memory);
    free(r->jets);
}

static void run_block(const struct program *p, struct program_run *r, size_t n, const double *x,
                      double *f, double *df, double *ddf)
{
    static const struct jets none = { .kind = KIND_CONSTANT };
    for (size_t i = 0; i < p->count; i++) {
        const struct node *node = &p->nodes[i];
        struct jets *out = &r->jets[i];
        if (node->op == OP_X)
            out->f = x;
        if ((int)i == p->result || node->op == OP_X || node->op == OP_CONSTANT)
            continue;
        bool curve = node->kind == KIND_CURVE;
        node_map(node, n, node->a < 0 ? &none : &r->jets[node->a],
                 node->b < 0 ? &none : &r->jets[node->b], node->c < 0 ? &none : &r->jets[node->c],
                 (double *)(uintptr_t)out->f, curve && df ? (double *)(uintptr_t)out->df : NULL,
                 curve && ddf ? (double *)(uintptr_t)out->ddf : NULL);
    }
    const struct node *last = &p->nodes[p->result];
    bool curve = last->kind == KIND_CURVE;
    if (last->op == OP_X || last->op == OP_CONSTANT)
        memcpy(f, r->jets[p->result].f, n * sizeof *f);
    else
        node_map(last, n, &r->jets[last->a], last->b < 0 ? &none : &r->jets[last->b],
                 last->c < 0 ? &none : &r->jets[last->c], f, curve ? df : NULL, curve ? ddf : NULL);
    if (!curve && df)
        fill(df, n, last->kind == KIND_LINE ? last->value : 0);
    if (!curve && ddf)
        fill(ddf, n, 0);
    if (df)
        jets_spread_nan(n, f, df, ddf);
}

void program_map(const struct program *p, size_t n, const double *x, double *f, double *df,
                 double *ddf)
{
    struct program_run run;
    size_t block = n < BLOCK ? n : BLOCK;
    run_start(&run, p, block, df != NULL);
    for (size_t i = 0; i < n; i += block) {
        size_t m = n - i < block ? n - i : block;
        run_block(p, &run, m, x + i, f + i, df ? df + i : NULL, ddf ? ddf + i : NULL);
    }
    run_end(&run);
}

void program_trace(const struct program *p, size_t n, const double *x, double *values)
{
    for (size_t i = 0; i < p->count; i++) {
        const struct node *node = &p->nodes[i];
        const int operand[3] = { node->a, node->b, node->c };
        double *f = values + i * n;
        if (node->op == OP_X)
            memcpy(f, x, n * sizeof *f);
        if (node->op == OP_CONSTANT)
            fill(f, n, node->value);
        if (node->op == OP_X || node->op == OP_CONSTANT)
            continue;
        for (size_t start = 0; start < n; start += BLOCK) {
            struct jets in[3] = { { .kind = KIND_CONSTANT },
                                  { .kind = KIND_CONSTANT },
                                  { .kind = KIND_CONSTANT } };
            for (int k = 0; k < 3; k++)
                if (operand[k] >= 0) {
                    in[k].f = values + (size_t)operand[k] * n + start;
                    in[k].kind = p->nodes[operand[k]].kind;
                    in[k].value = p->nodes[operand[k]].value;
                }
            node_map(node, n - start < BLOCK ? n - start : BLOCK, &in[0], &in[1], &in[2], f + start,
                     NULL, NULL);
        }
    }
}
