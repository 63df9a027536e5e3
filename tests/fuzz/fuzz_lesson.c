/* Any bytes as a document. The first byte picks: a narrow or a wide screen, a page, a manual.
 * Nothing comes out that acts on a terminal, none of the document's own HTML, no line of a manual
 * that groff would take for a request of its own. */
#include "fuzz.h"

#include "guide/guide.h"

#include <strings.h>

/* ---- answers of a program that is never started --------------------------------------------- */

static void run(void *state, const char *line, FILE *out)
{
    (void)state;
    fprintf(out, "%zu\n\nsecond\n\nthird\n", strlen(line));
}

static char *fact(void *state, const char *words)
{
    (void)state;
    return text_copy(words);
}

static bool draw(void *state, const char *line, struct drawn *drawn)
{
    (void)state;
    if (strlen(line) % 2)
        return false;
    drawn->light = text_copy("light.png");
    drawn->words = text_copy(line);
    return true;
}

static bool wait(void *state, const char *prompt)
{
    const char *text = state;
    (void)prompt;
    return strlen(text) % 8 != 0; /* some readers leave */
}

static void insert(void *state, const char *name, FILE *out)
{
    (void)state;
    mdoc_text(out, name);
}

static const struct live none;

/* ---- a screen ------------------------------------------------------------------------------- */

/* Whole characters, no controls but ends of lines and, where there is colour, our colours. */
static void readable(const char *s, bool colour)
{
    while (*s) {
        if (*s == '\033') {
            MUST(colour && s[1] == '[');
            s += 2 + strspn(s + 2, "0123456789;");
            MUST(*s == 'm');
        }
        MUST((unsigned char)*s >= 0x20 || *s == '\n');
        MUST(*s != 0x7f && !(s[0] == '\xc2' && (unsigned char)s[1] < 0xa0));
        s++;
    }
}

static void on_screen(char *text, int columns, bool colour)
{
    const struct live live = { .state = text, .run = run, .fact = fact, .wait = wait };
    char *shown = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&shown, &length);
    const struct screen screen = {
        .out = out, .columns = columns, .colour = colour, .notes = columns > 60
    };
    (void)guide_terminal(text, &screen, columns > 60 ? &live : &none);
    fclose(out);
    MUST(strlen(shown) == length);
    readable(shown, colour);
    free(shown);
}

/* ---- a page --------------------------------------------------------------------------------- */

/* What cmark and we write. */
static const char *const elements[] = {
    "a",  "blockquote", "br",  "code",    "details", "div",    "em",      "figure", "h1",
    "h2", "h3",         "h4",  "h5",      "h6",      "hr",     "img",     "li",     "ol",
    "p",  "picture",    "pre", "section", "source",  "strong", "summary", "ul",
};
enum { ELEMENTS = sizeof elements / sizeof *elements, DEEP = 4096 };

static size_t element(const char *name, size_t length)
{
    size_t i = 0;
    while (i < ELEMENTS &&
           (strlen(elements[i]) != length || strncmp(elements[i], name, length) != 0))
        i++;
    MUST(i < ELEMENTS);
    return i;
}

static bool empty(const char *name)
{
    return strcmp(name, "br") == 0 || strcmp(name, "hr") == 0 || strcmp(name, "img") == 0 ||
           strcmp(name, "source") == 0;
}

/* The attributes of a tag: name="value" with no quote, '<' or control in the value; no script by
 * any of them. */
static const char *attributes(const char *s)
{
    for (s += strspn(s, " "); *s != '>' && strncmp(s, "/>", 2) != 0; s += strspn(s, " ")) {
        size_t name = strspn(s, "abcdefghijklmnopqrstuvwxyz");
        MUST(name > 0 && strncmp(s, "on", 2) != 0 && strncmp(s + name, "=\"", 2) == 0);
        bool address = strncmp(s, "href", name) == 0 || strncmp(s, "src", name) == 0;
        s += name + 2;
        MUST(!address || strncasecmp(s, "javascript:", 11) != 0);
        for (; *s != '"'; s++)
            MUST(((unsigned char)*s >= 0x20 || *s == '\t' || *s == '\n') && *s != '<');
        s++;
    }
    return s + (*s == '/') + 1;
}

/* Tags that nest, of the elements we know; a remark is what cmark leaves of HTML that it does not
 * trust. */
static void well_formed(const char *s)
{
    static unsigned char open[DEEP];
    size_t depth = 0;
    for (; *s; s++) {
        if (strncmp(s, "<!--", 4) == 0) {
            s = strstr(s, "-->");
            MUST(s != NULL);
            s += 2;
        } else if (*s == '<') {
            bool closes = *++s == '/';
            s += closes;
            size_t length = strspn(s, "abcdefghijklmnopqrstuvwxyz123456"),
                   which = element(s, length);
            s = attributes(s + length) - 1;
            if (closes)
                MUST(depth > 0 && open[--depth] == which);
            else if (!empty(elements[which])) {
                MUST(depth < DEEP);
                open[depth++] = (unsigned char)which;
            }
        } else
            MUST(*s != '\033' && *s != '>');
    }
    MUST(depth == 0);
}

static void on_page(const char *text)
{
    const struct live live = { .run = run, .fact = fact, .draw = draw };
    char *page = guide_html(text, &live);
    well_formed(page);
    free(page);
}

/* ---- a manual ------------------------------------------------------------------------------- */

/* A line that begins with a dot is one of our requests; the others are text. */
static void sound(const char *s)
{
    static const char *const requests[] = { "Sh", "Ss", "Pp", "Bd", "Ed", "Bl", "El", "It", "br" };
    while (*s) {
        size_t length = strcspn(s, "\n"), i = 0, n = sizeof requests / sizeof *requests;
        MUST(s[length] == '\n' && *s != '\'');
        while (*s == '.' && i < n &&
               (strncmp(s + 1, requests[i], 2) != 0 || (s[3] != ' ' && s[3] != '\n')))
            i++;
        MUST(i < n);
        s += length + 1;
    }
}

static void in_manual(const char *text)
{
    const struct live live = { .fact = fact, .insert = insert };
    char *page = NULL;
    size_t length = 0;
    FILE *out = memory_stream(&page, &length);
    guide_mdoc(text, out, &live);
    fclose(out);
    MUST(strlen(page) == length);
    readable(page, false);
    sound(page);
    free(page);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    char *text = text_part((const char *)data + 1, size - 1);
    switch (data[0] % 4) {
    case 0:
        on_screen(text, 40, false);
        break;
    case 1:
        on_screen(text, 200, true);
        break;
    case 2:
        on_page(text);
        break;
    default:
        in_manual(text);
    }
    free(text);
    return 0;
}
