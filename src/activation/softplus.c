/* Smooth rectifiers: nearly 0 on the left, nearly x on the right. */
#include "kernel/logistic.h"
#include "map.h"

/* max(x, 0) + log(1 + e^-|beta x|)/beta: e only ever sees a value <= 0, and log1p keeps the tail
 * that log(1 + e) would round to zero. */
INLINE struct jet softplus_of(double x, struct two v, double beta, struct two inverse)
{
    bool neg = x < 0,
         tiny = beta <
                0x1p-768; /* 2^256/beta would overflow; the inverse is 2^512 times smaller there */
    struct decay d = decay(-fabs(v.hi), neg ? v.lo : -v.lo);
    double w = 1 / (1 + d.e), tail = (neg ? d.m : d.e) * log1p_over(d.e);
    tail = tail * inverse.hi + tail * inverse.lo;
    return (struct jet){
        .f = neg ? tail * (tiny ? 0x1p256 : UNSCALE) : x + tail * (tiny ? 0x1p512 : 1),
        .df = (neg ? d.m : 1) * w * (neg ? UNSCALE : 1),
        .ddf = unscaled(d.m * w * w, beta),
    };
}

INLINE bool softplus_is_plain(const double *param)
{
    return param[0] == 1;
}

INLINE struct jet softplus_plain_at(double x, const double *param)
{
    (void)param;
    return softplus_of(x, (struct two){ x, 0 }, 1, (struct two){ 1, 0 });
}

INLINE struct jet softplus_at(double x, const double *param)
{
    double beta = param[0];
    struct two inverse = reciprocal(beta < 0x1p-768 ? beta * 0x1p512 : beta);
    return softplus_of(x, product((struct two){ beta, 0 }, x, DECAY_END), beta, inverse);
}
MAP_OR_PLAIN(softplus)

INLINE struct jet log_sigmoid_at(double x, const double *param)
{
    struct jet y = softplus_plain_at(-x, param);
    return (struct jet){ .f = -y.f, .df = y.df, .ddf = -y.ddf };
}
MAP(log_sigmoid)

/* sqrt(x^2 + b) in two parts; |x| where x^2 is far beyond b. */
INLINE struct two root_of(double x, double b)
{
    bool far = fabs(x) > 0x1p120 && b < 0x1p100;
    struct two r = root_two(far ? 1 : x, b);
    return (struct two){ far ? fabs(x) : r.hi, far ? 0 : r.lo };
}

/* (x + r)/2 on the right, the same as b/(2 (r - x)) on the left, r = sqrt(x^2 + b). f' = f/r, f'' =
 * b/(2 r^3). */
INLINE struct jet squareplus_at(double x, const double *param)
{
    double b = param[0];
    struct two r = root_of(x, b);
    double t = fabs(x), w = 1 / r.hi,
           far_side = 0.5 * t + 0.5 * r.hi + 0.5 * r.lo; /* f on the right */
    double near_side = b / 4 / far_side, f = x < 0 ? near_side : far_side;
    double share = t < INFINITY ? 0.5 + 0.5 * (t * w) : 1;
    return (struct jet){ .f = f,
                         .df = x < 0 ? near_side * w : share + nan_of(x),
                         .ddf = 0.5 * b * w * w * w };
}
MAP(squareplus)

/* x + (r - 1)/2 = x (1 + x/(2 (r + 1))), r = sqrt(x^2 + 1). */
INLINE struct jet bent_identity_at(double x, const double *param)
{
    (void)param;
    struct two r = root_of(x, 1);
    bool far = fabs(x) > 0x1p60;
    struct ratio both = ratio(r.hi, 1); /* r + 1 */
    both.l += r.lo;
    double w = 1 / r.hi, share = far ? copysign(0.5, x) : over(0.5 * x, 0, both);
    return (struct jet){
        .f = x * (1 + share),
        .df = 1 + (far ? copysign(0.5, x) : 0.5 * (x * w)),
        .ddf = 0.5 * w * w * w + nan_of(x),
    };
}
MAP(bent_identity)

static const struct activation ROWS[] = {
    { ACTIVATION(softplus), .aliases = "smooth_relu soft_relu", .family = "softplus",
      .formula = "log(1 + e^(beta*x))/beta", .about = "A smooth relu; its slope is the sigmoid.",
      .paper = "Dugas, Bengio, Belisle, Nadeau and Garcia, Incorporating second-order functional "
               "knowledge",
      .year = 2000,
      .accuracy =
          "within 2 ulp (f) and 4 (f', f''); for beta > 1e50, f'' is 0 from |beta*x| = 880 on",
      .params = { { "beta", 1, POSITIVE } }, .smoothness = SMOOTH },
    { ACTIVATION(log_sigmoid), .family = "softplus", .formula = "-log(1 + e^-x)",
      .about = "The logarithm of a probability without ever rounding the probability to 0.",
      .paper = "classical (log-likelihood of the logistic)", .smoothness = SMOOTH },
    { ACTIVATION(squareplus), .family = "softplus", .formula = "(x + sqrt(x^2 + b))/2",
      .about = "softplus without exp and log; its tail is 1/x, not e^x.",
      .paper = "Barron, Squareplus: a softplus-like algebraic rectifier", .year = 2021,
      .params = { { "b", 4, POSITIVE } }, .smoothness = SMOOTH },
    { ACTIVATION(bent_identity), .family = "softplus", .formula = "(sqrt(x^2 + 1) - 1)/2 + x",
      .about = "A line that bends: slope 1/2 on the left, 3/2 on the right.",
      .paper = "no known paper", .smoothness = SMOOTH },
};
FAMILY(family_softplus, ROWS);
