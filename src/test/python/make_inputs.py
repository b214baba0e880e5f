"""Small files of every kind that is read: HDF5 of superblock 0, 2 and 3, netCDF-3. Argument: a folder."""
import pathlib
import sys

import h5py
import numpy as np
from scipy.io import netcdf_file

folder = pathlib.Path(sys.argv[1])


def fill(file):
    rng = np.random.default_rng(1)
    file.attrs["title"] = "a recording"
    file.attrs["rates"] = np.array([1.5, 2.5])
    file["signal"] = rng.normal(size=(20, 8))
    file.create_dataset("chunked", data=rng.integers(0, 9, (40, 30)), chunks=(10, 10), compression="gzip", shuffle=True)
    file.create_dataset("growing", data=np.arange(12.0).reshape(3, 4), maxshape=(None, 4))
    file["flags"] = np.array([True, False, True])
    file["names"] = np.array(["a", "bc", "größe"], dtype=object)
    file["fixed"] = np.array([b"abc", b"de"])
    file["complex"] = np.array([1 + 2j, 3 - 1j])
    file["table"] = np.array([(1, 2.0), (3, 4.0)], dtype=[("i", "i4"), ("x", "f8")])
    spikes = file.create_dataset("spikes", (3,), dtype=h5py.vlen_dtype("f8"))
    for k in range(3):
        spikes[k] = np.arange(k + 1.0)
    group = file.create_group("group/inner", track_order=True)
    for k in range(12):
        group[f"member_{k}"] = k
        group.attrs[f"attribute_{k}"] = k
    group["half"] = np.arange(5, dtype="f2")
    file["soft"] = h5py.SoftLink("/signal")
    file["external"] = h5py.ExternalLink("elsewhere.h5", "/x")
    file.create_group("empty")


for name, bounds in {"superblock0": ("earliest", "v108"), "superblock2": ("v108", "v108"), "superblock3": ("v110", "v110")}.items():
    with h5py.File(folder / f"{name}.h5", "w", libver=bounds) as file:
        fill(file)

with netcdf_file(folder / "classic.nc", "w") as file:
    file.title = b"a recording"
    file.createDimension("time", None)
    file.createDimension("channel", 4)
    data = file.createVariable("data", "f8", ("time", "channel"))
    data[:] = np.arange(20.0).reshape(5, 4)
    data.units = b"mV"
