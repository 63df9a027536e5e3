/* Command lines of a lesson, run in-process, each once. */
#include "cli/session.h"
#include "cli/cli.h"
#include "report/query.h"

#include <stdlib.h>
#include <string.h>

/* ---- words ---------------------------------------------------------------------------------- */

static void add_word(int *argc, char ***argv, const char *word)
{
    *argv = memory_resize(*argv, (size_t)*argc + 2, sizeof **argv);
    (*argv)[(*argc)++] = text_copy(word);
    (*argv)[*argc] = NULL;
}

/* One word into `into` (as long as the line at most); returns what is behind it, NULL where a quote
 * stays open. */
static const char *take_word(const char *at, char *into)
{
    char quoted = 0;
    for (; *at && (quoted || *at != ' '); at++) {
        if (quoted ? *at == quoted : *at == '\'' || *at == '"')
            quoted = quoted ? 0 : *at;
        else {
            if (*at == '\\' && quoted != '\'' && at[1])
                at++;
            *into++ = *at;
        }
    }
    *into = 0;
    return quoted ? NULL : at;
}

bool line_split(const char *line, int *argc, char ***argv, struct error *err)
{
    char *word = memory_new(strlen(line) + 1, 1);
    const char *at = line + strspn(line, " ");
    *argc = 0;
    *argv = NULL;
    while (at && *at && *at != '#') {
        at = take_word(at, word);
        if (at) {
            add_word(argc, argv, word);
            at += strspn(at, " ");
        }
    }
    free(word);
    if (!at)
        return error_usage(err, "%s: a quote is not closed", quote(line).text);
    if (*argc < 2 || strcmp((*argv)[0], "actfn") != 0)
        return error_usage(err, "%s: not a command line of actfn", quote(line).text);
    return true;
}

/* ---- asking --------------------------------------------------------------------------------- */

static bool report_make(const struct session *s, struct asked *a)
{
    const struct command *c = command_find(a->argv[1]);
    bool help = false;
    if (!c || c->print)
        return error_usage(&a->err, "%s: makes no report", quote(a->line).text);
    if (!request_read(&a->request, c, a->argc - 1, a->argv + 1, &help, &a->err))
        return false;
    a->request.columns = s->columns;
    a->request.colour = s->colour;
    report_free(&a->report);
    return request_report(&a->request, &a->report, &a->err);
}

struct asked *session_ask(struct session *s, const char *line)
{
    struct asked *a = s->asked;
    while (a && strcmp(a->line, line) != 0)
        a = a->next;
    if (a)
        return a;
    a = memory_new(1, sizeof *a);
    a->line = text_copy(line);
    a->next = s->asked;
    s->asked = a;
    report_init(&a->report, "");
    a->ok = line_split(line, &a->argc, &a->argv, &a->err) && report_make(s, a);
    return a;
}

void session_free(struct session *s)
{
    while (s->asked) {
        struct asked *a = s->asked;
        s->asked = a->next;
        for (int i = 0; i < a->argc; i++)
            free(a->argv[i]);
        free(a->argv);
        free(a->line);
        request_free(&a->request);
        report_free(&a->report);
        free(a);
    }
}

/* "actfn help plot", "actfn man", "actfn completion bash": no report, and nothing to keep. */
static bool prints(const struct asked *a)
{
    const struct command *c = a->argc > 1 ? command_find(a->argv[1]) : NULL;
    return a->argc > 1 && (c ? c->print != NULL : strcmp(a->argv[1], "help") == 0);
}

void session_run(struct session *s, const char *line, FILE *out)
{
    struct asked *a = session_ask(s, line);
    bool ok;
    s->last = a;
    if (ferror(out))
        return; /* nothing more gets there, and main says so, once */
    if (prints(a))
        ok = cli_main(a->argc - 1, a->argv + 1, out) == EXIT_SUCCESS;
    else
        ok = a->ok && deliver(&a->request, &a->report, out, &a->err);
    if (ok || fflush(out) != 0 || ferror(out))
        return;
    if (!prints(a))
        fprintf(stderr, "%s: %s\n", line, a->err.text);
    s->failed++;
}

void session_mention(struct session *s, const char *line)
{
    s->last = session_ask(s, line);
}

bool session_draws(struct session *s, const char *line)
{
    struct asked *a = session_ask(s, line);
    s->last = a;
    return a->ok && a->request.destination.show;
}

/* words: "COMMAND | FACT" or "| FACT", without digits. */
static bool value_find(struct session *s, const char *words, struct value *v, struct error *err)
{
    bool above = strncmp(words, "| ", 2) == 0, ok = true;
    const char *bar = above ? words : strstr(words, " | ");
    struct asked *a;
    char *line, *name;
    *v = (struct value){ 0 };
    if (!bar || (above && !s->last))
        return error_usage(err, "%s: must be COMMAND | FACT", quote(words).text);
    line = above ? text_copy(s->last->line) : text_format("actfn %.*s", (int)(bar - words), words);
    name = text_copy(bar + (above ? 2 : 3));
    a = session_ask(s, line);
    if (!a->ok) {
        *err = a->err;
        ok = false;
    } else
        ok = report_query(&a->report, name, v, err);
    free(line);
    free(name);
    return ok;
}

bool fact_find(struct session *s, const char *words, char **text, struct error *err)
{
    enum { DIGITS = 4 };
    size_t length = strlen(words), last = length;
    uint64_t digits = DIGITS;
    struct value v;
    char *fact;
    bool ok;
    while (last && words[last - 1] >= '0' && words[last - 1] <= '9')
        last--;
    if (last > 3 && last < length && strncmp(words + last - 3, " | ", 3) == 0) {
        if (!count_parse(words + last, 1, 17, &digits, err))
            return false;
        length = last - 3;
    }
    fact = text_part(words, length);
    ok = value_find(s, fact, &v, err);
    if (ok)
        *text = v.text ? v.text : number_readable(v.number, (int)digits);
    free(fact);
    return ok;
}

/* ---- claims --------------------------------------------------------------------------------- */

/* One side of a claim: {{words}}, a number or a word. Returns what follows it, NULL where it could
 * not be found. */
static const char *side_find(struct session *s, const char *at, struct value *v, struct error *err)
{
    const char *end = strncmp(at, "{{", 2) == 0 ? strstr(at, "}}") : at + strcspn(at, " ");
    struct error unused;
    char *words;
    bool ok = true;
    if (!end)
        return error_usage(err, "%s: a }} is missing", quote(at).text), NULL;
    words =
        *at == '{' ? text_part(at + 2, (size_t)(end - at - 2)) : text_part(at, (size_t)(end - at));
    *v = (struct value){ 0 };
    if (*at == '{')
        ok = value_find(s, words, v, err);
    else if (!number_parse(words, &v->number, &unused))
        v->text = text_copy(words);
    free(words);
    return ok ? end + (*at == '{' ? 2 : 0) : NULL;
}

static bool compare(char how, const struct value *a, const struct value *b)
{
    if (a->text || b->text)
        return how == '=' && a->text && b->text && strcmp(a->text, b->text) == 0;
    return how == '<'   ? a->number < b->number
           : how == '>' ? a->number > b->number
                        : a->number >= b->number && a->number <= b->number;
}

bool claim_holds(struct session *s, const char *claim, struct error *err)
{
    struct value a, b = { 0 };
    const char *at = side_find(s, claim, &a, err), *end = NULL;
    bool ok;
    if (!at)
        return false;
    if (strlen(at) < 4 || at[0] != ' ' || !strchr("<>=", at[1]) || at[2] != ' ') {
        free(a.text);
        return error_usage(err, "%s: must be A < B, A > B or A = B", quote(claim).text);
    }
    end = side_find(s, at + 3, &b, err);
    ok = end && compare(at[1], &a, &b);
    if (end && !ok)
        error_usage(err, "%s: no longer true: %s, %s", claim,
                    a.text ? a.text : number_text(a.number).text,
                    b.text ? b.text : number_text(b.number).text);
    free(a.text);
    free(b.text);
    return ok;
}
