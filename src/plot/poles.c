/* Poles: a dashed line where a function goes to infinity, and an arrow where its curve leaves the
 * frame for there; a curve that is merely cut has none. And guides from panel to panel. */
#include "plot/poles.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What figure_data makes of an infinite value. */
static const double INFINITE = 7.9e307;
/* Sizes of the text: an arrow's piece inside the frame, and its head beyond. */
static const double ARROW_INSIDE = 0.5, ARROW_BEYOND = 0.35;

static void add_asymptote(struct plot_layout *l, double x, size_t panel)
{
    const struct plot_panel *p = &l->panels[panel];
    double px = to_x(l, p, x);
    if (!isfinite(px) || px < p->frame.left - 1 || px > p->frame.right + 1)
        return;
    for (size_t i = 0; i < l->nasymptotes; i++)
        if (l->asymptotes[i].x == x && l->asymptotes[i].panel == panel)
            return;
    l->asymptotes = memory_resize(l->asymptotes, l->nasymptotes + 1, sizeof *l->asymptotes);
    l->asymptotes[l->nasymptotes++] = (struct asymptote){ .x = x, .panel = panel };
}

static bool infinite(double y)
{
    return fabs(y) >= INFINITE;
}

/* From an infinite value at `row` on in steps of `way` to where the curve is inside its frame. */
static void add_arrow(struct plot_layout *l, size_t curve, size_t row, int way)
{
    const struct figure_data *t = l->drawn;
    const struct plot_curve *c = &l->curves[curve];
    const struct plot_panel *p = &l->panels[c->panel];
    bool up = data_at(t, row, c->column) > 0;
    double edge = up ? p->frame.top : p->frame.bottom,
           lastx = to_x(l, p, data_at(t, row, c->xcolumn));
    for (size_t i = row + (size_t)way; i < t->rows; i += (size_t)way) { /* wraps at -1 */
        double y = data_at(t, i, c->column), px = to_x(l, p, data_at(t, i, c->xcolumn)), py;
        if (isnan(y))
            return;
        if (infinite(y) && (y > 0) == up) {
            lastx = px;
            continue;
        }
        py = to_y(l, p, y);
        if (up ? py >= edge : py <= edge) {
            double before = fabs(py - edge), size = l->sheet->size_text;
            size_t from = i;
            while (before < ARROW_INSIDE * size && from + (size_t)way < t->rows) {
                from += (size_t)way; /* a little further inside, for the arrow's direction */
                y = data_at(t, from, c->column);
                if (isnan(y) || infinite(y))
                    return;
                px = to_x(l, p, data_at(t, from, c->xcolumn));
                py = to_y(l, p, y);
                before = fabs(py - edge);
            }
            if (before < 1 || px < p->frame.left - 1 || px > p->frame.right + 1)
                return;
            double beyond = ARROW_BEYOND * size, goal = px + (lastx - px) * 0.9;
            l->arrows = memory_resize(l->arrows, l->narrows + 1, sizeof *l->arrows);
            l->arrows[l->narrows++] = (struct exit_arrow){
                .curve = curve, .x0 = px, .y0 = py, .x1 = goal, .y1 = edge + (up ? -beyond : beyond)
            };
            return;
        }
        lastx = px;
    }
}

/* A run of infinite values at one x is a pole; over several, numbers beyond what gnuplot draws. */
static void poles_of(struct plot_layout *l, size_t curve)
{
    const struct figure_data *t = l->drawn;
    size_t x = l->curves[curve].xcolumn, y = l->curves[curve].column;
    for (size_t row = 0; row < t->rows; row++) {
        size_t last = row;
        if (!infinite(data_at(t, row, y)))
            continue;
        while (last + 1 < t->rows && infinite(data_at(t, last + 1, y)) &&
               (data_at(t, last + 1, y) > 0) == (data_at(t, row, y) > 0))
            last++;
        if (data_at(t, row, x) == data_at(t, last, x))
            add_asymptote(l, data_at(t, row, x), l->curves[curve].panel);
        if (row > 0)
            add_arrow(l, curve, row, -1);
        if (last + 1 < t->rows)
            add_arrow(l, curve, last, 1);
        row = last;
    }
}

void find_poles(struct plot_layout *l)
{
    if (l->measured || l->log_y || l->points || l->sheet->device->class == TEXT)
        return;
    for (size_t i = 0; i < l->ncurves; i++)
        poles_of(l, i);
}

/* ---- guides --------------------------------------------------------------------------------- */

/* The function that a slope's curve belongs to, in the panel above; ncurves: none. */
static size_t function_above(const struct plot_layout *l, size_t curve)
{
    const struct plot_curve *c = &l->curves[curve];
    size_t length = strlen(c->series) - (size_t)c->rank;
    for (size_t i = 0; i < l->ncurves; i++)
        if (l->curves[i].rank == 0 && strlen(l->curves[i].series) == length &&
            strncmp(l->curves[i].series, c->series, length) == 0)
            return i;
    return l->ncurves;
}

static double height_at(const struct plot_layout *l, const struct plot_curve *c, double x)
{
    const struct figure_data *t = l->drawn;
    for (size_t row = 0; row + 1 < t->rows; row++) {
        double a = data_at(t, row, c->xcolumn), b = data_at(t, row + 1, c->xcolumn);
        if (a <= x && x <= b && a < b)
            return data_at(t, row, c->column) +
                   (data_at(t, row + 1, c->column) - data_at(t, row, c->column)) * (x - a) /
                       (b - a);
    }
    return NAN;
}

/* For few functions only, and on no text terminal, where a line of dots looks like a curve. */
void find_guides(struct plot_layout *l)
{
    enum { FUNCTIONS_MOST = 3 };
    if (!l->stacked || l->sheet->device->class == TEXT || l->ncurves > FUNCTIONS_MOST * l->npanels)
        return;
    for (size_t i = 0; i < l->nmarks; i++) {
        const struct plot_mark *m = &l->marks[i];
        size_t f = m->curve < l->ncurves && m->panel > 0 && !m->ring ? function_above(l, m->curve)
                                                                     : l->ncurves;
        if (f == l->ncurves)
            continue;
        double top = to_y(l, &l->panels[0], height_at(l, &l->curves[f], m->px));
        const struct box *frame = &l->panels[0].frame;
        if (!(top >= frame->top && top <= frame->bottom))
            continue;
        l->guides = memory_resize(l->guides, l->nguides + 1, sizeof *l->guides);
        l->guides[l->nguides++] = (struct guide){ .x = m->x, .top = top, .bottom = m->y };
    }
}
