/* What infinitely wide layers do to two inputs. */
#include "experiment/paper.h"

#include <math.h>
#include <stdlib.h>

#define PI 3.14159265358979323846

static bool start(const char *typed, struct function *f, struct gaussian *g)
{
    if (!function_parse(f, typed, NULL, 0, NULL))
        return false;
    gaussian_start(g, f);
    return true;
}

/* Two inputs of width n and correlation 1/2 through random tanh layers: mean square and correlation
 * over the later layers. */
static void pair_layers(size_t n, size_t layers, double v, double b, double q, struct random *r,
                        struct paper_tally *square, struct paper_tally *correlation)
{
    double *x = memory_new(2 * n, sizeof *x), *z = memory_new(2 * n, sizeof *z);
    double squares = 0, cosines = 0, seen = 0;
    for (size_t i = 0; i < n; i++) {
        double u = random_normal(r);
        z[i] = sqrt(q) * u;
        z[n + i] = sqrt(q) * (0.5 * u + sqrt(0.75) * random_normal(r));
    }
    for (size_t l = 0; l < layers; l++) {
        for (size_t i = 0; i < 2 * n; i++)
            x[i] = tanh(z[i]);
        double aa = 0, ab = 0, bb = 0;
        for (size_t o = 0; o < n; o++) {
            double first = 0, second = 0, bias = sqrt(b) * random_normal(r);
            for (size_t i = 0; i < n; i++) {
                double w = random_normal(r);
                first += w * x[i];
                second += w * x[n + i];
            }
            z[o] = sqrt(v / (double)n) * first + bias;
            z[n + o] = sqrt(v / (double)n) * second + bias;
            aa += z[o] * z[o];
            ab += z[o] * z[n + o];
            bb += z[n + o] * z[n + o];
        }
        if (2 * l >= layers) {
            squares += aa / (double)n;
            cosines += ab / sqrt(aa * bb);
            seen++;
        }
    }
    paper_count(square, squares / seen);
    paper_count(correlation, cosines / seen);
    free(x);
    free(z);
}

static void poole(struct paper_run *p)
{
    static const double deviations[] = { 1.3, 2.5, 4 };
    struct function f;
    struct gaussian g;
    struct random r;
    if (!start("tanh", &f, &g))
        return;
    random_seed(&r, p->seed, 1);
    for (size_t i = 0; i < 3; i++) {
        double v = deviations[i] * deviations[i], b = 0.09;
        struct meanfield m;
        struct paper_tally q = { 0 }, c = { 0 };
        meanfield_solve(&g, v, b, &m);
        for (size_t t = p->quick ? 4 : 20; t > 0; t--)
            pair_layers(p->quick ? 100 : 300, 40, v, b, m.q_star, &r, &q, &c);
        paper_measured(p, &q, m.q_star, "formula (length map)",
                       "q* of tanh, sigma_w = %g, sigma_b = 0.3: networks of width %d",
                       deviations[i], p->quick ? 100 : 300);
        paper_measured(p, &c, m.c_star, "formula (correlation map)",
                       "c*, the same networks, sigma_w = %g", deviations[i]);
    }
    function_free(&f);
}
const struct publication paper_poole2016 = {
    .key = "poole2016",
    .citation = "Poole, Lahiri, Raghu, Sohl-Dickstein, Ganguli, Exponential expressivity in deep "
                "neural networks through transient chaos, NeurIPS 2016, arXiv:1606.05340",
    .result =
        "Wide tanh networks end at one length q* and one correlation c* of their signals, below "
        "1 in the chaotic phase.",
    .agrees = "Networks of width 300 settle where the theory of infinite width says.",
    .differs =
        "The theory is for infinite width. Finite networks settle a little elsewhere, by about "
        "1/width: in the ordered phase at a correlation a little below 1.",
    .run = poole,
};

/* Over how many layers the correlation approaches 1 by a factor e. */
static double fitted_depth(const struct gaussian *g, const struct meanfield *m)
{
    double c = 0.6, before = 0;
    for (int l = 0; l < 2000; l++) {
        double next = meanfield_correlation(g, m, m->q_star, c), gap = fabs(next - m->c_star);
        if (gap < 1e-4)
            return -1 / log(gap / before);
        before = gap;
        c = next;
    }
    return NAN;
}

static void schoenholz(struct paper_run *p)
{
    static const double variances[] = { 1, 1.3, 2.5, 4 };
    struct function f;
    struct gaussian g;
    if (!start("tanh", &f, &g))
        return;
    paper_computed(p, meanfield_edge(&g, 0.05), 0.005, 1.76, "figure 2 (two digits)",
                   "critical weight variance of tanh at bias variance 0.05");
    for (size_t i = 0; i < 4; i++) {
        struct meanfield m;
        meanfield_solve(&g, variances[i], 0.05, &m);
        double depth = fitted_depth(&g, &m);
        paper_computed(p, depth, 2e-3 * depth, -1 / log(m.chi_c), "formula (xi = -1/ln chi)",
                       "layers for a factor e of the correlation map, weight variance %g",
                       variances[i]);
    }
    function_free(&f);
}
const struct publication paper_schoenholz2017 = {
    .key = "schoenholz2017",
    .citation =
        "Schoenholz, Gilmer, Ganguli, Sohl-Dickstein, Deep Information Propagation, ICLR 2017, "
        "arXiv:1611.01232",
    .result =
        "Correlations approach their limit over xi = -1/ln(chi) layers, which diverges at the "
        "edge of chaos.",
    .agrees =
        "The critical weight variance is 1.76095, and the iterated map approaches its limit at "
        "the rate that chi gives.",
    .run = schoenholz,
};

/* 1 - c after some layers of relu at the edge: by the angle t, cos t' = (sin t + (pi - t) cos
 * t)/pi. 1 - c' = (1 - cos t) - (sin t - t cos t)/pi keeps its digits. */
static double relu_gap(size_t layers)
{
    double gap = 0.9;
    for (size_t l = 0; l < layers; l++) {
        double t = 2 * asin(sqrt(gap / 2)), t2 = t * t;
        double part = t < 0.1 ? t * t2 * (1.0 / 3 - t2 / 30 + t2 * t2 / 840) : sin(t) - t * cos(t);
        gap -= part / PI;
    }
    return gap;
}

static double limit_between(size_t low, size_t high)
{
    double rate = (1 / sqrt(relu_gap(high)) - 1 / sqrt(relu_gap(low))) / (double)(high - low);
    return 1 / (rate * rate);
}

static void hayou(struct paper_run *p)
{
    struct function f;
    struct gaussian g;
    size_t deep = p->quick ? 20000 : 200000;
    if (!start("relu", &f, &g))
        return;
    paper_computed(p, sqrt(meanfield_edge(&g, 0)), 1e-12, sqrt(2), "formula (0, sqrt 2)",
                   "sigma_w at relu's edge of chaos, sigma_b = 0");
    double near = limit_between(deep / 4, deep / 2), far = limit_between(deep / 2, deep);
    paper_computed(p, far, 3 * fabs(far - near), 4.5 * PI * PI, "formula (9 pi^2/2)",
                   "limit of l^2 (1 - c) there, from layers %zu to %zu", deep / 2, deep);
    function_free(&f);
}
const struct publication paper_hayou2019 = {
    .key = "hayou2019",
    .citation = "Hayou, Doucet, Rousseau, On the Impact of the Activation Function on Deep Neural "
                "Networks Training, ICML 2019, arXiv:1902.06853",
    .result =
        "ReLU's edge of chaos is the point sigma_b = 0, sigma_w = sqrt 2, where 1 - c falls as "
        "9 pi^2/(2 l^2) with the layer l.",
    .agrees = "The edge is that point, and l^2 (1 - c) tends to 44.41.",
    .run = hayou,
};

static void cho(struct paper_run *p)
{
    static const double angles[] = { 0.5, 1, 1.5 };
    struct function f;
    struct gaussian g;
    if (!start("relu", &f, &g))
        return;
    for (size_t i = 0; i < 3; i++) {
        double t = angles[i];
        struct gaussian_pair e = gaussian_pair(&g, 1, cos(t));
        paper_computed(p, 2 * e.slopes, 1e-12, (PI - t) / PI, "formula (J_0/pi)",
                       "kernel of steps at angle %g: 2 E f'(u) f'(v)", t);
        paper_computed(p, 2 * (0.5 - e.apart), 1e-12, (sin(t) + (PI - t) * cos(t)) / PI,
                       "formula (J_1/pi)", "kernel of relu at angle %g: 2 E f(u) f(v)", t);
    }
    function_free(&f);
}
const struct publication paper_cho2009 = {
    .key = "cho2009",
    .citation = "Cho, Saul, Kernel Methods for Deep Learning, NeurIPS 2009",
    .result = "An infinitely wide ReLU layer computes an arc-cosine kernel.",
    .agrees = "Quadrature over two normal numbers gives the arc-cosine kernels to 12 digits.",
    .run = cho,
};

static void pennington(struct paper_run *p)
{
    struct function f;
    struct gaussian g;
    if (!start("tanh", &f, &g))
        return;
    paper_computed(p, meanfield_edge(&g, 2.01e-5), 0.005, 1.05, "critical tanh (two digits)",
                   "critical weight variance of tanh at bias variance 2.01e-5");
    function_free(&f);
}
const struct publication paper_pennington2017 = {
    .key = "pennington2017",
    .citation =
        "Pennington, Schoenholz, Ganguli, Resurrecting the sigmoid in deep learning through "
        "dynamical isometry, NeurIPS 2017, arXiv:1711.04735",
    .result = "Near (1.05, 2.01e-5) tanh is critical with small pre-activations, where orthogonal "
              "weights keep all singular values near 1.",
    .agrees = "The critical weight variance there is 1.0499956.",
    .run = pennington,
};
