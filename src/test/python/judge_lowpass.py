#!/usr/bin/python3
"""Compares comp_i/result_0 of RUN.h5 with SciPy's filtfilt over the columns of IN.h5:/data.

usage: judge_lowpass.py IN.h5 RUN.h5 RATE_HZ CUTOFF_HZ ORDER

They must agree to 1e-6 but for the first and last second. Exit status 1 if they do not.
"""
import sys

import h5py
import numpy as np
from scipy.signal import butter, filtfilt

TOLERANCE = 1e-6


def main():
    if len(sys.argv) != 6:
        sys.exit(__doc__)
    rate, cutoff, order = float(sys.argv[3]), float(sys.argv[4]), int(sys.argv[5])
    edge = int(np.ceil(rate))
    with h5py.File(sys.argv[1], "r") as source:
        data = source["data"][()]
    expected = filtfilt(*butter(order, cutoff, fs=rate), data, axis=0)
    inner = slice(edge, data.shape[0] - edge)
    if inner.stop <= inner.start:
        sys.exit(f"{sys.argv[1]}: {data.shape[0]} samples leave nothing between the edges")
    worst = 0.0
    with h5py.File(sys.argv[2], "r") as run:
        names = {f"comp_{i}" for i in range(data.shape[1])}
        if set(run.keys()) != names:
            sys.exit(f"{sys.argv[2]}: groups {sorted(run.keys())}, expected {sorted(names)}")
        for i in range(data.shape[1]):
            result = run[f"comp_{i}"]["result_0"][()]
            if result.shape != data[:, i].shape:
                sys.exit(f"comp_{i}/result_0: shape {result.shape}, expected {data[:, i].shape}")
            difference = np.abs(result[inner] - expected[inner, i]).max()
            if not difference <= TOLERANCE:  # false for NaN, too
                sys.exit(f"comp_{i}/result_0 differs from filtfilt by {difference:g}")
            worst = max(worst, difference)
    print(f"{data.shape[1]} channels agree with filtfilt; largest difference {worst:.2g}")


if __name__ == "__main__":
    main()
