/* Numbers and formulas for pictures. */
#include "plot/typeset.h"
#include "base/base.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- numbers -------------------------------------------------------------------------------- */

static bool digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || digit(c);
}

static void raised(struct buffer *b, int power)
{
    static const char *const digits[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    char plain[16];
    snprintf(plain, sizeof plain, "%d", power);
    for (const char *c = plain; *c; c++)
        buffer_text(b, *c == '-' ? "⁻" : digits[*c - '0']);
}

/* "2.2e-8" behind a blank: digits, an exponent, and no letter after it; within "x+1e9" it is what
 * somebody typed. Its length, or 0. */
static size_t scientific(const char *text, const char *s, size_t *mantissa, int *power)
{
    size_t n = strspn(s, "0123456789.");
    if (!digit(*s) || s[n] != 'e' || (s > text && s[-1] != ' ' && s[-1] != '-'))
        return 0;
    const char *e = s + n + 1;
    size_t sign = *e == '-' || *e == '+', digits = strspn(e + sign, "0123456789");
    if (digits == 0 || digits > 3 || letter(e[sign + digits]))
        return 0;
    *mantissa = n;
    *power = atoi(e);
    return n + 1 + sign + digits;
}

char *typeset_numbers(const char *text)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    for (const char *s = text; *s;) {
        size_t mantissa = 0, length;
        int power = 0;
        bool minus = *s == '-' && s > text && s[-1] == ' ' && digit(s[1]);
        if (minus) {
            buffer_text(&b, "−");
            s++;
        } else if ((length = scientific(text, s, &mantissa, &power)) > 0) {
            if (mantissa > 1 || *s != '1') {
                buffer_add(&b, s, mantissa);
                buffer_text(&b, "·");
            }
            buffer_text(&b, "10");
            raised(&b, power);
            s += length;
        } else {
            buffer_add(&b, s++, 1);
        }
    }
    return b.bytes;
}

/* ---- the numbers of an axis ----------------------------------------------------------------- */

/* Decimals that tell multiples of this step apart. */
static int decimals_of(double step)
{
    enum { MOST = 15 };
    int n = (int)fmax(0, -floor(log10(step) + 1e-9));
    return n < MOST ? n : MOST;
}

struct tick_form tick_form(double low, double high, double step)
{
    enum { PLAIN_MOST = 7, POWER_WIDTH = 4 }; /* characters; "·10⁹" is as wide as four */
    double most = fmax(fabs(low), fabs(high));
    if (!(step > 0) || !isfinite(most) || !(most > 0))
        return (struct tick_form){ 0 };
    int power = (int)floor(log10(most) + 1e-9);
    double least = -floor(log10(step) + 1e-9);
    /* Of the step relative to the power: what is left to be written after a point. */
    int scaled = (int)fmin(fmax(power + least, 0), 15);
    double plain = fmax(power + 1, 1) + (least > 0 ? least + 1 : 0),
           with_power = 1 + (scaled ? scaled + 1 : 0) + POWER_WIDTH;
    if (plain <= PLAIN_MOST || (plain <= with_power && least <= 15))
        return (struct tick_form){ decimals_of(step), 0 };
    return (struct tick_form){ scaled, power };
}

char *tick_text(const struct tick_form *form, double x, bool plain)
{
    struct buffer b = { 0 };
    /* 1e-310 and 1e308 are divided in two steps, since their powers are no doubles. */
    double part = pow(10, form->power / 2),
           scaled = x / part / pow(10, form->power - form->power / 2);
    char *digits = text_format("%.*f", form->decimals, fabs(scaled));
    bool zero = digits[strspn(digits, "0.")] == 0;
    if (strchr(digits, '.')) { /* 0.50 beside 1.25 is 0.5 */
        size_t n = strlen(digits);
        while (digits[n - 1] == '0')
            digits[--n] = 0;
        if (digits[n - 1] == '.')
            digits[n - 1] = 0;
    }
    buffer_text(&b, x < 0 && !zero ? "−" : "");
    bool one = form->power && strcmp(digits, "1") == 0 && !plain;
    buffer_text(&b, zero ? "0" : one ? "10" : digits);
    if (form->power && !zero) {
        buffer_text(&b, plain ? "e" : one ? "" : "·10");
        if (plain)
            buffer_print(&b, "%s%d", form->power < 0 ? "−" : "", abs(form->power));
        else
            raised(&b, form->power);
    }
    free(digits);
    return b.bytes;
}

/* ---- formulas ------------------------------------------------------------------------------- */

static const struct {
    const char *plain, *set;
    bool word; /* only where no letter stands before or after */
} signs[] = {
    { "e^-x", "e⁻ˣ", false },
    { "e^x", "eˣ", false },
    { "^2", "²", false },
    { "^3", "³", false },
    { "<=", "≤", false },
    { ">=", "≥", false },
    { "Phi", "Φ", true },
    { "phi", "φ", true },
    { "beta", "β", true },
    { "alpha", "α", true },
    { "sigma", "σ", true },
    { "lambda", "λ", true },
    { "sqrt(2*pi)", "√(2π)", false },
    { "pi", "π", true },
    { "inf", "∞", true },
    { "*", "·", false },
    { "''", "″", false },
    { "'", "′", false },
};

/* Does a sign stand here? What is behind it is looked at only then: the text may end before. */
static bool sign_stands(size_t i, const char *text, const char *at)
{
    size_t length = strlen(signs[i].plain);
    if (strncmp(at, signs[i].plain, length) != 0)
        return false;
    if (*signs[i].plain == '\'')
        return !letter(at[length]); /* an apostrophe */
    return !signs[i].word || ((at == text || !letter(at[-1])) && !letter(at[length]));
}

char *typeset_formula(const char *text)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    for (const char *s = text; *s;) {
        size_t i = 0, n = sizeof signs / sizeof *signs;
        while (i < n && !sign_stands(i, text, s))
            i++;
        buffer_add(&b, i < n ? signs[i].set : s, i < n ? strlen(signs[i].set) : 1);
        s += i < n ? strlen(signs[i].plain) : 1;
    }
    char *set = typeset_numbers(b.bytes);
    free(b.bytes);
    return set;
}
