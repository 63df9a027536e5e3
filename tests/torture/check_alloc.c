/* Does fail_alloc.so see what the C library asks for on its own? Status 0: this function failed; 1:
 * it did not. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool failed(char *text)
{
    bool none = text == NULL;
    free(text);
    return none;
}

static bool shut(FILE *file)
{
    return file == NULL || (fclose(file), false);
}

static int no_line(void)
{
    char *text = NULL;
    size_t n = 0;
    setvbuf(stdin, NULL, _IONBF, 0);
    bool none = getline(&text, &n, stdin) < 0;
    free(text);
    return !none;
}

int main(int argc, char **argv)
{
    char *text = NULL;
    size_t n = 0;
    const char *what = argc > 1 ? argv[1] : "";
    if (strcmp(what, "strdup") == 0)
        return !failed(strdup("text"));
    if (strcmp(what, "strndup") == 0)
        return !failed(strndup("text", 2));
    if (strcmp(what, "reallocarray") == 0)
        return !failed(reallocarray(NULL, 2, 2));
    if (strcmp(what, "asprintf") == 0)
        return asprintf(&text, "%d", argc) < 0 ? 0 : !failed(text);
    if (strcmp(what, "getline") == 0)
        return no_line();
    if (strcmp(what, "open_memstream") == 0)
        return !shut(open_memstream(&text, &n));
    if (strcmp(what, "fopen") == 0)
        return !shut(fopen("/dev/null", "r"));
    if (strcmp(what, "fdopen") == 0)
        return !shut(fdopen(0, "r"));
    if (strcmp(what, "tmpfile") == 0)
        return !shut(tmpfile());
    return 2;
}
