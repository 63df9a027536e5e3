/* Every exercise, judged: unsolved it is not right, its solution is, and a hundred wrong answers of
 * its kind are not. What its text claims holds. */
#include "activation/activation.h"
#include "cli/session.h"
#include "command/exercise.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* One for all tests: a truth that is measured is measured once. */
static struct session session = { .columns = 80 };

static enum exercise_verdict judge(const struct exercise *e, const char *typed)
{
    struct error why = { 0 };
    return exercise_judge(&session, e, typed, &why);
}

static void not_right(const struct exercise *e, const char *typed)
{
    if (judge(e, typed) == EXERCISE_RIGHT)
        fail_msg("%s takes '%s'", e->name, typed);
}

static bool is_kind(const struct exercise *e, const char *kind)
{
    char *words = exercise_words(e, "answer");
    assert_non_null(words);
    bool is = strncmp(words, kind, strlen(kind)) == 0;
    free(words);
    return is;
}

static void test_enough(void **state)
{
    (void)state;
    assert_non_null(exercise_row(19)); /* the contract: at least twenty */
}

static void test_whole(void **state)
{
    (void)state;
    const struct exercise *e;
    for (size_t i = 0; (e = exercise_row(i)); i++) {
        char *task = exercise_task(e), *hint = exercise_hint(e), *solution = exercise_solution(e);
        assert_ptr_equal(exercise_find(e->name), e);
        assert_non_null(hint);
        assert_non_null(solution);
        assert_true(strlen(task) > 80);
        assert_null(strstr(task, "## "));
        free(task);
        free(hint);
        free(solution);
    }
}

static void test_solutions(void **state)
{
    (void)state;
    const struct exercise *e;
    for (size_t i = 0; (e = exercise_row(i)); i++) {
        char *solved = exercise_words(e, "solved");
        struct error why = { 0 };
        assert_non_null(solved);
        if (exercise_judge(&session, e, solved, &why) != EXERCISE_RIGHT)
            fail_msg("%s refuses '%s': %s", e->name, solved, why.text);
        free(solved);
    }
}

static void test_unsolved(void **state)
{
    (void)state;
    const struct exercise *e;
    static const char *const nothing[] = {
        "", " ", "?", "'", "no idea", "{{", "x; rm", "$", "\x1b"
    };
    for (size_t i = 0; (e = exercise_row(i)); i++)
        for (size_t k = 0; k < sizeof nothing / sizeof *nothing; k++)
            not_right(e, nothing[k]);
}

static void test_wrong_ones_it_names(void **state)
{
    (void)state;
    const struct exercise *e;
    for (size_t i = 0; (e = exercise_row(i)); i++) {
        char *wrong = exercise_words(e, "wrong"), *rest = wrong;
        assert_non_null(wrong);
        size_t count = 0;
        while (rest) {
            char *next = strstr(rest, " ;; ");
            if (next)
                *next = 0;
            not_right(e, rest);
            count++;
            rest = next ? next + strlen(" ;; ") : NULL;
        }
        assert_true(count >= 3);
        free(wrong);
    }
}

/* The k-th wrong answer of a kind: numbers and letters that no solution is, functions of the
 * catalogue moved a little. */
static char *wrong_answer(const struct exercise *e, size_t k)
{
    if (is_kind(e, "number"))
        return text_format("%.4f", k % 2 ? 40 + 1.37 * (double)k : -3.11 - 0.77 * (double)k);
    if (is_kind(e, "letters")) {
        char letters[12] = "";
        size_t n = 0;
        for (size_t bit = 0; bit < 7; bit++)
            if (k >> bit & 1)
                letters[n++] = (char)('a' + bit);
        return text_format("%sj", letters); /* no exercise has ten choices */
    }
    if (is_kind(e, "word"))
        return text_format("word%zu", k);
    return text_format("%s(x)+%g", activation_row(k % activation_count())->name,
                       0.013 * (double)(k + 1));
}

static void test_a_hundred_wrong_ones(void **state)
{
    (void)state;
    enum { WRONG = 100, WRONG_MEASURED = 20 }; /* each is measured, for a fifth of a second */
    const struct exercise *e;
    for (size_t i = 0; (e = exercise_row(i)); i++) {
        char *words = exercise_words(e, "answer");
        size_t most = strstr(words, " holds ") ? WRONG_MEASURED : WRONG;
        for (size_t k = 0; k < most; k++) {
            char *typed = wrong_answer(e, k);
            not_right(e, typed);
            free(typed);
        }
        free(words);
    }
}

static void test_equal_ones_are_right(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        { "abs", "relu(-1*x)+relu(x)" },
        { "abs", "2*relu(x)-x" },
        { "hat", "0.5*(2*relu(x+1)-4*relu(x))+relu(x-1)" },
        { "tanh", "(sigmoid(2*x)-0.5)*2" },
        { "softplus", "exp(x)/(1+exp(x))*1" },
        { "gain", "1.41421356" },
        { "composition", "-2-10*x+10" },
        { "affine", "a, c and f" },
        { "affine", "A) C) F)" },
        { "softmax", "0.75" },
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if (judge(exercise_find(pairs[i][0]), pairs[i][1]) != EXERCISE_RIGHT)
            fail_msg("%s refuses '%s'", pairs[i][0], pairs[i][1]);
}

static void test_understood(void **state)
{
    (void)state;
    static const struct {
        const char *name, *typed;
        enum exercise_verdict want;
    } cases[] = {
        { "abs", "abs(x)", EXERCISE_WRONG },         { "abs", "relu(x", EXERCISE_UNCLEAR },
        { "abs", "nosuch(x)", EXERCISE_UNCLEAR },    { "gain", "three", EXERCISE_UNCLEAR },
        { "gain", "x", EXERCISE_UNCLEAR },           { "gain", "2", EXERCISE_WRONG },
        { "affine", "xyz", EXERCISE_UNCLEAR },       { "affine", "a", EXERCISE_WRONG },
        { "softplus", "softmax", EXERCISE_UNCLEAR }, { "softplus", "relu,gelu", EXERCISE_UNCLEAR },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (judge(exercise_find(cases[i].name), cases[i].typed) != cases[i].want)
            fail_msg("%s, '%s'", cases[i].name, cases[i].typed);
}

/* <!-- holds ... --> in the texts. */
static void test_claims(void **state)
{
    (void)state;
    const struct exercise *e;
    for (size_t i = 0; (e = exercise_row(i)); i++)
        for (const char *at = e->text; (at = strstr(at, "<!-- holds ")); at++) {
            const char *start = at + strlen("<!-- holds "), *end = strstr(start, " -->");
            struct error why;
            assert_non_null(end);
            char *claim = text_part(start, (size_t)(end - start));
            if (!claim_holds(&session, claim, &why))
                fail_msg("%s: %s", e->name, why.text);
            free(claim);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_enough),
        cmocka_unit_test(test_whole),
        cmocka_unit_test(test_solutions),
        cmocka_unit_test(test_unsolved),
        cmocka_unit_test(test_wrong_ones_it_names),
        cmocka_unit_test(test_a_hundred_wrong_ones),
        cmocka_unit_test(test_equal_ones_are_right),
        cmocka_unit_test(test_understood),
        cmocka_unit_test(test_claims),
    };
    int failed = cmocka_run_group_tests(tests, NULL, NULL);
    session_free(&session);
    return failed;
}
