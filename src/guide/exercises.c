/* The exercises that travel in the binary: docs/exercises/NN-name.md. */
#include "guide/guide.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name, *text;
} exercises[] = {
#include "exercises.h"
    { NULL, NULL },
};
enum { EXERCISES = sizeof exercises / sizeof *exercises - 1 };

static void copy(char *into, size_t room, const char *text, size_t length)
{
    length = length < room ? length : room - 1;
    memcpy(into, text, length);
    into[length] = 0;
}

const struct exercise *exercise_row(size_t i)
{
    static struct exercise parsed[EXERCISES + 1];
    if (i >= EXERCISES)
        return NULL;
    struct exercise *e = &parsed[i];
    if (e->text)
        return e;
    const char *dash = strchr(exercises[i].name, '-'), *title = exercises[i].text;
    const char *name = dash ? dash + 1 : exercises[i].name;
    title += strspn(title, "# ");
    *e = (struct exercise){ .number = i + 1, .text = exercises[i].text };
    copy(e->name, sizeof e->name, name, strcspn(name, "."));
    copy(e->title, sizeof e->title, title, strcspn(title, "\n"));
    return e;
}

const struct exercise *exercise_find(const char *typed)
{
    const struct exercise *e;
    struct error unused;
    uint64_t number;
    if (count_parse(typed, 1, 1000, &number, &unused))
        return exercise_row((size_t)number - 1);
    for (size_t i = 0; (e = exercise_row(i)); i++)
        if (name_equal(e->name, typed))
            return e;
    return NULL;
}

/* From behind the line `heading` to the next heading of level 2. */
static char *section(const char *text, const char *heading)
{
    const char *start = strstr(text, heading);
    if (!start)
        return NULL;
    start += strlen(heading);
    const char *end = strstr(start, "\n## ");
    return text_part(start, end ? (size_t)(end - start) : strlen(start));
}

char *exercise_task(const struct exercise *e)
{
    const char *end = strstr(e->text, "\n## ");
    return text_part(e->text, end ? (size_t)(end - e->text) : strlen(e->text));
}

char *exercise_hint(const struct exercise *e)
{
    return section(e->text, "\n## Hint\n");
}

char *exercise_solution(const struct exercise *e)
{
    return section(e->text, "\n## Solution\n");
}

char *exercise_words(const struct exercise *e, const char *keyword)
{
    char *open = text_format("<!-- %s ", keyword);
    const char *start = strstr(e->text, open), *end = start ? strstr(start, "-->") : NULL;
    size_t length = strlen(open);
    free(open);
    if (!end)
        return NULL;
    start += length;
    while (end > start && (end[-1] == ' ' || end[-1] == '\n'))
        end--;
    char *words = text_part(start, (size_t)(end - start));
    for (char *c = words; *c; c++)
        *c = *c == '\n' ? ' ' : *c;
    return words;
}
