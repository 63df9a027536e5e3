/* What depth can draw: linear regions, sawteeth, and what one unit can separate. */
#include "experiment/paper.h"

#include <math.h>
#include <stdlib.h>

static void relu_map(const void *state, size_t n, const double *x, double *f)
{
    (void)state;
    for (size_t i = 0; i < n; i++)
        f[i] = x[i] > 0 ? x[i] : 0;
}

/* Linear regions of a relu network of one input and one output along the whole line. The counts do
 * not depend on how large the biases are: that only stretches the line. */
static double regions(size_t hidden, size_t width, uint64_t seed)
{
    static const double kink = 0, slopes[] = { 0, 1 };
    const struct map relu = { .at = relu_map, .kinks = &kink, .nkinks = 1, .slopes = slopes };
    struct init init;
    struct stack s;
    size_t sizes[16] = { 1 }, depth = hidden + 1;
    double found;
    for (size_t l = 1; l <= hidden; l++)
        sizes[l] = width;
    sizes[depth] = 1;
    init_parse("he", &init, NULL);
    stack_new(&s, sizes, depth, &init, true, seed);
    stack_regions(&s, &relu, seed, &depth, 1, &found);
    stack_free(&s);
    return found;
}

static void haninrolnick(struct paper_run *p)
{
    static const size_t layers[] = { 1, 2, 3, 6 };
    for (size_t i = 0; i < 4; i++) {
        struct paper_tally t = { 0 };
        size_t hidden = layers[i], width = 96 / hidden;
        for (size_t k = paper_trials(p, 300); k > 0; k--)
            paper_count(&t, regions(hidden, width, p->seed + k));
        paper_measured(p, &t, 97, "abstract of arXiv:2512.08091 (limit)",
                       "regions along a line, 96 units in %zu layer%s", hidden,
                       hidden == 1 ? "" : "s");
    }
}
const struct publication paper_haninrolnick2019 = {
    .key = "haninrolnick2019",
    .citation = "Hanin, Rolnick, Complexity of Linear Regions in Deep Networks, ICML 2019, "
                "arXiv:1901.09021; the constant: Kogan, Jananthan, Kepner, arXiv:2512.08091",
    .result =
        "A random ReLU network has about one linear region for each unit along a line, however "
        "deep it is: sum n_i + 1.",
    .agrees = "96 units make about 97 regions in one layer as in six: depth alone makes none.",
    .differs =
        "The count is a limit of wide layers. One hidden layer has 97 regions exactly; narrow "
        "deep ones have a few fewer.",
    .run = haninrolnick,
};

static void telgarsky(struct paper_run *p)
{
    enum { FINE = 16, COUNT = (1 << FINE) + 1 };
    double *y = memory_new(COUNT, sizeof *y);
    for (size_t i = 0; i < COUNT; i++)
        y[i] = (double)i / (1 << FINE);
    for (int k = 1; k <= 12; k++) {
        double teeth = 1;
        for (size_t i = 0; i < COUNT; i++) {
            double left = y[i] > 0 ? y[i] : 0, right = y[i] > 0.5 ? y[i] - 0.5 : 0;
            y[i] = fmax(2 * left - 4 * right, 0); /* exact: multiples of 2^-16 */
        }
        for (size_t i = 2; i < COUNT; i++)
            teeth += y[i] - y[i - 1] != y[i - 1] - y[i - 2];
        if (k == 1 || k % 4 == 0)
            paper_computed(p, teeth, 0, exp2(k), "abstract (2^k)",
                           "linear regions of %d layers of 2 units", k);
    }
    free(y);
}
const struct publication paper_telgarsky2016 = {
    .key = "telgarsky2016",
    .citation = "Telgarsky, Benefits of depth in neural networks, COLT 2016",
    .result =
        "k layers of two ReLUs make a sawtooth of 2^k linear regions; a shallow network needs a "
        "unit for each.",
    .agrees = "Twelve layers of two units have 4,096 regions, exactly.",
    .run = telgarsky,
};

static void yarotsky(struct paper_run *p)
{
    enum { COUNT = (1 << 18) + 1 };
    double *tooth = memory_new(2 * COUNT, sizeof *tooth), *f = tooth + COUNT, by = 1;
    for (size_t i = 0; i < COUNT; i++)
        tooth[i] = f[i] = (double)i / (COUNT - 1);
    for (int m = 1; m <= 6; m++) {
        double worst = 0;
        by /= 4;
        for (size_t i = 0; i < COUNT; i++) {
            double x = (double)i / (COUNT - 1);
            tooth[i] = tooth[i] < 0.5 ? 2 * tooth[i] : 2 * (1 - tooth[i]);
            f[i] -= by * tooth[i];
            worst = fmax(worst, fabs(f[i] - x * x));
        }
        if (m % 2 == 0)
            paper_computed(p, worst, 1e-15, exp2(-2 * m - 2), "formula (2^(-2m-2))",
                           "largest error of x^2 by %d sawteeth", m);
    }
    free(tooth);
}
const struct publication paper_yarotsky2017 = {
    .key = "yarotsky2017",
    .citation =
        "Yarotsky, Error bounds for approximations with deep ReLU networks, Neural Networks 94 "
        "(2017), arXiv:1610.01145",
    .result = "Deep ReLU networks approximate x^2 with an error of 2^(-2m-2) by m sawteeth.",
    .agrees = "The errors are equal to the last digit.",
    .run = yarotsky,
};

/* Boolean functions of n inputs that one threshold unit computes: small whole weights reach all of
 * them for n <= 3 (Muroga). */
static double separable(int n)
{
    bool seen[256] = { false };
    double count = 0;
    int corners = 1 << n, choices = 1;
    for (int i = 0; i < n; i++)
        choices *= 7;
    for (int c = 0; c < choices; c++)
        for (int bias = -19; bias <= 19; bias += 2) {
            int table = 0;
            for (int x = 0; x < corners; x++) {
                int sum = bias, weights = c;
                for (int i = 0; i < n; i++, weights /= 7)
                    sum += 2 * (weights % 7 - 3) * (x >> i & 1);
                table |= (sum > 0) << x;
            }
            count += !seen[table];
            seen[table] = true;
        }
    return count;
}

static void cover(struct paper_run *p)
{
    paper_computed(p, separable(2), 0, 14, "counts (14 of 16)",
                   "Boolean functions of 2 inputs that one unit can compute");
    paper_computed(p, separable(3), 0, 104, "counts (104 of 256)", "of 3 inputs");
}
const struct publication paper_cover1965 = {
    .key = "cover1965",
    .citation =
        "Cover, Geometrical and statistical properties of systems of linear inequalities with "
        "applications in pattern recognition, IEEE Trans. Electronic Computers, 1965",
    .result =
        "One linear unit computes 14 of the 16 Boolean functions of two inputs, 104 of the 256 "
        "of three.",
    .agrees = "The counts come out; xor is one of the two that it cannot compute.",
    .run = cover,
};
