/* Lines out of any table, as a script's header asks:
 *
 *     # panel: layers layer forward_std activation init (seed) | signal: standard deviation
 *
 * table, x, y, then the columns that tell the lines apart (those in parentheses part lines but do
 * not name them), then the panel's title. Table alone: the first column is x and every other one a
 * line; a y that ends in
 * '*' means every column that begins so. A panel whose
 * table or columns are not there is left out. The lines are gathered in one table of their own, a
 * column of x and one of y for each, since gnuplot cannot group rows by what they say. */
#include "plot/lines.h"
#include "plot/embedded.h"
#include "plot/quote.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 12, LINES_MOST = 2000 };

struct panel_words {
    char *text, *word[WORDS], *title;
    size_t count;
};

static void split(struct panel_words *w, char *text)
{
    char *bar = strchr(text, '|'), *rest = NULL;
    *w = (struct panel_words){ .text = text, .title = "" };
    if (bar) {
        *bar = 0;
        w->title = bar + 1 + strspn(bar + 1, " ");
    }
    for (char *one = strtok_r(text, " ", &rest); one && w->count < WORDS;
         one = strtok_r(NULL, " ", &rest))
        w->word[w->count++] = one;
}

/* ---- lines under construction --------------------------------------------------------------- */

struct line_set {
    size_t count;
    double **x, **y;
    size_t *rows;
};

static size_t line_new(struct line_set *lines)
{
    size_t n = lines->count + 1;
    lines->x = memory_resize(lines->x, n, sizeof *lines->x);
    lines->y = memory_resize(lines->y, n, sizeof *lines->y);
    lines->rows = memory_resize(lines->rows, n, sizeof *lines->rows);
    lines->x[lines->count] = lines->y[lines->count] = NULL;
    lines->rows[lines->count] = 0;
    return lines->count++;
}

static void line_add(struct line_set *lines, size_t i, double x, double y)
{
    size_t n = lines->rows[i];
    if ((n & (n - 1)) == 0) { /* room doubles at each power of two */
        lines->x[i] = memory_resize(lines->x[i], n ? 2 * n : 1, sizeof **lines->x);
        lines->y[i] = memory_resize(lines->y[i], n ? 2 * n : 1, sizeof **lines->y);
    }
    lines->x[i][n] = x;
    lines->y[i][n] = y;
    lines->rows[i]++;
}

/* ---- telling lines apart -------------------------------------------------------------------- */

struct line_key {
    size_t column;
    bool silent;
    char **seen;
    double *value;
    size_t nseen;
};

static char *cell_text(const struct figure_data *t, size_t row, size_t column)
{
    if (t->table->columns[column].texts)
        return text_shown(data_text(t, row, column));
    return text_copy(number_text_short(data_at(t, row, column), 6).text);
}

/* Which of the values seen so far in this column; a new one is noted. */
static size_t key_index(struct line_key *k, const struct figure_data *t, size_t row)
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
static char *line_name(const struct figure_data *t, const struct line_key *keys, size_t nkeys,
                       const size_t *index)
{
    char *name = text_copy("");
    size_t named = 0;
    for (size_t k = 0; k < nkeys; k++)
        named += !keys[k].silent && keys[k].nseen > 1;
    for (size_t k = 0; k < nkeys; k++) {
        if (keys[k].silent || (keys[k].nseen < 2 && (named || k)))
            continue;
        bool number = !t->table->columns[keys[k].column].texts;
        char *more = text_format("%s%s%s%s%s", name, *name ? " " : "",
                                 number ? t->table->columns[keys[k].column].name : "",
                                 number ? " " : "", keys[k].seen[index[k]]);
        free(name);
        name = more;
    }
    return name;
}

struct line_group {
    const struct figure_data *table;
    size_t x, y, panel, nkeys;
    struct line_key keys[WORDS];
};

/* The first column sets the colour, the next one that differs the dashes. */
static int line_dash(const struct line_group *g, const size_t *index)
{
    for (size_t k = 1; k < g->nkeys; k++)
        if (!g->keys[k].silent && g->keys[k].nseen > 1)
            return (int)index[k] + 1;
    return 1;
}

/* The colour of what the first column says: an activation's, when it is one. */
static char *line_tone(const struct line_group *g, const size_t *index)
{
    return g->nkeys ? tone_of(g->keys[0].seen[index[0]]) : text_copy("");
}

static void add_curve(struct plot_layout *l, struct plot_curve c)
{
    l->curves = memory_resize(l->curves, l->ncurves + 1, sizeof *l->curves);
    l->curves[l->ncurves++] = c;
}

/* ---- seeds ---------------------------------------------------------------------------------- */

/* Which key is silent and has so many values that lines say less than a band does; nkeys: none. */
static size_t seeds_key(const struct line_group *g)
{
    enum { SEEDS_LEAST = 3 };
    size_t k = 0;
    while (k < g->nkeys && !(g->keys[k].silent && g->keys[k].nseen >= SEEDS_LEAST))
        k++;
    return k > 0 && g->table->table->columns[g->keys[0].column].texts ? k : g->nkeys;
}

static bool same_but(const size_t *a, const size_t *b, size_t n, size_t apart)
{
    for (size_t k = 0; k < n; k++)
        if (k != apart && a[k] != b[k])
            return false;
    return true;
}

/* Least, median and greatest of what some lines are at a row, where they have one. */
static void row_spread(const struct line_set *lines, const size_t *line, size_t n, size_t row,
                       double spread[3])
{
    double *y = memory_new(n, sizeof *y);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (row < lines->rows[line[i]] && isfinite(lines->y[line[i]][row]))
            y[count++] = lines->y[line[i]][row];
    qsort(y, count, sizeof *y, number_ascending);
    spread[0] = count ? y[0] : NAN;
    spread[1] = count ? (y[(count - 1) / 2] + y[count / 2]) / 2 : NAN;
    spread[2] = count ? y[count - 1] : NAN;
    free(y);
}

/* The first of these lines becomes the median of all, with two more for the ends of the band. */
static void fold(struct line_set *lines, struct plot_curve *c, const size_t *line, size_t n)
{
    size_t longest = line[0];
    for (size_t i = 0; i < n; i++)
        longest = lines->rows[line[i]] > lines->rows[longest] ? line[i] : longest;
    size_t low = line_new(lines), middle = line_new(lines), high = line_new(lines);
    for (size_t row = 0; row < lines->rows[longest]; row++) {
        double spread[3], x = lines->x[longest][row];
        row_spread(lines, line, n, row, spread);
        line_add(lines, low, x, spread[0]);
        line_add(lines, middle, x, spread[1]);
        line_add(lines, high, x, spread[2]);
    }
    c->xcolumn = 2 * middle;
    c->column = 2 * middle + 1;
    c->low = 2 * low + 1;
    c->high = 2 * high + 1;
}

/* Lines of the same net with other seeds, which are recorded at the same steps: their median and
 * the band between the least and the greatest. `own`: the keys of each line from `first` on. */
static void fold_seeds(struct plot_layout *l, struct line_set *lines, const struct line_group *g,
                       const size_t *index, const size_t *owner, size_t first_curve)
{
    size_t seeds = seeds_key(g), n = l->ncurves - first_curve, kept = 0;
    if (seeds == g->nkeys)
        return;
    bool *done = memory_new(n + 1, sizeof *done);
    size_t *line = memory_new(n + 1, sizeof *line);
    for (size_t i = 0; i < n; i++) {
        struct plot_curve c = l->curves[first_curve + i];
        size_t count = 0;
        if (done[i]) {
            free(c.name);
            free(c.tone);
            continue;
        }
        for (size_t k = i; k < n; k++)
            if (same_but(index + owner[i] * g->nkeys, index + owner[k] * g->nkeys, g->nkeys,
                         seeds)) {
                done[k] = true;
                line[count++] = l->curves[first_curve + k].column / 2;
            }
        if (count > 1)
            fold(lines, &c, line, count);
        l->curves[first_curve + kept++] = c;
    }
    l->ncurves = first_curve + kept;
    struct plot_panel *p = &l->panels[l->npanels - 1];
    char *title = text_format("%s: median and range of %zu seeds", p->title, g->keys[seeds].nseen);
    free(p->title);
    p->title = title;
    free(line);
    free(done);
}

/* Long form: rows are shared out among lines by what the key columns say. */
static bool long_panel(struct plot_layout *l, struct line_set *lines, struct line_group *g,
                       struct error *err)
{
    const struct figure_data *t = g->table;
    size_t *index = memory_new(t->rows * (g->nkeys + 1), sizeof *index), first = lines->count,
           first_curve = l->ncurves;
    bool ok = true;
    for (size_t row = 0; row < t->rows; row++)
        for (size_t k = 0; k < g->nkeys; k++)
            index[row * g->nkeys + k] = key_index(&g->keys[k], t, row);
    size_t *owner = memory_new(t->rows + 1, sizeof *owner); /* the first row of each line */
    for (size_t row = 0; row < t->rows && ok; row++) {
        size_t i = first;
        while (i < lines->count && g->nkeys &&
               memcmp(index + owner[i - first] * g->nkeys, index + row * g->nkeys,
                      g->nkeys * sizeof *index) != 0)
            i++;
        if (i == lines->count) {
            ok = lines->count - first < LINES_MOST ||
                 error_set(err, "%s: more than %d lines are not drawn", t->name, LINES_MOST);
            owner[line_new(lines) - first] = row;
        }
        line_add(lines, i, data_at(t, row, g->x), data_at(t, row, g->y));
    }
    for (size_t i = first; i < lines->count && ok; i++) {
        const size_t *own = index + owner[i - first] * g->nkeys;
        add_curve(l, (struct plot_curve){ .xcolumn = 2 * i,
                                          .column = 2 * i + 1,
                                          .panel = g->panel,
                                          .rank = 1,
                                          .shade = NAN,
                                          .series = "",
                                          .measured = true,
                                          .tone = line_tone(g, own),
                                          .dash = line_dash(g, own),
                                          .name = line_name(t, g->keys, g->nkeys, own),
                                          .direct = true,
                                          .dots = lines->rows[i] <= 32 });
    }
    if (ok)
        fold_seeds(l, lines, g, index, owner, first_curve);
    /* lines told apart by a number: a ramp of colours; for many with a bar beside */
    if (ok && g->nkeys && g->keys[0].nseen > 1 && !t->table->columns[g->keys[0].column].texts) {
        bool bar = g->keys[0].nseen > 4;
        double low = INFINITY, high = -INFINITY;
        for (size_t k = 0; k < g->keys[0].nseen; k++) {
            low = fmin(low, g->keys[0].value[k]);
            high = fmax(high, g->keys[0].value[k]);
        }
        if (bar && !l->bar_title)
            l->bar_title = text_copy(t->table->columns[g->keys[0].column].name);
        for (size_t i = first_curve; i < l->ncurves; i++) {
            double value = g->keys[0].value[index[owner[i - first_curve] * g->nkeys]];
            if (bar)
                curve_shade(l, &l->curves[i], value, low, high);
            else
                l->curves[i].shade = (value - low) / (high - low);
        }
    }
    free(index);
    free(owner);
    return ok;
}

/* Columns whose names begin so, a line each, called by the rest of the name. */
static void wide_panel(struct plot_layout *l, struct line_set *lines, const struct line_group *g,
                       const char *begin)
{
    const struct figure_data *t = g->table;
    size_t skip = strcspn(begin, "*");
    for (size_t c = 1; c < t->columns; c++) {
        if (t->table->columns[c].texts || strncmp(t->table->columns[c].name, begin, skip) != 0)
            continue;
        size_t i = line_new(lines);
        for (size_t row = 0; row < t->rows; row++)
            line_add(lines, i, data_at(t, row, g->x), data_at(t, row, c));
        add_curve(l, (struct plot_curve){ .xcolumn = 2 * i,
                                          .column = 2 * i + 1,
                                          .panel = g->panel,
                                          .rank = 1,
                                          .shade = NAN,
                                          .tone = tone_of(t->table->columns[c].name + skip),
                                          .dash = 1,
                                          .series = t->table->columns[c].name,
                                          .measured = true,
                                          .name = text_shown(t->table->columns[c].name + skip),
                                          .direct = true,
                                          .dots = t->rows <= 32 });
    }
}

/* One table for gnuplot: x and y of each line side by side, short ones ending in NaN. */
static void gather(struct plot_layout *l, const struct line_set *lines)
{
    struct figure_data *t = &l->lines;
    *t = (struct figure_data){ .name = "lines", .columns = 2 * lines->count };
    for (size_t i = 0; i < lines->count; i++)
        t->rows = lines->rows[i] > t->rows ? lines->rows[i] : t->rows;
    t->cells = memory_new(t->rows * t->columns + 1, sizeof *t->cells);
    for (size_t i = 0; i < lines->count; i++)
        for (size_t row = 0; row < t->rows; row++) {
            t->cells[row * t->columns + 2 * i] = row < lines->rows[i] ? lines->x[i][row] : NAN;
            t->cells[row * t->columns + 2 * i + 1] = row < lines->rows[i] ? lines->y[i][row] : NAN;
        }
    l->drawn = t;
}

/* A column's name as words: "training_step" is training step. */
static char *words_of(const char *name)
{
    char *words = text_shown(name);
    for (char *s = words; *s; s++)
        *s = *s == '_' ? ' ' : *s;
    return words;
}

static bool one_panel(struct plot_layout *l, struct line_set *lines, const struct panel_words *w,
                      struct error *err)
{
    struct line_group g = { .table = w->count ? figure_table(l->figure, w->word[0]) : NULL,
                            .panel = l->npanels };
    bool ok = true;
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
        char *name = silent ? text_part(w->word[i] + 1, strcspn(w->word[i] + 1, ")"))
                            : text_copy(w->word[i]);
        size_t column = data_column(g.table, name);
        if (column < g.table->columns)
            g.keys[g.nkeys++] = (struct line_key){ .column = column, .silent = silent };
        free(name);
    }
    l->panels = memory_resize(l->panels, l->npanels + 1, sizeof *l->panels);
    l->panels[l->npanels++] =
        (struct plot_panel){ .title = text_copy(w->title),
                             .xname = words_of(g.table->table->columns[g.x].name) };
    if (wide)
        wide_panel(l, lines, &g, w->count > 2 ? w->word[2] : "");
    else
        ok = long_panel(l, lines, &g, err);
    for (size_t k = 0; k < g.nkeys; k++) {
        for (size_t i = 0; i < g.keys[k].nseen; i++)
            free(g.keys[k].seen[i]);
        free(g.keys[k].seen);
        free(g.keys[k].value);
    }
    return ok;
}

static void make_positive(struct line_set *lines, size_t i)
{
    for (size_t row = 0; row < lines->rows[i]; row++)
        lines->y[i][row] = fabs(lines->y[i][row]);
}

bool find_lines(struct plot_layout *l, bool functions, struct error *err)
{
    struct line_set lines = { 0 };
    bool ok = true;
    char *text;
    l->measured = !functions;
    l->stacked = functions && l->column;
    for (size_t i = 0; ok && (text = script_header(l->figure->script, "panel", i)); i++) {
        struct panel_words w;
        split(&w, text);
        ok = one_panel(l, &lines, &w, err);
        free(text);
    }
    if (ok && lines.count == 0)
        ok = error_set(err, "nothing to draw: the tables of this figure are empty");
    for (size_t i = 0; i < l->ncurves && functions; i++) {
        struct plot_curve *c = &l->curves[i];
        char *minus = strstr(c->name, " - ");
        c->measured = c->dots = false;
        c->rank = 0;
        if (minus) /* a difference is called like its function: its panel says the rest */
            *minus = 0;
        if (minus && l->log_y) /* of a difference below 0 its size */
            make_positive(&lines, c->column / 2);
    }
    for (size_t i = 0; i < l->npanels && functions; i++)
        *l->panels[i].xname = 0; /* x is x */
    if (ok)
        gather(l, &lines);
    for (size_t i = 0; i < lines.count; i++) {
        free(lines.x[i]);
        free(lines.y[i]);
    }
    free(lines.x);
    free(lines.y);
    free(lines.rows);
    return ok;
}
