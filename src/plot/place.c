/* Labels beside what they name, on no curve and on no other label. The frame is rasterised coarsely with
 * the curves in it; each label tries places around its point, near ones first, and takes the cheapest. */
#include "plot/place.h"

#include "plot/cover.h"
#include "plot/quote.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static bool inside(const struct box *b, double x, double y)
{
    return x >= b->left - 1 && x <= b->right + 1 && y >= b->top - 1 && y <= b->bottom + 1;
}

/* A segment cut to the frame (Liang and Barsky 1984); false when nothing of it is inside. */
static bool cut(const struct box *b, double *x0, double *y0, double *x1, double *y1)
{
    double dx = *x1 - *x0, dy = *y1 - *y0, from = 0, to = 1;
    double p[4] = { -dx, dx, -dy, dy }, q[4] = { *x0 - b->left, b->right - *x0, *y0 - b->top, b->bottom - *y0 };
    for (int i = 0; i < 4; i++) {
        if (p[i] == 0 && q[i] < 0)
            return false;
        if (p[i] < 0)
            from = fmax(from, q[i] / p[i]);
        if (p[i] > 0)
            to = fmin(to, q[i] / p[i]);
    }
    if (from > to)
        return false;
    double ax = *x0 + from * dx, ay = *y0 + from * dy;
    *x1 = *x0 + to * dx;
    *y1 = *y0 + to * dy;
    *x0 = ax;
    *y0 = ay;
    return true;
}

/* Draws curve i into the cover and finds where it leaves the frame at the right. */
static bool trace(struct cover *c, const struct plot_layout *l, size_t i, double *endx, double *endy)
{
    const struct plot_panel *p = &l->panels[l->curves[i].panel];
    double lastx = NAN, lasty = NAN, thick = l->sheet->device->class == TEXT ? 0.5 : fmax(2.5 * l->sheet->stroke, c->square / 2);
    bool seen = false;
    for (size_t row = 0; row < l->drawn->rows; row++) {
        double y = data_at(l->drawn, row, l->curves[i].column);
        double px = to_x(l, p, data_at(l->drawn, row, l->curves[i].xcolumn)), py = isfinite(y) ? to_y(l, p, y) : NAN;
        double x0 = isnan(lastx) || isnan(lasty) ? px : lastx, y0 = isnan(lastx) || isnan(lasty) ? py : lasty, x1 = px, y1 = py;
        if (isfinite(px) && isfinite(py) && cut(&p->frame, &x0, &y0, &x1, &y1)) {
            cover_line(c, x0, y0, x1, y1, thick, CURVE);
            if (!seen || x1 >= *endx) {
                *endx = x1;
                *endy = y1;
            }
            seen = true;
        }
        lastx = px;
        lasty = py;
    }
    return seen;
}

/* ---- names at the ends ---------------------------------------------------------------------------*/

struct name_end { size_t curve; double x, y; };

static int by_height(const void *a, const void *b)
{
    const struct name_end *one = a, *two = b;
    return (one->y > two->y) - (one->y < two->y);
}

/* Names one line apart, each as near to its own end as the others allow: neighbours that collide form a
 * group that stands around the mean of its ends (pool adjacent violators). */
static void spread(struct name_end *ends, size_t n, double line, double top, double bottom)
{
    double *want = memory_new(n + 1, sizeof *want);
    size_t *size = memory_new(n + 1, sizeof *size);
    size_t groups = 0, done = 0;
    for (size_t i = 0; i < n; i++) {
        want[groups] = ends[i].y - (double)i * line;
        size[groups++] = 1;
        while (groups > 1 && want[groups - 2] > want[groups - 1]) {
            size_t both = size[groups - 2] + size[groups - 1];
            want[groups - 2] = (want[groups - 2] * (double)size[groups - 2] + want[groups - 1] * (double)size[groups - 1]) / (double)both;
            size[groups - 2] = both;
            groups--;
        }
    }
    for (size_t g = 0; g < groups; g++)
        for (size_t i = 0; i < size[g]; i++, done++)
            ends[done].y = want[g] + (double)done * line;
    for (size_t i = n; i-- > 0; )
        ends[i].y = fmin(ends[i].y, bottom - (double)(n - 1 - i) * line);
    for (size_t i = 0; i < n; i++)
        ends[i].y = fmax(ends[i].y, top + (double)i * line);
    free(want);
    free(size);
}

static void name_ends(struct cover *c, struct plot_layout *l, const struct name_end *all, size_t panel)
{
    struct name_end *right = memory_new(l->ncurves, sizeof *right);
    struct box frame = l->panels[panel].frame;
    bool text = l->sheet->device->class == TEXT;
    double gap = text ? l->sheet->em : 0.4 * l->sheet->size_text, line = text ? l->sheet->line : 1.15 * l->sheet->size_text;
    size_t n = 0;
    for (size_t i = 0; i < l->ncurves; i++) {
        struct plot_curve *curve = &l->curves[i];
        if (curve->panel != panel || !curve->direct || isnan(all[i].x))
            continue;
        double width = text_width(l->sheet, curve->name, 1.1 * l->sheet->size_text);
        if (all[i].x > frame.right - 2 * gap) {
            right[n++] = all[i];
            continue;
        }
        /* it left through the top or the bottom, or ended: the name stands there, inside */
        curve->x = all[i].x + gap;
        curve->y = fmin(fmax(all[i].y, frame.top + line / 2), frame.bottom - line / 2);
        struct box best = { 0 };
        double cheapest = INFINITY;
        for (int k = 0; k < 24; k++) {
            double x = all[i].x + (k % 2 ? -gap - width : gap) * (1 + 0.2 * floor(k / 8.0)), y = curve->y + (k / 2 % 4) * 0.6 * line * (all[i].y < frame.top + line ? 1 : -1);
            if (text) {         /* a blank cell between */
                x = (floor(all[i].x / l->sheet->em) + (k % 2 ? -1 : 2)) * l->sheet->em - (k % 2 ? width : 0);
                y = (floor(y / l->sheet->line) + 0.5) * l->sheet->line;
            }
            struct box b = { x, y - line / 2, x + width, y + line / 2 };
            struct box around = { b.left - l->sheet->em + 1, b.top + 1, b.right + l->sheet->em - 1, b.bottom - 1 };
            double cost = (text ? 10 * ceil(covered(c, around)) : covered(c, b)) + 0.5 * k;
            if (b.left >= frame.left && b.right <= l->sheet->width - 2 && cost < cheapest) {
                cheapest = cost;
                best = b;
            }
        }
        if (cheapest < INFINITY) {
            curve->x = best.left;
            curve->y = (best.top + best.bottom) / 2;
        }
        cover_box(c, (struct box){ curve->x, curve->y - line / 2, curve->x + width, curve->y + line / 2 }, LABEL);
    }
    qsort(right, n, sizeof *right, by_height);
    spread(right, n, line, frame.top + line / 2, frame.bottom - (text ? 0 : line / 2));
    for (size_t i = 0; i < n; i++) {
        struct plot_curve *curve = &l->curves[right[i].curve];
        curve->x = frame.right + gap;
        curve->y = right[i].y;
    }
    free(right);
}

/* ---- marks ---------------------------------------------------------------------------------------*/

static struct box label_box(const struct plot_mark *m, double width, double line)
{
    double left = m->side == 'l' ? m->lx : m->side == 'r' ? m->lx - width : m->lx - width / 2;
    return (struct box){ left, m->ly - line / 2, left + width, m->ly + line / 2 };
}

static double nearest(double low, double high, double v)
{
    return v < low ? low : v > high ? high : v;
}

/* How often a leader runs over something, its first steps (in its own curve) apart. */
static double crossed(const struct cover *c, double x0, double y0, double x1, double y1)
{
    double length = hypot(x1 - x0, y1 - y0), sum = 0;
    for (double at = 4 * c->square; at < length - c->square; at += c->square) {
        double x = x0 + (x1 - x0) * at / length, y = y0 + (y1 - y0) * at / length;
        sum += covered(c, (struct box){ x, y, x, y }) >= 1;
    }
    return sum;
}

/* In a text terminal a leader looks like a piece of curve: words stand right beside their point, a free cell from
 * all else, or not at all. */
static bool stands_free(const struct cover *c, const struct plot_layout *l, const struct plot_mark *m, struct box b)
{
    bool beside = m->y >= b.top && m->y < b.bottom;      /* the point's own row: its curve comes up to the words */
    struct box wide = { b.left - (beside && m->side == 'l' ? 0 : l->sheet->em), b.top + 1, b.right + (beside && m->side == 'r' ? 0 : l->sheet->em) - 1, b.bottom - 1 };
    return !m->leader && covered(c, wide) == 0;     /* not even an axis */
}

static bool place_words(struct cover *c, const struct plot_layout *l, struct plot_mark *m)
{
    static const double rings[] = { 1.0, 1.4, 1.9, 2.6, 3.4, 4.4, 5.6, 7 };
    bool text = l->sheet->device->class == TEXT;
    double line = text ? l->sheet->line : 1.2 * l->sheet->size_text, width = text_width(l->sheet, m->label, l->sheet->size_text);
    struct box frame = l->panels[m->panel].frame;
    struct plot_mark best = *m;
    double cheapest = INFINITY;
    for (size_t ring = 0; ring < sizeof rings / sizeof *rings; ring++)
        for (int k = 0; k < 16; k++) {
            struct plot_mark try = *m;
            double angle = 2 * 3.14159265358979 * k / 16, dx = cos(angle), dy = -sin(angle);
            try.side = dx > 0.2 ? 'l' : dx < -0.2 ? 'r' : 'c';
            try.lx = m->x + dx * rings[ring] * line * 0.9;
            try.ly = m->y + dy * rings[ring] * line;
            if (text) {
                try.lx = floor(try.lx / l->sheet->em) * l->sheet->em;
                try.ly = (floor(try.ly / l->sheet->line) + 0.5) * l->sheet->line;
            }
            struct box b = label_box(&try, width, line);
            double over = fmax(b.right - (frame.right - 3), 0) - fmax(frame.left + 3 - b.left, 0);
            if (text)
                over = ceil(over / l->sheet->em) * l->sheet->em;
            try.lx -= over;
            b.left -= over;
            b.right -= over;
            if (b.left < frame.left + 2 || b.right > frame.right - 2 || b.top < frame.top || b.bottom > frame.bottom + text)
                continue;
            double pad = text ? 0 : 0.15 * line;
            struct box wide = { b.left - 2 * pad, b.top - pad, b.right + 2 * pad - 1, b.bottom + pad - 1 };
            try.ex = nearest(b.left, b.right, m->x);
            try.ey = nearest(b.top, b.bottom, m->y);
            double gone = hypot(try.ex - m->x, try.ey - m->y);
            try.leader = gone > (text ? 1.7 : 1.3) * line;
            double cost = gone / line + (rings[ring] > 3 ? 3 : 0) + (try.side == 'c' ? 0.2 : 0);
            if (cost >= cheapest || (text && !stands_free(c, l, &try, b)))
                continue;
            cost += 40 * covered(c, wide);
            if (try.leader)
                cost += 0.5 + 1.5 * crossed(c, m->x, m->y, try.ex, try.ey);
            if (cost < cheapest) {
                cheapest = cost;
                best = try;
            }
        }
    if (cheapest > 35)
        return false;
    *m = best;
    cover_box(c, label_box(m, width, line), LABEL);
    return true;
}

/* "minimum -0.170 at x = -0.752", or in a text terminal "minimum -0.170", or "minimum"; where no room is free, the point
 * alone is better than a muddle. */
static void place_mark(struct cover *c, const struct plot_layout *l, struct plot_mark *m)
{
    static const char *const ends[] = { " at x", ": ", " " };
    if (place_words(c, l, m))
        return;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && l->sheet->device->class == TEXT; i++) {
        char *end = strstr(m->label, ends[i]);
        if (end && strcmp(end + 1, "0") != 0) {     /* "slope" without its 0 says nothing */
            *end = 0;
            if (place_words(c, l, m))
                return;
        }
    }
    free(m->label);
    m->label = NULL;
}

/* The labels of tables made for people and the points of any: text columns by name. */
static void find_marks(struct plot_layout *l)
{
    const struct figure_data *marks = figure_table(l->figure, "marks");
    if (!marks || marks->columns < 2 || l->measured)
        return;
    size_t label = data_column(marks, "label"), series = data_column(marks, "series");
    l->marks = memory_new(marks->rows * l->npanels + 1, sizeof *l->marks);
    for (size_t i = 0; i < marks->rows; i++) {
        struct plot_mark m = { .px = data_at(marks, i, 0), .py = data_at(marks, i, 1), .curve = l->ncurves };
        const char *owner = data_text(marks, i, series);
        for (size_t k = 0; k < l->ncurves; k++)
            if (strcmp(l->curves[k].series, owner) == 0)
                m.curve = k;
        m.panel = m.curve < l->ncurves ? l->curves[m.curve].panel : 0;
        const struct plot_panel *p = &l->panels[m.panel];
        m.x = to_x(l, p, m.px);
        m.y = to_y(l, p, m.py);
        if ((*owner && m.curve == l->ncurves) || !isfinite(m.x) || !isfinite(m.y) || !inside(&p->frame, m.x, m.y))
            continue;
        const char *words = data_text(marks, i, label);
        m.label = *words ? text_shown(words) : NULL;
        l->marks[l->nmarks++] = m;
    }
}

static void find_tints(struct cover *c, struct plot_layout *l)
{
    const struct figure_data *regions = figure_table(l->figure, "regions");
    if (!regions || regions->columns < 2)
        return;
    size_t label = data_column(regions, "label");
    bool text = l->sheet->device->class == TEXT;
    double line = text ? l->sheet->line : 1.2 * l->sheet->size_text;
    l->tints = memory_new(regions->rows + 1, sizeof *l->tints);
    for (size_t i = 0; i < regions->rows; i++) {
        const struct plot_panel *p = &l->panels[0];
        struct tint t = { .low = fmax(data_at(regions, i, 0), p->xlow), .high = fmin(data_at(regions, i, 1), p->xhigh) };
        if (!(t.low < t.high))
            continue;
        const char *words = data_text(regions, i, label);
        char *shown = *words && !l->sheet->device->unshaded ? text_shown(words) : NULL;
        double width = shown ? text_width(l->sheet, shown, l->sheet->size_text) : 0, left = to_x(l, p, t.low), right = to_x(l, p, t.high);
        double cheapest = INFINITY;
        for (int k = 0; k < 21 && shown && width + 8 < right - left; k++) {
            double x = (left + right) / 2, y = p->frame.top + (p->frame.bottom - p->frame.top) * (0.06 + 0.044 * k);
            if (text) {
                x = floor((x - width / 2) / l->sheet->em) * l->sheet->em + width / 2;
                y = (floor(y / l->sheet->line) + 0.5) * l->sheet->line;
            }
            struct box b = { x - width / 2, y - 0.8 * line, x + width / 2, y + 0.8 * line };
            double cost = 40 * covered(c, b) + fabs(k - 8.0) * 0.3;
            if (cost < cheapest && cost < 20) {
                cheapest = cost;
                t.lx = x - width / 2;
                t.ly = y;
            }
        }
        if (cheapest < INFINITY) {
            t.label = shown;
            cover_box(c, (struct box){ t.lx, t.ly - line / 2, t.lx + width, t.ly + line / 2 }, LABEL);
        } else {
            free(shown);
        }
        l->tints[l->ntints++] = t;
    }
}

void place_labels(struct plot_layout *l)
{
    struct name_end *ends = memory_new(l->ncurves + 1, sizeof *ends);
    struct cover c;
    cover_init(&c, l->sheet);
    for (size_t i = 0; i < l->npanels; i++) {
        const struct plot_panel *p = &l->panels[i];
        double x = to_x(l, p, 0), y = to_y(l, p, 0);
        if (x > p->frame.left && x < p->frame.right)
            cover_line(&c, x, p->frame.top, x, p->frame.bottom, c.square / 2, AXIS);
        if (y > p->frame.top && y < p->frame.bottom)
            cover_line(&c, p->frame.left, y, p->frame.right, y, c.square / 2, AXIS);
    }
    const struct figure_data *levels = figure_table(l->figure, "levels");
    for (size_t i = 0; levels && i < levels->rows; i++) {
        double y = to_y(l, &l->panels[0], data_at(levels, i, 0));
        if (y > l->panels[0].frame.top && y < l->panels[0].frame.bottom)
            cover_line(&c, l->panels[0].frame.left, y, l->panels[0].frame.right, y, c.square / 2, AXIS);
    }
    for (size_t i = 0; i < l->ncurves; i++) {
        ends[i] = (struct name_end){ i, NAN, NAN };
        trace(&c, l, i, &ends[i].x, &ends[i].y);
        l->curves[i].x = NAN;
    }
    for (size_t i = 0; i < l->npanels; i++)
        name_ends(&c, l, ends, i);
    find_marks(l);
    double point = l->sheet->device->class == TEXT ? 1 : 5 * l->sheet->stroke;
    for (size_t i = 0; i < l->nmarks; i++) {
        const struct plot_mark *m = &l->marks[i];
        cover_box(&c, (struct box){ m->x - point, m->y - point, m->x + point, m->y + point }, LABEL);
    }
    for (size_t i = 0; i < l->nmarks; i++)
        if (l->marks[i].label)
            place_mark(&c, l, &l->marks[i]);
    find_tints(&c, l);
    cover_free(&c);
    free(ends);
}
