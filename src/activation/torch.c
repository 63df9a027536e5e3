/* What torch 1.13 computes on a CPU with AVX2: Debian 12's package, contiguous tensors, the bits of
 * which were recorded (tests/data/torch113.csv.gz). All arithmetic is float32, each operation
 * rounded once; FMA where gcc contracted. bfloat16 is widened to float32, and rounded once at the
 * end or after every operation: torch does the one in these functions and the other in those.
 *
 * exp, tanh and log1p are Sleef's (sleef.h). This file is compiled without contraction. */
#include "activation/torch.h"
#include "activation/sleef.h"

#include <float.h>
#include <string.h>

/* r(v): what an operation leaves; `each` is whether bfloat16 is rounded after it. */
#define r(v) (each ? to_bfloat16(v) : (v))

/* oneDNN's exp of v <= 0, which it uses in the erf form of gelu. */
INLINE float exp_onednn(float v)
{
    static const uint32_t c[] = { 0x3d2b9d0d, 0x3e2aad40, 0x3efffee3, 0x3f7ffffb, 0x3f800000 };
    const float least = of_bits(0xc2aeac50), most = of_bits(0x42b17218);
    bool zero = v < least;
    v = v < most ? v : most;
    v = v > least ? v : least;
    float n = floorf(v * of_bits(0x3fb8aa3b) + 0.5f), p = of_bits(0x3c07cfce);
    float g = fmaf(-n, of_bits(0x3f317218), v);
    UNROLL
    for (int i = 0; i < 5; i++)
        p = fmaf(p, g, of_bits(c[i]));
    float two = zero ? 0 : of_bits((uint32_t)((int)(n - 1) + 127) << 23);
    return p * two * 2.0f;
}

/* Abramowitz and Stegun 7.1.26, given q = e^(-z^2). */
INLINE float erf_onednn(float z, float q)
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

INLINE struct pair gelu_at(ARGUMENTS)
{
    UNUSED;
    float z = x * 0.70710678118654752440f, q = exp_onednn(-(z * z)), e = erf_onednn(z, q);
    float s = x * 0.5f, t = z * of_bits(0x3f106eba) * q;
    return (struct pair){ fmaf(e, s, s), fmaf(e, 0.5f, t + 0.5f) };
}

#define SQRT_2_OVER_PI ((float)(1.41421356237309504880 * 1.12837916709551257390 * 0.5))

INLINE struct pair gelu_tanh_at(ARGUMENTS)
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

INLINE struct pair silu_at(ARGUMENTS)
{
    UNUSED;
    float e = r(1 + r(exp_sleef(-x))), s = r(1 / e);
    float df = each ? r(s * r(1 + r(x * r(1 - s)))) : s * fmaf(x, 1 - s, 1);
    return (struct pair){ r(x / e), df };
}

INLINE struct pair mish_at(ARGUMENTS)
{
    UNUSED;
    float t = tanh_sleef(log1p_sleef(exp_sleef(x))), s = 1 / (1 + exp_sleef(-x));
    return (struct pair){ x * t, fmaf(x * s, fmaf(-t, t, 1), t) };
}

INLINE struct pair softplus_at(ARGUMENTS)
{
    UNUSED;
    float z = exp_sleef(x);
    return (struct pair){ x > 20 ? x : log1p_sleef(z), x > 20 ? 1 : z / (z + 1) };
}

/* The slope is made of the value, which bfloat16 has rounded. */
INLINE struct pair sigmoid_at(ARGUMENTS)
{
    UNUSED;
    float y = 1 / (1 + exp_sleef(-x)), kept = narrow ? to_bfloat16(y) : y;
    return (struct pair){ y, (1 - kept) * kept };
}

INLINE struct pair tanh_at(ARGUMENTS)
{
    UNUSED;
    float y = tanh_sleef(x), kept = narrow ? to_bfloat16(y) : y;
    return (struct pair){ y, fmaf(-kept, kept, 1) };
}

INLINE struct pair tanhshrink_at(ARGUMENTS)
{
    UNUSED;
    float y = r(tanh_sleef(x));
    return (struct pair){ r(x - y), r(1 - r(fmaf(-y, y, 1))) };
}

INLINE struct pair exponential_unit(float x, float factor, float scale_by, float inside)
{
    float e = exp_sleef(x * inside);
    bool left = x <= 0 || x != x;
    return (struct pair){ left ? (e - 1) * factor : x * scale_by,
                          left ? inside * factor * e : scale_by };
}

INLINE struct pair elu_at(ARGUMENTS)
{
    UNUSED;
    return exponential_unit(x, (float)param[0], 1, 1);
}

INLINE struct pair celu_at(ARGUMENTS)
{
    UNUSED;
    return exponential_unit(x, (float)param[0], 1, (float)(1 / param[0]));
}

INLINE struct pair selu_at(ARGUMENTS)
{
    UNUSED;
    const float scale_by = 1.0507009873554804934193349852946f;
    return exponential_unit(x, 1.6732632423543772848170429916717f * scale_by, scale_by, 1);
}

INLINE struct pair log_sigmoid_at(ARGUMENTS)
{
    UNUSED;
    float z = exp_sleef(-fabsf(x)), least = x < 0 || x != x ? x : 0;
    float kept = narrow ? to_bfloat16(z) : z, q = kept / (1 + kept);
    return (struct pair){ least - log1p_sleef(z), x < 0 ? 1 - q : q };
}

INLINE struct pair softsign_at(ARGUMENTS)
{
    UNUSED;
    float a = r(fabsf(x) + 1), sign = x > 0 ? 1 : x;
    sign = x < 0 ? -1 : sign;
    return (struct pair){ r(x / a), r(r(1 / a) - r(sign * r(r(x / a) / a))) };
}

INLINE struct pair hard_swish_at(ARGUMENTS)
{
    UNUSED;
    float m = x + 3;
    m = m < 0 ? 0 : m;
    m = m > 6 ? 6 : m;
    float df = x < -3 ? 0 : x / 3 + 0.5f;
    return (struct pair){ x * m / 6, x >= 3 ? 1 : df };
}

INLINE struct pair hard_sigmoid_at(ARGUMENTS)
{
    UNUSED;
    float m = x + 3;
    m = m < 0 ? 0 : m;
    m = m > 6 ? 6 : m;
    return (struct pair){ m / 6, x > -3 && x < 3 ? 1.0f / 6 : 0 };
}

INLINE struct pair relu_at(ARGUMENTS)
{
    UNUSED;
    return (struct pair){ x < 0 ? 0 : x, x > 0 ? 1 : 0 };
}

INLINE struct pair relu6_at(ARGUMENTS)
{
    UNUSED;
    float y = x < 0 ? 0 : x;
    return (struct pair){ y > 6 ? 6 : y, x > 0 && x < 6 ? 1 : 0 };
}

INLINE struct pair leaky_relu_at(ARGUMENTS)
{
    UNUSED;
    float slope = (float)param[0];
    return (struct pair){ x > 0 ? x : x * slope, x > 0 ? 1 : slope };
}

INLINE struct pair hardshrink_at(ARGUMENTS)
{
    UNUSED;
    float lambda = (float)param[0];
    bool inside = x >= -lambda && x <= lambda;
    return (struct pair){ inside ? 0 : x, inside || x != x ? 0 : 1 };
}

INLINE struct pair softshrink_at(ARGUMENTS)
{
    UNUSED;
    float lambda = (float)param[0], left = x < -lambda ? x + lambda : 0;
    return (struct pair){ x > lambda ? x - lambda : left, x > lambda || x < -lambda ? 1 : 0 };
}

/* ---- loops ---------------------------------------------------------------------------------- */

/* oneDNN's conversion makes 0 of subnormal numbers. */
INLINE float flushed_bfloat16(float x)
{
    float y = to_bfloat16(x);
    return fabsf(y) < FLT_MIN ? copysignf(0, y) : y;
}

/* Each loop for each instruction set, and each a plain loop that the compiler makes a vector of:
 * with a fused multiply-add as an instruction. torch's vectors make every NaN of x one of f. */
#define TORCH_LOOP_(name, EACH, LAST, TARGET, set)                               \
    TARGET static void name##_##set(size_t n, const double *restrict x,          \
                                    const double *restrict param, bool bfloat16, \
                                    double *restrict f, double *restrict df)     \
    {                                                                            \
        for (size_t i = 0; !bfloat16 && df && i < n; i++) {                      \
            struct pair y = name##_at((float)x[i], param, false, false);         \
            f[i] = y.f;                                                          \
            df[i] = y.df;                                                        \
        }                                                                        \
        for (size_t i = 0; !bfloat16 && !df && i < n; i++)                       \
            f[i] = name##_at((float)x[i], param, false, false).f;                \
        for (size_t i = 0; bfloat16 && df && i < n; i++) {                       \
            struct pair y = name##_at((float)x[i], param, EACH, true);           \
            f[i] = LAST(y.f);                                                    \
            df[i] = LAST(y.df);                                                  \
        }                                                                        \
        for (size_t i = 0; bfloat16 && !df && i < n; i++)                        \
            f[i] = LAST(name##_at((float)x[i], param, EACH, true).f);            \
    }
#if defined __x86_64__
#define TORCH_LOOP(name, EACH, LAST)                     \
    TORCH_LOOP_(name, EACH, LAST, , baseline)            \
    TORCH_LOOP_(name, EACH, LAST, TARGET_AVX2, avx2)     \
    TORCH_LOOP_(name, EACH, LAST, TARGET_AVX512, avx512) \
    static torch_map *const name##_maps[3] = { name##_baseline, name##_avx2, name##_avx512 };
#else
#define TORCH_LOOP(name, EACH, LAST)          \
    TORCH_LOOP_(name, EACH, LAST, , baseline) \
    static torch_map *const name##_maps[3] = { name##_baseline, name##_baseline, name##_baseline };
#endif
TORCH_LOOP(gelu_tanh, true, to_bfloat16)
TORCH_LOOP(silu, true, to_bfloat16)
TORCH_LOOP(mish, false, to_bfloat16)
TORCH_LOOP(softplus, false, to_bfloat16)
TORCH_LOOP(sigmoid, false, to_bfloat16)
TORCH_LOOP(tanh, false, to_bfloat16)
TORCH_LOOP(tanhshrink, true, to_bfloat16)
TORCH_LOOP(elu, false, to_bfloat16)
TORCH_LOOP(celu, false, to_bfloat16)
TORCH_LOOP(selu, false, to_bfloat16)
TORCH_LOOP(log_sigmoid, false, to_bfloat16)
TORCH_LOOP(softsign, true, to_bfloat16)
TORCH_LOOP(hard_swish, false, to_bfloat16)
TORCH_LOOP(hard_sigmoid, false, to_bfloat16)
TORCH_LOOP(relu, false, to_bfloat16)
TORCH_LOOP(relu6, false, to_bfloat16)
TORCH_LOOP(leaky_relu, false, to_bfloat16)
TORCH_LOOP(hardshrink, false, to_bfloat16)
TORCH_LOOP(softshrink, false, to_bfloat16)

TORCH_LOOP(gelu, false, flushed_bfloat16)

#define ROW(name) #name, name##_maps
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
    return x > 1e23f ? logf(x) : log1p_sleef(x);
}

const struct torch_row *torch_find(const char *name)
{
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (strcmp(rows[i].name, name) == 0)
            return &rows[i];
    return NULL;
}
