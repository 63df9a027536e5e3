/* Text from outside on its way into a gnuplot script. What was quoted comes back byte for byte,
 * read by gnuplot's own rules, and holds nothing that gnuplot would act on; and in a whole script,
 * whatever the headline, the tables and their columns are called, none of it stands outside of
 * quotes. The first byte picks the script's device. */
#include "fuzz.h"

#include "plot/draw.h"
#include "plot/embedded.h"
#include "plot/quote.h"
#include "plot/script.h"

/* ---- one string ----------------------------------------------------------------------------- */

/* gnuplot's rules for "..." (its parse_esc): at *s an escape, behind its backslash. An octal number
 * has three digits, or four where the first is 0. */
static char octal(const char **s)
{
    unsigned value = 0, digits = 0, most = **s == '0' ? 4 : 3;
    for (; digits < most && **s >= '0' && **s <= '7'; digits++)
        value = 8 * value + (unsigned)(*(*s)++ - '0');
    MUST(digits == most && value > 0 && value < 256);
    return (char)value;
}

/* Bytes that mean themselves to gnuplot's scanner, its macros, its formats and its terminals. */
static bool plain(char c)
{
    static const char signs[] = " .,:=+-/()_";
    return (c & 0x80) || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') ||
           (c >= 'a' && c <= 'z') || (c && strchr(signs, c));
}

/* The string that begins at *s, which moves behind it. */
static struct buffer string(const char **s)
{
    struct buffer b = { 0 };
    buffer_text(&b, "");
    MUST(**s == '"');
    for (++*s; **s != '"';) {
        char c = *(*s)++;
        MUST(c == '\\' || plain(c));
        if (c == '\\')
            c = octal(s);
        buffer_add(&b, &c, 1);
    }
    ++*s;
    return b;
}

static void bytes(const char *text)
{
    struct buffer b = { 0 };
    quote_bytes(&b, text);
    const char *s = b.bytes;
    struct buffer back = string(&s);
    MUST(s == b.bytes + b.length && back.length == strlen(text) &&
         memcmp(back.bytes, text, back.length) == 0);
    free(back.bytes);
    free(b.bytes);
}

/* What people will see: no controls, at most 1000 characters and an ellipsis, and the same when
 * shown again. */
static void shown(const char *text)
{
    struct buffer b = { 0 };
    char *once = text_shown(text);
    size_t characters = 0;
    for (const char *s = once; *s; s++) {
        MUST((unsigned char)*s >= 0x20 && *s != 0x7f);
        characters += (*s & 0xc0) != 0x80;
    }
    MUST(characters <= 1001);
    if (characters <= 1000) {
        char *twice = text_shown(once);
        MUST(strcmp(once, twice) == 0);
        free(twice);
    }
    quote_text(&b, text);
    const char *s = b.bytes;
    struct buffer back = string(&s);
    MUST(s == b.bytes + b.length && strcmp(back.bytes, once) == 0);
    free(back.bytes);
    free(b.bytes);
    free(once);
}

/* ---- a whole script ------------------------------------------------------------------------- */

#define MARK "ZQX" /* begins every text of ours, and stands nowhere else */

/* A table as `eval` makes it: x, three curves, a column of words. */
enum { TEXTS = 4, ROWS = 5 };
static void fill(struct report *r, char *const *texts)
{
    struct table *t = report_table(r, "values", ROWS);
    for (size_t i = 0; i < TEXTS; i++) {
        double *x = table_numbers(t, i ? texts[i] : "x");
        for (size_t k = 0; k < ROWS; k++)
            x[k] = (double)k * ((double)i - 1);
    }
    char **words = table_texts(t, "word");
    for (size_t k = 0; k < ROWS; k++)
        words[k] = text_copy(texts[k % TEXTS]);
}

/* Outside of strings: names, numbers and what joins them; no text of ours. */
static void sound(const char *s, const char *end, bool canvas)
{
    static const char joins[] = " =,.[]+-$<\n";
    while (s < end) {
        if (*s == '"') {
            struct buffer b = string(&s);
            MUST(!canvas || !strstr(b.bytes, "</"));
            free(b.bytes);
            continue;
        }
        if (*s == '\'') { /* the name of a table, or nothing */
            s += 1 + strspn(s + 1, "$abcdefghijklmnopqrstuvwxyz_");
            MUST(*s == '\'');
        } else {
            MUST((*s >= '0' && *s <= '9') || (*s >= 'A' && *s <= 'Z') || (*s >= 'a' && *s <= 'z') ||
                 *s == '_' || strchr(joins, *s));
            MUST(strncmp(s, MARK, strlen(MARK)) != 0);
        }
        s++;
    }
}

/* The script's first line is a remark with the headline in it; where ours ends, plots/ begins. */
static void check(const struct buffer *b, bool canvas)
{
    const char *begin = strstr(b->bytes, "\nset encoding utf8\n"),
               *end = begin ? strstr(begin, embedded("theme.gp")) : NULL;
    MUST(b->bytes[0] == '#' && begin && end);
    sound(begin + 1, end, canvas);
    for (const char *s = strchr(b->bytes, '\n'); s < begin; s++)
        MUST(strncmp(s, MARK, strlen(MARK)) != 0);
}

static void script(unsigned kind, const char *text)
{
    static const char *const names[] = { "gp", "png", "tex", "html", "dumb", "braille" };
    struct device device = *device_find(names[kind % 6]);
    if (kind % 12 == 7)
        device.terminal = "canvas"; /* gnuplot's own, by --terminal */
    struct report r;
    struct drawing d;
    struct buffer b = { 0 };
    struct error err = { 0 };
    const struct look look = { .log_x = kind & 64, .log_y = kind & 32 };
    char *texts[TEXTS];
    size_t length = strlen(text);
    for (size_t i = 0; i < TEXTS; i++) /* pieces of it: each begins as it likes */
        texts[i] = text_format(MARK "%s", text + i * length / TEXTS);
    report_init(&r, "eval");
    report_headline(&r, "%s", texts[0]);
    report_subtitle(&r, "%s", texts[1]);
    report_figure(&r, "curves");
    if (!strstr(text, MARK)) /* of a fact's name letters and digits may pass */
        report_fact(&r, text, 1);
    fill(&r, texts);
    if (drawing_prepare(&d, &r, &look, &device, "light", &err)) {
        MUST(script_write(&b, &d.layout, NULL, &err));
        check(&b, strcmp(device.terminal, "canvas") == 0);
        drawing_free(&d);
    } else {
        MUST(err.text[0]);
    }
    free(b.bytes);
    report_free(&r);
    for (size_t i = 0; i < TEXTS; i++)
        free(texts[i]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    unsigned sum = 0;
    for (size_t i = 0; i < size; i++)
        sum += data[i];
    char *text = text_part((const char *)data + 1, size - 1);
    bytes(text);
    shown(text);
    if (sum % 512 == 0) /* costs a hundred times as much */
        script(data[0], text);
    free(text);
    return 0;
}
