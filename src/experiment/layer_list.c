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

static void leave_out(struct layer_list *l, const char *name, const char *type)
{
    char *longer = text_format("%s%s%s (%s)", l->left_out ? l->left_out : "",
                               l->left_out ? ", " : "", quote(name).text, quote(type).text);
    free(l->left_out);
    l->left_out = longer;
}

/* The arrays that the name or pattern means, as they come; without one those of floating-point
 * numbers along two axes or more, and one that is alone in its file whatever it is. */
static bool add_arrays(struct layer_list *l, const char *path, const char *name, size_t operand,
                       struct error *err)
{
    struct tensors t;
    size_t before = l->count, count = 0, *which = NULL;
    if (!tensors_open(&t, path, err))
        return false;
    bool ok = tensors_select(&t, path, name, 0, &which, &count, err);
    for (size_t i = 0; i < count; i++) {
        const struct tensor *one = &t.tensor[which[i]];
        bool suits = one->ndims >= 2 && one->readable && !one->whole;
        if (name || t.count == 1 || suits)
            add(l, t.count == 1 && !name ? text_copy(path) : text_format("%s:%s", path, one->name),
                text_copy(one->name), operand);
        else if (one->ndims >= 2)
            leave_out(l, one->name, one->type);
    }
    ok = ok && (l->count > before ||
                error_set(err,
                          "%s: none of its %zu arrays holds floating-point numbers along two axes "
                          "or more; FILE:NAME names one",
                          quote(path).text, t.count));
    tensors_say(&t, &l->remark);
    free(which);
    tensors_close(&t);
    if (!name)
        sort_numbers(l, before);
    return ok;
}

/* What comes through a pipe can be read once, and is one array. */
static bool is_pipe(const char *path)
{
    struct stat about;
    return strcmp(path, "-") == 0 ||
           (stat(path, &about) == 0 && !S_ISREG(about.st_mode) && !S_ISDIR(about.st_mode));
}

bool layer_list_read(struct layer_list *l, char *const *operands, size_t noperands,
                     struct error *err)
{
    bool ok = true;
    *l = (struct layer_list){ 0 };
    for (size_t i = 0; i < noperands && ok; i++) {
        char *path, *name;
        tensors_operand(operands[i], &path, &name);
        if (is_pipe(path) && !name)
            add(l, text_copy(path), stem(path), i);
        else
            ok = add_arrays(l, path, name, i, err);
        free(path);
        free(name);
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
    free(l->remark);
    *l = (struct layer_list){ 0 };
}
