/* The list of commands: one for each `const struct command command_NAME` in this directory,
 * gathered by the build. */
#include "cli/cli.h"
#include "commands.h"

#include <stdlib.h>

static int by_order(const void *a, const void *b)
{
    const struct command *const *p = a, *const *q = b;
    return ((*p)->order > (*q)->order) - ((*p)->order < (*q)->order);
}

const struct command *command_row(size_t i)
{
    static bool sorted;
    if (!sorted)
        qsort(commands, COMMANDS, sizeof *commands, by_order);
    sorted = true;
    return i < COMMANDS ? commands[i] : NULL;
}
