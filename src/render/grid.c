#include "render/grid.h"

#include "render/wrap.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* How a column looks. Numbers stand with their decimal points in one line: `left` columns before
 * the point, `right` from it on. */
struct shape {
    bool text;
    size_t left, right, width;
    char *name;
};

struct plan {
    const struct table *table;
    size_t columns;
    int digits;
    bool colour;
    struct shape *shapes;
};

/* Rows that are looked at to find how wide the columns are; beyond them wider cells push their
 * neighbours aside. */
static const uint64_t LOOKED_AT = 16 * TABLE_BLOCK;

static size_t larger(size_t a, size_t b)
{
    return a > b ? a : b;
}

size_t grid_number(char *buffer, double x, int digits)
{
    return fabs(x) < 1e15 && x == floor(x) ? number_print(buffer, x == 0 ? 0 : x)
                                           : number_print_short(buffer, x, digits);
}

/* Safe to show and at most `most` columns. */
static char *cut(const char *text, size_t most)
{
    char *safe = text_safe(text != NULL ? text : "");
    for (char *s = safe; *s != '\0'; s++) {
        *s = *s == '\n' ? ' ' : *s;
    }
    if (text_columns(safe) > most) {
        size_t keep = wrap_fit(safe, most - 3);
        safe = memory_resize(safe, keep + 4, 1);
        memcpy(safe + keep, "...", 4);
    }
    return safe;
}

/* A column's name, its end (f' or f''?) kept. */
static char *cut_name(const char *name, size_t most)
{
    size_t length = strlen(name), primes = 0;
    while (primes < 2 && primes < length && name[length - 1 - primes] == '\'') {
        primes++;
    }
    char *plain = text_part(name, length - primes), *start = cut(plain, most - primes);
    char *whole = text_format("%s%s", start, name + length - primes);
    free(plain);
    free(start);
    return whole;
}

/* ---- widths --------------------------------------------------------------------------------- */

static void measure_number(struct shape *shape, double x, int digits)
{
    char text[NUMBER_SIZE];
    size_t length = grid_number(text, x, digits), left = strcspn(text, ".e");
    shape->left = larger(shape->left, left);
    shape->right = larger(shape->right, length - left);
}

static void measure_text(struct shape *shape, const char *text, size_t most)
{
    char *safe = cut(text, most);
    shape->left = larger(shape->left, text_columns(safe));
    free(safe);
}

/* Text and names are cut so that any two columns fit side by side. */
static size_t text_most(const struct plan *p)
{
    return p->table->ncolumns > 1 ? (p->columns - 3) / 2 : p->columns;
}

static bool measure(struct plan *p, const struct out *o, struct error *err)
{
    const struct table *t = p->table;
    struct blocks b;
    blocks_open(&b, o, t, NULL);
    b.limit = LOOKED_AT;
    bool ok;
    while ((ok = blocks_next(&b, err)) && b.count > 0) {
        for (size_t c = 0; c < t->ncolumns; c++) {
            for (size_t i = 0; i < b.count; i++) {
                if (b.cells[c] != NULL) {
                    measure_number(&p->shapes[c], b.cells[c][i], p->digits);
                } else {
                    measure_text(&p->shapes[c], t->columns[c].texts[b.first + i], text_most(p));
                }
            }
        }
    }
    blocks_close(&b);
    for (size_t c = 0; c < t->ncolumns; c++) {
        struct shape *shape = &p->shapes[c];
        shape->text = t->columns[c].texts != NULL;
        shape->name = cut_name(t->columns[c].name, text_most(p));
        shape->width = larger(shape->left + shape->right, text_columns(shape->name));
    }
    return ok;
}

/* ---- lines ---------------------------------------------------------------------------------- */

/* A line under construction: blanks are owed until something follows them, so none are left at its
 * end. */
struct grid_line {
    struct out *o;
    size_t owed;
};

static void line_put(struct grid_line *l, const char *text, size_t bytes)
{
    if (bytes == 0) {
        return;
    }
    out_repeat(l->o, ' ', l->owed);
    l->owed = 0;
    out_bytes(l->o, text, bytes);
}

static void line_end(struct grid_line *l)
{
    out_char(l->o, '\n');
    l->owed = 0;
}

static void put_number(struct grid_line *l, const struct shape *shape, double x, int digits)
{
    char text[NUMBER_SIZE];
    size_t length = grid_number(text, x, digits), left = strcspn(text, ".e");
    size_t before =
        shape->width - shape->left - shape->right + shape->left; /* the block stands at the right */
    size_t after = shape->right;
    l->owed += before > left ? before - left : 0;
    line_put(l, text, length);
    l->owed += after > length - left ? after - (length - left) : 0;
}

static void put_text(struct grid_line *l, const struct shape *shape, const char *text, bool right)
{
    size_t used = text_columns(text), spare = shape->width > used ? shape->width - used : 0;
    l->owed += right ? spare : 0;
    line_put(l, text, strlen(text));
    l->owed += right ? 0 : spare;
}

/* A panel: the first column, then columns from .. to - 1. */
struct grid_panel {
    const struct plan *plan;
    size_t from, to, gap;
};

static bool in_panel(const struct grid_panel *panel, size_t column)
{
    return column == 0 || (column >= panel->from && column < panel->to);
}

static void panel_header(struct out *o, const struct grid_panel *panel)
{
    const struct plan *p = panel->plan;
    struct grid_line l = { o, 0 };
    out_text(o, p->colour ? "\033[2m" : "");
    for (size_t c = 0; c < panel->to; c++) {
        if (in_panel(panel, c)) {
            l.owed += c > 0 ? panel->gap : 0;
            put_text(&l, &p->shapes[c], p->shapes[c].name, !p->shapes[c].text);
        }
    }
    out_text(o, p->colour ? "\033[0m" : "");
    line_end(&l);
}

static void panel_row(struct out *o, const struct grid_panel *panel, const struct blocks *b,
                      size_t i)
{
    const struct plan *p = panel->plan;
    struct grid_line l = { o, 0 };
    for (size_t c = 0; c < panel->to; c++) {
        if (!in_panel(panel, c)) {
            continue;
        }
        l.owed += c > 0 ? panel->gap : 0;
        if (b->cells[c] != NULL) {
            put_number(&l, &p->shapes[c], b->cells[c][i], p->digits);
        } else {
            char *safe = cut(p->table->columns[c].texts[b->first + i], text_most(p));
            put_text(&l, &p->shapes[c], safe, false);
            free(safe);
        }
    }
    line_end(&l);
}

static bool panel_write(struct out *o, const struct grid_panel *panel, struct error *err)
{
    const struct table *t = panel->plan->table;
    bool *wanted = memory_new(t->ncolumns, sizeof *wanted);
    for (size_t c = 0; c < t->ncolumns; c++) {
        wanted[c] = in_panel(panel, c);
    }
    struct blocks b;
    bool ok;
    panel_header(o, panel);
    blocks_open(&b, o, t, wanted);
    while ((ok = blocks_next(&b, err)) && b.count > 0 && o->error == 0) {
        for (size_t i = 0; i < b.count; i++) {
            panel_row(o, panel, &b, i);
        }
    }
    blocks_close(&b);
    free(wanted);
    return ok;
}

static size_t total_width(const struct plan *p, size_t gap)
{
    size_t width = 0;
    for (size_t c = 0; c < p->table->ncolumns; c++) {
        width += p->shapes[c].width + (c > 0 ? gap : 0);
    }
    return width;
}

static bool panels_write(struct out *o, const struct plan *p, struct error *err)
{
    size_t gap = total_width(p, 3) <= p->columns ? 3 : 2, from = 1, n = p->table->ncolumns;
    do {
        size_t width = p->shapes[0].width, to = from;
        while (to < n && (to == from || width + gap + p->shapes[to].width <= p->columns)) {
            width += gap + p->shapes[to].width;
            to++;
        }
        if (from > 1) {
            out_char(o, '\n');
        }
        struct grid_panel panel = { p, from, to, gap };
        if (!panel_write(o, &panel, err)) {
            return false;
        }
        from = to;
    } while (from < n);
    return true;
}

bool grid_write(struct out *o, const struct table *t, const struct layout *layout, int digits,
                struct error *err)
{
    struct plan p = { .table = t, .digits = digits, .colour = layout->colour };
    p.columns = (size_t)(layout->columns < 40 ? 40 : layout->columns > 250 ? 250 : layout->columns);
    if (t->rows == 0 || t->ncolumns == 0) {
        out_text(o, "(none)\n");
        return true;
    }
    p.shapes = memory_new(t->ncolumns, sizeof *p.shapes);
    bool ok = measure(&p, o, err) && panels_write(o, &p, err);
    for (size_t c = 0; c < t->ncolumns; c++) {
        free(p.shapes[c].name);
    }
    free(p.shapes);
    return ok;
}
