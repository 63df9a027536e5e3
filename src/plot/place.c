/* Labels beside what they name, on no curve and on no other label. The frame is rasterised coarsely
 * with the curves in it (cover.c); each label proposes sites around its point, and the cheapest is
 * taken (site.c). */
#include "plot/place.h"

#include "plot/cover.h"
#include "plot/poles.h"
#include "plot/quote.h"
#include "plot/site.h"
#include "plot/spacing.h"
#include "plot/typeset.h"

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
    double p[4] = { -dx, dx, -dy, dy },
           q[4] = { *x0 - b->left, b->right - *x0, *y0 - b->top, b->bottom - *y0 };
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
static bool trace(struct cover *c, const struct plot_layout *l, size_t i, double *endx,
                  double *endy)
{
    const struct plot_panel *p = &l->panels[l->curves[i].panel];
    double lastx = NAN, lasty = NAN,
           thick =
               l->sheet->device->class == TEXT ? 0.5 : fmax(2.5 * l->sheet->stroke, c->square / 2);
    bool seen = false;
    for (size_t row = 0; row < l->drawn->rows; row++) {
        double y = data_at(l->drawn, row, l->curves[i].column);
        double px = to_x(l, p, data_at(l->drawn, row, l->curves[i].xcolumn)),
               py = isfinite(y) ? to_y(l, p, y) : NAN;
        double x0 = isnan(lastx) || isnan(lasty) ? px : lastx,
               y0 = isnan(lastx) || isnan(lasty) ? py : lasty, x1 = px, y1 = py;
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

/* ---- names at the ends ---------------------------------------------------------------------- */

struct name_end {
    size_t curve;
    double x, y;
};

static int by_height(const void *a, const void *b)
{
    const struct name_end *one = a, *two = b;
    return (one->y > two->y) - (one->y < two->y);
}

/* Names one line apart, each as near to its own end as the others allow: neighbours that collide
 * form a group that stands around the mean of its ends (pool adjacent violators). */
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
            want[groups - 2] = (want[groups - 2] * (double)size[groups - 2] +
                                want[groups - 1] * (double)size[groups - 1]) /
                               (double)both;
            size[groups - 2] = both;
            groups--;
        }
    }
    for (size_t g = 0; g < groups; g++)
        for (size_t i = 0; i < size[g]; i++, done++)
            ends[done].y = want[g] + (double)done * line;
    for (size_t i = n; i-- > 0;)
        ends[i].y = fmin(ends[i].y, bottom - (double)(n - 1 - i) * line);
    for (size_t i = 0; i < n; i++)
        ends[i].y = fmax(ends[i].y, top + (double)i * line);
    free(want);
    free(size);
}

/* Where a curve ends inside of its frame, and its name: what a name's sites are proposed from. */
struct ended {
    const struct plot_sheet *sheet;
    struct box frame;
    double x, y, below; /* the end; the line that the search begins in */
    double width, line, gap;
};

/* Right and left of the end by turns, in four rows away from the frame's nearest edge, then all
 * again further off. */
enum { NAME_ROWS = 4, NAME_SITES = 3 * 2 * NAME_ROWS };
static const double NAME_ROW = 0.6, NAME_FURTHER = 0.2; /* of a line; of the gap */

static bool propose_name(const void *label, int i, struct site *site)
{
    const struct ended *e = label;
    const struct plot_sheet *sheet = e->sheet;
    bool left = i % 2, down = e->y < e->frame.top + e->line, text = sheet->device->class == TEXT;
    double further = 1 + NAME_FURTHER * floor(i / (2.0 * NAME_ROWS));
    double x = e->x + (left ? -e->gap - e->width : e->gap) * further;
    double y = e->below + (i / 2 % NAME_ROWS) * NAME_ROW * e->line * (down ? 1 : -1);
    if (text) { /* a blank cell between */
        x = (floor(e->x / sheet->em) + (left ? -1 : 2)) * sheet->em - (left ? e->width : 0);
        y = (floor(y / sheet->line) + 0.5) * sheet->line;
    }
    struct box b = { x, y - e->line / 2, x + e->width, y + e->line / 2 };
    *site = (struct site){
        .words = b, .free = b, .straying = i, .lx = b.left, .ly = (b.top + b.bottom) / 2
    };
    if (text)
        site->free = (struct box){ b.left - sheet->em + 1, b.top + 1, b.right + sheet->em - 1,
                                   b.bottom - 1 };
    return b.left >= e->frame.left && b.right <= sheet->width - 2;
}

/* A curve must be named, however badly. Half a square of curve hidden is a step of the search; in a
 * text terminal, where that is a whole square, twenty steps. */
static const struct site_search name_search = {
    .weight = { [STRAYING] = 0.5, [HIDING] = 1 },
    .dearest = INFINITY,
    .sites = NAME_SITES,
    .propose = propose_name,
};
static const struct site_search name_search_text = {
    .weight = { [STRAYING] = 0.5, [HIDING] = 10 },
    .dearest = INFINITY,
    .whole = true,
    .sites = NAME_SITES,
    .propose = propose_name,
};

/* A curve that left through the top or the bottom, or ended: its name stands there, inside. */
static void name_inside(struct cover *c, const struct plot_layout *l, struct plot_curve *curve,
                        const struct name_end *end)
{
    bool text = l->sheet->device->class == TEXT;
    struct ended e = {
        .sheet = l->sheet,
        .frame = l->panels[curve->panel].frame,
        .x = end->x,
        .y = end->y,
        .width = text_width(l->sheet, curve->name, NAME_ROOM * l->sheet->size_text),
        .line = sheet_line(l->sheet, NAME_LINE),
        .gap = sheet_gap(l->sheet, NAME_GAP),
    };
    struct site best;
    double half = e.line / 2;
    e.below = fmin(fmax(end->y, e.frame.top + half), e.frame.bottom - half);
    bool found = site_find(text ? &name_search_text : &name_search, c, &e, &best);
    curve->x = found ? best.lx : end->x + e.gap;
    curve->y = found ? best.ly : e.below;
    cover_box(c, (struct box){ curve->x, curve->y - half, curve->x + e.width, curve->y + half },
              LABEL);
}

static void name_ends(struct cover *c, struct plot_layout *l, const struct name_end *all,
                      size_t panel)
{
    struct name_end *right = memory_new(l->ncurves, sizeof *right);
    struct box frame = l->panels[panel].frame;
    double gap = sheet_gap(l->sheet, NAME_GAP), line = sheet_line(l->sheet, NAME_LINE);
    size_t n = 0;
    for (size_t i = 0; i < l->ncurves; i++) {
        struct plot_curve *curve = &l->curves[i];
        if (curve->panel != panel || !curve->direct || isnan(all[i].x))
            continue;
        if (all[i].x > frame.right - 2 * gap)
            right[n++] = all[i];
        else
            name_inside(c, l, curve, &all[i]);
    }
    qsort(right, n, sizeof *right, by_height);
    bool text = l->sheet->device->class == TEXT;
    spread(right, n, line, frame.top + line / 2, frame.bottom - (text ? 0 : line / 2));
    for (size_t i = 0; i < n; i++) {
        struct plot_curve *curve = &l->curves[right[i].curve];
        curve->x = frame.right + gap;
        curve->y = right[i].y;
    }
    free(right);
}

/* ---- marks ---------------------------------------------------------------------------------- */

/* What the sites of a mark's words are proposed from. */
struct marked {
    const struct plot_sheet *sheet;
    const struct cover *cover;
    struct box frame;
    double x, y, width, line; /* the point; of the words */
};

/* Around the point in rings, some lines of text away, SPOKES directions on each. */
static const double rings[] = { 1.0, 1.4, 1.9, 2.6, 3.4, 4.4, 5.6, 7 };
enum { SPOKES = 16, RINGS = sizeof rings / sizeof *rings, MARK_SITES = RINGS * SPOKES };
static const double FAR_RING = 3; /* beyond, what the words belong to must be searched for */
static const double BESIDE = 0.2; /* of a direction: less to the side is above or below */
static const double RING_WIDTH =
    0.9; /* rings are a little narrower than high: words have room beside them already */
static const double LEADER_FROM = 1.3,
                    LEADER_FROM_TEXT = 1.7; /* lines between: the eye needs help from here on */

static struct box words_box(const struct site *s, double width, double line)
{
    double left = s->side == 'l' ? s->lx : s->lx - (s->side == 'r' ? width : width / 2);
    return (struct box){ left, s->ly - line / 2, left + width, s->ly + line / 2 };
}

static double nearest(double low, double high, double v)
{
    return v < low ? low : v > high ? high : v;
}

/* In a text terminal a leader looks like a piece of curve: words stand right beside their point, a
 * free cell from all else, or not at all. */
static bool stands_free(const struct marked *m, const struct site *s)
{
    struct box b = s->words;
    bool beside =
        m->y >= b.top && m->y < b.bottom; /* the point's own row: its curve comes up to the words */
    double em = m->sheet->em, left = beside && s->side == 'l' ? 0 : em,
           right = beside && s->side == 'r' ? 0 : em;
    return !s->leader &&
           covered(m->cover, (struct box){ b.left - left, b.top + 1, b.right + right - 1,
                                           b.bottom - 1 }) == 0; /* not even an axis */
}

/* Pushes the words into the frame's width, in a text terminal by whole cells. */
static void push_inside(const struct marked *m, struct site *s)
{
    struct box *b = &s->words;
    double over = fmax(b->right - (m->frame.right - 3), 0) - fmax(m->frame.left + 3 - b->left, 0);
    if (m->sheet->device->class == TEXT)
        over = ceil(over / m->sheet->em) * m->sheet->em;
    s->lx -= over;
    b->left -= over;
    b->right -= over;
}

static bool propose_words(const void *label, int i, struct site *s)
{
    const struct marked *m = label;
    const struct plot_sheet *sheet = m->sheet;
    bool text = sheet->device->class == TEXT;
    double ring = rings[i / SPOKES], angle = 2 * 3.14159265358979 * (i % SPOKES) / SPOKES,
           dx = cos(angle), dy = -sin(angle);
    *s = (struct site){
        .x = m->x, .y = m->y, .far = ring > FAR_RING, .side = dx > BESIDE ? 'l' : 'r'
    };
    if (fabs(dx) <= BESIDE)
        s->side = 'c';
    s->centred = s->side == 'c';
    s->lx = m->x + dx * ring * m->line * RING_WIDTH;
    s->ly = m->y + dy * ring * m->line;
    if (text) {
        s->lx = floor(s->lx / sheet->em) * sheet->em;
        s->ly = (floor(s->ly / sheet->line) + 0.5) * sheet->line;
    }
    s->words = words_box(s, m->width, m->line);
    push_inside(m, s);
    struct box b = s->words;
    if (b.left < m->frame.left + 2 || b.right > m->frame.right - 2 || b.top < m->frame.top ||
        b.bottom > m->frame.bottom + text)
        return false;
    double pad = text ? 0 : WORDS_ROOM * m->line;
    s->free =
        (struct box){ b.left - 2 * pad, b.top - pad, b.right + 2 * pad - 1, b.bottom + pad - 1 };
    s->ex = nearest(b.left, b.right, m->x);
    s->ey = nearest(b.top, b.bottom, m->y);
    double gone = hypot(s->ex - m->x, s->ey - m->y);
    s->straying = gone / m->line;
    s->leader = gone > (text ? LEADER_FROM_TEXT : LEADER_FROM) * m->line;
    return !text || stands_free(m, s);
}

/* Words may hide no square of curve: that alone is dearer than the dearest; then they are left out,
 * and the point stands alone. */
static const struct site_search words_search = {
    .weight = { [STRAYING] = 1,
                [FAR] = 3,
                [CENTRED] = 0.2,
                [HIDING] = 40,
                [LEADING] = 0.5,
                [CROSSING] = 1.5 },
    .dearest = 35,
    .sites = MARK_SITES,
    .propose = propose_words,
};

static bool place_words(struct cover *c, const struct plot_layout *l, struct plot_mark *m)
{
    struct marked marked = {
        .sheet = l->sheet,
        .cover = c,
        .frame = l->panels[m->panel].frame,
        .x = m->x,
        .y = m->y,
        .width = text_width(l->sheet, m->label, l->sheet->size_text),
        .line = sheet_line(l->sheet, LABEL_LINE),
    };
    struct site best;
    if (!site_find(&words_search, c, &marked, &best))
        return false;
    m->side = best.side;
    m->lx = best.lx;
    m->ly = best.ly;
    m->ex = best.ex;
    m->ey = best.ey;
    m->leader = best.leader;
    cover_box(c, words_box(&best, marked.width, marked.line), LABEL);
    return true;
}

/* "minimum -0.170 at x = -0.752", or in a text terminal "minimum -0.170", or "minimum"; where no
 * room is free, the point alone is better than a muddle. */
static void place_mark(struct cover *c, const struct plot_layout *l, struct plot_mark *m)
{
    static const char *const ends[] = { " at x", ": ", " " };
    if (place_words(c, l, m))
        return;
    for (size_t i = 0; i < sizeof ends / sizeof *ends && l->sheet->device->class == TEXT; i++) {
        char *end = strstr(m->label, ends[i]);
        if (end && strcmp(end + 1, "0") != 0) { /* "slope" without its 0 says nothing */
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
        struct plot_mark m = { .px = data_at(marks, i, 0),
                               .py = data_at(marks, i, 1),
                               .curve = l->ncurves };
        const char *owner = data_text(marks, i, series);
        for (size_t k = 0; k < l->ncurves; k++)
            if (strcmp(l->curves[k].series, owner) == 0)
                m.curve = k;
        m.panel = m.curve < l->ncurves ? l->curves[m.curve].panel : 0;
        const struct plot_panel *p = &l->panels[m.panel];
        m.x = to_x(l, p, m.px);
        m.y = to_y(l, p, m.py);
        if ((*owner && m.curve == l->ncurves) || !isfinite(m.x) || !isfinite(m.y) ||
            !inside(&p->frame, m.x, m.y))
            continue;
        const char *words = data_text(marks, i, label);
        char *shown = *words ? text_shown(words) : NULL;
        m.label = shown && l->sheet->device->class != TEXT ? typeset_numbers(shown) : shown;
        if (m.label != shown)
            free(shown);
        m.ring = strcmp(data_text(marks, i, data_column(marks, "kind")), "limit") == 0;
        l->marks[l->nmarks++] = m;
    }
}

/* What the sites of a tinted region's words are proposed from. */
struct tinted {
    const struct plot_sheet *sheet;
    struct box region;
    double width, line; /* of the words */
};

/* In the region's middle, from the top down: best a little below the top third, where the eye looks
 * first and axes are rare. */
enum { TINT_SITES = 21, TINT_BEST = 8 };
static const double TINT_TOP = 0.06, TINT_STEP = 0.044,
                    TINT_MARGIN = 8; /* of the frame's height, twice; pixels */

static bool propose_tint(const void *label, int i, struct site *s)
{
    const struct tinted *t = label;
    const struct box *r = &t->region;
    double x = (r->left + r->right) / 2,
           y = r->top + (r->bottom - r->top) * (TINT_TOP + TINT_STEP * i);
    if (t->sheet->device->class == TEXT) {
        x = floor((x - t->width / 2) / t->sheet->em) * t->sheet->em + t->width / 2;
        y = (floor(y / t->sheet->line) + 0.5) * t->sheet->line;
    }
    struct box b = { x - t->width / 2, y - TINT_ROOM * t->line, x + t->width / 2,
                     y + TINT_ROOM * t->line };
    *s = (struct site){
        .words = b, .free = b, .straying = fabs(i - (double)TINT_BEST), .lx = b.left, .ly = y
    };
    return true;
}

/* Words about a background give way to all else. */
static const struct site_search tint_search = {
    .weight = { [STRAYING] = 0.3, [HIDING] = 40 },
    .dearest = 20,
    .sites = TINT_SITES,
    .propose = propose_tint,
};

/* The words of one region, if there is room for them. */
static void name_tint(struct cover *c, const struct plot_layout *l, struct tint *t,
                      const char *words)
{
    const struct plot_panel *p = &l->panels[0];
    char *shown = text_shown(words);
    double left = to_x(l, p, t->low), right = to_x(l, p, t->high);
    struct tinted tinted = {
        .sheet = l->sheet,
        .region = { left, p->frame.top, right, p->frame.bottom },
        .width = text_width(l->sheet, shown, l->sheet->size_text),
        .line = sheet_line(l->sheet, LABEL_LINE),
    };
    struct site best;
    if (!(tinted.width + TINT_MARGIN < right - left) ||
        !site_find(&tint_search, c, &tinted, &best)) {
        free(shown);
        return;
    }
    double half = tinted.line / 2;
    t->label = shown;
    t->lx = best.lx;
    t->ly = best.ly;
    cover_box(c, (struct box){ t->lx, t->ly - half, t->lx + tinted.width, t->ly + half }, LABEL);
}

static void find_tints(struct cover *c, struct plot_layout *l)
{
    const struct figure_data *regions = figure_table(l->figure, "regions");
    if (!regions || regions->columns < 2)
        return;
    size_t label = data_column(regions, "label");
    const struct plot_panel *p = &l->panels[0];
    l->tints = memory_new(regions->rows + 1, sizeof *l->tints);
    for (size_t i = 0; i < regions->rows; i++) {
        struct tint t = { .low = fmax(data_at(regions, i, 0), p->xlow),
                          .high = fmin(data_at(regions, i, 1), p->xhigh) };
        const char *words = data_text(regions, i, label);
        if (!(t.low < t.high))
            continue;
        t.undefined = strcmp(data_text(regions, i, data_column(regions, "kind")), "undefined") == 0;
        if (*words && (t.undefined || !l->sheet->device->unshaded))
            name_tint(c, l, &t, words);
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
            cover_line(&c, l->panels[0].frame.left, y, l->panels[0].frame.right, y, c.square / 2,
                       AXIS);
    }
    for (size_t i = 0; i < l->ncurves; i++) {
        ends[i] = (struct name_end){ i, NAN, NAN };
        trace(&c, l, i, &ends[i].x, &ends[i].y);
        l->curves[i].x = NAN;
    }
    for (size_t i = 0; i < l->npanels; i++)
        name_ends(&c, l, ends, i);
    find_marks(l);
    find_poles(l);
    find_guides(l);
    for (size_t i = 0; i < l->nasymptotes; i++) {
        const struct plot_panel *p = &l->panels[l->asymptotes[i].panel];
        double x = to_x(l, p, l->asymptotes[i].x);
        cover_line(&c, x, p->frame.top, x, p->frame.bottom, c.square / 2, AXIS);
    }
    for (size_t i = 0; i < l->nguides; i++)
        cover_line(&c, l->guides[i].x, l->guides[i].top, l->guides[i].x, l->guides[i].bottom,
                   c.square / 2, CURVE);
    double point = l->sheet->device->class == TEXT ? 1 : 5 * l->sheet->stroke;
    for (size_t i = 0; i < l->nmarks; i++) {
        const struct plot_mark *m = &l->marks[i];
        cover_box(&c, (struct box){ m->x - point, m->y - point, m->x + point, m->y + point },
                  LABEL);
    }
    for (size_t i = 0; i < l->nmarks; i++)
        if (l->marks[i].label)
            place_mark(&c, l, &l->marks[i]);
    find_tints(&c, l);
    cover_free(&c);
    free(ends);
}
