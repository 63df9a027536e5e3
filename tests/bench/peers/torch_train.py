#!/usr/bin/env python3
"""Milliseconds of processor time a training step takes in PyTorch: 2 -> LAYERS x WIDTH -> 1, ReLU, mean squared error,
SGD. usage: torch_train.py LAYERS WIDTH BATCH STEPS THREADS"""
import sys
import time
import torch
from torch import nn

layers, width, batch, steps, threads = map(int, sys.argv[1:])
torch.set_num_threads(threads)
torch.manual_seed(1)
parts, before = [], 2
for _ in range(layers):
    parts += [nn.Linear(before, width), nn.ReLU()]
    before = width
net = nn.Sequential(*parts, nn.Linear(before, 1))
optimizer = torch.optim.SGD(net.parameters(), lr=0.01)
x, y = torch.randn(4096, 2), torch.randn(4096, 1)


def train(n):
    for _ in range(n):
        rows = torch.randint(0, 4096, (batch,))
        loss = nn.functional.mse_loss(net(x[rows]), y[rows])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()


train(20)
start, wall = time.process_time(), time.perf_counter()
train(steps)
print("%.3f %.3f" % (1e3 * (time.process_time() - start) / steps, 1e3 * (time.perf_counter() - wall) / steps))
