"""Functions in Python here, with multiprocessing.Pool and with joblib, in one session: `submit/bench PythonBench`.

Arguments: cheap calls (100000), arrays of 32 MB (64). Runs in a temporary directory.
"""

import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time

import numpy as np

from acme import ParallelMap

CORES = len(os.sched_getaffinity(0))
ELEMENTS = 4 << 20  # of float64: 32 MB


def cheap(x):
    return x * x


def large(x):
    return np.full(ELEMENTS, float(x))


def total(x):
    return float(x[0] + x[-1])


def corner(x):
    return float(x[0, 0])


def timed(what, count, unit, call):
    started = time.perf_counter()
    result = call()
    seconds = time.perf_counter() - started
    print("%-62s %8.2f s %10.0f %s" % (what, seconds, count / seconds, unit), flush=True)
    return result


def run(func, *args, **kwargs):
    with ParallelMap(func, *args, verbose=False, **kwargs) as pmap:
        return pmap.compute()


def in_files(func, *args, **kwargs):
    folder = os.path.join(os.getcwd(), "run")
    shutil.rmtree(folder, ignore_errors=True)
    return run(func, *args, output_dir=folder, **kwargs)


def importing():
    code = "import time; t = time.perf_counter(); import acme; print(time.perf_counter() - t)"
    best = min(float(subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, check=True).stdout) for _ in range(5))
    print("%-62s %8.2f s" % ("import acme, the best of 5", best))


def main():
    calls = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    arrays = int(sys.argv[2]) if len(sys.argv) > 2 else 64
    megabytes = arrays * ELEMENTS * 8 / 1e6
    print("%d cores, Python %s, NumPy %s" % (CORES, sys.version.split()[0], np.__version__))
    importing()
    timed("the first run of a session", 1, "runs/s", lambda: run(cheap, range(10), write_worker_results=False))
    for _ in range(3):
        timed("a further run", 1, "runs/s", lambda: run(cheap, range(10), write_worker_results=False))
    timed("a further run into files", 1, "runs/s", lambda: in_files(cheap, range(10)))
    for n in sorted({calls // 20, calls}):
        for _ in range(2):
            got = timed("%d cheap calls, in memory" % n, n, "calls/s", lambda: run(cheap, range(n), write_worker_results=False))
            assert got[-1] == (n - 1) ** 2
        timed("%d cheap calls, into files" % n, n, "calls/s", lambda: in_files(cheap, range(n)))
    assert len(timed("%d results of 32 MB, into files" % arrays, megabytes, "MB/s", lambda: in_files(large, range(arrays)))) == arrays
    shutil.rmtree("run", ignore_errors=True)
    inputs = [np.full(ELEMENTS, float(k)) for k in range(min(arrays, 8))] * max(1, arrays // 8)
    handed = len(inputs) * ELEMENTS * 8 / 1e6
    for _ in range(2):
        timed("%d arguments of 32 MB" % len(inputs), handed, "MB/s", lambda: run(total, inputs, write_worker_results=False))
    timed("the same, results into files", handed, "MB/s", lambda: in_files(total, inputs))
    timed("one shared argument of 32 MB, 64 calls", 64, "calls/s", lambda: run(corner, inputs[0].reshape(2048, 2048), n_inputs=64, write_worker_results=False))

    with multiprocessing.Pool(CORES) as pool:
        pool.map(cheap, range(10))
        timed("multiprocessing.Pool(%d).map, %d cheap calls" % (CORES, calls), calls, "calls/s", lambda: pool.map(cheap, range(calls)))
        timed("the same with chunksize=1", calls, "calls/s", lambda: pool.map(cheap, range(calls), chunksize=1))
        timed("Pool.imap, %d results of 32 MB" % arrays, megabytes, "MB/s", lambda: [r[0] for r in pool.imap(large, range(arrays))])
        timed("Pool.map, %d arguments of 32 MB" % len(inputs), handed, "MB/s", lambda: pool.map(total, inputs, chunksize=1))
    try:
        import joblib
    except ImportError:
        print("joblib is not installed")
        return
    with joblib.Parallel(n_jobs=CORES) as parallel:
        parallel(joblib.delayed(cheap)(k) for k in range(10))
        timed("joblib, %d cheap calls" % calls, calls, "calls/s", lambda: parallel(joblib.delayed(cheap)(k) for k in range(calls)))
        timed(
            "joblib, %d arguments of 32 MB" % len(inputs), handed, "MB/s", lambda: parallel(joblib.delayed(total)(x) for x in inputs)
        )
        timed(
            "joblib, %d results of 32 MB, first numbers kept" % min(arrays, 16),
            megabytes * min(arrays, 16) / arrays,
            "MB/s",
            lambda: [r[0] for r in parallel(joblib.delayed(large)(k) for k in range(min(arrays, 16)))],
        )


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        main()
