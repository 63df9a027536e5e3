#!/usr/bin/env python3
"""GELU and its slope with NumPy and matplotlib, 640 x 480. usage: plot_matplotlib.py OUT.png"""
import math
import sys
import matplotlib
matplotlib.use("Agg")
import matplotlib.pyplot as plt
import numpy as np

x = np.linspace(-5, 5, 1001)
p = 0.5 * (1 + np.vectorize(math.erf)(x / math.sqrt(2)))
figure, axes = plt.subplots(figsize=(6.4, 4.8), dpi=100)
axes.plot(x, x * p, label="gelu")
axes.plot(x, p + x * np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi), label="gelu'")
axes.legend()
axes.grid(True)
axes.set_xlabel("x")
axes.set_title("GELU")
figure.savefig(sys.argv[1])
