/* Where the frames stand, and the key and the bar of colours. Done here and not by gnuplot, because
 * only one who knows the frame in pixels can place a label beside a curve. */
#include "plot/frames.h"

#include "plot/range.h"
#include "plot/spacing.h"
#include "plot/typeset.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t curves_in(const struct plot_layout *l, size_t panel)
{
    size_t n = 0;
    for (size_t i = 0; i < l->ncurves; i++)
        n += l->curves[i].panel == panel && l->curves[i].direct;
    return n;
}

/* A key under the heading when a frame has more curves than can be named at their ends, or one with
 * a name too long for that. */
static bool key_needed(const struct plot_layout *l)
{
    double longest = 0;
    size_t most = 0;
    for (size_t i = 0; i < l->ncurves; i++)
        if (l->curves[i].direct)
            longest = fmax(longest, text_width(l->sheet, l->curves[i].name, l->sheet->size_text));
    for (size_t p = 0; p < l->npanels; p++)
        most = curves_in(l, p) > most ? curves_in(l, p) : most;
    return most > NAMED_AT_ENDS_MOST ||
           longest > NAME_SHARE * l->sheet->width / (l->npanels > 1 ? 2 : 1);
}

static bool in_key(const struct plot_layout *l, const char *name)
{
    for (size_t i = 0; i < l->nentries; i++)
        if (strcmp(l->curves[l->entries[i].curve].name, name) == 0)
            return true;
    return false;
}

static void layout_key(struct plot_layout *l)
{
    bool text = l->sheet->device->class == TEXT;
    double sample = SAMPLE * l->sheet->size_text, gap = l->sheet->size_text,
           line = sheet_line(l->sheet, KEY_LINE);
    double x = l->area.left, y = l->area.top;
    if (!key_needed(l))
        return;
    l->entries = memory_new(l->ncurves, sizeof *l->entries);
    for (size_t i = 0; i < l->ncurves; i++) {
        struct plot_curve *c = &l->curves[i];
        double wide = sample + NAME_GAP * gap + text_width(l->sheet, c->name, l->sheet->size_text);
        bool named = c->direct && !in_key(l, c->name);
        c->direct = false;
        if (!named || (l->ncurves == 1 && l->nheadings)) /* alone: the title names it */
            continue;
        if (x > l->area.left && x + wide > l->area.right) {
            x = l->area.left;
            y += line;
        }
        l->entries[l->nentries++] =
            (struct legend_entry){ i, x, y + (text ? 0.5 : KEY_MIDDLE) * line };
        x += wide + ENTRY_GAP * gap;
    }
    if (l->nentries)
        l->area.top = y + (text ? 1 : KEY_HEIGHT) * line;
}

static int by_value(const void *a, const void *b)
{
    double x = ((const struct bar_step *)a)->value, y = ((const struct bar_step *)b)->value;
    return (x > y) - (x < y);
}

/* The bar of colours at the right, a block a value, the greatest on top; numbers beside as many as
 * fit. */
static void layout_bar(struct plot_layout *l)
{
    bool text = l->sheet->device->class == TEXT;
    double line = sheet_line(l->sheet, BAR_LINE),
           wide = text_width(l->sheet, l->bar_title ? l->bar_title : "", l->sheet->size_text);
    if (l->nsteps == 0)
        return;
    qsort(l->steps, l->nsteps, sizeof *l->steps, by_value);
    double top = l->area.top + BAR_TOP * line, bottom = l->area.bottom - BAR_BOTTOM * line,
           high = bottom - top;
    size_t each = (size_t)fmax(1, ceil((double)l->nsteps / fmax(high / line, 1)));
    if (high / (double)l->nsteps > BLOCK_MOST * line) {
        high = BLOCK_MOST * line * (double)l->nsteps;
        bottom = top + high;
    }
    for (size_t i = 0; i < l->nsteps; i++) {
        struct bar_step *s = &l->steps[i];
        s->y1 = bottom - high * (double)i / (double)l->nsteps;
        s->y0 = bottom - high * (double)(i + 1) / (double)l->nsteps;
        s->text = text_copy(i % each == 0 ? number_text_short(fabs(s->value), 4).text : "");
        if (s->value < 0 && *s->text) {
            char *bare = s->text;
            s->text = text_format("−%s", bare);
            free(bare);
        }
        wide = fmax(wide,
                    text_width(l->sheet, s->text, l->sheet->size_text) + 1.5 * l->sheet->size_text);
    }
    l->bar_x = l->area.right - wide;
    if (text)
        l->bar_x = floor(l->bar_x / l->sheet->em) * l->sheet->em;
    l->area.right = l->bar_x - (text ? l->sheet->em : l->sheet->size_text);
}

/* The k-th multiple of the step in the range, and no rounding in place of 0. */
static double tick_at(double low, double step, size_t k)
{
    double multiple = ceil(low / step - 1e-9) + (double)k;
    return fabs(multiple) < 0.5 ? 0 : multiple * step;
}

enum { TICKS_MOST = 40 };

static double widest_ytic(const struct plot_layout *l, const struct plot_panel *p)
{
    double widest = 0, y;
    const struct tick_form form = tick_form(p->ylow, p->yhigh, p->ystep);
    if (l->log_y)
        return text_width(l->sheet, "10⁻¹⁰", l->sheet->size_text);
    for (size_t k = 0; k < TICKS_MOST && (y = tick_at(p->ylow, p->ystep, k)) <= p->yhigh; k++) {
        char *text = tick_text(&form, y, l->sheet->device->class == TEXT);
        widest = fmax(widest, text_width(l->sheet, text, l->sheet->size_text));
        free(text);
    }
    return widest;
}

/* A marked point near the frame's lower or upper edge needs room for its label there. */
static void make_room(const struct plot_layout *l, struct plot_panel *p)
{
    const struct figure_data *marks = figure_table(l->figure, "marks");
    double span = p->yhigh - p->ylow,
           line = MARK_LINES * l->sheet->line * span / (p->frame.bottom - p->frame.top),
           low = p->ylow, high = p->yhigh;
    if ((l->figure->look->has_yrange && (p == l->panels || !l->stacked)) || l->log_y)
        return;
    for (size_t i = 0; marks && i < marks->rows && marks->columns > 1; i++) {
        double y = data_at(marks, i, 1);
        const char *owner = data_text(marks, i, data_column(marks, "series"));
        bool here = !*owner;
        if (!*data_text(marks, i, data_column(marks, "label")))
            continue;
        for (size_t c = 0; c < l->ncurves; c++)
            here = here ||
                   (strcmp(l->curves[c].series, owner) == 0 && &l->panels[l->curves[c].panel] == p);
        if (!here)
            continue;
        if (y >= p->ylow && y < p->ylow + line)
            low = fmin(low, y - line);
        if (y <= p->yhigh && y > p->yhigh - line)
            high = fmax(high, y + line);
    }
    p->ylow = low;
    p->yhigh = high;
}

/* Where panel i of n stands: side by side, one above the other, or (three of them in a wide
 * picture) f at the left and its slopes at the right; whichever frames come nearest to 4:3. */
static struct box cell_of(struct box a, size_t i, size_t n, double gap, bool one_column)
{
    double wide = a.right - a.left, high = a.bottom - a.top, parts = (double)n;
    double row = fabs(log(wide / parts / high / SHAPE)),
           column = fabs(log(wide / (high / parts) / SHAPE));
    struct box b = a;
    if (!one_column && n == 3 && wide > WIDE * high) {
        double middle = a.left + 0.5 * wide, half = (a.top + a.bottom) / 2;
        if (i == 0)
            return (struct box){ a.left, a.top, middle - gap, a.bottom };
        return (struct box){ middle + gap, i == 1 ? a.top : half, a.right,
                             i == 1 ? half : a.bottom };
    }
    if (row < column && !one_column) {
        b.left = a.left + wide * (double)i / parts;
        b.right = b.left + wide / parts - (i + 1 < n ? gap : 0);
    } else {
        b.top = a.top + high * (double)i / parts;
        b.bottom = b.top + high / parts;
    }
    return b;
}

/* Panels below each other on one x axis: how high each is, by what is in it, so that one unit is as
 * long in f as in its slope where the heights allow it. */
static double stacked_share(const struct plot_layout *l, size_t panel)
{
    double least = l->npanels > 2 ? STACKED_LEAST_OF_3 : STACKED_LEAST, sum = 0, share[3] = { 0 };
    for (size_t i = 0; i < l->npanels && i < 3; i++) {
        share[i] = l->log_y ? 1 : l->panels[i].yhigh / 2 - l->panels[i].ylow / 2;
        sum += share[i];
    }
    for (size_t i = 0; i < l->npanels && i < 3; i++)
        share[i] = fmin(fmax(share[i] / sum, least), i ? 1 / (double)l->npanels : 1);
    sum = 0;
    for (size_t i = 1; i < l->npanels && i < 3; i++)
        sum += share[i];
    share[0] = 1 - sum;
    return share[panel];
}

static double title_line(const struct plot_layout *l, size_t i)
{
    if (*l->panels[i].title)
        return sheet_line(l->sheet, TITLE_LINE);
    return l->stacked && i ? sheet_line(l->sheet, STACKED_GAP) : 0;
}

static struct box stacked_cell(const struct plot_layout *l, size_t panel)
{
    double titles = 0, tics = sheet_line(l->sheet, TIC_LINE);
    for (size_t i = 0; i < l->npanels; i++)
        titles += title_line(l, i);
    double free = l->area.bottom - l->area.top - titles - tics, top = l->area.top;
    struct box b = l->area;
    for (size_t i = 0; i < panel; i++)
        top += title_line(l, i) + stacked_share(l, i) * free;
    b.top = top;
    b.bottom = top + title_line(l, panel) + stacked_share(l, panel) * free;
    if (panel + 1 == l->npanels)
        b.bottom = l->area.bottom;
    return b;
}

/* Of a panel a function: as many columns as make the frames' shape best. */
static size_t grid_columns(const struct plot_layout *l)
{
    double wide = l->area.right - l->area.left, high = l->area.bottom - l->area.top,
           nearest = INFINITY;
    size_t best = 1;
    for (size_t columns = 1; columns <= l->npanels; columns++) {
        size_t rows = (l->npanels + columns - 1) / columns;
        double shape = wide / (double)columns /
                       fmax(high / (double)rows - sheet_line(l->sheet, TITLE_LINE), 1),
               off = fabs(log(shape / GRID_SHAPE)) +
                     GRID_EMPTY * (double)(rows * columns - l->npanels) / (double)l->npanels;
        if (off < nearest) {
            nearest = off;
            best = columns;
        }
    }
    return best;
}

static struct box grid_cell(const struct plot_layout *l, size_t panel, double gap)
{
    bool text = l->sheet->device->class == TEXT;
    size_t columns = grid_columns(l), rows = (l->npanels + columns - 1) / columns,
           column = panel % columns, row = panel / columns;
    double tics = sheet_line(l->sheet, TIC_LINE), left = l->area.left,
           wide = (l->area.right - left) / (double)columns,
           high = (l->area.bottom - l->area.top - tics) / (double)rows;
    if (text)
        high = floor(high / l->sheet->line) * l->sheet->line;
    struct box b = { left + (double)column * wide, l->area.top + (double)row * high, 0, 0 };
    b.right = b.left + wide - gap / 2;
    b.bottom = b.top + high + tics; /* the axis' numbers are taken off again below */
    return b;
}

/* Numbers stand at the left and below, once for all, where the scales are one. */
static void share_tics(const struct plot_layout *l, size_t i)
{
    struct plot_panel *p = &l->panels[i];
    size_t columns = l->multiples ? grid_columns(l) : 1;
    p->xtics = !(l->stacked || l->multiples) || i + columns >= l->npanels;
    p->ytics = !l->multiples || l->own_scales || i % columns == 0;
}

/* Two numbers at least: one alone says no scale. */
static double step_that_shows(double low, double high, double step)
{
    for (int i = 0; i < 3 && floor(high / step) - ceil(low / step) < 1; i++)
        step = nice_step(0, 0.39 * step, 1); /* the next of 1, 2, 5 below */
    return step;
}

static void place_panel(const struct plot_layout *l, size_t i)
{
    bool text = l->sheet->device->class == TEXT;
    double name_line = title_line(l, i);
    double xname_line = *l->panels[i].xname ? sheet_line(l->sheet, AXIS_NAME_LINE) : 0;
    double tic_line = sheet_line(l->sheet, TIC_LINE) + xname_line,
           gap = sheet_gap(l->sheet, NAME_GAP), names = 0;
    struct plot_panel *p = &l->panels[i];
    double panel_gap = text ? 2 * l->sheet->em : PANEL_GAP * l->sheet->size_text;
    struct box b;
    share_tics(l, i);
    if (l->multiples)
        b = grid_cell(l, i, panel_gap);
    else if (l->stacked)
        b = stacked_cell(l, i);
    else
        b = cell_of(l->area, i, l->npanels, panel_gap, l->column);
    b.top += name_line;
    if (p->xtics || l->multiples)
        b.bottom -= tic_line;
    p->frame = b;
    make_room(l, p);
    p->ystep = nice_step(p->ylow, p->yhigh,
                         (b.bottom - b.top) / ((text ? YTIC_TEXT : YTIC) * l->sheet->line));
    p->ystep = step_that_shows(p->ylow, p->yhigh, p->ystep);
    for (size_t c = 0; c < l->ncurves; c++)
        if (l->curves[c].panel == i && l->curves[c].direct)
            names = fmax(names,
                         text_width(l->sheet, l->curves[c].name, NAME_ROOM * l->sheet->size_text));
    if (p->ytics || !l->own_scales)
        b.left += widest_ytic(l, p) + gap;
    b.right -= names > 0 ? names + gap : sheet_gap(l->sheet, FRAME_MARGIN);
    if (text) { /* on the cells' grid, so that text and lines meet */
        b.left = floor(b.left / l->sheet->em + 0.5) * l->sheet->em;
        b.bottom = floor(b.bottom / l->sheet->line) * l->sheet->line -
                   1; /* the axis is in the frame's last row, not in that of its numbers */
        b.top = ceil(b.top / l->sheet->line) * l->sheet->line;
    }
    p->xstep = nice_step(p->xlow, p->xhigh,
                         (b.right - b.left) /
                             (text ? XTIC_TEXT * l->sheet->em : XTIC * l->sheet->size_text));
    p->xstep = step_that_shows(p->xlow, p->xhigh, p->xstep);
    if (l->measured && p->xstep < 1 && p->xhigh - p->xlow >= 1) /* layers and steps are whole */
        p->xstep = 1;
    p->frame = b;
}

/* A panel's title in its own width: whole, up to its colon, or cut. */
static void fit_title(const struct plot_layout *l, struct plot_panel *p)
{
    double right = l->nsteps ? l->bar_x : l->sheet->width - l->sheet->em / 2,
           gap = l->sheet->device->class == TEXT ? 2 * l->sheet->em : l->sheet->size_text;
    for (size_t i = 0; i < l->npanels; i++) {
        const struct box *other = &l->panels[i].frame;
        if (other->left > p->frame.right && other->top < p->frame.bottom &&
            other->bottom > p->frame.top)
            right = fmin(right, other->left - gap);
    }
    double wide = right - p->frame.left;
    char *colon = strrchr(p->title, ':');
    if (colon && text_width(l->sheet, p->title, l->sheet->size_text) > wide) {
        *colon = 0;
        char *open = strstr(p->title, " (");
        if (open && !strchr(open, ')')) /* the colon stood inside of a remark */
            *open = 0;
    }
    text_fit(l->sheet, p->title, l->sheet->size_text, wide);
}

/* Frames one above the other share their x axis, so they begin and end together. */
static void align_frames(struct plot_layout *l, size_t first)
{
    double left = 0, right = l->sheet->width;
    for (size_t i = first; i < l->npanels; i++) {
        left = fmax(left, l->panels[i].frame.left);
        right = fmin(right, l->panels[i].frame.right);
    }
    for (size_t i = first; i < l->npanels && right - left > FRAME_LEAST * l->sheet->width; i++) {
        l->panels[i].frame.left = left;
        l->panels[i].frame.right = right;
    }
}

/* The heading begins where the frame does, if it still fits. */
static void align_headings(struct plot_layout *l)
{
    double shift = l->panels[0].frame.left - l->area.left;
    if (l->side.right > l->side.left)
        return;
    for (size_t i = 0; i < l->nheadings; i++)
        if (l->headings[i].x + shift +
                text_width(l->sheet, l->headings[i].text, l->headings[i].size) * 1.03 >
            l->sheet->width - l->area.left / 2)
            return;
    for (size_t i = 0; i < l->nheadings; i++)
        l->headings[i].x += shift;
    for (size_t i = 0; i < l->nentries; i++)
        if (l->entries[i].x + shift +
                text_width(l->sheet, l->curves[l->entries[i].curve].name, l->sheet->size_text) +
                3 * l->sheet->em >
            l->sheet->width)
            return;
    for (size_t i = 0; i < l->nentries; i++)
        l->entries[i].x += shift;
}

static void add_ticks(const struct plot_layout *l, size_t panel, double low, double high,
                      double step, struct tick **ticks, size_t *count)
{
    const struct tick_form form = tick_form(low, high, step);
    double at, air = 1e-9 * (high - low);
    for (size_t k = 0; k < TICKS_MOST && (at = tick_at(low, step, k)) <= high + air; k++) {
        *ticks = memory_resize(*ticks, *count + 1, sizeof **ticks);
        (*ticks)[(*count)++] =
            (struct tick){ at, panel, tick_text(&form, at, l->sheet->device->class == TEXT) };
    }
}

/* What was measured at few places on a logarithmic axis, as 2, 4, 8 units: these are its numbers.
 */
static void add_places(struct plot_layout *l, size_t panel)
{
    enum { PLACES_MOST = 12 };
    double place[PLACES_MOST];
    size_t n = 0;
    for (size_t i = 0; i < l->ncurves; i++)
        for (size_t row = 0; row < l->drawn->rows && l->curves[i].panel == panel; row++) {
            double x = data_at(l->drawn, row, l->curves[i].xcolumn);
            size_t k = 0;
            while (k < n && (place[k] < x || place[k] > x))
                k++;
            if (!(x > 0) || !isfinite(x) || k < n)
                continue;
            if (n == PLACES_MOST)
                return; /* too many: powers of ten serve */
            place[n++] = x;
        }
    qsort(place, n, sizeof *place, number_ascending);
    double beyond = -INFINITY;
    for (size_t k = 0; k < n; k++) {
        const char *text = number_text_short(place[k], 6).text;
        double wide = text_width(l->sheet, text, l->sheet->size_text),
               x = to_x(l, &l->panels[panel], place[k]);
        if (x - wide / 2 < beyond)
            continue;
        beyond = x + wide / 2 + l->sheet->size_text / 2;
        l->xticks = memory_resize(l->xticks, l->nxticks + 1, sizeof *l->xticks);
        l->xticks[l->nxticks++] = (struct tick){ place[k], panel, text_copy(text) };
    }
}

static void number_axes(struct plot_layout *l)
{
    for (size_t i = 0; i < l->npanels; i++) {
        const struct plot_panel *p = &l->panels[i];
        if (p->xtics && l->log_x && l->measured)
            add_places(l, i);
        else if (p->xtics && !l->log_x)
            add_ticks(l, i, p->xlow, p->xhigh, p->xstep, &l->xticks, &l->nxticks);
        if (p->ytics && !l->log_y)
            add_ticks(l, i, p->ylow, p->yhigh, p->ystep, &l->yticks, &l->nyticks);
    }
}

bool layout_panels(struct plot_layout *l, struct error *err)
{
    bool any = false;
    for (size_t i = 0; i < l->npanels; i++) {
        if (!set_xrange(l, &l->panels[i]))
            return error_set(err, l->log_x ? "nothing to draw: no x above 0 for a logarithmic axis"
                                           : "nothing to draw: no finite x");
        set_yrange(l, &l->panels[i]);
        if (l->log_y && !(l->panels[i].yhigh > 0))
            return error_set(
                err, "nothing to draw: no value above 0 in --yrange for a logarithmic axis");
    }
    for (size_t c = 0; c < l->ncurves && !any; c++)
        for (size_t i = 0; i < l->drawn->rows && !any; i++) {
            double y = data_at(l->drawn, i, l->curves[c].column);
            any = isfinite(y) && (!l->log_y || y > 0);
        }
    if (!any)
        return error_set(err, l->log_y ? "nothing to draw: no value above 0 for a logarithmic axis"
                                       : "nothing to draw: no finite value");
    layout_key(l);
    layout_bar(l);
    for (size_t i = 0; i < l->npanels; i++)
        place_panel(l, i);
    if (l->column || l->stacked)
        align_frames(l, 0);
    else if (l->npanels == 3 && l->panels[1].frame.left > l->panels[0].frame.right &&
             l->panels[1].frame.bottom < l->panels[2].frame.top)
        align_frames(l, 1); /* both slopes beside f */
    for (size_t i = 0; i < l->npanels; i++)
        fit_title(l, &l->panels[i]);
    align_headings(l);
    number_axes(l);
    return true;
}
