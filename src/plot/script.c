/* What gnuplot is told: our variables, the theme, the figure's script, and how to end. The
 * variables are listed in plots/README.md; a script gives each a default, so that it also runs by
 * hand on our csv. */
#include "base/utf8.h"
#include "plot/script.h"
#include "plot/embedded.h"
#include "plot/quote.h"
#include "plot/status.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- variables ------------------------------------------------------------------------------ */

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

/* Signs that TeX reads as commands or its old fonts lack, and those beyond Latin-1, as each of the
 * two spells them; NULL: as they are. */
enum spelling { IN_TEX, IN_LATIN };
static const struct {
    const char *sign, *as[2];
} spelt[] = {
    { "\\", { "\\textbackslash{}", NULL } },
    { "{", { "\\{", NULL } },
    { "}", { "\\}", NULL } },
    { "$", { "\\$", NULL } },
    { "&", { "\\&", NULL } },
    { "#", { "\\#", NULL } },
    { "%", { "\\%", NULL } },
    { "_", { "\\_", NULL } },
    { "^", { "\\textasciicircum{}", NULL } },
    { "~", { "\\textasciitilde{}", NULL } },
    { "<", { "$<$", NULL } },
    { ">", { "$>$", NULL } },
    { "|", { "$|$", NULL } },
    { "²", { "$^2$", NULL } },
    { "³", { "$^3$", NULL } },
    { "×", { "$\\times$", NULL } },
    { "·", { "$\\cdot$", NULL } },
    { "±", { "$\\pm$", NULL } },
    { "−", { "$-$", "-" } },
    { "′", { "$'$", "'" } },
    { "″", { "$''$", "''" } },
    { "√", { "$\\surd$", "sqrt" } },
    { "∞", { "$\\infty$", "inf" } },
    { "…", { "\\ldots{}", "..." } },
    { "≤", { "$\\le$", "<=" } },
    { "≥", { "$\\ge$", ">=" } },
    { "Φ", { "$\\Phi$", "Phi" } },
    { "φ", { "$\\varphi$", "phi" } },
    { "α", { "$\\alpha$", "alpha" } },
    { "β", { "$\\beta$", "beta" } },
    { "σ", { "$\\sigma$", "sigma" } },
    { "π", { "$\\pi$", "pi" } },
    { "λ", { "$\\lambda$", "lambda" } },
    { "⁻ˣ", { "$^{-x}$", "^-x" } },
    { "ˣ", { "$^x$", "^x" } },
    { "∂", { "$\\partial$", "d" } },
    { "≈", { "$\\approx$", "~" } },
    { "–", { NULL, "-" } },
    { "—", { NULL, "-" } },
    { "‘", { NULL, "'" } },
    { "’", { NULL, "'" } },
    { "“", { NULL, "\"" } },
    { "”", { NULL, "\"" } },
};

/* Raised digits: a single one that Latin-1 has stays, others are "^14". Returns the bytes that were
 * read. */
static size_t power(struct buffer *b, const char *s)
{
    static const struct {
        const char *raised, *plain;
    } signs[] = {
        { "¹", "1" }, { "²", "2" }, { "³", "3" }, { "⁰", "0" }, { "⁴", "4" }, { "⁵", "5" },
        { "⁶", "6" }, { "⁷", "7" }, { "⁸", "8" }, { "⁹", "9" }, { "⁻", "-" },
    };
    char plain[24] = "^";
    size_t used = 0, n = 1;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && n + 1 < sizeof plain; i++)
        if (strncmp(s + used, signs[i].raised, strlen(signs[i].raised)) == 0) {
            plain[n++] = *signs[i].plain;
            used += strlen(signs[i].raised);
            i = (size_t)-1; /* the next digit */
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
    for (const char *s = text; *s;) {
        size_t i = 0, n = sizeof spelt / sizeof *spelt, length = 1,
               raised = how == IN_LATIN ? power(&b, s) : 0;
        if (raised) {
            s += raised;
            continue;
        }
        while (i < n &&
               !(spelt[i].as[how] && strncmp(s, spelt[i].sign, strlen(spelt[i].sign)) == 0))
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
static void label(struct buffer *b, const struct plot_layout *l, const char *text)
{
    char *shown = text_shown(text);
    if (device_is_tex(l->sheet->device)) {
        char *tex = spell(shown, IN_TEX);
        quote_bytes(b, tex);
        free(tex);
    } else if (l->sheet->device->class == WINDOW) {
        window_label(b, shown);
    } else {
        if (strcmp(l->sheet->device->terminal, "canvas") ==
            0) /* its page is JavaScript, which "</script>" would end */
            for (char *s = shown; (s = strstr(s, "</")); s++)
                *s = '(';
        quote_text(b, shown);
    }
    free(shown);
}

static void set_text(struct buffer *b, const struct plot_layout *l, const char *name,
                     const char *text)
{
    buffer_print(b, "%s = ", name);
    label(b, l, text);
    buffer_text(b, "\n");
}

/* An array of what the loop's body gives, one element at a time. gnuplot has no empty arrays: none
 * gets one element that nobody reads. */
#define SET_ARRAY(b, name, count, ...)                                                     \
    do {                                                                                   \
        buffer_print(b, "array %s[%zu] = [", name, (count) ? (size_t)(count) : (size_t)1); \
        for (size_t i = 0; i < (count); i++) {                                             \
            buffer_text(b, i ? ", " : "");                                                 \
            __VA_ARGS__;                                                                   \
        }                                                                                  \
        buffer_text(b, (count) ? "]\n" : "0]\n");                                          \
    } while (0)

static double across(const struct plot_layout *l, double x)
{
    return x / l->sheet->width;
}

static double upward(const struct plot_layout *l, double y)
{
    return 1 - y / l->sheet->height;
}

/* The greatest size, up to this one, that the X server's own fonts were drawn in: others it makes
 * of these, and they look it. */
static int server_size(double pixels)
{
    static const int sizes[] = { 8, 10, 11, 12, 14, 17, 18, 20, 24, 25, 34 };
    size_t i = sizeof sizes / sizeof *sizes - 1;
    while (i > 0 && sizes[i] > pixels + 0.5)
        i--;
    return sizes[i];
}

/* A font size: text, so that it joins a font's name. In a window a whole number: qt reads no other.
 */
static void write_size(struct buffer *b, const struct plot_layout *l, double pixels)
{
    if (l->sheet->device->class == WINDOW)
        buffer_print(b, "(latin ? \"%d\" : \"%.0f\")", server_size(pixels),
                     pixels * l->sheet->device->fontscale);
    else
        buffer_print(b, "\"%.1f\"", pixels * l->sheet->device->fontscale);
}

static void write_look(struct buffer *b, const struct plot_layout *l)
{
    set_text(b, l, "theme", l->sheet->theme);
    set_text(b, l, "device",
             l->sheet->device->class == TEXT               ? "text"
             : l->sheet->device->class == WINDOW           ? "window"
             : device_is_tex(l->sheet->device)             ? "tex"
             : strcmp(l->sheet->device->name, "html") == 0 ? "page"
                                                           : "picture");
    set_number(b, "width", l->sheet->width);
    set_number(b, "height", l->sheet->height);
    set_number(b, "stroke", l->sheet->stroke * l->sheet->device->strokes);
    set_number(b, "point", l->sheet->stroke * l->sheet->device->points);
    buffer_text(b, "size_text = ");
    write_size(b, l, l->sheet->size_text);
    buffer_text(b, "\nsize_title = ");
    write_size(b, l, l->sheet->size_title);
    set_number(b, "\nem_x", l->sheet->size_text / l->sheet->width);
    set_number(b, "em_y", l->sheet->size_text / l->sheet->height);
    set_number(b, "area_left", across(l, l->area.left));
    set_number(b, "area_right", across(l, l->area.right));
    set_number(b, "area_top", upward(l, l->area.top));
    set_number(b, "area_bottom", upward(l, l->area.bottom));
    set_number(b, "side_left", across(l, l->side.left));
    set_number(b, "side_right", across(l, l->side.right));
    set_number(b, "side_top", upward(l, l->side.top));
    set_number(b, "side_bottom", upward(l, l->side.bottom));
    set_count(b, "log_x", l->log_x);
    set_count(b, "log_y", l->log_y);
    set_count(b, "has_yrange", l->figure->look->has_yrange);
    set_number(b, "yrange_low", l->figure->look->ylow);
    set_number(b, "yrange_high", l->figure->look->yhigh);
    set_count(b, "headings", l->nheadings);
    SET_ARRAY(b, "heading_text", l->nheadings, label(b, l, l->headings[i].text));
    SET_ARRAY(b, "heading_x", l->nheadings, quote_number(b, across(l, l->headings[i].x)));
    SET_ARRAY(b, "heading_y", l->nheadings, quote_number(b, upward(l, l->headings[i].y)));
    SET_ARRAY(b, "heading_size", l->nheadings, write_size(b, l, l->headings[i].size));
    SET_ARRAY(b, "heading_bold", l->nheadings, buffer_print(b, "%d", l->headings[i].bold));
}

/* A fact's name is the program's, but may hold a label: only letters, digits and '_' reach gnuplot.
 */
static void write_name(struct buffer *b, const char *name)
{
    for (; *name; name++) {
        bool ok = (*name >= 'a' && *name <= 'z') || (*name >= 'A' && *name <= 'Z') ||
                  (*name >= '0' && *name <= '9');
        buffer_add(b, ok ? name : "_", 1);
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

/* ---- tables --------------------------------------------------------------------------------- */

/* Of a column "pieces:relu" relu. */
static const char *after_colon(const char *name)
{
    const char *colon = strchr(name, ':');
    return colon ? colon + 1 : name;
}

enum { TONED_ROWS = 64 };

/* Whose colour what is called so has. */
static void write_tone(struct buffer *b, const char *called)
{
    char *tone = tone_of(called);
    quote_bytes(b, tone);
    free(tone);
}

static void write_names(struct buffer *b, const struct plot_layout *l, const struct figure_data *t)
{
    char *name = text_format("%s_names", t->name);
    SET_ARRAY(b, name, t->columns, label(b, l, t->table->columns[i].name));
    free(name);
    name = text_format("%s_low", t->name);
    SET_ARRAY(b, name, t->columns, quote_number(b, t->low[i]));
    free(name);
    name = text_format("%s_high", t->name);
    SET_ARRAY(b, name, t->columns, quote_number(b, t->high[i]));
    free(name);
    name = text_format("%s_tones", t->name);
    SET_ARRAY(b, name, t->columns, write_tone(b, after_colon(t->table->columns[i].name)));
    free(name);
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && t->rows <= TONED_ROWS) {
            struct buffer column = { 0 };
            buffer_print(&column, "%s_", t->name);
            write_name(&column, t->table->columns[c].name);
            buffer_text(&column, "_tone");
            SET_ARRAY(b, column.bytes, t->rows, write_tone(b, data_text(t, i, c)));
            free(column.bytes);
        }
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && t->rows <= TEXT_ROWS) {
            struct buffer column = { 0 };
            buffer_print(&column, "%s_", t->name);
            write_name(&column, t->table->columns[c].name);
            SET_ARRAY(b, column.bytes, t->rows, label(b, l, data_text(t, i, c)));
            free(column.bytes);
        }
}

enum { BLOCKS_MOST = 64 };

static bool same_texts(const struct figure_data *t, size_t a, size_t b)
{
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts && strcmp(data_text(t, a, c), data_text(t, b, c)) != 0)
            return false;
    return true;
}

/* What the text columns say in this block, those apart that say the same in all. */
static void block_name(struct buffer *b, const struct plot_layout *l, const struct figure_data *t,
                       const size_t *first, size_t blocks, size_t i)
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
    label(b, l, name);
    free(name);
}

/* What the first text column says: the activation, where there is one. */
static const char *first_text(const struct figure_data *t, size_t row)
{
    for (size_t c = 0; c < t->columns; c++)
        if (t->table->columns[c].texts)
            return data_text(t, row, c);
    return "";
}

/* Runs of rows whose text columns say the same: the nets of a table, say, one after the other. */
static void write_blocks(struct buffer *b, const struct plot_layout *l, const struct figure_data *t)
{
    size_t first[BLOCKS_MOST + 1], blocks = 0;
    for (size_t row = 0; row < t->rows && blocks < BLOCKS_MOST && t->rows <= t->table->rows; row++)
        if (row == 0 || !same_texts(t, row - 1, row))
            first[blocks++] = row;
    first[blocks] = t->rows;
    buffer_print(b, "%s_blocks = %zu\n", t->name, blocks);
    char *names[3] = { text_format("%s_block_first", t->name),
                       text_format("%s_block_rows", t->name),
                       text_format("%s_block_name", t->name) };
    SET_ARRAY(b, names[0], blocks, buffer_print(b, "%zu", first[i]));
    SET_ARRAY(b, names[1], blocks, buffer_print(b, "%zu", first[i + 1] - first[i]));
    SET_ARRAY(b, names[2], blocks, block_name(b, l, t, first, blocks, i));
    char *tones = text_format("%s_block_tone", t->name);
    SET_ARRAY(b, tones, blocks, write_tone(b, first_text(t, first[i])));
    free(tones);
    for (int i = 0; i < 3; i++)
        free(names[i]);
}

/* The table's numbers as raw doubles in a file without a name, which gnuplot may open as often as
 * it likes. */
static bool write_binary(struct buffer *b, const struct figure_data *t,
                         const struct script_files *files, uint64_t *offset, struct error *err)
{
    size_t bytes = t->rows * t->columns * sizeof *t->cells, sent = 0;
    buffer_print(b, "%s = '/dev/fd/%d'\n%s_how = \"binary skip=%llu record=(%zu) format='", t->name,
                 files->data, t->name, (unsigned long long)*offset, t->rows);
    for (size_t i = 0; i < t->columns; i++)
        buffer_text(b, "%double");
    buffer_text(b, "'\"\n");
    while (sent < bytes) {
        ssize_t n = write(files->data, (const char *)t->cells + sent, bytes - sent);
        if (n < 0 && errno != EINTR)
            return error_set(err, "the data for gnuplot cannot be stored: %s", strerror(errno));
        sent += n > 0 ? (size_t)n : 0;
    }
    *offset += bytes;
    return true;
}

/* The same as text inside the script, for one that stands alone. */
static void write_datablock(struct buffer *b, const struct figure_data *t)
{
    char number[NUMBER_SIZE];
    buffer_print(b, "$%s << END_OF_%s\n", t->name, t->name);
    for (size_t i = 0; i < t->rows * t->columns; i++) {
        double x = t->cells[i];
        buffer_add(b, number,
                   isnan(x) ? (size_t)snprintf(number, sizeof number, "NaN")
                            : number_print(number, x));
        buffer_text(b, (i + 1) % t->columns ? " " : "\n");
    }
    buffer_print(b, "END_OF_%s\n%s = '$%s'\n%s_how = ''\n", t->name, t->name, t->name, t->name);
}

/* Elsewhere than on Linux /dev/fd/N is not the file opened anew but one more number for ours, which
 * stands at the end. */
#ifdef __linux__
enum { OPENS_ANEW = true };
#else
enum { OPENS_ANEW = false };
#endif

static bool write_tables(struct buffer *b, const struct plot_layout *l,
                         const struct script_files *files, struct error *err)
{
    uint64_t offset = 0;
    for (size_t k = 0; k < l->figure->ndata + (l->lines.rows > 0); k++) {
        const struct figure_data *t = k < l->figure->ndata ? &l->figure->data[k] : &l->lines;
        if (!files || !OPENS_ANEW)
            write_datablock(b, t);
        else if (!write_binary(b, t, files, &offset, err))
            return false;
        buffer_print(b, "%s_rows = %zu\n%s_columns = %zu\n", t->name, t->rows, t->name, t->columns);
        if (t->table) {
            write_names(b, l, t);
            write_blocks(b, l, t);
        }
    }
    return true;
}

/* ---- layout --------------------------------------------------------------------------------- */

static size_t first_curve(const struct plot_layout *l, size_t panel)
{
    size_t i = 0;
    while (i < l->ncurves && l->curves[i].panel < panel)
        i++;
    return i;
}

static void write_panels(struct buffer *b, const struct plot_layout *l)
{
    set_count(b, "panels", l->npanels);
    SET_ARRAY(b, "panel_title", l->npanels, label(b, l, l->panels[i].title));
    SET_ARRAY(b, "panel_xname", l->npanels, label(b, l, l->panels[i].xname));
    SET_ARRAY(b, "panel_left", l->npanels, quote_number(b, across(l, l->panels[i].frame.left)));
    SET_ARRAY(b, "panel_right", l->npanels, quote_number(b, across(l, l->panels[i].frame.right)));
    SET_ARRAY(b, "panel_top", l->npanels, quote_number(b, upward(l, l->panels[i].frame.top)));
    SET_ARRAY(b, "panel_bottom", l->npanels, quote_number(b, upward(l, l->panels[i].frame.bottom)));
    SET_ARRAY(b, "panel_xlow", l->npanels, quote_number(b, l->panels[i].xlow));
    SET_ARRAY(b, "panel_xhigh", l->npanels, quote_number(b, l->panels[i].xhigh));
    SET_ARRAY(b, "panel_xstep", l->npanels, quote_number(b, l->panels[i].xstep));
    SET_ARRAY(b, "panel_ylow", l->npanels, quote_number(b, l->panels[i].ylow));
    SET_ARRAY(b, "panel_yhigh", l->npanels, quote_number(b, l->panels[i].yhigh));
    SET_ARRAY(b, "panel_ystep", l->npanels, quote_number(b, l->panels[i].ystep));
    SET_ARRAY(b, "panel_xtics", l->npanels, buffer_print(b, "%d", l->panels[i].xtics));
    SET_ARRAY(b, "panel_ytics", l->npanels, buffer_print(b, "%d", l->panels[i].ytics));
    set_count(b, "xticks", l->nxticks);
    SET_ARRAY(b, "xtick_at", l->nxticks, quote_number(b, l->xticks[i].at));
    SET_ARRAY(b, "xtick_panel", l->nxticks, buffer_print(b, "%zu", l->xticks[i].panel + 1));
    SET_ARRAY(b, "xtick_text", l->nxticks, label(b, l, l->xticks[i].text));
    set_count(b, "yticks", l->nyticks);
    SET_ARRAY(b, "ytick_at", l->nyticks, quote_number(b, l->yticks[i].at));
    SET_ARRAY(b, "ytick_panel", l->nyticks, buffer_print(b, "%zu", l->yticks[i].panel + 1));
    SET_ARRAY(b, "ytick_text", l->nyticks, label(b, l, l->yticks[i].text));
    SET_ARRAY(b, "panel_first", l->npanels, buffer_print(b, "%zu", first_curve(l, i) + 1));
    SET_ARRAY(b, "panel_last", l->npanels, buffer_print(b, "%zu", first_curve(l, i + 1)));
}

static void write_curves(struct buffer *b, const struct plot_layout *l)
{
    buffer_print(b, "drawn = %s\ndrawn_how = %s_how\n", l->drawn->name, l->drawn->name);
    set_count(b, "curves", l->ncurves);
    SET_ARRAY(b, "curve_xcolumn", l->ncurves, buffer_print(b, "%zu", l->curves[i].xcolumn + 1));
    SET_ARRAY(b, "curve_column", l->ncurves, buffer_print(b, "%zu", l->curves[i].column + 1));
    SET_ARRAY(b, "curve_tone", l->ncurves, quote_bytes(b, l->curves[i].tone));
    SET_ARRAY(b, "curve_panel", l->ncurves, buffer_print(b, "%zu", l->curves[i].panel + 1));
    SET_ARRAY(b, "curve_band", l->ncurves, buffer_print(b, "%zu", l->curves[i].band));
    SET_ARRAY(b, "curve_bands", l->ncurves, buffer_print(b, "%zu", l->curves[i].nbands));
    set_count(b, "multiples", l->multiples);
    set_count(b, "draw_points", l->points);
    set_count(b, "own_scales", l->own_scales);
    set_count(b, "functions", !l->measured);
    SET_ARRAY(b, "curve_dash", l->ncurves, buffer_print(b, "%d", (l->curves[i].dash - 1) % 5 + 1));
    SET_ARRAY(b, "curve_shade", l->ncurves,
              quote_number(b, isnan(l->curves[i].shade) ? -1 : l->curves[i].shade));
    SET_ARRAY(b, "curve_rank", l->ncurves, buffer_print(b, "%d", l->curves[i].rank + 1));
    SET_ARRAY(b, "curve_dots", l->ncurves, buffer_print(b, "%d", l->curves[i].dots));
    SET_ARRAY(b, "curve_name", l->ncurves,
              label(b, l, l->curves[i].direct && !isnan(l->curves[i].x) ? l->curves[i].name : ""));
    SET_ARRAY(b, "curve_x", l->ncurves,
              quote_number(b, isnan(l->curves[i].x) ? 0 : across(l, l->curves[i].x)));
    SET_ARRAY(b, "curve_y", l->ncurves,
              quote_number(b, isnan(l->curves[i].x) ? 0 : upward(l, l->curves[i].y)));
    set_count(b, "entries", l->nentries);
    SET_ARRAY(b, "entry_curve", l->nentries, buffer_print(b, "%zu", l->entries[i].curve + 1));
    SET_ARRAY(b, "entry_name", l->nentries, label(b, l, l->curves[l->entries[i].curve].name));
    SET_ARRAY(b, "entry_x", l->nentries, quote_number(b, across(l, l->entries[i].x)));
    SET_ARRAY(b, "entry_y", l->nentries, quote_number(b, upward(l, l->entries[i].y)));
    set_count(b, "steps", l->nsteps);
    SET_ARRAY(b, "step_shade", l->nsteps, quote_number(b, l->steps[i].shade));
    SET_ARRAY(b, "step_text", l->nsteps, label(b, l, l->steps[i].text));
    SET_ARRAY(b, "step_low", l->nsteps, quote_number(b, upward(l, l->steps[i].y1)));
    SET_ARRAY(b, "step_high", l->nsteps, quote_number(b, upward(l, l->steps[i].y0)));
    set_text(b, l, "bar_title", l->bar_title ? l->bar_title : "");
    set_number(b, "bar_x", across(l, l->bar_x));
    set_count(b, "frames", l->nsteps && strcmp(l->sheet->device->name, "gif") == 0 ? l->nsteps : 1);
}

static void write_labels(struct buffer *b, const struct plot_layout *l)
{
    set_count(b, "points", l->nmarks);
    SET_ARRAY(b, "point_x", l->nmarks, quote_number(b, l->marks[i].px));
    SET_ARRAY(b, "point_y", l->nmarks, quote_number(b, l->marks[i].py));
    SET_ARRAY(b, "point_curve", l->nmarks,
              buffer_print(b, "%zu", l->marks[i].curve < l->ncurves ? l->marks[i].curve + 1 : 0));
    SET_ARRAY(b, "point_panel", l->nmarks, buffer_print(b, "%zu", l->marks[i].panel + 1));
    SET_ARRAY(b, "point_label", l->nmarks, label(b, l, l->marks[i].label ? l->marks[i].label : ""));
    SET_ARRAY(b, "point_lx", l->nmarks, quote_number(b, across(l, l->marks[i].lx)));
    SET_ARRAY(b, "point_ly", l->nmarks, quote_number(b, upward(l, l->marks[i].ly)));
    SET_ARRAY(b, "point_side", l->nmarks,
              buffer_print(b, "\"%c\"", l->marks[i].side ? l->marks[i].side : 'l'));
    SET_ARRAY(b, "point_leader", l->nmarks,
              buffer_print(b, "%d", l->marks[i].label && l->marks[i].leader));
    SET_ARRAY(b, "point_ex", l->nmarks, quote_number(b, across(l, l->marks[i].ex)));
    SET_ARRAY(b, "point_ey", l->nmarks, quote_number(b, upward(l, l->marks[i].ey)));
    SET_ARRAY(b, "point_ring", l->nmarks, buffer_print(b, "%d", l->marks[i].ring));
    set_count(b, "guides", l->nguides);
    SET_ARRAY(b, "guide_x", l->nguides, quote_number(b, across(l, l->guides[i].x)));
    SET_ARRAY(b, "guide_top", l->nguides, quote_number(b, upward(l, l->guides[i].top)));
    SET_ARRAY(b, "guide_bottom", l->nguides, quote_number(b, upward(l, l->guides[i].bottom)));
    set_count(b, "asymptotes", l->nasymptotes);
    SET_ARRAY(b, "asymptote_x", l->nasymptotes, quote_number(b, l->asymptotes[i].x));
    SET_ARRAY(b, "asymptote_panel", l->nasymptotes,
              buffer_print(b, "%zu", l->asymptotes[i].panel + 1));
    set_count(b, "arrows", l->narrows);
    SET_ARRAY(b, "arrow_curve", l->narrows, buffer_print(b, "%zu", l->arrows[i].curve + 1));
    SET_ARRAY(b, "arrow_x0", l->narrows, quote_number(b, across(l, l->arrows[i].x0)));
    SET_ARRAY(b, "arrow_y0", l->narrows, quote_number(b, upward(l, l->arrows[i].y0)));
    SET_ARRAY(b, "arrow_x1", l->narrows, quote_number(b, across(l, l->arrows[i].x1)));
    SET_ARRAY(b, "arrow_y1", l->narrows, quote_number(b, upward(l, l->arrows[i].y1)));
    set_count(b, "tints", l->ntints);
    SET_ARRAY(b, "tint_left", l->ntints,
              quote_number(b, across(l, to_x(l, &l->panels[0], l->tints[i].low))));
    SET_ARRAY(b, "tint_right", l->ntints,
              quote_number(b, across(l, to_x(l, &l->panels[0], l->tints[i].high))));
    SET_ARRAY(b, "tint_undefined", l->ntints, buffer_print(b, "%d", l->tints[i].undefined));
    SET_ARRAY(b, "tint_low", l->ntints, quote_number(b, l->tints[i].low));
    SET_ARRAY(b, "tint_high", l->ntints, quote_number(b, l->tints[i].high));
    SET_ARRAY(b, "tint_label", l->ntints, label(b, l, l->tints[i].label ? l->tints[i].label : ""));
    SET_ARRAY(b, "tint_x", l->ntints, quote_number(b, across(l, l->tints[i].lx)));
    SET_ARRAY(b, "tint_y", l->ntints, quote_number(b, upward(l, l->tints[i].ly)));
}

static const char *paper(const struct plot_layout *l)
{
    return strcmp(l->sheet->theme, "dark") == 0 ? "#14181d" : "#ffffff";
}

/* Between two frames of a film, hundredths of a second. */
static void write_delay(struct buffer *b, const struct plot_layout *l)
{
    char *delay = script_header(l->figure->script, "delay", 0);
    buffer_text(b, delay && strspn(delay, "0123456789") == strlen(delay) ? delay : "14");
    free(delay);
}

static void write_options(struct buffer *b, const struct plot_layout *l, const char *options)
{
    int digits = l->sheet->device->class == WINDOW ? 0 : 1;
    for (const char *s = options; *s; s++) {
        if (*s != '%' || !s[1]) {
            buffer_add(b, s, 1);
            continue;
        }
        switch (*++s) {
        case 'W':
            buffer_print(b, "%.0f", l->sheet->width);
            break;
        case 'H':
            buffer_print(b, "%.0f", l->sheet->height);
            break;
        case 'w':
            buffer_print(b, "%.4fin", l->sheet->width / 96);
            break;
        case 'h':
            buffer_print(b, "%.4fin", l->sheet->height / 96);
            break;
        case 'x':
            buffer_print(b, "%.3f", l->sheet->width / 96 * 2.54);
            break;
        case 'y':
            buffer_print(b, "%.3f", l->sheet->height / 96 * 2.54);
            break;
        case 'C':
            buffer_print(b, "%.0f", l->sheet->width / 10);
            break;
        case 'R':
            buffer_print(b, "%.0f", l->sheet->height / 20);
            break;
        case 'D':
            write_delay(b, l);
            break;
        case 'B':
            buffer_text(b, paper(l));
            break;
        case 'F':
            buffer_print(b, "'Lato,%.*f'", digits,
                         l->sheet->size_text * l->sheet->device->fontscale);
            break;
        case 'P':
            buffer_print(b, "'Helvetica,%d'", server_size(l->sheet->size_text));
            break;
        default:
            buffer_add(b, s - 1, 2);
        }
    }
    buffer_text(b, "\n");
}

/* The first window that this gnuplot has, or the one that was named, and what the scripts must know
 * of it. */
static void write_window(struct buffer *b, const struct plot_layout *l)
{
    const char *named = l->sheet->device->terminal;
    const struct window *w;
    buffer_text(b, "window = ''\n");
    for (size_t i = 0; (w = window_row(i)); i++)
        if (!*named || strcmp(named, w->name) == 0) {
            buffer_print(b, "if (window eq '' && strstrt(' '.GPVAL_TERMINALS.' ', ' %s ')) { ",
                         w->name);
            buffer_print(b, "window = '%s'; sheet = %d; latin = %d; ", w->name, w->sheet, w->latin);
            buffer_print(b, "set terminal %s ", w->name);
            write_options(b, l, w->options);
            buffer_text(b, "}\n");
        }
    buffer_print(b, "if (window eq '') { %sexit status %d }\n",
                 *named ? "print GPVAL_TERMINALS; " : "", STATUS_TERMINAL);
}

/* The terminal. Which are there is known only to gnuplot; a name that it does not know ends the
 * script with a status of its own and the list of those that it does. */
static void write_terminal(struct buffer *b, const struct plot_layout *l)
{
    const struct device *t = l->sheet->device;
    if (t->class == WINDOW) {
        write_window(b, l);
        return;
    }
    buffer_print(b,
                 "if (!strstrt(' '.GPVAL_TERMINALS.' ', ' %s ')) { print GPVAL_TERMINALS; exit "
                 "status %d }\nset terminal %s ",
                 t->terminal, STATUS_TERMINAL, t->terminal);
    write_options(b, l, t->options);
    buffer_text(b, "\n");
}

/* A window that did not come up and a gnuplot that does not mind: said here. */
static void write_proof(struct buffer *b)
{
    const struct window *w;
    for (size_t i = 0; (w = window_row(i)); i++)
        if (w->proof)
            buffer_print(b,
                         "if (window eq '%s' && !exists(\"%s\")) { print 'no window came up'; exit "
                         "status 1 }\n",
                         w->name, w->proof);
}

/* A script that stands alone: for a terminal that is set already, for a window, or as a picture. */
static void write_opening(struct buffer *b, const struct plot_layout *l)
{
    char *title = text_shown(l->figure->report->headline ? l->figure->report->headline : "");
    buffer_print(
        b,
        "# %s\n# Drawn by actfn %s; gnuplot 5.2 or later.\n"
        "#   gnuplot -p FILE.gp                          in a window\n"
        "#   gnuplot -e \"picture='x.png'\" FILE.gp       into a file\n"
        "#   gnuplot FILE.gp > x.png                     the same, where gnuplot has no window\n",
        title, ACTFN_VERSION);
    buffer_text(b, "if (!exists(\"picture\")) picture = ''\n"
                   "if (picture ne '' || GPVAL_TERM eq 'unknown') {\n    ");
    write_terminal(b, l);
    buffer_text(b, "    if (picture ne '') { set output picture }\n}\n");
    free(title);
}

bool script_write(struct buffer *b, const struct plot_layout *l, const struct script_files *files,
                  struct error *err)
{
    if (files) {
        buffer_print(b, "if (GPVAL_VERSION < 5.2) { exit status %d }\n", STATUS_OLD);
        write_terminal(b, l);
        if (l->sheet->device->class != WINDOW)
            buffer_print(b, "set output '/dev/fd/%d'\n", files->drawn);
    } else {
        write_opening(b, l);
    }
    buffer_text(b, files && l->sheet->device->class == WINDOW
                       ? "if (!latin) { set encoding utf8 }\n"
                       : "set encoding utf8\n");
    write_look(b, l);
    write_facts(b, l->figure->report);
    if (!write_tables(b, l, files, err))
        return false;
    if (l->npanels) {
        write_panels(b, l);
        write_curves(b, l);
        write_labels(b, l);
    }
    buffer_text(b, embedded("theme.gp"));
    buffer_text(b, "\n");
    buffer_text(b, l->figure->script->text);
    if (l->npanels)
        buffer_text(b, embedded("panels.gp"));
    if (files && l->sheet->device->class == WINDOW)
        write_proof(b);
    if (files)
        buffer_print(b, "\nunset output\nexit status %d\n", STATUS_WHOLE);
    return true;
}
