"""Writes files to inspect into a folder, and prints what NumPy says about their numbers."""

import json
import os
import sys

import h5py
import numpy as np
from scipy.io import netcdf_file

folder = sys.argv[1]
random = np.random.default_rng(1)
expected = {}


def of(values):
    """Smallest, largest, mean and number of NaN."""
    finite = values[~np.isnan(values)] if values.dtype.kind == "f" else values
    if values.dtype.kind == "f":
        ends = [java(float(str(x))) for x in (finite.min(), finite.max())]
    else:
        ends = [str(finite.min()), str(finite.max())]
    mean = float(finite.mean(dtype="float64"))
    return {"min": ends[0], "max": ends[1], "mean": mean, "nan": str(values.size - finite.size)}


def java(value):
    """A float64 in digits that Java understands and prints alike; tests take simple numbers."""
    return "%.1f" % value if value == round(value, 1) else repr(value)


with h5py.File(os.path.join(folder, "many.h5"), "w") as file:
    file.attrs["subject"] = "s01"
    data = file.create_dataset(
        "data", data=np.zeros((300, 700)), chunks=(100, 70), compression=4, shuffle=True, fletcher32=True
    )
    data.attrs["units"] = "mV"
    data.attrs["gain"] = 2.5
    data.attrs["rate_hz"] = [360, 180]
    data.attrs["table"] = np.zeros(30)
    group = file.create_group("group")
    group.attrs["note"] = "of the group"
    group.create_dataset("lzf", data=np.zeros(300, "int16"), chunks=(50,), maxshape=(None,), compression="lzf")

with h5py.File(os.path.join(folder, "numbers.h5"), "w") as file:
    here = expected["numbers.h5"] = {}
    for name in ("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"):
        limits = np.iinfo(name)
        values = random.integers(limits.min, limits.max, size=(7, 5), dtype=name, endpoint=True)
        file[name] = values
        here[name] = of(values)
    for name in ("float16", "float32", "float64"):
        values = (random.integers(-2000, 2000, size=(40, 30)) / 2).astype(name)
        values[3, :10] = np.nan
        file[name] = values
        here[name] = of(values)
    file["scalar"] = 2.5
    here["scalar"] = of(np.array(2.5))
    file["bool"] = random.random(1000) < 0.3
    here["bool"] = "%d of 1000 true" % file["bool"][()].sum()
    file["nothing"] = np.zeros((0, 4))
    here["nothing"] = "no values"
    file["nan"] = np.full(6, np.nan)
    here["nan"] = "all 6 NaN"
    file["text"] = "words"
    here["text"] = "str ()"

with h5py.File(os.path.join(folder, "blocks.h5"), "w") as file:
    here = expected["blocks.h5"] = {}
    values = random.integers(-1000, 1000, size=(130, 170, 110)).astype("float64")  # 19 MB, several blocks
    values[77, 5, :] = np.nan
    file.create_dataset("chunked", data=values, chunks=(13, 50, 30))
    file["contiguous"] = values
    layout = h5py.VirtualLayout(values.shape, "float64")
    layout[...] = h5py.VirtualSource(".", "contiguous", values.shape)
    file.create_virtual_dataset("virtual", layout)
    for name in ("chunked", "contiguous", "virtual"):
        here[name] = of(values)

with netcdf_file(os.path.join(folder, "air.nc"), "w") as file:
    here = expected["air.nc"] = {}
    file.history = "made for a test"
    file.createDimension("time", None)
    file.createDimension("x", 4)
    time = file.createVariable("time", "i4", ("time",))
    time.units = "days since 2000-01-01"
    time[:] = [1, 2, 3]
    temperature = file.createVariable("temperature", "f4", ("time", "x"))
    temperature.units = "K"
    temperature.missing_value = np.float32(-999)
    values = (270 + np.arange(12) / 2).astype("f4").reshape(3, 4)
    values[1, 1] = np.nan
    temperature[:] = values
    here["time"] = of(np.array([1, 2, 3]))
    here["temperature"] = of(values)

np.save(os.path.join(folder, "array.npy"), np.arange(10, dtype="int32"))
expected["array.npy"] = {"": of(np.arange(10, dtype="int32"))}
print(json.dumps(expected))
