#include "activation/lexer.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static const char *const operators[] = { "**", "<=", ">=", "==", "!=", "&&", "||",
                                         "+",  "-",  "*",  "/",  "^",  "(",  ")",
                                         "<",  ">",  "!",  "?",  ":",  ",",  "=" };

/* Digits with a point and an exponent, or hexadecimal: what C calls a number, without a sign. The
 * "e" of "2e" is not part of it unless digits follow. */
static size_t number_length(const char *at)
{
    const char *p = at;
    bool hexadecimal = p[0] == '0' && (p[1] == 'x' || p[1] == 'X') &&
                       (isxdigit((unsigned char)p[2]) || p[2] == '.');
    size_t digits = 0;
    if (hexadecimal)
        p += 2;
    for (bool point = false;; p++) {
        if (*p == '.' && !point)
            point = true;
        else if (hexadecimal ? isxdigit((unsigned char)*p) : isdigit((unsigned char)*p))
            digits++;
        else
            break;
    }
    if (!digits)
        return 0;
    char mark = hexadecimal ? 'p' : 'e';
    if (tolower((unsigned char)*p) == mark) {
        const char *q = p + 1 + (p[1] == '+' || p[1] == '-');
        if (isdigit((unsigned char)*q))
            for (p = q; isdigit((unsigned char)*p); p++)
                ;
    }
    return (size_t)(p - at);
}

/* Letters, digits and '_'; points join a framework and its name: "torch.gelu",
 * "keras.layers.LeakyReLU". */
static size_t name_length(const char *at)
{
    size_t n = 0;
    if (!isalpha((unsigned char)at[0]) && at[0] != '_')
        return 0;
    while (isalnum((unsigned char)at[n]) || at[n] == '_' ||
           (at[n] == '.' && isalpha((unsigned char)at[n + 1])))
        n++;
    return n;
}

struct token token_read(const char *at)
{
    while (isspace((unsigned char)*at))
        at++;
    struct token t = { TOKEN_BAD, at, 1, 0 };
    size_t n;
    if (!*at)
        return (struct token){ TOKEN_END, at, 0, 0 };
    if ((n = number_length(at))) {
        char copy[400]; /* no number needs more digits to be told from its neighbours */
        if (n >= sizeof copy)
            return t;
        memcpy(copy, at, n);
        copy[n] = 0;
        return (struct token){ TOKEN_NUMBER, at, n, strtod(copy, NULL) };
    }
    if ((n = name_length(at)))
        return (struct token){ TOKEN_NAME, at, n, 0 };
    const char *quote = strchr("'\"", *at) ? strchr(at + 1, *at) : NULL;
    if (quote)
        return (struct token){ TOKEN_STRING, at, (size_t)(quote - at) + 1, 0 };
    for (size_t i = 0; i < sizeof operators / sizeof *operators; i++) {
        n = strlen(operators[i]);
        if (strncmp(at, operators[i], n) == 0)
            return (struct token){ TOKEN_OPERATOR, at, n, 0 };
    }
    return t;
}

bool token_is(const struct token *t, const char *operator)
{
    return t->kind == TOKEN_OPERATOR && strlen(operator) == t->length &&
           strncmp(t->start, operator, t->length) == 0;
}
