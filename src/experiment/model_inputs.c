/* The user's inputs: rows of an array as long as the model is wide. */
#include "experiment/model.h"

#include <math.h>
#include <stdlib.h>

static bool inputs_fit(const char *path, const struct array *a, size_t dim, struct error *err)
{
    if (a->columns != dim)
        return error_set(err, "--inputs %s: rows of %llu numbers; this block takes %zu",
                         quote(path).text, (unsigned long long)a->columns, dim);
    return a->rows > 0 || error_set(err, "--inputs %s: has no rows", quote(path).text);
}

static bool inputs_finite(const char *path, const struct model_inputs *in, size_t dim,
                          struct error *err)
{
    for (size_t i = 0; i < in->rows * dim; i++)
        if (!isfinite(in->x[i]))
            return error_set(err, "--inputs %s: row %zu, column %zu (from 0) is %s",
                             quote(path).text, i / dim, i % dim,
                             isnan(in->x[i]) ? "nan" : "infinite, or beyond what a float holds");
    return true;
}

bool model_inputs_read(const char *path, size_t dim, size_t most, struct model_inputs *in,
                       struct error *err)
{
    struct array a;
    bool ok;
    *in = (struct model_inputs){ 0 };
    if (!array_open(&a, path, err))
        return false;
    ok = inputs_fit(path, &a, dim, err);
    if (ok) {
        in->there = a.rows;
        in->rows = a.rows < most ? (size_t)a.rows : most;
        in->x = memory_new(in->rows * dim, sizeof *in->x);
        ok = array_floats(&a, in->rows * dim, in->x, err) && inputs_finite(path, in, dim, err);
    }
    array_say(&a, &in->remark);
    array_close(&a);
    if (!ok) {
        free(in->x);
        free(in->remark);
        *in = (struct model_inputs){ 0 };
    }
    return ok;
}
