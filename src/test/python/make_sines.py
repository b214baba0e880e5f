#!/usr/bin/python3
"""Writes 32 channels of two sines, 5 Hz and 120 Hz, at 1000 Hz for 10 s: /data, (10000, 32).

usage: make_sines.py OUT.h5
"""
import sys

import h5py
import numpy as np

CHANNELS = 32
RATE = 1000.0
SECONDS = 10


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    t = np.arange(int(SECONDS * RATE)) / RATE
    phase = 2 * np.pi * np.arange(CHANNELS) / CHANNELS
    slow = np.sin(2 * np.pi * 5 * t[:, None] + phase)
    fast = 0.5 * np.sin(2 * np.pi * 120 * t[:, None] + 3 * phase)
    with h5py.File(sys.argv[1], "w") as out:
        dataset = out.create_dataset("data", data=slow + fast)
        dataset.attrs["rate_hz"] = RATE
    print(f"{sys.argv[1]}: /data {slow.shape}, {RATE:g} Hz")


if __name__ == "__main__":
    main()
