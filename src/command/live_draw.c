/* A frame of live: the plane or the curve at the left, loss and layers at the right, the status and
 * the keys below. */
#include "command/live.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Colours that can be told apart on dark and on light paper: Okabe and Ito's, of middle lightness.
 */
static const uint32_t class_colour[] = { 0x3a8fd0, 0xe0741a, 0x2fa37a, 0xc77cb0,
                                         0xc9a21b, 0x5db3d5, 0x8f6bd1, 0x9a9a9a };
enum { CLASS_COLOURS = sizeof class_colour / sizeof *class_colour };
enum { GREY = 0x8a8a8a, LOSS = 0x3a8fd0, DEAD = 0xd0503a, GRADIENT = 0x2fa37a, NET = 0xe0741a };

/* A part of the canvas, in cells. */
struct pane {
    size_t left, top, columns, rows;
};

static void put(struct live_stage *l, size_t column, size_t row, uint32_t colour, bool bold,
                const char *text)
{
    canvas_text(&l->canvas, 2.0 * (double)column, 4.0 * (double)row + 2, text, 'w', colour, bold);
}

/* Cut to so many columns: our words are ASCII but for what users call their functions and files. */
static void put_within(struct live_stage *l, const struct pane *p, size_t row, uint32_t colour,
                       bool bold, const char *text)
{
    char *safe = text_copy(text);
    while (text_columns(safe) > p->columns) {
        size_t length = strlen(safe) - 1;
        while (length > 0 && ((unsigned char)safe[length] & 0xc0) == 0x80)
            length--;
        safe[length] = 0;
    }
    put(l, p->left, p->top + row, colour, bold, safe);
    free(safe);
}

/* ---- the plane ------------------------------------------------------------------------------ */

static size_t largest_of(size_t n, const double *z)
{
    size_t best = 0;
    for (size_t c = 1; c < n; c++)
        best = z[c] > z[best] ? c : best;
    return best;
}

/* How much surer the network is of its class than of the next: 0 on the border, to 1. */
static double margin_of(size_t n, const double *z, size_t best)
{
    double next = -INFINITY;
    for (size_t c = 0; c < n; c++)
        if (c != best)
            next = fmax(next, z[c]);
    return tanh(0.5 * (z[best] - next));
}

/* One dot of a block's four for its class, two where the network is sure. */
static void draw_block(struct live_stage *l, long x, long y, size_t class, double margin)
{
    static const double sure = 0.8;
    uint32_t colour = class_colour[class % CLASS_COLOURS];
    canvas_dot(&l->canvas, x + (long)(class % 2), y, colour, 1);
    if (margin > sure)
        canvas_dot(&l->canvas, x + 1 - (long)(class % 2), y + 1, colour, 1);
}

/* The network's classes in blocks of 2 x 2 dots; the border between two stays blank. */
static void draw_regions(struct live_stage *l, const struct pane *p)
{
    size_t across = p->columns, down = 2 * p->rows, classes = l->problem.classes;
    double *x = memory_new(2 * across * down, sizeof *x),
           *z = memory_new(classes * across * down, sizeof *z);
    size_t *best = memory_new(across * down, sizeof *best);
    for (size_t i = 0; i < across * down; i++) {
        double u = ((double)(i % across) + 0.5) / (double)across,
               v = ((double)(i / across) + 0.5) / (double)down;
        x[2 * i] = l->low[0] + u * (l->high[0] - l->low[0]);
        x[2 * i + 1] = l->high[1] - v * (l->high[1] - l->low[1]);
    }
    network_predict(&l->run.net, x, across * down, z, l->pool);
    for (size_t i = 0; i < across * down; i++)
        best[i] = largest_of(classes, z + i * classes);
    for (size_t i = 0; i < across * down; i++) {
        bool border = (i % across > 0 && best[i] != best[i - 1]) ||
                      (i >= across && best[i] != best[i - across]);
        if (!border)
            draw_block(l, 2 * (long)(p->left + i % across),
                       4 * (long)p->top + 2 * (long)(i / across), best[i],
                       margin_of(classes, z + i * classes, best[i]));
    }
    free(best);
    free(x);
    free(z);
}

static void draw_samples(struct live_stage *l, const struct pane *p)
{
    static const char glyphs[] = "ox+*#%&@";
    const struct data *d = timeline_data(l->timeline);
    for (size_t i = 0; i < d->rows; i++) {
        double u = (d->x[2 * i] - l->low[0]) / (l->high[0] - l->low[0]),
               v = (l->high[1] - d->x[2 * i + 1]) / (l->high[1] - l->low[1]);
        size_t class = d->class[i] % CLASS_COLOURS;
        const char glyph[2] = { glyphs[class], 0 };
        if (u >= 0 && u < 1 && v >= 0 && v < 1)
            put(l, p->left + (size_t)(u * (double)p->columns),
                p->top + (size_t)(v * (double)p->rows), class_colour[class], true, glyph);
    }
}

static void draw_plane(struct live_stage *l, const struct pane *room)
{
    /* A cell is twice as high as wide: a square plane has twice as many columns as rows. */
    struct pane p = *room;
    if (p.columns > 2 * p.rows)
        p.columns = 2 * p.rows;
    else
        p.rows = (p.columns + 1) / 2;
    draw_regions(l, &p);
    draw_samples(l, &p);
}

/* ---- the curve ------------------------------------------------------------------------------ */

/* A frame in which numbers become dots. */
struct axes {
    double x0, y0, wide, high; /* dots */
    double low[2], high_at[2]; /* numbers at the edges */
};

static struct axes axes_of(const struct pane *p, const double low[2], const double high[2])
{
    return (struct axes){ .x0 = 2.0 * (double)p->left,
                          .y0 = 4.0 * (double)p->top,
                          .wide = 2.0 * (double)p->columns - 1,
                          .high = 4.0 * (double)p->rows - 1,
                          .low = { low[0], low[1] },
                          .high_at = { high[0], high[1] } };
}

/* A line through points; what lies above or below is held at the edge. */
static void draw_line(struct live_stage *l, const struct axes *a, size_t n, const double *x,
                      const double *y, struct pen pen)
{
    double before[2] = { NAN, NAN };
    for (size_t i = 0; i < n; i++) {
        double u = (x[i] - a->low[0]) / (a->high_at[0] - a->low[0]),
               v = (a->high_at[1] - y[i]) / (a->high_at[1] - a->low[1]);
        double at[2] = { a->x0 + a->wide * fmin(fmax(u, 0), 1),
                         a->y0 + a->high * fmin(fmax(v, 0), 1) };
        bool there = isfinite(x[i]) && isfinite(y[i]);
        if (there && isfinite(before[0]))
            canvas_line(&l->canvas, &pen, before[0], before[1], at[0], at[1]);
        before[0] = there ? at[0] : NAN;
        before[1] = at[1];
    }
}

static void draw_curve(struct live_stage *l, const struct pane *p)
{
    const struct problem *s = &l->problem;
    struct axes a = axes_of(p, l->low, l->high);
    size_t n = 2 * p->columns;
    double *x = memory_new(4 * n, sizeof *x), *input = x + n, *y = x + 2 * n, *target = x + 3 * n;
    for (size_t i = 0; i < n; i++) {
        x[i] = l->low[0] + (l->high[0] - l->low[0]) * (double)i / (double)(n - 1);
        input[i] = problem_input(s, x[i]);
    }
    function_map(s->target, n, x, target, NULL, NULL);
    network_predict(&l->run.net, input, n, y, NULL);
    for (size_t i = 0; i < n; i++)
        y[i] = s->mean + s->scale * y[i];
    draw_line(l, &a, n, x, target,
              (struct pen){ .colour = GREY, .strength = 1, .dash = { 1, 2 }, .ndash = 2 });
    draw_line(l, &a, n, x, y, (struct pen){ .colour = NET, .strength = 4 });
    struct pane at = *p;
    put_within(l, &at, 0, GREY, false, number_text_short(l->high[1], 3).text);
    put_within(l, &at, p->rows - 1, GREY, false, number_text_short(l->low[1], 3).text);
    free(x);
}

/* ---- the loss ------------------------------------------------------------------------------- */

static void draw_loss(struct live_stage *l, const struct pane *p)
{
    size_t count;
    const double *loss = timeline_losses(l->timeline, &count);
    double scale = l->problem.classes ? 1 : l->problem.scale, low = INFINITY, high = 0;
    for (size_t i = 0; i < count; i++)
        if (isfinite(loss[i]) && loss[i] > 0) {
            low = fmin(low, loss[i]);
            high = fmax(high, loss[i]);
        }
    put_within(l, p, 0, NO_COLOUR, true, "Loss (log axis) by step");
    if (p->rows < 3 || !(high > 0))
        return;
    struct pane frame = { p->left, p->top + 1, p->columns, p->rows - 1 };
    double from[2] = { 0, log(low) - 0.05 }, to[2] = { (double)count, log(high) + 0.05 };
    struct axes a = axes_of(&frame, from, to);
    size_t n = 2 * frame.columns < count ? 2 * frame.columns : count;
    double *x = memory_new(2 * n, sizeof *x), *y = x + n;
    for (size_t i = 0; i < n; i++) {
        size_t at = n > 1 ? i * (count - 1) / (n - 1) : 0;
        x[i] = (double)at;
        y[i] = loss[at] > 0 ? log(loss[at]) : NAN;
    }
    draw_line(l, &a, n, x, y, (struct pen){ .colour = LOSS, .strength = 2 });
    if (timeline_step(l->timeline) < count) { /* gone back: where we are */
        const double here[2] = { (double)timeline_step(l->timeline),
                                 (double)timeline_step(l->timeline) };
        draw_line(l, &a, 2, here, (const double[]){ from[1], to[1] },
                  (struct pen){ .colour = GREY, .strength = 1, .dash = { 1, 2 }, .ndash = 2 });
    }
    put_within(l, &frame, 0, GREY, false, number_text_short(high * scale * scale, 3).text);
    put_within(l, &frame, frame.rows - 1, GREY, false,
               number_text_short(low * scale * scale, 3).text);
    free(x);
}

/* ---- the layers ----------------------------------------------------------------------------- */

/* A bar of that share, above the base line of its row. */
static void draw_bar(struct live_stage *l, size_t column, size_t row, size_t columns, double share,
                     uint32_t colour)
{
    double from = 2.0 * (double)column, y = 4.0 * (double)row;
    double wide = ceil(2.0 * (double)columns * fmin(fmax(share, 0), 1));
    const double corners[] = { from, y + 1, from + wide, y + 1, from + wide, y + 3, from, y + 3 };
    if (wide > 0)
        canvas_fill(&l->canvas, corners, 4, colour);
}

/* A gradient's place between 1e-8 and 1 on a log axis. */
static double log_share(double gradient)
{
    return gradient > 0 ? 1 + log10(gradient) / 8 : 0;
}

static void draw_layer(struct live_stage *l, const struct pane *p, size_t row, size_t layer)
{
    enum { BAR = 8, DEAD_BAR = 22, GRADIENT_BAR = 43 };
    const struct timeline_view *v = live_view(l);
    const struct layer_units *u = &v->layer[layer];
    char *text = text_format("%5zu %6zu %6zu", layer + 1, u->units, u->dead);
    char *gradient = text_format("%10s", number_text_short(v->gradient[layer], 3).text);
    put_within(l, p, row, NO_COLOUR, false, text);
    if (p->columns >= DEAD_BAR + BAR)
        draw_bar(l, p->left + DEAD_BAR, p->top + row, BAR, (double)u->dead / (double)u->units,
                 DEAD);
    if (p->columns >= GRADIENT_BAR)
        put(l, p->left + DEAD_BAR + BAR + 1, p->top + row, NO_COLOUR, false, gradient);
    if (p->columns >= GRADIENT_BAR + BAR)
        draw_bar(l, p->left + GRADIENT_BAR, p->top + row, BAR, log_share(v->gradient[layer]),
                 GRADIENT);
    free(text);
    free(gradient);
}

static void draw_layers(struct live_stage *l, const struct pane *p)
{
    const struct timeline_view *v = live_view(l);
    size_t room = p->rows > 1 ? p->rows - 1 : 0;
    put_within(l, p, 0, NO_COLOUR, true, "Layer  units   dead             gradient (RMS)");
    for (size_t i = 0; i < v->hidden && i < room; i++) {
        if (i + 1 == room && v->hidden > room) {
            char *more = text_format("  ... %zu more", v->hidden - i);
            put_within(l, p, i + 1, GREY, false, more);
            free(more);
        } else {
            draw_layer(l, p, i + 1, i);
        }
    }
}

static void draw_help(struct live_stage *l, const struct pane *p)
{
    for (size_t i = 0; live_help[i] && i < p->rows; i++)
        put_within(l, p, i, NO_COLOUR, false, live_help[i]);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void draw_heading(struct live_stage *l, size_t columns)
{
    const struct pane line = { 0, 0, columns, 1 };
    const char *state = l->playing ? "playing" : "paused";
    char *text = text_format(
        "%s: %s, %s, %s, learning rate %s, seed %llu", l->task, l->run.function->label,
        l->run.init->name, optimizer_name(l->runs.learning.optimizer),
        number_text_short(timeline_rate(l->timeline), 4).text, (unsigned long long)l->seed);
    put_within(l, &line, 0, NO_COLOUR, true, text);
    if (text_columns(text) + 2 + strlen(state) < columns)
        put(l, columns - strlen(state), 0, GREY, false, state);
    free(text);
}

static void draw_status(struct live_stage *l, size_t columns, size_t rows)
{
    enum { DIGITS = 6 };
    const struct pane line = { 0, rows - 2, columns, 2 };
    char *status = live_status(l, 0);
    if (strlen(status) > columns) {
        free(status);
        status = live_status(l, DIGITS);
    }
    put_within(l, &line, 0, NO_COLOUR, true, status);
    put_within(l, &line, 1, GREY, false,
               l->message[0] ? l->message
                             : "space play  <- -> step  a activation  + - rate  n seed  r restart"
                               "  ? help  q quit");
    free(status);
}

static void draw_side(struct live_stage *l, const struct pane *side)
{
    size_t layers = 1 + live_view(l)->hidden;
    if (l->help) {
        draw_help(l, side);
        return;
    }
    if (layers > side->rows / 2)
        layers = side->rows / 2;
    struct pane loss = *side, below = *side;
    loss.rows = side->rows - layers - 1;
    below.top += side->rows - layers;
    below.rows = layers;
    draw_loss(l, &loss);
    draw_layers(l, &below);
}

void live_draw(struct live_stage *l, size_t columns, size_t rows)
{
    enum { FRAME_ROWS = 3, BESIDE = 56, SIDE_LEAST = 24, GAP = 2 };
    if (l->canvas.columns != columns || l->canvas.rows != rows) {
        canvas_free(&l->canvas);
        canvas_new(&l->canvas, columns, rows);
    }
    canvas_clear(&l->canvas);
    struct pane field = { 0, 1, columns, rows - FRAME_ROWS }, side = field;
    bool picture = live_has_plane(l) || live_has_curve(l);
    bool beside = picture && columns >= BESIDE;
    if (beside) {
        size_t square = 2 * field.rows, most = columns - SIDE_LEAST - GAP;
        field.columns = columns / 2 < square && live_has_plane(l) ? columns / 2 : square;
        field.columns = live_has_curve(l) ? columns / 2 : field.columns;
        field.columns = field.columns > most ? most : field.columns;
        side.left = field.columns + GAP;
        side.columns = columns - side.left;
    }
    if (field.rows > 1 && live_has_plane(l) && (beside || !l->help))
        draw_plane(l, &field);
    else if (field.rows > 1 && live_has_curve(l) && (beside || !l->help))
        draw_curve(l, &field);
    if ((beside || !picture || l->help) && side.rows > 2)
        draw_side(l, &side);
    draw_heading(l, columns);
    draw_status(l, columns, rows);
}
