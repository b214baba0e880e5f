"""Reads the results of a run from disk."""

import json
import os
import pickle
from datetime import datetime, timedelta


def load(run_dir):
    """Opens the results of a run as a :class:`Results`.

    Example::

        results = acme.load("ACME_20261122-100302-976973")
        len(results)         # number of computations
        results[7]           # what the function returned for the eighth input, read now
        results.stacked      # with result_shape: the h5py dataset with all first return values

    Pickled results are unpickled, which may run code. Load only results that you trust.
    """
    return Results(os.fspath(run_dir))


def ledger(run_dir):
    """Returns the ledger of a run as a pandas table with one row per finished attempt."""
    try:
        import pandas
    except ImportError:
        raise ImportError("acme.ledger needs pandas, which is not installed") from None
    directory, manifest = _manifest(os.fspath(run_dir))
    path = os.path.join(directory, manifest["name"] + "_computations.jsonl")
    rows = []
    with open(path, encoding="utf-8") as file:
        for line in file:
            if line.endswith("\n"):  # a crash may have left half a line at the end
                rows.extend(_attempts(json.loads(line)))
    return pandas.DataFrame(rows)


def _attempts(line):
    """Returns a row for each attempt in a line of the ledger, which has those that were committed together."""
    indices = line.pop("indices", None)
    starts = line.pop("start_micros", None)
    nanos = line.pop("nanos", None)
    if indices is None:  # a line of an earlier version is one attempt
        return [line]
    first = line["started"] and datetime.fromisoformat(line["started"].rstrip("Z"))
    rows = []
    for index, start, duration in zip(indices, starts, nanos):
        row = dict(line, index=index)
        if duration is not None:  # unknown if a crash has lost the line, and resuming wrote it again
            row["started"] = (first + timedelta(microseconds=start)).isoformat(timespec="microseconds") + "Z"
            row["seconds"] = duration / 1e9
        if line["file"]:
            row["file"] = line["file"].replace("{index}", str(index))
        rows.append(row)
    return rows


def _manifest(run_dir):
    directory = os.path.dirname(run_dir) if os.path.isfile(run_dir) else run_dir
    found = [name for name in _listing(directory) if name.endswith("_run.json")]
    if len(found) != 1:
        raise ValueError("%s is no run directory of acme: it has %d files *_run.json" % (directory, len(found)))
    with open(os.path.join(directory, found[0]), encoding="utf-8") as file:
        return directory, json.load(file)


def _listing(directory):
    try:
        return sorted(os.listdir(directory))
    except OSError as e:
        raise ValueError("%s is no run directory of acme: %s" % (directory, e.strerror)) from None


class Results:
    """The results of a run by number of the computation. Each is read when it is accessed."""

    def __init__(self, run_dir):
        self.directory, self.manifest = _manifest(run_dir)
        self.name = self.manifest["name"]
        self.n_inputs = self.manifest["nInputs"]
        container = os.path.join(self.directory, self.name + ".h5")
        self.container = container if os.path.exists(container) else None
        self._file = None

    def _open(self):
        if self._file is None:
            try:
                import h5py
            except ImportError:
                raise ImportError("results in HDF5 files need h5py, which is not installed") from None
            if self.container is None:
                raise ValueError("%s has no results container" % self.directory)
            self._file = h5py.File(self.container, "r")
        return self._file

    @property
    def stacked(self):
        """The dataset of a run with ``result_shape``. Other return values are at ``[index]``."""
        file = self._open()
        if "result_0" not in file:
            raise ValueError("%s was run without result_shape; take results[index]" % self.directory)
        return file["result_0"]

    def __len__(self):
        return self.n_inputs

    def __getitem__(self, index):
        if isinstance(index, slice):
            return [self[k] for k in range(*index.indices(len(self)))]
        if index < 0:
            index += len(self)
        if not 0 <= index < len(self):
            raise IndexError("there are computations 0 to %d" % (len(self) - 1))
        pickled = os.path.join(self.directory, "%s_%d.pickle" % (self.name, index))
        if os.path.exists(pickled):
            with open(pickled, "rb") as file:
                return pickle.load(file)
        if self.container is None:
            raise KeyError("computation %d has no result" % index)
        file = self._open()
        values = []
        if "result_0" in file:
            dataset = file["result_0"]
            values.append(dataset[self._place(dataset, index)])
        group = file.get("comp_%d" % index)
        if group is not None:
            names = sorted(group, key=lambda name: int(name.rsplit("_", 1)[1]))
            values.extend(_plain(group[name]) for name in names)
        if not values:
            raise KeyError("computation %d has no result" % index)
        return values[0] if len(values) == 1 else tuple(values)

    def _place(self, dataset, index):
        axis = int(self.manifest["resultShape"].strip("()[] ").replace(" ", "").split(",").index("stack"))
        return (slice(None),) * axis + (index,)

    def __iter__(self):
        return (self[k] for k in range(len(self)))

    def close(self):
        if self._file is not None:
            self._file.close()
            self._file = None

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return "<Results of %s: %d computations, %s, in %s>" % (
            self.name,
            self.n_inputs,
            self.manifest.get("outcome", "not ended"),
            self.directory,
        )


def _plain(dataset):
    value = dataset[()]
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if getattr(value, "dtype", None) is not None and value.dtype == object:
        return dataset.asstr()[()]
    return value
