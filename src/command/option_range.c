/* Options of commands that look at functions over a range of x. */
#include "command/option.h"

static bool take_range(struct options *o, const char *typed, struct message *why)
{
    struct range range = {0};
    if (!range_parse(typed, &range, why))
        return false;
    free(o->range.typed);
    o->range = range;
    return true;
}

static bool take_points(struct options *o, const char *typed, struct message *why)
{
    return count_parse(typed, 1, 1000000000000, &o->points, why);
}

static bool take_at(struct options *o, const char *typed, struct message *why)
{
    free(o->at);
    o->at = NULL;
    return numbers_parse(typed, &o->at, &o->nat, why);
}

static bool take_derivatives(struct options *o, const char *typed, struct message *why)
{
    o->derivatives_given = true;
    return count_parse(typed, 0, 2, &o->derivatives, why);
}

static bool take_set(struct options *o, const char *typed, struct message *why)
{
    struct setting setting;
    if (!setting_parse(typed, &setting, why))
        return false;
    o->set = memory_resize(o->set, o->nset + 1, sizeof *o->set);
    o->set[o->nset++] = setting;
    return true;
}

static bool take_sweep(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->sweep, typed);
    return true;
}

static bool take_dtype(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->dtype, typed);
    return true;
}

static bool take_no_header(struct options *o, const char *typed, struct message *why)
{
    (void)typed, (void)why;
    o->no_header = true;
    return true;
}

static bool take_family(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->family, typed);
    return true;
}

static bool take_framework(struct options *o, const char *typed, struct message *why)
{
    (void)why;
    option_text(&o->framework, typed);
    return true;
}

const struct option_row range_options[] = {
    { 'r', "range", "LO:HI[:STEP]", "from where to where, and how far apart", NULL, take_range },
    { 'n', "points", "N", "how many points (21 in text, 1001 else)", NULL, take_points },
    { 'a', "at", "X,X,...", "just these points", NULL, take_at },
    { 'd', "derivatives", "N", "0: f; 1: f and f'; 2: f, f' and f''", NULL, take_derivatives },
    { 0, "set", "NAME=VALUE", "a parameter of the functions; may be given again", NULL, take_set },
    { 0, "sweep", "NAME=LO:HI[:COUNT]", "a family of curves over a parameter", NULL, take_sweep },
    { 0, "dtype", "NAME", "round x and the result: float64, float32, float16 or bfloat16",
      "float64 float32 float16 bfloat16", take_dtype },
    { 0, "no-header", NULL, "csv and tsv without the header row", NULL, take_no_header },
    { 0, "family", "NAME", "only this family", NULL, take_family },
    { 0, "framework", "NAME", "only what this framework has", NULL, take_framework },
    { 0 },
};
