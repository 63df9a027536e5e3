/* Where everything stands: headings, panels, ranges, steps. Done here and not by gnuplot, because only one
 * who knows the frame in pixels can place a label beside a curve, and because text must not overflow. */
#include "plot/drawing.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Width of a character in ems: a sans serif's letters in five classes, a little on the wide side, since the
 * font that will be there is not known. */
static double character_width(uint32_t c)
{
    if (c < 0x80 && strchr("ijlI|.,:;'!", (int)c))
        return 0.30;
    if (c < 0x80 && strchr("frt()[]{}/\\-` \"", (int)c))
        return 0.38;
    if (c < 0x80 && strchr("mwMW@%", (int)c))
        return 0.90;
    if (c >= 'A' && c <= 'Z')
        return 0.68;
    if (c < 0x250 || (c >= 0x2000 && c < 0x2e80))
        return c == 0x2032 ? 0.3 : c == 0x2033 ? 0.45 : 0.56;
    return c < 0x1100 ? 0.64 : 1.0;
}

double text_width(const struct drawing *d, const char *text, double size)
{
    double sum = 0;
    if (d->device->class == TEXT)
        return d->em * (double)text_columns(text);
    for (const unsigned char *s = (const unsigned char *)text; *s; ) {
        uint32_t c = *s++;
        if (c >= 0xc0) {
            c &= c < 0xe0 ? 31 : c < 0xf0 ? 15 : 7;
            while ((*s & 0xc0) == 0x80)
                c = c << 6 | (*s++ & 63);
        }
        sum += character_width(c);
    }
    return sum * size;
}

/* ---- headings ------------------------------------------------------------------------------------*/

static size_t character_length(const char *s)
{
    size_t n = 1;
    while (((unsigned char)s[n] & 0xc0) == 0x80)
        n++;
    return n;
}

/* The longest start of `text` that fits, preferably up to a blank; *rest begins after it. */
static char *line_that_fits(const struct drawing *d, const char *text, double size, double width, const char **rest)
{
    const char *blank = NULL, *s = text;
    for (; *s; s += character_length(s)) {
        char *part = text_part(text, (size_t)(s - text) + character_length(s));
        bool fits = text_width(d, part, size) <= width;
        free(part);
        if (!fits)
            break;
        if (*s == ' ')
            blank = s;
    }
    if (!*s) {
        *rest = s;
        return text_copy(text);
    }
    const char *cut = blank ? blank : s;
    *rest = blank ? blank + 1 : s;
    return text_part(text, (size_t)(cut - text));
}

static void add_heading(struct drawing *d, char *text, double x, double y, double size, bool bold)
{
    d->headings = memory_resize(d->headings, d->nheadings + 1, sizeof *d->headings);
    d->headings[d->nheadings++] = (struct heading){ text, x, y, size, bold };
}

/* At most two lines, the second ending in an ellipsis if there is still more. Returns the y below. */
static double add_lines(struct drawing *d, const char *text, double x, double y, double size, double width, bool bold)
{
    double line = d->device->class == TEXT ? d->line : 1.25 * size;
    for (int i = 0; i < 2 && *text; i++) {
        const char *rest = "";
        double room = i == 1 ? width - text_width(d, "…", size) : width;
        char *part = text_width(d, text, size) <= width ? text_copy(text) : line_that_fits(d, text, size, room, &rest);
        if (i == 1 && *rest) {
            char *cut = text_format("%s…", part);
            free(part);
            part = cut;
        }
        add_heading(d, part, x, y + line / 2, size, bold);
        y += line;
        text = rest;
    }
    return y;
}

void layout_headings(struct drawing *d)
{
    const struct report *r = d->report;
    const char *words = d->look->title ? d->look->title : r->headline ? r->headline : "";
    char *title = text_shown(words), *subtitle = text_shown(r->subtitle ? r->subtitle : "");
    bool text = d->device->class == TEXT;
    double margin = text ? d->em : 0.045 * d->width;
    double width = d->width - 2 * margin, y = text ? 0 : 0.045 * d->height, size = d->size_title;
    double gap = text ? 2 * d->em : 0.5 * size, small = d->size_text;
    double wide = text_width(d, title, size) * 1.05;
    if (*subtitle && wide + gap + text_width(d, subtitle, small) <= width) {
        double line = text ? d->line : 1.25 * size;
        add_heading(d, text_copy(title), margin, y + line / 2, size, true);
        add_heading(d, text_copy(subtitle), margin + wide + gap, y + line / 2 + (text ? 0 : 0.12 * size), small, false);
        y += line;
    } else {
        if (!text && wide > width)
            size = fmax(size * width / wide, 0.62 * size);
        if (*title)
            y = add_lines(d, title, margin, y, size, width / (text ? 1 : 1.05), true);
        if (*subtitle)
            y = add_lines(d, subtitle, margin, y, small, width, false);
    }
    free(title);
    free(subtitle);
    d->key_bottom = y;
    d->area = (struct box){ margin, y + (text ? 0.5 * d->line : 0.025 * d->height), d->width - margin,
                            d->height - (text ? 0 : 0.03 * d->height) };
}

/* ---- steps and ranges ----------------------------------------------------------------------------*/

/* The smallest of 1, 2, 5 times a power of ten that leaves at most `most` steps in the range. */
static double nice_step(double low, double high, double most)
{
    double rough = (high / 2 - low / 2) * 2 / fmax(most, 1);
    if (!(rough > 0) || !isfinite(rough))
        return 1;
    double power = pow(10, floor(log10(rough)));
    double parts = rough / power;
    return power * (parts <= 1 ? 1 : parts <= 2 ? 2 : parts <= 5 ? 5 : 10);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

struct extent { double low, high; };

static struct extent join(struct extent a, double y)
{
    return (struct extent){ y < a.low || isnan(a.low) ? y : a.low, y > a.high || isnan(a.high) ? y : a.high };
}

/* A pole, told from a mere peak: the extreme stands far out of nine tenths of the values, and hardly any
 * value is half as large. The range is then what those nine tenths need, and half as much again. */
static struct extent without_poles(const double *sorted, size_t n)
{
    double low = sorted[n / 20], high = sorted[n - 1 - n / 20], span = high - low;
    struct extent e = { sorted[0], sorted[n - 1] };
    size_t above = 0, below = 0;
    for (size_t i = 0; i < n; i++) {
        above += sorted[i] > e.high / 2 + high / 2;
        below += sorted[i] < e.low / 2 + low / 2;
    }
    if (n < 20 || !(span > 0))
        return e;
    if (e.high - high > 8 * span && above <= 3)
        e.high = high + span / 4;
    if (low - e.low > 8 * span && below <= 3)
        e.low = low - span / 4;
    return e;
}

/* What a curve needs: all of what it does in the middle half of the x axis, and towards the ends as much
 * as one and a half times that on either side. A relu is whole; an exponential does not flatten the rest. */
static struct extent curve_extent(const struct data *d, const struct look *look, size_t column)
{
    double *sorted = memory_new(d->rows + 1, sizeof *sorted);
    struct extent all = { NAN, NAN }, middle = { NAN, NAN };
    size_t n = 0;
    for (size_t row = 0; row < d->rows; row++) {
        double v = data_at(d, row, column);
        if (isfinite(v) && !(look->log_y && v <= 0))
            sorted[n++] = v;
    }
    qsort(sorted, n, sizeof *sorted, ascending);
    if (n)
        all = without_poles(sorted, n);
    for (size_t row = d->rows / 4; row < d->rows - d->rows / 4; row++) {
        double v = data_at(d, row, column);
        if (v >= all.low && v <= all.high)
            middle = join(middle, v);
    }
    double reach = 1.5 * (middle.high - middle.low);
    if (!look->log_y && reach > 0.02 * (all.high - all.low)) {
        all.low = fmax(all.low, middle.low - reach);
        all.high = fmin(all.high, middle.high + reach);
    }
    free(sorted);
    return all;
}

static struct extent fenced(const struct data *d, const struct drawing *g, size_t panel, int rank)
{
    struct extent e = { NAN, NAN };
    for (size_t i = 0; i < g->ncurves; i++)
        if (g->curves[i].panel == panel && (rank < 0 || g->curves[i].rank == rank)) {
            struct extent one = curve_extent(d, g->look, g->curves[i].column);
            if (!isnan(one.low))
                e = join(join(e, one.low), one.high);
        }
    return e;
}

/* With slopes in the same frame, a steadily growing f may take 2.6 times the room that they need and no
 * more, so that the bend at the origin stays readable. */
static struct extent panel_extent(const struct data *d, const struct drawing *g, size_t panel)
{
    struct extent all = fenced(d, g, panel, -1), f = fenced(d, g, panel, 0), slopes = fenced(d, g, panel, 1);
    const struct data *marks = drawing_data(g, "marks");
    if (isnan(all.low) || g->look->log_y)
        return all;
    if (!isnan(f.low))
        all = join(join(f, isnan(slopes.low) ? f.low : slopes.low), isnan(slopes.low) ? f.low : slopes.high);
    struct extent third = fenced(d, g, panel, 2);
    if (!isnan(third.low) && third.high - third.low < 3 * (all.high - all.low))
        all = join(join(all, third.low), third.high);
    struct extent core = { 0, 0 };
    if (!isnan(slopes.low) && !isnan(f.low))
        core = join(join(core, slopes.low), slopes.high);
    for (size_t i = 0; marks && i < marks->rows && marks->columns > 1; i++)
        if (isfinite(data_at(marks, i, 1)) && data_at(marks, i, 1) >= all.low - 1e-9 && data_at(marks, i, 1) <= all.high + 1e-9)
            core = join(core, data_at(marks, i, 1));
    double span = core.high - core.low;
    if (span > 0 && !isnan(slopes.low) && !isnan(f.low)) {
        all.high = fmin(all.high, core.high + 1.6 * span);
        all.low = fmax(all.low, core.low - 1.6 * span);
    }
    if (all.low > 0 && all.low < 0.4 * all.high)
        all.low = 0;
    if (all.high < 0 && all.high > 0.4 * all.low)
        all.high = 0;
    return all;
}

static void set_yrange(struct drawing *d, struct panel *p, struct extent e)
{
    if (d->look->has_yrange) {
        p->ylow = d->look->ylow;
        p->yhigh = d->look->yhigh;
    } else if (isnan(e.low)) {
        p->ylow = d->look->log_y ? 0.1 : -1;
        p->yhigh = 1;
    } else if (d->look->log_y) {
        double pad = e.high > e.low ? pow(e.high / e.low, 0.05) : 2;
        p->ylow = e.low / pad;
        p->yhigh = e.high * pad;
    } else {
        double span = e.high - e.low, pad = span > 0 ? 0.07 * span : fmax(fabs(e.high), 1) * 0.5;
        p->ylow = fmax(e.low - pad, -8e307);
        p->yhigh = fmin(e.high + pad, 8e307);
    }
    if (d->look->log_y && !(p->ylow > 0))
        p->ylow = fmin(p->yhigh, 1) * 1e-3;
}

/* ---- curves --------------------------------------------------------------------------------------*/

static char *shown_name(const struct drawing *d, const char *name, int rank, bool primes)
{
    static const char *const prime[] = { "", "\xe2\x80\xb2", "\xe2\x80\xb3" };
    char *bare = text_part(name, strlen(name) - (size_t)rank), *shown = text_shown(bare), *whole;
    bool ascii = d->look->terminal && strcmp(d->look->terminal, "ascii") == 0;
    whole = text_format("%s%s", shown, !primes ? "" : ascii ? name + strlen(name) - rank : prime[rank]);
    free(bare);
    free(shown);
    return whole;
}

static int prime_rank(const char *name)
{
    size_t n = strlen(name);
    int rank = 0;
    while (rank < 2 && n > 1 && name[n - 1] == '\'') {
        rank++;
        n--;
    }
    return rank;
}

/* One function: value and slopes in one frame, told apart by colour and width. Several functions with
 * slopes: a panel for f, one for f', one for f''; a colour a function. */
static void find_curves(struct drawing *d, const struct data *values)
{
    size_t functions = 0;
    int ranks = 0;
    d->curves = memory_new(values->columns + 1, sizeof *d->curves);
    for (size_t c = 1; c < values->columns; c++) {
        int rank = prime_rank(values->table->columns[c].name);
        functions += rank == 0;
        ranks = rank > ranks ? rank : ranks;
    }
    bool panels = functions > 1 && ranks > 0;
    for (int rank = 0; rank <= (panels ? ranks : 0); rank++) {
        int function = 0;
        for (size_t c = 1; c < values->columns; c++) {
            const char *name = values->table->columns[c].name;
            int own = prime_rank(name);
            function += own == 0;
            if (values->table->columns[c].texts || (panels && own != rank))
                continue;
            d->curves[d->ncurves++] = (struct curve){
                .column = c, .panel = (size_t)rank, .rank = own, .colour = functions > 1 ? function : own + 1,
                .name = shown_name(d, name, own, !panels), .direct = true,
            };
        }
    }
    d->npanels = panels ? (size_t)ranks + 1 : 1;
    d->panels = memory_new(d->npanels, sizeof *d->panels);
}

static size_t curves_in(const struct drawing *d, size_t panel)
{
    size_t n = 0;
    for (size_t i = 0; i < d->ncurves; i++)
        n += d->curves[i].panel == panel;
    return n;
}

/* A key under the heading when a frame has more curves than can be named at their ends. */
static void layout_key(struct drawing *d)
{
    double longest = 0;
    size_t most = 0;
    for (size_t i = 0; i < d->ncurves; i++)
        longest = fmax(longest, text_width(d, d->curves[i].name, d->size_text));
    for (size_t p = 0; p < d->npanels; p++)
        most = curves_in(d, p) > most ? curves_in(d, p) : most;
    if (most <= 1 && d->npanels == 1 && d->ncurves == 1 && longest > 0.25 * d->width) {
        d->curves[0].direct = false;    /* alone, and the title names it */
        return;
    }
    if (most <= 4 && longest < 0.25 * d->width / (double)(d->npanels > 1 ? 2 : 1))
        return;
    double sample = 1.6 * d->size_text, gap = d->size_text, x = d->area.left, y = d->key_bottom;
    double line = d->device->class == TEXT ? d->line : 1.45 * d->size_text;
    d->entries = memory_new(d->ncurves, sizeof *d->entries);
    for (size_t i = 0; i < d->ncurves; i++) {
        struct curve *c = &d->curves[i];
        double wide = sample + 0.4 * gap + text_width(d, c->name, d->size_text);
        c->direct = false;
        if (c->panel != 0)
            continue;
        if (x > d->area.left && x + wide > d->area.right) {
            x = d->area.left;
            y += line;
        }
        d->entries[d->nentries++] = (struct entry){ i, x, y + line / 2 };
        x += wide + 1.2 * gap;
    }
    d->area.top += y + line - d->key_bottom;
    d->key_bottom = y + line;
}

static double widest_ytic(const struct drawing *d, const struct panel *p)
{
    double widest = 0;
    if (d->look->log_y)
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
    if (d->look->has_yrange || d->look->log_y || d->device->class == TEXT)
        return;
    for (size_t i = 0; marks && i < marks->rows && marks->columns > 1; i++) {
        double y = data_at(marks, i, 1);
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
static struct box cell_of(struct box a, size_t i, size_t n, double gap)
{
    double wide = a.right - a.left, high = a.bottom - a.top, parts = (double)n;
    double row = fabs(log(wide / parts / high / 1.33)), column = fabs(log(wide / (high / parts) / 1.33));
    struct box b = a;
    if (n == 3 && wide > 1.2 * high) {
        double middle = a.left + 0.5 * wide, half = (a.top + a.bottom) / 2;
        return i == 0 ? (struct box){ a.left, a.top, middle - gap, a.bottom }
             : i == 1 ? (struct box){ middle + gap, a.top, a.right, half } : (struct box){ middle + gap, half, a.right, a.bottom };
    }
    if (row < column) {
        b.left = a.left + wide * (double)i / parts;
        b.right = b.left + wide / parts - (i + 1 < n ? gap : 0);
    } else {
        b.top = a.top + high * (double)i / parts;
        b.bottom = b.top + high / parts;
    }
    return b;
}

static void layout_panels(struct drawing *d)
{
    bool text = d->device->class == TEXT;
    double name_line = d->npanels > 1 ? (text ? d->line : 1.8 * d->size_text) : 0;
    double tic_line = text ? d->line : 1.5 * d->size_text, gap = text ? d->em : 0.4 * d->size_text;
    for (size_t i = 0; i < d->npanels; i++) {
        struct panel *p = &d->panels[i];
        struct box b = cell_of(d->area, i, d->npanels, gap);
        b.top += name_line;
        b.bottom -= tic_line;
        p->frame = b;
        make_room(d, p);
        p->ystep = nice_step(p->ylow, p->yhigh, (b.bottom - b.top) / (text ? 4 * d->line : 2.4 * d->line));
        double names = 0;
        for (size_t c = 0; c < d->ncurves; c++)
            if (d->curves[c].panel == i && d->curves[c].direct)
                names = fmax(names, text_width(d, d->curves[c].name, 1.1 * d->size_text));
        b.left += widest_ytic(d, p) + gap;
        b.right -= names > 0 ? names + gap : 0;
        if (text) {                     /* on the cells' grid, so that text and lines meet */
            b.left = floor(b.left / d->em + 0.5) * d->em;
            b.bottom = floor(b.bottom / d->line) * d->line;
            b.top = ceil(b.top / d->line) * d->line;
        }
        p->xstep = nice_step(p->xlow, p->xhigh, (b.right - b.left) / (text ? 8 * d->em : 3.2 * d->size_text));
        p->frame = b;
    }
}

/* The heading begins where the frame does, if it still fits. */
static void align_headings(struct drawing *d)
{
    double shift = d->panels[0].frame.left - d->area.left;
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

bool layout_curves(struct drawing *d, struct message *why)
{
    const struct data *values = drawing_data(d, "values");
    static const char *const names[] = { "f", "f \xe2\x80\xb2  slope", "f \xe2\x80\xb3  curvature" };
    if (!values || values->rows == 0)
        return message_set(why, "nothing to draw: the table of values is empty");
    find_curves(d, values);
    if (d->ncurves == 0)
        return message_set(why, "nothing to draw: the table of values has no curve");
    double xlow = values->low[0], xhigh = values->high[0];
    if (d->look->log_x && !(xlow > 0)) {
        xlow = NAN;
        for (size_t i = 0; i < values->rows; i++)
            if (data_at(values, i, 0) > 0 && !(data_at(values, i, 0) >= xlow))
                xlow = data_at(values, i, 0);
    }
    if (isnan(xlow) || isnan(xhigh) || (d->look->log_x && !(xhigh > 0)))
        return message_set(why, d->look->log_x ? "nothing to draw: no x above 0 for a logarithmic axis" : "nothing to draw: no finite x");
    if (xlow == xhigh) {
        xlow = d->look->log_x ? xlow / 2 : xlow - fmax(1, fabs(xlow)) / 2;
        xhigh = d->look->log_x ? xhigh * 2 : xhigh + fmax(1, fabs(xhigh)) / 2;
    }
    bool any = false;
    for (size_t c = 0; c < d->ncurves; c++)
        for (size_t i = 0; i < values->rows && !any; i++)
            any = isfinite(data_at(values, i, d->curves[c].column)) && (!d->look->log_y || data_at(values, i, d->curves[c].column) > 0);
    if (!any)
        return message_set(why, d->look->log_y ? "nothing to draw: no value above 0 for a logarithmic axis" : "nothing to draw: no finite value");
    for (size_t i = 0; i < d->npanels; i++) {
        struct panel *p = &d->panels[i];
        p->xlow = xlow;
        p->xhigh = xhigh;
        p->title = d->npanels > 1 ? names[i] : "";
        set_yrange(d, p, panel_extent(values, d, i));
    }
    layout_key(d);
    layout_panels(d);
    align_headings(d);
    return true;
}
