/* grammar: where a token ends, and the limits of expressions: what is just allowed, and what is
 * just too much. */
#include "activation/activation.h"
#include "activation/lexer.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* ---- tokens --------------------------------------------------------------------------------- */

static const struct {
    const char *text;
    enum token_kind kind;
    size_t length;
    double number;
} tokens[] = {
    { "", TOKEN_END, 0, 0 },           { "12+", TOKEN_NUMBER, 2, 12 },
    { "1.5.2", TOKEN_NUMBER, 3, 1.5 }, { "1..", TOKEN_NUMBER, 2, 1 },
    { ".5", TOKEN_NUMBER, 2, 0.5 },    { "5.", TOKEN_NUMBER, 2, 5 },
    { ".", TOKEN_BAD, 1, 0 },          { "..5", TOKEN_BAD, 1, 0 },
    { "1e5", TOKEN_NUMBER, 3, 1e5 },   { "1E5", TOKEN_NUMBER, 3, 1e5 },
    { "1e+5", TOKEN_NUMBER, 4, 1e5 },  { "1e-5", TOKEN_NUMBER, 4, 1e-5 },
    { "1e", TOKEN_NUMBER, 1, 1 },      { "1e+", TOKEN_NUMBER, 1, 1 },
    { "1ex", TOKEN_NUMBER, 1, 1 },     { "1e*5", TOKEN_NUMBER, 1, 1 },
    { "1p5", TOKEN_NUMBER, 1, 1 },     { "0x1", TOKEN_NUMBER, 3, 1 },
    { "0XfF", TOKEN_NUMBER, 4, 255 },  { "0x", TOKEN_NUMBER, 1, 0 },
    { "0xg", TOKEN_NUMBER, 1, 0 },     { "1x1", TOKEN_NUMBER, 1, 1 },
    { "0x.8", TOKEN_NUMBER, 4, 0.5 },  { "0x.", TOKEN_BAD, 1, 0 },
    { "0x1p3", TOKEN_NUMBER, 5, 8 },   { "0x1p-3", TOKEN_NUMBER, 6, 0.125 },
    { "0x1p", TOKEN_NUMBER, 3, 1 },    { "0x1e5", TOKEN_NUMBER, 5, 0x1e5 },
    { "1a", TOKEN_NUMBER, 1, 1 },      { "x", TOKEN_NAME, 1, 0 },
    { "_a1+", TOKEN_NAME, 3, 0 },      { "a.b.c", TOKEN_NAME, 5, 0 },
    { "a.1", TOKEN_NAME, 1, 0 },       { "a.", TOKEN_NAME, 1, 0 },
    { "a._b", TOKEN_NAME, 1, 0 },      { "a-b", TOKEN_NAME, 1, 0 },
    { "<=1", TOKEN_OPERATOR, 2, 0 },   { "<1", TOKEN_OPERATOR, 1, 0 },
    { "<", TOKEN_OPERATOR, 1, 0 },     { "**", TOKEN_OPERATOR, 2, 0 },
    { "* *", TOKEN_OPERATOR, 1, 0 },   { "=", TOKEN_OPERATOR, 1, 0 },
    { "&", TOKEN_BAD, 1, 0 },          { "$", TOKEN_BAD, 1, 0 },
    { "\xc3\xa4", TOKEN_BAD, 1, 0 },
};

static void test_tokens(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tokens / sizeof *tokens; i++) {
        char *padded = text_format(" \t\n%s", tokens[i].text);
        struct token t = token_read(padded);
        if (t.kind != tokens[i].kind || t.start != padded + 3 || t.length != tokens[i].length ||
            t.number != tokens[i].number)
            fail_msg("'%s': kind %d, from %td, length %zu, %g", tokens[i].text, (int)t.kind,
                     t.start - padded, t.length, t.number);
        free(padded);
    }
}

static void test_long_numbers(void **state)
{
    (void)state;
    char *digits = text_format("%0400d", 1);
    struct token t = token_read(digits);
    assert_true(t.kind == TOKEN_BAD);
    t = token_read(digits + 1);
    assert_true(t.kind == TOKEN_NUMBER && t.length == 399 && t.number == 1);
    free(digits);
}

static void test_token_is(void **state)
{
    (void)state;
    struct token less = token_read("<= 1"), name = token_read("min");
    assert_true(token_is(&less, "<="));
    assert_false(token_is(&less, "<"));
    assert_false(token_is(&less, ">="));
    assert_false(token_is(&less, "<=="));
    assert_false(token_is(&name, "min"));
}

/* ---- expressions ---------------------------------------------------------------------------- */

static char *repeated(const char *part, size_t times, const char *end)
{
    size_t n = strlen(part);
    char *text = memory_new(times * n + strlen(end) + 1, 1);
    for (size_t i = 0; i < times * n; i++)
        text[i] = part[i % n];
    strcpy(text + times * n, end);
    return text;
}

static void taken(char *text, double x, double y)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s", err.text);
    double got = function_at(&g, x).f;
    if (got != y)
        fail_msg("%.60s... at %g: %.17g, not %.17g", text, x, got, y);
    function_free(&g);
    free(text);
}

static void refused(char *text, const char *says)
{
    struct function g;
    struct error err = { 0 };
    if (function_parse(&g, text, NULL, 0, &err))
        fail_msg("%.60s... is taken", text);
    if (!strstr(err.text, says))
        fail_msg("%.60s... says: %s; not: %s", text, err.text, says);
    free(text);
}

/* A level of parentheses is two levels of the grammar, a sign one. */
static void test_depth(void **state)
{
    (void)state;
    char *close = repeated(")", 99, ""), *end = text_format("x%s", close),
         *one_more = text_format("%s)", end);
    taken(repeated("(", 99, end), 3, 3);
    refused(repeated("(", 100, one_more), "nested too deeply; at most 200 levels");
    taken(repeated("-", 198, "x"), 3, 3);
    refused(repeated("-", 199, "x"), "nested too deeply");
    taken(repeated("x?x:", 198, "x"), 3, 3);
    refused(repeated("x?x:", 200, "x"), "nested too deeply");
    free(close);
    free(end);
    free(one_more);
}

static void test_length(void **state)
{
    (void)state;
    taken(repeated(" ", 99999, "x"), 3, 3);
    char *exactly = repeated(" ", 100000, "");
    exactly[0] = 'x', exactly[1] = '+', exactly[2] = '1';
    taken(exactly, 3, 4);
    exactly = repeated(" ", 100001, "");
    exactly[0] = 'x', exactly[1] = '+', exactly[2] = '1';
    refused(exactly, "too long; an expression has at most 100000 characters");
    refused(repeated(" ", 100000, "$"),
            "no such character"); /* blanks as many as levels are looked through */
    refused(repeated("x+", 12000, "x"), "too long; an expression has at most 10000 operations");
    refused(repeated("x+", 50000, "x"), "too long; an expression has at most 100000 characters");
    char *tail = repeated("x+", 50000, "x");
    refused(repeated("(", 199, tail), "too long; an expression has at most 100000 characters");
    refused(repeated("(", 200, tail), "nested too deeply");
    free(tail);
}

static void test_counts(void **state)
{
    (void)state;
    taken(text_copy("max(1,2,3,4,5,6,7,x)"), 9, 9);
    refused(text_copy("max(1,2,3,4,5,6,7,8,x)"), "too many arguments");
    refused(text_copy("elu(x,a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1)"), "no parameter 'a'");
    refused(text_copy("elu(x,a=1,b=1,c=1,d=1,e=1,f=1,g=1,h=1,i=1)"), "too many parameters");
    refused(text_copy("elu(x, alpha=)"), "is missing here");
    refused(text_copy("elu(x, alpha=-1, beta=2)"), "no parameter 'beta'; did you mean 'alpha'?");
    refused(text_copy("gelu(x, alpha=2)"), "no parameter 'alpha'; gelu has none");
    refused(text_copy("reglu(x, qqq=2)"),
            "no parameter 'qqq'"); /* it has as many as there may be */
    refused(text_copy("torch.elu(x, gain=2)"), "no such parameter; it takes");
    refused(text_copy("torch.gelu(x, y=2)"), "no such parameter; it takes");
    refused(text_copy("torch.Threshold(x)"), "has no default there");
    refused(text_copy("pow(x,1,2)"), "needs two arguments");
    refused(text_copy("hypot(x)"), "needs two arguments");
    refused(text_copy("max(x,a=1)"), "'max' has no parameters");
    refused(text_copy("sqrt(x,a=1)"), "'sqrt' has no parameters");
    refused(text_copy("celu(x, alpha=0)"), "alpha is outside its range; allowed:");
    refused(text_copy("1 + keras.softmax(x)"), "whole vector");
    refused(text_copy("x(2)"), "write * to multiply");
}

/* A name alone is not a function of x inside an expression, whatever it names. */
static void test_bare_names(void **state)
{
    (void)state;
    static const char *const names[] = {
        "min", "max", "pow", "hypot", "sin", "gelu", "torch.gelu"
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char *says = text_format("'%s' needs an argument: %s(x)", names[i], names[i]);
        refused(text_format("x*%s", names[i]), says);
        free(says);
    }
    refused(text_copy("x*hypt"), "did you mean 'hypot(x)'?");
    refused(text_copy("x*hypt(x)"), "did you mean 'hypot'?");
    refused(text_copy("x*sqr(x)"), "did you mean 'sqrt'?");
    refused(text_copy("x*sigmod(x)"), "did you mean 'sigmoid'?");
    refused(text_copy("x*qqqqqqqqq"), "give one: --set qqqqqqqqq=1");
}

static void test_hyphens(void **state)
{
    (void)state;
    taken(text_copy("1*hard-swish(x)"), 4, 4);
    taken(text_copy("1*torch.hard-swish(x)"), 4, 4);
    refused(text_copy("1*hard -swish(x)"), "no value for 'hard'");
    refused(text_copy("1*hard- swish(x)"), "no value for 'hard'");
    refused(text_copy("1*hard-2"), "no value for 'hard'");
    refused(text_copy("1*hard-swsh(x)"), "no value for 'hard'");
    taken(text_copy("1+torch.Identity(x)"), 2, 3); /* means x itself */
    refused(text_copy("1*gelu-tanh(x)"),
            "'gelu' needs an argument"); /* though there is a gelu_tanh */
    refused(text_copy("1*log-sigmoid(x)"), "'log' needs an argument");
    taken(text_copy("x-tanh(x)"), 0, 0);
    taken(text_copy("relu(x)-1"), 4, 3);
    const struct setting hard = { .name = "hard", .value = 7 };
    struct function g;
    struct error err;
    assert_true(
        function_parse(&g, "1*hard-swish(x)", &hard, 1, &err)); /* a name that the user has bound */
    assert_true(fabs(function_at(&g, 4).f - (7 - 4 / (1 + exp(-4)))) < 1e-14);
    function_free(&g);
}

/* 63 characters are a name, 64 are not. */
static void test_long_names(void **state)
{
    (void)state;
    refused(repeated("a", 63, "*1"), "no value for 'aaa");
    refused(repeated("a", 64, "*1"), "no name is that long");
    refused(repeated("a", 58, "-swish(x)*1"),
            "no value for 'aaa"); /* with its parts a name of 64 */
    refused(
        text_copy("1*elu(x, aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab=1)"),
        "no parameter 'aaa");
}

/* ---- the text around a mistake -------------------------------------------------------------- */

/* Forty bytes before the place and twenty from it on; more than that is cut, and says so. */
static void test_excerpt(void **state)
{
    (void)state;
    refused(text_copy("x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+$"),
            "\n  x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+$\n");
    refused(text_copy("x +x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+$"),
            "\n  ... +x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+x+$\n");
    refused(text_copy("$2345678901234567890"), "\n  $2345678901234567890\n");
    refused(text_copy("$23456789012345678901"), "\n  $2345678901234567890...\n");
    refused(text_copy("$234567890123456789\xc3\xa4 and more"), "\n  $234567890123456789...\n");
    refused(repeated("\x80", 30, ""), "no such character in an expression");
    refused(repeated("\x80", 30, ""), "\n  ...\n  ^");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_tokens),     cmocka_unit_test(test_long_numbers),
        cmocka_unit_test(test_token_is),   cmocka_unit_test(test_depth),
        cmocka_unit_test(test_length),     cmocka_unit_test(test_counts),
        cmocka_unit_test(test_bare_names), cmocka_unit_test(test_hyphens),
        cmocka_unit_test(test_long_names), cmocka_unit_test(test_excerpt),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
