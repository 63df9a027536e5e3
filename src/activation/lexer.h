/* Inside the activation room: an expression's text as tokens. */
#ifndef ACTFN_LEXER_H
#define ACTFN_LEXER_H

#include "base/base.h"

enum token_kind { TOKEN_END, TOKEN_NUMBER, TOKEN_NAME, TOKEN_OPERATOR, TOKEN_STRING, TOKEN_BAD };

struct token {
    enum token_kind kind;
    const char *start; /* in the text */
    size_t length;
    double number;
};

/* The token that starts at `at` or after blanks. Operators are the longest that fit: "<=" before
 * "<". */
struct token token_read(const char *at);
bool token_is(const struct token *t, const char *operator);

#endif
