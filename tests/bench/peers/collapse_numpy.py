#!/usr/bin/env python3
"""Processor seconds that numpy needs for the products of LAYERS random matrices WIDTH wide, one after the other, and
the singular values of the last; start and random numbers left out. usage: collapse_numpy.py WIDTH LAYERS"""
import sys
import time
import numpy as np

width, layers = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
stack = [rng.standard_normal((width, width)) / np.sqrt(width) for _ in range(layers)]
start = time.process_time()
product = stack[0]
for matrix in stack[1:]:
    product = matrix @ product
np.linalg.svd(product, compute_uv=False)
print("%.3f" % (time.process_time() - start))
