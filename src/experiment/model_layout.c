/* Which way round a model's matrices lie. GPT-2's names come with Conv1D's order (a row an
 * input) from OpenAI and HuggingFace and with nn.Linear's (a row an output) from nanoGPT: the
 * names cannot tell, lengths of other tensors can. */
#include "experiment/model_weights.h"

#include <stdlib.h>

/* A tensor whose length is the hidden size, or the model's width. */
struct layout_evidence {
    const struct tensor *tensor;
    size_t axis;
    bool hidden;
};

/* Does it speak, and for which order? The up matrix is a x b: hidden x dim by rows of outputs,
 * dim x hidden by rows of inputs. */
static bool speaks(const struct layout_evidence *e, uint64_t a, uint64_t b, enum storage *says)
{
    if (!e->tensor || e->tensor->ndims != e->axis + 1 || a == b)
        return false;
    uint64_t length = e->tensor->shape[e->axis];
    if (length != a && length != b)
        return false;
    *says = (length == a) == e->hidden ? STORED_OUT_IN : STORED_IN_OUT;
    return true;
}

static const char *order(enum storage layout)
{
    return layout == STORED_OUT_IN ? "out x in (nn.Linear)" : "in x out (Conv1D)";
}

static char *sentence(enum storage layout, const struct layout_evidence *decided, bool square,
                      bool by_size)
{
    const char *custom = "as these names are used to";
    if (decided)
        return text_format("Matrices are stored %s, as %s has %llu %s.", order(layout),
                           quote(decided->tensor->name).text,
                           (unsigned long long)decided->tensor->shape[decided->axis],
                           decided->axis ? "columns" : "numbers");
    if (by_size)
        custom = "taking the larger size for the hidden one: no bias, norm or embedding tells it";
    else if (square)
        custom = "as these names are used to: square matrices cannot tell it";
    return text_format("Matrices are taken as stored %s, %s.", order(layout), custom);
}

bool layout_find(const struct block_tensors *w, bool either, enum storage *layout, char **told,
                 struct error *err)
{
    uint64_t a = w->up->shape[0], b = w->up->shape[1];
    const struct layout_evidence all[] = {
        { w->up_bias, 0, true }, { w->gate_bias, 0, true },  { w->down_bias, 0, false },
        { w->norm, 0, false },   { w->embedding, 1, false },
    };
    const struct layout_evidence *decided = NULL;
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        enum storage says;
        if (!speaks(&all[i], a, b, &says))
            continue;
        if (decided && says != *layout)
            return error_set(err,
                             "%s: is %llu x %llu; by the size of %s it is stored %s, by that of "
                             "%s the other way round",
                             quote(w->up->name).text, (unsigned long long)a, (unsigned long long)b,
                             quote(decided->tensor->name).text, order(*layout),
                             quote(all[i].tensor->name).text);
        decided = decided ? decided : &all[i];
        *layout = says;
    }
    if (!decided && weights_fused(w, false) != weights_fused(w, true)) {
        *layout = weights_fused(w, true) ? STORED_IN_OUT : STORED_OUT_IN;
        *told = text_format("Matrices are stored %s, as %s is %llu x %llu and %s %llu x %llu.",
                            order(*layout), quote(w->up->name).text, (unsigned long long)a,
                            (unsigned long long)b, quote(w->down->name).text,
                            (unsigned long long)w->down->shape[0],
                            (unsigned long long)w->down->shape[1]);
        return true;
    }
    bool by_size = !decided && either && a != b;
    if (by_size)
        *layout = a > b ? STORED_OUT_IN : STORED_IN_OUT;
    *told = sentence(*layout, decided, a == b, by_size);
    return true;
}
