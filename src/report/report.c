/* The report: what a command found, before anyone decides how to show it. */
#include "report/report.h"
#include "report/table.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

void report_init(struct report *r, const char *command)
{
    memset(r, 0, sizeof *r);
    r->command = command;
    r->headline = text_copy("");
}

void report_free(struct report *r)
{
    for (size_t i = 0; i < r->nsentences; i++) {
        free(r->sentences[i].term);
        free(r->sentences[i].text);
    }
    for (size_t i = 0; i < r->nfacts; i++) {
        free(r->facts[i].name);
        free(r->facts[i].text);
    }
    for (size_t i = 0; i < r->ntables; i++) {
        table_free(r->tables[i]);
    }
    for (size_t i = 0; i < r->nnotes; i++) {
        free(r->notes[i]);
    }
    for (size_t i = 0; i < r->narguments; i++) {
        free(r->arguments[i]);
    }
    free(r->sentences);
    free(r->facts);
    free(r->tables);
    free(r->notes);
    free(r->arguments);
    free(r->headline);
    free(r->subtitle);
    free(r->figure);
    free(r->listing);
    memset(r, 0, sizeof *r);
}

void report_argument(struct report *r, const char *word)
{
    r->arguments = memory_resize(r->arguments, r->narguments + 1, sizeof *r->arguments);
    r->arguments[r->narguments++] = text_copy(word);
}

void report_headline(struct report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = text_format_list(format, args);
    va_end(args);
    free(r->headline);
    r->headline = text;
}

void report_subtitle(struct report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = text_format_list(format, args);
    va_end(args);
    free(r->subtitle);
    r->subtitle = text;
}

void report_say(struct report *r, const char *term, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    struct sentence s = { .term = text_copy(term), .text = text_format_list(format, args) };
    va_end(args);
    r->sentences = memory_resize(r->sentences, r->nsentences + 1, sizeof *r->sentences);
    r->sentences[r->nsentences++] = s;
}

void report_note(struct report *r, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    char *text = text_format_list(format, args);
    va_end(args);
    r->notes = memory_resize(r->notes, r->nnotes + 1, sizeof *r->notes);
    r->notes[r->nnotes++] = text;
}

void report_figure(struct report *r, const char *name)
{
    char *copy = name == NULL ? NULL : text_copy(name);
    free(r->figure);
    r->figure = copy;
}

void report_listing(struct report *r, const char *lines)
{
    free(r->listing);
    r->listing = text_copy(lines);
}

/* ---- facts ---------------------------------------------------------------------------------- */

const struct fact *report_find_fact(const struct report *r, const char *name)
{
    for (size_t i = 0; i < r->nfacts; i++) {
        if (strcmp(r->facts[i].name, name) == 0) {
            return &r->facts[i];
        }
    }
    return NULL;
}

/* A fact told again replaces the old one: a name stands for one value. */
static void fact_add(struct report *r, const char *name, double value, const char *text)
{
    char *copy = text == NULL ? NULL : text_copy(text);
    for (size_t i = 0; i < r->nfacts; i++) {
        if (strcmp(r->facts[i].name, name) == 0) {
            free(r->facts[i].text);
            r->facts[i].text = copy;
            r->facts[i].number = value;
            return;
        }
    }
    r->facts = memory_resize(r->facts, r->nfacts + 1, sizeof *r->facts);
    r->facts[r->nfacts++] = (struct fact){ .name = text_copy(name), .text = copy, .number = value };
}

void report_fact(struct report *r, const char *name, double value)
{
    fact_add(r, name, value, NULL);
}

void report_fact_text(struct report *r, const char *name, const char *value)
{
    fact_add(r, name, 0, value);
}

void report_fact_said(struct report *r, const char *name, const char *value)
{
    report_fact_text(r, name, value);
    for (size_t i = 0; i < r->nfacts; i++)
        if (strcmp(r->facts[i].name, name) == 0)
            r->facts[i].no_text = true;
}

/* ---- tables --------------------------------------------------------------------------------- */

struct table *report_find_table(const struct report *r, const char *name)
{
    for (size_t i = 0; i < r->ntables; i++) {
        if (strcmp(r->tables[i]->name, name) == 0) {
            return r->tables[i];
        }
    }
    return NULL;
}

struct table *report_table(struct report *r, const char *name, uint64_t rows)
{
    r->tables = memory_resize(r->tables, r->ntables + 1, sizeof(struct table *));
    return r->tables[r->ntables++] = table_new(name, rows);
}
