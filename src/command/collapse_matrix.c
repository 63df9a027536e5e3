/* collapse: the one matrix, and the weights that went into it, as tables. */
#include "command/collapse.h"

#include <math.h>
#include <stdlib.h>

/* ---- matrix and weights: made on demand, row after row, column 0 the bias ------------------- */
struct matrix_state {
    struct one_layer one;
    double scale, bias_scale;
};

static bool matrix_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                        struct error *err)
{
    const struct matrix_state *s = state;
    size_t columns = s->one.weights.columns + 1;
    (void)err;
    for (size_t i = 0; i < *count; i++) {
        size_t row = (size_t)(first + i) / columns, column = (size_t)(first + i) % columns;
        if (cells[0])
            cells[0][i] = (double)(row + 1);
        if (cells[1])
            cells[1][i] = (double)column;
        if (cells[2])
            cells[2][i] = column ? s->one.weights.at[row * (columns - 1) + column - 1] * s->scale
                                 : s->one.biases[row] * s->bias_scale;
    }
    return true;
}

static void matrix_state_free(void *state)
{
    one_layer_free(&((struct matrix_state *)state)->one);
    free(state);
}

/* A user's: the matrix alone, which npy writes as what it is, and the bias as a table of its own.
 */
static bool own_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                     struct error *err)
{
    const struct matrix_state *s = state;
    size_t columns = s->one.weights.columns;
    (void)err;
    for (size_t i = 0; i < *count; i++) {
        size_t at = (size_t)(first + i);
        if (cells[0])
            cells[0][i] = (double)(at / columns + 1);
        if (cells[1])
            cells[1][i] = (double)(at % columns + 1);
        if (cells[2])
            cells[2][i] = s->one.weights.at[at] * s->scale;
    }
    return true;
}

static void bias_table(const struct matrix_state *s, struct report *r)
{
    size_t n = s->one.weights.rows;
    struct table *t = report_table(r, "bias", n);
    double *row = table_numbers(t, "row"), *value = table_numbers(t, "value");
    for (size_t i = 0; i < n; i++) {
        row[i] = (double)(i + 1);
        value[i] = s->one.biases[i] * s->bias_scale;
    }
    t->no_text = true;
    t->plain = PLAIN_VECTOR;
}

enum { MATRIX_SHOWN = 1000000 }; /* numbers that json has unasked, of a user's matrix */

void collapse_matrix_table(struct collapse *c, struct report *r)
{
    size_t rows = c->one.weights.rows, columns = c->one.weights.columns;
    struct table *t = report_table(r, "matrix", (uint64_t)rows * (columns + !c->own));
    struct matrix_state *s = memory_new(1, sizeof *s);
    *s = (struct matrix_state){ c->one, 1, 1 };
    if (collapse_within(c->one.exponent))
        s->scale = ldexp(1, (int)c->one.exponent);
    if (collapse_within(c->one.bias_exponent))
        s->bias_scale = ldexp(1, (int)c->one.bias_exponent);
    t->on_request = !c->own || t->rows > MATRIX_SHOWN;
    t->no_text = true;
    t->plain = c->own ? PLAIN_MATRIX : PLAIN_NOT;
    t->plain_columns = columns;
    table_column(t, "row");
    table_column(t, "column");
    table_column(t, "value");
    if (c->own && c->bias)
        bias_table(s, r);
    table_on_demand(t, c->own ? own_fill : matrix_fill, s, matrix_state_free);
}

/* Where layer k's rows begin. */
struct weights_state {
    struct stack *stack;
    uint64_t *begin;
};

static bool weights_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                         struct error *err)
{
    const struct weights_state *w = state;
    const struct stack *s = w->stack;
    size_t k = 0;
    (void)err;
    for (size_t high = s->layers; high - k > 1;) {
        size_t middle = k + (high - k) / 2;
        if (w->begin[middle] <= first)
            k = middle;
        else
            high = middle;
    }
    for (size_t i = 0; i < *count; i++) {
        while (first + i >= w->begin[k + 1])
            k++;
        size_t columns = s->sizes[k] + 1, at = (size_t)(first + i - w->begin[k]),
               row = at / columns, column = at % columns;
        if (cells[0])
            cells[0][i] = (double)(k + 1);
        if (cells[1])
            cells[1][i] = (double)(row + 1);
        if (cells[2])
            cells[2][i] = (double)column;
        if (cells[3])
            cells[3][i] = column         ? s->weights[k].at[row * (columns - 1) + column - 1]
                          : s->biases[k] ? s->biases[k][row]
                                         : 0;
    }
    return true;
}

static void weights_state_free(void *state)
{
    struct weights_state *w = state;
    stack_free(w->stack);
    free(w->stack);
    free(w->begin);
    free(w);
}

void collapse_weights_table(struct collapse *c, struct report *r)
{
    struct weights_state *w = memory_new(1, sizeof *w);
    static const char *const columns[] = { "layer", "row", "column", "value" };
    w->stack = c->stack;
    w->begin = memory_new(c->layers + 1, sizeof *w->begin);
    for (size_t k = 0; k < c->layers; k++)
        w->begin[k + 1] = w->begin[k] + (uint64_t)c->sizes[k + 1] * (c->sizes[k] + 1);
    struct table *t = report_table(r, "weights", w->begin[c->layers]);
    t->on_request = true;
    for (size_t i = 0; i < 4; i++)
        table_column(t, columns[i]);
    table_on_demand(t, weights_fill, w, weights_state_free);
}
