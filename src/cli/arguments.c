/* From argv to a request, by getopt_long and the option rows. getopt alone would take "-3" for an
 * option and would not say what is wrong with a word. */
#include "cli/cli.h"

#include <ctype.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

/* ---- commands and their rows ---------------------------------------------------------------- */

const struct command *command_find(const char *name)
{
    const struct command *c;
    for (size_t i = 0; (c = command_row(i)); i++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static size_t own_rows(const struct command *c)
{
    size_t n = 0;
    while (c->options && c->options[n].name)
        n++;
    return n;
}

const struct option_row *command_option(const struct command *c, size_t i)
{
    size_t own = own_rows(c);
    if (i < own)
        return &c->options[i];
    const struct option_row *row = c->print ? NULL : delivery_rows;
    for (i -= own; row && row->name && i > 0; i--)
        row++;
    return row && row->name ? row : NULL;
}

bool option_is_delivery(const struct option_row *row)
{
    for (const struct option_row *own = delivery_rows; own->name; own++)
        if (own == row)
            return true;
    return false;
}

/* ---- was it given? -------------------------------------------------------------------------- */

bool option_given(const struct request *q, const void *value)
{
    const struct option_row *row;
    size_t place = (size_t)((const char *)value - (const char *)q->options);
    for (size_t i = 0; (row = command_option(q->command, i)); i++)
        if (row->place == place && (q->given >> i & 1))
            return true;
    return false;
}

/* ---- operands ------------------------------------------------------------------------------- */

static bool take_operand(struct request *q, const char *typed)
{
    q->operands = memory_resize(q->operands, q->noperands + 1, sizeof *q->operands);
    q->operands[q->noperands++] = text_copy(typed);
    return true;
}

/* Operands that are numbers, or lists of them, are further values of the command's option for
 * points: eval gelu 1.5 -2. */
static void numbers_move(struct request *q)
{
    struct numbers_list *points = (void *)((char *)q->options + q->command->points);
    size_t kept = 0;
    for (size_t i = 0; i < q->noperands; i++) {
        double *more = NULL;
        size_t n = 0;
        struct error unused;
        if (!numbers_parse(q->operands[i], &more, &n, &unused)) {
            q->operands[kept++] = q->operands[i];
            continue;
        }
        points->value = memory_resize(points->value, points->count + n, sizeof *more);
        memcpy(points->value + points->count, more, n * sizeof *more);
        points->count += n;
        free(more);
        free(q->operands[i]);
    }
    q->noperands = kept;
}

/* "-3", "-.5", "-inf", "-nan" are numbers, a lone "-" is standard input; not every getopt knows
 * that none of them is an option. */
static bool is_operand(const char *word)
{
    if (word[0] != '-')
        return false;
    return !word[1] || isdigit((unsigned char)word[1]) ||
           (word[1] == '.' && isdigit((unsigned char)word[2])) || strcmp(word, "-inf") == 0 ||
           strcmp(word, "-nan") == 0;
}

/* ---- getopt --------------------------------------------------------------------------------- */

enum { FIRST_VALUE = 256 }; /* above any letter */

/* getopt's own tables, made from the rows that this command takes; val is the row's index +
 * FIRST_VALUE. */
struct getopt_tables {
    struct option *longs;
    char shorts[128];
};

static struct getopt_tables tables_make(const struct command *c)
{
    struct getopt_tables t = { .shorts = "-:h" };
    size_t n = 0, end = strlen(t.shorts);
    const struct option_row *row;
    for (size_t i = 0; (row = command_option(c, i)); i++) {
        t.longs = memory_resize(t.longs, n + 1, sizeof *t.longs);
        t.longs[n++] = (struct option){ row->name, row->argument ? required_argument : no_argument,
                                        NULL, (int)i + FIRST_VALUE };
        if (row->letter) {
            t.shorts[end++] = row->letter;
            if (row->argument)
                t.shorts[end++] = ':';
        }
    }
    t.longs = memory_resize(t.longs, n + 2, sizeof *t.longs);
    t.longs[n++] = (struct option){ "help", no_argument, NULL, 'h' };
    t.longs[n] = (struct option){ 0 };
    return t;
}

/* getopt keeps its place in static variables; an empty command line puts them back to the start. */
static void getopt_restart(const struct getopt_tables *t)
{
    char name[] = "actfn", *nothing[] = { name, NULL };
    optind = 0;
    opterr = 0;
    getopt_long(1, nothing, t->shorts, t->longs, NULL);
}

/* The row that getopt's answer stands for; *which is its index. */
static const struct option_row *row_of(const struct command *c, int got, size_t *which)
{
    const struct option_row *row;
    for (size_t i = 0; (row = command_option(c, i)); i++)
        if (got == (int)i + FIRST_VALUE || (row->letter && got == row->letter)) {
            *which = i;
            return row;
        }
    return NULL;
}

/* ---- what getopt refused -------------------------------------------------------------------- */

static const char *next_option(const void *state, size_t i)
{
    const struct option *longs = state;
    return longs[i].name;
}

static bool unknown_option(const struct command *c, const char *word, const char *name,
                           const struct option *longs, struct error *err)
{
    const char *near = name ? name_nearest(name, next_option, longs) : NULL;
    if (near)
        return error_usage(err, "%s: unknown option; did you mean '--%s'?", quote(word).text, near);
    return error_usage(err, "%s: unknown option; see 'actfn %s --help'", quote(word).text, c->name);
}

/* "--layers, --layer": the options that begin so; the caller frees. *exact: one of them is the
 * whole name. */
static char *candidates_of(const char *name, const struct option *longs, size_t *found, bool *exact)
{
    size_t length = strlen(name);
    struct buffer all = { 0 };
    *found = 0;
    *exact = false;
    for (const struct option *row = longs; row->name; row++)
        if (strncmp(row->name, name, length) == 0) {
            buffer_item(&all, ", ", "--%s", row->name);
            *exact |= strlen(row->name) == length;
            (*found)++;
        }
    return buffer_take(&all);
}

/* An unknown option, an ambiguous one, or a value where none belongs. */
static bool refuse(const struct command *c, const char *word, const struct option *longs,
                   int letter, struct error *err)
{
    size_t found;
    bool exact;
    if (strncmp(word, "--", 2) != 0) {
        char text[3] = { '-', (char)letter, 0 };
        return unknown_option(c, letter ? text : word, NULL, longs, err);
    }
    char *name = text_part(word + 2, strcspn(word + 2, "=")),
         *candidates = candidates_of(name, longs, &found, &exact);
    if (found > 1 && !exact)
        error_usage(err, "%s: could be any of: %s", quote(word).text, candidates);
    else if (found)
        error_usage(err, "%s: takes no value; write %s", quote(word).text, candidates);
    else
        unknown_option(c, word, name, longs, err);
    free(candidates);
    free(name);
    return false;
}

/* ---- reading -------------------------------------------------------------------------------- */

/* The value of an option, of two words where one does not make it whole: --range -3 3. The
 * caller's. */
static char *value_whole(const struct option_row *row, const char *typed, int argc, char **argv)
{
    double ignored;
    struct error unused;
    if (row->kind->joins && optind < argc && number_parse(typed, &ignored, &unused) &&
        number_parse(argv[optind], &ignored, &unused))
        return text_format("%s%c%s", typed, row->kind->joins, argv[optind++]);
    return text_copy(typed);
}

/* One answer of getopt's; `word` is what it looked at. */
static bool take(struct request *q, int got, int argc, char **argv, const char *word,
                 const struct getopt_tables *t, struct error *err)
{
    size_t which;
    const struct option_row *row;
    if (got == 1)
        return take_operand(q, optarg);
    if (got == '?')
        return refuse(q->command, word, t->longs, optopt, err);
    if (got == ':')
        return error_usage(err, "%s: needs a value; see 'actfn %s --help'", quote(word).text,
                           q->command->name);
    row = row_of(q->command, got, &which);
    if (!row)
        return refuse(q->command, word, t->longs, got, err);
    q->given |= UINT64_C(1) << which;
    if (!row->argument)
        return option_read(row, NULL, q->options, err);
    bool equals = strncmp(word, "--", 2) != 0 && optarg == word + 2 && *optarg == '=';
    char *value = value_whole(row, equals ? optarg + 1 : optarg, argc, argv);
    bool ok = option_read(row, value, q->options, err);
    free(value);
    return ok;
}

static bool read_words(struct request *q, int argc, char **argv, bool *help, struct error *err)
{
    struct getopt_tables t = tables_make(q->command);
    bool ok = true;
    getopt_restart(&t);
    while (ok && !*help) {
        int before = optind, got;
        if (before < argc && is_operand(argv[before])) {
            ok = take_operand(q, argv[before]);
            optind = before + 1;
            continue;
        }
        got = getopt_long(argc, argv, t.shorts, t.longs, NULL);
        if (got == -1)
            break;
        *help = got == 'h';
        ok = *help || take(q, got, argc, argv,
                           argv[got == ':' || before >= argc ? argc - 1 : before], &t, err);
    }
    for (; ok && !*help && optind < argc; optind++)
        ok = take_operand(q, argv[optind]);
    if (ok && !*help && q->command->points)
        numbers_move(q);
    free(t.longs);
    return ok;
}

/* Defaults are words too, read as if one had typed them first. */
static bool read_presets(struct request *q, struct error *err)
{
    const struct option_row *row;
    for (size_t i = 0; (row = command_option(q->command, i)); i++)
        if (row->preset && !option_read(row, row->preset, q->options, err))
            return false;
    return true;
}

bool request_read(struct request *q, const struct command *c, int argc, char **argv, bool *help,
                  struct error *err)
{
    const char **arguments = memory_new((size_t)argc, sizeof *arguments);
    memcpy(arguments, argv + 1,
           (size_t)(argc - 1) * sizeof *arguments); /* before getopt moves words about */
    *q = (struct request){ .command = c, .arguments = arguments, .narguments = (size_t)argc - 1 };
    q->options = memory_new(1, c->size ? c->size : sizeof(struct delivery));
    q->delivery = q->options;
    return read_presets(q, err) && read_words(q, argc, argv, help, err);
}

void request_free(struct request *q)
{
    if (q->command && q->command->options)
        options_release(q->command->options, q->options);
    if (q->command && !q->command->print)
        options_release(delivery_rows, q->options);
    for (size_t i = 0; i < q->noperands; i++)
        free(q->operands[i]);
    free(q->operands);
    free((void *)(uintptr_t)q->arguments);
    free(q->options);
    *q = (struct request){ 0 };
}
