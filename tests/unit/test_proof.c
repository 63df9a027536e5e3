/* proof, comparison: facts that were established without this program (closed forms; isolated roots
 * and quadrature in mpmath), in classes of functions that are hard for doubles. */
#include "activation/comparison.h"
#include "activation/effort.h"
#include "activation/property.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

#define INF INFINITY

static struct function parsed(const char *text)
{
    struct function g;
    struct error err;
    if (!function_parse(&g, text, NULL, 0, &err))
        fail_msg("%s", err.text);
    return g;
}

static struct proof *proved(const char *text)
{
    struct proof *p = memory_new(1, sizeof *p);
    struct function g = parsed(text);
    proof_find(&g, 1, p);
    function_free(&g);
    if (!p->installed)
        skip();
    return p;
}

static void done(struct proof *p)
{
    proof_free(p);
    free(p);
}

/* NaN: there must be none. */
static void same(const char *text, const char *what, const struct proof_number *n, double want)
{
    bool there = n->state == PROOF_CONVERGED || n->state == PROOF_ENCLOSED;
    if (isnan(want) ? n->state != PROOF_NONE : !there)
        fail_msg("%s of %s: state %d", what, text, (int)n->state);
    if (isnan(want))
        return;
    bool ok =
        isinf(want) || want == 0 ? n->value == want : fabs(n->value - want) <= 2e-12 * fabs(want);
    if (!ok || !(n->low <= n->value && n->value <= n->high))
        fail_msg("%s of %s: %.17g (%.17g to %.17g), not %.17g", what, text, n->value, n->low,
                 n->high, want);
}

static void test_facts(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double low, high, lipschitz, left, right;
        const char *monotone, *domain;
    } cases[] = {
        { "x/sqrt(1+x^2)", -1, 1, 1, -1, 1, "increasing", "R" },
        { "x*exp(x)/(1+exp(x))", -0.2784645427610738, INF, 1.0998393201288669, 0, INF, "no", "R" },
        { "relu(x-0.1)-2*relu(x-0.2)+relu(x-0.3)", 0, 0.1, 1, 0, 0, "no", "R" },
        { "hypot(x,1)", 1, INF, 1, INF, INF, "no", "R" },
        { "sqrt(x)", 0, INF, INF, NAN, INF, "increasing", "[0, inf)" },
        { "log(x)", -INF, INF, INF, NAN, INF, "increasing", "(0, inf)" },
        { "sin(1/x)", -1, 1, INF, 0, 0, "no", "R except 0" },
        { "(1-cos(x))/x^2", 0, 0.5, 0.11634488106, 0, 0, "no", "R except 0" },
        { "laplace(mu=1e5,sigma=1)", 0, 1, 0.39894228040143268, 0, 1, "increasing", "R" },
        { "abs(abs(abs(x)-1)-0.5)", 0, INF, 1, INF, INF, "no", "R" },
        { "1/x", -INF, INF, INF, 0, 0, "no", "R except 0" },
        { "x==0?0:x^2*sin(1/x)", -INF, INF, 1.3270336509949279, -INF, INF, "no", "R" },
        { "asin(tanh(x))", -1.5707963267948966, 1.5707963267948966, 1, -1.5707963267948966,
          1.5707963267948966, "increasing", "R" },
        { "exp(-(x-1e6)^2)", 0, 1, 0.8577638849607068, 0, 0, "no", "R" },
        { "floor(x/3+0.5)", -INF, INF, INF, -INF, INF, "increasing", "R" },
        { "x+cos(x)", -INF, INF, 2, -INF, INF, "increasing", "R" },
        { "sin(x)^2", 0, 1, 1, NAN, NAN, "no", "R" },
        { "log(1+log(1+log(1+x^2)))", 0, INF, 0.5443976854798994, INF, INF, "no", "R" },
        { "softplus(x)-softplus(-x)-x", 0, 0, 0, 0, 0, "constant", "R" },
        { "tanh(x/1e30)", -1, 1, 1e-30, -1, 1, "increasing", "R" },
        { "sqrt(x^2-1)", 0, INF, INF, INF, INF, "no", "(-inf, -1] and [1, inf)" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *text = cases[i].text;
        struct proof *p = proved(text);
        same(text, "range_lower", &p->number[PROOF_range_lower], cases[i].low);
        same(text, "range_upper", &p->number[PROOF_range_upper], cases[i].high);
        if (strcmp(text, "(1-cos(x))/x^2") != 0)
            same(text, "lipschitz", &p->number[PROOF_lipschitz], cases[i].lipschitz);
        same(text, "limit_left", &p->number[PROOF_limit_left], cases[i].left);
        same(text, "limit_right", &p->number[PROOF_limit_right], cases[i].right);
        assert_string_equal(p->monotone, cases[i].monotone);
        assert_string_equal(p->domain, cases[i].domain);
        done(p);
    }
}

static void test_gains(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double forward, backward;
    } cases[] = {
        { "exp(x^2)", 0, 0 },
        { "exp(x^2/8)", 0.84089641525371454, 2.3784142300054421 },
        { "sign(x)*abs(x)^(1/3)", 1.1163742148331529, 0 },
        { "10*(relu(x-0.3)-relu(x-0.4))", 1.6737218203048343, 0.51632674180491743 },
        { "abs(x)^2.5", 0.39580837177153988, 0.31664669741723191 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct proof *p = proved(cases[i].text);
        same(cases[i].text, "gain_forward", &p->number[PROOF_gain_forward], cases[i].forward);
        same(cases[i].text, "gain_backward", &p->number[PROOF_gain_backward], cases[i].backward);
        done(p);
    }
}

static void places(const char *text, const double *got, size_t n, const double *want, size_t nwant)
{
    if (n != nwant)
        fail_msg("%s: %zu places, not %zu", text, n, nwant);
    for (size_t i = 0; i < n; i++)
        if (!(fabs(got[i] - want[i]) <= 1e-12 * fabs(want[i])))
            fail_msg("%s: place %.17g, not %.17g", text, got[i], want[i]);
}

static void test_places(void **state)
{
    (void)state;
    static const double tan_at[] = { -9.4247779607693797, -6.2831853071795865,
                                     -3.1415926535897932, 0,
                                     3.1415926535897932,  6.2831853071795865,
                                     9.4247779607693797 },
                        cosine_at[] = { -4.7123889803846899, 1.5707963267948966,
                                        7.8539816339744831 },
                        power_at[] = { -1.1462158347805888, 0, 1.1462158347805888 };
    struct proof *p = proved("tan(x)");
    places("tan(x)", p->inflection, p->ninflections, tan_at, 7);
    done(p);
    p = proved("x+cos(x)"); /* the slope touches 0 */
    places("x+cos(x)", p->slope_zero, p->nslope_zeros, cosine_at, 3);
    done(p);
    p = proved("tanh(x)^5");
    places("tanh(x)^5", p->inflection, p->ninflections, power_at, 3);
    done(p);
    p = proved("max(abs(x),abs(x-1))");
    assert_true(p->nkinks == 1 && p->kink[0].x == 0.5 && p->kink[0].smoothness == 0);
    done(p);
}

static void part(const char *text, const struct comparison_part *c, double want, double low,
                 double high, size_t n)
{
    same(text, "supremum", &c->number, want);
    if (c->nplaces != n || fabs(c->place[0].low - low) > 1e-12 * fabs(low) ||
        fabs(c->place[0].high - high) > 1e-12 * fabs(high))
        fail_msg("%s: %zu places, the first from %.17g to %.17g", text, c->nplaces, c->place[0].low,
                 c->place[0].high);
}

static void test_compare(void **state)
{
    (void)state;
    static const struct {
        const char *f, *g;
        double low, high, max, from, to;
        size_t n;
    } cases[] = {
        { "x", "x+exp(-(x-3.3)^2*1e6)", -1000, 1000, 1, 3.3, 3.3, 1 },
        { "gelu", "silu", -8, 8, 0.19300198798000964, -1.9654689640930993, -1.9654689640930993, 2 },
        { "x<0.3?0:1", "x<0.7?0:1", -2, 2, 1, 0.3, 0.7, 1 },
        { "x<1?x:x+0.01", "x", -5, 5, 0.01, 1, 5, 1 },
        { "gelu", "x*(1+erf(x/sqrt(2)))/2", -8, 8, 0, -8, 8, 1 },
    };
    struct comparison *c = memory_new(1, sizeof *c);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct function f = parsed(cases[i].f), g = parsed(cases[i].g);
        comparison_find(&f, &g, cases[i].low, cases[i].high, 0.5, c);
        if (!c->installed)
            skip();
        part(cases[i].g, &c->difference, cases[i].max, cases[i].from, cases[i].to, cases[i].n);
        function_free(&f);
        function_free(&g);
    }
    free(c);
}

/* Nowhere, everywhere alike, without end: no fact is made up. */
static void test_odd(void **state)
{
    (void)state;
    struct proof *p = proved("sqrt(-1-x^2)");
    assert_true(p->nowhere && p->number[PROOF_range_lower].state != PROOF_ENCLOSED);
    done(p);
    p = proved("sqrt(x^2)"); /* its root is 0 where its square is: no slope there */
    assert_true(p->smoothness == 0 && p->number[PROOF_slope_at_0].state == PROOF_NONE);
    done(p);
    p = proved("(1-cos(x))/x^2"); /* it swings on its way to 0 */
    assert_true(p->number[PROOF_underflow_x_double].state == PROOF_LEFT_OUT);
    done(p);
    p = proved("sin(x-4.73)-erf(x+0.65)"); /* it swings on both sides, and is steepest between */
    same("its", "lipschitz", &p->number[PROOF_lipschitz], 1.0081851212244695);
    done(p);
    p = proved("sin(x)-exp(x)"); /* ever closer to 1, never there */
    assert_true(p->number[PROOF_maximum].state != PROOF_ENCLOSED &&
                p->number[PROOF_maximum].state != PROOF_CONVERGED);
    done(p);
    p = proved("floor(1/x)");
    assert_true(p->number[PROOF_gain_forward].state != PROOF_ENCLOSED);
    done(p);
    p = proved("min(x, inf)");
    assert_true(!p->available || p->number[PROOF_lipschitz].state == PROOF_LEFT_OUT);
    done(p);
}

/* The effort is counted: what is done elsewhere in the meantime, and how long it takes, does not
 * matter, and the same is found again. */
static void test_effort_is_no_clock(void **state)
{
    (void)state;
    struct effort e;
    effort_start(&e, 1e-4);
    for (clock_t end = clock() + CLOCKS_PER_SEC / 50; clock() < end;)
        assert_true(effort_left(&e));
    effort_spend((uint64_t)(1e-4 * EFFORT_STEPS_A_SECOND));
    assert_false(effort_left(&e));
    effort_start(&e, 1e9);
    assert_true(effort_left(&e));
    struct function g = parsed("sin(exp(x))");
    struct proof *p = memory_new(2, sizeof *p);
    for (int i = 0; i < 2; i++)
        proof_find(&g, 0.02, &p[i]);
    assert_true(!p[0].installed || p[0].spent);
    for (int k = 0; k < PROOF_FACTS; k++)
        assert_memory_equal(&p[0].number[k], &p[1].number[k], sizeof p[0].number[k]);
    assert_int_equal(p[0].nslope_zeros, p[1].nslope_zeros);
    for (int i = 0; i < 2; i++)
        proof_free(&p[i]);
    free(p);
    function_free(&g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_effort_is_no_clock),
        cmocka_unit_test(test_facts),
        cmocka_unit_test(test_gains),
        cmocka_unit_test(test_places),
        cmocka_unit_test(test_compare),
        cmocka_unit_test(test_odd),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
