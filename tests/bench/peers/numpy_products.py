#!/usr/bin/env python3
"""Ten matrices multiplied by numpy.linalg.multi_dot, and the feedforward shape of GPT-2 XL, in milliseconds (medians)."""
import time
import numpy as np

rng = np.random.default_rng(1)


def median(call, rounds):
    call()
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return sorted(seconds)[len(seconds) // 2] * 1e3


for n in (64, 512, 1024):
    stack = [rng.standard_normal((n, n)) for _ in range(10)]
    print("  %4d wide, ten layers  numpy multi_dot %9.3f ms" % (n, median(lambda: np.linalg.multi_dot(stack), 9)))
a, b = rng.standard_normal((1600, 6400)), rng.standard_normal((6400, 1600))
print("  1600 x 6400 x 1600     numpy @         %9.3f ms" % median(lambda: a @ b, 5))
