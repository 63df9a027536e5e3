/* The documents that travel in the binary: docs/lessons/NN-name.md, and the pages behind the manual
 * and the site. */
#include "guide/guide.h"

#include <stdlib.h>
#include <string.h>

struct document {
    const char *name, *text;
};
static const struct document lessons[] = {
#include "lessons.h"
    { NULL, NULL },
};
static const struct document pages[] = {
#include "pages.h"
    { NULL, NULL },
};

/* Copies a line or a paragraph: line ends become blanks. */
static void copy(char *into, size_t room, const char *text, size_t length)
{
    if (length >= room)
        length = room - 1;
    for (size_t i = 0; i < length; i++)
        into[i] = text[i] == '\n' ? ' ' : text[i];
    into[length] = 0;
}

static size_t paragraph_length(const char *text)
{
    const char *end = strstr(text, "\n\n");
    return end ? (size_t)(end - text) : strlen(text);
}

/* <!-- about topics relu dead; minutes 6; rank 3 --> */
static void parse_about(struct lesson *l, const char *text)
{
    static const char topics[] = "topics ", minutes[] = "minutes ", rank[] = "rank ";
    const char *start = strstr(text, "<!-- about "), *end = start ? strstr(start, "-->") : NULL;
    if (!end)
        return;
    char *about = text_part(start, (size_t)(end - start)), *at;
    if ((at = strstr(about, topics)))
        copy(l->topics, sizeof l->topics, at + strlen(topics), strcspn(at + strlen(topics), ";"));
    if ((at = strstr(about, minutes)))
        l->minutes = strtoul(at + strlen(minutes), NULL, 10);
    if ((at = strstr(about, rank)))
        l->rank = strtoul(at + strlen(rank), NULL, 10);
    free(about);
}

static void parse(struct lesson *l, size_t i)
{
    const char *name = strchr(lessons[i].name, '-'), *title, *about;
    name = name ? name + 1 : lessons[i].name;
    title = lessons[i].text + strspn(lessons[i].text, "# ");
    about = title + strcspn(title, "\n");
    about += strspn(about, "\n");
    if (strncmp(about, "<!--", 4) == 0) {
        about += paragraph_length(about);
        about += strspn(about, "\n");
    }
    *l = (struct lesson){ .number = i + 1, .text = lessons[i].text };
    copy(l->name, sizeof l->name, name, strcspn(name, "."));
    copy(l->title, sizeof l->title, title, strcspn(title, "\n"));
    copy(l->about, sizeof l->about, about, paragraph_length(about));
    parse_about(l, lessons[i].text);
}

const struct lesson *lesson_row(size_t i)
{
    static struct lesson parsed[sizeof lessons / sizeof *lessons];
    if (i >= sizeof lessons / sizeof *lessons || !lessons[i].name)
        return NULL;
    if (!parsed[i].text)
        parse(&parsed[i], i);
    return &parsed[i];
}

const struct lesson *lesson_find(const char *typed)
{
    const struct lesson *l;
    struct error unused;
    uint64_t number;
    if (count_parse(typed, 1, 1000, &number, &unused))
        return lesson_row((size_t)number - 1);
    for (size_t i = 0; (l = lesson_row(i)); i++)
        if (name_equal(l->name, typed))
            return l;
    return NULL;
}

const char *guide_page(const char *name)
{
    for (const struct document *d = pages; d->name; d++)
        if (strcmp(d->name, name) == 0)
            return d->text;
    return NULL;
}
