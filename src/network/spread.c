/* How the pre-activations z of each layer are spread: a pass keeps only f(z), so z is multiplied
 * out again. */
#include "network/arithmetic.h"

#include <math.h>
#include <stdlib.h>

struct activation_spread {
    const struct network *net;
    size_t hidden, bins;
    double low, high;
    double *square; /* first time through: sums of z^2, by layer */
    double *share;  /* second time: counts, then shares; hidden x bins */
    double rows;
};

/* z of one layer: rows of network_stride(out). */
static void preactivations(const struct network *n, const struct pass *p, size_t l, size_t rows,
                           real *z)
{
    const struct layer *layer = &n->layer[l];
    size_t in = network_stride(layer->in), out = network_stride(layer->out);
    struct product product = { .m = rows,
                               .n = lines(layer->out),
                               .k = layer->in + 1,
                               .a = p->value[l],
                               .a_row = in,
                               .a_column = 1,
                               .b = layer->weight,
                               .b_row = out,
                               .c = z,
                               .c_row = out };
    arithmetic()->product(&product);
}

static void take(void *state, const struct pass *p, size_t first, size_t rows)
{
    struct activation_spread *s = state;
    (void)first;
    for (size_t l = 0; l < s->hidden; l++) {
        size_t columns = s->net->layer[l].out, stride = network_stride(columns);
        void *memory;
        real *z = numbers_new(rows * stride, &memory);
        preactivations(s->net, p, l, rows, z);
        for (size_t i = 0; i < rows; i++)
            for (size_t u = 0; u < columns; u++) {
                double v = (double)z[i * stride + u],
                       at = (v - s->low) / (s->high - s->low) * (double)s->bins;
                if (s->square)
                    s->square[l] += v * v;
                else if (at >= 0 && at < (double)s->bins)
                    s->share[l * s->bins + (size_t)at] += 1;
            }
        free(memory);
    }
    s->rows += (double)rows;
}

void network_spread(const struct network *n, const double *x, size_t rows, size_t bins,
                    double *range, double *share)
{
    struct activation_spread s = {
        .net = n, .hidden = network_hidden(n), .bins = bins, .share = share
    };
    double widest = 0;
    s.square = memory_new(s.hidden, sizeof *s.square);
    network_read(n, x, rows, NULL, take, &s);
    for (size_t l = 0; l < s.hidden; l++)
        widest = fmax(widest, sqrt(s.square[l] / ((double)rows * (double)n->layer[l].out)));
    free(s.square);
    s.square = NULL;
    s.high = *range > 0 ? *range : widest > 0 && isfinite(widest) ? 3 * widest : 1;
    s.low = -s.high;
    *range = s.high;
    for (size_t i = 0; i < s.hidden * bins; i++)
        share[i] = 0;
    network_read(n, x, rows, NULL, take, &s);
    for (size_t l = 0; l < s.hidden; l++)
        for (size_t b = 0; b < bins; b++)
            share[l * bins + b] /= (double)rows * (double)n->layer[l].out;
}
