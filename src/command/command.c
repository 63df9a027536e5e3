/* The list of commands, and the way of one command line: find the command, read its options, run it, deliver. */
#include "command/command.h"

#include <string.h>
#include <stdlib.h>

extern const struct command command_list;
extern const struct command command_eval;
extern const struct command command_plot;
extern const struct command command_info;
extern const struct command command_compare;
extern const struct command command_bench;
extern const struct command command_collapse;
extern const struct command command_dead;
extern const struct command command_flow;
extern const struct command command_fit;
extern const struct command command_ffn;
extern const struct command command_lesson;
extern const struct command command_completion;
extern const struct command command_man;

/* One line a command, in the order that --help shows them. */
static const struct command *const commands[] = {
    &command_list,
    &command_eval,
    &command_plot,
    &command_info,
    &command_compare,
    &command_bench,
    &command_collapse,
    &command_dead,
    &command_flow,
    &command_fit,
    &command_ffn,
    &command_lesson,
    &command_completion,
    &command_man,
};

const struct command *command_row(size_t i)
{
    return i < sizeof commands / sizeof *commands ? commands[i] : NULL;
}

const struct command *command_find(const char *name)
{
    const struct command *c;
    for (size_t i = 0; (c = command_row(i)); i++)
        if (strcmp(c->name, name) == 0)
            return c;
    return NULL;
}

static const char *next_command(const void *state, size_t i)
{
    (void)state;
    return command_row(i) ? command_row(i)->name : NULL;
}

static int no_command(const char *typed)
{
    const char *near = name_nearest(typed, next_command, NULL);
    if (near)
        fprintf(stderr, "actfn: %s: no such command; did you mean '%s'?\n", quote(typed).text, near);
    else
        fprintf(stderr, "actfn: %s: no such command; see 'actfn --help'\n", quote(typed).text);
    return STATUS_USAGE;
}

static int run(const struct command *c, struct options *o, FILE *out, struct message *why)
{
    struct destination d;
    struct report r;
    int status;
    if (c->prints)
        return c->print(o, out, why);
    if (!destination_find(o, &d, why))
        return STATUS_USAGE;
    progress_quiet(o->quiet);
    report_init(&r, c->name);
    for (size_t i = 0; i < o->narguments; i++)
        report_argument(&r, o->arguments[i]);
    status = c->run(o, &d, &r, why);
    if (status == STATUS_DONE)
        status = deliver(o, &d, &r, out, why);
    report_free(&r);
    return status;
}

static int help_main(int argc, char **argv, FILE *out)
{
    const struct command *c;
    if (argc < 2) {
        help_program(out);
        return STATUS_DONE;
    }
    c = command_find(argv[1]);
    if (!c)
        return no_command(argv[1]);
    help_command(c, out);
    return STATUS_DONE;
}

int command_main(int argc, char **argv, FILE *out)
{
    const struct command *c = command_find(argv[0]);
    struct options o = {0};
    struct message why = { "" };
    bool help = false;
    int status;
    if (strcmp(argv[0], "help") == 0)
        return help_main(argc, argv, out);
    if (!c)
        return no_command(argv[0]);
    if (!options_read(c, argc, argv, &o, &help, &why))
        status = STATUS_USAGE;
    else if (help) {
        help_command(c, out);
        status = STATUS_DONE;
    } else
        status = run(c, &o, out, &why);
    if (status != STATUS_DONE) {
        char *safe = text_safe(why.text);       /* its parts are quoted; a part that is not must not matter */
        fprintf(stderr, "actfn: %s: %s\n", c->name, safe);
        free(safe);
    }
    options_free(&o);
    return status;
}
