/* From operands to matrices: which arrays they name is decided by names and shapes alone; then the
 * numbers are read. */
#include "experiment/stack_files.h"
#include "input/input.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* One array of one file. */
struct pick {
    const struct tensors *file, *bias_file;
    const struct tensor *tensor, *bias; /* bias: of a matrix, or NULL */
    char *name;                         /* as messages show it */
};
struct picks {
    struct tensors *file; /* [operands]; their addresses stay */
    size_t files;
    struct pick *pick;
    size_t count;
    bool transpose;
    char *remark;
};

/* ---- which arrays --------------------------------------------------------------------------- */

/* What stands for what in the names of matrices and their biases. */
static const struct bias_name {
    const char *matrix, *bias;
} bias_names[] = { { "weight", "bias" }, { "kernel", "bias" } };
enum { BIAS_NAMES = sizeof bias_names / sizeof *bias_names };

/* The array whose name has `to` where this one's ends in `from`, or NULL. */
static const struct tensor *beside(const struct tensors *t, const struct tensor *one,
                                   const char *from, const char *to)
{
    size_t length = strlen(one->name), n = strlen(from);
    if (length < n || strcmp(one->name + length - n, from) != 0)
        return NULL;
    char *name = text_format("%.*s%s", (int)(length - n), one->name, to);
    const struct tensor *found = tensors_find(t, name);
    free(name);
    return found;
}

static const struct tensor *bias_beside(const struct tensors *t, const struct tensor *w,
                                        bool transpose)
{
    const struct tensor *found = NULL;
    for (size_t i = 0; i < BIAS_NAMES && !found; i++)
        found = beside(t, w, bias_names[i].matrix, bias_names[i].bias);
    bool suits = found && found->ndims == 1 && found->shape[0] == w->shape[transpose ? 1 : 0];
    return suits ? found : NULL;
}

/* It comes with its matrix, or not at all. */
static bool belongs_to_matrix(const struct tensors *t, const struct tensor *bias)
{
    bool found = false;
    for (size_t i = 0; i < BIAS_NAMES && !found; i++)
        found = beside(t, bias, bias_names[i].bias, bias_names[i].matrix) != NULL;
    return found;
}

/* A vector that somebody gave as a file of its own, or that is called b1 or bias: norms have
 * vectors called weight. */
static bool may_be_bias(const struct tensors *t, const struct tensor *one)
{
    const char *dot = strrchr(one->name, '.'), *base = dot ? dot + 1 : one->name;
    return t->count == 1 || base[0] == 'b' || base[0] == 'B';
}

static char *shown_name(const char *path, const struct tensors *t, const struct tensor *one)
{
    bool alone = t->count == 1;
    return alone ? text_copy(quote(path).text)
                 : text_format("%s: %s", quote(path).text, quote(one->name).text);
}

static char *shape_text(const struct tensor *t)
{
    struct buffer text = { 0 };
    for (size_t i = 0; i < t->ndims; i++)
        buffer_item(&text, " x ", "%llu", (unsigned long long)t->shape[i]);
    return buffer_take(&text);
}

static bool refuse_shape(const struct tensor *one, const char *path, struct error *err)
{
    char *shape = shape_text(one);
    (void)error_set(err,
                    "%s: %s has shape %s; a matrix out x in is needed, or the bias of the matrix "
                    "before; FILE:PATTERN names some arrays, like '*.weight'",
                    quote(path).text, quote(one->name).text, *shape ? shape : "()");
    free(shape);
    return false;
}

/* A matrix begins a layer; a vector is the bias of the layer before, unless it comes along anyway.
 */
static bool add(struct picks *p, const struct tensors *t, const struct tensor *one,
                const char *path, bool no_bias, struct error *err)
{
    if (one->ndims == 2) {
        p->pick = memory_resize(p->pick, p->count + 1, sizeof *p->pick);
        p->pick[p->count++] = (struct pick){
            .file = t,
            .bias_file = t,
            .tensor = one,
            .bias = no_bias ? NULL : bias_beside(t, one, p->transpose),
            .name = shown_name(path, t, one),
        };
        return true;
    }
    if (one->ndims == 1 && belongs_to_matrix(t, one))
        return true;
    struct pick *last = p->count > 0 ? &p->pick[p->count - 1] : NULL;
    if (one->ndims != 1 || !last || last->bias || !may_be_bias(t, one) ||
        one->shape[0] != last->tensor->shape[p->transpose ? 1 : 0])
        return refuse_shape(one, path, err);
    last->bias = no_bias ? NULL : one;
    last->bias_file = t;
    return true;
}

static bool readable(const struct tensors *t, const struct tensor *one, const char *path,
                     struct error *err)
{
    struct array a;
    if (one->readable)
        return true;
    if (array_of(&a, t, one, err)) /* it says what is wrong */
        array_close(&a);
    return error_set(err, "%s: %s is of type %s, which cannot be read", quote(path).text,
                     quote(one->name).text, quote(one->type).text);
}

static bool pick_operand(struct picks *p, size_t i, const char *typed,
                         const struct stack_wish *wish, struct error *err)
{
    char *path, *name;
    size_t *which = NULL, count = 0;
    struct tensors *t = &p->file[i];
    tensors_operand(typed, &path, &name);
    bool ok = tensors_open(t, path, err);
    p->files += ok;
    if (ok)
        tensors_say(t, &p->remark);
    ok = ok && tensors_select(t, path, name, 1, &which, &count, err);
    for (size_t k = 0; k < count && ok; k++) {
        const struct tensor *one = &t->tensor[which[k]];
        ok = tensors_see(t, one, err) && readable(t, one, path, err) &&
             add(p, t, one, path, wish->no_bias, err);
    }
    free(which);
    free(path);
    free(name);
    return ok;
}

/* ---- do they fit together ------------------------------------------------------------------- */

static size_t inputs_of(const struct pick *p, bool transpose)
{
    return (size_t)p->tensor->shape[transpose ? 0 : 1];
}

static size_t outputs_of(const struct pick *p, bool transpose)
{
    return (size_t)p->tensor->shape[transpose ? 1 : 0];
}

static bool fit(const struct picks *p, bool transpose, bool backwards)
{
    for (size_t k = 1; k < p->count; k++) {
        const struct pick *first = &p->pick[backwards ? p->count - k : k - 1],
                          *next = &p->pick[backwards ? p->count - 1 - k : k];
        if (outputs_of(first, transpose) != inputs_of(next, transpose))
            return false;
    }
    return true;
}

static bool refuse_misfit(const struct picks *p, size_t k, struct error *err)
{
    bool t = p->transpose;
    const struct pick *first = &p->pick[k - 1], *next = &p->pick[k];
    char *shape = shape_text(first->tensor), *other = shape_text(next->tensor);
    bool turned = fit(p, !t, false), backwards = fit(p, t, true);
    const char *hint = "";
    if (turned && t)
        hint = "; without --transpose (out x in) they fit";
    else if (turned && backwards)
        hint = "; with --transpose (in x out) or in the opposite order they fit";
    else if (turned)
        hint = "; with --transpose (in x out) they fit";
    else if (backwards)
        hint = "; in the opposite order they fit";
    (void)error_set(err, "%s: %s, takes %zu numbers, but %s, %s, gives %zu%s", next->name, other,
                    inputs_of(next, t), first->name, shape, outputs_of(first, t), hint);
    free(shape);
    free(other);
    return false;
}

static bool sizes_fit(const struct picks *p, struct error *err)
{
    double numbers = 0, have = memory_there();
    if (p->count == 0)
        return error_set(err, "no matrix is among them");
    for (size_t k = 0; k < p->count; k++) {
        if (p->pick[k].tensor->elements == 0)
            return error_set(err, "%s: holds no values", p->pick[k].name);
        if (k > 0 &&
            outputs_of(&p->pick[k - 1], p->transpose) != inputs_of(&p->pick[k], p->transpose))
            return refuse_misfit(p, k, err);
        numbers += (double)p->pick[k].tensor->elements;
    }
    return 16 * numbers < have ||
           error_set(err, "%s: the matrices need %.0f MB, %s %.0f", p->pick[0].name,
                     16 * numbers / 1e6, memory_whose(), have / 1e6);
}

/* ---- the numbers ---------------------------------------------------------------------------- */

static bool read_numbers(const struct tensors *t, const struct tensor *one, const char *name,
                         double *to, struct error *err)
{
    struct array a;
    if (!array_of(&a, t, one, err))
        return false;
    bool ok = array_doubles(&a, one->elements, to, err);
    array_close(&a);
    size_t columns = one->ndims == 2 ? (size_t)one->shape[1] : 1;
    for (size_t i = 0; ok && i < one->elements; i++)
        if (!isfinite(to[i]))
            ok = error_set(err,
                           "%s: holds %s at [%zu, %zu], counted from 0; finite numbers are needed",
                           name, isnan(to[i]) ? "NaN" : "infinity", i / columns, i % columns);
    return ok;
}

static struct matrix matrix_turned(struct matrix *a)
{
    struct matrix t = matrix_new(a->columns, a->rows);
    for (size_t i = 0; i < a->rows; i++)
        for (size_t j = 0; j < a->columns; j++)
            t.at[j * a->rows + i] = a->at[i * a->columns + j];
    matrix_free(a);
    return t;
}

static void note_dtype(struct stack_files *f, const struct dtype *d)
{
    if (d && (!f->coarsest || d->digits < f->coarsest->digits))
        f->coarsest = d;
}

static bool read_layer(struct stack_files *f, size_t k, const struct picks *p,
                       struct matrix *weights, double **bias, struct error *err)
{
    const struct pick *one = &p->pick[k];
    const struct tensor *w = one->tensor;
    *weights = matrix_new((size_t)w->shape[0], (size_t)w->shape[1]);
    note_dtype(f, w->dtype);
    if (!read_numbers(one->file, w, one->name, weights->at, err))
        return false;
    if (p->transpose)
        *weights = matrix_turned(weights);
    if (!one->bias)
        return true;
    f->biases++;
    note_dtype(f, one->bias->dtype);
    *bias = memory_new(weights->rows, sizeof **bias);
    return read_numbers(one->bias_file, one->bias, one->bias->name, *bias, err);
}

static bool read_all(struct stack_files *f, const struct picks *p, struct error *err)
{
    struct matrix *weights = memory_new(p->count, sizeof *weights);
    double **biases = memory_new(p->count, sizeof *biases);
    bool ok = true;
    f->layers = p->count;
    f->names = memory_new(p->count, sizeof *f->names);
    progress_start("reading", (double)p->count);
    for (size_t k = 0; k < p->count; k++) {
        f->names[k] = text_copy(p->pick[k].name);
        ok = ok && read_layer(f, k, p, &weights[k], &biases[k], err);
        progress_step((double)(k + 1), NULL);
    }
    progress_end();
    if (ok) {
        stack_of(&f->stack, p->count, weights, biases);
        return true;
    }
    for (size_t k = 0; k < p->count; k++) {
        matrix_free(&weights[k]);
        free(biases[k]);
    }
    free(weights);
    free(biases);
    return false;
}

bool stack_files_read(struct stack_files *f, char *const *operands, size_t noperands,
                      const struct stack_wish *wish, struct error *err)
{
    struct picks p = { .file = memory_new(noperands, sizeof *p.file),
                       .transpose = wish->transpose };
    bool ok = true;
    *f = (struct stack_files){ 0 };
    for (size_t i = 0; i < noperands && ok; i++)
        ok = pick_operand(&p, i, operands[i], wish, err);
    ok = ok && sizes_fit(&p, err) && read_all(f, &p, err);
    f->remark = p.remark;
    for (size_t k = 0; k < p.count; k++)
        free(p.pick[k].name);
    for (size_t i = 0; i < p.files; i++)
        tensors_close(&p.file[i]);
    free(p.pick);
    free(p.file);
    return ok;
}

void stack_files_free(struct stack_files *f)
{
    for (size_t k = 0; k < f->layers; k++)
        free(f->names[k]);
    free(f->names);
    free(f->remark);
    stack_free(&f->stack);
    *f = (struct stack_files){ 0 };
}
