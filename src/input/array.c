/* An array as a stream of tiles, wherever and however its numbers lie. */
#include "input/tensors.h"

#include <stdlib.h>
#include <string.h>

enum { RAW_SIZE = TILE_MOST * 8 };

/* The axes that are longer than 1, the one that runs slowest in the file first; strides in
 * elements. Values come line by line along the last of them. */
struct array_state {
    struct tensors owned; /* by array_open; else empty */
    struct tensors_file *file;
    struct source part;
    const struct source *from;
    struct text_stream *table;
    struct element element;
    size_t axes;
    uint64_t size[DIMENSIONS_MAX], step[DIMENSIONS_MAX];
    bool contiguous; /* its bytes follow each other */
    uint64_t offset; /* in the source, of the first number, where they do not follow each other */
    uint64_t length, at;
    unsigned char *raw;
    double *values;
};

/* ---- the order in which the numbers lie ----------------------------------------------------- */

/* Axes by their strides; repeated ones (stride 0) are outermost, so that the file is read in order.
 */
static bool runs_slower(uint64_t a, uint64_t b)
{
    return a == 0 ? b != 0 : b != 0 && a > b;
}

static void order_axes(struct array *a, const uint64_t *stride)
{
    struct array_state *s = a->state;
    size_t axis[DIMENSIONS_MAX];
    for (size_t k = 0; k < a->ndims; k++) {
        if (a->shape[k] <= 1) {
            continue;
        }
        size_t i = s->axes++;
        for (; i > 0 && runs_slower(stride[k], s->step[i - 1]); i--) {
            axis[i] = axis[i - 1];
            s->step[i] = s->step[i - 1];
        }
        axis[i] = k;
        s->step[i] = stride[k];
    }
    uint64_t product = 1;
    s->contiguous = true;
    for (size_t k = 0; k < a->ndims; k++) {
        a->stride[k] = 1;
    }
    for (size_t i = s->axes; i-- > 0;) {
        s->size[i] = a->shape[axis[i]];
        a->stride[axis[i]] = product;
        s->contiguous = s->contiguous && s->step[i] == product;
        product *= s->size[i];
    }
    s->length = s->axes > 0 ? s->size[s->axes - 1] : a->elements;
}

/* An axis of length 1 has the stride that it would have in C order, so that the last one tells. */
static void fill_strides(struct array *a)
{
    for (size_t k = a->ndims; k-- > 0;) {
        bool c_order = k + 1 < a->ndims && a->shape[k] == 1;
        a->stride[k] = c_order ? a->stride[k + 1] * a->shape[k + 1] : a->stride[k];
    }
}

/* ---- opening -------------------------------------------------------------------------------- */

static bool source_of(struct array_state *s, const struct tensor *from, struct error *err)
{
    const struct tensor_place *p = from->place;
    const struct source *whole = &s->file->source;
    struct source member;
    uint64_t bytes = from->elements / element_numbers(p->element) * p->element.size;
    if (p->member == NULL && source_seekable(whole)) {
        const struct source_part part = { .offset = p->offset,
                                          .stored = s->contiguous ? bytes : whole->size - p->offset,
                                          .size = s->contiguous ? bytes : whole->size - p->offset };
        source_open_part(&s->part, whole, &part);
        s->from = &s->part;
        return true;
    }
    if (p->member == NULL) { /* a pipe, which stands at the first number */
        s->from = whole;
        return true;
    }
    if (!zip_member_open(&member, whole, p->member, err)) {
        return false;
    }
    s->part = member;
    s->from = &s->part;
    if (s->contiguous) {
        return source_skip(&s->part, p->offset, err);
    }
    s->offset = p->offset;
    return source_seekable(&s->part) ||
           error_set(err,
                     "%s: is deflated, and only a part of it is wanted; save a copy: x.clone()",
                     s->part.name);
}

static bool suits(const struct tensors *t, const struct tensor *from, struct error *err)
{
    const char *file = t->state->file[from->file].source.name;
    if (!from->readable) {
        return error_set(err,
                         "%s: %s is of type %s, which cannot be read; float64, float32, float16, "
                         "bfloat16, whole numbers, F8, Q8_0 and Q4_0 can be: F32, F16, Q8_0 ...",
                         file, quote(from->name).text, quote(from->type).text);
    }
    return from->ndims > 0 || error_set(err, "%s: %s is a single number; expected rows of numbers",
                                        file, quote(from->name).text);
}

static bool place_take(struct array *a, const struct tensor *from, struct error *err)
{
    struct array_state *s = a->state;
    a->name = text_copy(from->name);
    a->ndims = from->ndims;
    memcpy(a->shape, from->shape, sizeof a->shape);
    a->elements = from->elements;
    a->dtype = from->dtype;
    a->columns = a->ndims > 1 ? a->shape[a->ndims - 1] : 1;
    a->rows = a->columns > 0 ? a->elements / a->columns : 0;
    s->element = from->place->element;
    order_axes(a, from->place->stride);
    fill_strides(a);
    s->raw = memory_new(RAW_SIZE, 1);
    s->values = memory_new(TILE_MOST, sizeof *s->values);
    if (s->file->table != NULL) {
        s->table = text_table_start(s->file);
        return true;
    }
    return source_of(s, from, err);
}

bool array_of(struct array *a, const struct tensors *t, const struct tensor *from,
              struct error *err)
{
    *a = (struct array){ .state = memory_new(1, sizeof *a->state) };
    a->state->file = &t->state->file[from->file];
    bool ok = suits(t, from, err) && place_take(a, from, err);
    if (!ok) {
        array_close(a);
    }
    return ok;
}

static bool one_of(const struct tensors *t, const char *path, const char *name, size_t *which,
                   struct error *err)
{
    size_t *found, count;
    if (!tensors_select(t, path, name, 1, &found, &count, err)) {
        return false;
    }
    *which = found[0];
    free(found);
    return count == 1 ||
           error_set(err, "%s: holds %zu arrays; write %s:NAME for one, like %s", quote(path).text,
                     count, path, quote(t->tensor[*which].name).text);
}

bool array_open(struct array *a, const char *typed, struct error *err)
{
    struct tensors t;
    char *path, *name;
    size_t which;
    *a = (struct array){ .state = NULL };
    tensors_operand(typed, &path, &name);
    bool ok = tensors_open(&t, path, err);
    if (ok) {
        ok = one_of(&t, path, name, &which, err) && array_of(a, &t, &t.tensor[which], err);
        if (ok) {
            a->state->owned = t;
        } else {
            tensors_close(&t);
        }
    }
    free(path);
    free(name);
    return ok;
}

void array_say(const struct array *a, char **said)
{
    tensors_say(&a->state->owned, said);
}

void array_close(struct array *a)
{
    struct array_state *s = a->state;
    if (s != NULL) {
        source_close(&s->part);
        text_table_end(s->table);
        tensors_close(&s->owned);
        free(s->raw);
        free(s->values);
        free(s);
    }
    free(a->name);
    a->name = NULL;
    a->state = NULL;
}

/* ---- tiles ---------------------------------------------------------------------------------- */

/* Where a value lies, in elements from the array's first. */
static uint64_t place_of(const struct array_state *s, uint64_t at)
{
    uint64_t place = 0;
    for (size_t i = s->axes; i-- > 0; at /= s->size[i]) {
        place += at % s->size[i] * s->step[i];
    }
    return place;
}

/* A piece of a line whose values are `step` elements apart, through a window on the file. */
static bool gather_line(struct array_state *s, uint64_t offset, size_t count, double *to,
                        struct error *err)
{
    size_t size = s->element.size;
    uint64_t step = s->axes > 0 ? s->step[s->axes - 1] : 1, start = place_of(s, offset);
    size_t fit = step == 0 ? 1 : 1 + (size_t)((RAW_SIZE / size - 1) / step);
    uint64_t base = s->offset + start * size;
    for (size_t done = 0; done < count;) {
        size_t n = count - done < fit ? count - done : fit;
        n = step == 0 ? 1 : n;
        size_t bytes = (size_t)((n - 1) * step + 1) * size;
        if (!source_exact_at(s->from, base + done * step * size, s->raw, bytes, err)) {
            return false;
        }
        n = step == 0 ? count : n;
        element_doubles(s->element, s->raw, (size_t)step * size, n, to + done);
        done += n;
    }
    return true;
}

static bool fetch(struct array_state *s, struct tile *t, struct error *err)
{
    size_t count = t->lines * t->length, each = element_numbers(s->element);
    if (s->table != NULL) {
        return text_table_next(s->table, count, s->values, err);
    }
    if (s->contiguous) {
        if (!source_exact(s->from, s->raw, count / each * s->element.size, err)) {
            return false;
        }
        element_decode(s->element, s->raw, count, s->values);
        return true;
    }
    for (size_t i = 0; i < t->lines; i++) {
        if (!gather_line(s, t->first + i * t->length, t->length, s->values + i * t->length, err)) {
            return false;
        }
    }
    return true;
}

/* A pipe's size is known at its end only. */
static bool nothing_left(const struct array_state *s, struct error *err)
{
    size_t got = 0;
    unsigned char byte;
    if (s->table != NULL || s->from->size != SIZE_UNKNOWN) {
        return true;
    }
    return source_read(s->from, &byte, 1, &got, err) &&
           (got == 0 ||
            error_set(err, "%s: more numbers follow than its header says", s->file->source.name));
}

bool array_next(struct array *a, struct tile *t, struct error *err)
{
    struct array_state *s = a->state;
    uint64_t left = a->elements - s->at;
    *t = (struct tile){ .first = s->at, .values = s->values };
    if (left == 0) {
        return nothing_left(s, err);
    }
    uint64_t within = s->at % s->length, line = s->length - within;
    t->length = (size_t)(line < TILE_MOST ? line : TILE_MOST);
    t->lines = 1;
    if (within == 0 && s->length <= TILE_MOST) {
        uint64_t fit = TILE_MOST / s->length, lines = left / s->length;
        t->lines = (size_t)(lines < fit ? lines : fit);
    }
    if (!fetch(s, t, err)) {
        return false;
    }
    s->at += t->lines * t->length;
    return true;
}

/* ---- all of it, in C order ------------------------------------------------------------------ */

struct gather {
    uint64_t count;
    double *doubles; /* or */
    float *floats;
};

static void put(const struct gather *g, uint64_t at, double x)
{
    if (at >= g->count) {
        return;
    }
    if (g->doubles != NULL) {
        g->doubles[at] = x;
    } else {
        g->floats[at] = (float)x;
    }
}

/* Where the value at this position is in C order, and by how much that grows along a line. */
static uint64_t c_place(const struct array *a, uint64_t at, uint64_t *step)
{
    uint64_t place = 0, product = 1;
    *step = 1;
    for (size_t k = a->ndims; k-- > 0; product *= a->shape[k]) {
        place += at / a->stride[k] % a->shape[k] * product;
        if (a->stride[k] == 1 && a->shape[k] > 1) {
            *step = product;
        }
    }
    return place;
}

static bool in_c_order(const struct array *a)
{
    uint64_t product = 1;
    for (size_t k = a->ndims; k-- > 0; product *= a->shape[k]) {
        if (a->shape[k] > 1 && a->stride[k] != product) {
            return false;
        }
    }
    return true;
}

static bool gather(struct array *a, const struct gather *g, struct error *err)
{
    struct tile t = { .lines = 0 };
    bool straight = in_c_order(a), ok;
    while ((ok = array_next(a, &t, err)) && t.lines > 0) {
        for (size_t line = 0; line < t.lines; line++) {
            uint64_t step = 1, from = t.first + line * t.length;
            uint64_t place = straight ? from : c_place(a, from, &step);
            for (size_t i = 0; i < t.length; i++) {
                put(g, place + i * step, t.values[line * t.length + i]);
            }
        }
        if (straight && t.first + t.lines * t.length >= g->count && g->count < a->elements) {
            break;
        }
    }
    return ok;
}

bool array_doubles(struct array *a, uint64_t count, double *to, struct error *err)
{
    return gather(a, &(struct gather){ .count = count, .doubles = to }, err);
}

bool array_floats(struct array *a, uint64_t count, float *to, struct error *err)
{
    return gather(a, &(struct gather){ .count = count, .floats = to }, err);
}
