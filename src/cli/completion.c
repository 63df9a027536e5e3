/* The shells there are. */
#include "cli/completion.h"
#include "cli/names.h"

#include <string.h>

static const struct shell {
    const char *name;
    void (*print)(FILE *out);
} shells[] = {
    { "bash", completion_bash },
    { "zsh", completion_zsh },
    { "fish", completion_fish },
};
enum { SHELLS = sizeof shells / sizeof *shells };

static const char *next_shell(size_t i)
{
    return i < SHELLS ? shells[i].name : NULL;
}

const struct names names_shells = { "shell", next_shell, false };

bool completion_print(const char *shell, FILE *out)
{
    for (size_t i = 0; i < SHELLS; i++)
        if (strcmp(shells[i].name, shell) == 0) {
            shells[i].print(out);
            return true;
        }
    return false;
}
