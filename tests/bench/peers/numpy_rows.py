"""A million rows x, f, f', f'' of gelu by numpy and scipy, as csv (numpy.savetxt) to standard output."""
import math
import sys

import numpy as np
from scipy.special import erfc

x = np.linspace(-8, 8, 1000000)
P, p = 0.5 * erfc(-x * math.sqrt(0.5)), np.exp(-0.5 * x * x) / math.sqrt(2 * math.pi)
np.savetxt(sys.stdout.buffer, np.stack([x, x * P, P + x * p, p * (2 - x * x)], 1), fmt="%.17g", delimiter=",")
