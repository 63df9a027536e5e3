/* One offline page: the drawing as SVG, what brings it to life, and its numbers. Colours are
 * variables of the style sheet, so the reader's preference for light or dark decides, not ours. */
#include "plot/page.h"
#include "plot/embedded.h"
#include "plot/quote.h"
#include "plot/svg.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TABLE_ROWS = 2001 };

/* ---- colours -------------------------------------------------------------------------------- */

/* Pairs that the theme printed: "colour #light #dark". */
struct colour_pair {
    char light[8], dark[8];
};
struct colour_pairs {
    struct colour_pair *pair;
    size_t count;
    const char *said; /* "named ink #light #dark", "curve 1 #light" too */
};

static bool is_colour(const char *s)
{
    return *s == '#' && strspn(s + 1, "0123456789abcdef") == 6;
}

static bool known(const struct colour_pairs *p, const char *light)
{
    for (size_t i = 0; i < p->count; i++)
        if (memcmp(p->pair[i].light, light, 7) == 0)
            return true;
    return false;
}

static struct colour_pairs pairs_read(const char *said)
{
    struct colour_pairs p = { .said = said };
    for (const char *s = said; (s = strstr(s, "colour #")); s += 7) {
        const char *light = s + 7, *dark = light + 8 + (strlen(light) > 8 && light[8] == ' ');
        if (strlen(light) < 16 || !is_colour(light) || !is_colour(dark) || known(&p, light))
            continue;
        p.pair = memory_resize(p.pair, p.count + 1, sizeof *p.pair);
        memset(&p.pair[p.count], 0, sizeof *p.pair);
        memcpy(p.pair[p.count].light, light, 7);
        memcpy(p.pair[p.count++].dark, dark, 7);
    }
    return p;
}

/* The colours that the style sheet knows by name. */
static void write_names(struct buffer *b, const struct colour_pairs *p, bool dark)
{
    char name[16], light[8], other[8];
    for (const char *s = p->said; (s = strstr(s, "named ")); s++)
        if (sscanf(s, "named %15[a-z] %7s %7s", name, light, other) == 3 && is_colour(light) &&
            is_colour(other))
            buffer_print(b, "--%s:%s;", name, dark ? other : light);
}

/* The i-th curve's, from 1. */
static void write_curve_colour(struct buffer *b, const struct colour_pairs *p, size_t i)
{
    char light[8] = "", *key = text_format("curve %zu #", i);
    const char *s = strstr(p->said, key);
    if (s)
        snprintf(light, sizeof light, "%s", s + strlen(key) - 1);
    if (is_colour(light))
        buffer_print(b, "var(--c%s)", light + 1);
    free(key);
}

static void write_colours(struct buffer *b, const struct colour_pairs *p, bool dark)
{
    buffer_text(b, ":root{");
    for (size_t i = 0; i < p->count; i++)
        buffer_print(b, "--c%s:%s;", p->pair[i].light + 1,
                     dark ? p->pair[i].dark : p->pair[i].light);
    write_names(b, p, dark);
    buffer_print(b, "color-scheme:%s}", dark ? "dark" : "light");
}

/* gnuplot writes a colour as rgb(213,  94,   0) or as #d55e00. */
static size_t colour_at(const char *s, char hex[8])
{
    int r, g, blue, n = 0;
    if (is_colour(s)) {
        memcpy(hex, s, 7);
        hex[7] = 0;
        return 7;
    }
    if (strncmp(s, "rgb(", 4) == 0 && sscanf(s, "rgb(%3d,%4d,%4d)%n", &r, &g, &blue, &n) == 3 &&
        n && (r | g | blue) >= 0 && r < 256 && g < 256 && blue < 256) {
        snprintf(hex, 8, "#%02x%02x%02x", (unsigned)r & 255, (unsigned)g & 255,
                 (unsigned)blue & 255);
        return (size_t)n;
    }
    return 0;
}

/* The drawing, from its <svg on, with its colours as variables. */
static void write_svg(struct buffer *b, const struct buffer *svg, const struct colour_pairs *p)
{
    const char *s = strstr(svg->bytes, "<svg");
    bool tag = false;
    for (s = s ? s : svg->bytes; *s;) {
        char hex[8];
        size_t n = tag && (*s == 'r' || *s == '#') ? colour_at(s, hex) : 0;
        if (n && known(p, hex)) {
            buffer_print(b, "var(--c%s)", hex + 1);
            s += n;
            continue;
        }
        if (*s == '<')
            tag = true;
        else if (*s == '>')
            tag = false;
        n = 1 + strcspn(s + 1, "<>r#");
        buffer_add(b, s, n);
        s += n;
    }
}

/* ---- what the program must know ------------------------------------------------------------- */

static void json_text(struct buffer *b, const char *text)
{
    char *shown = text_shown(text);
    buffer_text(b, "\"");
    for (const char *s = shown; *s; s++)
        if (*s == '"' || *s == '\\' || *s == '<' || *s == '>' || *s == '&')
            buffer_print(b, "\\u%04x", (unsigned)*s); /* so that no text ends the script */
        else
            buffer_add(b, s, 1);
    buffer_text(b, "\"");
    free(shown);
}

static size_t step_of(const struct plot_layout *l, const struct plot_curve *c)
{
    for (size_t i = 0; i < l->nsteps; i++)
        if (l->steps[i].shade == c->shade)
            return i + 1;
    return 0;
}

/* Moments that lie on each other, and the parts of each; 0: no film. */
static size_t film_of(const struct colour_pairs *p, size_t *parts)
{
    unsigned frames = 0, each = 0;
    const char *s = strstr(p->said, "film ");
    if (!s || sscanf(s, "film %u %u", &frames, &each) != 2)
        return 0;
    if (parts)
        *parts = each;
    return frames;
}

/* What is written beside a film's slider at each moment. */
static void write_moments(struct buffer *b, const struct plot_layout *l,
                          const struct colour_pairs *p)
{
    size_t parts = 0, frames = film_of(p, &parts);
    const struct figure_data *moments = figure_table(l->figure, "moments"),
                             *nets = figure_table(l->figure, "film_nets"),
                             *scores = figure_table(l->figure, "film_scores");
    if (!frames || !moments || !nets || !scores)
        return;
    buffer_print(b, ",\"parts\":%zu,\"moments\":[", parts);
    for (size_t i = 0; i < frames; i++) {
        struct buffer said = { 0 };
        buffer_print(&said, "step %s", data_text(moments, i, data_column(moments, "text")));
        for (size_t k = 0; k < nets->rows; k++)
            buffer_print(&said, "   %s %s", data_text(nets, k, 0),
                         data_text(scores, i * nets->rows + k, data_column(scores, "said")));
        buffer_text(b, i ? "," : "");
        json_text(b, said.bytes);
        free(said.bytes);
    }
    buffer_text(b, "]");
}

/* By which colours the marks of a curve are known: its own and that of its words. */
static void write_hues(struct buffer *b, const struct colour_pairs *p, size_t i)
{
    char ink[8], words[8], *key = text_format("curve %zu #", i);
    const char *s = strstr(p->said, key);
    if (s && sscanf(s + strlen(key) - 1, "%7s %7s", ink, words) == 2 && is_colour(ink) &&
        is_colour(words))
        buffer_print(b, ",\"hues\":[\"%s\",\"%s\"]", ink + 1, words + 1);
    free(key);
}

static void write_drawing(struct buffer *b, const struct plot_layout *l,
                          const struct colour_pairs *pairs)
{
    buffer_print(b, "{\"width\":%.0f,\"height\":%.0f,\"logx\":%d,\"logy\":%d,\"bar\":",
                 l->sheet->width, l->sheet->height, l->log_x, l->log_y);
    json_text(b, l->bar_title ? l->bar_title : "");
    buffer_text(b, ",\"steps\":[");
    for (size_t i = 0; i < l->nsteps; i++)
        buffer_print(b, "%s\"%s\"", i ? "," : "", number_text_short(l->steps[i].value, 6).text);
    buffer_text(b, "],\"panels\":[");
    for (size_t i = 0; i < l->npanels; i++) {
        const struct plot_panel *p = &l->panels[i];
        buffer_print(b,
                     "%s{\"left\":%.2f,\"top\":%.2f,\"right\":%.2f,\"bottom\":%.2f,\"xlow\":%.17g,"
                     "\"xhigh\":%.17g,\"ylow\":%.17g,\"yhigh\":%.17g}",
                     i ? "," : "", p->frame.left, p->frame.top, p->frame.right, p->frame.bottom,
                     p->xlow, p->xhigh, p->ylow, p->yhigh);
    }
    buffer_text(b, "],\"curves\":[");
    for (size_t i = 0; i < l->ncurves; i++) {
        const struct plot_curve *c = &l->curves[i];
        buffer_print(b, "%s{\"panel\":%zu,\"column\":%zu,\"step\":%zu,\"band\":%d,\"name\":",
                     i ? "," : "", c->panel, c->column, step_of(l, c), c->low > 0);
        json_text(b, c->name);
        write_hues(b, pairs, i + 1);
        buffer_text(b, "}");
    }
    buffer_text(b, "]");
    write_moments(b, l, pairs);
    buffer_text(b, "}");
}

/* ---- what the reader sees ------------------------------------------------------------------- */

/* A film's slider; the moments' names are in the drawing's data. */
static void write_film(struct buffer *b, const struct plot_layout *l, const struct colour_pairs *p)
{
    size_t frames = film_of(p, NULL);
    (void)l;
    if (frames)
        buffer_print(b,
                     "<button id=\"play\" aria-label=\"play or pause\">play</button><label><span "
                     "id=\"moment\"></span><input id=\"frame\" type=\"range\" min=\"1\" "
                     "max=\"%zu\" value=\"%zu\" aria-labelledby=\"moment\"></label>\n",
                     frames, frames);
}

static void write_tools(struct buffer *b, const struct plot_layout *l, const struct colour_pairs *p)
{
    buffer_text(b, "<div id=\"tools\">\n");
    for (size_t i = 0; i < l->ncurves && l->nsteps == 0; i++) {
        bool again = false;
        for (size_t k = 0; k < i; k++)
            again = again || strcmp(l->curves[k].name, l->curves[i].name) == 0;
        if (again)
            continue;
        buffer_text(b, "<button aria-pressed=\"true\" data-curve=\"");
        xml_text(b, l->curves[i].name);
        buffer_text(b, "\"><i style=\"background:");
        write_curve_colour(b, p, i + 1);
        buffer_text(b, "\"></i>");
        xml_text(b, l->curves[i].name);
        buffer_text(b, "</button>\n");
    }
    write_film(b, l, p);
    if (l->nsteps) {
        buffer_print(b, "<label><span id=\"value\">");
        xml_text(b, l->bar_title);
        buffer_print(b,
                     ": all</span><input id=\"step\" type=\"range\" min=\"0\" max=\"%zu\" "
                     "value=\"0\" aria-labelledby=\"value\"></label>\n",
                     l->nsteps);
    }
    buffer_text(b, "<button id=\"reset\">whole figure</button>\n</div>\n<div id=\"read\" "
                   "aria-live=\"off\"></div>\n");
}

static void write_table(struct buffer *b, const struct figure_data *t)
{
    size_t every = (t->rows + TABLE_ROWS - 1) / TABLE_ROWS;
    buffer_text(b, "<details><summary>Numbers: ");
    xml_text(b, t->name);
    if (every > 1)
        buffer_print(b, ", every %zu rows of %zu", every, t->rows);
    buffer_print(b, "</summary><div class=\"numbers\"><table%s><thead><tr>",
                 strcmp(t->name, "values") == 0 ? " data-values" : "");
    for (size_t c = 0; c < t->columns; c++) {
        buffer_text(b, t->table->columns[c].texts ? "<th class=\"t\">" : "<th>");
        xml_text(b, t->table->columns[c].name);
    }
    buffer_text(b, "<tbody>\n");
    for (size_t row = 0; row < t->rows; row += every) {
        buffer_text(b, "<tr>");
        for (size_t c = 0; c < t->columns; c++)
            if (t->table->columns[c].texts) {
                buffer_text(b, "<td class=\"t\">");
                xml_text(b, data_text(t, row, c));
            } else {
                buffer_print(b, "<td>%s", number_text_short(data_at(t, row, c), 6).text);
            }
        buffer_text(b, "\n");
    }
    buffer_text(b, "</table></div></details>\n");
}

/* What the picture shows, in words: for those who cannot see it, and for the rest. */
static void write_said(struct buffer *b, const struct report *r)
{
    buffer_text(b, "<p id=\"said\">");
    for (size_t i = 0; i < r->nsentences; i++) {
        buffer_text(b, i ? " " : "");
        xml_text(b, r->sentences[i].term);
        buffer_text(b, *r->sentences[i].term ? " " : "");
        xml_text(b, r->sentences[i].text);
    }
    buffer_text(b, "</p>\n");
}

void page_write(struct buffer *b, const struct plot_layout *l, const struct buffer *svg,
                const struct buffer *narrow, const char *said, const char *title)
{
    struct colour_pairs p = pairs_read(said);
    buffer_text(
        b, "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
           "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>");
    xml_text(b, title);
    buffer_text(b, "</title>\n<style>");
    write_colours(b, &p, strcmp(l->sheet->theme, "dark") == 0);
    if (!l->figure->look->theme) {
        buffer_text(b, "@media (prefers-color-scheme:dark){");
        write_colours(b, &p, true);
        buffer_text(b, "}");
    }
    buffer_text(b, embedded("page.css"));
    buffer_print(b, "</style></head>\n<body%s><main>\n<figure class=\"wide\">",
                 narrow ? " class=\"both\"" : "");
    write_svg(b, svg, &p);
    buffer_text(b, "</figure>\n");
    if (narrow) {
        buffer_text(b, "<figure class=\"narrow\">");
        write_svg(b, narrow, &p);
        buffer_text(b, "</figure>\n");
    }
    write_said(b, l->figure->report);
    write_tools(b, l, &p);
    for (size_t i = 0; i < l->figure->ndata; i++) {
        const struct figure_data *t = &l->figure->data[i];
        if (!t->table->on_request) /* made for drawing, not for reading */
            write_table(b, t);
    }
    buffer_text(b, "</main>\n<script type=\"application/json\" id=\"drawing\">");
    write_drawing(b, l, &p);
    buffer_text(b, "</script>\n<script>\n");
    buffer_text(b, embedded("page.js"));
    buffer_text(b, "</script>\n</body></html>\n");
    free(p.pair);
}
