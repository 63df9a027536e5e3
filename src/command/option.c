/* From argv to struct options, by getopt_long and the option rows. getopt alone would take "-3" for an option and would not
 * say what is wrong with a word. */
#include "command/option.h"

#include <ctype.h>
#include <getopt.h>

/* In the order that --help shows them. */
static const struct option_row *const groups[] = {
    range_options,
    stack_options,
    network_options,
    ffn_options,
    guide_options,
    figure_options,
    delivery_options,
};

const struct option_row *option_row(size_t i)
{
    for (size_t g = 0; g < sizeof groups / sizeof *groups; g++)
        for (const struct option_row *row = groups[g]; row->name; row++)
            if (i-- == 0)
                return row;
    return NULL;
}

static bool in_group(const struct option_row *group, const struct option_row *row)
{
    for (; group->name; group++)
        if (group == row)
            return true;
    return false;
}

bool word_in(const char *words, const char *word)
{
    size_t length = word && !strchr(word, ' ') ? strlen(word) : 0;   /* two of the words are none of them */
    for (const char *at = length ? words : NULL; at && (at = strstr(at, word)); at += length)
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || !at[length]))
            return true;
    return false;
}

bool option_is_delivery(const struct option_row *row)
{
    return in_group(delivery_options, row);
}

bool command_takes(const struct command *c, const struct option_row *row)
{
    return option_is_delivery(row) ? !c->prints : word_in(c->options, row->name);
}

const char *option_default(const struct command *c, const struct option_row *row)
{
    static char value[128];
    char key[64];
    int length = snprintf(key, sizeof key, "--%s=", row->name);
    for (const char *at = c->defaults; at && *at; at += strcspn(at, " "), at += strspn(at, " "))
        if (strncmp(at, key, (size_t)length) == 0) {
            snprintf(value, sizeof value, "%.*s", (int)strcspn(at + length, " "), at + length);
            return value;
        }
    return NULL;
}

void option_text(char **where, const char *typed)
{
    free(*where);
    *where = text_copy(typed);
}

void options_free(struct options *o)
{
    char *texts[] = {
        o->output, o->format, o->table, o->title, o->theme, o->terminal, o->figure,   /* option_delivery.c */
        o->sweep, o->dtype, o->family, o->framework,                                    /* option_range.c */
        o->activation, o->init,                                                         /* option_stack.c */
        o->data, o->target, o->optimizer,                                               /* option_network.c */
        o->block, o->inputs,                                                            /* option_ffn.c */
        o->html,                                                                        /* option_guide.c */
    };
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        free(texts[i]);
    for (size_t i = 0; i < o->noperands; i++)
        free(o->operands[i]);
    for (size_t i = 0; i < o->nset; i++)
        free((char *)o->set[i].name);
    free(o->operands);
    free(o->arguments);
    free(o->range.typed);
    free(o->at);
    free(o->set);
    free(o->widths);
    free(o->shape);
    *o = (struct options){0};
}

static bool take(struct options *o, const struct option_row *row, const char *typed, struct message *why)
{
    struct message what;
    if (typed && !*typed)
        return message_set(why, "--%s '': nothing given; write --%s=%s", row->name, row->name, row->argument);
    if (row->choices && !word_in(row->choices, typed))
        return message_set(why, "--%s %s: must be one of: %s", row->name, quote(typed).text, row->choices);
    if (row->take(o, typed, &what))
        return true;
    return message_set(why, "--%s %s", row->name, what.text);
}

static bool take_operand(struct options *o, const char *typed)
{
    o->operands = memory_resize(o->operands, o->noperands + 1, sizeof *o->operands);
    o->operands[o->noperands++] = text_copy(typed);
    return true;
}

/* "-3", "-.5", "-inf", "-nan" are numbers, a lone "-" is standard input; not every getopt knows that none of them is an option. */
static bool is_operand(const char *word)
{
    if (word[0] != '-')
        return false;
    return !word[1] || isdigit((unsigned char)word[1]) || (word[1] == '.' && isdigit((unsigned char)word[2])) ||
           strcmp(word, "-inf") == 0 || strcmp(word, "-nan") == 0;
}

/* getopt's own tables, made from the rows that this command takes; val is the row's index + 256. */
struct getopt_tables { struct option *longs; char shorts[128]; };

static struct getopt_tables tables_make(const struct command *c)
{
    struct getopt_tables t = { .shorts = "-:h" };
    size_t n = 0, end = strlen(t.shorts);
    const struct option_row *row;
    for (size_t i = 0; (row = option_row(i)); i++) {
        if (!command_takes(c, row))
            continue;
        t.longs = memory_resize(t.longs, n + 1, sizeof *t.longs);
        t.longs[n++] = (struct option){ row->name, row->argument ? required_argument : no_argument, NULL, (int)i + 256 };
        if (row->letter) {
            t.shorts[end++] = row->letter;
            if (row->argument)
                t.shorts[end++] = ':';
        }
    }
    t.longs = memory_resize(t.longs, n + 2, sizeof *t.longs);
    t.longs[n++] = (struct option){ "help", no_argument, NULL, 'h' };
    t.longs[n] = (struct option){0};
    return t;
}

static const char *next_option(const void *state, size_t i)
{
    const struct option *longs = state;
    return longs[i].name;
}

/* What getopt refused: an unknown option, an ambiguous one, or a value where none belongs. */
static bool refuse(const struct command *c, const char *word, const struct option *longs, int letter, struct message *why)
{
    char *name, *candidates;
    size_t length, found = 0;
    bool exact = false;
    if (strncmp(word, "--", 2) != 0) {
        char text[3] = { '-', (char)letter, 0 };
        return message_set(why, "%s: no such option; see 'actfn %s --help'", quote(letter ? text : word).text, c->name);
    }
    length = strcspn(word + 2, "=");
    name = text_part(word + 2, length);
    candidates = text_copy("");
    for (const struct option *row = longs; row->name; row++)
        if (strncmp(row->name, name, length) == 0) {
            char *more = text_format("%s%s--%s", candidates, found ? ", " : "", row->name);
            free(candidates);
            candidates = more;
            exact |= strlen(row->name) == length;
            found++;
        }
    if (found > 1 && !exact)
        message_set(why, "%s: could be any of: %s", quote(word).text, candidates);
    else if (found)
        message_set(why, "%s: takes no value; write %s", quote(word).text, candidates);
    else {
        const char *near = name_nearest(name, next_option, longs);
        if (near)
            message_set(why, "%s: no such option; did you mean '--%s'?", quote(word).text, near);
        else
            message_set(why, "%s: no such option; see 'actfn %s --help'", quote(word).text, c->name);
    }
    free(candidates);
    free(name);
    return false;
}

/* getopt keeps its place in static variables; an empty command line puts them back to the start. */
static void getopt_restart(const struct getopt_tables *t)
{
    char name[] = "actfn", *nothing[] = { name, NULL };
    optind = 0;
    opterr = 0;
    getopt_long(1, nothing, t->shorts, t->longs, NULL);
}

/* One word list, through getopt. */
static bool read_words(const struct command *c, int argc, char **argv, struct options *o, bool *help, struct message *why)
{
    struct getopt_tables t = tables_make(c);
    bool good = true;
    getopt_restart(&t);
    while (good && !*help) {
        int before = optind, got;
        if (before < argc && is_operand(argv[before])) {
            good = take_operand(o, argv[before]);
            optind = before + 1;
            continue;
        }
        got = getopt_long(argc, argv, t.shorts, t.longs, NULL);
        if (got == -1)
            break;
        if (got == 1)
            good = take_operand(o, optarg);
        else if (got == 'h')
            *help = true;
        else if (got == '?')
            good = refuse(c, argv[before < argc ? before : argc - 1], t.longs, optopt, why);
        else if (got == ':')
            good = message_set(why, "%s: needs a value; see 'actfn %s --help'", quote(argv[argc - 1]).text, c->name);
        else
            for (size_t i = 0; good && option_row(i); i++) {
                const struct option_row *row = option_row(i);
                if (got == (int)i + 256 || (row->letter == got && command_takes(c, row))) {
                    good = take(o, row, row->argument ? optarg : NULL, why);
                    break;
                }
            }
    }
    for (; good && !*help && optind < argc; optind++)
        good = take_operand(o, argv[optind]);
    free(t.longs);
    return good;
}

/* The command's defaults, as if typed first. */
static bool read_defaults(const struct command *c, struct options *o, struct message *why)
{
    const struct option_row *row;
    o->seed = 42;
    for (size_t i = 0; (row = option_row(i)); i++) {
        const char *value = command_takes(c, row) ? option_default(c, row) : NULL;
        if (value && !take(o, row, value, why))
            return false;
    }
    o->layer_given = o->layers_given = o->width_given = o->derivatives_given = o->rate_given = o->steps_given = false;
    o->samples_given = false;
    return true;
}

bool options_read(const struct command *c, int argc, char **argv, struct options *o, bool *help, struct message *why)
{
    o->command = c->name;
    o->narguments = (size_t)argc - 1;
    o->arguments = memory_new(o->narguments, sizeof *o->arguments);   /* before getopt moves words about */
    memcpy(o->arguments, argv + 1, o->narguments * sizeof *o->arguments);
    return read_defaults(c, o, why) && read_words(c, argc, argv, o, help, why);
}
