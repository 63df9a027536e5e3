/* The number formats of machine learning: rounding a double to one, to nearest, ties to even,
 * subnormals kept; and the values of one in order. Formats: IEEE 754-2019 binary64, binary32,
 * binary16; bfloat16 is binary32 with 8 bits of significand; float8_e4m3 and float8_e5m2 are those
 * of the OCP 8-bit floating point specification 1.0 (2023). E4M3 has no infinity, and one more
 * exponent for it: what is beyond its largest value becomes NaN, as in the specification's
 * conversion that does not saturate (and in torch and ml_dtypes). */
#include "base/base.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const struct dtype dtypes[] = {
    { "float64", "f64 fp64 double", 53, -1022, 1023, DBL_MAX, INFINITY },
    { "float32", "f32 fp32 float single", 24, -126, 127, FLT_MAX, INFINITY },
    { "float16", "f16 fp16 half", 11, -14, 15, 65504, INFINITY },
    { "bfloat16", "bf16", 8, -126, 127, 0x1.fep127, INFINITY },
    { "float8_e4m3", "e4m3 fp8_e4m3 float8_e4m3fn", 4, -6, 8, 448, NAN },
    { "float8_e5m2", "e5m2 fp8_e5m2", 3, -14, 15, 57344, INFINITY },
};

const struct dtype *dtype_row(size_t i)
{
    return i < sizeof dtypes / sizeof *dtypes ? &dtypes[i] : NULL;
}

static bool has_alias(const struct dtype *d, const char *name)
{
    char word[32];
    for (const char *at = d->aliases; *at; at += strspn(at, " ")) {
        size_t length = strcspn(at, " ");
        memcpy(word, at, length);
        word[length] = 0;
        if (name_equal(word, name))
            return true;
        at += length;
    }
    return false;
}

const struct dtype *dtype_find(const char *name)
{
    const struct dtype *d;
    for (size_t i = 0; (d = dtype_row(i)); i++)
        if (name_equal(d->name, name) || has_alias(d, name))
            return d;
    return NULL;
}

static uint64_t bits_of(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

static double of_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

double dtype_ulp(const struct dtype *d, double x)
{
    if (!isfinite(x))
        return NAN;
    int exponent = (int)(bits_of(x) >> 52 & 0x7ff) - 1023; /* |x| in [2^exponent, 2 2^exponent) */
    if (exponent < d->low)
        exponent = d->low;
    if (exponent > d->high)
        exponent = d->high;
    exponent -= d->digits - 1;
    return exponent >= -1022 ? of_bits((uint64_t)(exponent + 1023) << 52) : ldexp(1, exponent);
}

/* Adding and taking away 1.5 2^(52 - digits + 1) times the power of two below |x| lets the addition
 * round x to so many digits; below the normal numbers that power stays the smallest. What comes out
 * beyond the largest value overflows. NaN and infinity pass through it as they are. */
double dtype_round(const struct dtype *d, double x)
{
    const uint64_t exponent_bits = UINT64_C(0x7ff0000000000000);
    if (d->digits == DBL_MANT_DIG)
        return x;
    uint64_t power = bits_of(x) & exponent_bits;
    uint64_t low = (uint64_t)(1023 + d->low) << 52, high = (uint64_t)(1023 + d->high + 1) << 52;
    if (power >= high)
        return isnan(x) ? x : copysign(d->beyond, x);
    power = power < low ? low : power;
    double big = 1.5 * of_bits(power + ((uint64_t)(DBL_MANT_DIG - d->digits) << 52));
    double y = copysign((x + big) - big, x);
    return fabs(y) > d->largest ? copysign(d->beyond, x) : y;
}

void dtype_round_all(const struct dtype *d, size_t n, double *x)
{
    for (size_t i = 0; i < n; i++)
        x[i] = dtype_round(d, x[i]);
}

/* ---- its values in order -------------------------------------------------------------------- */

/* x >= 0 is the how manieth from 0? The bits of a normal number are in that order already. */
static uint64_t rank_of(const struct dtype *d, double x)
{
    int fraction = d->digits - 1;
    if (x < of_bits((uint64_t)(1023 + d->low) << 52))
        return (uint64_t)ldexp(x, fraction - d->low);
    return (bits_of(x) - ((uint64_t)(1022 + d->low) << 52)) >> (DBL_MANT_DIG - d->digits);
}

uint64_t dtype_count(const struct dtype *d)
{
    return 2 * (rank_of(d, d->largest) + 1);
}

static double value_of(const struct dtype *d, uint64_t rank)
{
    int fraction = d->digits - 1;
    if (rank >> fraction == 0)
        return ldexp((double)rank, d->low - fraction);
    return of_bits((rank << (DBL_MANT_DIG - d->digits)) + ((uint64_t)(1022 + d->low) << 52));
}

double dtype_value(const struct dtype *d, uint64_t i)
{
    uint64_t half = dtype_count(d) / 2;
    return i < half ? -value_of(d, half - 1 - i) : value_of(d, i - half);
}

void dtype_values(const struct dtype *d, uint64_t first, size_t n, double *x)
{
    uint64_t half = dtype_count(d) / 2, normal = UINT64_C(1) << (d->digits - 1);
    uint64_t low = (uint64_t)(1022 + d->low) << 52;
    int shift = DBL_MANT_DIG - d->digits;
    double least = ldexp(1, d->low - d->digits + 1);
    for (size_t k = 0; k < n; k++) {
        uint64_t i = first + k, rank = i < half ? half - 1 - i : i - half;
        double y = rank < normal ? (double)rank * least : of_bits((rank << shift) + low);
        x[k] = i < half ? -y : y;
    }
}

uint64_t dtype_index(const struct dtype *d, double x)
{
    uint64_t half = dtype_count(d) / 2;
    return signbit(x) ? half - 1 - rank_of(d, -x) : half + rank_of(d, x);
}
