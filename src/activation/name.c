/* All names that a FUNCTION may have, in one list: for suggestions and completion. */
#include "activation/formula.h"
#include "activation/framework.h"
#include "activation/vectorwise.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

static const char **list;
static size_t count;
static pthread_once_t once = PTHREAD_ONCE_INIT;

/* Strings made here live as long as the program: list holds them. */
static void add(const char *name)
{
    if ((count & (count - 1)) == 0)
        list = memory_resize(list, count ? 2 * count + 1 : 2, sizeof *list);
    list[count++] = name;
    list[count] = NULL;
}

static void add_words(const char *words)
{
    char *copy = text_copy(words ? words : ""), *rest = copy, *word;
    while ((word = strtok_r(rest, " ", &rest)))
        add(text_copy(word));
    free(copy);
}

static void make_list(void)
{
    const struct vectorwise *v;
    const struct framework_name *n;
    for (size_t i = 0; i < activation_count(); i++) {
        add(activation_row(i)->name);
        add_words(activation_row(i)->aliases);
    }
    for (const struct formula_name *f = formula_rows; f->name; f++) {
        add(f->name);
        add_words(f->aliases);
    }
    for (size_t i = 0; (v = vectorwise_row(i)); i++) {
        add(v->name);
        add_words(v->aliases);
    }
    for (size_t i = 0; (n = framework_name(i)); i++)
        add(text_format("%s.%s", n->framework, n->name));
}

const char *function_name(size_t i)
{
    pthread_once(&once, make_list);
    if (i < count)
        return list[i];
    /* the user's, which may still be added to */
    const struct formula_name *f = formula_row(formula_count() + i - count);
    return f ? f->name : NULL;
}
