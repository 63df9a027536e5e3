/* Command lines of a lesson, run in-process, each once. */
#include "command/live.h"

#include <stdlib.h>
#include <string.h>

/* ---- words -------------------------------------------------------------------------------------*/

static void add_word(int *argc, char ***argv, const char *word)
{
    *argv = memory_resize(*argv, (size_t)*argc + 2, sizeof **argv);
    (*argv)[(*argc)++] = text_copy(word);
    (*argv)[*argc] = NULL;
}

/* One word into `into` (as long as the line at most); returns what is behind it, NULL where a quote stays open. */
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

bool line_split(const char *line, int *argc, char ***argv, struct message *why)
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
        return message_set(why, "%s: a quote is not closed", quote(line).text);
    if (*argc < 2 || strcmp((*argv)[0], "actfn") != 0)
        return message_set(why, "%s: not a command line of actfn", quote(line).text);
    return true;
}

/* ---- asking ------------------------------------------------------------------------------------*/

static int report_make(const struct session *s, struct asked *a)
{
    bool help = false;
    a->command = command_find(a->argv[1]);
    if (!a->command || a->command->prints)
        return message_set(&a->why, "%s: makes no report", quote(a->line).text), STATUS_USAGE;
    if (!options_read(a->command, a->argc - 1, a->argv + 1, &a->options, &help, &a->why) ||
        !destination_find(&a->options, &a->destination, &a->why))
        return STATUS_USAGE;
    a->options.columns = s->columns;
    a->options.colour = s->colour;
    progress_quiet(a->options.quiet);
    report_free(&a->report);
    report_init(&a->report, a->command->name);
    for (size_t i = 0; i < a->options.narguments; i++)
        report_argument(&a->report, a->options.arguments[i]);
    return a->command->run(&a->options, &a->destination, &a->report, &a->why);
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
    a->status = line_split(line, &a->argc, &a->argv, &a->why) ? report_make(s, a) : STATUS_USAGE;
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
        options_free(&a->options);
        report_free(&a->report);
        free(a);
    }
}

/* "actfn help plot", "actfn man", "actfn completion bash": no report, and nothing to keep. */
static bool prints(const struct asked *a)
{
    return a->argc > 1 && (strcmp(a->argv[1], "help") == 0 || (a->command && a->command->prints));
}

void session_run(struct session *s, const char *line, FILE *out)
{
    struct asked *a = session_ask(s, line);
    int status;
    s->last = a;
    if (ferror(out))
        return;                    /* nothing more gets there, and main says so, once */
    if (prints(a))
        status = command_main(a->argc - 1, a->argv + 1, out);
    else
        status = a->status == STATUS_DONE ? deliver(&a->options, &a->destination, &a->report, out, &a->why) : a->status;
    if (status == STATUS_DONE || fflush(out) != 0 || ferror(out))
        return;
    if (!prints(a))
        fprintf(stderr, "%s: %s\n", line, a->why.text);
    s->failed++;
}

bool session_draws(struct session *s, const char *line)
{
    struct asked *a = session_ask(s, line);
    s->last = a;
    return a->status == STATUS_DONE && a->destination.show;
}

/* ---- facts -------------------------------------------------------------------------------------*/

/* "max(layers[layer=5,init=he].dead_percent)" taken apart in place. */
struct wanted { char *summary, *table, *keys, *column; };

static bool wanted_read(char *words, struct wanted *w)
{
    size_t length = strcspn(words, "([."), end = strlen(words);
    *w = (struct wanted){0};
    if (words[length] == '(' && words[end - 1] == ')') {
        words[length] = words[end - 1] = 0;
        w->summary = words;
        words += length + 1;
        length = strcspn(words, "[.");
    }
    w->table = words;
    if (words[length] == '[') {
        char *close = strchr(words, ']');
        if (!close || close[1] != '.')
            return false;
        words[length] = *close = 0;
        w->keys = words + length + 1;
        w->column = close + 2;
        return true;
    }
    if (words[length] != '.')
        return false;
    words[length] = 0;
    w->column = words + length + 1;
    return true;
}

static const struct column *find_column(const struct table *t, const char *name, size_t *which)
{
    for (size_t i = 0; i < t->ncolumns; i++)
        if (strcmp(t->columns[i].name, name) == 0)
            return *which = i, &t->columns[i];
    return NULL;
}

/* A whole column of numbers, stored or made. */
static bool column_numbers(const struct table *t, size_t which, double *numbers, struct message *why)
{
    double **cells = memory_new(t->ncolumns, sizeof *cells);
    bool good = true;
    for (uint64_t done = 0; good && done < t->rows;) {
        size_t count = t->rows - done < TABLE_BLOCK ? (size_t)(t->rows - done) : TABLE_BLOCK;
        cells[which] = numbers + done;
        good = table_read(t, done, &count, cells, why);
        done += count;
    }
    free(cells);
    return good;
}

/* Drops the rows whose column `name` is not `value` from keep[]. */
static bool keep_rows(const struct table *t, const char *name, const char *value, bool *keep, struct message *why)
{
    size_t which;
    const struct column *c = find_column(t, name, &which);
    double *numbers, x;
    bool good;
    if (!c)
        return message_set(why, "%s: no such column in %s", quote(name).text, t->name);
    if (c->texts) {
        for (uint64_t i = 0; i < t->rows; i++)
            keep[i] &= c->texts[i] && strcmp(c->texts[i], value) == 0;
        return true;
    }
    numbers = memory_new(t->rows, sizeof *numbers);
    good = number_parse(value, &x, why) && column_numbers(t, which, numbers, why);
    for (uint64_t i = 0; good && i < t->rows; i++)
        keep[i] &= numbers[i] >= x && numbers[i] <= x;
    free(numbers);
    return good;
}

static bool keys_read(const struct table *t, char *keys, bool *keep, struct message *why)
{
    while (keys && *keys) {
        char *next = keys + strcspn(keys, ","), *equals = strchr(keys, '=');
        if (*next)
            *next++ = 0;
        if (!equals)
            return message_set(why, "%s: must be COLUMN=VALUE", quote(keys).text);
        *equals = 0;
        if (!keep_rows(t, keys, equals + 1, keep, why))
            return false;
        keys = next;
    }
    return true;
}

static bool summary(const char *how, const double *numbers, size_t n, double *x, struct message *why)
{
    double low = numbers[0], high = numbers[0], sum = 0;
    for (size_t i = 0; i < n; i++) {
        low = numbers[i] < low ? numbers[i] : low;
        high = numbers[i] > high ? numbers[i] : high;
        sum += numbers[i];
    }
    if (!how)
        *x = numbers[0];
    else if (strcmp(how, "min") == 0)
        *x = low;
    else if (strcmp(how, "max") == 0)
        *x = high;
    else if (strcmp(how, "sum") == 0)
        *x = sum;
    else if (strcmp(how, "mean") == 0)
        *x = sum / (double)n;
    else if (strcmp(how, "count") == 0)
        *x = (double)n;
    else
        return message_set(why, "%s: must be one of: min max mean sum count", quote(how).text);
    return true;
}

/* People read 20,488,000 and 0.1997; digits beyond `digits` say nothing to them. */
static char *readable(double x, int digits)
{
    char plain[NUMBER_SIZE], *text, *to;
    size_t n;
    if (!(x > -1e15 && x < 1e15) || x < (double)(int64_t)x || x > (double)(int64_t)x)
        return text_copy(number_text_short(x, digits).text);
    n = number_print(plain, x);
    text = to = memory_new(2 * n + 1, 1);
    for (size_t i = 0; i < n; i++) {
        size_t rest = n - i - 1;
        *to++ = plain[i];
        if (n > 4 && rest && rest % 3 == 0 && plain[i] != '-')
            *to++ = ',';
    }
    return text;
}

/* What a fact is: text, or a number. */
struct value { char *text; double number; };

static bool cell_find(const struct report *r, char *words, struct value *v, struct message *why)
{
    struct wanted w;
    const struct table *t;
    const struct column *c;
    size_t which, n = 0;
    bool *keep, good;
    double *numbers;
    if (!wanted_read(words, &w) || !(t = report_find_table(r, w.table)) || !(c = find_column(t, w.column, &which)))
        return message_set(why, "%s: no such fact or column", quote(words).text);
    if (t->rows == 0 || t->rows == ROWS_UNKNOWN)
        return message_set(why, "%s: a table without rows", t->name);
    keep = memory_new(t->rows, sizeof *keep);
    numbers = memory_new(t->rows, sizeof *numbers);
    memset(keep, true, t->rows * sizeof *keep);
    good = keys_read(t, w.keys, keep, why) && (c->texts || column_numbers(t, which, numbers, why));
    for (uint64_t i = 0; good && i < t->rows; i++)
        if (keep[i] && c->texts && !v->text)
            v->text = text_copy(c->texts[i] ? c->texts[i] : "");
        else if (keep[i] && !c->texts)
            numbers[n++] = numbers[i];
    if (good && !v->text)
        good = n > 0 ? summary(w.summary, numbers, n, &v->number, why) : message_set(why, "%s: no such row", t->name);
    free(keep);
    free(numbers);
    return good;
}

/* words: "COMMAND | FACT" or "| FACT", without digits. */
static bool value_find(struct session *s, const char *words, struct value *v, struct message *why)
{
    bool above = strncmp(words, "| ", 2) == 0, good = true;
    const char *bar = above ? words : strstr(words, " | ");
    const struct fact *f;
    struct asked *a;
    char *line, *name;
    *v = (struct value){0};
    if (!bar || (above && !s->last))
        return message_set(why, "%s: must be COMMAND | FACT", quote(words).text);
    line = above ? text_copy(s->last->line) : text_format("actfn %.*s", (int)(bar - words), words);
    name = text_copy(bar + (above ? 2 : 3));
    a = session_ask(s, line);
    if (a->status != STATUS_DONE) {
        *why = a->why;
        good = false;
    } else if (!(f = report_find_fact(&a->report, name)))
        good = cell_find(&a->report, name, v, why);
    else if (f->text)
        v->text = text_copy(f->text);
    else
        v->number = f->number;
    free(line);
    free(name);
    return good;
}

bool fact_find(struct session *s, const char *words, char **text, struct message *why)
{
    enum { DIGITS = 4 };
    size_t length = strlen(words), last = length;
    uint64_t digits = DIGITS;
    struct value v;
    char *fact;
    bool good;
    while (last && words[last - 1] >= '0' && words[last - 1] <= '9')
        last--;
    if (last > 3 && last < length && strncmp(words + last - 3, " | ", 3) == 0) {
        if (!count_parse(words + last, 1, 17, &digits, why))
            return false;
        length = last - 3;
    }
    fact = text_part(words, length);
    good = value_find(s, fact, &v, why);
    if (good)
        *text = v.text ? v.text : readable(v.number, (int)digits);
    free(fact);
    return good;
}

/* ---- claims ------------------------------------------------------------------------------------*/

/* One side of a claim: {{words}}, a number or a word. Returns what follows it, NULL where it could not be found. */
static const char *side_find(struct session *s, const char *at, struct value *v, struct message *why)
{
    const char *end = strncmp(at, "{{", 2) == 0 ? strstr(at, "}}") : at + strcspn(at, " ");
    struct message unused;
    char *words;
    bool good = true;
    if (!end)
        return message_set(why, "%s: a }} is missing", quote(at).text), NULL;
    words = *at == '{' ? text_part(at + 2, (size_t)(end - at - 2)) : text_part(at, (size_t)(end - at));
    *v = (struct value){0};
    if (*at == '{')
        good = value_find(s, words, v, why);
    else if (!number_parse(words, &v->number, &unused))
        v->text = text_copy(words);
    free(words);
    return good ? end + (*at == '{' ? 2 : 0) : NULL;
}

static bool compare(char how, const struct value *a, const struct value *b)
{
    if (a->text || b->text)
        return how == '=' && a->text && b->text && strcmp(a->text, b->text) == 0;
    return how == '<' ? a->number < b->number : how == '>' ? a->number > b->number :
           a->number >= b->number && a->number <= b->number;
}

bool claim_holds(struct session *s, const char *claim, struct message *why)
{
    struct value a, b = {0};
    const char *at = side_find(s, claim, &a, why), *end = NULL;
    bool good;
    if (!at)
        return false;
    if (strlen(at) < 4 || at[0] != ' ' || !strchr("<>=", at[1]) || at[2] != ' ') {
        free(a.text);
        return message_set(why, "%s: must be A < B, A > B or A = B", quote(claim).text);
    }
    end = side_find(s, at + 3, &b, why);
    good = end && compare(at[1], &a, &b);
    if (end && !good)
        message_set(why, "%s: no longer true: %s, %s", claim, a.text ? a.text : number_text(a.number).text,
                    b.text ? b.text : number_text(b.number).text);
    free(a.text);
    free(b.text);
    return good;
}
