#!/usr/bin/python3
"""Writes SciPy's ECG (5 minutes at 360 Hz) as 32 windows: /data, (3375 samples, 32 windows), mV.

usage: make_ecg.py OUT.h5
"""
import sys
import warnings

import h5py

try:
    from scipy.misc import electrocardiogram
except ImportError:  # since SciPy 1.12; fetches the recording
    from scipy.datasets import electrocardiogram

WINDOWS = 32
RATE = 360.0


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        ecg = electrocardiogram()
    samples = ecg.size // WINDOWS
    data = ecg[: samples * WINDOWS].reshape(WINDOWS, samples).T
    with h5py.File(sys.argv[1], "w") as out:
        dataset = out.create_dataset("data", data=data)
        dataset.attrs["rate_hz"] = RATE
        dataset.attrs["unit"] = "mV"
    print(f"{sys.argv[1]}: /data {data.shape}, {RATE:g} Hz")


if __name__ == "__main__":
    main()
