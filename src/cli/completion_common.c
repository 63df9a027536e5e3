/* What the scripts of all shells have in common. */
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
