/* --sweep NAME=LO:HI[:COUNT]: one function, many values of one parameter, a curve for each. */
#include "command/curves.h"

#include <stdlib.h>
#include <string.h>

enum { COUNT = 9, COUNT_MOST = 1000 };

/* The part after NAME=, split at its colons: LO, HI and perhaps COUNT. */
static bool values_parse(const char *typed, const char *values, struct sweep *s, struct error *err)
{
    struct range range = { 0 };
    struct grid grid;
    const char *first = strchr(values, ':'), *second = first ? strchr(first + 1, ':') : NULL;
    char *ends = second ? text_part(values, (size_t)(second - values)) : text_copy(values);
    s->count = COUNT;
    bool ok = !second || count_parse(second + 1, 2, COUNT_MOST, &s->count, err);
    ok = ok && range_parse(ends, &range, err) && grid_make(&range, s->count, &grid, err);
    free(ends);
    free(range.typed);
    if (!ok)
        return error_prefix(err, "--sweep %s: ", quote(typed).text);
    s->value = memory_new(s->count, sizeof *s->value);
    grid_points(&grid, 0, s->count, s->value);
    return true;
}

bool sweep_parse(const char *typed, struct sweep *s, struct error *err)
{
    const char *equals = strchr(typed, '=');
    *s = (struct sweep){ 0 };
    if (!equals || equals == typed)
        return error_usage(err, "--sweep %s: write NAME=LO:HI or NAME=LO:HI:COUNT: beta=0:10:9",
                           quote(typed).text);
    s->name = text_part(typed, (size_t)(equals - typed));
    if (values_parse(typed, equals + 1, s, err))
        return true;
    sweep_free(s);
    return false;
}

void sweep_free(struct sweep *s)
{
    free(s->name);
    free(s->value);
    *s = (struct sweep){ 0 };
}

/* The settings with the swept one behind them; the caller frees value. */
static struct settings with_swept(const struct settings *set, const char *name, bool *used)
{
    struct settings all = { memory_new(set->count + 1, sizeof *all.value), set->count + 1 };
    if (set->count)
        memcpy(all.value, set->value, set->count * sizeof *all.value);
    all.value[set->count] = (struct setting){ .name = name, .used = used };
    return all;
}

/* The operands once for each value; every curve carries its value in its label. */
bool sweep_functions(const struct request *q, const struct settings *set, const struct sweep *s,
                     struct function **functions, size_t *count, struct error *err)
{
    bool used = false;
    struct settings all = with_swept(set, s->name, &used);
    *functions = NULL;
    *count = 0;
    for (uint64_t i = 0; i < s->count; i++) {
        struct function *more;
        size_t n;
        all.value[set->count].value = s->value[i];
        if (!curves_functions(q, &all, &more, &n, err)) {
            functions_free(*functions, *count);
            free(all.value);
            return false;
        }
        *functions = memory_resize(*functions, *count + n, sizeof **functions);
        for (size_t k = 0; k < n; k++) {
            char *label =
                text_format("%s %s=%s", more[k].label, s->name, number_text(s->value[i]).text);
            free(more[k].label);
            more[k].label = label;
            (*functions)[(*count)++] = more[k];
        }
        free(more);
    }
    free(all.value);
    return true;
}

/* Table `sweep`: which value belongs to which columns of `values`; the figure colours by it. */
void sweep_report(const struct curves *c, struct report *r)
{
    struct table *t = report_table(r, "sweep", c->nfunctions);
    char **column = table_texts(t, "column");
    double *value = table_numbers(t, "value");
    size_t each = c->nfunctions / c->sweep.count;
    for (size_t i = 0; i < c->nfunctions; i++) {
        column[i] = text_copy(c->functions[i].label);
        value[i] = c->sweep.value[i / each];
    }
    report_fact_text(r, "sweep", c->sweep.name);
}
