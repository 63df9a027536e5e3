#!/usr/bin/env python3
"""1 - erf x = e^(-x^2) N(x)/D(x) for 0.95 <= x <= 6.05: N of degree 7, D of degree 8, D(0) = 1.

N = W D, W = e^(x^2) erfc x, at 16 Chebyshev nodes of y = (x-2)/(x+2), which is linear in the 16 free coefficients. Prints C and
the error of the rounded coefficients at many points."""
from mpmath import mp, mpf, exp, erfc, cos, pi, matrix, lu_solve

mp.prec = 400
LOW, HIGH, CENTER, TOP, BOTTOM = mpf("0.95"), mpf("6.05"), 2, 7, 8


def exact(x):
    return exp(x * x) * erfc(x)


def value(c, x):
    s = mpf(0)
    for v in reversed(c):
        s = s * x + v
    return s


count = TOP + BOTTOM + 1
a, b = [(v - CENTER) / (v + CENTER) for v in (LOW, HIGH)]
m, right = matrix(count, count), matrix(count, 1)
for i in range(count):
    y = (a + b) / 2 + (b - a) / 2 * cos((2 * i + 1) * pi / (2 * count))
    x = CENTER * (1 + y) / (1 - y)
    for j in range(TOP + 1):
        m[i, j] = x**j
    for j in range(1, BOTTOM + 1):
        m[i, TOP + j] = -exact(x) * x**j
    right[i] = exact(x)
c = lu_solve(m, right)
n = [mpf(float(c[j])) for j in range(TOP + 1)]
d = [mpf(1)] + [mpf(float(c[TOP + j])) for j in range(1, BOTTOM + 1)]
worst = max(abs(value(n, x) / value(d, x) / exact(x) - 1) for x in (LOW + (HIGH - LOW) * i / 2000 for i in range(2001)))
print("/* relative error 2^%s at 2001 points, coefficients rounded */" % mp.nstr(mp.log(worst, 2), 5))
for name, v in (("N", n), ("D", d)):
    print("static const double ERF_TAIL_%s[] = {%s};" % (name, ", ".join(float(u).hex() for u in v)))
