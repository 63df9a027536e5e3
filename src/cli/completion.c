/* The shells there are, and what their scripts have in common. */
#include "cli/completion.h"
#include "cli/names.h"

#include <string.h>

void completion_words(FILE *out, const struct names *names)
{
    const char *word;
    for (size_t i = 0; (word = names->next(i)); i++)
        fprintf(out, "%s%s", i ? " " : "", word);
}

void completion_commands(FILE *out)
{
    for (size_t i = 0; command_row(i); i++)
        fprintf(out, "%s ", command_row(i)->name);
    fputs("help", out);
}

void completion_text(FILE *out, const char *text, const char *quote, const char *special)
{
    for (; *text; text++)
        if (*text == '\'')
            fputs(quote, out);
        else {
            if (strchr(special, *text))
                putc('\\', out);
            putc(*text, out);
        }
}

static const struct shell { const char *name; void (*print)(FILE *out); } shells[] = {
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
