/* From operands to arrays. */
#include "experiment/layer_list.h"
#include "input/input.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static void add(struct layer_list *l, char *typed, char *name, size_t operand)
{
    l->source = memory_resize(l->source, l->count + 1, sizeof *l->source);
    l->source[l->count++] = (struct layer_source){ typed, name, operand };
}

/* The file without its folder and suffix. */
static char *stem(const char *path)
{
    const char *slash = strrchr(path, '/'), *dot;
    path = slash ? slash + 1 : path;
    dot = strrchr(path, '.');
    return text_part(path, dot && dot > path ? (size_t)(dot - path) : strlen(path));
}

static bool is_there(const char *path)
{
    struct stat about;
    return stat(path, &about) == 0;
}

/* FILE:NAME, where FILE is there and the whole is not; NULL: the operand is a file's name. */
static const char *name_in(const char *operand)
{
    static const char *const ends[] = { ".safetensors:", ".index.json:" };
    if (is_there(operand))
        return NULL;
    for (const char *colon = strchr(operand, ':'); colon; colon = strchr(colon + 1, ':')) {
        char *path = text_part(operand, (size_t)(colon - operand));
        bool there = is_there(path);
        free(path);
        if (there)
            return colon + 1;
    }
    for (size_t i = 0; i < 2; i++) {
        const char *found = strstr(operand, ends[i]);
        if (found)
            return found + strlen(ends[i]);
    }
    return NULL;
}

/* ---- layer2 before layer10 ------------------------------------------------------------------ */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Are the names the same but for the numbers in them? *order: below, at or above 0 by these. */
static bool by_numbers(const char *a, const char *b, int *order)
{
    *order = 0;
    while (*a && *b) {
        if (digit(*a) && digit(*b)) {
            char *after_a, *after_b;
            unsigned long long n = strtoull(a, &after_a, 10), m = strtoull(b, &after_b, 10);
            *order = *order ? *order : (n > m) - (n < m);
            a = after_a;
            b = after_b;
        } else if (*a++ != *b++) {
            return false;
        }
    }
    return !*a && !*b;
}

/* Among the sources from `first` on: each goes before the first one that it belongs before, and all
 * others keep their places. */
static void sort_numbers(struct layer_list *l, size_t first)
{
    for (size_t i = first; i < l->count; i++)
        for (size_t k = i + 1; k < l->count; k++) {
            int order;
            if (!by_numbers(l->source[i].name, l->source[k].name, &order) || order <= 0)
                continue;
            struct layer_source swap = l->source[i];
            l->source[i] = l->source[k];
            l->source[k] = swap;
        }
}

/* ---- files of several arrays ---------------------------------------------------------------- */

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), m = strlen(end);
    return n >= m && strcmp(text + n - m, end) == 0;
}

static void leave_out(struct layer_list *l, const char *name, const char *type)
{
    char *longer = text_format("%s%s%s (%s)", l->left_out ? l->left_out : "",
                               l->left_out ? ", " : "", quote(name).text, quote(type).text);
    free(l->left_out);
    l->left_out = longer;
}

static int by_place(const void *a, const void *b)
{
    const struct tensor *const *t = a, *const *u = b;
    if ((*t)->file != (*u)->file)
        return (*t)->file < (*u)->file ? -1 : 1;
    return ((*t)->offset > (*u)->offset) - ((*t)->offset < (*u)->offset);
}

static bool add_tensors(struct layer_list *l, const char *path, size_t operand, struct error *err)
{
    struct tensors t;
    size_t before = l->count;
    if (!tensors_open(&t, path, err))
        return false;
    const struct tensor **order = memory_new(t.count, sizeof(*order));
    for (size_t i = 0; i < t.count; i++)
        order[i] = &t.tensor[i];
    qsort(order, t.count, sizeof(*order), by_place);
    for (size_t i = 0; i < t.count; i++) {
        const struct tensor *one = order[i];
        if (one->ndims >= 2 && one->dtype)
            add(l, text_format("%s:%s", path, one->name), text_copy(one->name), operand);
        else if (one->ndims >= 2)
            leave_out(l, one->name, one->type);
    }
    free(order);
    size_t count = t.count;
    tensors_close(&t);
    sort_numbers(l, before);
    return l->count > before ||
           error_set(err,
                     "%s: none of its %zu tensors holds floating-point numbers along two axes or "
                     "more; FILE:TENSOR names one",
                     quote(path).text, count);
}

bool layer_list_read(struct layer_list *l, char *const *operands, size_t noperands,
                     struct error *err)
{
    bool ok = true;
    *l = (struct layer_list){ 0 };
    for (size_t i = 0; i < noperands && ok; i++) {
        const char *typed = operands[i], *name = name_in(typed);
        if (name)
            add(l, text_copy(typed), text_copy(name), i);
        else if (ends_with(typed, ".safetensors") || ends_with(typed, ".index.json"))
            ok = add_tensors(l, typed, i, err);
        else
            add(l, text_copy(typed), stem(typed), i);
    }
    return ok;
}

void layer_list_free(struct layer_list *l)
{
    for (size_t i = 0; i < l->count; i++) {
        free(l->source[i].typed);
        free(l->source[i].name);
    }
    free(l->source);
    free(l->left_out);
    *l = (struct layer_list){ 0 };
}
