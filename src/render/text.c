/* text: for people. Headline, sentences, facts, tables, notes, within the width of the screen. */
#include "render/grid.h"
#include "render/wrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { DIGITS = 6 };

struct text_page {
    struct out *o;
    const struct report *r;
    const struct layout *layout;
    size_t columns;
    bool begun;
};

static void style(const struct text_page *p, const char *sequence)
{
    if (p->layout->colour) {
        out_text(p->o, sequence);
    }
}
static const char BOLD[] = "\033[1m", DIM[] = "\033[2m", PLAIN[] = "\033[0m";

/* An empty line between the parts, none before the first. */
static void part(struct text_page *p)
{
    if (p->begun) {
        out_char(p->o, '\n');
    }
    p->begun = true;
}

static size_t shorter(size_t a, size_t b)
{
    return a < b ? a : b;
}

/* ---- headline ------------------------------------------------------------------------------- */

static void headline(struct text_page *p)
{
    const struct report *r = p->r;
    const struct fact *seed = report_find_fact(r, "seed");
    char *aside = seed == NULL         ? NULL
                  : seed->text != NULL ? text_format("seed %s", seed->text)
                                       : text_format("seed %s", number_text(seed->number).text);
    char *safe = text_safe(r->headline);
    size_t used = text_columns(safe), needs = aside == NULL ? 0 : 2 + text_columns(aside);
    if (r->headline[0] != '\0') {
        part(p);
        style(p, BOLD);
        if (aside != NULL && used + needs <= p->columns) {
            out_text(p->o, safe);
            style(p, PLAIN);
            out_repeat(p->o, ' ', p->columns - used - needs + 2);
            out_text(p->o, aside);
            out_char(p->o, '\n');
        } else {
            wrap_text(p->o, r->headline, 0, 0, p->columns);
            style(p, PLAIN);
            if (aside != NULL) {
                wrap_text(p->o, aside, 0, 0, p->columns);
            }
        }
    }
    if (r->subtitle != NULL && r->subtitle[0] != '\0') {
        p->begun = true;
        style(p, DIM);
        wrap_text(p->o, r->subtitle, 0, 0, p->columns);
        style(p, PLAIN);
    }
    free(aside);
    free(safe);
}

/* ---- sentences and facts: a term, then text that wraps under itself ------------------------- */

enum { GAP = 2 };

/* Where the text begins: after the longest term, but not beyond a third of the screen. */
static size_t text_column(size_t longest, size_t columns)
{
    return longest == 0 ? 0 : shorter(longest + GAP, columns / 3);
}

static void entry(const struct text_page *p, const char *term, const char *text, size_t column)
{
    char *safe = text_safe(term);
    size_t used = text_columns(safe);
    style(p, BOLD);
    if (used > p->columns) {
        wrap_text(p->o, term, 0, 0, p->columns);
    } else {
        out_text(p->o, safe);
    }
    style(p, PLAIN);
    if (used >= column) { /* a long term has a line of its own */
        if (used <= p->columns) {
            out_char(p->o, '\n');
        }
        used = 0;
    }
    out_repeat(p->o, ' ', column - used);
    wrap_text(p->o, text, column, column, p->columns);
    free(safe);
}

static void sentences(struct text_page *p)
{
    const struct report *r = p->r;
    size_t longest = 0;
    for (size_t i = 0; i < r->nsentences; i++) {
        size_t n = text_columns(r->sentences[i].term);
        longest = n > longest ? n : longest;
    }
    size_t column = text_column(longest, p->columns);
    for (size_t i = 0; i < r->nsentences; i++) {
        const struct sentence *s = &r->sentences[i];
        bool heading = s->term[0] == '\0' && i > 0 && r->sentences[i - 1].term[0] != '\0';
        if (i == 0 || heading) {
            part(p);
        }
        if (s->term[0] == '\0') {
            wrap_text(p->o, s->text, 0, 0, p->columns);
        } else {
            entry(p, s->term, s->text, column);
        }
    }
}

static bool said_elsewhere(const struct text_page *p, const struct fact *f)
{
    return f->no_text || (strcmp(f->name, "seed") == 0 && p->r->headline[0] != '\0');
}

static void facts(struct text_page *p)
{
    const struct report *r = p->r;
    size_t longest = 0, shown = 0;
    for (size_t i = 0; i < r->nfacts; i++) {
        if (!said_elsewhere(p, &r->facts[i])) {
            size_t n = text_columns(r->facts[i].name);
            longest = n > longest ? n : longest;
        }
    }
    size_t column = text_column(longest, p->columns * 3 / 2);
    for (size_t i = 0; i < r->nfacts; i++) {
        const struct fact *f = &r->facts[i];
        char number[NUMBER_SIZE];
        if (said_elsewhere(p, f)) {
            continue;
        }
        if (shown++ == 0) {
            part(p);
        }
        grid_number(number, f->number, r->digits > 0 ? r->digits : DIGITS);
        entry(p, f->name, f->text != NULL ? f->text : number, column);
    }
}

/* ---- tables and notes ----------------------------------------------------------------------- */

static bool shown(const struct text_page *p, const struct table *t)
{
    bool named = p->layout->table != NULL && strcmp(p->layout->table, t->name) == 0;
    return named || (!t->on_request && !t->no_text);
}

static bool tables(struct text_page *p, struct error *err)
{
    size_t count = 0;
    for (size_t i = 0; i < p->r->ntables; i++) {
        count += shown(p, p->r->tables[i]);
    }
    for (size_t i = 0; i < p->r->ntables; i++) {
        struct table *t = p->r->tables[i];
        if (!shown(p, t)) {
            continue;
        }
        if (t->rows == ROWS_UNKNOWN && !table_store(t, err)) {
            return false;
        }
        part(p);
        if (count > 1) {
            style(p, BOLD);
            wrap_text(p->o, t->name, 0, 0, p->columns);
            style(p, PLAIN);
        }
        if (!grid_write(p->o, t, p->layout, DIGITS, err)) {
            return false;
        }
    }
    return true;
}

static void notes(struct text_page *p)
{
    for (size_t i = 0; i < p->r->nnotes; i++) {
        if (i == 0) {
            part(p);
        }
        wrap_text(p->o, p->r->notes[i], 0, 2, p->columns);
    }
}

bool render_text(const struct report *r, const struct layout *layout, FILE *file, struct error *err)
{
    int columns = layout->columns < 40 ? 40 : layout->columns > 250 ? 250 : layout->columns;
    struct text_page p = {
        .o = out_open(file), .r = r, .layout = layout, .columns = (size_t)columns
    };
    if (r->listing != NULL) {
        out_text(p.o, r->listing);
        return out_close(p.o, true, err);
    }
    headline(&p);
    sentences(&p);
    facts(&p);
    bool ok = tables(&p, err);
    if (ok) {
        notes(&p);
    }
    return out_close(p.o, ok, err);
}
