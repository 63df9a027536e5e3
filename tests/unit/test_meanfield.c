/* Mean-field theory: fixed points and depth scales against a table computed in __float128 (checked
 * by tanh-sinh quadrature in mpmath), closed forms, and what has no fixed point. */
#include "network/meanfield.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

#define PI 3.14159265358979323846

static void solve(const char *typed, double v, double b, struct meanfield *p, double *edge)
{
    struct function f;
    struct error err;
    struct gaussian g;
    if (!function_parse(&f, typed, NULL, 0, &err))
        fail_msg("%s", err.text);
    gaussian_start(&g, &f);
    meanfield_solve(&g, v, b, p);
    if (edge)
        *edge = meanfield_edge(&g, b);
    function_free(&f);
}

static void near(double got, double want, double error)
{
    if (!(fabs(got - want) <= error * fmax(1, fabs(want))) && got != want)
        fail_msg("%.17g, not %.17g", got, want);
}

/* Weight and bias variance, then q*, chi_1, c*, xi_q, xi_c. */
static const struct {
    const char *f;
    double v, b, q, chi, c, xi_q, xi_c;
} table[] = {
    { "tanh", 1, 0.05, 0.193592520245297, 0.759031647185394, 1, 1.747626242902, 3.62697561805297 },
    { "tanh", 1.5, 0.05, 0.418037200533478, 0.938636268198851, 1, 1.68282838870644,
      15.7909940341229 },
    { "tanh", 2, 0, 0.617964769768546, 1.1055288204394, 0, 1.6855649819346, 21.7236659695707 },
    { "tanh", 2.5, 0.05, 1.06395837741681, 1.13351569870427, 0.446804232344267, 1.17987291647952,
      11.7955975158776 },
    { "tanh", 4, 0.05, 2.19549392803449, 1.34240241444519, 0.16506496202231, 0.873293371960289,
      6.98027353297698 },
    { "tanh", 16, 0.09, 12.6041494978443, 2.36726103554588, 0.0296959215803377, 0.490294745077006,
      3.63935102150875 },
    { "erf", 1.05, 2.01e-5, 0.176342932631467, 1.02374050771575, 0.00976895720875707,
      3.58900106778729, 85.2205235649715 },
    { "erf", 1.5, 0.05, 0.60175316710972, 1.03470012958163, 0.820530087998197, 1.32285941742908,
      32.3402396458481 },
    { "erf", 2, 0, 0.880750630395739, 1.19736538644713, 0, 1.19667205250246, 12.3361130284862 },
    { "erf", 2.5, 0.05, 1.35268138227176, 1.25717731454253, 0.273536237667026, 0.925144534491754,
      7.60026322071645 },
    { "erf", 4, 0.05, 2.57817810759404, 1.51421218343932, 0.11308865725154, 0.71296683450157,
      5.40189764832758 },
    { "erf", 16, 0.09, 13.3441079699991, 2.76264287860005, 0.025531339332598, 0.433873526872723,
      3.26210197872102 },
    { "relu", 1, 0.01, 0.02, 0.5, 1, 1.44269504088896, 1.44269504088896 },
    { "relu", 1.2, 0.05, 0.125, 0.6, 1, 1.95761518897122, 1.95761518897122 },
    { "relu", 1.8, 0.04, 0.4, 0.9, 1, 9.4912215810299, 9.4912215810299 },
    { "relu", 1.95, 0.2, 8, 0.975, 1, 39.4978902052072, 39.4978902052072 },
    { "gelu", 1, 0, 0, 0.25, 1, 0.721347520444482, 0.721347520444482 },
    { "gelu", 1, 1, 1.84362014768141, 0.486503421683686, 1, 1.44802928698707, 1.38790319981418 },
    { "gelu", 1.8, 0.04, 0.0819590742301637, 0.530650007329936, 1, 1.75924206887803,
      1.57815182633517 },
    { "gelu", 1.9, 0.2, 1.11000394040228, 0.877911994284122, 1, 14.06745388807, 7.67996512162247 },
    { "gelu", 1.98, 0.5, 44.595731867825, 1.00519521332165, 0.997313448454765, 105.561382694789,
      202.145220127978 },
    { "gelu", 2, 0.05, 0.124495624650177, 0.62676944234279, 1, 2.59007923567159, 2.14051852758893 },
    { "gelu", 2.1, 0.05, 0.137851868496135, 0.669268058501667, 1, 3.15562864153514,
      2.49022205747074 },
    { "silu", 1, 0.01, 0.013377581006517, 0.253300341177425, 1, 0.731662725010674,
      0.728236979212631 },
    { "silu", 1.5, 0.05, 0.0828946011093148, 0.403732985678918, 1, 1.1441346849225,
      1.10253395304205 },
    { "silu", 1.8, 0.1, 0.203658614508044, 0.52647884279315, 1, 1.72347455528491,
      1.55873921809099 },
    { "silu", 1.98, 1, 72.0363586915153, 1.00550192473207, 0.996094750708178, 118.649640871259,
      189.883872815829 },
    { "silu", 2, 0.05, 0.108041619996226, 0.548827394280219, 1, 1.78700554203575,
      1.66674642847005 },
    { "silu", 2, 0.5, 5.19675637646571, 0.955609853063227, 1, 124.549290039925, 22.0237380703456 },
};

static void the_table(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        struct meanfield p;
        solve(table[i].f, table[i].v, table[i].b, &p, NULL);
        near(p.q_star, table[i].q, 1e-12);
        near(p.chi_1, table[i].chi, 1e-12);
        near(p.c_star, table[i].c, 1e-12);
        near(p.xi_q, table[i].xi_q, 1e-12 + 1e-12 / (1 - exp(-1 / table[i].xi_q)));
        near(p.xi_c, table[i].xi_c, 1e-12 + 1e-12 / (1 - exp(-1 / table[i].xi_c)));
        assert_int_equal(p.phase, table[i].chi > 1 ? MEANFIELD_CHAOTIC : MEANFIELD_ORDERED);
    }
}

static double distance(const char *typed, double q, double c, double *slopes)
{
    struct function f;
    struct error err;
    struct gaussian g;
    if (!function_parse(&f, typed, NULL, 0, &err))
        fail_msg("%s", err.text);
    gaussian_start(&g, &f);
    struct gaussian_pair e = gaussian_pair(&g, q, c);
    function_free(&f);
    *slopes = e.slopes;
    return e.apart;
}

/* Two inputs: arc-cosine kernel (Cho and Saul 2009), arcsine kernel (Williams 1997), the product of
 * two normal numbers, and sign: E = 2/pi asin c. */
static void closed_forms(void **state)
{
    static const double correlations[] = { 0, 0.1, 0.9, 0.999 };
    (void)state;
    for (size_t i = 0; i < sizeof correlations / sizeof *correlations; i++)
        for (double q = 0.01; q < 1000; q *= 30) {
            double c = correlations[i], slopes, k = q * c, root = sqrt((1 - c) * (1 + c));
            near(distance("relu", q, c, &slopes) / q, 0.5 - (root + c * (PI - acos(c))) / (2 * PI),
                 1e-12);
            near(slopes, (PI - acos(c)) / (2 * PI), 1e-12);
            near(distance("erf", q, c, &slopes),
                 2 / PI * (asin(2 * q / (1 + 2 * q)) - asin(2 * k / (1 + 2 * q))), 1e-12);
            near(slopes, 4 / PI / sqrt((1 + 2 * q) * (1 + 2 * q) - 4 * k * k), 1e-12);
            near(distance("3*x", q, c, &slopes) / q, 9 * (1 - c), 1e-12);
            near(slopes, 9, 1e-12);
            near(distance("sign(x)", q, c, &slopes), 1 - 2 / PI * asin(c), 1e-12);
            near(slopes * q, 2 / PI / root, 1e-12); /* d/dc of it over q */
        }
}

/* Edges: erf's closed form, relu's point, tanh's recalled 1.76, gelu's only where q is stable. */
static void edges(void **state)
{
    struct meanfield p;
    double edge;
    (void)state;
    for (double q = 0.01; q < 30; q *= 3) {
        double b = q - sqrt(1 + 4 * q) * asin(2 * q / (1 + 2 * q)) / 2;
        solve("erf", 2, b, &p, &edge);
        near(edge, PI / 4 * sqrt(1 + 4 * q), 1e-10);
    }
    solve("relu", 2, 0, &p, &edge);
    near(edge, 2, 1e-12);
    assert_true(p.phase == MEANFIELD_EDGE && p.any_q && isinf(p.xi_c));
    solve("relu", 1.5, 0.1, &p, &edge);
    assert_true(isnan(edge));
    solve("tanh", 2, 0.05, &p, &edge);
    near(edge, 1.76095463960670, 1e-12);
    solve("tanh", 1, 0, &p, &edge);
    near(edge, 1, 1e-12);
    assert_true(p.phase == MEANFIELD_EDGE && p.q_star == 0);
    solve("gelu", 1.9, 0.2, &p, &edge);
    assert_true(edge > 1.9 && edge < 2);
    solve("gelu", 1.8, 0.04, &p, &edge);
    assert_true(isnan(edge));
}

static void without_fixed_point(void **state)
{
    static const struct {
        const char *f;
        double v, b;
        enum meanfield_phase phase;
    } cases[] = {
        { "relu", 2.01, 0, MEANFIELD_DIVERGES },   { "relu", 2, 0.1, MEANFIELD_DIVERGES },
        { "relu2", 1, 0, MEANFIELD_DIVERGES },     { "exp(x)", 1, 0, MEANFIELD_DIVERGES },
        { "exp(x^2)", 1, 0, MEANFIELD_UNDEFINED }, { "log(x)", 1, 0, MEANFIELD_UNDEFINED },
        { "1/x", 1, 1, MEANFIELD_UNDEFINED },
    };
    struct meanfield p;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        solve(cases[i].f, cases[i].v, cases[i].b, &p, NULL);
        assert_int_equal(p.phase, cases[i].phase);
        assert_true(isnan(p.q_star) || isinf(p.q_star));
    }
    solve("step", 2, 0.3, &p, NULL); /* a jump: q = 1 + 0.3, no chi_1, but a c* */
    near(p.q_star, 1.3, 1e-12);
    assert_true(isinf(p.chi_1) && p.c_star < 1);
}

/* A corner that is level from far and near alike is no jump. q* and chi_1 by Gauss-Legendre between
 * the kinks, in Python. */
static void level_corners(void **state)
{
    struct meanfield p;
    (void)state;
    solve("hat", 2.5, 0.05, &p, NULL);
    near(p.q_star, 0.394208783708028, 1e-12);
    near(p.chi_1, 1.24819320585387, 1e-12);
    solve("tent", 3, 0.2, &p, NULL);
    near(p.q_star, 0.970910551944086, 1e-12);
    near(p.chi_1, 2.06949651435781, 1e-12);
}

/* Without bias an odd f takes independent inputs to independent ones: 0, and not what rounding
 * leaves of 1 - 1. */
static void odd_keeps_nothing(void **state)
{
    static const char *const odd[] = { "tanh", "erf(x)", "x/sqrt(1+x^2)" };
    struct meanfield p;
    (void)state;
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        solve(odd[i], 3, 0, &p, NULL);
        assert_int_equal(p.phase, MEANFIELD_CHAOTIC);
        near(1 + p.c_star, 1, 0);
        assert_true(!(fabs(p.c_star) > 0));
    }
}

/* Many points at once are the points one by one. */
static void grid(void **state)
{
    static const double v[] = { 0.2, 1.1, 1.9, 2.4 }, b[] = { 0, 0.05, 0.4 };
    static const char *const names[] = { "tanh", "relu", "gelu", "sigmoid", "exp(-x^2)" };
    (void)state;
    for (size_t k = 0; k < sizeof names / sizeof *names; k++) {
        struct function f;
        struct error err;
        struct gaussian g;
        struct meanfield all[12], one;
        assert_true(function_parse(&f, names[k], NULL, 0, &err));
        gaussian_start(&g, &f);
        meanfield_grid(&g, v, 4, b, 3, all);
        for (size_t i = 0; i < 12; i++) {
            meanfield_length(&g, v[i % 4], b[i / 4], &one);
            assert_int_equal(all[i].phase, one.phase);
            if (isfinite(one.q_star))
                near(all[i].q_star, one.q_star, 1e-11);
        }
        function_free(&f);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_table),     cmocka_unit_test(closed_forms),
        cmocka_unit_test(edges),         cmocka_unit_test(without_fixed_point),
        cmocka_unit_test(level_corners), cmocka_unit_test(odd_keeps_nothing),
        cmocka_unit_test(grid),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
