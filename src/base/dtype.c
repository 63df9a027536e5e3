/* Rounding a double to the narrower formats of machine learning, to nearest, ties to even,
 * subnormals kept. Formats: IEEE 754-2019 binary64, binary32, binary16; bfloat16 is binary32 with 8
 * bits of significand. */
#include "base/base.h"

#include <float.h>
#include <math.h>
#include <string.h>

static const struct dtype dtypes[] = {
    { "float64", 53, -1022, 1023 },
    { "float32", 24, -126, 127 },
    { "float16", 11, -14, 15 },
    { "bfloat16", 8, -126, 127 },
};

const struct dtype *dtype_row(size_t i)
{
    return i < sizeof dtypes / sizeof *dtypes ? &dtypes[i] : NULL;
}

const struct dtype *dtype_find(const char *name)
{
    const struct dtype *d;
    for (size_t i = 0; (d = dtype_row(i)); i++)
        if (strcmp(d->name, name) == 0)
            return d;
    return NULL;
}

double dtype_ulp(const struct dtype *d, double x)
{
    int exponent;
    if (!isfinite(x))
        return NAN;
    frexp(x, &exponent); /* |x| in [2^(exponent-1), 2^exponent) */
    if (x == 0 || exponent - 1 < d->low)
        exponent = d->low + 1;
    if (exponent - 1 > d->high)
        exponent = d->high + 1;
    return ldexp(1, exponent - d->digits);
}

double dtype_round(const struct dtype *d, double x)
{
    double unit, most;
    if (d->digits == DBL_MANT_DIG || !isfinite(x) || x == 0)
        return x;
    unit = dtype_ulp(d, x);
    x = copysign(nearbyint(x / unit) * unit,
                 x); /* x / unit is exact: a power of two, and x is not tiny beside it */
    most = ldexp(2 - ldexp(1, 1 - d->digits), d->high);
    return fabs(x) > most ? copysign(INFINITY, x) : x;
}
