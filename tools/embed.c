/* Writes the named files as rows of C: { "name", "text" }, for a binary that needs no files beside
 * it. usage: embed FILE... > scripts.h */
#include <stdio.h>
#include <string.h>

static int embed(const char *path)
{
    const char *slash = strrchr(path, '/');
    FILE *in = fopen(path, "rb");
    int c, column = 0;
    if (!in) {
        perror(path);
        return 1;
    }
    printf("{ \"%s\", (const char[]){", slash ? slash + 1 : path);
    while ((c = getc(in)) != EOF)
        /* as a character where char may be signed or not */
        printf(c > 127 ? "%s'\\%o'," : "%s%d,", column++ % 24 ? "" : "\n", (unsigned)c);
    printf("0} },\n");
    return fclose(in);
}

int main(int argc, char **argv)
{
    int failed = 0;
    for (int i = 1; i < argc; i++)
        failed |= embed(argv[i]);
    return failed || fflush(stdout) || ferror(stdout);
}
