/* The way of one command line: find the command, read its request, run it, deliver. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

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
        fprintf(stderr, "actfn: %s: no such command; did you mean '%s'?\n", quote(typed).text,
                near);
    else
        fprintf(stderr, "actfn: %s: no such command; see 'actfn --help'\n", quote(typed).text);
    return ERROR_USAGE;
}

bool request_report(struct request *q, struct report *r, struct error *err)
{
    if (!destination_find(q, err))
        return false;
    progress_quiet(q->delivery->quiet);
    report_init(r, q->command->name);
    for (size_t i = 0; i < q->narguments; i++)
        report_argument(r, q->arguments[i]);
    return q->command->run(q, r, err);
}

static bool run(struct request *q, FILE *out, struct error *err)
{
    struct report r = { 0 };
    bool ok;
    if (q->command->print)
        return q->command->print(q, out, err);
    ok = request_report(q, &r, err) && deliver(q, &r, out, err);
    report_free(&r);
    return ok;
}

static int help_main(int argc, char **argv, FILE *out)
{
    const struct command *c;
    if (argc < 2) {
        help_program(out);
        return EXIT_SUCCESS;
    }
    c = command_find(argv[1]);
    if (!c)
        return no_command(argv[1]);
    help_command(c, out);
    return EXIT_SUCCESS;
}

int cli_main(int argc, char **argv, FILE *out)
{
    const struct command *c = command_find(argv[0]);
    struct request q;
    struct error err = { .status = ERROR_FAILED };
    bool help = false, ok;
    if (strcmp(argv[0], "help") == 0)
        return help_main(argc, argv, out);
    if (!c)
        return no_command(argv[0]);
    ok = request_read(&q, c, argc, argv, &help, &err);
    if (ok && help)
        help_command(c, out);
    else if (ok)
        ok = run(&q, out, &err);
    if (!ok) {
        char *safe =
            text_safe(err.text); /* its parts are quoted; a part that is not must not matter */
        fprintf(stderr, "actfn: %s: %s\n", c->name, safe);
        free(safe);
    }
    request_free(&q);
    return ok ? EXIT_SUCCESS : err.status;
}
