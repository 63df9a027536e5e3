/* Numbers as people type them or programs print them: separated by blanks, commas or line ends. */
#include "input/input.h"

#include <errno.h>
#include <string.h>

enum { WORD_MOST = 1024 };

static bool separates(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',';
}

/* The next word, 0-terminated; false at the end. A word too long is cut, which no number survives. */
static bool next_word(struct numbers *in, char *word)
{
    size_t length = 0;
    int c;
    while ((c = getc_unlocked(in->file)) != EOF && separates(c))
        in->line += c == '\n';
    if (c == EOF)
        return false;
    do {
        if (length < WORD_MOST - 1)
            word[length++] = c ? (char)c : '?';
    } while ((c = getc_unlocked(in->file)) != EOF && !separates(c));
    if (c == '\n')
        ungetc(c, in->file);   /* counted when it is skipped */
    word[length] = 0;
    return true;
}

bool numbers_read(struct numbers *in, size_t *count, double *x, struct message *why)
{
    char word[WORD_MOST];
    size_t n = 0;
    struct message what;
    while (n < *count && next_word(in, word)) {
        if (!number_parse(word, &x[n], &what))
            return message_set(why, "%s: line %llu: %s", in->name, (unsigned long long)in->line + 1, what.text);
        n++;
    }
    if (ferror(in->file))
        return message_set(why, "%s: read error: %s", in->name, strerror(errno));
    *count = n;
    return true;
}
