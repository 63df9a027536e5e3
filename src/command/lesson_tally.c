/* The answers of a room, counted. */
#include "command/lesson.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* So many gave this answer to this question. */
struct tally_row {
    char *lesson, *question, *answer;
    double count;
    size_t order; /* of its question: by first appearance */
};
struct tally {
    struct tally_row *row;
    size_t count, questions, answers;
};

static void tally_free(struct tally *t)
{
    for (size_t i = 0; i < t->count; i++) {
        free(t->row[i].lesson);
        free(t->row[i].question);
        free(t->row[i].answer);
    }
    free(t->row);
}

static void tally_add(struct tally *t, char *const cell[3])
{
    size_t order = t->questions;
    t->answers++;
    for (size_t i = 0; i < t->count; i++) {
        struct tally_row *r = &t->row[i];
        if (strcmp(r->lesson, cell[0]) != 0 || strcmp(r->question, cell[1]) != 0)
            continue;
        order = r->order;
        if (name_equal(r->answer, cell[2])) {
            r->count++;
            return;
        }
    }
    t->questions += order == t->questions;
    t->row = memory_resize(t->row, t->count + 1, sizeof *t->row);
    t->row[t->count++] = (struct tally_row){ .lesson = text_copy(cell[0]),
                                             .question = text_copy(cell[1]),
                                             .answer = text_copy(cell[2]),
                                             .count = 1,
                                             .order = order };
}

/* Question by question, the most frequent answer first. */
static int by_question(const void *a, const void *b)
{
    const struct tally_row *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return strcmp(x->answer, y->answer);
}

/* ---- reading what --answers wrote ----------------------------------------------------------- */

/* The cell at *at, which moves behind it; the caller frees. */
static char *take_cell(const char **at)
{
    struct buffer b = { 0 };
    const char *c = *at;
    bool quoted = *c == '"';
    for (c += quoted; *c && (quoted || (*c != ',' && *c != '\n' && *c != '\r')); c++) {
        if (quoted && *c == '"' && *++c != '"')
            break;
        buffer_add(&b, c, 1);
    }
    *at = c;
    return buffer_take(&b);
}

/* A row of five cells or more; false: it is none. */
static bool take_row(const char **at, char *cell[3])
{
    size_t cells = 0;
    for (size_t i = 0; i < 3; i++)
        cell[i] = NULL;
    for (;; (*at)++) {
        char *one = take_cell(at);
        if (cells < 3)
            cell[cells] = one;
        else
            free(one);
        cells++;
        if (**at != ',')
            break;
    }
    *at += strspn(*at, "\r\n");
    return cells >= 5;
}

static bool read_answers(struct tally *t, const char *path, struct error *err)
{
    struct buffer b = { 0 };
    char bytes[4096];
    FILE *file = fopen(path, "re");
    if (!file)
        return error_set(err, "%s: %s", quote(path).text, strerror(errno));
    for (size_t got; (got = fread(bytes, 1, sizeof bytes, file)) > 0;)
        buffer_add(&b, bytes, got);
    bool ok = !ferror(file) || error_set(err, "%s: cannot be read", quote(path).text);
    fclose(file);
    char *text = buffer_take(&b);
    const char *at = text;
    for (size_t line = 1; ok && *at; line++) {
        char *cell[3];
        ok = take_row(&at, cell) ||
             error_set(err, "%s: row %zu: needs lesson,question,answer,truth,right",
                       quote(path).text, line);
        if (ok && !(line == 1 && strcmp(cell[0], "lesson") == 0))
            tally_add(t, cell);
        for (size_t i = 0; i < 3; i++)
            free(cell[i]);
    }
    free(text);
    return ok;
}

/* ---- the report ----------------------------------------------------------------------------- */

static void tally_report(const struct tally *t, struct report *report)
{
    struct table *table = report_table(report, "tally", t->count);
    char **lesson = table_texts(table, "lesson"), **question = table_texts(table, "question"),
         **answer = table_texts(table, "answer");
    double *count = table_numbers(table, "count");
    for (size_t i = 0; i < t->count; i++) {
        lesson[i] = text_copy(t->row[i].lesson);
        question[i] = text_copy(t->row[i].question);
        answer[i] = text_copy(*t->row[i].answer ? t->row[i].answer : "(no guess)");
        count[i] = t->row[i].count;
    }
    report_headline(report, "%zu answer%s to %zu question%s", t->answers,
                    t->answers == 1 ? "" : "s", t->questions, t->questions == 1 ? "" : "s");
    report_figure(report, "tally");
}

bool lesson_tally(const struct request *q, FILE *out, struct error *err)
{
    struct request own = *q;
    struct tally t = { 0 };
    struct report report;
    bool ok = q->noperands > 0 ||
              error_usage(err, "--tally: which files? give those that --answers wrote");
    for (size_t i = 0; i < q->noperands && ok; i++)
        ok = read_answers(&t, q->operands[i], err);
    if (ok && destination_find(&own, err)) {
        if (t.count > 0)
            qsort(t.row, t.count, sizeof *t.row, by_question);
        report_init(&report, "lesson");
        for (size_t i = 0; i < q->narguments; i++)
            report_argument(&report, q->arguments[i]);
        tally_report(&t, &report);
        ok = deliver(&own, &report, out, err);
        report_free(&report);
    } else {
        ok = false;
    }
    tally_free(&t);
    return ok;
}
