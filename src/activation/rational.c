/* Exact numbers. */
#include "activation/rational.h"
#include "base/base.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static struct rational inexact(double value)
{
    return (struct rational){ .value = value };
}

static int64_t common_divisor(int64_t a, int64_t b)
{
    while (b) {
        int64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a < 0 ? -a : a;
}

struct rational rational_of(int64_t p, int64_t q)
{
    if (p == INT64_MIN || q == INT64_MIN || q == 0)
        return inexact((double)p / (double)q);
    int64_t d = common_divisor(p, q);
    if (q < 0)
        d = -d;
    p /= d;
    q /= d;
    return (struct rational){ p, q, (double)p / (double)q };
}

struct rational rational_whole(int64_t p)
{
    return (struct rational){ p, 1, (double)p };
}

struct rational rational_read(double value)
{
    char *text = text_copy(number_text(value).text), *e = strchr(text, 'e'), *dot;
    long exponent = e ? strtol(e + 1, NULL, 10) : 0;
    if (e)
        *e = 0;
    dot = strchr(text, '.');
    if (dot) {
        exponent -= (long)strlen(dot + 1);
        memmove(dot, dot + 1, strlen(dot + 1) + 1);
    }
    int64_t p = 0, q = 1;
    bool exact = isfinite(value) && strlen(text) <= 18 && labs(exponent) <= 18;
    if (exact)
        p = strtoll(text, NULL, 10);
    for (; exact && exponent > 0; exponent--)
        exact = !__builtin_mul_overflow(p, 10, &p);
    for (; exact && exponent < 0; exponent++)
        exact = !__builtin_mul_overflow(q, 10, &q);
    free(text);
    return exact ? rational_of(p, q) : inexact(value);
}

struct rational rational_add(struct rational a, struct rational b)
{
    int64_t p, r, q;
    if (!a.q || !b.q || __builtin_mul_overflow(a.p, b.q, &p) ||
        __builtin_mul_overflow(b.p, a.q, &r) || __builtin_add_overflow(p, r, &p) ||
        __builtin_mul_overflow(a.q, b.q, &q))
        return inexact(a.value + b.value);
    return rational_of(p, q);
}

struct rational rational_multiply(struct rational a, struct rational b)
{
    int64_t p, q;
    if (!a.q || !b.q)
        return inexact(a.value * b.value);
    struct rational c = rational_of(a.p, b.q), d = rational_of(b.p, a.q);
    if (!c.q || !d.q || __builtin_mul_overflow(c.p, d.p, &p) ||
        __builtin_mul_overflow(c.q, d.q, &q))
        return inexact(a.value * b.value);
    return rational_of(p, q);
}

struct rational rational_power(struct rational a, int n)
{
    struct rational y = rational_whole(1);
    if (n < 0) {
        a = a.q ? rational_of(a.q, a.p) : inexact(1 / a.value);
        n = -n;
    }
    for (; n; n >>= 1) {
        if (n & 1)
            y = rational_multiply(y, a);
        if (n > 1)
            a = rational_multiply(a, a);
    }
    return y;
}

bool rational_is(struct rational a, int64_t p)
{
    return a.q ? a.p == p && a.q == 1 : a.value == (double)p;
}

bool rational_is_whole(struct rational a)
{
    return a.q == 1;
}

bool rational_same(struct rational a, struct rational b)
{
    return a.p == b.p && a.q == b.q && memcmp(&a.value, &b.value, sizeof a.value) == 0;
}
