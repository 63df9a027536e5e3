/* The way of one command line: find the command, read its request, run it, deliver. */
#include "cli/cli.h"

#include <stdlib.h>
#include <string.h>

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

/* What a word that is no command turns out to be, or why it is none. */
static int door_main(int argc, char **argv, FILE *out)
{
    struct error err = { .status = ERROR_USAGE };
    char **words = door_words(argc, argv, &err);
    int status = err.status;
    if (words) {
        status = cli_main(argc + 1, words, out);
        free((void *)words);
        return status;
    }
    char *safe = text_safe(err.text);
    fprintf(stderr, "actfn: %s\n", safe);
    free(safe);
    return status;
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
        return door_main(argc - 1, argv + 1, out);
    help_command(c, out);
    return EXIT_SUCCESS;
}

/* The functions of the user's own file, once in a program's life. What explains the program works
 * whatever that file holds. */
static bool own_read(bool needed)
{
    static bool done;
    struct error err = { .status = ERROR_FAILED };
    if (done)
        return true;
    done = true;
    if (functions_own(&err) || !needed)
        return true;
    char *safe = text_safe(err.text);
    fprintf(stderr, "actfn: %s\n", safe);
    free(safe);
    return false;
}

int cli_main(int argc, char **argv, FILE *out)
{
    const struct command *c = command_find(argv[0]);
    struct request q;
    struct error err = { .status = ERROR_FAILED };
    bool help = strcmp(argv[0], "help") == 0, ok;
    if (!own_read(c ? !c->explains : !help))
        return ERROR_FAILED;
    if (help)
        return help_main(argc, argv, out);
    if (!c)
        return door_main(argc, argv, out);
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
