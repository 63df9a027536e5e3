/* Lists of names, gathered from the rows of the computing modules. */
#include "parse/names.h"
#include "activation/activation.h"
#include "activation/vectorwise.h"
#include "network/network.h"

#include <stdlib.h>
#include <string.h>

/* ---- lists that have to be gathered --------------------------------------------------------- */

static const char *family_of(size_t i)
{
    if (i < activation_count())
        return activation_row(i)->family;
    const struct formula_name *f = formula_row(i - activation_count());
    size_t n = 0;
    if (f)
        return f->family;
    while (formula_row(n))
        n++;
    return vectorwise_row(i - activation_count() - n) ? "vector-wise" : NULL;
}

static const char *framework_of(size_t i)
{
    return framework_name(i) ? framework_name(i)->framework : NULL;
}

/* The i-th name of a list in which equal names may come again. */
static const char *distinct(const char *(*next)(size_t), size_t i)
{
    const char *name, *earlier;
    for (size_t k = 0; (name = next(k)); k++) {
        size_t first = 0;
        while ((earlier = next(first)) && strcmp(earlier, name) != 0)
            first++;
        if (first == k && i-- == 0)
            return name;
    }
    return NULL;
}

static const char *next_family(size_t i)
{
    return distinct(family_of, i);
}

static const char *next_framework(size_t i)
{
    return distinct(framework_of, i);
}

static const char *next_init(size_t i)
{
    return init_name(i);
}

static const char *next_task(size_t i)
{
    return task_row(i) ? task_row(i)->name : NULL;
}

static const char *next_dtype(size_t i)
{
    return dtype_row(i) ? dtype_row(i)->name : NULL;
}

const struct names names_functions = { "function", function_name, true };
const struct names names_inits = { "init", next_init, true };
const struct names names_tasks = { "data", next_task, false };
const struct names names_families = { "family", next_family, false };
const struct names names_frameworks = { "framework", next_framework, false };
const struct names names_dtypes = { "number format", next_dtype, false };

/* ---- asking them ---------------------------------------------------------------------------- */

static const char *next_of(const void *state, size_t i)
{
    const struct names *names = state;
    return names->next(i);
}

bool names_has(const struct names *names, const char *typed, struct error *err)
{
    const char *name, *near;
    for (size_t i = 0; (name = names->next(i)); i++)
        if (name_equal(name, typed))
            return true;
    near = name_nearest(typed, next_of, names);
    if (near)
        return error_usage(err, "%s: unknown %s; did you mean '%s'?", quote(typed).text, names->of,
                           near);
    struct buffer all = { 0 };
    for (size_t i = 0; (name = names->next(i)); i++)
        buffer_item(&all, ", ", "%s", name);
    error_usage(err, "%s: unknown %s; there are: %s", quote(typed).text, names->of, all.bytes);
    free(all.bytes);
    return false;
}

const char *word_row(const char *words, size_t i)
{
    static char word[64];
    size_t length;
    for (; *words; words += length) {
        words += strspn(words, " ");
        length = strcspn(words, " ");
        if (length == 0 || length >= sizeof word)
            return NULL;
        if (i-- == 0) {
            memcpy(word, words, length);
            word[length] = 0;
            return word;
        }
    }
    return NULL;
}

/* ---- what the manual says of them ----------------------------------------------------------- */

bool named_activation(size_t i, struct named *n)
{
    if (i >= activation_count())
        return false;
    const struct activation *a = activation_row(i);
    *n = (struct named){ .name = a->name, .aliases = a->aliases, .text = a->formula };
    return true;
}

bool named_formula(size_t i, struct named *n)
{
    const struct formula_name *f = formula_row(i);
    if (!f || f->own)
        return false;
    *n = (struct named){
        .name = f->name, .aliases = f->aliases, .text = f->call.meaning, .more = f->call.parameters
    };
    return true;
}

bool named_vectorwise(size_t i, struct named *n)
{
    const struct vectorwise *v = vectorwise_row(i);
    if (!v)
        return false;
    *n = (struct named){ .name = v->name, .aliases = v->aliases, .text = v->formula };
    return true;
}

bool named_framework(size_t i, struct named *n, const char **framework)
{
    const struct framework_name *f = framework_name(i);
    if (!f)
        return false;
    *n = (struct named){ .name = f->name, .text = f->meaning, .more = f->parameters };
    *framework = f->framework;
    return true;
}
