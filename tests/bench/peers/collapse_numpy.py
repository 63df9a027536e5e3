#!/usr/bin/env python3
"""The products of LAYERS random matrices WIDTH wide, one after the other, and the singular values of the last, by
numpy. usage: collapse_numpy.py WIDTH LAYERS"""
import sys
import numpy as np

width, layers = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
product = rng.standard_normal((width, width)) / np.sqrt(width)
for _ in range(layers - 1):
    product = (rng.standard_normal((width, width)) / np.sqrt(width)) @ product
print(np.linalg.svd(product, compute_uv=False)[0])
