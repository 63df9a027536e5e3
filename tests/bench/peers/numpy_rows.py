#!/usr/bin/env python3
"""The rows of a structured npy file as csv by numpy.savetxt, to standard output. usage: numpy_rows.py FILE.npy"""
import sys
import numpy as np

rows = np.load(sys.argv[1])
np.savetxt(sys.stdout.buffer, rows.view("<f8").reshape(len(rows), -1), fmt="%.17g", delimiter=",")
