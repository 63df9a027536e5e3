/* Waves. */
#include "kernel/trig.h"
#include "map.h"

/* Beyond TRIG_END the argument needs a 1000-bit pi: the C library has one. */
INLINE double sin_end(const double *param)
{
    (void)param;
    return TRIG_END;
}

INLINE struct jet sin_at(double x, const double *param)
{
    (void)param;
    struct trig t = trig(x, 0);
    return (struct jet){ .f = t.sin, .df = t.cos, .ddf = -t.sin };
}

static struct jet sin_far(double x, const double *param)
{
    (void)param;
    double s = sin(x);
    return (struct jet){ .f = s, .df = cos(x), .ddf = -s };
}
MAP_FAR(sin)

#define cos_end sin_end
INLINE struct jet cos_at(double x, const double *param)
{
    (void)param;
    struct trig t = trig(x, 0);
    return (struct jet){ .f = t.cos, .df = -t.sin, .ddf = -t.cos };
}

static struct jet cos_far(double x, const double *param)
{
    (void)param;
    double c = cos(x);
    return (struct jet){ .f = c, .df = -sin(x), .ddf = -c };
}
MAP_FAR(cos)

/* sin x/x and its slopes for |x| <= 2, where the closed forms of f' and f'' cancel: P(x^2), x
 * Q(x^2), R(x^2) (tools/coefficients/polynomials.sollya). Errors 2^-60.88 (proved), 2^-54, 2^-55.6
 * (absolute). */
static const double SINC[] = {
    0x1p0,
    -0x1.5555555555555p-3,
    0x1.11111111110eep-7,
    -0x1.a01a01a018a2p-13,
    0x1.71de3a54f997ep-19,
    -0x1.ae645653198f7p-26,
    0x1.612456a18e04fp-33,
    -0x1.ae7c0b0354758p-41,
    0x1.94947e920dafdp-49,
    -0x1.1f6e9e330800fp-57,
};

static const double SINC_SLOPE[] = {
    -0x1.5555555555555p-2,  0x1.11111111110ebp-5,   -0x1.38138138123e3p-10, 0x1.71de3a54cf897p-16,
    -0x1.0cfeb5e614e3p-22,  0x1.08db3bf9fe799p-29,  -0x1.78aa7106b56fep-37, 0x1.9411c5148a6ep-45,
    -0x1.3233ea5c650dcp-53, -0x1.e09e9f5d5f973p-62,
};

static const double SINC_CURVATURE[] = {
    -0x1.5555555555555p-2,  0x1.9999999999986p-4,  -0x1.86186186180bcp-8, 0x1.43a2730aa96e2p-13,
    -0x1.2e9e8ccbaee0fp-19, 0x1.6c2d8263371b8p-26, -0x1.320e183a393bp-33, 0x1.7bc37e8438061p-41,
    -0x1.6793cade1316p-49,  0x1.c724ed46c667cp-58,
};

INLINE struct jet sinc_from(double x, double sine, double cosine)
{
    double f = sine / x, df = (cosine - f) / x;
    return (struct jet){ .f = f, .df = df, .ddf = -f - 2 * df / x };
}

#define sinc_end sin_end
INLINE struct jet sinc_at(double x, const double *param)
{
    (void)param;
    bool near = fabs(x) < 2;
    double xn = near ? x : 0, z = xn * xn;
    struct trig t = trig(x, 0);
    struct jet far = sinc_from(near ? 2 : x, t.sin, t.cos);
    return (struct jet){
        .f = near ? horner(SINC, 9, z) : far.f,
        .df = near ? xn * horner(SINC_SLOPE, 9, z) : far.df,
        .ddf = near ? horner(SINC_CURVATURE, 9, z) : far.ddf,
    };
}

static struct jet sinc_far(double x, const double *param)
{
    (void)param;
    return isinf(x) ? (struct jet){ 0, 0, 0 } : sinc_from(x, sin(x), cos(x));
}
MAP_FAR(sinc)

/* x + sin(a x)^2/a; f' = 1 + sin 2v = (sin v + cos v)^2 has double zeros. The angle in two parts:
 * for negative x both terms nearly cancel. Tiny angles have sin v = v, so that sin(v)^2/a = v x
 * cannot underflow early. */
INLINE struct jet snake_from(double x, double a, double v, struct trig t)
{
    struct two s = { t.sin, t.sin_rest }, square = quotient(two_times(s, s), a);
    bool tiny = fabs(v) < 0x1p-28;
    square.hi = tiny ? v * x : square.hi;
    struct two f = exact_sum(x, square.hi);
    return (struct jet){ .f = fabs(v) < 0x1p-60 ? x : f.hi + (f.lo + (tiny ? 0 : square.lo)),
                         .df = (t.sin + t.cos) * (t.sin + t.cos),
                         .ddf = 2 * a * ((t.cos - t.sin) * (t.cos + t.sin)) };
}

INLINE double snake_end(const double *param)
{
    return TRIG_END / param[0];
}

INLINE struct jet snake_at(double x, const double *param)
{
    struct two v = normal_form(product((struct two){ param[0], 0 }, x, TRIG_END));
    return snake_from(x, param[0], v.hi, trig(v.hi, v.lo));
}

static struct jet snake_far(double x, const double *param)
{
    double a = param[0], hi = a * x, lo = fma(a, x, -hi), sl = sin(lo), cl = cos(lo), sh = sin(hi),
           ch = cos(hi);
    if (isinf(hi)) { /* x is so large that the wave is lost in its last digit */
        sl = sh = 0;
        cl = ch = 1;
    }
    return snake_from(x, a, hi,
                      (struct trig){ .sin = sh * cl + ch * sl, .cos = ch * cl - sh * sl });
}
MAP_FAR(snake)

/* x cos x. */
INLINE struct jet gcu_from(double x, struct trig t)
{
    return (struct jet){ .f = x * t.cos, .df = t.cos - x * t.sin, .ddf = -2 * t.sin - x * t.cos };
}

#define gcu_end sin_end
INLINE struct jet gcu_at(double x, const double *param)
{
    (void)param;
    return gcu_from(x, trig(x, 0));
}

static struct jet gcu_far(double x, const double *param)
{
    (void)param;
    return gcu_from(x, (struct trig){ .sin = sin(x), .cos = cos(x) });
}
MAP_FAR(gcu)

static const struct activation ROWS[] = {
    { ACTIVATION(sin), .aliases = "sine", .family = "periodic", .formula = "sin(x)",
      .about = "A sine: networks of sines represent fine detail (SIREN uses sin(30*x)).",
      .paper = "Lapedes and Farber 1987; Sitzmann et al., Implicit neural representations (2020)",
      .year = 1987, .smoothness = SMOOTH },
    { ACTIVATION(cos), .aliases = "cosine", .family = "periodic", .formula = "cos(x)",
      .about = "A cosine; a layer of cosines is a Fourier series.",
      .paper =
          "Gallant and White, There exists a neural network that does not make avoidable mistakes",
      .year = 1988, .smoothness = SMOOTH },
    { ACTIVATION(sinc), .family = "periodic", .formula = "sin(x)/x, 1 at 0",
      .about = "A wave that dies away: the ideal low-pass filter.", .paper = "classical",
      .smoothness = SMOOTH },
    { ACTIVATION(snake), .family = "periodic", .formula = "x + sin(a*x)^2/a",
      .about = "A line with waves on it: learns what repeats and goes on repeating it.",
      .paper = "Ziyin, Hartwig and Ueda, Neural networks fail to learn periodic functions and how "
               "to fix it",
      .year = 2020, .params = { { "a", 1, POSITIVE } }, .smoothness = SMOOTH },
    { ACTIVATION(gcu), .family = "periodic", .formula = "x*cos(x)",
      .about = "A wave that grows: one such unit can learn xor.",
      .paper = "Noel et al., Growing cosine unit: a novel oscillatory activation function",
      .year = 2021, .smoothness = SMOOTH },
};
FAMILY(family_periodic, ROWS);
