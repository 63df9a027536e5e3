#!/usr/bin/env python3
"""Coefficients of the normal tail: Phi(-t) e^(t^2/2) = 1/(2 + k t - t A(t)/B(t)), k = sqrt(2 pi), 0 <= t <= 42.

R(t) = sqrt(pi/2) e^(t^2/2) erfc(t/sqrt 2) is Mills' ratio. S = A0/B0 (degrees 9 and 10) solves S R = 1 - t R at 20
Chebyshev nodes of y = (t-3.5)/(t+3.5) for t in [0, 38], which is linear in the 20 free coefficients. Scaled so that k S(0) = 2,
A = (2 B0 - k A0)/t. All coefficients come out positive, so nothing cancels. Prints C and the error at many points."""
from mpmath import mp, mpf, sqrt, pi, exp, erfc, cos, matrix, lu_solve

mp.prec = 400
K = sqrt(2 * pi)


def mills(t):
    return sqrt(pi / 2) * exp(t * t / 2) * erfc(t / sqrt(mpf(2)))


def fit(center=mpf(7) / 2, end=38, top=9, bottom=10):
    count = top + bottom + 1
    low, high = mpf(-1), (end - center) / (end + center)
    nodes = []
    for j in range(count):
        y = (low + high) / 2 + (high - low) / 2 * cos((2 * j + 1) * pi / (2 * count))
        nodes.append(center * (1 + y) / (1 - y))
    m, right = matrix(count, count), matrix(count, 1)
    for i, t in enumerate(nodes):
        r = mills(t)
        for j in range(top + 1):                    # A0
            m[i, j] = t**j * r
        for j in range(1, bottom + 1):              # B0, its constant coefficient is 1
            m[i, top + j] = -(1 - t * r) * t**j
        right[i] = 1 - t * r
    c = lu_solve(m, right)
    a0 = [c[j] for j in range(top + 1)]
    b0 = [mpf(1)] + [c[top + j] for j in range(1, bottom + 1)]
    # S R = 1 - t R holds at 0 only nearly: scale A0 so that k S(0) = 2 exactly.
    scale = 2 / (K * a0[0])
    a0 = [scale * v for v in a0]
    a0 += [mpf(0)] * (bottom - top)
    a = [(2 * b0[j] - K * a0[j]) for j in range(1, bottom + 1)]
    return a, b0


def value(c, t):
    s = mpf(0)
    for v in reversed(c):
        s = s * t + v
    return s


a, b = fit()
ra, rb = [mpf(float(v)) for v in a], [mpf(float(v)) for v in b]
for title, aa, bb in (("before rounding", a, b), ("rounded", ra, rb)):
    worst, where = mpf(0), 0
    for i in range(4001):
        t = mpf(42) * i / 4000 if i % 2 else mpf(8) * i / 4000
        g = 1 / (2 + K * t - t * value(aa, t) / value(bb, t))
        e = abs(g * K / mills(t) - 1)
        if e > worst:
            worst, where = e, t
    print("/* %s: 2^%s at t = %s */" % (title, mp.nstr(mp.log(worst, 2), 5), mp.nstr(where, 5)))
for name, c in (("A", a), ("B", b)):
    print("static const double %s[] = {%s};" % (name, ", ".join(float(v).hex() for v in c)))
