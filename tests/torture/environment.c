/* The same bytes whatever the environment: environment SHARE PROGRAM WORD...
 *
 * Each line of the file SETTINGS is one environment: NAME=VALUE sets, NAME alone unsets, tabs
 * between them. */
#include "attempt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void prepare(void *state)
{
    char *rest = NULL;
    for (char *word = strtok_r(state, "\t", &rest); word; word = strtok_r(NULL, "\t", &rest)) {
        char *value = strchr(word, '=');
        if (value)
            *value++ = 0;
        if (value)
            setenv(word, value, 1);
        else
            unsetenv(word);
    }
}

int main(int argc, char **argv)
{
    unsigned long share = argc > 2 ? strtoul(argv[1], NULL, 10) : 0, n = 0, offset = 0;
    const char *path = getenv("SETTINGS");
    FILE *settings = share && path ? fopen(path, "r") : NULL;
    char *line = NULL;
    size_t size = 0;
    if (!settings) {
        fprintf(stderr, "usage: SETTINGS=FILE environment SHARE PROGRAM WORD...\n");
        return 2;
    }
    for (char **word = argv + 2; *word; word++) /* not the same settings for each command */
        offset += strlen(*word);
    struct wanted w = wanted(&(struct how){ .words = argv + 2 });
    while (getline(&line, &size, settings) > 0) {
        line[strcspn(line, "\n")] = 0;
        if ((n++ + offset) % share != 0)
            continue;
        char *copy = strdup(line);
        struct attempt a =
            attempt(&(struct how){ .words = argv + 2, .prepare = prepare, .state = copy });
        const char *wrong = verdict(&a, &w, EXACTLY);
        if (wrong)
            bad("with %s: %s", line, wrong);
        else
            ok();
        attempt_free(&a);
        free(copy);
    }
    free(line);
    fclose(settings);
    attempt_free(&w.whole);
    return summary();
}
