"""Runs every Python block of the original's documentation page, taken from the page as it is.

reference_page.py PAGE MASTER [NOTEBOOK]. The notebook must have all blocks in the same order. The text of the page has lost its indentation, so each block is given by its
first line and the level of each of its lines; nothing else is retyped. Values are compared with serial Python.
"""

import json
import os
import pickle
import re
import sys

import h5py
import numpy as np

import acme
from acme import ParallelMap

with open(sys.argv[1], encoding="utf-8") as file:
    LINES = file.read().splitlines()
PAGE = {"at": 0}
CELLS = []


def flat(source):
    """Code without spaces and line ends; the notebook breaks long lines."""
    return "".join(source.split()).replace(",)", ")")


if len(sys.argv) > 3:
    with open(sys.argv[3], encoding="utf-8") as file:
        CELLS = [flat("".join(cell["source"])) for cell in json.load(file)["cells"] if cell["cell_type"] == "code"]


def in_notebook(source):
    """Checks that the notebook has the lines in this cell or a later one, and goes on behind them."""
    if len(sys.argv) > 3:
        source = flat(source)
        found = [k for k, cell in enumerate(CELLS) if source in cell]
        is_so(found, "the notebook has no cell with %r in this place" % source)
        rest = CELLS[found[0]].partition(source)[2]
        CELLS[: found[0] + 1] = [rest]


def block(first, levels):
    """Runs the next block that begins with ``first``; a digit is the level of a line."""
    at = next(k for k in range(PAGE["at"], len(LINES)) if LINES[k].startswith(first))
    lines = LINES[at : at + len(levels)]
    PAGE["at"] = at + len(levels)
    print("block at line %d: %s" % (at + 1, first), flush=True)
    source = "\n".join("    " * int(level) + line for level, line in zip(levels, lines))
    in_notebook(source)
    exec(compile(source, "page", "exec"), globals())


def session(first, count, shown=()):
    """Runs the ``count`` statements behind ``>>>`` from ``first`` on; returns their values."""
    at = next(k for k in range(PAGE["at"], len(LINES)) if LINES[k].startswith(">>> " + first))
    values, statements = [], 0
    while statements < count:
        line = LINES[at]
        at += 1
        if line.startswith(">>> "):
            statements += 1
            text = line[4:]
            in_notebook(text)
            try:
                values.append(eval(compile(text, "page", "eval"), globals()))
            except SyntaxError:
                exec(compile(text, "page", "exec"), globals())
                values.append(None)
    PAGE["at"] = at
    return values


def same(found, expected, what):
    if not np.array_equal(np.asarray(found), np.asarray(expected)):
        raise AssertionError("%s: %r instead of %r" % (what, found, expected))


def is_so(condition, what):
    if not condition:
        raise AssertionError(what)


if len(sys.argv) > 2:
    acme.spark_cluster_setup(sys.argv[2])


def f(x, y, z=3):
    return (x + y) * z


x, y = [2, 4, 6, 8], 4
with ParallelMap(f, x, y) as pmap:
    results = pmap.compute()
same(len(results), 4, "payload files")
is_so(all(re.search(r"/ACME_\d{8}-\d{6}-\d{6}/f_payload/f_%d\.h5$" % k, r) for k, r in enumerate(results)), results)

block("import h5py", "00123")
with h5py.File("new_file.h5") as new:
    same([new["comp_%d/result_0" % k][()] for k in range(4)], [18, 24, 30, 36], "copied")

block("def this_func", "011")
block("def randout", "01212")
block("import numpy as np", "000001")
_ = session("results", 2)
same(_[0], [_[1]], "a single file is the one result")
is_so(re.search(r"/ACME_\d{8}-\d{6}-\d{6}/randout\.h5$", _[1]), _[1])
with h5py.File(pmap.results_container) as h5f:
    same([h5f["comp_%d/result_0" % k][()] for k in range(N)], [randout(v) for v in x], "randout")

block("import numpy as np", "001111")
block("import numpy as np", "0000001")
expected = [matconstruct(a, k) for k in range(K)]
with h5py.File(pmap.results_container) as h5f:
    is_so(list(h5f.keys()) == ["result_0"], "nothing but the stacked dataset")
    is_so(h5f["result_0"].is_virtual, "virtual")
    same(h5f["result_0"][()], expected, "matconstruct")

block("def matconstruct_multi", "01111")
block("with ParallelMap(matconstruct_multi", "01")
_ = session("h5f = h5py", 6)
is_so({"comp_0", "comp_199", "result_0"} <= set(_[1]), "groups and dataset")
same(_[2].shape, (200, 10, 9), "shape")
same(_[2][()], [matconstruct_multi(a, k)[0] for k in range(K)], "matconstruct_multi")
same(sorted(_[3]), ["result_1", "result_2"], "further results")
same(_[4], 56, "second return value")
same(_[5], matconstruct_multi(a, 56)[2], "third return value")
h5f.close()

block("with ParallelMap(matconstruct, a, range(K)", "01")
_ = session("h64f", 4)
same(_[2:], ["float64", "float16"], "types")
same(h16f["result_0"][()], np.array(expected).astype("float16"), "halves")
h64f.close(), h16f.close()

block("with ParallelMap(matconstruct,", "00000001")
_ = session("results", 1)
is_so(isinstance(_[0], list) and len(_[0]) == 1 and _[0][0].dtype == np.float16, "a list of one array")
same(_[0][0], np.array(expected[:5]).astype("float16"), "stacked in memory")

block("import numpy as np", "0" * 16 + "1")
_ = session("import h5py", 5)
same(_[2][0], 200, "rows")
is_so(_[2] == (200, None), "no limit on the columns")
is_so(_[3] == (200, 15000), "shape")
is_so(_[4] is True, "virtual")
same(h5f["result_0"][()], [uniform_filter1d(s, size=10, mode="nearest") for s in sensor_data], "filtered")
h5f.close()

block("from scipy.sparse import spdiags", "0000")
_ = session("x", 5)
same(_[4].toarray(), f(x, y).toarray(), "sparse")
block("with ParallelMap(f, [x, x, x, x], y", "01")
_ = session("results", 1)
is_so([os.path.basename(r) for r in _[0]] == ["f_%d.pickle" % k for k in range(4)], _[0])
is_so(pmap.results_container is None, "no container")
for name in results:
    with open(name, "rb") as file:
        same(pickle.load(file).toarray(), f(x, y).toarray(), name)

block("def rand1", "011")
_ = session("import numpy as np", 3)
block("with ParallelMap(rand1", "01")
_ = session("results", 1)
is_so(len(_[0]) == 10 and all(0 <= v < np.pi for v in _[0]), _[0])
block("def rand2", "011")
block("with ParallelMap(rand2", "01")
_ = session("results", 1)
same(_[0], [rand2(x, k) for k in range(10)], "rand2")

x, y = 2, 4
block("z = rng.integers", "001")
with h5py.File(pmap.results_container) as h5f:
    same([h5f["comp_%d/result_0" % k][()] for k in (0, 7, 19999)], [f(x, y, z[k]) for k in (0, 7, 19999)], "20000")
is_so(os.path.getsize("my_log.txt") > 0, "a log file")
block("z = rng.integers", "001")
same(len(pmap.failures), 0, "failures")
print("the whole page")
