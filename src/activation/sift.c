/* A value a nanosecond: enough for all 2^32 of float32. */
#include "activation/sift.h"
#include "activation/target.h"

#include <float.h>
#include <math.h>
#include <string.h>

#define UNIT (8 * DBL_EPSILON)

INLINE uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

INLINE double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* The processor's own conversion. */
INLINE double to_single(const struct dtype *d, double x)
{
    (void)d;
    return (double)(float)x;
}

/* As dtype_round, without a branch. */
INLINE double to_narrow(const struct dtype *d, double x)
{
    const uint64_t exponent_bits = UINT64_C(0x7ff0000000000000);
    uint64_t low = (uint64_t)(1023 + d->low) << 52, high = (uint64_t)(1023 + d->high + 1) << 52;
    uint64_t power = bits_of(x) & exponent_bits, kept = power < low ? low : power;
    kept = kept < high ? kept : high;
    double big = 1.5 * of_bits(kept + ((uint64_t)(DBL_MANT_DIG - d->digits) << 52));
    double y = copysign((x + big) - big, x), beyond = copysign(d->beyond, x);
    y = fabs(y) > d->largest ? beyond : y;
    y = power >= high ? beyond : y;
    return x != x ? x : y;
}

#define SIFT(name, ROUND, TARGET)                                                             \
    TARGET static bool name(const struct sifting *s, size_t n, const double *restrict x,      \
                            const double *restrict y, const double *restrict slope,           \
                            double *restrict to, uint64_t *restrict open)                     \
    {                                                                                         \
        const struct dtype d = *s->d;                                                         \
        const double most = s->condition_most;                                                \
        uint64_t any = 0;                                                                     \
        for (size_t i = 0; i < n; i++) {                                                      \
            double size = fabs(x[i]), condition = size < most ? size : most;                  \
            double error = UNIT * (fabs(y[i]) + condition * fabs(slope[i])) + 0x1p-1070;      \
            double low = ROUND(&d, y[i] - error), high = ROUND(&d, y[i] + error);             \
            uint64_t apart = bits_of(low) ^ bits_of(high), finite = error <= DBL_MAX, inside; \
            inside = size <= DBL_MAX;                                                         \
            open[i] = (apart != 0) & (y[i] != 0) & finite & inside;                           \
            any |= open[i];                                                                   \
            to[i] = ROUND(&d, y[i]);                                                          \
        }                                                                                     \
        for (size_t i = 0; s->fallen && i < n; i++) {                                         \
            bool fell = bits_of(s->fallen[i]) == bits_of(-0.0) && x[i] < 0 && y[i] == 0;      \
            to[i] = fell ? -0.0 : to[i];                                                      \
        }                                                                                     \
        return any != 0;                                                                      \
    }

/* Sums in so many lanes, whatever the width of vectors: the same digits everywhere. */
enum { LANES = 16 };

#define ERRORS(name, ROUND, TARGET)                                                         \
    TARGET static void name(const struct dtype *format, size_t n, const double *restrict x, \
                            const double *restrict got, const double *restrict want,        \
                            const double *restrict exact, double *restrict ulp,             \
                            struct block_errors *e)                                         \
    {                                                                                       \
        const struct dtype d = *format;                                                     \
        const uint64_t exponent_bits = UINT64_C(0x7ff0000000000000);                        \
        const uint64_t low = (uint64_t)(1023 + d.low) << 52, one = (uint64_t)2046 << 52;    \
        const uint64_t digits = (uint64_t)(d.digits - 1) << 52;                             \
        const double least = of_bits(low);                                                  \
        uint64_t wrong = 0, broken = 0, signs = 0, tiny = 0, unheld = 0, within[4] = { 0 }; \
        for (size_t i = 0; i < n; i++) {                                                    \
            double g = got[i], w = want[i], size = fabs(w);                                 \
            bool same = g == w, g_nan = g != g, w_nan = w != w;                             \
            double base = size > DBL_MAX ? g : w;                                           \
            uint64_t power = bits_of(base) & exponent_bits;                                 \
            power = power < low ? low : power;                                              \
            double y = fabs(g - exact[i]) * of_bits(one + digits - power);                  \
            y = (same & (size > DBL_MAX)) ? 0 : y;                                          \
            y = ((g != w) & (g_nan | w_nan | (fabs(g) > DBL_MAX))) ? INFINITY : y;          \
            y = (g_nan & w_nan) ? 0 : y;                                                    \
            ulp[i] = y;                                                                     \
            wrong += (uint64_t)((g != w) & !(g_nan & w_nan));                               \
            broken += (uint64_t)(y > DBL_MAX);                                              \
            signs += (uint64_t)(((g < 0) & (w > 0)) | ((g > 0) & (w < 0)));                 \
            within[0] += (uint64_t)(y == 0);                                                \
            within[1] += (uint64_t)(y <= 0.5);                                              \
            within[2] += (uint64_t)(y <= 1);                                                \
            within[3] += (uint64_t)(y <= 2);                                                \
            tiny |= (uint64_t)(((g == 0) & (w != 0) & (size < least)) |                     \
                               ((x[i] != 0) & (fabs(x[i]) < least)));                       \
            unheld |= (uint64_t)((ROUND(&d, g) != g) & !g_nan);                             \
        }                                                                                   \
        *e = (struct block_errors){ .wrong = wrong,                                         \
                                    .broken = broken,                                       \
                                    .sign_errors = signs,                                   \
                                    .tiny = tiny != 0,                                      \
                                    .unheld = unheld != 0 };                                \
        memcpy(e->within, within, sizeof within);                                           \
        double sum[LANES] = { 0 }, max[LANES] = { 0 };                                      \
        size_t whole = n / LANES * LANES;                                                   \
        for (size_t i = 0; i < whole; i += LANES)                                           \
            for (size_t k = 0; k < LANES; k++) {                                            \
                double y = ulp[i + k];                                                      \
                sum[k] += y > DBL_MAX ? 0 : y;                                              \
                max[k] = y > max[k] ? y : max[k];                                           \
            }                                                                               \
        for (size_t i = whole; i < n; i++) {                                                \
            sum[0] += ulp[i] > DBL_MAX ? 0 : ulp[i];                                        \
            max[0] = ulp[i] > max[0] ? ulp[i] : max[0];                                     \
        }                                                                                   \
        for (size_t k = 0; k < LANES; k++) {                                                \
            e->sum += sum[k];                                                               \
            e->max = max[k] > e->max ? max[k] : e->max;                                     \
        }                                                                                   \
    }

#define ORDER(name, TARGET)                                                                 \
    TARGET static bool name(size_t n, const double *restrict x, const double *restrict got, \
                            const double *restrict exact, uint64_t *turns)                  \
    {                                                                                       \
        uint64_t descends = 0, other = 0;                                                   \
        for (size_t i = 1; i < n; i++) {                                                    \
            double step = got[i] - got[i - 1], right = exact[i] - exact[i - 1];             \
            descends += (uint64_t) !(x[i] >= x[i - 1]);                                     \
            other += (uint64_t)(((step < 0) & (right > 0)) | ((step > 0) & (right < 0)));   \
        }                                                                                   \
        *turns = other;                                                                     \
        return descends == 0 && n > 0 && x[0] == x[0];                                      \
    }

#define SETS(name, TARGET)                         \
    SIFT(sift_single_##name, to_single, TARGET)    \
    SIFT(sift_narrow_##name, to_narrow, TARGET)    \
    ERRORS(error_single_##name, to_single, TARGET) \
    ERRORS(error_narrow_##name, to_narrow, TARGET) \
    ORDER(order_##name, TARGET)
SETS(baseline, )
#if defined __x86_64__
SETS(avx2, TARGET_AVX2)
SETS(avx512, TARGET_AVX512)
#define EACH(name)                                  \
    {                                               \
        name##_baseline, name##_avx2, name##_avx512 \
    }
#else
#define EACH(name)                                        \
    {                                                     \
        name##_baseline, name##_baseline, name##_baseline \
    }
#endif

typedef bool sift_loop(const struct sifting *, size_t, const double *, const double *,
                       const double *, double *, uint64_t *);
typedef void error_loop(const struct dtype *, size_t, const double *, const double *,
                        const double *, const double *, double *, struct block_errors *);
typedef bool order_loop(size_t, const double *, const double *, const double *, uint64_t *);

static bool is_float32(const struct dtype *d)
{
    return d->digits == FLT_MANT_DIG && d->low == FLT_MIN_EXP - 1;
}

bool sift(const struct sifting *s, size_t n, const double *x, const double *y, const double *slope,
          double *to, uint64_t *open)
{
    static sift_loop *const single[] = EACH(sift_single), *const narrow[] = EACH(sift_narrow);
    sift_loop *const *loops = is_float32(s->d) ? single : narrow;
    return loops[activation_set()](s, n, x, y, slope, to, open);
}

void sift_errors(const struct dtype *d, size_t n, const double *x, const double *got,
                 const double *want, const double *exact, double *ulp, struct block_errors *e)
{
    static error_loop *const single[] = EACH(error_single), *const narrow[] = EACH(error_narrow);
    error_loop *const *loops = is_float32(d) ? single : narrow;
    loops[activation_set()](d, n, x, got, want, exact, ulp, e);
}

bool sift_order(size_t n, const double *x, const double *got, const double *exact, uint64_t *turns)
{
    static order_loop *const loops[] = EACH(order);
    return loops[activation_set()](n, x, got, exact, turns);
}

bool sift_zeros(size_t n, const double *y)
{
    uint64_t any = 0;
    for (size_t i = 0; i < n; i++)
        any |= bits_of(y[i]) << 1;
    return any == 0;
}
