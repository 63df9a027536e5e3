/* The matrices of one block from a model's file, as floats. */
#include "experiment/model_weights.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- shapes --------------------------------------------------------------------------------- */

static bool has_shape(const struct tensor *t, const struct tensor *up, uint64_t out, uint64_t in,
                      bool turned, struct error *err)
{
    uint64_t rows = turned ? in : out, columns = turned ? out : in;
    if (t->ndims != 2)
        return error_set(err, "%s: not a matrix", quote(t->name).text);
    if (t->shape[0] == rows && t->shape[1] == columns)
        return true;
    return error_set(
        err, "%s: is %llu x %llu; beside %s, %llu x %llu, it would have to be %llu x %llu",
        quote(t->name).text, (unsigned long long)t->shape[0], (unsigned long long)t->shape[1],
        quote(up->name).text, (unsigned long long)up->shape[0], (unsigned long long)up->shape[1],
        (unsigned long long)rows, (unsigned long long)columns);
}

static bool has_length(const struct tensor *t, uint64_t n, struct error *err)
{
    return !t || (t->ndims == 1 && t->shape[0] == n) ||
           error_set(err, "%s: a bias of %llu numbers is expected", quote(t->name).text,
                     (unsigned long long)n);
}

/* Two matrices in one: the gate's outputs, then those of up. Told by down, which has half as many
 * inputs. */
bool weights_fused(const struct block_tensors *w, bool turned)
{
    size_t out = turned, in = !turned;
    return !w->gate && w->up->ndims == 2 && w->down->ndims == 2 &&
           w->up->shape[out] == 2 * w->down->shape[in] && w->up->shape[in] == w->down->shape[out];
}

bool weights_fit(const struct block_tensors *w, bool turned, struct ffn *block, bool *fused,
                 struct error *err)
{
    uint64_t out = w->up->shape[turned ? 1 : 0], in = w->up->shape[turned ? 0 : 1];
    *fused = weights_fused(w, turned);
    if (!out || !in || out > 1u << 24 || in > 1u << 24)
        return error_set(err, "%s: sizes out of reach", quote(w->up->name).text);
    uint64_t hidden = *fused ? out / 2 : out;
    block->hidden = hidden;
    block->dim = in;
    block->gated = w->gate != NULL || *fused;
    block->bias = w->up_bias != NULL;
    return has_shape(w->down, w->up, in, hidden, turned, err) &&
           (!w->gate || has_shape(w->gate, w->up, hidden, in, turned, err)) &&
           has_length(w->up_bias, out, err) && has_length(w->gate_bias, hidden, err) &&
           has_length(w->down_bias, in, err);
}

/* ---- numbers -------------------------------------------------------------------------------- */

/* "[3, 5]": where the i-th number of a tensor is. */
static char *place_of(const struct tensor *t, uint64_t i)
{
    uint64_t index[DIMENSIONS_MAX];
    struct buffer text = { 0 };
    for (size_t k = t->ndims; k-- > 0;) {
        uint64_t size = t->shape[k] ? t->shape[k] : 1;
        index[k] = i % size;
        i /= size;
    }
    for (size_t k = 0; k < t->ndims; k++)
        buffer_item(&text, ", ", "%llu", (unsigned long long)index[k]);
    char *places = buffer_take(&text), *place = text_format("[%s]", places);
    free(places);
    return place;
}

/* Why a number that was read is not finite: NaN, infinite, or (of a tensor in doubles) beyond what
 * a float holds. */
static const char *fault_of(const struct tensors *t, const struct tensor *from, uint64_t i, float x)
{
    struct error unused;
    struct array a;
    if (isnan(x))
        return "hold NaN";
    double *wide = memory_new((size_t)i + 1, sizeof *wide);
    bool beyond = false;
    if (from->dtype == dtype_find("float64") && array_of(&a, t, from, &unused)) {
        beyond = array_doubles(&a, i + 1, wide, &unused) && isfinite(wide[i]);
        array_close(&a);
    }
    free(wide);
    return beyond ? "overflow float" : "hold infinity";
}

/* One number that is not finite makes every output NaN: better no report than one of them. */
static bool all_finite(const char *path, const struct tensors *t, const struct tensor *from,
                       const float *x, struct error *err)
{
    uint64_t first = from->elements, count = 0;
    for (uint64_t i = 0; i < from->elements; i++)
        if (!isfinite(x[i])) {
            first = count++ ? first : i;
        }
    if (count == 0)
        return true;
    char *place = place_of(from, first);
    (void)error_set(
        err,
        "%s: the weights %s: %llu of the %llu numbers of tensor %s are not finite, the first at %s",
        quote(path).text, fault_of(t, from, first, x[first]), (unsigned long long)count,
        (unsigned long long)from->elements, quote(from->name).text, place);
    free(place);
    return false;
}

static bool load(const char *path, const struct tensors *t, const struct tensor *from, float **at,
                 const float **where, struct error *err)
{
    struct array a;
    float *to = *at;
    if (!from)
        return true;
    if (!array_of(&a, t, from, err))
        return false;
    *where = to;
    *at += from->elements;
    bool ok = array_floats(&a, from->elements, to, err) && all_finite(path, t, from, to, err);
    array_close(&a);
    return ok;
}

/* Each row of inputs holds the gate's numbers and then those of up: they become two matrices. */
static void part(float *both, size_t rows, size_t hidden)
{
    float *copy = memory_new(rows * 2 * hidden, sizeof *copy);
    memcpy(copy, both, rows * 2 * hidden * sizeof *copy);
    for (size_t i = 0; i < rows; i++) {
        memcpy(both + i * hidden, copy + 2 * i * hidden, hidden * sizeof *copy);
        memcpy(both + (rows + i) * hidden, copy + (2 * i + 1) * hidden, hidden * sizeof *copy);
    }
    free(copy);
}

/* What was read as up is the gate, and up behind it. */
static void split(struct ffn *block)
{
    if (block->up.turned)
        part(block->owned, block->dim, block->hidden);
    block->gate = block->up;
    block->up.at += block->hidden * block->dim;
    if (block->up.bias)
        block->up.bias += block->hidden;
}

bool weights_load(const char *path, const struct tensors *t, const struct block_tensors *w,
                  bool turned, bool fused, struct ffn *block, struct error *err)
{
    const struct {
        const struct tensor *from;
        const float **where;
    } all[] = {
        { w->up, &block->up.at },
        { w->gate, &block->gate.at },
        { w->down, &block->down.at },
        { w->up_bias, &block->up.bias },
        { w->gate_bias, &block->gate.bias },
        { w->down_bias, &block->down.bias },
    };
    size_t count = 0;
    bool ok = true;
    for (size_t i = 0; i < 6; i++)
        count += all[i].from ? (size_t)all[i].from->elements : 0;
    float *at = block->owned = memory_new(count, sizeof *at);
    block->up.turned = block->gate.turned = block->down.turned = turned;
    for (size_t i = 0; i < 6 && ok; i++)
        ok = load(path, t, all[i].from, &at, all[i].where, err);
    if (ok && fused)
        split(block);
    return ok;
}
