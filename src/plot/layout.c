/* Where the frames stand, and the key and the bar of colours. Done here and not by gnuplot, because only one who
 * knows the frame in pixels can place a label beside a curve. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static size_t curves_in(const struct drawing *d, size_t panel)
{
    size_t n = 0;
    for (size_t i = 0; i < d->ncurves; i++)
        n += d->curves[i].panel == panel && d->curves[i].direct;
    return n;
}

/* A key under the heading when a frame has more curves than can be named at their ends, or one with a name
 * too long for that. */
static bool key_needed(const struct drawing *d)
{
    double longest = 0;
    size_t most = 0;
    for (size_t i = 0; i < d->ncurves; i++)
        if (d->curves[i].direct)
            longest = fmax(longest, text_width(d, d->curves[i].name, d->size_text));
    for (size_t p = 0; p < d->npanels; p++)
        most = curves_in(d, p) > most ? curves_in(d, p) : most;
    return most > 4 || longest > 0.25 * d->width / (d->npanels > 1 ? 2 : 1);
}

static bool in_key(const struct drawing *d, const char *name)
{
    for (size_t i = 0; i < d->nentries; i++)
        if (strcmp(d->curves[d->entries[i].curve].name, name) == 0)
            return true;
    return false;
}

static void layout_key(struct drawing *d)
{
    bool text = d->device->class == TEXT;
    double sample = 1.6 * d->size_text, gap = d->size_text, x = d->area.left, y = d->area.top, line = text ? d->line : 1.45 * d->size_text;
    if (!key_needed(d))
        return;
    d->entries = memory_new(d->ncurves, sizeof *d->entries);
    for (size_t i = 0; i < d->ncurves; i++) {
        struct curve *c = &d->curves[i];
        double wide = sample + 0.4 * gap + text_width(d, c->name, d->size_text);
        bool named = c->direct && !in_key(d, c->name);
        c->direct = false;
        if (!named || (d->ncurves == 1 && d->nheadings))     /* alone: the title names it */
            continue;
        if (x > d->area.left && x + wide > d->area.right) {
            x = d->area.left;
            y += line;
        }
        d->entries[d->nentries++] = (struct entry){ i, x, y + (text ? 0.5 : 0.2) * line };
        x += wide + 1.2 * gap;
    }
    if (d->nentries)
        d->area.top = y + (text ? 1 : 0.9) * line;
}

static int by_value(const void *a, const void *b)
{
    double x = ((const struct step *)a)->value, y = ((const struct step *)b)->value;
    return (x > y) - (x < y);
}

/* The bar of colours at the right, a block a value, the greatest on top; numbers beside as many as fit. */
static void layout_bar(struct drawing *d)
{
    bool text = d->device->class == TEXT;
    double line = text ? d->line : 1.25 * d->size_text, wide = text_width(d, d->bar_title ? d->bar_title : "", d->size_text);
    if (d->nsteps == 0)
        return;
    qsort(d->steps, d->nsteps, sizeof *d->steps, by_value);
    double top = d->area.top + 1.2 * line, bottom = d->area.bottom - 1.5 * line, high = bottom - top;
    size_t each = (size_t)fmax(1, ceil((double)d->nsteps / fmax(high / line, 1)));
    if (high / (double)d->nsteps > 2.2 * line)          /* few values: blocks of two lines, not of a quarter of the picture */
        bottom = top + (high = 2.2 * line * (double)d->nsteps);
    for (size_t i = 0; i < d->nsteps; i++) {
        struct step *s = &d->steps[i];
        s->y1 = bottom - high * (double)i / (double)d->nsteps;
        s->y0 = bottom - high * (double)(i + 1) / (double)d->nsteps;
        s->text = text_copy(i % each == 0 ? number_text_short(fabs(s->value), 4).text : "");
        if (s->value < 0 && *s->text) {
            char *bare = s->text;
            s->text = text_format("−%s", bare);
            free(bare);
        }
        wide = fmax(wide, text_width(d, s->text, d->size_text) + 1.5 * d->size_text);
    }
    d->bar_x = d->area.right - wide;
    if (text)
        d->bar_x = floor(d->bar_x / d->em) * d->em;
    d->area.right = d->bar_x - (text ? d->em : d->size_text);
}

static double widest_ytic(const struct drawing *d, const struct panel *p)
{
    double widest = 0;
    if (d->log_y)
        return text_width(d, "1e-10", d->size_text);
    for (int i = 0; i < 40; i++) {
        double y = (ceil(p->ylow / p->ystep) + i) * p->ystep;
        if (y > p->yhigh)
            break;
        widest = fmax(widest, text_width(d, number_text_short(fabs(y) < 1e-9 * p->ystep ? 0 : y, 6).text, d->size_text));
    }
    return widest;
}

/* A marked point near the frame's lower or upper edge needs room for its label there. */
static void make_room(const struct drawing *d, struct panel *p)
{
    const struct data *marks = drawing_data(d, "marks");
    double span = p->yhigh - p->ylow, line = 2.1 * d->line * span / (p->frame.bottom - p->frame.top), low = p->ylow, high = p->yhigh;
    if (d->look->has_yrange || d->log_y)
        return;
    for (size_t i = 0; marks && i < marks->rows && marks->columns > 1; i++) {
        double y = data_at(marks, i, 1);
        const char *owner = data_text(marks, i, data_column(marks, "series"));
        bool here = !*owner;
        for (size_t c = 0; c < d->ncurves; c++)
            here = here || (strcmp(d->curves[c].series, owner) == 0 && &d->panels[d->curves[c].panel] == p);
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

/* Where panel i of n stands: side by side, one above the other, or (three of them in a wide picture) f at
 * the left and its slopes at the right; whichever frames come nearest to 4:3. */
static struct box cell_of(struct box a, size_t i, size_t n, double gap, bool one_column)
{
    double wide = a.right - a.left, high = a.bottom - a.top, parts = (double)n;
    double row = fabs(log(wide / parts / high / 1.33)), column = fabs(log(wide / (high / parts) / 1.33));
    struct box b = a;
    if (!one_column && n == 3 && wide > 1.2 * high) {
        double middle = a.left + 0.5 * wide, half = (a.top + a.bottom) / 2;
        return i == 0 ? (struct box){ a.left, a.top, middle - gap, a.bottom }
             : i == 1 ? (struct box){ middle + gap, a.top, a.right, half } : (struct box){ middle + gap, half, a.right, a.bottom };
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

/* Two numbers at least: one alone says no scale. */
static double step_that_shows(double low, double high, double step)
{
    for (int i = 0; i < 3 && floor(high / step) - ceil(low / step) < 1; i++)
        step = nice_step(0, 0.39 * step, 1);       /* the next of 1, 2, 5 below */
    return step;
}

static void place_panel(const struct drawing *d, size_t i)
{
    bool text = d->device->class == TEXT;
    double name_line = *d->panels[i].title ? (text ? d->line : 1.8 * d->size_text) : 0;
    double tic_line = (text ? d->line : 1.5 * d->size_text) + (*d->panels[i].xname ? (text ? d->line : 1.2 * d->size_text) : 0), gap = text ? d->em : 0.4 * d->size_text, names = 0;
    struct panel *p = &d->panels[i];
    struct box b = cell_of(d->area, i, d->npanels, text ? 2 * d->em : 1.4 * d->size_text, d->column);
    b.top += name_line;
    b.bottom -= tic_line;
    p->frame = b;
    make_room(d, p);
    p->ystep = nice_step(p->ylow, p->yhigh, (b.bottom - b.top) / (text ? 4 * d->line : 2.4 * d->line));
    for (size_t c = 0; c < d->ncurves; c++)
        if (d->curves[c].panel == i && d->curves[c].direct)
            names = fmax(names, text_width(d, d->curves[c].name, 1.1 * d->size_text));
    b.left += widest_ytic(d, p) + gap;
    b.right -= names > 0 ? names + gap : text ? d->em : 0.6 * d->size_text;
    if (text) {                     /* on the cells' grid, so that text and lines meet */
        b.left = floor(b.left / d->em + 0.5) * d->em;
        b.bottom = floor(b.bottom / d->line) * d->line - 1;     /* the axis is in the frame's last row, not in that of its numbers */
        b.top = ceil(b.top / d->line) * d->line;
    }
    p->xstep = nice_step(p->xlow, p->xhigh, (b.right - b.left) / (text ? 8 * d->em : 3.2 * d->size_text));
    p->xstep = step_that_shows(p->xlow, p->xhigh, p->xstep);
    p->ystep = step_that_shows(p->ylow, p->yhigh, p->ystep);
    if (d->measured && p->xstep < 1 && p->xhigh - p->xlow >= 1)      /* layers and steps are whole */
        p->xstep = 1;
    p->frame = b;
}

/* A panel's title in its own width: whole, up to its colon, or cut. */
static void fit_title(const struct drawing *d, struct panel *p)
{
    double right = d->nsteps ? d->bar_x : d->width - d->em / 2, gap = d->device->class == TEXT ? 2 * d->em : d->size_text;
    for (size_t i = 0; i < d->npanels; i++) {
        const struct box *other = &d->panels[i].frame;
        if (other->left > p->frame.right && other->top < p->frame.bottom && other->bottom > p->frame.top)
            right = fmin(right, other->left - gap);
    }
    double wide = right - p->frame.left;
    char *colon = strchr(p->title, ':');
    if (colon && text_width(d, p->title, d->size_text) > wide)
        *colon = 0;
    text_fit(d, p->title, d->size_text, wide);
}

/* Frames one above the other share their x axis, so they begin and end together. */
static void align_frames(struct drawing *d, size_t first)
{
    double left = 0, right = d->width;
    for (size_t i = first; i < d->npanels; i++) {
        left = fmax(left, d->panels[i].frame.left);
        right = fmin(right, d->panels[i].frame.right);
    }
    for (size_t i = first; i < d->npanels && right - left > 0.2 * d->width; i++) {
        d->panels[i].frame.left = left;
        d->panels[i].frame.right = right;
    }
}

/* The heading begins where the frame does, if it still fits. */
static void align_headings(struct drawing *d)
{
    double shift = d->panels[0].frame.left - d->area.left;
    if (d->side.right > d->side.left)
        return;
    for (size_t i = 0; i < d->nheadings; i++)
        if (d->headings[i].x + shift + text_width(d, d->headings[i].text, d->headings[i].size) * 1.03 > d->width - d->area.left / 2)
            return;
    for (size_t i = 0; i < d->nheadings; i++)
        d->headings[i].x += shift;
    for (size_t i = 0; i < d->nentries; i++)
        if (d->entries[i].x + shift + text_width(d, d->curves[d->entries[i].curve].name, d->size_text) + 3 * d->em > d->width)
            return;
    for (size_t i = 0; i < d->nentries; i++)
        d->entries[i].x += shift;
}

bool layout_panels(struct drawing *d, struct message *why)
{
    bool any = false;
    for (size_t i = 0; i < d->npanels; i++) {
        if (!set_xrange(d, &d->panels[i]))
            return message_set(why, d->log_x ? "nothing to draw: no x above 0 for a logarithmic axis" : "nothing to draw: no finite x");
        set_yrange(d, &d->panels[i]);
        if (d->log_y && !(d->panels[i].yhigh > 0))
            return message_set(why, "nothing to draw: no value above 0 in --yrange for a logarithmic axis");
    }
    for (size_t c = 0; c < d->ncurves && !any; c++)
        for (size_t i = 0; i < d->drawn->rows && !any; i++) {
            double y = data_at(d->drawn, i, d->curves[c].column);
            any = isfinite(y) && (!d->log_y || y > 0);
        }
    if (!any)
        return message_set(why, d->log_y ? "nothing to draw: no value above 0 for a logarithmic axis" : "nothing to draw: no finite value");
    layout_key(d);
    layout_bar(d);
    for (size_t i = 0; i < d->npanels; i++)
        place_panel(d, i);
    if (d->column)
        align_frames(d, 0);
    else if (d->npanels == 3 && d->panels[1].frame.left > d->panels[0].frame.right && d->panels[1].frame.bottom < d->panels[2].frame.top)
        align_frames(d, 1);         /* both slopes beside f */
    for (size_t i = 0; i < d->npanels; i++)
        fit_title(d, &d->panels[i]);
    align_headings(d);
    return true;
}
