/* Numbers as people type them or programs print them: separated by blanks, line ends, semicolons or
 * commas. A comma may also be a decimal comma. 1,5,2 and 1, 5 and 1,-5 and 0.5,1.5 can only be
 * lists, and 1,5;2,5 can only be 1.5 and 2.5; what could be both, a lone 1,5, is refused and never
 * guessed at. */
#include "input/input.h"

#include <errno.h>
#include <string.h>

enum { WORD_MOST = 1024 };

static bool separates(int c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == ',' || c == ';' || c == EOF;
}

static bool is_blank(int c)
{
    return c == ' ' || c == '\t';
}

static int peek(FILE *file)
{
    int c = getc_unlocked(file);
    if (c != EOF)
        ungetc(c, file);
    return c;
}

/* A byte order mark, as some editors and shells put it before everything. */
static void skip_mark(struct numbers *in)
{
    if (!in->begun && peek(in->file) == 0xef) {
        unsigned char mark[3];
        size_t n = fread(mark, 1, 3, in->file);
        if (n == 3 && mark[1] == 0xbb && mark[2] == 0xbf)
            n = 0;
        while (n > 0)
            ungetc(mark[--n], in->file);
    }
    in->begun = true;
}

/* The next word, 0-terminated, and what ended it; false at the end. A word too long is cut, which
 * no number survives. */
static bool next_word(struct numbers *in, char *word, int *after)
{
    size_t length = 0;
    int c;
    in->decimal = false;
    while ((c = getc_unlocked(in->file)) != EOF && separates(c)) {
        in->line += c == '\n';
        if (c == '\n' || c == ';')
            in->decimal = c == ';';
    }
    if (c == EOF)
        return false;
    do {
        if (length < WORD_MOST - 1)
            word[length++] = c ? (char)c : '?';
        c = getc_unlocked(in->file);
    } while (!separates(c));
    if (c == '\n' || c == ';')
        ungetc(c, in->file); /* counted when it is skipped */
    word[length] = 0;
    *after = c;
    return true;
}

/* Digits with a sign, and then digits with an exponent: halves of a number with a decimal comma. */
static bool could_be_one(const char *whole, const char *part)
{
    whole += *whole == '-' || *whole == '+';
    return strspn(whole, "0123456789") == strlen(whole) && part[0] >= '0' && part[0] <= '9' &&
           strspn(part, "0123456789eE+-") == strlen(part);
}

static bool parse(const struct numbers *in, const char *word, double *x, struct error *err)
{
    struct error what;
    return number_parse(word, x, &what) || error_set(err, "%s: line %llu: %s", in->name,
                                                     (unsigned long long)in->line + 1, what.text);
}

static bool ambiguous(const struct numbers *in, const char *whole, const char *part,
                      struct error *err)
{
    char both[WORD_MOST];
    (void)snprintf(both, sizeof both, "%.500s,%.500s", whole, part);
    return error_set(err,
                     "%s: line %llu: %s: one number with a decimal comma, or two? write "
                     "%.40s.%.40s, or %.40s %.40s",
                     in->name, (unsigned long long)in->line + 1, quote(both).text, whole, part,
                     whole, part);
}

/* `word` came before a comma that a word follows at once. */
static bool pair_take(struct numbers *in, const char *word, double *x, struct error *err)
{
    char second[WORD_MOST], one[2 * WORD_MOST];
    bool decimal = in->decimal;
    int after = EOF;
    if (!next_word(in, second, &after))
        return parse(in, word, x, err);
    in->list = after == ',';
    if (!in->list && could_be_one(word, second)) {
        while (is_blank(after))
            after = is_blank(peek(in->file)) ? getc_unlocked(in->file) : peek(in->file);
        if (!decimal && after != ';')
            return ambiguous(in, word, second, err);
        (void)snprintf(one, sizeof one, "%s.%s", word, second);
        return parse(in, one, x, err);
    }
    in->held = parse(in, word, x, err) && parse(in, second, &in->next, err);
    return in->held;
}

/* The next number; *came false at the end. */
static bool number_next(struct numbers *in, double *x, bool *came, struct error *err)
{
    char word[WORD_MOST];
    int after = EOF;
    *came = true;
    if (in->held) {
        in->held = false;
        *x = in->next;
        return true;
    }
    *came = next_word(in, word, &after);
    if (!*came)
        return true;
    bool list = in->list, joined = after == ',' && !separates(peek(in->file));
    in->list = list && joined;
    return joined && !list ? pair_take(in, word, x, err) : parse(in, word, x, err);
}

bool numbers_read(struct numbers *in, size_t *count, double *x, struct error *err)
{
    size_t n = 0;
    bool came = true;
    skip_mark(in);
    while (n < *count && came) {
        if (!number_next(in, &x[n], &came, err))
            return false;
        n += came;
    }
    if (ferror(in->file))
        return error_set(err, "%s: read error: %s", in->name, strerror(errno));
    *count = n;
    return true;
}
