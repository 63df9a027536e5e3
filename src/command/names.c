/* Every list of names that users choose from has its rows in some room; here they meet the options and operands. */
#include "activation/framework.h"
#include "activation/vectorwise.h"
#include "command/names.h"
#include "guide/guide.h"
#include "network/ffn.h"
#include "network/network.h"

#include <string.h>
#include <sys/stat.h>

/* ---- lists that have to be gathered ---------------------------------------------------------------- */

static const char *family_of(size_t i)
{
    if (i < activation_count())
        return activation_row(i)->family;
    return vectorwise_row(i - activation_count()) ? "vector-wise" : NULL;
}

static const char *framework_of(size_t i)
{
    return framework_name(i) ? framework_name(i)->framework : NULL;
}

/* The i-th name of a list in which equal names may come again. */
static const char *distinct(const char *(*next)(size_t), size_t i)
{
    const char *name, *earlier;
    for (size_t k = 0; (name = next(k)); k++) {
        size_t first = 0;
        while ((earlier = next(first)) && strcmp(earlier, name) != 0)
            first++;
        if (first == k && i-- == 0)
            return name;
    }
    return NULL;
}

static const char *next_family(size_t i)
{
    return distinct(family_of, i);
}

static const char *next_framework(size_t i)
{
    return distinct(framework_of, i);
}

static const char *next_init(size_t i)
{
    return init_name(i);
}

static const char *next_task(size_t i)
{
    return task_row(i) ? task_row(i)->name : NULL;
}

static const char *next_lesson(size_t i)
{
    return lesson_row(i) ? lesson_row(i)->name : NULL;
}

static const char *next_shell(size_t i)
{
    return word_row("bash zsh fish", i);
}

const char *format_name_row(size_t i)
{
    size_t formats = 0;
    while (format_row(formats))
        formats++;
    if (i < formats)
        return format_row(i)->name;
    return picture_row(i - formats) ? picture_row(i - formats)->suffix : NULL;
}

static const struct names rows[] = {
    { "FUNCTION", function_name, true },
    { "activation", function_name, true },
    { "TASK", next_task, false },
    { "data", next_task, false },
    { "NAME|NUMBER", next_lesson, false },
    { "bash|zsh|fish", next_shell, false },
    { "init", next_init, true },
    { "family", next_family, false },
    { "framework", next_framework, false },
    { "terminal", terminal_row, false },
    { "format", format_name_row, false },
};
enum { ROWS = sizeof rows / sizeof *rows };

const struct names *names_find(const char *of)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strcmp(rows[i].of, of) == 0)
            return &rows[i];
    return NULL;
}

const struct names *names_of_option(const struct option_row *row)
{
    return names_find(row->name);
}

const struct names *names_of_operands(const struct command *c)
{
    for (size_t i = 0; i < ROWS; i++)
        if (strstr(c->operands, rows[i].of))
            return &rows[i];
    return NULL;
}

const char *word_row(const char *words, size_t i)
{
    static char word[64];
    size_t length;
    for (; *words; words += length) {
        words += strspn(words, " ");
        length = strcspn(words, " ");
        if (length == 0 || length >= sizeof word)
            return NULL;
        if (i-- == 0) {
            memcpy(word, words, length);
            word[length] = 0;
            return word;
        }
    }
    return NULL;
}

const char *suffix_row(size_t i)
{
    const char *name = format_name_row(i);
    return name && strcmp(name, "text") == 0 ? "txt" : name;
}

bool operand_is_file(const char *word)
{
    const char *dot = strchr(word, '.');
    struct stat about;
    return names_file(word) || (dot && !framework_known(word, (size_t)(dot - word)) && stat(word, &about) == 0 && S_ISREG(about.st_mode));
}

bool takes_file(const char *placeholder)
{
    return placeholder && strstr(placeholder, "FILE");
}
