/* Any bytes as a document: on a narrow and a wide screen, as a page, as a manual. Nothing may crash, hang or write a
 * control character to the screen. */
#include "guide/guide.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void run(void *state, const char *line, FILE *out)
{
    (void)state;
    fprintf(out, "%s\n\nsecond\n\nthird\n", line);
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
    drawn->light = text_copy(line);
    drawn->words = text_copy(line);
    return true;
}

static void insert(void *state, const char *name, FILE *out)
{
    (void)state;
    mdoc_text(out, name);
}

static void on_screen(const char *text, int columns, bool colour)
{
    const struct live live = { .run = run, .fact = fact };
    char *shown = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&shown, &length);
    struct screen screen = { .out = out, .columns = columns, .colour = colour, .notes = columns > 60 };
    guide_terminal(text, &screen, &live);
    fclose(out);
    if (!colour && strchr(shown, '\033') && !strchr(text, '\033'))
        abort();
    free(shown);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct live live = { .run = run, .fact = fact, .draw = draw, .insert = insert };
    char *text = text_part((const char *)data, size), *page = NULL;
    size_t length = 0;
    FILE *out;
    on_screen(text, 40, false);
    on_screen(text, 200, true);
    free(guide_html(text, &live));
    out = open_memstream(&page, &length);
    guide_mdoc(text, out, &live);
    fclose(out);
    free(page);
    free(text);
    return 0;
}
