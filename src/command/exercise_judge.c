/* Is an answer right? Never by comparing text where a computation can decide:
 *
 *   answer letters ACF                         which ones, in any order
 *   answer word A|B                            one of these
 *   answer number TRUTH within T[%]            TRUTH: a number or {{COMMAND | FACT}}
 *   answer number holds CLAIM :: WHY ;; ...    claims about $, the answer
 *   answer expression TRUTH on LO:HI [using NAME NAME]
 *   answer expression through X:Y X:Y ... [using NAME NAME]
 *   answer expression holds CLAIM :: WHY ;; ...
 *
 * An expression is right when it equals TRUTH on the whole range, however it is written; `using`
 * says which names it may be made of; one of them must be there. */
#include "command/exercise.h"
#include "activation/property.h"
#include "cli/session.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static enum exercise_verdict verdict(struct error *why, enum exercise_verdict v, const char *text)
{
    (void)error_set(why, "%s", text);
    return v;
}

/* "word rest": does it begin so? Then *rest is behind it. */
static bool begins(const char *text, const char *word, const char **rest)
{
    size_t length = strlen(word);
    if (strncmp(text, word, length) != 0 || (text[length] && text[length] != ' '))
        return false;
    *rest = text + length + strspn(text + length, " ");
    return true;
}

/* ---- letters and words ---------------------------------------------------------------------- */

enum { LETTERS = 10 }; /* a .. j */

/* A bit a letter; false: there is something else. "a and c" is "a, c". */
static bool letters_read(const char *text, unsigned *set)
{
    *set = 0;
    for (const char *c = text; *c;) {
        int one = tolower((unsigned char)*c);
        if (strncmp(c, "and ", 4) == 0) {
            c += 4;
        } else if (strchr(" ,;.)&+", *c)) {
            c++;
        } else if (one >= 'a' && one < 'a' + LETTERS) {
            *set |= 1U << (one - 'a');
            c++;
        } else {
            return false;
        }
    }
    return *set != 0;
}

static enum exercise_verdict judge_letters(const char *truth, const char *typed, struct error *why)
{
    unsigned right, given;
    if (!letters_read(typed, &given))
        return verdict(why, EXERCISE_UNCLEAR, "give letters, like bd");
    if (!letters_read(truth, &right))
        return verdict(why, EXERCISE_UNCLEAR, "the exercise has no answer");
    if (given == right)
        return EXERCISE_RIGHT;
    if (given & ~right)
        return verdict(why, EXERCISE_WRONG, "at least one of these does not belong");
    return verdict(why, EXERCISE_WRONG, "these belong, but at least one is missing");
}

static enum exercise_verdict judge_word(const char *truth, const char *typed, struct error *why)
{
    while (*truth) {
        size_t length = strcspn(truth, "|");
        char *one = text_part(truth, length);
        bool same = name_equal(one, typed);
        free(one);
        if (same)
            return EXERCISE_RIGHT;
        truth += length + (truth[length] == '|');
    }
    return verdict(why, EXERCISE_WRONG, "not this one");
}

/* ---- numbers -------------------------------------------------------------------------------- */

/* "0.5", "1/sqrt(3)": an expression without x. */
static bool number_given(const char *typed, double *value, struct error *why)
{
    struct function *f = NULL;
    size_t count = 0;
    struct error unused;
    if (number_parse(typed, value, &unused))
        return isfinite(*value) || error_set(why, "give a finite number");
    if (!functions_parse(typed, NULL, 0, &f, &count, &unused))
        return error_set(why, "give a number, or an expression without x, like 1/sqrt(3)");
    *value = function_at(&f[0], 0).f;
    bool ok = count == 1 && !f[0].vectorwise && isfinite(*value) &&
              function_at(&f[0], 1).f == *value && function_at(&f[0], -2.5).f == *value;
    functions_free(f, count);
    return ok || error_set(why, "give one number, or an expression without x");
}

/* "{{COMMAND | FACT}}" or a number. */
static bool truth_find(struct session *s, const char *words, double *value, struct error *err)
{
    size_t length = strlen(words);
    char *inner, *text = NULL;
    if (length < 4 || strncmp(words, "{{", 2) != 0)
        return number_given(words, value, err);
    inner = text_part(words + 2, length - 4);
    char *exact = text_format("%s | 17", inner);
    bool ok = fact_find(s, exact, &text, err);
    for (char *comma; ok && (comma = strchr(text, ','));) /* "1,234" is for people */
        memmove(comma, comma + 1, strlen(comma));
    ok = ok && number_parse(text, value, err);
    free(text);
    free(exact);
    free(inner);
    return ok;
}

static enum exercise_verdict judge_number(struct session *s, const char *rest, double given,
                                          struct error *why)
{
    const char *within = strstr(rest, " within ");
    char *words = text_part(rest, within ? (size_t)(within - rest) : strlen(rest));
    double truth = NAN, tolerance = 0;
    bool ok = truth_find(s, words, &truth, why);
    free(words);
    if (!ok)
        return EXERCISE_UNCLEAR;
    if (within) {
        char *end;
        tolerance = strtod(within + strlen(" within "), &end);
        tolerance *= *end == '%' ? fabs(truth) / 100 : 1;
    }
    if (fabs(given - truth) <= tolerance)
        return EXERCISE_RIGHT;
    return verdict(why, EXERCISE_WRONG, "not this number");
}

/* ---- expressions ---------------------------------------------------------------------------- */

/* Is it made of x, numbers, + - * / ^ and the names in `using` only, one of these at least? */
static bool made_of(const char *typed, const char *names, struct error *why)
{
    bool used = false;
    for (const char *c = typed; *c;) {
        if (isdigit((unsigned char)*c) || *c == '.') {
            char *end;
            (void)strtod(c, &end);
            c = end > c ? end : c + 1;
        } else if (isalpha((unsigned char)*c) || *c == '_') {
            size_t length =
                strspn(c, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.");
            char *name = text_part(c, length);
            bool is_x = strcmp(name, "x") == 0, known = is_x || word_in(names, name);
            used = used || (known && !is_x);
            free(name);
            if (!known)
                return error_set(why, "use only %s, numbers and + - * /", names);
            c += length;
        } else if (strchr("?<>=!&|", *c)) {
            return error_set(why, "use only %s, numbers and + - * /", names);
        } else {
            c++;
        }
    }
    return used || error_set(why, "use %s", names);
}

static bool function_read(const char *typed, struct function **f, struct error *why)
{
    size_t count = 0;
    struct error what;
    if (!functions_parse(typed, NULL, 0, f, &count, &what)) {
        what.text[strcspn(what.text, "\n")] = 0;
        return error_set(why, "%s", what.text);
    }
    if (count == 1 && !(*f)->vectorwise)
        return true;
    functions_free(*f, count);
    return error_set(why, "give one function of x");
}

/* Equal to rounding: an answer may be written in another order than the truth. */
static const double ROUNDING = 1e-9;

/* Where they differ most among equally spaced points, in *x; false: nowhere, and everywhere both
 * are numbers. The points are round ones, which people can check, and cost nothing; only what
 * passes them is worth a proof. */
static bool differ_at_points(const struct function *truth, const struct function *f,
                             const struct range *r, double *x)
{
    enum { STEPS = 1000 };
    double most = 0;
    for (size_t i = 0; i <= STEPS; i++) {
        double at = r->low + (r->high - r->low) * (double)i / STEPS;
        double wanted = function_at(truth, at).f;
        double apart = fabs(wanted - function_at(f, at).f) / (1 + fabs(wanted));
        if (!(apart <= most)) {
            most = isnan(apart) ? INFINITY : apart;
            *x = at;
        }
    }
    return most > ROUNDING;
}

static bool differ_between(const struct function *truth, const struct function *f,
                           const struct range *r, double *x)
{
    struct difference d;
    functions_compare(truth, f, r->low, r->high, &d);
    *x = d.at_x;
    return !(isfinite(d.max) && d.max <= ROUNDING * (1 + fabs(function_at(truth, d.at_x).f)));
}

static enum exercise_verdict same_on(const struct function *truth, const struct function *f,
                                     const char *range, struct error *why)
{
    struct range r = { 0 };
    double x = 0;
    if (!range_parse(range, &r, why))
        return EXERCISE_UNCLEAR;
    bool differ = differ_at_points(truth, f, &r, &x) || differ_between(truth, f, &r, &x);
    free(r.typed);
    if (!differ)
        return EXERCISE_RIGHT;
    (void)error_set(why, "not equal: at x = %s yours gives %s and %s is wanted",
                    number_text_short(x, 4).text, number_text_short(function_at(f, x).f, 4).text,
                    number_text_short(function_at(truth, x).f, 4).text);
    return EXERCISE_WRONG;
}

static enum exercise_verdict judge_equal(const char *rest, const struct function *f,
                                         struct error *why)
{
    const char *on = strstr(rest, " on ");
    char *words = text_part(rest, on ? (size_t)(on - rest) : strlen(rest));
    char *range = on ? text_part(on + 4, strcspn(on + 4, " ")) : text_copy("-10:10");
    struct function *truth = NULL;
    enum exercise_verdict v = EXERCISE_UNCLEAR;
    if (function_read(words, &truth, why)) {
        v = same_on(truth, f, range, why);
        functions_free(truth, 1);
    }
    free(range);
    free(words);
    return v;
}

static enum exercise_verdict judge_through(const char *rest, const struct function *f,
                                           struct error *why)
{
    for (const char *at = rest; *at && strncmp(at, "using ", 6) != 0;) {
        char *end;
        double x = strtod(at, &end), y = *end == ':' ? strtod(end + 1, &end) : NAN;
        double got = function_at(f, x).f;
        if (!(fabs(got - y) <= ROUNDING * (1 + fabs(y)))) {
            (void)error_set(why, "at x = %s yours gives %s and %s is wanted",
                            number_text_short(x, 4).text, number_text_short(got, 4).text,
                            number_text_short(y, 4).text);
            return EXERCISE_WRONG;
        }
        at = end + strspn(end, " ");
    }
    return EXERCISE_RIGHT;
}

/* ---- claims --------------------------------------------------------------------------------- */

/* The claim with the answer for each $, quoted as a line of a lesson quotes. */
static char *fill_in(const char *claim, size_t length, const char *typed)
{
    struct buffer b = { 0 };
    for (size_t i = 0; i < length; i++)
        if (claim[i] == '$')
            buffer_text(&b, typed);
        else
            buffer_add(&b, claim + i, 1);
    return buffer_take(&b);
}

static enum exercise_verdict judge_claims(struct session *s, const char *rest, const char *typed,
                                          struct error *why)
{
    enum exercise_verdict v = EXERCISE_RIGHT;
    while (*rest && v == EXERCISE_RIGHT) {
        size_t length = strcspn(rest, ";");
        while (rest[length] && strncmp(rest + length, ";;", 2) != 0)
            length += 1 + strcspn(rest + length + 1, ";");
        const char *says = strstr(rest, " :: ");
        bool said = says && says < rest + length;
        char *claim = fill_in(rest, said ? (size_t)(says - rest) : length, typed);
        struct error what;
        if (!claim_holds(s, claim, &what)) {
            char *reason = said ? text_part(says + 4, (size_t)(rest + length - says - 4))
                                : text_copy("it does not do what is asked");
            v = verdict(why, EXERCISE_WRONG, reason);
            free(reason);
        }
        free(claim);
        rest += length + (rest[length] ? 2 : 0);
        rest += strspn(rest, " ");
    }
    return v;
}

/* ---- all kinds ------------------------------------------------------------------------------ */

static enum exercise_verdict judge_numbers(struct session *s, const char *rest, const char *typed,
                                           struct error *why)
{
    const char *claims;
    double given;
    if (!number_given(typed, &given, why))
        return EXERCISE_UNCLEAR;
    if (begins(rest, "holds", &claims))
        return judge_claims(s, claims, number_text(given).text, why);
    return judge_number(s, rest, given, why);
}

static enum exercise_verdict judge_expression(struct session *s, const char *rest,
                                              const char *typed, struct error *why)
{
    const char *using = strstr(rest, " using "), *more;
    struct function *f = NULL;
    enum exercise_verdict v;
    if (!function_read(typed, &f, why))
        return EXERCISE_UNCLEAR;
    if (using && !made_of(typed, using + strlen(" using "), why)) {
        v = EXERCISE_WRONG;
    } else if (begins(rest, "holds", &more)) {
        char *quoted = text_format("'%s'", typed);
        v = judge_claims(s, more, quoted, why);
        free(quoted);
    } else if (begins(rest, "through", &more)) {
        v = judge_through(more, f, why);
    } else {
        v = judge_equal(rest, f, why);
    }
    functions_free(f, 1);
    return v;
}

/* What no answer holds, and what would end a quotation in a claim. */
static bool can_be_an_answer(const char *typed)
{
    enum { LONGEST = 1000 };
    if (strlen(typed) > LONGEST || typed[strspn(typed, " ")] == 0)
        return false;
    for (const char *c = typed; *c; c++)
        if ((unsigned char)*c < ' ' || strchr("'\"\\{}$", *c))
            return false;
    return true;
}

enum exercise_verdict exercise_judge(struct session *s, const struct exercise *e, const char *typed,
                                     struct error *why)
{
    char *words = exercise_words(e, "answer");
    const char *rest;
    enum exercise_verdict v = EXERCISE_UNCLEAR;
    if (!can_be_an_answer(typed))
        v = verdict(why, EXERCISE_UNCLEAR, "no answer that could be read");
    else if (words && begins(words, "letters", &rest))
        v = judge_letters(rest, typed, why);
    else if (words && begins(words, "word", &rest))
        v = judge_word(rest, typed, why);
    else if (words && begins(words, "number", &rest))
        v = judge_numbers(s, rest, typed, why);
    else if (words && begins(words, "expression", &rest))
        v = judge_expression(s, rest, typed, why);
    else
        (void)error_set(why, "the exercise has no answer");
    free(words);
    return v;
}
