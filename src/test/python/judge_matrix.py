"""Judges what ResultsMatrixTest has written: a mode, then containers.

every: each computation has the values of EveryResult.of(index).
stacked: result_0 has a row per computation, as EveryResult.row(type, index) or
EveryResult.ragged(type, index); the directory's name has the type.
pickled: directories with a file per computation, that has the first values of
EveryResult.of(index).
"""

import array
import os
import pickle

import sys

import h5py
import numpy as np


def every(i):
    """What EveryResult.of(i) returns, as numpy has it."""
    strings = np.array(["größe %d" % i, "", "\U0001f600"], dtype=object)
    cs = np.array([complex(i, -1), complex(0.5, i)])
    return [
        np.int8(i % 100 - 50),
        np.int16(-i),
        np.int32(i * 1000),
        np.int64(i - (1 << 62)),
        np.float32(i + 0.5),
        np.float64(i / 3),
        np.bool_(i % 2 == 0),
        "no. %d, 世界" % i,
        np.complex128(complex(i, -0.5)),
        np.array([i % 100, -1], "int8"),
        np.array([i, -i, 0], "int16"),
        np.arange(i, i + 5, dtype="int32"),
        np.array([i], "int64"),
        np.array([i, 0.25], "float32"),
        np.array([i, np.nan, np.inf, -0.0]),
        np.array([True, i % 2 == 0]),
        strings,
        cs,
        np.array([[i, 1, 2], [3, 4, 5]], "int32"),
        np.full((2, 3, 4), float(i)),
        np.array([[i % 2 == 0], [True]]),
        np.array([i, i + 0.5]),
        np.array([[i, 2], [3, 4]], "int32"),
        np.array(["a", "b%d" % i], dtype=object),
        np.array([[i, 2.5]], "float32"),
        np.zeros(0),
        np.zeros((3, 0), "int32"),
        i + np.arange(2500) / 8,
    ]


def row(kind, i):
    """What EveryResult.row(type, i) returns."""
    if kind == "bool":
        return np.array([i % 2 == 0, True])
    if kind.startswith("complex"):
        return np.array([complex(i, 0.5), complex(1, -i)], kind)
    return np.array([i % 100, 7]).astype(kind)


def ragged(kind, i):
    """What EveryResult.ragged(type, i) returns."""
    value = i % 2 == 1 if kind == "bool" else complex(i, -1) if kind[0] == "c" else i % 100
    return np.full(i % 4, value).astype(kind)


def is_fill(found):
    return np.isnan(found).all() if found.dtype.kind in "fc" else not found.any()


def same(found, expected, where):
    if isinstance(expected, str):
        assert found.asstr()[()] == expected, where
        return
    value = found.asstr()[()] if expected.dtype == object else found[()]
    assert found.shape == expected.shape, (where, found.shape, expected.shape)
    assert expected.dtype == object or found.dtype == expected.dtype, (where, found.dtype)
    if expected.dtype == object:
        assert list(value) == list(expected), where
    else:
        assert np.array_equal(value, expected, equal_nan=expected.dtype.kind in "fc"), where


def judge_every(h5, name):
    n = int(name.split("-")[-1])
    assert len(h5) == n, (name, len(h5))
    for i in range(n):
        group = h5["comp_%d" % i]
        expected = every(i)
        assert len(group) == len(expected), (name, i)
        for k, value in enumerate(expected):
            same(group["result_%d" % k], value, (name, i, k))


def judge_stacked(h5, name):
    kind, n = name.split("-")[-2:]
    unlimited = name.startswith("unlimited")
    stacked = h5["result_0"]
    assert stacked.attrs["valid"].all() and len(stacked.attrs["valid"]) == int(n), name
    whole = stacked[()]
    for i in range(int(n)):
        expected = ragged(kind, i) if unlimited else row(kind, i)
        assert stacked.dtype == expected.dtype, (name, stacked.dtype)
        if unlimited:
            assert stacked.maxshape == (int(n), None), name
            assert stacked.attrs["lengths"][i] == len(expected), name
            found = whole[i, : len(expected)]
            assert is_fill(whole[i, len(expected) :]), (name, i)
        else:
            found = whole[:, i]
        assert np.array_equal(found, expected), (name, i, found, expected)
        assert h5["comp_%d" % i]["result_1"].asstr()[()] == "further %d" % i, (name, i)


def unpickled(value):
    if isinstance(value, bytes):
        return np.frombuffer(value, "int8")
    if isinstance(value, (list, array.array)):
        return np.array([unpickled(element) for element in value])
    return value


def judge_pickled(directory):
    n = int(directory.split("-")[-1])
    names = sorted(name for name in os.listdir(directory) if name.endswith(".pickle"))
    assert names == sorted("every_%d.pickle" % i for i in range(n)), names
    for i in range(n):
        with open("%s/every_%d.pickle" % (directory, i), "rb") as file:
            values = pickle.load(file)
        expected = every(i)[:24]
        assert len(values) == len(expected), (directory, i)
        for k, value in enumerate(values):
            found, wanted = unpickled(value), np.asarray(expected[k])
            assert np.shape(found) == wanted.shape, (directory, i, k, found)
            exact = wanted.dtype.kind in "fc"
            assert np.array_equal(found, wanted, equal_nan=exact), (directory, i, k, found)


mode, places = sys.argv[1], sys.argv[2:]
for place in places:
    if mode == "pickled":
        judge_pickled(place)
    else:
        with h5py.File(place, "r") as h5:
            {"every": judge_every, "stacked": judge_stacked}[mode](h5, place.split("/")[-2])
