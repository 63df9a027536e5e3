/* Lists of names that the renderers, the plots and the guide know. */
#include "cli/names.h"
#include "cli/cli.h"
#include "guide/guide.h"

#include <string.h>

static const char *next_lesson(size_t i)
{
    return lesson_row(i) ? lesson_row(i)->name : NULL;
}

static const char *next_exercise(size_t i)
{
    return exercise_row(i) ? exercise_row(i)->name : NULL;
}

/* What --format takes: "text", "csv", ..., and a figure's suffix: "png", ... */
static const char *next_format(size_t i)
{
    size_t formats = 0;
    while (format_row(formats))
        formats++;
    if (i < formats)
        return format_row(i)->name;
    return picture_row(i - formats) ? picture_row(i - formats)->suffix : NULL;
}

/* Suffixes of files that --output takes: "txt", "csv", ..., "png", ... */
static const char *next_suffix(size_t i)
{
    return format_row(i) ? format_row(i)->suffix : next_format(i);
}

const struct names names_lessons = { "lesson", next_lesson, false };
const struct names names_exercises = { "exercise", next_exercise, false };
const struct names names_formats = { "format", next_format, false };
const struct names names_terminals = { "terminal", terminal_row, false };
const struct names names_suffixes = { "suffix", next_suffix, false };

static const struct names *const lists[] = {
    &names_functions,  &names_inits,    &names_tasks,     &names_families,
    &names_frameworks, &names_lessons,  &names_exercises, &names_formats,
    &names_terminals,  &names_suffixes, &names_dtypes,
};

const struct names *names_find(const char *of)
{
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
        if (strcmp(lists[i]->of, of) == 0)
            return lists[i];
    return NULL;
}
