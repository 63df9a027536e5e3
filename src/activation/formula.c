/* Functions that are formulas with a name: those of the catalogue, and what a user defines. */
#include "activation/formula.h"

#include <stdlib.h>
#include <string.h>

/* The user's, in the order in which they were defined; they live as long as the program. */
static struct formula_name **own;
static size_t nown;

size_t formula_count(void)
{
    size_t n = 0;
    while (formula_rows[n].name)
        n++;
    return n;
}

const struct formula_name *formula_row(size_t i)
{
    size_t n = formula_count();
    if (i < n)
        return &formula_rows[i];
    return i - n < nown ? own[i - n] : NULL;
}

static bool among(const char *words, const char *name)
{
    for (; words && *words; words += strspn(words, " ")) {
        size_t length = strcspn(words, " ");
        char *word = text_part(words, length);
        bool same = name_equal(word, name);
        free(word);
        if (same)
            return true;
        words += length;
    }
    return false;
}

const struct formula_name *formula_find(const char *name)
{
    const struct formula_name *f;
    for (size_t i = 0; (f = formula_row(i)); i++)
        if (name_equal(f->name, name) || among(f->aliases, name))
            return f;
    return NULL;
}

void formula_add(char *name, char *meaning, char *parameters)
{
    struct formula_name *f = memory_new(1, sizeof *f);
    *f = (struct formula_name){ .name = name,
                                .family = "own",
                                .about = "a function of your own",
                                .own = true,
                                .call = { "", name, meaning, parameters, NULL } };
    own = memory_resize(own, nown + 1, sizeof *own);
    own[nown++] = f;
}
