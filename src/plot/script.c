/* What gnuplot is told: our variables, the theme, the figure's script, and how to end. The
 * variables are listed in plots/README.md; a script gives each a default, so that it also runs by
 * hand on our csv. */
#include "plot/script.h"
#include "plot/embedded.h"
#include "plot/quote.h"
#include "plot/script_terminal.h"
#include "plot/script_words.h"
#include "plot/status.h"

#include <math.h>
#include <string.h>

static double across(const struct plot_layout *l, double x)
{
    return x / l->sheet->width;
}

static double upward(const struct plot_layout *l, double y)
{
    return 1 - y / l->sheet->height;
}

/* A font size: text, so that it joins a font's name. In a window a whole number: qt reads no other.
 */
static void write_size(struct buffer *b, const struct plot_layout *l, double pixels)
{
    if (l->sheet->device->class == WINDOW)
        buffer_print(b, "(latin ? \"%d\" : \"%.0f\")", script_font_size(pixels),
                     pixels * l->sheet->device->fontscale);
    else
        buffer_print(b, "\"%.1f\"", pixels * l->sheet->device->fontscale);
}

static void write_look(struct buffer *b, const struct plot_layout *l)
{
    script_text(b, l, "theme", l->sheet->theme);
    script_text(b, l, "device",
                l->sheet->device->class == TEXT               ? "text"
                : l->sheet->device->class == WINDOW           ? "window"
                : device_is_tex(l->sheet->device)             ? "tex"
                : strcmp(l->sheet->device->name, "html") == 0 ? "page"
                                                              : "picture");
    script_number(b, "width", l->sheet->width);
    script_number(b, "height", l->sheet->height);
    script_number(b, "stroke", l->sheet->stroke * l->sheet->device->strokes);
    script_number(b, "point", l->sheet->stroke * l->sheet->device->points);
    buffer_text(b, "size_text = ");
    write_size(b, l, l->sheet->size_text);
    buffer_text(b, "\nsize_title = ");
    write_size(b, l, l->sheet->size_title);
    script_number(b, "\nem_x", l->sheet->size_text / l->sheet->width);
    script_number(b, "em_y", l->sheet->size_text / l->sheet->height);
    script_number(b, "area_left", across(l, l->area.left));
    script_number(b, "area_right", across(l, l->area.right));
    script_number(b, "area_top", upward(l, l->area.top));
    script_number(b, "area_bottom", upward(l, l->area.bottom));
    script_number(b, "side_left", across(l, l->side.left));
    script_number(b, "side_right", across(l, l->side.right));
    script_number(b, "side_top", upward(l, l->side.top));
    script_number(b, "side_bottom", upward(l, l->side.bottom));
    script_count(b, "log_x", l->log_x);
    script_count(b, "log_y", l->log_y);
    script_count(b, "has_yrange", l->figure->look->has_yrange);
    script_number(b, "yrange_low", l->figure->look->ylow);
    script_number(b, "yrange_high", l->figure->look->yhigh);
    script_count(b, "headings", l->nheadings);
    SET_ARRAY(b, "heading_text", l->nheadings, script_label(b, l, l->headings[i].text));
    SET_ARRAY(b, "heading_x", l->nheadings, quote_number(b, across(l, l->headings[i].x)));
    SET_ARRAY(b, "heading_y", l->nheadings, quote_number(b, upward(l, l->headings[i].y)));
    SET_ARRAY(b, "heading_size", l->nheadings, write_size(b, l, l->headings[i].size));
    SET_ARRAY(b, "heading_bold", l->nheadings, buffer_print(b, "%d", l->headings[i].bold));
}

static void write_facts(struct buffer *b, const struct report *r)
{
    for (size_t i = 0; i < r->nfacts; i++)
        if (!r->facts[i].text) {
            buffer_text(b, "fact_");
            script_name(b, r->facts[i].name);
            script_number(b, "", r->facts[i].number);
        }
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
    script_count(b, "panels", l->npanels);
    SET_ARRAY(b, "panel_title", l->npanels, script_label(b, l, l->panels[i].title));
    SET_ARRAY(b, "panel_xname", l->npanels, script_label(b, l, l->panels[i].xname));
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
    script_count(b, "xticks", l->nxticks);
    SET_ARRAY(b, "xtick_at", l->nxticks, quote_number(b, l->xticks[i].at));
    SET_ARRAY(b, "xtick_panel", l->nxticks, buffer_print(b, "%zu", l->xticks[i].panel + 1));
    SET_ARRAY(b, "xtick_text", l->nxticks, script_label(b, l, l->xticks[i].text));
    script_count(b, "yticks", l->nyticks);
    SET_ARRAY(b, "ytick_at", l->nyticks, quote_number(b, l->yticks[i].at));
    SET_ARRAY(b, "ytick_panel", l->nyticks, buffer_print(b, "%zu", l->yticks[i].panel + 1));
    SET_ARRAY(b, "ytick_text", l->nyticks, script_label(b, l, l->yticks[i].text));
    SET_ARRAY(b, "panel_first", l->npanels, buffer_print(b, "%zu", first_curve(l, i) + 1));
    SET_ARRAY(b, "panel_last", l->npanels, buffer_print(b, "%zu", first_curve(l, i + 1)));
}

static void write_curves(struct buffer *b, const struct plot_layout *l)
{
    buffer_print(b, "drawn = %s\ndrawn_how = %s_how\n", l->drawn->name, l->drawn->name);
    script_count(b, "curves", l->ncurves);
    SET_ARRAY(b, "curve_xcolumn", l->ncurves, buffer_print(b, "%zu", l->curves[i].xcolumn + 1));
    SET_ARRAY(b, "curve_column", l->ncurves, buffer_print(b, "%zu", l->curves[i].column + 1));
    SET_ARRAY(b, "curve_low", l->ncurves,
              buffer_print(b, "%zu", l->curves[i].low ? l->curves[i].low + 1 : 0));
    SET_ARRAY(b, "curve_high", l->ncurves,
              buffer_print(b, "%zu", l->curves[i].high ? l->curves[i].high + 1 : 0));
    SET_ARRAY(b, "curve_tone", l->ncurves, quote_bytes(b, l->curves[i].tone));
    SET_ARRAY(b, "curve_panel", l->ncurves, buffer_print(b, "%zu", l->curves[i].panel + 1));
    SET_ARRAY(b, "curve_band", l->ncurves, buffer_print(b, "%zu", l->curves[i].band));
    SET_ARRAY(b, "curve_bands", l->ncurves, buffer_print(b, "%zu", l->curves[i].nbands));
    script_count(b, "multiples", l->multiples);
    script_count(b, "draw_points", l->points);
    script_count(b, "own_scales", l->own_scales);
    script_count(b, "functions", !l->measured);
    SET_ARRAY(b, "curve_dash", l->ncurves, buffer_print(b, "%d", (l->curves[i].dash - 1) % 5 + 1));
    SET_ARRAY(b, "curve_shade", l->ncurves,
              quote_number(b, isnan(l->curves[i].shade) ? -1 : l->curves[i].shade));
    SET_ARRAY(b, "curve_rank", l->ncurves, buffer_print(b, "%d", l->curves[i].rank + 1));
    SET_ARRAY(b, "curve_dots", l->ncurves, buffer_print(b, "%d", l->curves[i].dots));
    SET_ARRAY(
        b, "curve_name", l->ncurves,
        script_label(b, l, l->curves[i].direct && !isnan(l->curves[i].x) ? l->curves[i].name : ""));
    SET_ARRAY(b, "curve_x", l->ncurves,
              quote_number(b, isnan(l->curves[i].x) ? 0 : across(l, l->curves[i].x)));
    SET_ARRAY(b, "curve_y", l->ncurves,
              quote_number(b, isnan(l->curves[i].x) ? 0 : upward(l, l->curves[i].y)));
    script_count(b, "entries", l->nentries);
    SET_ARRAY(b, "entry_curve", l->nentries, buffer_print(b, "%zu", l->entries[i].curve + 1));
    SET_ARRAY(b, "entry_name", l->nentries,
              script_label(b, l, l->curves[l->entries[i].curve].name));
    SET_ARRAY(b, "entry_x", l->nentries, quote_number(b, across(l, l->entries[i].x)));
    SET_ARRAY(b, "entry_y", l->nentries, quote_number(b, upward(l, l->entries[i].y)));
    script_count(b, "steps", l->nsteps);
    SET_ARRAY(b, "step_shade", l->nsteps, quote_number(b, l->steps[i].shade));
    SET_ARRAY(b, "step_text", l->nsteps, script_label(b, l, l->steps[i].text));
    SET_ARRAY(b, "step_low", l->nsteps, quote_number(b, upward(l, l->steps[i].y1)));
    SET_ARRAY(b, "step_high", l->nsteps, quote_number(b, upward(l, l->steps[i].y0)));
    script_text(b, l, "bar_title", l->bar_title ? l->bar_title : "");
    script_number(b, "bar_x", across(l, l->bar_x));
    script_count(b, "frames",
                 l->nsteps && strcmp(l->sheet->device->name, "gif") == 0 ? l->nsteps : 1);
}

static void write_labels(struct buffer *b, const struct plot_layout *l)
{
    script_count(b, "points", l->nmarks);
    SET_ARRAY(b, "point_x", l->nmarks, quote_number(b, l->marks[i].px));
    SET_ARRAY(b, "point_y", l->nmarks, quote_number(b, l->marks[i].py));
    SET_ARRAY(b, "point_curve", l->nmarks,
              buffer_print(b, "%zu", l->marks[i].curve < l->ncurves ? l->marks[i].curve + 1 : 0));
    SET_ARRAY(b, "point_panel", l->nmarks, buffer_print(b, "%zu", l->marks[i].panel + 1));
    SET_ARRAY(b, "point_label", l->nmarks,
              script_label(b, l, l->marks[i].label ? l->marks[i].label : ""));
    SET_ARRAY(b, "point_lx", l->nmarks, quote_number(b, across(l, l->marks[i].lx)));
    SET_ARRAY(b, "point_ly", l->nmarks, quote_number(b, upward(l, l->marks[i].ly)));
    SET_ARRAY(b, "point_side", l->nmarks,
              buffer_print(b, "\"%c\"", l->marks[i].side ? l->marks[i].side : 'l'));
    SET_ARRAY(b, "point_leader", l->nmarks,
              buffer_print(b, "%d", l->marks[i].label && l->marks[i].leader));
    SET_ARRAY(b, "point_ex", l->nmarks, quote_number(b, across(l, l->marks[i].ex)));
    SET_ARRAY(b, "point_ey", l->nmarks, quote_number(b, upward(l, l->marks[i].ey)));
    SET_ARRAY(b, "point_ring", l->nmarks, buffer_print(b, "%d", l->marks[i].ring));
    script_count(b, "guides", l->nguides);
    SET_ARRAY(b, "guide_x", l->nguides, quote_number(b, across(l, l->guides[i].x)));
    SET_ARRAY(b, "guide_top", l->nguides, quote_number(b, upward(l, l->guides[i].top)));
    SET_ARRAY(b, "guide_bottom", l->nguides, quote_number(b, upward(l, l->guides[i].bottom)));
    script_count(b, "asymptotes", l->nasymptotes);
    SET_ARRAY(b, "asymptote_x", l->nasymptotes, quote_number(b, l->asymptotes[i].x));
    SET_ARRAY(b, "asymptote_panel", l->nasymptotes,
              buffer_print(b, "%zu", l->asymptotes[i].panel + 1));
    script_count(b, "arrows", l->narrows);
    SET_ARRAY(b, "arrow_curve", l->narrows, buffer_print(b, "%zu", l->arrows[i].curve + 1));
    SET_ARRAY(b, "arrow_x0", l->narrows, quote_number(b, across(l, l->arrows[i].x0)));
    SET_ARRAY(b, "arrow_y0", l->narrows, quote_number(b, upward(l, l->arrows[i].y0)));
    SET_ARRAY(b, "arrow_x1", l->narrows, quote_number(b, across(l, l->arrows[i].x1)));
    SET_ARRAY(b, "arrow_y1", l->narrows, quote_number(b, upward(l, l->arrows[i].y1)));
    script_count(b, "tints", l->ntints);
    SET_ARRAY(b, "tint_left", l->ntints,
              quote_number(b, across(l, to_x(l, &l->panels[0], l->tints[i].low))));
    SET_ARRAY(b, "tint_right", l->ntints,
              quote_number(b, across(l, to_x(l, &l->panels[0], l->tints[i].high))));
    SET_ARRAY(b, "tint_undefined", l->ntints, buffer_print(b, "%d", l->tints[i].undefined));
    SET_ARRAY(b, "tint_low", l->ntints, quote_number(b, l->tints[i].low));
    SET_ARRAY(b, "tint_high", l->ntints, quote_number(b, l->tints[i].high));
    SET_ARRAY(b, "tint_label", l->ntints,
              script_label(b, l, l->tints[i].label ? l->tints[i].label : ""));
    SET_ARRAY(b, "tint_x", l->ntints, quote_number(b, across(l, l->tints[i].lx)));
    SET_ARRAY(b, "tint_y", l->ntints, quote_number(b, upward(l, l->tints[i].ly)));
}

bool script_write(struct buffer *b, const struct plot_layout *l, const struct script_files *files,
                  struct error *err)
{
    if (files) {
        buffer_print(b, "if (GPVAL_VERSION < 5.2) { exit status %d }\n", STATUS_OLD);
        script_terminal(b, l);
        if (l->sheet->device->class != WINDOW)
            buffer_print(b, "set output '/dev/fd/%d'\n", files->drawn);
    } else {
        script_opening(b, l);
    }
    buffer_text(b, files && l->sheet->device->class == WINDOW
                       ? "if (!latin) { set encoding utf8 }\n"
                       : "set encoding utf8\n");
    write_look(b, l);
    write_facts(b, l->figure->report);
    if (!script_tables(b, l, files, err))
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
        script_proof(b);
    if (files)
        buffer_print(b, "\nunset output\nexit status %d\n", STATUS_WHOLE);
    return true;
}
