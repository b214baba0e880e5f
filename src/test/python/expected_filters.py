#!/usr/bin/python3
"""What SciPy makes of the samples on standard input (one per line), one value per line.

usage: expected_filters.py smooth SIZE | lowpass RATE_HZ CUTOFF_HZ ORDER
"""
import sys

import numpy as np
from scipy.ndimage import uniform_filter1d
from scipy.signal import butter, filtfilt


def main():
    samples = np.loadtxt(sys.stdin, ndmin=1)
    match sys.argv[1:]:
        case ["smooth", size]:
            values = uniform_filter1d(samples, size=int(size), mode="nearest")
        case ["lowpass", rate, cutoff, order]:
            values = filtfilt(*butter(int(order), float(cutoff), fs=float(rate)), samples)
        case _:
            sys.exit(__doc__)
    np.savetxt(sys.stdout, values, fmt="%.17g")


if __name__ == "__main__":
    main()
