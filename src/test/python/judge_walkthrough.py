#!/usr/bin/python3
"""Checks what the README's first command leaves: comp_0..3/result_0 are the scalars 18, 24, 30, 36.

usage: judge_walkthrough.py RUN.h5
"""
import sys

import h5py

EXPECTED = [18.0, 24.0, 30.0, 36.0]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with h5py.File(sys.argv[1], "r") as run:
        names = sorted(run.keys())
        if names != ["comp_0", "comp_1", "comp_2", "comp_3"]:
            sys.exit(f"{sys.argv[1]}: root holds {names}")
        datasets = [run[name]["result_0"] for name in names]
        if any(dataset.shape != () for dataset in datasets):
            sys.exit(f"{sys.argv[1]}: shapes {[d.shape for d in datasets]}, expected scalars")
        values = [float(dataset[()]) for dataset in datasets]
    if values != EXPECTED:
        sys.exit(f"{sys.argv[1]}: {values}, expected {EXPECTED}")
    print(f"{sys.argv[1]}: {values}")


if __name__ == "__main__":
    main()
