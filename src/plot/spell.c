/* Signs of our figures as TeX and Latin-1 spell them. */
#include "plot/spell.h"
#include "base/base.h"
#include "base/utf8.h"

#include <string.h>

/* Signs that TeX reads as commands or its old fonts lack, and those beyond Latin-1, as each of the
 * two spells them; NULL: as they are. */
static const struct {
    const char *sign, *as[2];
} spelt[] = {
    { "\\", { "\\textbackslash{}", NULL } },
    { "{", { "\\{", NULL } },
    { "}", { "\\}", NULL } },
    { "$", { "\\$", NULL } },
    { "&", { "\\&", NULL } },
    { "#", { "\\#", NULL } },
    { "%", { "\\%", NULL } },
    { "_", { "\\_", NULL } },
    { "^", { "\\textasciicircum{}", NULL } },
    { "~", { "\\textasciitilde{}", NULL } },
    { "<", { "$<$", NULL } },
    { ">", { "$>$", NULL } },
    { "|", { "$|$", NULL } },
    { "²", { "$^2$", NULL } },
    { "³", { "$^3$", NULL } },
    { "×", { "$\\times$", NULL } },
    { "·", { "$\\cdot$", NULL } },
    { "±", { "$\\pm$", NULL } },
    { "−", { "$-$", "-" } },
    { "′", { "$'$", "'" } },
    { "″", { "$''$", "''" } },
    { "√", { "$\\surd$", "sqrt" } },
    { "∞", { "$\\infty$", "inf" } },
    { "…", { "\\ldots{}", "..." } },
    { "≤", { "$\\le$", "<=" } },
    { "≥", { "$\\ge$", ">=" } },
    { "Φ", { "$\\Phi$", "Phi" } },
    { "φ", { "$\\varphi$", "phi" } },
    { "α", { "$\\alpha$", "alpha" } },
    { "β", { "$\\beta$", "beta" } },
    { "σ", { "$\\sigma$", "sigma" } },
    { "π", { "$\\pi$", "pi" } },
    { "λ", { "$\\lambda$", "lambda" } },
    { "⁻ˣ", { "$^{-x}$", "^-x" } },
    { "ˣ", { "$^x$", "^x" } },
    { "∂", { "$\\partial$", "d" } },
    { "≈", { "$\\approx$", "~" } },
    { "–", { NULL, "-" } },
    { "—", { NULL, "-" } },
    { "‘", { NULL, "'" } },
    { "’", { NULL, "'" } },
    { "“", { NULL, "\"" } },
    { "”", { NULL, "\"" } },
};

/* Raised digits: a single one that Latin-1 has stays, others are "^14". Returns the bytes that were
 * read. */
static size_t power(struct buffer *b, const char *s)
{
    static const struct {
        const char *raised, *plain;
    } signs[] = {
        { "¹", "1" }, { "²", "2" }, { "³", "3" }, { "⁰", "0" }, { "⁴", "4" }, { "⁵", "5" },
        { "⁶", "6" }, { "⁷", "7" }, { "⁸", "8" }, { "⁹", "9" }, { "⁻", "-" },
    };
    char plain[24] = "^";
    size_t used = 0, n = 1;
    for (size_t i = 0; i < sizeof signs / sizeof *signs && n + 1 < sizeof plain; i++)
        if (strncmp(s + used, signs[i].raised, strlen(signs[i].raised)) == 0) {
            plain[n++] = *signs[i].plain;
            used += strlen(signs[i].raised);
            i = (size_t)-1; /* the next digit */
        }
    if (n < 2 || (n == 2 && used == strlen("²")))
        return 0;
    buffer_text(b, plain);
    return used;
}

/* A character that the table does not have: in Latin-1 one byte, or a question mark. */
static void character(struct buffer *b, const char *s, size_t length, enum spelling how)
{
    uint32_t point;
    if (how == IN_TEX || length == 1 || !utf8_decode(s, &point))
        buffer_add(b, s, length);
    else
        buffer_add(b, &(char){ point < 0x100 ? (char)point : '?' }, 1);
}

char *spell_text(const char *text, enum spelling how)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    for (const char *s = text; *s;) {
        size_t i = 0, n = sizeof spelt / sizeof *spelt, length = 1,
               raised = how == IN_LATIN ? power(&b, s) : 0;
        if (raised) {
            s += raised;
            continue;
        }
        while (i < n &&
               !(spelt[i].as[how] && strncmp(s, spelt[i].sign, strlen(spelt[i].sign)) == 0))
            i++;
        while (((unsigned char)s[length] & 0xc0) == 0x80)
            length++;
        if (i < n)
            buffer_text(&b, spelt[i].as[how]);
        else
            character(&b, s, length, how);
        s += i < n ? strlen(spelt[i].sign) : length;
    }
    return b.bytes;
}
