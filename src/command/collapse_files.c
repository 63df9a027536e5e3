/* collapse FILE...: a user's own matrices in the place of drawn ones. */
#include "command/collapse.h"
#include "experiment/operand.h"

#include <stdlib.h>
#include <string.h>

static bool option_clashes(const struct request *q, struct error *err)
{
    const struct collapse_options *o = q->options;
    const struct {
        const void *value;
        const char *name;
    } sizes[] = { { &o->net.layers, "layers" },
                  { &o->net.width, "width" },
                  { &o->net.shape, "shape" },
                  { &o->net.init, "init" } };
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        if (option_given(q, sizes[i].value))
            return !error_usage(err, "--%s: the files hold the matrices; leave it out",
                                sizes[i].name);
    return false;
}

bool collapse_files(const struct request *q, struct collapse *c, struct error *err)
{
    const struct collapse_options *o = q->options;
    const struct stack_wish wish = { .transpose = o->transpose, .no_bias = o->no_bias };
    if (!operand_is_file(q->operands[0]))
        return error_usage(
            err, "%s: files of matrices are needed, like W1.npy; activations go to --activation",
            quote(q->operands[0]).text);
    if (option_clashes(q, err) ||
        !stack_files_read(&c->files, q->operands, q->noperands, &wish, err))
        return false;
    c->own = true;
    c->ninits = 1;
    c->stack = memory_new(1, sizeof *c->stack);
    *c->stack = c->files.stack; /* which goes to the tables in the end */
    c->files.stack = (struct stack){ 0 };
    c->layers = c->stack->layers;
    c->bias = c->stack->bias;
    c->sizes = memory_new(c->layers + 1, sizeof *c->sizes);
    memcpy(c->sizes, c->stack->sizes, (c->layers + 1) * sizeof *c->sizes);
    return true;
}
