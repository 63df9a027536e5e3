/* The files of plots/, which travel in the binary. */
#include "plot/embedded.h"

#include <string.h>

static const struct figure_script scripts[] = {
#include "scripts.h"
};

const char *embedded(const char *name)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strcmp(scripts[i].name, name) == 0)
            return scripts[i].text;
    return NULL;
}

const struct figure_script *script_find(const char *name)
{
    for (size_t i = 0; i < sizeof scripts / sizeof *scripts; i++)
        if (strncmp(scripts[i].name, name, strlen(name)) == 0 &&
            strcmp(scripts[i].name + strlen(name), ".gp") == 0)
            return &scripts[i];
    return NULL;
}

char *script_header(const struct figure_script *s, const char *key, size_t i)
{
    size_t n = strlen(key);
    for (const char *line = s->text; *line == '#'; line += strcspn(line, "\n") + 1)
        if (strncmp(line, "# ", 2) == 0 && strncmp(line + 2, key, n) == 0 && line[2 + n] == ':' &&
            i-- == 0) {
            const char *value = line + 3 + n + strspn(line + 3 + n, " ");
            return text_part(value, strcspn(value, "\n"));
        }
    return NULL;
}
