/* The theme's colours: nobody may take one activation for another, and all words must be readable.
 * Color blindness by Machado, Oliveira and Fernandes (2009), severity 1; differences by CIEDE2000;
 * contrast by WCAG 2. */
#include "plot/embedded.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct rgb {
    double v[3]; /* 0..1 */
};

static double linear(double c)
{
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double gamma_of(double c)
{
    c = fmin(fmax(c, 0), 1);
    return c <= 0.0031308 ? c * 12.92 : 1.055 * pow(c, 1 / 2.4) - 0.055;
}

/* The i-th colour (from 0) of the list "NAME = "#... #..."" of theme.gp. */
static struct rgb colour_of(const char *list, size_t i)
{
    const char *theme = embedded("theme.gp"), *s = strstr(theme, list);
    struct rgb c;
    unsigned r, g, b;
    assert_non_null(s);
    for (size_t k = 0; k <= i; k++) {
        s = strchr(s, '#') + 1;
        assert_non_null(s);
    }
    assert_int_equal(sscanf(s, "%2x%2x%2x", &r, &g, &b), 3);
    c = (struct rgb){ { r / 255.0, g / 255.0, b / 255.0 } };
    return c;
}

static double luminance(struct rgb c)
{
    return 0.2126 * linear(c.v[0]) + 0.7152 * linear(c.v[1]) + 0.0722 * linear(c.v[2]);
}

static double contrast(struct rgb a, struct rgb b)
{
    double x = luminance(a), y = luminance(b);
    return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static const double normal[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
static const double deutan[9] = { 0.367322, 0.860646,  -0.227968, 0.280085, 0.672501,
                                  0.047413, -0.011820, 0.042940,  0.968881 };
static const double protan[9] = { 0.152286, 1.052583,  -0.204868, 0.114503, 0.786281,
                                  0.099216, -0.003882, -0.048116, 1.051998 };

static void lab(struct rgb c, const double seen[9], double out[3])
{
    static const double to_xyz[9] = { 0.4124564, 0.3575761, 0.1804375, 0.2126729, 0.7151522,
                                      0.0721750, 0.0193339, 0.1191920, 0.9503041 };
    static const double white[3] = { 0.95047, 1, 1.08883 };
    double l[3], s[3], f[3];
    for (int i = 0; i < 3; i++)
        l[i] = linear(c.v[i]);
    for (int i = 0; i < 3; i++)
        s[i] =
            linear(gamma_of(seen[3 * i] * l[0] + seen[3 * i + 1] * l[1] + seen[3 * i + 2] * l[2]));
    for (int i = 0; i < 3; i++) {
        double x =
            (to_xyz[3 * i] * s[0] + to_xyz[3 * i + 1] * s[1] + to_xyz[3 * i + 2] * s[2]) / white[i];
        f[i] = x > 0.008856 ? cbrt(x) : 7.787 * x + 16 / 116.0;
    }
    out[0] = 116 * f[1] - 16;
    out[1] = 500 * (f[0] - f[1]);
    out[2] = 200 * (f[1] - f[2]);
}

/* Sharma, Wu and Dalal 2005, equations 2 to 22. */
static double ciede2000(const double p[3], const double q[3])
{
    const double pi = 3.14159265358979323846;
    double c = (hypot(p[1], p[2]) + hypot(q[1], q[2])) / 2, c7 = pow(c, 7);
    double g = 0.5 * (1 - sqrt(c7 / (c7 + pow(25, 7))));
    double a1 = p[1] * (1 + g), a2 = q[1] * (1 + g), c1 = hypot(a1, p[2]), c2 = hypot(a2, q[2]);
    double h1 = fmod(atan2(p[2], a1) * 180 / pi + 360, 360),
           h2 = fmod(atan2(q[2], a2) * 180 / pi + 360, 360);
    double dl = q[0] - p[0], dc = c2 - c1, turn = fmod(h2 - h1 + 540, 360) - 180;
    double dh = 2 * sqrt(c1 * c2) * sin(turn / 2 * pi / 180);
    double l = (p[0] + q[0]) / 2, sum = h1 + h2, h;
    c = (c1 + c2) / 2;
    c7 = pow(c, 7);
    h = fabs(h1 - h2) <= 180 ? sum / 2 : sum < 360 ? (sum + 360) / 2 : (sum - 360) / 2;
    double t = 1 - 0.17 * cos((h - 30) * pi / 180) + 0.24 * cos(2 * h * pi / 180) +
               0.32 * cos((3 * h + 6) * pi / 180) - 0.2 * cos((4 * h - 63) * pi / 180);
    double sl = 1 + 0.015 * pow(l - 50, 2) / sqrt(20 + pow(l - 50, 2)), sc = 1 + 0.045 * c,
           sh = 1 + 0.015 * c * t;
    double rt =
        -sin(60 * exp(-pow((h - 275) / 25, 2)) * pi / 180) * 2 * sqrt(c7 / (c7 + pow(25, 7)));
    return sqrt(pow(dl / sl, 2) + pow(dc / sc, 2) + pow(dh / sh, 2) + rt * (dc / sc) * (dh / sh));
}

static double distance(struct rgb a, struct rgb b, const double seen[9])
{
    double p[3], q[3];
    lab(a, seen, p);
    lab(b, seen, q);
    return ciede2000(p, q);
}

static const char *const themes[] = { "light_ =", "dark_ =" };
enum { ACTIVATIONS = 9, WORDS = 10, INK = 20, PAPER = 25, ALWAYS_ON_WORD = 28 };

static void test_formula(void **state)
{
    /* The first pair of the published test data: 2.0425. */
    const double p[3] = { 50, 2.6772, -79.7751 }, q[3] = { 50, 0, -82.7485 };
    (void)state;
    assert_true(fabs(ciede2000(p, q) - 2.0425) < 1e-4);
}

static void test_apart(void **state)
{
    (void)state;
    for (size_t t = 0; t < 2; t++)
        for (size_t i = 0; i < ACTIVATIONS; i++)
            for (size_t k = 0; k < i; k++) {
                struct rgb a = colour_of(themes[t], i), b = colour_of(themes[t], k);
                if (!(distance(a, b, normal) > 14.5 && distance(a, b, deutan) > 9.5 &&
                      distance(a, b, protan) > 9.5))
                    fail_msg("%s colours %zu and %zu: %g as seen, %g deutan, %g protan", themes[t],
                             i, k, distance(a, b, normal), distance(a, b, deutan),
                             distance(a, b, protan));
            }
}

static void test_readable(void **state)
{
    static const char *const all[] = { "light_ =", "dark_ =", "print_ =" };
    static const size_t words[] = { WORDS,     WORDS + 1, WORDS + 2,     WORDS + 3, WORDS + 4,
                                    WORDS + 5, WORDS + 6, WORDS + 7,     WORDS + 8, WORDS + 9,
                                    INK,       INK + 1,   ALWAYS_ON_WORD };
    (void)state;
    for (size_t t = 0; t < 3; t++) {
        struct rgb paper = colour_of(all[t], PAPER);
        for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
            double c = contrast(colour_of(all[t], words[i]), paper);
            if (!(c >= 4.5))
                fail_msg("%s word %zu: contrast %g", all[t], words[i], c);
        }
        for (size_t i = 0; i < ACTIVATIONS; i++) {
            double c = contrast(colour_of(all[t], i), paper);
            if (!(c >= 3))
                fail_msg("%s line %zu: contrast %g", all[t], i, c);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_formula),
        cmocka_unit_test(test_apart),
        cmocka_unit_test(test_readable),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
