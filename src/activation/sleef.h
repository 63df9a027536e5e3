/* Inside the activation room: exp, tanh and log1p of Sleef 3.5.1 (u10), which torch's vectors call,
 * by their operations, in our own words: float32, each operation rounded once. For files that are
 * compiled without contraction. Without branches, so that loops around them become vectors. */
#ifndef ACTFN_SLEEF_H
#define ACTFN_SLEEF_H

#include "activation/target.h"

#include <math.h>
#include <string.h>

INLINE float of_bits(uint32_t bits)
{
    float x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

/* To nearest, ties to even: the upper half of the bits. */
INLINE float to_bfloat16(float x)
{
    uint32_t bits;
    memcpy(&bits, &x, sizeof bits);
    if (x != x)
        return x;
    bits += 0x7fff + ((bits >> 16) & 1);
    return of_bits(bits & 0xffff0000);
}

/* 2^q x, in two steps, so that a subnormal result is rounded once. */
INLINE float scale(float x, int q)
{
    int half = q >> 1;
    x *= of_bits((uint32_t)(half + 127) << 23);
    return x * of_bits((uint32_t)(q - half + 127) << 23);
}

INLINE float exp_sleef(float x)
{
    static const float c[] = { 0.00139304355252534151077271f, 0.00833336077630519866943359f,
                               0.0416664853692054748535156f, 0.166666671633720397949219f, 0.5f };
    float q = rintf(x * 1.442695040888963407359924681001892137426645954152985934135449406931f);
    float s = fmaf(q, -0.693145751953125f, x), p = 0.000198527617612853646278381f;
    s = fmaf(q, -1.428606765330187045e-06f, s);
    UNROLL
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
INLINE struct two_float sum_ordered(struct two_float a, struct two_float b)
{
    float h = a.h + b.h;
    return (struct two_float){ h, a.h - h + b.h + a.l + b.l };
}

INLINE struct two_float sum(struct two_float a, struct two_float b)
{
    float h = a.h + b.h, v = h - a.h;
    return (struct two_float){ h, (a.h - (h - v)) + (b.h - v) + (a.l + b.l) };
}

INLINE struct two_float sum_one(struct two_float a, float b)
{
    float h = a.h + b, v = h - a.h;
    return (struct two_float){ h, (a.h - (h - v)) + (b - v) + a.l };
}

INLINE struct two_float product(struct two_float a, struct two_float b)
{
    float h = a.h * b.h;
    return (struct two_float){ h, fmaf(a.h, b.l, fmaf(a.l, b.h, fmaf(a.h, b.h, -h))) };
}

INLINE struct two_float product_one(struct two_float a, float b)
{
    float h = a.h * b;
    return (struct two_float){ h, fmaf(a.l, b, fmaf(a.h, b, -h)) };
}

INLINE struct two_float square(struct two_float a)
{
    float h = a.h * a.h;
    return (struct two_float){ h, fmaf(a.h + a.h, a.l, fmaf(a.h, a.h, -h)) };
}

INLINE struct two_float quotient(struct two_float n, struct two_float d)
{
    float t = 1.0f / d.h, h = n.h * t, u = fmaf(t, n.h, -h);
    float v = fmaf(-d.l, t, fmaf(-d.h, t, 1));
    return (struct two_float){ h, fmaf(h, v, fmaf(n.l, t, u)) };
}

INLINE struct two_float reciprocal(struct two_float d)
{
    float h = 1.0f / d.h;
    return (struct two_float){ h, h * fmaf(-d.l, h, fmaf(-d.h, h, 1)) };
}

/* e^x for x from 0 to 9 */
INLINE struct two_float exp_two(float x)
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

INLINE float tanh_sleef(float x)
{
    float a = fabsf(x);
    bool far = a > 8.664339742f;
    struct two_float e = exp_two(far || x != x ? 0 : a), i = reciprocal(e);
    struct two_float down = { -i.h, -i.l };
    struct two_float y = quotient(sum_ordered(e, down), sum_ordered(e, i));
    return x != x ? x : copysignf(far ? 1 : y.h + y.l, x);
}

/* Of x >= 0; from 1e23 on it is x, as only whether it is large counts there. */
INLINE float log1p_sleef(float x)
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
    return inside ? s.h + s.l : x;
}

#endif
