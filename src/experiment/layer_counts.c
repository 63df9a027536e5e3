/* One array after the other. */
#include "experiment/layer_counts.h"

#include <stdlib.h>

static bool count_one(struct counted_layer *l, const char *typed,
                      const struct unit_counts_wish *wish, struct error *err)
{
    bool ok = false;
    if (!array_open(&l->array, typed, err))
        return false;
    if (l->array.rows == 0 || l->array.columns == 0)
        (void)error_set(err, "%s: holds no values", quote(typed).text);
    else
        ok = unit_counts_start(&l->counts, wish, &l->array, typed, err) &&
             unit_counts_read(&l->counts, &l->array, err);
    array_close(&l->array);
    return ok;
}

bool layer_counts_read(struct layer_counts *c, char *const *operands, size_t noperands,
                       const struct unit_counts_wish *wish, struct error *err)
{
    *c = (struct layer_counts){ 0 };
    if (!layer_list_read(&c->list, operands, noperands, err))
        return false;
    c->layer = memory_new(c->list.count, sizeof *c->layer);
    bool ok = true;
    for (size_t i = 0; i < c->list.count && ok; i++)
        ok = count_one(&c->layer[i], c->list.source[i].typed, wish, err);
    return ok;
}

void layer_counts_free(struct layer_counts *c)
{
    for (size_t i = 0; c->layer && i < c->list.count; i++)
        unit_counts_free(&c->layer[i].counts);
    free(c->layer);
    layer_list_free(&c->list);
    *c = (struct layer_counts){ 0 };
}
