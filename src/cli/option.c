/* Kinds of values: one reader and one release for each C type. */
#include "cli/option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- flags and numbers ---------------------------------------------------------------------- */

static bool read_flag(const struct option_row *row, const char *typed, void *value,
                      struct error *err)
{
    (void)row, (void)typed, (void)err;
    *(bool *)value = true;
    return true;
}

static bool read_unflag(const struct option_row *row, const char *typed, void *value,
                        struct error *err)
{
    (void)row, (void)typed, (void)err;
    *(bool *)value = false;
    return true;
}

static bool read_count(const struct option_row *row, const char *typed, void *value,
                       struct error *err)
{
    struct error unused;
    uint64_t any;
    if (row->below && count_parse(typed, 0, row->high, &any, &unused) && any < row->low)
        return error_usage(err, "%s: too small; at least %llu; %s", quote(typed).text,
                           (unsigned long long)row->low, row->below);
    return count_parse(typed, row->low, row->high, value, err);
}

static bool read_integer(const struct option_row *row, const char *typed, void *value,
                         struct error *err)
{
    double x, most = (double)row->high;
    if (!number_parse(typed, &x, err))
        return false;
    if (!(fabs(x) <= most) || x != floor(x))
        return error_usage(err, "%s: must be a whole number from -%g to %g", quote(typed).text,
                           most, most);
    *(int64_t *)value = (int64_t)x;
    return true;
}

static bool read_number(const struct option_row *row, const char *typed, void *value,
                        struct error *err)
{
    double *x = value;
    (void)row;
    if (!number_parse(typed, x, err))
        return false;
    return isfinite(*x) || error_usage(err, "%s: must be finite", quote(typed).text);
}

static bool read_amount(const struct option_row *row, const char *typed, void *value,
                        struct error *err)
{
    if (!read_number(row, typed, value, err))
        return false;
    return *(double *)value >= 0 || error_usage(err, "%s: must not be negative", quote(typed).text);
}

static bool read_rate(const struct option_row *row, const char *typed, void *value,
                      struct error *err)
{
    if (!read_amount(row, typed, value, err))
        return false;
    return *(double *)value > 0 ||
           error_usage(err, "%s: a learning rate above 0", quote(typed).text);
}

const struct option_kind option_flag = { .read = read_flag };
const struct option_kind option_unflag = { .read = read_unflag };
const struct option_kind option_count = { .read = read_count };
const struct option_kind option_integer = { .read = read_integer };
const struct option_kind option_number = { .read = read_number };
const struct option_kind option_amount = { .read = read_amount };
const struct option_kind option_rate = { .read = read_rate };

/* ---- text ----------------------------------------------------------------------------------- */

static void release_text(void *value)
{
    free(*(char **)value);
    *(char **)value = NULL;
}

static bool read_text(const struct option_row *row, const char *typed, void *value,
                      struct error *err)
{
    (void)row, (void)err;
    release_text(value);
    *(char **)value = text_copy(typed);
    return true;
}

const struct option_kind option_text = { .read = read_text, .release = release_text };

/* ---- functions of one's own ----------------------------------------------------------------- */

static bool read_definition(const struct option_row *row, const char *typed, void *value,
                            struct error *err)
{
    return formula_define(typed, err) && read_text(row, typed, value, err);
}

const struct option_kind option_definition = { .read = read_definition,
                                               .release = release_text,
                                               .repeats = true };

/* ---- number formats ------------------------------------------------------------------------- */

static bool read_dtype(const struct option_row *row, const char *typed, void *value,
                       struct error *err)
{
    const struct dtype *d = dtype_find(typed);
    if (!d) {
        struct buffer all = { 0 };
        for (size_t i = 0; dtype_row(i); i++)
            buffer_item(&all, " ", "%s", dtype_row(i)->name);
        error_usage(err, "%s: must be one of: %s", quote(typed).text, all.bytes);
        free(all.bytes);
        return false;
    }
    (void)row;
    *(const struct dtype **)value = d;
    return true;
}

const struct option_kind option_dtype = { .read = read_dtype };

/* A count, or "all". */
static bool read_points_count(const struct option_row *row, const char *typed, void *value,
                              struct error *err)
{
    if (strcmp(typed, "all") == 0) {
        *(uint64_t *)value = POINTS_ALL;
        return true;
    }
    return count_parse(typed, row->low, row->high, value, err);
}

const struct option_kind option_points = { .read = read_points_count };

/* ---- lists ---------------------------------------------------------------------------------- */

static void release_counts(void *value)
{
    struct counts *list = value;
    free(list->value);
    *list = (struct counts){ 0 };
}

static bool read_counts(const struct option_row *row, const char *typed, void *value,
                        struct error *err)
{
    struct counts *list = value;
    release_counts(list);
    return shape_parse(typed, (size_t)row->low, &list->value, &list->count, err);
}

static void release_points(void *value)
{
    struct numbers_list *list = value;
    free(list->value);
    *list = (struct numbers_list){ 0 };
}

static bool read_points(const struct option_row *row, const char *typed, void *value,
                        struct error *err)
{
    struct numbers_list *list = value;
    (void)row;
    release_points(list);
    return numbers_parse(typed, &list->value, &list->count, err);
}

static void release_settings(void *value)
{
    struct settings *list = value;
    for (size_t i = 0; i < list->count; i++)
        setting_free(&list->value[i]);
    free(list->value);
    *list = (struct settings){ 0 };
}

static bool read_setting(const struct option_row *row, const char *typed, void *value,
                         struct error *err)
{
    struct settings *list = value;
    struct setting setting;
    (void)row;
    if (!setting_parse(typed, &setting, err))
        return false;
    list->value = memory_resize(list->value, list->count + 1, sizeof *list->value);
    list->value[list->count++] = setting;
    return true;
}

const struct option_kind option_counts = { .read = read_counts, .release = release_counts };
const struct option_kind option_numbers = { .read = read_points, .release = release_points };
const struct option_kind option_settings = { .read = read_setting,
                                             .release = release_settings,
                                             .repeats = true };

/* ---- ranges and sizes ----------------------------------------------------------------------- */

static void release_range(void *value)
{
    struct range *range = value;
    free(range->typed);
    *range = (struct range){ 0 };
}

static bool read_range(const struct option_row *row, const char *typed, void *value,
                       struct error *err)
{
    struct range range = { 0 };
    (void)row;
    if (!range_parse(typed, &range, err))
        return false;
    release_range(value);
    *(struct range *)value = range;
    return true;
}

static bool read_interval(const struct option_row *row, const char *typed, void *value,
                          struct error *err)
{
    const struct range *range = value;
    if (!read_range(row, typed, value, err))
        return false;
    return !range->has_step ||
           error_usage(err, "%s: a step has no meaning here; write LO:HI", quote(typed).text);
}

static bool read_size(const struct option_row *row, const char *typed, void *value,
                      struct error *err)
{
    const char *cross = strpbrk(typed, "xX");
    uint64_t width = 0, height = 0;
    struct error unused;
    bool ok = false;
    (void)row;
    if (cross) {
        char *first = text_part(typed, (size_t)(cross - typed));
        ok = count_parse(first, 1, 30000, &width, &unused) &&
             count_parse(cross + 1, 1, 30000, &height, &unused);
        free(first);
    }
    if (!ok)
        return error_usage(err, "%s: not a size; write WIDTHxHEIGHT, each 1 to 30000: 1280x720",
                           quote(typed).text);
    *(struct size *)value = (struct size){ (double)width, (double)height };
    return true;
}

const struct option_kind option_range = { .read = read_range,
                                          .release = release_range,
                                          .joins = ':' };
const struct option_kind option_interval = { .read = read_interval,
                                             .release = release_range,
                                             .joins = ':' };
const struct option_kind option_size = { .read = read_size };

/* ---- rows ----------------------------------------------------------------------------------- */

bool word_in(const char *words, const char *word)
{
    size_t length =
        word && !strchr(word, ' ') ? strlen(word) : 0; /* two of the words are none of them */
    for (const char *at = length ? words : NULL; at && (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

static bool is_name(const struct names *names, const char *typed)
{
    const char *name;
    for (size_t i = 0; (name = names->next(i)); i++)
        if (strcmp(name, typed) == 0)
            return true;
    return false;
}

static bool not_a_name(const struct option_row *row, const char *typed, struct error *err)
{
    const char *name;
    error_usage(err, "--%s %s: must be one of:", row->name, quote(typed).text);
    for (size_t i = 0; (name = row->names->next(i)); i++) {
        size_t length = strlen(err->text);
        snprintf(err->text + length, sizeof err->text - length, " %s", name);
    }
    return false;
}

bool option_read(const struct option_row *row, const char *typed, void *options, struct error *err)
{
    if (typed && !*typed)
        return error_usage(err, "--%s '': nothing given; write --%s=%s", row->name, row->name,
                           row->argument);
    if (row->choices && !word_in(row->choices, typed))
        return error_usage(err, "--%s %s: must be one of: %s", row->name, quote(typed).text,
                           row->choices);
    if (row->named && !is_name(row->names, typed))
        return not_a_name(row, typed, err);
    if (row->kind->read(row, typed, (char *)options + row->place, err))
        return true;
    return error_prefix(err, "--%s ", row->name);
}

void options_release(const struct option_row *rows, void *options)
{
    for (const struct option_row *row = rows; row->name; row++)
        if (row->kind->release)
            row->kind->release((char *)options + row->place);
}
