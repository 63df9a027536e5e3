#!/usr/bin/env python3
"""The same block in PyTorch on the CPU: 256 tokens through 1600 -> 6400 -> 1600 with tanh GELU. usage: torch_ffn.py"""
import time
import torch
from torch import nn
net = nn.Sequential(nn.Linear(1600, 6400), nn.GELU(approximate="tanh"), nn.Linear(6400, 1600))
x = torch.randn(256, 1600)
times = []
with torch.inference_mode():
    for run in range(16):
        start = time.perf_counter()
        net(x)
        times.append(time.perf_counter() - start)
times = sorted(times[1:])
t = times[len(times) // 2]
print("  PyTorch            %7.2f ms  %6.1f GFLOP/s" % (1e3 * t, 2 * 2 * 1600 * 6400 * 256 / t / 1e9))
