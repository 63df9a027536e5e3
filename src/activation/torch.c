/* What torch 1.13 computes on a CPU with AVX2: Debian 12's package, contiguous tensors, the bits of
 * which were recorded (tests/data/torch113.csv.gz). All arithmetic is float32, each operation
 * rounded once; FMA where gcc contracted. bfloat16 is widened to float32, and rounded once at the
 * end or after every operation: torch does the one in these functions and the other in those.
 *
 * exp, tanh and log1p are those of Sleef 3.5.1 (u10), by its operations, in our own words. This
 * file is compiled without contraction. */
#include "activation/torch.h"

#include <float.h>
#include <math.h>
#include <string.h>

static float of_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* To nearest, ties to even: the upper half of the bits. */
static float to_bfloat16(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x != x)
        return x;
    bits += 0x7fff + ((bits >> 16) & 1);
    return of_bits(bits & 0xffff0000);
}

/* r(v): what an operation leaves; `each` is whether bfloat16 is rounded after it. */
#define r(v) (each ? to_bfloat16(v) : (v))

/* ---- the elementary functions --------------------------------------------------------------- */

/* 2^q x, in two steps, so that a subnormal result is rounded once. */
static float scale(float x, int q)
{
    int half = q >> 1;
    x *= of_bits((uint32_t)(half + 127) << 23);
    return x * of_bits((uint32_t)(q - half + 127) << 23);
}

static float exp_sleef(float x)
{
    static const float c[] = { 0.00139304355252534151077271f, 0.00833336077630519866943359f,
                               0.0416664853692054748535156f, 0.166666671633720397949219f, 0.5f };
    float q = rintf(x * 1.442695040888963407359924681001892137426645954152985934135449406931f);
    float s = fmaf(q, -0.693145751953125f, x), p = 0.000198527617612853646278381f;
    s = fmaf(q, -1.428606765330187045e-06f, s);
    for (int i = 0; i < 5; i++)
        p = fmaf(p, s, c[i]);
    p = 1.0f + fmaf(s * s, p, s);
    bool inside = x >= -104 && x <= 100;
    float y = scale(p, inside ? (int)q : 0);
    y = x < -104 ? 0 : y;
    y = x > 100 ? INFINITY : y;
    return x != x ? x : y;
}

/* A number as an unevaluated sum of two, with FMA (Dekker 1971). */
struct two_float {
    float h, l;
};

/* |a| >= |b| */
static struct two_float sum_ordered(struct two_float a, struct two_float b)
{
    float h = a.h + b.h;
    return (struct two_float){ h, a.h - h + b.h + a.l + b.l };
}

static struct two_float sum(struct two_float a, struct two_float b)
{
    float h = a.h + b.h, v = h - a.h;
    return (struct two_float){ h, (a.h - (h - v)) + (b.h - v) + (a.l + b.l) };
}

static struct two_float sum_one(struct two_float a, float b)
{
    float h = a.h + b, v = h - a.h;
    return (struct two_float){ h, (a.h - (h - v)) + (b - v) + a.l };
}

static struct two_float product(struct two_float a, struct two_float b)
{
    float h = a.h * b.h;
    return (struct two_float){ h, fmaf(a.h, b.l, fmaf(a.l, b.h, fmaf(a.h, b.h, -h))) };
}

static struct two_float product_one(struct two_float a, float b)
{
    float h = a.h * b;
    return (struct two_float){ h, fmaf(a.l, b, fmaf(a.h, b, -h)) };
}

static struct two_float square(struct two_float a)
{
    float h = a.h * a.h;
    return (struct two_float){ h, fmaf(a.h + a.h, a.l, fmaf(a.h, a.h, -h)) };
}

static struct two_float quotient(struct two_float n, struct two_float d)
{
    float t = 1.0f / d.h, h = n.h * t, u = fmaf(t, n.h, -h);
    float v = fmaf(-d.l, t, fmaf(-d.h, t, 1));
    return (struct two_float){ h, fmaf(h, v, fmaf(n.l, t, u)) };
}

static struct two_float reciprocal(struct two_float d)
{
    float h = 1.0f / d.h;
    return (struct two_float){ h, h * fmaf(-d.l, h, fmaf(-d.h, h, 1)) };
}

/* e^x for x from 0 to 9 */
static struct two_float exp_two(float x)
{
    float q = rintf(x * 1.442695040888963407359924681001892137426645954152985934135449406931f);
    struct two_float s = { x, 0 };
    s = sum_one(s, q * -0.693145751953125f);
    s = sum_one(s, q * -1.428606765330187045e-06f);
    float p = 0.1980960224e-3f;
    p = fmaf(p, s.h, 0.1394256484e-2f);
    p = fmaf(p, s.h, 0.8333456703e-2f);
    p = fmaf(p, s.h, 0.4166637361e-1f);
    struct two_float t = sum_one(product_one(s, p), 0.166666659414234244790680580464f);
    t = sum_one(product(s, t), 0.5f);
    t = sum(s, product(square(s), t));
    t = sum_ordered((struct two_float){ 1, 0 }, t);
    return (struct two_float){ scale(t.h, (int)q), scale(t.l, (int)q) };
}

static float tanh_sleef(float x)
{
    float a = fabsf(x);
    bool far = a > 8.664339742f;
    struct two_float e = exp_two(far || x != x ? 0 : a), i = reciprocal(e);
    struct two_float down = { -i.h, -i.l };
    struct two_float y = quotient(sum_ordered(e, down), sum_ordered(e, i));
    return x != x ? x : copysignf(far ? 1 : y.h + y.l, x);
}

/* Of x >= 0; 1e23 and more is not met where the result counts. */
static float log1p_sleef(float x)
{
    float one = 1 + x, scaled = one * (1.0f / 0.75f);
    uint32_t bits;
    memcpy(&bits, &scaled, sizeof bits);
    int e = (int)(bits >> 23 & 0xff) - 127;
    bool inside = x <= 1e23f;
    e = inside ? e : 0;
    float t = of_bits((uint32_t)(127 - e) << 23), m = inside ? fmaf(x, t, t - 1) : 1;
    struct two_float s = { 0.69314718246459960938f, -1.904654323148236017e-09f };
    s = product_one(s, (float)e);
    struct two_float two = { 2 + m, 2 - (2 + m) + m };
    struct two_float y = quotient((struct two_float){ m, 0 }, two);
    float square_of = y.h * y.h, p = 0.3027294874f;
    p = fmaf(p, square_of, 0.3996108174f);
    p = fmaf(p, square_of, 0.6666694880f);
    s = sum_ordered(s, (struct two_float){ y.h * 2, y.l * 2 });
    s = sum_ordered(s, (struct two_float){ square_of * y.h * p, 0 });
    return inside ? s.h + s.l : logf(x);
}

/* oneDNN's exp of v <= 0, which it uses in the erf form of gelu. */
static float exp_onednn(float v)
{
    static const uint32_t c[] = { 0x3d2b9d0d, 0x3e2aad40, 0x3efffee3, 0x3f7ffffb, 0x3f800000 };
    const float least = of_bits(0xc2aeac50), most = of_bits(0x42b17218);
    bool zero = v < least;
    v = v < most ? v : most;
    v = v > least ? v : least;
    float n = floorf(v * of_bits(0x3fb8aa3b) + 0.5f), p = of_bits(0x3c07cfce);
    float g = fmaf(-n, of_bits(0x3f317218), v);
    for (int i = 0; i < 5; i++)
        p = fmaf(p, g, of_bits(c[i]));
    float two = zero ? 0 : of_bits((uint32_t)((int)(n - 1) + 127) << 23);
    return p * two * 2.0f;
}

/* Abramowitz and Stegun 7.1.26, given q = e^(-z^2). */
static float erf_onednn(float z, float q)
{
    float t = 1.0f / fmaf(0.3275911f, fabsf(z), 1.0f), w = -q * t, p = 1.061405429f;
    p = fmaf(p, t, -1.453152027f);
    p = fmaf(p, t, 1.421413741f);
    p = fmaf(p, t, -0.284496736f);
    p = fmaf(p, t, 0.254829592f);
    float e = fmaf(w, p, 1.0f);
    return signbit(z) ? -e : e;
}

/* ---- the functions: value and slope --------------------------------------------------------- */

#define ARGUMENTS float x, const double *param, const bool each, const bool narrow
#define UNUSED (void)param, (void)each, (void)narrow

struct pair {
    float f, df;
};

static struct pair gelu_at(ARGUMENTS)
{
    UNUSED;
    float z = x * 0.70710678118654752440f, q = exp_onednn(-(z * z)), e = erf_onednn(z, q);
    float s = x * 0.5f, t = z * of_bits(0x3f106eba) * q;
    return (struct pair){ fmaf(e, s, s), fmaf(e, 0.5f, t + 0.5f) };
}

#define SQRT_2_OVER_PI ((float)(1.41421356237309504880 * 1.12837916709551257390 * 0.5))

static struct pair gelu_tanh_at(ARGUMENTS)
{
    UNUSED;
    const float b = r(SQRT_2_OVER_PI), k = r(0.044715f);
    if (!each) {
        float u = b * fmaf(k, x * x * x, x), t = tanh_sleef(u), d = fmaf(-t, t, 1);
        float inner = b * fmaf(3 * k, x * x, 1);
        return (struct pair){ 0.5f * x * (1 + t), fmaf(0.5f, 1 + t, 0.5f * x * d * inner) };
    }
    float square = r(x * x), u = r(b * r(x + r(k * r(square * x)))), t = r(tanh_sleef(u));
    float half = r(0.5f * x), d = r(1 - r(t * t));
    float inner = r(b * r(1 + r(r(3 * k) * square)));
    return (struct pair){ r(half * r(1 + t)), r(r(0.5f * r(1 + t)) + r(r(half * d) * inner)) };
}

static struct pair silu_at(ARGUMENTS)
{
    UNUSED;
    float e = r(1 + r(exp_sleef(-x))), s = r(1 / e);
    float df = each ? r(s * r(1 + r(x * r(1 - s)))) : s * fmaf(x, 1 - s, 1);
    return (struct pair){ r(x / e), df };
}

static struct pair mish_at(ARGUMENTS)
{
    UNUSED;
    float t = tanh_sleef(log1p_sleef(exp_sleef(x))), s = 1 / (1 + exp_sleef(-x));
    return (struct pair){ x * t, fmaf(x * s, fmaf(-t, t, 1), t) };
}

static struct pair softplus_at(ARGUMENTS)
{
    UNUSED;
    float z = exp_sleef(x);
    return (struct pair){ x > 20 ? x : log1p_sleef(z), x > 20 ? 1 : z / (z + 1) };
}

/* The slope is made of the value, which bfloat16 has rounded. */
static struct pair sigmoid_at(ARGUMENTS)
{
    UNUSED;
    float y = 1 / (1 + exp_sleef(-x)), kept = narrow ? to_bfloat16(y) : y;
    return (struct pair){ y, (1 - kept) * kept };
}

static struct pair tanh_at(ARGUMENTS)
{
    UNUSED;
    float y = tanh_sleef(x), kept = narrow ? to_bfloat16(y) : y;
    return (struct pair){ y, fmaf(-kept, kept, 1) };
}

static struct pair tanhshrink_at(ARGUMENTS)
{
    UNUSED;
    float y = r(tanh_sleef(x));
    return (struct pair){ r(x - y), r(1 - r(fmaf(-y, y, 1))) };
}

static struct pair exponential_unit(float x, float factor, float scale_by, float inside)
{
    float e = exp_sleef(x * inside);
    bool left = x <= 0 || x != x;
    return (struct pair){ left ? (e - 1) * factor : x * scale_by,
                          left ? inside * factor * e : scale_by };
}

static struct pair elu_at(ARGUMENTS)
{
    UNUSED;
    return exponential_unit(x, (float)param[0], 1, 1);
}

static struct pair celu_at(ARGUMENTS)
{
    UNUSED;
    return exponential_unit(x, (float)param[0], 1, (float)(1 / param[0]));
}

static struct pair selu_at(ARGUMENTS)
{
    UNUSED;
    const float scale_by = 1.0507009873554804934193349852946f;
    return exponential_unit(x, 1.6732632423543772848170429916717f * scale_by, scale_by, 1);
}

static struct pair log_sigmoid_at(ARGUMENTS)
{
    UNUSED;
    float z = exp_sleef(-fabsf(x)), least = x < 0 || x != x ? x : 0;
    float kept = narrow ? to_bfloat16(z) : z, q = kept / (1 + kept);
    return (struct pair){ least - log1p_sleef(z), x < 0 ? 1 - q : q };
}

static struct pair softsign_at(ARGUMENTS)
{
    UNUSED;
    float a = r(fabsf(x) + 1), sign = x > 0 ? 1 : x;
    sign = x < 0 ? -1 : sign;
    return (struct pair){ r(x / a), r(r(1 / a) - r(sign * r(r(x / a) / a))) };
}

static struct pair hard_swish_at(ARGUMENTS)
{
    UNUSED;
    float m = x + 3;
    m = m < 0 ? 0 : m;
    m = m > 6 ? 6 : m;
    float df = x < -3 ? 0 : x / 3 + 0.5f;
    return (struct pair){ x * m / 6, x >= 3 ? 1 : df };
}

static struct pair hard_sigmoid_at(ARGUMENTS)
{
    UNUSED;
    float m = x + 3;
    m = m < 0 ? 0 : m;
    m = m > 6 ? 6 : m;
    return (struct pair){ m / 6, x > -3 && x < 3 ? 1.0f / 6 : 0 };
}

static struct pair relu_at(ARGUMENTS)
{
    UNUSED;
    return (struct pair){ x < 0 ? 0 : x, x > 0 ? 1 : 0 };
}

static struct pair relu6_at(ARGUMENTS)
{
    UNUSED;
    float y = x < 0 ? 0 : x;
    return (struct pair){ y > 6 ? 6 : y, x > 0 && x < 6 ? 1 : 0 };
}

static struct pair leaky_relu_at(ARGUMENTS)
{
    UNUSED;
    float slope = (float)param[0];
    return (struct pair){ x > 0 ? x : x * slope, x > 0 ? 1 : slope };
}

static struct pair hardshrink_at(ARGUMENTS)
{
    UNUSED;
    float lambda = (float)param[0];
    bool inside = x >= -lambda && x <= lambda;
    return (struct pair){ inside ? 0 : x, inside || x != x ? 0 : 1 };
}

static struct pair softshrink_at(ARGUMENTS)
{
    UNUSED;
    float lambda = (float)param[0], left = x < -lambda ? x + lambda : 0;
    return (struct pair){ x > lambda ? x - lambda : left, x > lambda || x < -lambda ? 1 : 0 };
}

/* ---- loops ---------------------------------------------------------------------------------- */

static float flushed(float x)
{
    return fabsf(x) < FLT_MIN ? copysignf(0, x) : x;
}

/* torch's vectors make every NaN of x one of f. */
#define LOOP(name, EACH)                                                                  \
    static void name##_map(size_t n, const double *x, const double *param, bool bfloat16, \
                           double *f, double *df)                                         \
    {                                                                                     \
        for (size_t i = 0; !bfloat16 && i < n; i++) {                                     \
            struct pair y = name##_at((float)x[i], param, false, false);                  \
            f[i] = y.f;                                                                   \
            if (df)                                                                       \
                df[i] = y.df;                                                             \
        }                                                                                 \
        for (size_t i = 0; bfloat16 && i < n; i++) {                                      \
            struct pair y = name##_at((float)x[i], param, EACH, true);                    \
            f[i] = to_bfloat16(y.f);                                                      \
            if (df)                                                                       \
                df[i] = to_bfloat16(y.df);                                                \
        }                                                                                 \
    }
LOOP(gelu_tanh, true)
LOOP(silu, true)
LOOP(mish, false)
LOOP(softplus, false)
LOOP(sigmoid, false)
LOOP(tanh, false)
LOOP(tanhshrink, true)
LOOP(elu, false)
LOOP(celu, false)
LOOP(selu, false)
LOOP(log_sigmoid, false)
LOOP(softsign, true)
LOOP(hard_swish, false)
LOOP(hard_sigmoid, false)
LOOP(relu, false)
LOOP(relu6, false)
LOOP(leaky_relu, false)
LOOP(hardshrink, false)
LOOP(softshrink, false)

/* oneDNN's conversion to bfloat16 makes 0 of subnormal numbers. */
static void gelu_map(size_t n, const double *x, const double *param, bool bfloat16, double *f,
                     double *df)
{
    for (size_t i = 0; i < n; i++) {
        struct pair y = gelu_at((float)x[i], param, false, false);
        f[i] = bfloat16 ? flushed(to_bfloat16(y.f)) : y.f;
        if (df)
            df[i] = bfloat16 ? flushed(to_bfloat16(y.df)) : y.df;
    }
}

#define ROW(name) #name, name##_map
static const struct torch_row rows[] = {
    { ROW(gelu),
      "oneDNN's: z = x sqrt(1/2); q = exp(-z^2); t = 1/fma(p, |z|, 1); e = erf by Abramowitz and "
      "Stegun 7.1.26 in t; fma(e, x/2, x/2)",
      "fma(e, 1/2, z/sqrt(pi) q + 1/2)", ROUNDED_ONCE, false },
    { ROW(gelu_tanh), "u = B fma(K, x x x, x); (x/2)(1 + tanh u)",
      "t = tanh u; fma(1/2, 1 + t, (x/2) fma(-t, t, 1) B fma(3K, x x, 1))", ROUNDED_EACH, false },
    { ROW(silu), "x/(1 + exp(-x))", "s = 1/(1 + exp(-x)); s fma(x, 1 - s, 1)", ROUNDED_EACH,
      false },
    { ROW(mish), "x tanh(log1p(exp(x)))",
      "s = 1/(1 + exp(-x)), t = tanh(log1p(exp(x))); fma(x s, fma(-t, t, 1), t)", ROUNDED_ONCE,
      true },
    { ROW(softplus), "x > 20 ? x : log1p(exp(x))", "z = exp(x); x > 20 ? 1 : z/(z + 1)",
      ROUNDED_ONCE, false },
    { ROW(sigmoid), "1/(1 + exp(-x))", "(1 - y) y of the result y", ROUNDED_ONCE, false },
    { ROW(tanh), "tanh(x)", "fma(-y, y, 1) of the result y", ROUNDED_ONCE, false },
    { ROW(tanhshrink), "x - tanh(x)", "1 - fma(-y, y, 1), y = tanh(x)", ROUNDED_EACH, false },
    { ROW(elu), "x <= 0 ? (exp(x) - 1) alpha : x", "x <= 0 ? alpha exp(x) : 1", ROUNDED_ONCE,
      false },
    { ROW(celu), "x <= 0 ? (exp(x/alpha) - 1) alpha : x", "x <= 0 ? exp(x/alpha) : 1", ROUNDED_ONCE,
      false },
    { ROW(selu), "x <= 0 ? (exp(x) - 1) (alpha lambda) : x lambda",
      "x <= 0 ? (alpha lambda) exp(x) : lambda", ROUNDED_ONCE, false },
    { ROW(log_sigmoid), "min(x, 0) - log1p(exp(-|x|))",
      "z = exp(-|x|); x < 0 ? 1 - z/(1 + z) : z/(1 + z)", ROUNDED_ONCE, false },
    { ROW(softsign), "x/(|x| + 1)", "a = |x| + 1; 1/a - sign(x) ((x/a)/a)", ROUNDED_EACH, false },
    { ROW(hard_swish), "x min(max(x + 3, 0), 6)/6", "x < -3 ? 0 : x < 3 ? x/3 + 1/2 : 1",
      ROUNDED_ONCE, false },
    { ROW(hard_sigmoid), "min(max(x + 3, 0), 6)/6", "-3 < x < 3 ? 1/6 : 0", ROUNDED_ONCE, false },
    { ROW(relu), "max(x, 0)", "x > 0 ? 1 : 0", ROUNDED_ONCE, false },
    { ROW(relu6), "min(max(x, 0), 6)", "0 < x < 6 ? 1 : 0", ROUNDED_ONCE, false },
    { ROW(leaky_relu), "x > 0 ? x : x slope", "x > 0 ? 1 : slope", ROUNDED_ONCE, false },
    { ROW(hardshrink), "-lambda <= x <= lambda ? 0 : x", "-lambda <= x <= lambda ? 0 : 1",
      ROUNDED_ONCE, false },
    { ROW(softshrink), "x > lambda ? x - lambda : x < -lambda ? x + lambda : 0",
      "|x| > lambda ? 1 : 0", ROUNDED_ONCE, false },
};

float torch_exp(float x)
{
    return exp_sleef(x);
}

float torch_tanh(float x)
{
    return tanh_sleef(x);
}

float torch_log1p(float x)
{
    return log1p_sleef(x);
}

const struct torch_row *torch_find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}
