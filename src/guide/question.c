/* A question of a lesson and its answer. */
#include "guide/question.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The word at *text, which moves behind it and the blanks after it. */
static char *take_word(const char **text)
{
    size_t length = strcspn(*text, " ");
    char *word = text_part(*text, length);
    *text += length + strspn(*text + length, " ");
    return word;
}

static bool kind_read(const char *word, enum question_kind *kind)
{
    static const char *const kinds[] = { "number", "letter", "word" };
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(word, kinds[i]) == 0) {
            *kind = (enum question_kind)i;
            return true;
        }
    return false;
}

bool question_read(struct question *q, const char *comment)
{
    static const char ask[] = "ask ", within[] = " within ";
    *q = (struct question){ 0 };
    if (!comment || strncmp(comment, ask, strlen(ask)) != 0)
        return false;
    const char *at = comment + strlen(ask);
    q->name = take_word(&at);
    char *kind = take_word(&at);
    bool ok = kind_read(kind, &q->kind);
    free(kind);
    const char *limit = strstr(at, within);
    q->truth = text_part(at, limit ? (size_t)(limit - at) : strlen(at));
    if (limit) {
        char *end;
        q->within = strtod(limit + strlen(within), &end);
        q->relative = *end == '%';
    }
    if (ok && *q->truth)
        return true;
    question_free(q);
    return false;
}

void question_free(struct question *q)
{
    free(q->name);
    free(q->truth);
    free(q->given);
    *q = (struct question){ 0 };
}

const char *question_wants(const struct question *q)
{
    static const char *const wants[] = { "a number", "a letter", "a word" };
    return wants[q->kind];
}

/* "57", "57 %", "1/3" is none. */
static bool number_read(const char *typed, double *value)
{
    char *bare = text_copy(typed);
    size_t length = strlen(bare);
    struct error unused;
    while (length > 0 && (bare[length - 1] == ' ' || bare[length - 1] == '%'))
        bare[--length] = 0;
    for (char *comma; (comma = strchr(bare, ','));) /* "4,160" */
        memmove(comma, comma + 1, strlen(comma));
    bool ok = number_parse(bare, value, &unused) && isfinite(*value);
    free(bare);
    return ok;
}

bool question_accepts(const struct question *q, const char *typed)
{
    double value;
    if (!*typed)
        return true;
    if (q->kind == QUESTION_NUMBER)
        return number_read(typed, &value);
    return q->kind == QUESTION_WORD || (isalpha((unsigned char)typed[0]) && !typed[1]);
}

char *question_truth(const struct question *q, const struct live *live)
{
    size_t length = strlen(q->truth);
    if (length < 4 || strncmp(q->truth, "{{", 2) != 0)
        return text_copy(q->truth);
    char *words = text_part(q->truth + 2, length - 4);
    char *text = live->fact ? live->fact(live->state, words) : text_copy("?");
    free(words);
    return text;
}

static char *judge_number(const struct question *q, const char *truth, bool *right)
{
    double said, is;
    if (!number_read(q->given, &said) || !number_read(truth, &is))
        return text_format("You said %s; it is %s.", q->given, truth);
    double off = said - is, most = q->relative ? q->within / 100 * fabs(is) : q->within;
    *right = fabs(off) <= most;
    if (off == 0)
        return text_format("You said %s: exactly right.", q->given);
    return text_format("You said %s; it is %s, so you were %s too %s%s.", q->given, truth,
                       number_text_short(fabs(off), 3).text, off < 0 ? "low" : "high",
                       *right ? ": close enough" : "");
}

static char *judge_word(const struct question *q, const char *truth, bool *right)
{
    size_t first = strcspn(truth, "|");
    for (const char *at = truth; *at;) {
        size_t length = strcspn(at, "|");
        char *one = text_part(at, length);
        *right = *right || name_equal(one, q->given);
        free(one);
        at += length + (at[length] == '|');
    }
    if (*right)
        return text_format("You said %s: right.", q->given);
    return text_format("You said %s; it is %.*s.", q->given, (int)first, truth);
}

char *question_judge(const struct question *q, const char *truth, bool *right)
{
    *right = false;
    if (!q->given || !*q->given)
        return text_format("You made no guess; it is %.*s.", (int)strcspn(truth, "|"), truth);
    if (q->kind == QUESTION_NUMBER)
        return judge_number(q, truth, right);
    return judge_word(q, truth, right);
}
