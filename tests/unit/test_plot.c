/* plot: quoting, data, labels, answers of terminals, braille. Hostile text is read back by gnuplot
 * itself. */
#include "plot/ask.h"
#include "plot/braille.h"
#include "plot/draw.h"
#include "plot/inline.h"
#include "plot/quote.h"
#include "plot/script.h"
#include "plot/svg.h"

#include <fcntl.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

static struct random chance;

static int chance_start(void **state)
{
    const char *typed = getenv("TEST_SEED");
    uint64_t seed = typed ? strtoull(typed, NULL, 10) : (uint64_t)time(NULL);
    (void)state;
    print_message("# TEST_SEED=%llu\n", (unsigned long long)seed);
    random_seed(&chance, seed, 0);
    return 0;
}

/* ---- quoting -------------------------------------------------------------------------------- */

/* What runs a command, ends a string or starts an expansion somewhere in gnuplot. */
static const char *const pieces[] = {
    "'",
    "\"",
    "''",
    "\\",
    "\\'",
    "\\\"",
    "`touch canary`",
    "$(touch canary)",
    "'; system('touch canary') #",
    "\n!touch canary\n",
    "\n",
    "\r",
    "@m",
    "@GPVAL_TERM",
    "@",
    "$",
    "%",
    "%s",
    "{",
    "}",
    "{{{",
    "^",
    "_",
    "~",
    "&",
    "#",
    "EOD",
    "\ne\n",
    "|touch canary",
    "<touch canary",
    "\\047",
    "\\140",
    "\\0",
    "0",
    "7",
    "1234",
    "\t",
    "\x01",
    "\x1b[2J",
    "\x7f",
    "\x80",
    "\xff",
    "\xc3\xa9",
    "\xe2\x80\xa8",
    "]]>",
    "</script>",
    "a",
    "Z",
    " ",
    "; exit",
    "\\n",
    "\\\n",
    "\xf0\x9f\x90\xb1",
};

static char *hostile(void)
{
    struct buffer b = { 0 };
    uint64_t n = 1 + random_below(&chance, 8);
    buffer_text(&b, "");
    for (uint64_t i = 0; i < n; i++) {
        char byte[2] = { (char)(1 + random_below(&chance, 255)), 0 };
        buffer_text(&b, random_below(&chance, 4)
                            ? pieces[random_below(&chance, sizeof pieces / sizeof *pieces)]
                            : byte);
    }
    return b.bytes;
}

static char *file_text(const char *path, size_t *length)
{
    FILE *f = fopen(path, "rb");
    struct buffer b = { 0 };
    char piece[4096];
    size_t n;
    assert_non_null(f);
    while ((n = fread(piece, 1, sizeof piece, f)) > 0)
        buffer_add(&b, piece, n);
    fclose(f);
    *length = b.length;
    return b.bytes;
}

/* gnuplot with one argument, in a folder; its exit status, or 127. */
static int gnuplot(const char *folder, const char *argument)
{
    fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        int nowhere = open("/dev/null", O_RDWR);
        dup2(nowhere, 0);
        dup2(nowhere, 1);
        if (chdir(folder) == 0)
            execlp("gnuplot", "gnuplot", argument, (char *)NULL);
        _exit(127);
    }
    int status = 127;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 127;
}

static void test_quoting(void **state)
{
    enum { STRINGS = 20000 };
    static const char *const encodings[] = { "default", "utf8" };
    char folder[] = "/tmp/actfn-quote-XXXXXX";
    (void)state;
    if (gnuplot("/", "--version") != 0)
        skip();
    assert_non_null(mkdtemp(folder));
    for (int encoding = 0; encoding < 2; encoding++) {
        struct buffer script = { 0 }, expected = { 0 };
        buffer_print(&script, "set encoding %s\nm = 'no'\nset print '%s/said'\n",
                     encodings[encoding], folder);
        for (int i = 0; i < STRINGS; i++) {
            char *text = hostile();
            buffer_text(&script, "print ");
            quote_bytes(&script, text);
            buffer_text(&script, "\n");
            buffer_text(&expected, text);
            buffer_text(&expected, "\n");
            free(text);
        }
        char *path = text_format("%s/script", folder), *said = text_format("%s/said", folder),
             *canary = text_format("%s/canary", folder);
        FILE *f = fopen(path, "wb");
        assert_non_null(f);
        assert_int_equal(fwrite(script.bytes, 1, script.length, f), script.length);
        assert_int_equal(fclose(f), 0);
        assert_int_equal(gnuplot(folder, "script"), 0);
        size_t length;
        char *got = file_text(said, &length);
        assert_int_equal(length, expected.length);
        assert_memory_equal(got, expected.bytes, length);
        assert_int_not_equal(access(canary, F_OK), 0);
        unlink(path);
        unlink(said);
        free(path);
        free(said);
        free(canary);
        free(got);
        free(script.bytes);
        free(expected.bytes);
    }
    rmdir(folder);
}

static void shown(const char *text, const char *want)
{
    char *got = text_shown(text);
    assert_string_equal(got, want);
    free(got);
}

static void test_text_shown(void **state)
{
    (void)state;
    shown("plain", "plain");
    shown("x Φ(x) ≤ 1 🐱", "x Φ(x) ≤ 1 🐱");
    shown("a\x1b[31mb", "a\xef\xbf\xbd[31mb");
    shown("a\nb\x7f", "a\xef\xbf\xbd"
                      "b\xef\xbf\xbd");
    shown("\xc2\x85", "\xef\xbf\xbd\xef\xbf\xbd");                 /* C1 */
    shown("\xc0\xaf", "\xef\xbf\xbd\xef\xbf\xbd");                 /* overlong */
    shown("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* a surrogate */
    shown("\xef\xbf\xbf", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd"); /* U+FFFF: no XML */
    shown("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");                 /* cut short */
    char *longest = memory_new(1001001, 1);
    memset(longest, 'x', 1001000);
    char *cut = text_shown(longest);
    assert_int_equal(strlen(cut), 1000 + strlen("…"));
    free(cut);
    free(longest);
}

/* ---- data ----------------------------------------------------------------------------------- */

struct wave {
    uint64_t rows, given;
};

/* 0 but for one high and one low row, a hole of a thousand rows, and one number too large to draw.
 */
static double wave_at(uint64_t i)
{
    return i == 123457 ? 7 : i == 654321 ? -3 : i / 1000 == 400 ? NAN : i == 900000 ? INFINITY : 0;
}

static bool wave_fill(void *state, uint64_t first, size_t *count, double *const *cells,
                      struct error *err)
{
    struct wave *w = state;
    uint64_t left = w->rows - (first < w->rows ? first : w->rows);
    (void)err;
    if (*count > left)
        *count = (size_t)left;
    for (size_t i = 0; i < *count; i++) {
        if (cells[0])
            cells[0][i] = (double)(first + i);
        if (cells[1])
            cells[1][i] = wave_at(first + i);
    }
    return true;
}

static void reduced(bool known)
{
    struct wave w = { .rows = 1000000 };
    struct report r;
    struct figure_data d;
    struct error err;
    report_init(&r, "test");
    struct table *t = report_table(&r, "values", known ? w.rows : ROWS_UNKNOWN);
    table_column(t, "x");
    table_column(t, "y");
    table_on_demand(t, wave_fill, &w, NULL);
    assert_true(data_read(&d, t, 1280, true, &err));
    assert_true(d.rows >= 2000 && d.rows <= 3 * 4 * 1280);
    double low = 0, high = 0, last = -1;
    size_t gaps = 0;
    for (size_t i = 0; i < d.rows; i++) {
        double x = data_at(&d, i, 0), y = data_at(&d, i, 1);
        assert_true(x >= last);
        last = x;
        gaps += isnan(y) ? 1 : 0;
        assert_true(isnan(y) || fabs(y) <= 8e307);
        if (y > 0 && y < 1e300) {
            high = y;
            assert_true(fabs(x - 123457) <= 1000000.0 / 1280);
        }
        if (y < low)
            low = y;
    }
    assert_true(high == 7 && low == -3);
    assert_true(gaps > 0);
    assert_true(last == 999999);
    assert_true(d.low[1] == -3 && d.high[1] == 7);
    figure_data_free(&d);
    report_free(&r);
}

static void test_reduction(void **state)
{
    (void)state;
    reduced(true);
    reduced(false);
}

/* ---- labels --------------------------------------------------------------------------------- */

static double gelu(double x)
{
    return 0.5 * x * erfc(-x / sqrt(2));
}
static double gelu_slope(double x)
{
    return 0.5 * erfc(-x / sqrt(2)) + x * exp(-x * x / 2) / sqrt(2 * 3.14159265358979);
}

static void gelu_report(struct report *r)
{
    enum { N = 1001 };
    report_init(r, "plot");
    report_headline(r, "gelu");
    report_figure(r, "curves");
    struct table *t = report_table(r, "values", N), *m = report_table(r, "marks", 3);
    double *x = table_numbers(t, "x"), *f = table_numbers(t, "gelu"),
           *df = table_numbers(t, "gelu'");
    for (int i = 0; i < N; i++) {
        x[i] = -5 + i * 0.01;
        f[i] = gelu(x[i]);
        df[i] = gelu_slope(x[i]);
    }
    double *mx = table_numbers(m, "x"), *my = table_numbers(m, "y");
    char **label = table_texts(m, "label"), **series = table_texts(m, "series");
    mx[0] = mx[1] = -0.75179;
    my[0] = gelu(mx[0]);
    my[1] = 0;
    mx[2] = 1.41421;
    my[2] = gelu_slope(mx[2]);
    label[0] = text_copy("minimum −0.170 at x = −0.752");
    label[1] = text_copy("slope 0");
    label[2] = text_copy("steepest: slope 1.129 at x = 1.414");
    series[0] = text_copy("gelu");
    series[1] = text_copy("gelu'");
    series[2] = text_copy("gelu'");
}

struct rectangle {
    double left, top, right, bottom;
};

static struct rectangle label_of(const struct drawing *d, size_t i)
{
    const struct plot_mark *m = &d->layout.marks[i];
    double wide = text_width(&d->sheet, m->label, d->sheet.size_text),
           high = 0.9 * d->sheet.size_text;
    double left = m->side == 'l' ? m->lx : m->side == 'r' ? m->lx - wide : m->lx - wide / 2;
    return (struct rectangle){ left, m->ly - high / 2, left + wide, m->ly + high / 2 };
}

static void labels_free_of_curves(double width, double height)
{
    struct report r;
    struct drawing d;
    struct error err;
    struct look look = { .width = width, .height = height };
    gelu_report(&r);
    assert_true(drawing_prepare(&d, &r, &look, device_find("png"), "light", &err));
    assert_int_equal(d.layout.nmarks, 3);
    size_t labels = 0;
    for (size_t i = 0; i < d.layout.nmarks; i++) {
        if (!d.layout.marks[i].label)
            continue;
        labels++;
        struct rectangle b = label_of(&d, i);
        const struct plot_panel *p = &d.layout.panels[d.layout.marks[i].panel];
        assert_true(b.left >= p->frame.left && b.right <= p->frame.right);
        assert_true(b.top >= p->frame.top - 3 && b.bottom <= p->frame.bottom + 3);
        for (size_t c = 0; c < d.layout.ncurves; c++)
            for (size_t row = 0; row < d.layout.drawn->rows; row++) {
                if (d.layout.curves[c].panel != d.layout.marks[i].panel)
                    continue;
                double x = p->frame.left + (data_at(d.layout.drawn, row, 0) - p->xlow) /
                                               (p->xhigh - p->xlow) *
                                               (p->frame.right - p->frame.left);
                double y = p->frame.bottom -
                           (data_at(d.layout.drawn, row, d.layout.curves[c].column) - p->ylow) /
                               (p->yhigh - p->ylow) * (p->frame.bottom - p->frame.top);
                assert_false(x > b.left && x < b.right && y > b.top && y < b.bottom);
            }
        for (size_t k = 0; k < i; k++)
            if (d.layout.marks[k].label) {
                struct rectangle o = label_of(&d, k);
                assert_true(b.right < o.left || o.right < b.left || b.bottom < o.top ||
                            o.bottom < b.top);
            }
    }
    assert_true(labels >= 2);
    drawing_free(&d);
    report_free(&r);
}

static void test_labels(void **state)
{
    (void)state;
    labels_free_of_curves(1280, 720);
    labels_free_of_curves(640, 480);
    labels_free_of_curves(1000, 1000);
    labels_free_of_curves(1920, 600);
}

/* Names at the ends of curves that end in one point stand apart. */
static void test_names(void **state)
{
    struct report r;
    struct drawing d;
    struct error err;
    struct look look = { 0 };
    (void)state;
    report_init(&r, "plot");
    report_figure(&r, "curves");
    struct table *t = report_table(&r, "values", 11);
    double *x = table_numbers(t, "x");
    for (int i = 0; i < 11; i++)
        x[i] = i;
    for (int k = 0; k < 4; k++) {
        char name[8] = { 'f', (char)('0' + k), 0 };
        double *y = table_numbers(t, name);
        for (int i = 0; i < 11; i++)
            y[i] = i + 1e-3 * k * i;
    }
    assert_true(drawing_prepare(&d, &r, &look, device_find("png"), "light", &err));
    assert_int_equal(d.layout.ncurves, 4);
    for (int i = 0; i < 4; i++)
        for (int k = 0; k < i; k++)
            assert_true(fabs(d.layout.curves[i].y - d.layout.curves[k].y) >= d.sheet.size_text);
    drawing_free(&d);
    report_free(&r);
}

/* ---- headings ------------------------------------------------------------------------------- */

static void test_headings_fit(void **state)
{
    static const double sizes[][2] = { { 1280, 720 }, { 640, 480 }, { 320, 200 } };
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        struct report r;
        struct drawing d;
        struct error err;
        struct look look = { .width = sizes[i][0], .height = sizes[i][1] };
        gelu_report(&r);
        report_headline(&r, "%s",
                        "A title that is much longer than any title should be, since nobody reads "
                        "it to the end, "
                        "and which for good measure holds "
                        "averyveryveryverylongwordwithoutanyblankinitthatcannotbebrokenatone");
        report_subtitle(&r, "%s",
                        "and a second one that is longer still: and a second one that is longer "
                        "still: and a second one that is longer still");
        assert_true(drawing_prepare(&d, &r, &look, device_find("png"), "light", &err));
        assert_true(d.layout.nheadings >= 2 && d.layout.nheadings <= 4);
        for (size_t k = 0; k < d.layout.nheadings; k++)
            assert_true(d.layout.headings[k].x + text_width(&d.sheet, d.layout.headings[k].text,
                                                            d.layout.headings[k].size) <=
                        d.sheet.width);
        drawing_free(&d);
        report_free(&r);
    }
}

/* ---- terminals ------------------------------------------------------------------------------ */

static void test_answers(void **state)
{
    struct terminal t;
    (void)state;
    answers_read("\x1b[?63;1;2;4;6;9;15;22c", &t); /* xterm -ti vt340 */
    assert_true(t.answered && t.sixel && !t.kitty && !t.iterm && t.paper == PAPER_UNKNOWN);
    answers_read("\x1b[?62;1;2;6;9;15;22c", &t); /* xterm -ti vt220 */
    assert_true(t.answered && !t.sixel);
    answers_read("\x1b[?6c", &t); /* vt102 */
    assert_true(t.answered && !t.sixel);
    answers_read("\x1b[?1;2c", &t); /* tmux */
    assert_true(t.answered && !t.sixel && !t.kitty);
    answers_read(
        "\x1b_Gi=31;OK\x1b\\\x1b]11;rgb:0000/0000/0000\x1b\\\x1bP>|kitty(0.26.5)\x1b\\\x1b[?62;c",
        &t);
    assert_true(t.answered && t.kitty && !t.iterm && t.paper == PAPER_DARK);
    answers_read(
        "\x1b]11;rgb:ffff/fafa/f0f0\x07\x1bP>|iTerm2 3.5.0\x1b\\\x1b[?64;1;2;4;6;17;18;21;22c", &t);
    assert_true(t.iterm && t.sixel && t.paper == PAPER_LIGHT);
    answers_read("\x1b_Gi=31;ENOTSUPPORTED:x\x1b\\\x1b[?62c", &t);
    assert_true(t.answered && !t.kitty);
    answers_read("", &t);
    assert_true(!t.answered && !t.sixel);
    answers_read("\x1b[?63;1;2;4", &t); /* cut short */
    assert_true(!t.answered && !t.sixel);
    answers_read("\x1b[?44;14;40c", &t);
    assert_true(t.answered && !t.sixel);
    for (int i = 0; i < 20000; i++) { /* anything: only no crash */
        char *text = hostile();
        answers_read(text, &t);
        free(text);
    }
}

static long digit(char c)
{
    const char *all = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
               *at = strchr(all, c);
    assert_true(c && at);
    return at - all;
}

static void test_kitty(void **state)
{
    (void)state;
    for (size_t length = 1; length < 20000; length = length * 3 + 1) {
        char *png = memory_new(length, 1), *back = memory_new(length + 3, 1);
        struct buffer out = { 0 };
        size_t got = 0, parts = 0;
        bool more = true;
        for (size_t i = 0; i < length; i++)
            png[i] = (char)random_below(&chance, 256);
        kitty_print(&out, png, length);
        const char *s = out.bytes;
        while (*s == '\x1b') {
            assert_true(more);
            assert_int_equal(
                strncmp(s, parts ? "\x1b_Gm=" : "\x1b_Gf=100,a=T,q=2,m=", parts ? 5 : 19), 0);
            s += parts ? 5 : 19;
            more = *s == '1';
            assert_int_equal(s[1], ';');
            s += 2;
            size_t n = strcspn(s, "\x1b");
            assert_true(n <= 4096 && n % 4 == 0 && n > 0);
            for (size_t i = 0; i < n; i += 4) {
                long four = digit(s[i]) << 18 | digit(s[i + 1]) << 12 |
                            (s[i + 2] == '=' ? 0 : digit(s[i + 2])) << 6 |
                            (s[i + 3] == '=' ? 0 : digit(s[i + 3]));
                for (int k = 0; k < 3 && s[i + 1 + (size_t)k] != '='; k++)
                    back[got++] = (char)(four >> (16 - 8 * k));
            }
            s += n;
            assert_int_equal(strncmp(s, "\x1b\\", 2), 0);
            s += 2;
            parts++;
        }
        assert_false(more);
        assert_string_equal(s, "\n");
        assert_int_equal(got, length);
        assert_memory_equal(back, png, length);
        free(png);
        free(back);
        free(out.bytes);
    }
}

/* ---- braille -------------------------------------------------------------------------------- */

static const char stream[] =
    "proc gnuplot cv {\n"
    "  $cv create line\\\n    [expr $cmx*0/1000] [expr $cmy*0/1000]\\\n    [expr $cmx*0/1000] "
    "[expr $cmy*999/1000]\\\n"
    "    -fill {#ff0000} -width 1.0 -capstyle butt -joinstyle miter\n"
    "  set font [font create -family {Sans} -size 20 -weight bold]\n"
    "  $cv create text [expr $cmx * 200 /1000] [expr $cmy * 300 /1000]\\\n    -text {a\\{b\\}} "
    "-fill black\\\n    -anchor w -font $font\n"
    "  catch {unset font}\n"
    "}\n";

static void test_braille(void **state)
{
    struct buffer out = { 0 };
    struct error err;
    struct cells how = { .columns = 10, .rows = 2 };
    (void)state;
    assert_true(braille_print(stream, sizeof stream - 1, &how, &out, &err));
    assert_string_equal(out.bytes, "⡇ a{b}\n⡇\n");
    out.length = 0;
    how.colours = ALL_COLOURS;
    assert_true(braille_print(stream, sizeof stream - 1, &how, &out, &err));
    assert_string_equal(
        out.bytes, "\x1b[0;38;2;255;0;0m⡇ \x1b[0;1ma{b}\x1b[0m\n\x1b[0;38;2;255;0;0m⡇\x1b[0m\n");
    out.length = 0;
    how.colours = NO_COLOURS;
    how.ascii = true;
    assert_true(braille_print(stream, sizeof stream - 1, &how, &out, &err));
    assert_string_equal(out.bytes, "| a{b}\n|\n");
    free(out.bytes);
}

/* Shapes as gnuplot writes them: KIND x y x y ... OPTIONS, one a line; coordinates in thousandths
 * of the canvas. */
static void draws(size_t columns, size_t rows, bool ascii, const char *shapes, const char *want)
{
    struct buffer tk = { 0 }, out = { 0 };
    struct error err;
    struct cells how = { .columns = columns, .rows = rows, .ascii = ascii };
    char *copy = text_copy(shapes), *rest = NULL;
    buffer_text(&tk, "proc gnuplot cv {\n");
    for (char *one = strtok_r(copy, "\n", &rest); one; one = strtok_r(NULL, "\n", &rest)) {
        char kind[16], *at = one;
        int used = 0;
        assert_int_equal(sscanf(at, "%15s%n", kind, &used), 1);
        buffer_print(&tk, "  $cv create %s", kind);
        at += used;
        for (int n = 0, v; sscanf(at, "%d%n", &v, &used) == 1; n++, at += used)
            buffer_print(&tk, " [expr $cm%c*%d/1000]", "xy"[n % 2], v);
        buffer_print(&tk, "\\\n   %s\n", at);
    }
    buffer_text(&tk, "}\n");
    assert_true(braille_print(tk.bytes, tk.length, &how, &out, &err));
    if (strcmp(out.bytes, want) != 0)
        fail_msg("%s\ngives\n%s\nnot\n%s", shapes, out.bytes, want);
    free(tk.bytes);
    free(out.bytes);
    free(copy);
}

static void test_braille_shapes(void **state)
{
    (void)state;
    draws(4, 2, false, "polygon 0 0 500 0 500 1000 0 1000 -fill {#ff0000}", "⣿⣿\n⣿⣿\n");
    draws(4, 2, false, "polygon 500 0 1000 0 1000 500 500 500 -fill {#ff0000}", "  ⣿⣿\n\n");
    draws(4, 2, false, "polygon -500 -500 1500 -500 1500 1500 -500 1500 -fill {#ff0000}",
          "⣿⣿⣿⣿\n⣿⣿⣿⣿\n"); /* beyond the edges */
    draws(4, 1, false, "polygon 0 0 1000 0 0 1000 -fill {#ff0000}", "⡿⠟⠋⠁\n");
    draws(4, 1, false,
          "polygon 0 0 250 1000 500 0 750 1000 1000 0 1000 1000 0 1000 -fill {#ff0000}",
          "⣆⣰⣆⣰\n"); /* holes stay holes */
    draws(4, 2, false, "rectangle 250 0 750 1000 -fill {#00a000}", " ⣿⣿\n ⣿⣿\n");
    draws(4, 2, false, "rectangle 250 0 750 1000 -fill {#ffffff}", "\n\n"); /* paper */
    draws(6, 1, false, "line 0 0 999 0 -fill {#ff0000} -dash {12 12}", "⠉ ⠉ ⠉\n");
    draws(6, 1, false, "line 0 0 999 0 -fill {#ff0000} -dash {12 12 99}", "⠉ ⠉ ⠉\n"); /* in pairs */
    draws(6, 1, false, "line 0 0 999 0 -fill {#ff0000} -dash {?}", "⠉⠉⠉⠉⠉⠉\n");
    draws(6, 1, false, "line 0 0 500 0 999 999 -fill {#ff0000}", "⠉⠉⠉⠑⠢⣀\n");
    draws(6, 1, false, "line 0 0 999 0\npolygon 0 0 1 1\nrectangle 1 1\ntext 3\nline 5",
          "⠉⠉⠉⠉⠉⠉\n"); /* too few numbers: nothing */
}

static void test_braille_words(void **state)
{
    (void)state;
    draws(8, 1, false, "text 0 0 -text {abc} -anchor w", "abc\n");
    draws(8, 1, false, "text 1000 0 -text {abc} -anchor e", "     abc\n");
    draws(9, 1, false, "text 500 0 -text {abc} -anchor c", "   abc\n");
    draws(8, 1, false, "text 500 0 -text {ab}", "   ab\n");
    draws(8, 1, false, "text 1000 0 -text {abc} -anchor c",
          "     abc\n"); /* pushed back within the edges */
    draws(8, 1, false, "text 0 0 -text {abc} -anchor c", "abc\n");
    draws(8, 1, false, "text 0 0 -text {cafe\xcc\x81!} -anchor w",
          "cafe\xcc\x81!\n"); /* an accent of its own shares its letter's cell */
    draws(8, 1, false, "text 0 0 -text {漢字a} -anchor w", "漢字a\n"); /* two cells each */
    draws(8, 1, false, "text 0 0 -text {漢字} -anchor w\ntext 125 0 -text {b} -anchor w",
          " b字\n"); /* never half of one */
    draws(8, 1, false, "text 0 0 -text {漢字} -anchor w\ntext 0 0 -text {b} -anchor w", "b 字\n");
    draws(8, 1, false, "text 0 0 -text {漢字} -anchor w\ntext 125 0 -text {語} -anchor w", " 語\n");
    draws(8, 1, false, "text 0 0 -text {漢\xcc\x81x} -anchor w", "漢\xcc\x81x\n");
    draws(4, 1, false, "text 750 0 -text {漢} -anchor w", "\n");
    draws(8, 1, false, "line 0 0 999 0 -fill {#ff0000}\ntext 250 0 -text {x\\}\\{y} -anchor w",
          "⠉⠉x}{y⠉⠉\n");
}

static void test_braille_ascii(void **state)
{
    static const struct {
        const char *shapes, *want;
    } cells[] = {
        { "line 0 999 999 999", "_\n" },
        { "line 0 600 999 600\nline 0 999 999 999", ".\n" },
        { "line 0 0 999 0", "\"\n" },
        { "line 0 0 999 0\nline 0 300 999 300", "'\n" },
        { "line 0 0 999 999", "\\\n" },
        { "line 999 0 0 999", "/\n" },
        { "line 0 0 0 999", "|\n" },
        { "line 999 0 999 999", "|\n" },
        { "line 0 0 0 0\nline 0 999 0 999", "|\n" },
        { "line 0 300 999 300", "-\n" },
        { "line 0 300 0 300", ".\n" },
        { "polygon 0 0 1000 0 1000 1000 0 1000 -fill {#ff0000}", "#\n" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cells / sizeof *cells; i++)
        draws(1, 1, true, cells[i].shapes, cells[i].want);
}

/* A stream cut or spoilt anywhere draws less, and does no harm. */
static void test_braille_spoilt(void **state)
{
    struct error err;
    struct cells how = { .columns = 7, .rows = 3, .colours = COLOURS_256, .shades = true };
    char spoilt[sizeof stream];
    (void)state;
    for (size_t cut = 0; cut < sizeof stream; cut++) {
        struct buffer out = { 0 };
        memcpy(spoilt, stream, sizeof stream);
        for (int i = 0; i < 3 && cut; i++)
            spoilt[random_below(&chance, sizeof stream - 1)] =
                (char)(1 + random_below(&chance, 255));
        spoilt[cut] = 0;
        assert_true(braille_print(spoilt, strlen(spoilt), &how, &out, &err));
        free(out.bytes);
    }
}

/* One row of 6 cells with these texts, each at a thousandth of the canvas. */
static char *written(const char *const texts[], const int at[], size_t n)
{
    struct buffer tk = { 0 }, out = { 0 };
    struct error err;
    const struct cells how = { .columns = 6, .rows = 1 };
    for (size_t i = 0; i < n; i++)
        buffer_print(&tk,
                     "$cv create text [expr $cmx * %d /1000] [expr $cmy * 500 /1000] -text {%s} "
                     "-fill black -anchor w\n",
                     at[i], texts[i]);
    assert_true(braille_print(tk.bytes, tk.length, &how, &out, &err));
    free(tk.bytes);
    return out.bytes;
}

/* The text of a stream reaches the terminal: no control of it and no broken character, and a row
 * keeps its width. */
static void test_braille_text(void **state)
{
    static const struct {
        const char *texts[2];
        int at[2];
        const char *want;
    } cases[] = {
        { { "a\x1b[2Jb" }, { 0 }, "a[2Jb\n" },
        { { "\xc2\x9b"
            "5A\x7f\tz" },
          { 0 },
          "5Az\n" },
        { { "a\xff\x80z\xe2\x82" }, { 0 }, "az\n" },
        { { "12345猫" }, { 0 }, "12345\n" },       /* half of it would stand outside */
        { { "猫猫", "x" }, { 0, 167 }, " x猫\n" }, /* a half of the first is taken */
        { { "猫猫", "x" }, { 0, 0 }, "x 猫\n" },
        { { "猫́" }, { 0 }, "猫́\n" }, /* a mark goes to the character, not to its right half */
        { { "́a" }, { 0 }, "a\n" },
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *got = written(cases[i].texts, cases[i].at, cases[i].texts[1] ? 2 : 1);
        assert_string_equal(got, cases[i].want);
        free(got);
    }
}

/* Far outside of the canvas there is nothing to draw, so it takes no time. */
static void test_braille_far(void **state)
{
    struct buffer tk = { 0 }, out = { 0 };
    struct error err;
    const struct cells how = { .columns = 100, .rows = 30 };
    (void)state;
    for (int i = 0; i < 2000; i++) {
        buffer_text(&tk, "$cv create rectangle [expr $cmx*-99999/1000] [expr $cmy*-99999/1000] "
                         "[expr $cmx*99999/1000] [expr $cmy*99999/1000] -fill #ffffff\n");
        buffer_text(&tk, "$cv create line [expr $cmx*-99999/1000] [expr $cmy*0/1000] [expr "
                         "$cmx*99999/1000] [expr $cmy*0/1000] -fill #f00 -width 1e300\n");
    }
    clock_t begin = clock();
    assert_true(braille_print(tk.bytes, tk.length, &how, &out, &err));
    assert_true((double)(clock() - begin) / CLOCKS_PER_SEC < 2);
    for (size_t i = 0; i < how.columns; i++)
        assert_memory_equal(out.bytes + 3 * i, "⠉", 3);
    free(tk.bytes);
    free(out.bytes);
}

/* What has no figure, or one or a look that nobody knows, is refused before anything is drawn. */
static void test_no_figure(void **state)
{
    struct report r;
    struct look look = { .width = 100, .height = 100 };
    struct error err;
    char *bytes = NULL;
    size_t length = 0;
    (void)state;
    report_init(&r, "plot");
    assert_false(plot_picture(&r, &look, picture_find("gp"), &bytes, &length, &err));
    assert_non_null(strstr(err.text, "there is no figure of this"));
    report_figure(&r, "nosuch");
    assert_false(plot_picture(&r, &look, picture_find("gp"), &bytes, &length, &err));
    assert_non_null(strstr(err.text, "'nosuch': no such figure"));
    report_figure(&r, "curves");
    assert_false(plot_picture(&r, &look, picture_find("gp"), &bytes, &length, &err));
    assert_non_null(strstr(err.text, "the table of values is empty"));
    report_free(&r);
    gelu_report(&r);
    look.theme = "pink";
    assert_false(plot_picture(&r, &look, picture_find("gp"), &bytes, &length, &err));
    assert_non_null(strstr(err.text, "'pink': unknown theme; light, dark or print"));
    assert_false(plot_picture(&r, &look, picture_find("svg"), &bytes, &length, &err));
    assert_non_null(strstr(err.text, "unknown theme"));
    report_free(&r);
}

static void test_long_print(void **state)
{
    struct buffer b = { 0 };
    (void)state;
    buffer_print(&b, "<%0600d>", 7);
    assert_int_equal(b.length, 602);
    assert_true(b.bytes[0] == '<' && b.bytes[600] == '7' && b.bytes[601] == '>' &&
                b.bytes[602] == 0);
    free(b.bytes);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_quoting),        cmocka_unit_test(test_text_shown),
        cmocka_unit_test(test_reduction),      cmocka_unit_test(test_labels),
        cmocka_unit_test(test_names),          cmocka_unit_test(test_headings_fit),
        cmocka_unit_test(test_answers),        cmocka_unit_test(test_kitty),
        cmocka_unit_test(test_braille),        cmocka_unit_test(test_braille_spoilt),
        cmocka_unit_test(test_braille_text),   cmocka_unit_test(test_braille_far),
        cmocka_unit_test(test_no_figure),      cmocka_unit_test(test_long_print),
        cmocka_unit_test(test_braille_shapes), cmocka_unit_test(test_braille_words),
        cmocka_unit_test(test_braille_ascii),
    };
    return cmocka_run_group_tests(tests, chance_start, NULL);
}
