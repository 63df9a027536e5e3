/* One feedforward block of a user's model: which tensors it is of, by their names or the user's. */
#include "experiment/model.h"
#include "experiment/model_weights.h"

#include <stdlib.h>
#include <string.h>

/* ---- the tensors of a block ----------------------------------------------------------------- */

static const struct tensor *tensor_of(const struct tensors *t, const struct family_block *b,
                                      const char *pattern, const char *end)
{
    if (!pattern)
        return NULL;
    char *name = family_name(b, pattern, end);
    const struct tensor *found = tensors_find(t, name);
    free(name);
    return found;
}

/* The tensor whose name is, or ends in a '.' and, this. */
static const struct tensor *tensor_ending(const struct tensors *t, const char *name)
{
    size_t part = strlen(name);
    for (size_t i = 0; i < t->count; i++) {
        size_t whole = strlen(t->tensor[i].name);
        if (whole >= part && strcmp(t->tensor[i].name + whole - part, name) == 0 &&
            (whole == part || t->tensor[i].name[whole - part - 1] == '.'))
            return &t->tensor[i];
    }
    return NULL;
}

/* The embedding of words: its rows are as long as the model is wide. */
static const struct tensor *embedding(const struct tensors *t)
{
    static const char *const names[] = {
        "wte.weight",    "embed_tokens.weight",   "word_embeddings.weight",
        "shared.weight", "tok_embeddings.weight", "token_embd.weight"
    };
    const struct tensor *found = NULL;
    for (size_t i = 0; i < sizeof names / sizeof *names && !found; i++)
        found = tensor_ending(t, names[i]);
    return found;
}

/* The files that these are in are opened. What only tells how matrices lie is left out where its
 * file would have to be opened for it. */
static bool see(struct tensors *t, struct block_tensors *w, struct error *err)
{
    const struct tensor *const all[] = { w->up,      w->gate,      w->down,
                                         w->up_bias, w->gate_bias, w->down_bias };
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] && !tensors_see(t, all[i], err))
            return false;
    if (w->norm && !w->norm->seen)
        w->norm = NULL;
    if (w->embedding && !w->embedding->seen)
        w->embedding = NULL;
    return true;
}

/* How they lie, what they hold, what stands between them. */
static bool block_read(const struct model_wish *wish, struct tensors *t, struct block_tensors *w,
                       const struct model_family *f, struct ffn *block, struct model *m,
                       struct error *err)
{
    bool either = !f || f->other.model, fused = false;
    if (w->up->ndims != 2)
        return error_set(err, "%s: not a matrix", quote(w->up->name).text);
    enum storage usual = f ? f->layout : STORED_OUT_IN, layout = usual;
    if (!layout_find(w, either, &layout, &m->layout, err))
        return false;
    bool other = f && layout != usual, turned = layout == STORED_IN_OUT;
    const char *naming = f ? f->model : "your own tensors";
    const char *activation = f ? f->activation : NULL;
    if (other && f->other.model)
        naming = f->other.model;
    if (other && f->other.activation)
        activation = f->other.activation;
    m->naming = t->family ? text_format("%s (%s)", naming, t->family) : text_copy(naming);
    return weights_fit(w, turned, block, &fused, err) &&
           weights_load(wish->path, t, w, turned, fused, block, err) &&
           model_activation(wish, t, activation, m, err);
}

/* ---- by the names of a family --------------------------------------------------------------- */

/* "0 to 11", "16, 17": the numbers of layers, or of the experts of one layer. */
static char *numbers_text(const struct family_blocks *b, const uint64_t *layer)
{
    enum { SHOWN = 8 };
    struct buffer text = { 0 };
    uint64_t first = UINT64_MAX, last = 0, n = 0;
    for (size_t i = 0; i < b->count; i++) {
        if (layer && (b->block[i].layer != *layer || !b->block[i].has_expert))
            continue;
        uint64_t x = layer ? b->block[i].expert : b->block[i].layer;
        bool again = false;
        for (size_t k = 0; k < i && !again; k++)
            again = (layer ? b->block[k].expert : b->block[k].layer) == x &&
                    (!layer || b->block[k].layer == *layer);
        if (again)
            continue;
        first = x < first ? x : first;
        last = x > last ? x : last;
        if (n++ < SHOWN)
            buffer_item(&text, ", ", "%llu", (unsigned long long)x);
    }
    char *list = buffer_take(&text);
    if (n > 2 && last - first + 1 == n) {
        free(list);
        return text_format("%llu to %llu", (unsigned long long)first, (unsigned long long)last);
    }
    if (n > SHOWN) {
        char *longer = text_format("%s ... %llu", list, (unsigned long long)last);
        free(list);
        return longer;
    }
    return list;
}

/* A name without its file, and the first few of the file's. */
static bool no_blocks(const struct model_wish *w, const struct tensors *t, struct error *err)
{
    enum { SHOWN = 3 };
    struct buffer names = { 0 };
    for (size_t i = 0; i < t->count && i < SHOWN; i++)
        buffer_item(&names, ", ", "%s", quote(t->tensor[i].name).text);
    char *list = buffer_take(&names);
    (void)error_set(err,
                    "%s: no feedforward block with names that are known here; it has %s%s: "
                    "--up NAME --down NAME say which, --list shows all",
                    quote(w->path).text, t->count ? list : "no tensors",
                    t->count > SHOWN ? " ..." : "");
    free(list);
    return false;
}

static bool no_layer(const struct model_wish *w, const struct family_blocks *b, struct error *err)
{
    char *layers = numbers_text(b, NULL);
    (void)error_set(err, "--layer %llu: %s has layer%s %s", (unsigned long long)w->layer,
                    quote(w->path).text, strpbrk(layers, ",t") ? "s" : "", layers);
    free(layers);
    return false;
}

static bool no_expert(const struct model_wish *w, const struct family_blocks *b, struct error *err)
{
    char *experts = numbers_text(b, &w->layer);
    (void)(*experts ? error_set(err, "--expert %llu: layer %llu of %s has experts %s",
                                (unsigned long long)w->expert, (unsigned long long)w->layer,
                                quote(w->path).text, experts)
                    : error_set(err, "--expert %llu: layer %llu of %s has no experts",
                                (unsigned long long)w->expert, (unsigned long long)w->layer,
                                quote(w->path).text));
    free(experts);
    return false;
}

/* The first block of this layer and, where asked for, of this expert. */
static const struct family_block *choose(const struct model_wish *w, const struct family_blocks *b,
                                         struct error *err)
{
    bool layer = false;
    for (size_t i = 0; i < b->count; i++) {
        const struct family_block *one = &b->block[i];
        if (one->layer != w->layer)
            continue;
        layer = true;
        bool suits = one->family->stacked || one->expert == w->expert;
        if (w->expert_given ? one->has_expert && suits : !one->has_expert || suits)
            return one;
    }
    (void)(layer ? no_expert(w, b, err) : no_layer(w, b, err));
    return NULL;
}

/* ---- experts that are parts of one tensor --------------------------------------------------- */

struct parts {
    struct tensor *part[3];
};

static void parts_free(struct parts *p)
{
    for (size_t i = 0; i < 3; i++)
        free(p->part[i]);
}

/* Up, gate and down become those of the expert that is wished for. */
static bool parts_take(struct block_tensors *w, const struct model_wish *wish, struct parts *p,
                       struct error *err)
{
    const struct tensor **all[] = { &w->up, &w->gate, &w->down };
    uint64_t experts = w->up->shape[0];
    for (size_t i = 0; i < 3; i++) {
        const struct tensor *whole = *all[i];
        if (!whole)
            continue;
        if (whole->ndims != 3 || whole->shape[0] != experts || !experts)
            return error_set(err, "%s: is no stack of %llu experts' matrices",
                             quote(whole->name).text, (unsigned long long)experts);
        if (wish->expert >= experts)
            return error_set(err, "--expert %llu: layer %llu of %s has experts 0 to %llu",
                             (unsigned long long)wish->expert, (unsigned long long)wish->layer,
                             quote(wish->path).text, (unsigned long long)experts - 1);
        *all[i] = p->part[i] = tensor_part(whole, wish->expert);
    }
    return true;
}

/* gpt-oss has these names too, and biases, but its gate and up lie in turns and are clamped. */
static bool is_known_stack(const struct tensors *t, const struct family_block *b, struct error *err)
{
    const struct tensor *bias = tensor_of(t, b, b->family->up, "_bias");
    return !bias || error_set(err,
                              "%s: experts with biases (gpt-oss: gate and up in turns, clamped) "
                              "are not known here",
                              quote(bias->name).text);
}

static char *stack_text(const struct model_wish *wish, uint64_t experts)
{
    return text_format("This is expert %llu of layer %llu, which has 0 to %llu; --expert N takes "
                       "another. What the router does is not a part of it.",
                       (unsigned long long)wish->expert, (unsigned long long)wish->layer,
                       (unsigned long long)experts - 1);
}

/* Other blocks of the same number: experts, or another stack of the same names. */
static char *choice_text(const struct family_blocks *b, const struct family_block *taken)
{
    char *experts = numbers_text(b, &taken->layer);
    const struct family_block *other = NULL;
    for (size_t i = 0; i < b->count && !other; i++)
        if (b->block[i].layer == taken->layer && !b->block[i].has_expert && !taken->has_expert &&
            &b->block[i] != taken)
            other = &b->block[i];
    char *text = NULL;
    if (taken->has_expert) {
        text = text_format("This is expert %llu of layer %llu, which has %s; --expert N takes "
                           "another. What the router does is not a part of it.",
                           (unsigned long long)taken->expert, (unsigned long long)taken->layer,
                           experts);
    } else if (other) {
        char *up = family_name(taken, taken->family->up, taken->end);
        char *name = family_name(other, other->family->up, other->end);
        text = text_format("Layer %llu is taken as %s; there is %s too, which --up NAME --down "
                           "NAME choose.",
                           (unsigned long long)taken->layer, quote(up).text, quote(name).text);
        free(name);
        free(up);
    }
    free(experts);
    return text;
}

static bool family_read(const struct model_wish *wish, struct tensors *t, struct ffn *block,
                        struct model *m, struct error *err)
{
    struct family_blocks all;
    family_blocks_find(&all, t);
    const struct family_block *b = NULL;
    bool ok = all.count > 0 || no_blocks(wish, t, err);
    if (ok && (b = choose(wish, &all, err)) != NULL) {
        const struct model_family *f = b->family;
        struct block_tensors w = {
            tensor_of(t, b, f->up, b->end),      tensor_of(t, b, f->gate, b->end),
            tensor_of(t, b, f->down, b->end),    tensor_of(t, b, f->up, ".bias"),
            tensor_of(t, b, f->gate, ".bias"),   tensor_of(t, b, f->down, ".bias"),
            tensor_of(t, b, f->norm, ".weight"), embedding(t),
        };
        struct parts parts = { { NULL } };
        ok = see(t, &w, err);
        if (ok && f->stacked) {
            m->choice = stack_text(wish, w.up->shape[0]);
            ok = is_known_stack(t, b, err) && parts_take(&w, wish, &parts, err);
        } else if (ok) {
            m->choice = choice_text(&all, b);
        }
        ok = ok && block_read(wish, t, &w, f, block, m, err);
        parts_free(&parts);
    }
    ok = ok && b != NULL;
    family_blocks_free(&all);
    return ok;
}

/* ---- by the user's names -------------------------------------------------------------------- */

static bool named(const struct tensors *t, const struct model_wish *w, const char *option,
                  const char *name, const struct tensor **found, struct error *err)
{
    size_t *which, count;
    *found = NULL;
    if (!name)
        return true;
    if (!tensors_select(t, w->path, name, 0, &which, &count, err))
        return error_prefix(err, "%s %s: ", option, quote(name).text);
    *found = &t->tensor[which[0]];
    free(which);
    return count == 1 || error_set(err, "%s %s: %s has %zu tensors of such names", option,
                                   quote(name).text, quote(w->path).text, count);
}

/* X.bias beside X.weight; or NULL. */
static const struct tensor *bias_beside(const struct tensors *t, const struct tensor *matrix)
{
    static const char weight[] = ".weight";
    if (!matrix)
        return NULL;
    size_t n = strlen(matrix->name), m = strlen(weight);
    if (n <= m || strcmp(matrix->name + n - m, weight) != 0)
        return NULL;
    char *name = text_format("%.*s.bias", (int)(n - m), matrix->name);
    const struct tensor *found = tensors_find(t, name);
    free(name);
    return found;
}

static bool named_read(const struct model_wish *wish, struct tensors *t, struct ffn *block,
                       struct model *m, struct error *err)
{
    struct block_tensors w = { 0 };
    if (!named(t, wish, "--up", wish->up, &w.up, err) ||
        !named(t, wish, "--gate", wish->gate, &w.gate, err) ||
        !named(t, wish, "--down", wish->down, &w.down, err))
        return false;
    w.up_bias = bias_beside(t, w.up);
    w.gate_bias = bias_beside(t, w.gate);
    w.down_bias = bias_beside(t, w.down);
    return see(t, &w, err) && block_read(wish, t, &w, NULL, block, m, err);
}

/* ---- the model ------------------------------------------------------------------------------ */

void model_free(struct model *m)
{
    free(m->naming);
    free(m->activation);
    free(m->activation_from);
    free(m->layout);
    free(m->choice);
    *m = (struct model){ 0 };
}

bool model_read(const struct model_wish *w, struct ffn *block, struct model *m, struct error *err)
{
    struct tensors t;
    *m = (struct model){ 0 };
    *block = (struct ffn){ 0 };
    if (!tensors_open_index(&t, w->path, err))
        return false;
    bool ok = (w->up ? named_read : family_read)(w, &t, block, m, err);
    if (!ok) {
        ffn_free(block);
        model_free(m);
    }
    tensors_close(&t);
    return ok;
}
