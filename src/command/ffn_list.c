/* ffn MODEL --list: the tensors of a file, and the feedforward blocks that their names tell. */
#include "command/ffn.h"

#include <stdlib.h>

struct listed_tensor {
    const char *name, *type, *dtype;
    char *shape;
    double numbers;
    const char *file;
};

static const struct column_row tensor_columns[] = {
    COLUMN(struct listed_tensor, name),  COLUMN(struct listed_tensor, type),
    COLUMN(struct listed_tensor, shape), COLUMN(struct listed_tensor, numbers),
    COLUMN(struct listed_tensor, dtype), COLUMN(struct listed_tensor, file),
};

static char *shape_text(const struct tensor *t)
{
    struct buffer text = { 0 };
    for (size_t k = 0; k < t->ndims; k++)
        buffer_item(&text, " x ", "%llu", (unsigned long long)t->shape[k]);
    return buffer_take(&text);
}

/* What its numbers are, whatever the file calls them. */
static const char *dtype_text(const struct tensor *t)
{
    if (t->dtype)
        return t->dtype->name;
    if (t->whole)
        return "whole numbers";
    return t->readable ? t->type : "not read";
}

static void tensors_table(const struct tensors *t, struct report *r)
{
    struct listed_tensor *rows = memory_new(t->count, sizeof *rows);
    for (size_t i = 0; i < t->count; i++) {
        const struct tensor *one = &t->tensor[i];
        const char *file = tensors_file(t, one);
        rows[i] = (struct listed_tensor){
            one->name,       one->type, dtype_text(one), shape_text(one), (double)one->elements,
            file ? file : ""
        };
    }
    report_rows(r, "tensors", tensor_columns, COLUMNS(tensor_columns), rows, t->count,
                sizeof *rows);
    for (size_t i = 0; i < t->count; i++)
        free(rows[i].shape);
    free(rows);
}

/* One row a layer; of a layer of experts the first stands for all. */
struct listed_layer {
    double layer, experts;
    const char *family;
    char *up, *gate, *down;
};

static const struct column_row layer_columns[] = {
    COLUMN(struct listed_layer, layer),   COLUMN(struct listed_layer, family),
    COLUMN(struct listed_layer, experts), COLUMN(struct listed_layer, up),
    COLUMN(struct listed_layer, gate),    COLUMN(struct listed_layer, down),
};

static bool same_layer(const struct family_block *b, const struct listed_layer *row)
{
    return b->has_expert && row->experts > 0 && row->layer == (double)b->layer &&
           row->family == b->family->model;
}

static double experts_of(const struct tensors *t, const struct family_block *b, const char *up)
{
    const struct tensor *stack = b->family->stacked ? tensors_find(t, up) : NULL;
    double one = b->has_expert ? 1 : 0;
    return stack && stack->ndims > 0 ? (double)stack->shape[0] : one;
}

static size_t layers_take(const struct tensors *t, const struct family_blocks *b,
                          struct listed_layer *rows)
{
    size_t n = 0;
    for (size_t i = 0; i < b->count; i++) {
        const struct family_block *one = &b->block[i];
        const struct model_family *f = one->family;
        if (n > 0 && same_layer(one, &rows[n - 1])) {
            rows[n - 1].experts++;
            continue;
        }
        char *up = family_name(one, f->up, one->end);
        rows[n++] = (struct listed_layer){
            .layer = (double)one->layer,
            .experts = experts_of(t, one, up),
            .family = f->model,
            .up = up,
            .gate = f->gate ? family_name(one, f->gate, one->end) : text_copy(""),
            .down = family_name(one, f->down, one->end),
        };
    }
    return n;
}

static size_t layers_table(const struct tensors *t, struct report *r)
{
    struct family_blocks b;
    family_blocks_find(&b, t);
    struct listed_layer *rows = memory_new(b.count, sizeof *rows);
    size_t n = layers_take(t, &b, rows);
    report_rows(r, "layers", layer_columns, COLUMNS(layer_columns), rows, n, sizeof *rows);
    for (size_t i = 0; i < n; i++) {
        free(rows[i].up);
        free(rows[i].gate);
        free(rows[i].down);
    }
    free(rows);
    family_blocks_free(&b);
    return n;
}

bool ffn_list_report(const char *path, struct report *r, struct error *err)
{
    struct tensors t;
    if (!tensors_open(&t, path, err))
        return false;
    tensors_table(&t, r);
    size_t layers = layers_table(&t, r);
    report_headline(r, "%zu tensors and %zu feedforward layer%s: %s", t.count, layers,
                    layers == 1 ? "" : "s", quote(path).text);
    report_fact(r, "tensors", (double)t.count);
    report_fact(r, "layers", (double)layers);
    if (t.family)
        report_fact_text(r, "architecture", t.family);
    if (layers == 0)
        report_note(r, "No names of feedforward blocks are known here; --up NAME --down NAME take "
                       "any two matrices.");
    tensors_close(&t);
    return true;
}
