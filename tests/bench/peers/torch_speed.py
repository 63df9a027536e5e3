#!/usr/bin/env python3
"""Nanoseconds a value that PyTorch needs for f alone, in double, in cache, on one thread (out= form, so that no
memory is taken). usage: torch_speed.py FUNCTION..."""
import sys
import time
import torch

POINTS, TRIES, REPEATS = 8192, 21, 40
torch.set_num_threads(1)
torch.manual_seed(42)
x = 12 * torch.rand(POINTS, dtype=torch.float64) - 6
y = torch.empty_like(x)
aten = torch.ops.aten
forms = {
    "gelu": lambda: aten.gelu.out(x, out=y),
    "gelu_tanh": lambda: aten.gelu.out(x, approximate="tanh", out=y),
    "silu": lambda: aten.silu.out(x, out=y),
    "tanh": lambda: torch.tanh(x, out=y),
    "sigmoid": lambda: torch.sigmoid(x, out=y),
    "mish": lambda: aten.mish.out(x, out=y),
    "softplus": lambda: aten.softplus.out(x, out=y),
    "elu": lambda: aten.elu.out(x, out=y),
}


def nanoseconds(call):
    took = []
    for _ in range(TRIES + 1):
        start = time.perf_counter()
        for _ in range(REPEATS):
            call()
        took.append(1e9 * (time.perf_counter() - start) / REPEATS / POINTS)
    return sorted(took[1:])[TRIES // 2]


with torch.inference_mode():
    print("  PyTorch %s, double, ns a value" % torch.__version__)
    for name in sys.argv[1:]:
        if name in forms:
            print("  %-35s%9.2f" % (name, nanoseconds(forms[name])))
