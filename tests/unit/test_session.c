/* live: what a lesson takes from a command: facts, cells, summaries, and claims that must hold.
 * What is written wrongly is refused with the reason. */
#include "cli/session.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define RELU "eval relu -a -1,0.5,2"

static void test_facts(void **state)
{
    static const struct {
        const char *words, *want;
    } cases[] = {
        { RELU " | values.relu", "0" },
        { RELU " | min(values.x)", "-1" },
        { RELU " | max(values.relu)", "2" },
        { RELU " | sum(values.relu)", "2.5" },
        { "compare relu gelu -r 0:2 -n 3 | max(values.relu)", "2" },
        { RELU " | mean(values.relu)", "0.8333" },
        { RELU " | mean(values.relu) | 2", "0.83" },
        { RELU " | count(values.relu)", "3" },
        { RELU " | values[x=0.5].relu", "0.5" },
        { RELU " | max(values[relu=0].x)", "-1" },
        { RELU " | values[x=2,relu=2].relu'", "1" },
        { "info gelu | minimum_x | 3", "-0.752" },
        { "info gelu | series[power=1].coefficient", "0.5" },
        { "info gelu | monotone", "no" },
        { "list | activations[name=gelu].name", "gelu" },
        { "list | activations[family=gate,name=silu].name", "silu" },
        { "collapse --layers 2 --width 100 --samples 16 | parameters_stacked", "20,200" },
        { "eval x -a 1e20 | values.x", "1e20" },
        { "eval x*1e6 -a -1.5 | values.x*1e6", "-1,500,000" },
        { "eval x -a 1234 | values.x", "1234" },
        { "eval x -a -123456 | values.x", "-123,456" },
        { "eval 're'\"lu\" -a 1 | values.relu", "1" },
        { "eval r\\elu -a 1 | values.relu", "1" },
        { "eval  relu -a 1 # a remark | values.relu", "1" },
    };
    struct session s = { .columns = 80 };
    struct error err;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char *text = NULL;
        if (!fact_find(&s, cases[i].words, &text, &err))
            fail_msg("%s: %s", cases[i].words, err.text);
        if (strcmp(text, cases[i].want) != 0)
            fail_msg("%s: %s, not %s", cases[i].words, text, cases[i].want);
        free(text);
    }
    assert_ptr_equal(session_ask(&s, "actfn info gelu"),
                     session_ask(&s, "actfn info gelu")); /* run once */
    session_free(&s);
}

static void test_facts_refused(void **state)
{
    static const struct {
        const char *words, *says;
    } cases[] = {
        { "gelu", "must be COMMAND | FACT" },
        { "| minimum", "must be COMMAND | FACT" },
        { "info gelo | minimum", "did you mean 'gelu'?" },
        { "info gelu | nosuch", "unknown fact or column" },
        { "info gelu | series", "unknown fact or column" },
        { "info gelu | series.nosuch", "unknown fact or column" },
        { "info gelu | series[power=1", "unknown fact or column" },
        { "info gelu | series[power=1]coefficient", "unknown fact or column" },
        { "info gelu | max(series)", "unknown fact or column" },
        { "info gelu | series[power].coefficient", "must be COLUMN=VALUE" },
        { "info gelu | series[nosuch=1].coefficient", "unknown column in series" },
        { "info gelu | series[power=x].coefficient", "not a number" },
        { "info gelu | series[power=99].coefficient", "no such row" },
        { "info gelu | median(series.coefficient)", "must be one of: min max mean sum count" },
        { "info gelu | minimum | 99", "too large" },
        { "list | activations[name=nosuch].year", "no such row" },
        { "info 'gelu | minimum", "a quote is not closed" },
        { "help plot | minimum", "makes no report" },
        { "man | minimum", "makes no report" },
        { "nosuch | minimum", "makes no report" },
        { "info gelu --nosuch | minimum", "nosuch" },
        { " | minimum", "not a command line" },
        { "info relu | slope_zeros.x", "without rows" },
    };
    struct session s = { .columns = 80 };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = { 0 };
        char *text = NULL;
        if (fact_find(&s, cases[i].words, &text, &err))
            fail_msg("%s is %s", cases[i].words, text);
        if (!strstr(err.text, cases[i].says))
            fail_msg("%s: %s", cases[i].words, err.text);
    }
    session_free(&s);
}

static void test_claims(void **state)
{
    static const struct {
        const char *claim, *says;
    } cases[] = {
        /* says NULL: it holds */
        { "{{" RELU " | max(values.relu)}} = 2", NULL },
        { "{{" RELU " | max(values.relu)}} > 1.9", NULL },
        { "1 < {{" RELU " | max(values.relu)}}", NULL },
        { "{{list | activations[name=gelu].name}} = gelu", NULL },
        { "gelu = {{list | activations[name=gelu].name}}", NULL },
        { "{{" RELU " | max(values.relu)}} < 2", "no longer true: 2, 2" },
        { "{{list | activations[name=gelu].name}} = relu", "no longer true: gelu, relu" },
        { "{{list | activations[name=gelu].name}} < zzz", "no longer true" },
        { "3 > word", "no longer true: 3, word" },
        { "word = 3", "no longer true: word, 3" },
        { "{{" RELU " | max(values.relu)", "a }} is missing" },
        { "3 ! 2", "must be A < B" },
        { "3", "must be A < B" },
        { "3 <2", "must be A < B" },
        { "word <", "must be A < B" },
        { "{{info gelo | minimum}} = 3", "did you mean" },
        { "3 < {{nosuch | x}}", "makes no report" },
    };
    struct session s = { .columns = 80 };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct error err = { 0 };
        bool ok = claim_holds(&s, cases[i].claim, &err);
        if (ok != !cases[i].says || (cases[i].says && !strstr(err.text, cases[i].says)))
            fail_msg("%s: %s %s", cases[i].claim, ok ? "holds" : "does not hold:", err.text);
    }
    session_free(&s);
}

/* What the command says where the lesson shows it; a failure is counted, and the word "above" means
 * the last one shown. */
static void test_run(void **state)
{
    struct session s = { .columns = 80 };
    struct error err;
    char *text = NULL, *fact = NULL;
    size_t length = 0;
    FILE *out = open_memstream(&text, &length);
    (void)state;
    session_run(&s, "actfn " RELU, out);
    fflush(out);
    assert_non_null(strstr(text, "relu'"));
    assert_true(fact_find(&s, "| max(values.x)", &fact, &err));
    assert_string_equal(fact, "2");
    free(fact);
    session_run(&s, "actfn help info", out);
    fflush(out);
    assert_non_null(strstr(text, "actfn info"));
    assert_int_equal(s.failed, 0);
    assert_true(session_draws(&s, "actfn plot gelu"));
    assert_false(session_draws(&s, "actfn info gelu"));
    assert_false(session_draws(&s, "actfn plot gelo"));
    /* what goes wrong goes to standard error */
    int before = dup(2), nowhere = open("/dev/null", O_WRONLY);
    dup2(nowhere, 2);
    session_run(&s, "actfn info gelo", out);
    session_run(&s, "actfn help nosuch", out);
    dup2(before, 2);
    close(before);
    close(nowhere);
    assert_int_equal(s.failed, 2);
    fclose(out);
    free(text);
    session_free(&s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_facts_refused),
        cmocka_unit_test(test_claims),
        cmocka_unit_test(test_run),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
