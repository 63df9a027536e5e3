/* Lines out of any table, as a script's header asks:
 *
 *     # panel: layers layer forward_std activation init (seed) | signal: standard deviation
 *
 * table, x, y, then the columns that tell the lines apart (those in parentheses part lines but do not name
 * them), then the panel's title. Table alone: the first column is x and every other one a line; a y that ends in
 * '*' means every column that begins so. A panel whose
 * table or columns are not there is left out. The lines are gathered in one table of their own, a column of x
 * and one of y for each, since gnuplot cannot group rows by what they say. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 12, LINES_MOST = 2000 };

struct panel_words { char *text, *word[WORDS], *title; size_t count; };

static void split(struct panel_words *w, char *text)
{
    char *bar = strchr(text, '|'), *rest = NULL;
    *w = (struct panel_words){ .text = text, .title = "" };
    if (bar) {
        *bar = 0;
        w->title = bar + 1 + strspn(bar + 1, " ");
    }
    for (char *one = strtok_r(text, " ", &rest); one && w->count < WORDS; one = strtok_r(NULL, " ", &rest))
        w->word[w->count++] = one;
}

/* ---- lines under construction --------------------------------------------------------------------*/

struct lines { size_t count; double **x, **y; size_t *rows; };

static size_t line_new(struct lines *l)
{
    size_t n = l->count + 1;
    l->x = memory_resize(l->x, n, sizeof *l->x);
    l->y = memory_resize(l->y, n, sizeof *l->y);
    l->rows = memory_resize(l->rows, n, sizeof *l->rows);
    l->x[l->count] = l->y[l->count] = NULL;
    l->rows[l->count] = 0;
    return l->count++;
}

static void line_add(struct lines *l, size_t i, double x, double y)
{
    size_t n = l->rows[i];
    if ((n & (n - 1)) == 0) {         /* room doubles at each power of two */
        l->x[i] = memory_resize(l->x[i], n ? 2 * n : 1, sizeof **l->x);
        l->y[i] = memory_resize(l->y[i], n ? 2 * n : 1, sizeof **l->y);
    }
    l->x[i][n] = x;
    l->y[i][n] = y;
    l->rows[i]++;
}

/* ---- telling lines apart -------------------------------------------------------------------------*/

struct key { size_t column; bool silent; char **seen; double *value; size_t nseen; };

static char *cell_text(const struct data *t, size_t row, size_t column)
{
    if (t->table->columns[column].texts)
        return text_shown(data_text(t, row, column));
    return text_copy(number_text_short(data_at(t, row, column), 6).text);
}

/* Which of the values seen so far in this column; a new one is noted. */
static size_t key_index(struct key *k, const struct data *t, size_t row)
{
    char *text = cell_text(t, row, k->column);
    size_t i = 0;
    while (i < k->nseen && strcmp(k->seen[i], text) != 0)
        i++;
    if (i < k->nseen) {
        free(text);
        return i;
    }
    k->seen = memory_resize(k->seen, k->nseen + 1, sizeof *k->seen);
    k->value = memory_resize(k->value, k->nseen + 1, sizeof *k->value);
    k->seen[k->nseen] = text;
    k->value[k->nseen] = data_at(t, row, k->column);
    return k->nseen++;
}

/* "sigmoid torch": of the columns that differ, what they say; a number says its column too. */
static char *line_name(const struct data *t, const struct key *keys, size_t nkeys, const size_t *index)
{
    char *name = text_copy("");
    size_t named = 0;
    for (size_t k = 0; k < nkeys; k++)
        named += !keys[k].silent && keys[k].nseen > 1;
    for (size_t k = 0; k < nkeys; k++) {
        if (keys[k].silent || (keys[k].nseen < 2 && (named || k)))
            continue;
        bool number = !t->table->columns[keys[k].column].texts;
        char *more = text_format("%s%s%s%s%s", name, *name ? " " : "", number ? t->table->columns[keys[k].column].name : "",
                                 number ? " " : "", keys[k].seen[index[k]]);
        free(name);
        name = more;
    }
    return name;
}

struct group { const struct data *table; size_t x, y, panel, nkeys; struct key keys[WORDS]; };

/* The first column sets the colour, the next one that differs the dashes. */
static int line_dash(const struct group *g, const size_t *index)
{
    for (size_t k = 1; k < g->nkeys; k++)
        if (!g->keys[k].silent && g->keys[k].nseen > 1)
            return (int)index[k] + 1;
    return 1;
}

static void add_curve(struct drawing *d, struct curve c)
{
    d->curves = memory_resize(d->curves, d->ncurves + 1, sizeof *d->curves);
    d->curves[d->ncurves++] = c;
}

/* Long form: rows are shared out among lines by what the key columns say. */
static bool long_panel(struct drawing *d, struct lines *l, struct group *g, struct message *why)
{
    const struct data *t = g->table;
    size_t *index = memory_new(t->rows * (g->nkeys + 1), sizeof *index), first = l->count, first_curve = d->ncurves;
    bool good = true;
    for (size_t row = 0; row < t->rows; row++)
        for (size_t k = 0; k < g->nkeys; k++)
            index[row * g->nkeys + k] = key_index(&g->keys[k], t, row);
    size_t *owner = memory_new(t->rows + 1, sizeof *owner);      /* the first row of each line */
    for (size_t row = 0; row < t->rows && good; row++) {
        size_t i = first;
        while (i < l->count && g->nkeys
               && memcmp(index + owner[i - first] * g->nkeys, index + row * g->nkeys, g->nkeys * sizeof *index) != 0)
            i++;
        if (i == l->count) {
            good = l->count - first < LINES_MOST || message_set(why, "%s: more than %d lines are not drawn", t->name, LINES_MOST);
            owner[line_new(l) - first] = row;
        }
        line_add(l, i, data_at(t, row, g->x), data_at(t, row, g->y));
    }
    for (size_t i = first; i < l->count && good; i++) {
        const size_t *own = index + owner[i - first] * g->nkeys;
        add_curve(d, (struct curve){
            .xcolumn = 2 * i, .column = 2 * i + 1, .panel = g->panel, .rank = 1, .shade = NAN, .series = "", .measured = true,
            .colour = g->nkeys ? (int)own[0] + 1 : 1, .dash = line_dash(g, own),
            .name = line_name(t, g->keys, g->nkeys, own), .direct = true, .dots = l->rows[i] <= 32 });
    }
    /* many lines told apart by a number: a ramp of colours and a bar beside */
    if (good && g->nkeys && g->keys[0].nseen > 4 && !t->table->columns[g->keys[0].column].texts) {
        double low = INFINITY, high = -INFINITY;
        for (size_t k = 0; k < g->keys[0].nseen; k++) {
            low = fmin(low, g->keys[0].value[k]);
            high = fmax(high, g->keys[0].value[k]);
        }
        if (!d->bar_title)
            d->bar_title = text_copy(t->table->columns[g->keys[0].column].name);
        for (size_t i = first_curve; i < d->ncurves; i++)
            curve_shade(d, &d->curves[i], g->keys[0].value[d->curves[i].colour - 1], low, high);
    }
    free(index);
    free(owner);
    return good;
}

/* Columns whose names begin so, a line each, called by the rest of the name. */
static void wide_panel(struct drawing *d, struct lines *l, const struct group *g, const char *begin)
{
    const struct data *t = g->table;
    int colour = 0;
    size_t skip = strcspn(begin, "*");
    for (size_t c = 1; c < t->columns; c++) {
        if (t->table->columns[c].texts || strncmp(t->table->columns[c].name, begin, skip) != 0)
            continue;
        size_t i = line_new(l);
        colour++;
        for (size_t row = 0; row < t->rows; row++)
            line_add(l, i, data_at(t, row, g->x), data_at(t, row, c));
        add_curve(d, (struct curve){ .xcolumn = 2 * i, .column = 2 * i + 1, .panel = g->panel, .rank = 1, .shade = NAN,
                                     .colour = colour, .dash = 1, .series = t->table->columns[c].name, .measured = true,
                                     .name = text_shown(t->table->columns[c].name + skip), .direct = true, .dots = t->rows <= 32 });
    }
}

/* One table for gnuplot: x and y of each line side by side, short ones ending in NaN. */
static void gather(struct drawing *d, const struct lines *l)
{
    struct data *t = &d->lines;
    *t = (struct data){ .name = "lines", .columns = 2 * l->count };
    for (size_t i = 0; i < l->count; i++)
        t->rows = l->rows[i] > t->rows ? l->rows[i] : t->rows;
    t->cells = memory_new(t->rows * t->columns + 1, sizeof *t->cells);
    for (size_t i = 0; i < l->count; i++)
        for (size_t row = 0; row < t->rows; row++) {
            t->cells[row * t->columns + 2 * i] = row < l->rows[i] ? l->x[i][row] : NAN;
            t->cells[row * t->columns + 2 * i + 1] = row < l->rows[i] ? l->y[i][row] : NAN;
        }
    d->drawn = t;
}

/* A column's name as words: "training_step" is training step. */
static char *words_of(const char *name)
{
    char *words = text_shown(name);
    for (char *s = words; *s; s++)
        *s = *s == '_' ? ' ' : *s;
    return words;
}

static bool one_panel(struct drawing *d, struct lines *l, const struct panel_words *w, struct message *why)
{
    struct group g = { .table = w->count ? drawing_data(d, w->word[0]) : NULL, .panel = d->npanels };
    bool good = true;
    if (!g.table || w->count == 2)
        return true;
    bool wide = w->count == 1 || strchr(w->word[2], '*');
    if (w->count > 2) {
        g.x = data_column(g.table, w->word[1]);
        g.y = data_column(g.table, w->word[2]);
        if (g.x == g.table->columns || (g.y == g.table->columns && !wide))
            return true;
    }
    for (size_t i = 3; i < w->count; i++) {
        bool silent = w->word[i][0] == '(';
        char *name = silent ? text_part(w->word[i] + 1, strcspn(w->word[i] + 1, ")")) : text_copy(w->word[i]);
        size_t column = data_column(g.table, name);
        if (column < g.table->columns)
            g.keys[g.nkeys++] = (struct key){ .column = column, .silent = silent };
        free(name);
    }
    d->panels = memory_resize(d->panels, d->npanels + 1, sizeof *d->panels);
    d->panels[d->npanels++] = (struct panel){ .title = text_copy(w->title), .xname = words_of(g.table->table->columns[g.x].name) };
    if (wide)
        wide_panel(d, l, &g, w->count > 2 ? w->word[2] : "");
    else
        good = long_panel(d, l, &g, why);
    for (size_t k = 0; k < g.nkeys; k++) {
        for (size_t i = 0; i < g.keys[k].nseen; i++)
            free(g.keys[k].seen[i]);
        free(g.keys[k].seen);
        free(g.keys[k].value);
    }
    return good;
}

bool find_lines(struct drawing *d, bool functions, struct message *why)
{
    struct lines l = { 0 };
    bool good = true;
    char *text;
    d->measured = !functions;
    for (size_t i = 0; good && (text = script_header(d->script, "panel", i)); i++) {
        struct panel_words w;
        split(&w, text);
        good = one_panel(d, &l, &w, why);
        free(text);
    }
    if (good && l.count == 0)
        good = message_set(why, "nothing to draw: the tables of this figure are empty");
    int above = 0;
    for (size_t i = 0; i < d->ncurves && functions; i++) {
        struct curve *c = &d->curves[i];
        c->measured = c->dots = false;
        c->rank = 0;
        above += c->panel == 0;
        if (c->panel)      /* one difference: a colour of its own; of several, each that of the function it belongs to */
            c->colour += above == 2 ? 2 : 1;
    }
    for (size_t i = 0; i < d->npanels && functions; i++)
        *d->panels[i].xname = 0;                            /* x is x */
    if (good)
        gather(d, &l);
    for (size_t i = 0; i < l.count; i++) {
        free(l.x[i]);
        free(l.y[i]);
    }
    free(l.x);
    free(l.y);
    free(l.rows);
    return good;
}
