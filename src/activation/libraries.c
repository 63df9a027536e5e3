/* Rational approximations of tanh and erf as they stand in the sources of XLA (math_ops.cc) and of
 * onnxruntime's MLAS, evaluated with FMA. What these sources leave open (which exp) is rounded
 * correctly. */
#include "activation/libraries.h"
#include "activation/torch.h"

#include <math.h>

static float clamp(float x, float most)
{
    x = x < -most ? -most : x;
    return x > most ? most : x;
}

static float horner(const float *c, int n, float x)
{
    float y = c[0];
    for (int i = 1; i < n; i++)
        y = fmaf(y, x, c[i]);
    return y;
}

/* Odd of degree 13 over even of degree 6, Eigen's; both have it. */
static float tanh_rational(float x)
{
    static const float p[] = { -2.76076847742355e-16f, 2.00018790482477e-13f,
                               -8.60467152213735e-11f, 5.12229709037114e-08f,
                               1.48572235717979e-05f,  6.37261928875436e-04f,
                               4.89352455891786e-03f },
                       q[] = { 1.19825839466702e-06f, 1.18534705686654e-04f, 2.26843463243900e-03f,
                               4.89352518554385e-03f };
    float z = x * x;
    return x * horner(p, 7, z) / horner(q, 4, z);
}

static float tanh_xla(float x)
{
    return fabsf(x) < 0.0004f ? x : tanh_rational(clamp(x, 7.99881172180175781f));
}

static float tanh_mlas(float x)
{
    return tanh_rational(clamp(x, 9));
}

static float erf_xla(float x)
{
    static const float p[] = { 2.2905065861350646e-4f, .0034082910107109506f, .050955695062380861f,
                               .18520832239976145f, 1.128379143519084f },
                       q[] = { -1.1791602954361697e-7f,
                               2.3547966471313185e-5f,
                               .0010179625278914885f,
                               .014070470171167667f,
                               .11098505178285362f,
                               .49746925110067538f,
                               1 };
    float z = x * x, y = x * horner(p, 5, z) / horner(q, 7, z);
    return fabsf(x) > 3.832506856900711f ? copysignf(1, x) : y;
}

/* Split at 0.921875; 1 - e^(-R) beyond. */
static float erf_mlas(float x)
{
    static const float small[] = { -5.99104969e-4f, 4.99339588e-3f,  -2.67667342e-2f,
                                   1.12818025e-1f,  -3.76124859e-1f, 1.28379151e-1f },
                       big[] = { 1.7294893e-5f,  -3.8320868e-4f, 3.88393435e-3f, -2.42545605e-2f,
                                 1.06777847e-1f, 6.34846687e-1f, 1.28717512e-1f };
    float a = fabsf(x);
    a = a > 3.925f ? 3.925f : a;
    if (a <= 0.921875f)
        return fmaf(horner(small, 6, x * x), x, x);
    float root = fmaf(horner(big, 7, a), a, a), y = 1 - (float)exp(-(double)root);
    return x != x ? x : copysignf(y, x);
}

const struct library library_torch = { torch_exp, torch_tanh, NULL, torch_log1p };
const struct library library_xla = { NULL, tanh_xla, erf_xla, NULL };
const struct library library_mlas = { NULL, tanh_mlas, erf_mlas, NULL };
