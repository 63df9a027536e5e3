/* What gnuplot is told: our variables, the theme, the figure's script, and how to end. The variables are
 * listed in plots/README.md; a script gives each a default, so that it also runs by hand on our csv. */
#include "base/utf8.h"
#include "plot/drawing.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct script scripts[] = {
#include "scripts.h"
};

const char *embedded(const char *name)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strcmp(scripts[i].name, name) == 0)
            return scripts[i].text;
    return NULL;
}

const struct script *script_find(const char *name)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strncmp(scripts[i].name, name, strlen(name)) == 0 && strcmp(scripts[i].name + strlen(name), ".gp") == 0)
            return &scripts[i];
    return NULL;
}

char *script_header(const struct script *s, const char *key, size_t i)
{
    size_t n = strlen(key);
    for (const char *line = s->text; *line == '#'; line += strcspn(line, "\n") + 1)
        if (strncmp(line, "# ", 2) == 0 && strncmp(line + 2, key, n) == 0 && line[2 + n] == ':' && i-- == 0) {
            const char *value = line + 3 + n + strspn(line + 3 + n, " ");
            return text_part(value, strcspn(value, "\n"));
        }
    return NULL;
}

/* ---- variables -----------------------------------------------------------------------------------*/

static void set_number(struct buffer *b, const char *name, double x)
{
    buffer_print(b, "%s = ", name);
    quote_number(b, x);
    buffer_text(b, "\n");
}

static void set_count(struct buffer *b, const char *name, size_t n)
{
    buffer_print(b, "%s = %zu\n", name, n);
}

/* Signs that TeX reads as commands or its old fonts lack, and those beyond Latin-1, as each of the two spells them;
 * NULL: as they are. */
enum spelling { IN_TEX, IN_LATIN };
static const struct { const char *sign, *as[2]; } spelt[] = {
    { "\\", { "\\textbackslash{}", NULL } }, { "{", { "\\{", NULL } }, { "}", { "\\}", NULL } }, { "$", { "\\$", NULL } },
    { "&", { "\\&", NULL } }, { "#", { "\\#", NULL } }, { "%", { "\\%", NULL } }, { "_", { "\\_", NULL } },
    { "^", { "\\textasciicircum{}", NULL } }, { "~", { "\\textasciitilde{}", NULL } }, { "<", { "$<$", NULL } },
    { ">", { "$>$", NULL } }, { "|", { "$|$", NULL } },
    { "²", { "$^2$", NULL } }, { "³", { "$^3$", NULL } }, { "×", { "$\\times$", NULL } }, { "·", { "$\\cdot$", NULL } },
    { "±", { "$\\pm$", NULL } },
    { "−", { "$-$", "-" } }, { "′", { "$'$", "'" } }, { "″", { "$''$", "''" } }, { "√", { "$\\surd$", "sqrt" } },
    { "∞", { "$\\infty$", "inf" } }, { "…", { "\\ldots{}", "..." } }, { "≤", { "$\\le$", "<=" } }, { "≥", { "$\\ge$", ">=" } },
    { "Φ", { "$\\Phi$", "Phi" } }, { "φ", { "$\\varphi$", "phi" } }, { "α", { "$\\alpha$", "alpha" } },
    { "β", { "$\\beta$", "beta" } }, { "σ", { "$\\sigma$", "sigma" } }, { "π", { "$\\pi$", "pi" } },
    { "–", { NULL, "-" } }, { "—", { NULL, "-" } }, { "‘", { NULL, "'" } }, { "’", { NULL, "'" } }, { "“", { NULL, "\"" } },
    { "”", { NULL, "\"" } },
};

/* Raised digits: a single one that Latin-1 has stays, others are "^14". Returns the bytes that were read. */
static size_t power(struct buffer *b, const char *s)
{
    static const struct { const char *raised, *plain; } signs[] = {
        { "¹", "1" }, { "²", "2" }, { "³", "3" }, { "⁰", "0" }, { "⁴", "4" }, { "⁵", "5" }, { "⁶", "6" }, { "⁷", "7" },
        { "⁸", "8" }, { "⁹", "9" }, { "⁻", "-" },
    };
    char plain[24] = "^";
    size_t used = 0, n = 1;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && n + 1 < sizeof plain; i++)
        if (strncmp(s + used, signs[i].raised, strlen(signs[i].raised)) == 0) {
            plain[n++] = *signs[i].plain;
            used += strlen(signs[i].raised);
            i = (size_t)-1;      /* the next digit */
        }
    if (n < 2 || (n == 2 && used == strlen("²")))
        return 0;
    buffer_text(b, plain);
    return used;
}

/* A character that the table does not have: in Latin-1 one byte, or a question mark. */
static void character(struct buffer *b, const char *s, size_t length, enum spelling how)
{
    uint32_t point;
    if (how == IN_TEX || length == 1 || !utf8_decode(s, &point))
        buffer_add(b, s, length);
    else
        buffer_add(b, &(char){ point < 0x100 ? (char)point : '?' }, 1);
}

static char *spell(const char *text, enum spelling how)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    for (const char *s = text; *s; ) {
        size_t i = 0, n = sizeof spelt / sizeof *spelt, length = 1, raised = how == IN_LATIN ? power(&b, s) : 0;
        if (raised) {
            s += raised;
            continue;
        }
        while (i < n && !(spelt[i].as[how] && strncmp(s, spelt[i].sign, strlen(spelt[i].sign)) == 0))
            i++;
        while (((unsigned char)s[length] & 0xc0) == 0x80)
            length++;
        if (i < n)
            buffer_text(&b, spelt[i].as[how]);
        else
            character(&b, s, length, how);
        s += i < n ? strlen(spelt[i].sign) : length;
    }
    return b.bytes;
}

/* Which window will open is known to gnuplot only: `latin` says it there. */
static void window_label(struct buffer *b, const char *shown)
{
    char *latin = spell(shown, IN_LATIN);
    bool same = strcmp(latin, shown) == 0;
    buffer_text(b, same ? "" : "(latin ? ");
    if (!same) {
        quote_bytes(b, latin);
        buffer_text(b, " : ");
    }
    quote_bytes(b, shown);
    buffer_text(b, same ? "" : ")");
    free(latin);
}

/* Text that people see. */
static void label(struct buffer *b, const struct drawing *d, const char *text)
{
    char *shown = text_shown(text);
    if (device_is_tex(d->device)) {
        char *tex = spell(shown, IN_TEX);
        quote_bytes(b, tex);
        free(tex);
    } else if (d->device->class == WINDOW) {
        window_label(b, shown);
    } else {
        if (strcmp(d->device->terminal, "canvas") == 0)      /* its page is JavaScript, which "</script>" would end */
            for (char *s = shown; (s = strstr(s, "</")); s++)
                *s = '(';
        quote_text(b, shown);
    }
    free(shown);
}

static void set_text(struct buffer *b, const struct drawing *d, const char *name, const char *text)
{
    buffer_print(b, "%s = ", name);
    label(b, d, text);
    buffer_text(b, "\n");
}

/* An array of what the loop's body gives, one element at a time. gnuplot has no empty arrays: none gets
 * one element that nobody reads. */
#define SET_ARRAY(b, name, count, ...)                                        \
    do {                                                                      \
        buffer_print(b, "array %s[%zu] = [", name, (count) ? (size_t)(count) : (size_t)1);  \
        for (size_t i = 0; i < (count); i++) {                                \
            buffer_text(b, i ? ", " : "");                                    \
            __VA_ARGS__;                                                      \
        }                                                                     \
        buffer_text(b, (count) ? "]\n" : "0]\n");                             \
    } while (0)

static double across(const struct drawing *d, double x)
{
    return x / d->width;
}

static double upward(const struct drawing *d, double y)
{
    return 1 - y / d->height;
}

/* The greatest size, up to this one, that the X server's own fonts were drawn in: others it makes of these, and they
 * look it. */
static int server_size(double pixels)
{
    static const int sizes[] = { 8, 10, 11, 12, 14, 17, 18, 20, 24, 25, 34 };
    size_t i = sizeof sizes / sizeof *sizes - 1;
    while (i > 0 && sizes[i] > pixels + 0.5)
        i--;
    return sizes[i];
}

/* A font size: text, so that it joins a font's name. In a window a whole number: qt reads no other. */
static void write_size(struct buffer *b, const struct drawing *d, double pixels)
{
    if (d->device->class == WINDOW)
        buffer_print(b, "(latin ? \"%d\" : \"%.0f\")", server_size(pixels), pixels * d->device->fontscale);
    else
        buffer_print(b, "\"%.1f\"", pixels * d->device->fontscale);
}

static void write_look(struct buffer *b, const struct drawing *d)
{
    set_text(b, d, "theme", d->theme);
    set_text(b, d, "device", d->device->class == TEXT ? "text" : d->device->class == WINDOW ? "window" : device_is_tex(d->device) ? "tex"
             : strcmp(d->device->name, "html") == 0 ? "page" : "picture");
    set_number(b, "width", d->width);
    set_number(b, "height", d->height);
    set_number(b, "stroke", d->stroke * d->device->strokes);
    set_number(b, "point", d->stroke * d->device->points);
    buffer_text(b, "size_text = ");
    write_size(b, d, d->size_text);
    buffer_text(b, "\nsize_title = ");
    write_size(b, d, d->size_title);
    set_number(b, "\nem_x", d->size_text / d->width);
    set_number(b, "em_y", d->size_text / d->height);
    set_number(b, "area_left", across(d, d->area.left));
    set_number(b, "area_right", across(d, d->area.right));
    set_number(b, "area_top", upward(d, d->area.top));
    set_number(b, "area_bottom", upward(d, d->area.bottom));
    set_number(b, "side_left", across(d, d->side.left));
    set_number(b, "side_right", across(d, d->side.right));
    set_number(b, "side_top", upward(d, d->side.top));
    set_number(b, "side_bottom", upward(d, d->side.bottom));
    set_count(b, "log_x", d->log_x);
    set_count(b, "log_y", d->log_y);
    set_count(b, "has_yrange", d->look->has_yrange);
    set_number(b, "yrange_low", d->look->ylow);
    set_number(b, "yrange_high", d->look->yhigh);
    set_count(b, "headings", d->nheadings);
    SET_ARRAY(b, "heading_text", d->nheadings, label(b, d, d->headings[i].text));
    SET_ARRAY(b, "heading_x", d->nheadings, quote_number(b, across(d, d->headings[i].x)));
    SET_ARRAY(b, "heading_y", d->nheadings, quote_number(b, upward(d, d->headings[i].y)));
    SET_ARRAY(b, "heading_size", d->nheadings, write_size(b, d, d->headings[i].size));
    SET_ARRAY(b, "heading_bold", d->nheadings, buffer_print(b, "%d", d->headings[i].bold));
}

/* A fact's name is the program's, but may hold a label: only letters, digits and '_' reach gnuplot. */
static void write_name(struct buffer *b, const char *name)
{
    for (; *name; name++) {
        bool good = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') || (*name >= '0' && *name <= '9');
        buffer_add(b, good ? name : "_", 1);
    }
}

static void write_facts(struct buffer *b, const struct report *r)
{
    for (size_t i = 0; i < r->nfacts; i++)
        if (!r->facts[i].text) {
            buffer_text(b, "fact_");
            write_name(b, r->facts[i].name);
            set_number(b, "", r->facts[i].number);
        }
}

/* ---- tables --------------------------------------------------------------------------------------*/

static void write_names(struct buffer *b, const struct drawing *d, const struct data *t)
{
    char *name = text_format("%s_names", t->name);
    SET_ARRAY(b, name, t->columns, label(b, d, t->table->columns[i].name));
    free(name);
    name = text_format("%s_low", t->name);
    SET_ARRAY(b, name, t->columns, quote_number(b, t->low[i]));
    free(name);
    name = text_format("%s_high", t->name);
    SET_ARRAY(b, name, t->columns, quote_number(b, t->high[i]));
    free(name);
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && t->rows <= TEXT_ROWS) {
            struct buffer column = { 0 };
            buffer_print(&column, "%s_", t->name);
            write_name(&column, t->table->columns[c].name);
            SET_ARRAY(b, column.bytes, t->rows, label(b, d, data_text(t, i, c)));
            free(column.bytes);
        }
}

enum { BLOCKS_MOST = 64 };

static bool same_texts(const struct data *t, size_t a, size_t b)
{
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && strcmp(data_text(t, a, c), data_text(t, b, c)) != 0)
            return false;
    return true;
}

/* What the text columns say in this block, those apart that say the same in all. */
static void block_name(struct buffer *b, const struct drawing *d, const struct data *t, const size_t *first, size_t blocks, size_t i)
{
    char *name = text_copy("");
    for (size_t c = 0; c < t->columns; c++) {
        bool differs = blocks == 1;
        for (size_t k = 1; k < blocks; k++)
            differs = differs || strcmp(data_text(t, first[0], c), data_text(t, first[k], c)) != 0;
        if (!differs || !*data_text(t, first[i], c))
            continue;
        char *more = text_format("%s%s%s", name, *name ? " " : "", data_text(t, first[i], c));
        free(name);
        name = more;
    }
    label(b, d, name);
    free(name);
}

/* Runs of rows whose text columns say the same: the nets of a table, say, one after the other. */
static void write_blocks(struct buffer *b, const struct drawing *d, const struct data *t)
{
    size_t first[BLOCKS_MOST + 1], blocks = 0;
    for (size_t row = 0; row < t->rows && blocks < BLOCKS_MOST && t->rows <= t->table->rows; row++)
        if (row == 0 || !same_texts(t, row - 1, row))
            first[blocks++] = row;
    first[blocks] = t->rows;
    buffer_print(b, "%s_blocks = %zu\n", t->name, blocks);
    char *names[3] = { text_format("%s_block_first", t->name), text_format("%s_block_rows", t->name), text_format("%s_block_name", t->name) };
    SET_ARRAY(b, names[0], blocks, buffer_print(b, "%zu", first[i]));
    SET_ARRAY(b, names[1], blocks, buffer_print(b, "%zu", first[i + 1] - first[i]));
    SET_ARRAY(b, names[2], blocks, block_name(b, d, t, first, blocks, i));
    for (int i = 0; i < 3; i++)
        free(names[i]);
}

/* The table's numbers as raw doubles in a file without a name, which gnuplot may open as often as it likes. */
static bool write_binary(struct buffer *b, const struct data *t, const struct child *c, uint64_t *offset, struct message *why)
{
    size_t bytes = t->rows * t->columns * sizeof *t->cells, sent = 0;
    buffer_print(b, "%s = '/dev/fd/%d'\n%s_how = \"binary skip=%llu record=(%zu) format='", t->name, c->data, t->name,
                 (unsigned long long)*offset, t->rows);
    for (size_t i = 0; i < t->columns; i++)
        buffer_text(b, "%double");
    buffer_text(b, "'\"\n");
    while (sent < bytes) {
        ssize_t n = write(c->data, (const char *)t->cells + sent, bytes - sent);
        if (n < 0 && errno != EINTR)
            return message_set(why, "the data for gnuplot cannot be stored: %s", strerror(errno));
        sent += n > 0 ? (size_t)n : 0;
    }
    *offset += bytes;
    return true;
}

/* The same as text inside the script, for one that stands alone. */
static void write_datablock(struct buffer *b, const struct data *t)
{
    char number[NUMBER_SIZE];
    buffer_print(b, "$%s << END_OF_%s\n", t->name, t->name);
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        double x = t->cells[i];
        buffer_add(b, number, isnan(x) ? (size_t)snprintf(number, sizeof number, "NaN") : number_print(number, x));
        buffer_text(b, (i + 1) % t->columns ? " " : "\n");
    }
    buffer_print(b, "END_OF_%s\n%s = '$%s'\n%s_how = ''\n", t->name, t->name, t->name, t->name);
}

/* Elsewhere than on Linux /dev/fd/N is not the file opened anew but one more number for ours, which stands at the end. */
#ifdef __linux__
enum { OPENS_ANEW = true };
#else
enum { OPENS_ANEW = false };
#endif

static bool write_tables(struct buffer *b, const struct drawing *d, const struct child *c, struct message *why)
{
    uint64_t offset = 0;
    for (size_t k = 0; k < d->ndata + (d->lines.rows > 0); k++) {
        const struct data *t = k < d->ndata ? &d->data[k] : &d->lines;
        if (!c || !OPENS_ANEW)
            write_datablock(b, t);
        else if (!write_binary(b, t, c, &offset, why))
            return false;
        buffer_print(b, "%s_rows = %zu\n%s_columns = %zu\n", t->name, t->rows, t->name, t->columns);
        if (t->table) {
            write_names(b, d, t);
            write_blocks(b, d, t);
        }
    }
    return true;
}

/* ---- layout --------------------------------------------------------------------------------------*/

static size_t first_curve(const struct drawing *d, size_t panel)
{
    size_t i = 0;
    while (i < d->ncurves && d->curves[i].panel < panel)
        i++;
    return i;
}

static void write_panels(struct buffer *b, const struct drawing *d)
{
    set_count(b, "panels", d->npanels);
    SET_ARRAY(b, "panel_title", d->npanels, label(b, d, d->panels[i].title));
    SET_ARRAY(b, "panel_xname", d->npanels, label(b, d, d->panels[i].xname));
    SET_ARRAY(b, "panel_left", d->npanels, quote_number(b, across(d, d->panels[i].frame.left)));
    SET_ARRAY(b, "panel_right", d->npanels, quote_number(b, across(d, d->panels[i].frame.right)));
    SET_ARRAY(b, "panel_top", d->npanels, quote_number(b, upward(d, d->panels[i].frame.top)));
    SET_ARRAY(b, "panel_bottom", d->npanels, quote_number(b, upward(d, d->panels[i].frame.bottom)));
    SET_ARRAY(b, "panel_xlow", d->npanels, quote_number(b, d->panels[i].xlow));
    SET_ARRAY(b, "panel_xhigh", d->npanels, quote_number(b, d->panels[i].xhigh));
    SET_ARRAY(b, "panel_xstep", d->npanels, quote_number(b, d->panels[i].xstep));
    SET_ARRAY(b, "panel_ylow", d->npanels, quote_number(b, d->panels[i].ylow));
    SET_ARRAY(b, "panel_yhigh", d->npanels, quote_number(b, d->panels[i].yhigh));
    SET_ARRAY(b, "panel_ystep", d->npanels, quote_number(b, d->panels[i].ystep));
    SET_ARRAY(b, "panel_first", d->npanels, buffer_print(b, "%zu", first_curve(d, i) + 1));
    SET_ARRAY(b, "panel_last", d->npanels, buffer_print(b, "%zu", first_curve(d, i + 1)));
}

static void write_curves(struct buffer *b, const struct drawing *d)
{
    buffer_print(b, "drawn = %s\ndrawn_how = %s_how\n", d->drawn->name, d->drawn->name);
    set_count(b, "curves", d->ncurves);
    SET_ARRAY(b, "curve_xcolumn", d->ncurves, buffer_print(b, "%zu", d->curves[i].xcolumn + 1));
    SET_ARRAY(b, "curve_column", d->ncurves, buffer_print(b, "%zu", d->curves[i].column + 1));
    SET_ARRAY(b, "curve_colour", d->ncurves, buffer_print(b, "%d", (d->curves[i].colour - 1) % 8 + 1));
    SET_ARRAY(b, "curve_dash", d->ncurves, buffer_print(b, "%d", (d->curves[i].dash - 1) % 5 + 1));
    SET_ARRAY(b, "curve_shade", d->ncurves, quote_number(b, isnan(d->curves[i].shade) ? -1 : d->curves[i].shade));
    SET_ARRAY(b, "curve_rank", d->ncurves, buffer_print(b, "%d", d->curves[i].rank + 1));
    SET_ARRAY(b, "curve_dots", d->ncurves, buffer_print(b, "%d", d->curves[i].dots));
    SET_ARRAY(b, "curve_name", d->ncurves, label(b, d, d->curves[i].direct && !isnan(d->curves[i].x) ? d->curves[i].name : ""));
    SET_ARRAY(b, "curve_x", d->ncurves, quote_number(b, isnan(d->curves[i].x) ? 0 : across(d, d->curves[i].x)));
    SET_ARRAY(b, "curve_y", d->ncurves, quote_number(b, isnan(d->curves[i].x) ? 0 : upward(d, d->curves[i].y)));
    set_count(b, "entries", d->nentries);
    SET_ARRAY(b, "entry_curve", d->nentries, buffer_print(b, "%zu", d->entries[i].curve + 1));
    SET_ARRAY(b, "entry_name", d->nentries, label(b, d, d->curves[d->entries[i].curve].name));
    SET_ARRAY(b, "entry_x", d->nentries, quote_number(b, across(d, d->entries[i].x)));
    SET_ARRAY(b, "entry_y", d->nentries, quote_number(b, upward(d, d->entries[i].y)));
    set_count(b, "steps", d->nsteps);
    SET_ARRAY(b, "step_shade", d->nsteps, quote_number(b, d->steps[i].shade));
    SET_ARRAY(b, "step_text", d->nsteps, label(b, d, d->steps[i].text));
    SET_ARRAY(b, "step_low", d->nsteps, quote_number(b, upward(d, d->steps[i].y1)));
    SET_ARRAY(b, "step_high", d->nsteps, quote_number(b, upward(d, d->steps[i].y0)));
    set_text(b, d, "bar_title", d->bar_title ? d->bar_title : "");
    set_number(b, "bar_x", across(d, d->bar_x));
    set_count(b, "frames", d->nsteps && strcmp(d->device->name, "gif") == 0 ? d->nsteps : 1);
}

static void write_labels(struct buffer *b, const struct drawing *d)
{
    set_count(b, "points", d->nmarks);
    SET_ARRAY(b, "point_x", d->nmarks, quote_number(b, d->marks[i].px));
    SET_ARRAY(b, "point_y", d->nmarks, quote_number(b, d->marks[i].py));
    SET_ARRAY(b, "point_curve", d->nmarks, buffer_print(b, "%zu", d->marks[i].curve < d->ncurves ? d->marks[i].curve + 1 : 0));
    SET_ARRAY(b, "point_panel", d->nmarks, buffer_print(b, "%zu", d->marks[i].panel + 1));
    SET_ARRAY(b, "point_label", d->nmarks, label(b, d, d->marks[i].label ? d->marks[i].label : ""));
    SET_ARRAY(b, "point_lx", d->nmarks, quote_number(b, across(d, d->marks[i].lx)));
    SET_ARRAY(b, "point_ly", d->nmarks, quote_number(b, upward(d, d->marks[i].ly)));
    SET_ARRAY(b, "point_side", d->nmarks, buffer_print(b, "\"%c\"", d->marks[i].side ? d->marks[i].side : 'l'));
    SET_ARRAY(b, "point_leader", d->nmarks, buffer_print(b, "%d", d->marks[i].label && d->marks[i].leader));
    SET_ARRAY(b, "point_ex", d->nmarks, quote_number(b, across(d, d->marks[i].ex)));
    SET_ARRAY(b, "point_ey", d->nmarks, quote_number(b, upward(d, d->marks[i].ey)));
    set_count(b, "tints", d->ntints);
    SET_ARRAY(b, "tint_low", d->ntints, quote_number(b, d->tints[i].low));
    SET_ARRAY(b, "tint_high", d->ntints, quote_number(b, d->tints[i].high));
    SET_ARRAY(b, "tint_label", d->ntints, label(b, d, d->tints[i].label ? d->tints[i].label : ""));
    SET_ARRAY(b, "tint_x", d->ntints, quote_number(b, across(d, d->tints[i].lx)));
    SET_ARRAY(b, "tint_y", d->ntints, quote_number(b, upward(d, d->tints[i].ly)));
}

static const char *paper(const struct drawing *d)
{
    return strcmp(d->theme, "dark") == 0 ? "#14181d" : "#ffffff";
}

static void write_options(struct buffer *b, const struct drawing *d, const char *options)
{
    int digits = d->device->class == WINDOW ? 0 : 1;
    for (const char *s = options; *s; s++) {
        if (*s != '%' || !s[1]) {
            buffer_add(b, s, 1);
            continue;
        }
        switch (*++s) {
        case 'W': buffer_print(b, "%.0f", d->width); break;
        case 'H': buffer_print(b, "%.0f", d->height); break;
        case 'w': buffer_print(b, "%.4fin", d->width / 96); break;
        case 'h': buffer_print(b, "%.4fin", d->height / 96); break;
        case 'x': buffer_print(b, "%.3f", d->width / 96 * 2.54); break;
        case 'y': buffer_print(b, "%.3f", d->height / 96 * 2.54); break;
        case 'C': buffer_print(b, "%.0f", d->width / 10); break;
        case 'R': buffer_print(b, "%.0f", d->height / 20); break;
        case 'B': buffer_text(b, paper(d)); break;
        case 'F': buffer_print(b, "'Lato,%.*f'", digits, d->size_text * d->device->fontscale); break;
        case 'P': buffer_print(b, "'Helvetica,%d'", server_size(d->size_text)); break;
        default: buffer_add(b, s - 1, 2);
        }
    }
    buffer_text(b, "\n");
}

/* The first window that this gnuplot has, or the one that was named, and what the scripts must know of it. */
static void write_window(struct buffer *b, const struct drawing *d)
{
    const char *named = d->device->terminal;
    const struct window *w;
    buffer_text(b, "window = ''\n");
    for (size_t i = 0; (w = window_row(i)); i++)
        if (!*named || strcmp(named, w->name) == 0) {
            buffer_print(b, "if (window eq '' && strstrt(' '.GPVAL_TERMINALS.' ', ' %s ')) { ", w->name);
            buffer_print(b, "window = '%s'; sheet = %d; latin = %d; ", w->name, w->sheet, w->latin);
            buffer_print(b, "set terminal %s ", w->name);
            write_options(b, d, w->options);
            buffer_text(b, "}\n");
        }
    buffer_print(b, "if (window eq '') { %sexit status %d }\n", *named ? "print GPVAL_TERMINALS; " : "", STATUS_TERMINAL);
}

/* The terminal. Which are there is known only to gnuplot; a name that it does not know ends the script with a status
 * of its own and the list of those that it does. */
static void write_terminal(struct buffer *b, const struct drawing *d)
{
    const struct device *t = d->device;
    if (t->class == WINDOW) {
        write_window(b, d);
        return;
    }
    buffer_print(b, "if (!strstrt(' '.GPVAL_TERMINALS.' ', ' %s ')) { print GPVAL_TERMINALS; exit status %d }\nset terminal %s ",
                 t->terminal, STATUS_TERMINAL, t->terminal);
    write_options(b, d, t->options);
    buffer_text(b, "\n");
}

/* A window that did not come up and a gnuplot that does not mind: said here. */
static void write_proof(struct buffer *b)
{
    const struct window *w;
    for (size_t i = 0; (w = window_row(i)); i++)
        if (w->proof)
            buffer_print(b, "if (window eq '%s' && !exists(\"%s\")) { print 'no window came up'; exit status 1 }\n", w->name,
                         w->proof);
}

/* A script that stands alone: for a terminal that is set already, for a window, or as a picture. */
static void write_opening(struct buffer *b, const struct drawing *d)
{
    char *title = text_shown(d->report->headline ? d->report->headline : "");
    buffer_print(b, "# %s\n# Drawn by actfn %s; gnuplot 5.2 or later.\n"
                    "#   gnuplot -p FILE.gp                          in a window\n"
                    "#   gnuplot -e \"picture='x.png'\" FILE.gp       into a file\n"
                    "#   gnuplot FILE.gp > x.png                     the same, where gnuplot has no window\n", title, ACTFN_VERSION);
    buffer_text(b, "if (!exists(\"picture\")) picture = ''\n"
                   "if (picture ne '' || GPVAL_TERM eq 'unknown') {\n    ");
    write_terminal(b, d);
    buffer_text(b, "    if (picture ne '') { set output picture }\n}\n");
    free(title);
}

bool drawing_script(struct buffer *b, const struct drawing *d, const struct child *c, struct message *why)
{
    if (c) {
        buffer_print(b, "if (GPVAL_VERSION < 5.2) { exit status %d }\n", STATUS_OLD);
        write_terminal(b, d);
        if (d->device->class != WINDOW)
            buffer_print(b, "set output '/dev/fd/%d'\n", c->drawn);
    } else {
        write_opening(b, d);
    }
    buffer_text(b, c && d->device->class == WINDOW ? "if (!latin) { set encoding utf8 }\n" : "set encoding utf8\n");
    write_look(b, d);
    write_facts(b, d->report);
    if (!write_tables(b, d, c, why))
        return false;
    if (d->npanels) {
        write_panels(b, d);
        write_curves(b, d);
        write_labels(b, d);
    }
    buffer_text(b, embedded("theme.gp"));
    buffer_text(b, "\n");
    buffer_text(b, d->script->text);
    if (d->npanels)
        buffer_text(b, embedded("panels.gp"));
    if (c && d->device->class == WINDOW)
        write_proof(b);
    if (c)
        buffer_print(b, "\nunset output\nexit status %d\n", STATUS_WHOLE);
    return true;
}
