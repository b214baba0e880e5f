"""The Python front on this machine, all cases in one session: `submit/acme python front_cases.py`.

Runs in a directory of its own, which it fills with results.
"""

import contextlib
import functools
import glob
import io
import os
import pickle
import re
import signal
import subprocess
import sys
import threading
import time
import unittest

import h5py
import numpy as np

import acme
from acme import ComputationError, ParallelMap, _session


def f(x, y, z=3):
    return (x + y) * z


def quietly(func, *args, **kwargs):
    kwargs.setdefault("verbose", False)
    with ParallelMap(func, *args, **kwargs) as pmap:
        return pmap.compute()


def in_memory(func, *args, **kwargs):
    return quietly(func, *args, write_worker_results=False, **kwargs)


class Digests(unittest.TestCase):
    def test_a_function_has_one_digest_in_every_process(self):
        code = (
            "from acme import _values\n"
            "import functools, math\n"
            "names = {'a', 'b', 'c', 'd'}\n"
            "def f(x, y={'p': 1, 'q': 2}):\n"
            "    return [g(k) for k in names if k in {'a', 'b', 'zz'}]\n"
            "def g(k):\n"
            "    return math.sqrt(len(k))\n"
            "print(_values.digest(f), _values.digest(functools.partial(f, 3)), _values.digest(lambda x: g(x)))\n"
        )
        said = set()
        for seed in "0", "1", "2":
            run = subprocess.run(
                [sys.executable, "-c", code], env=dict(os.environ, PYTHONHASHSEED=seed), stdout=subprocess.PIPE
            )
            self.assertEqual(run.returncode, 0)
            said.add(run.stdout)
        self.assertEqual(len(said), 1, said)


class DryRuns(unittest.TestCase):
    def test_one_computation_is_tried_and_without_a_terminal_no_other(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            with ParallelMap(f, [1, 2, 4], 3, dryrun=True, output_dir="dry") as pmap:
                self.assertIsNone(pmap.compute())
        self.assertRegex(said.getvalue(), "trying computation [012] of f in a JVM of its own")
        self.assertIn("all 3, if they are like it", said.getvalue())
        self.assertFalse(os.path.exists("dry"))


class Results(unittest.TestCase):
    def test_paths_are_those_of_the_payload_files(self):
        with ParallelMap(f, [2, 4, 6, 8], 4, verbose=False) as pmap:
            results = pmap.compute()
        self.assertRegex(results[3], r"^%s/ACME_\d{8}-\d{6}-\d{6}/f_payload/f_3\.h5$" % re.escape(os.getcwd()))
        self.assertEqual(pmap.results_container, os.path.join(pmap.directory, "f.h5"))
        with h5py.File(pmap.results_container) as run:
            self.assertEqual([run["comp_%d/result_0" % k][()] for k in range(4)], [18, 24, 30, 36])
        with acme.load(pmap.directory) as loaded:
            self.assertEqual(list(loaded), [18, 24, 30, 36])
            self.assertEqual(loaded[-1], 36)
        ledger = acme.ledger(pmap.directory)
        self.assertEqual(sorted(ledger["index"]), [0, 1, 2, 3])
        self.assertEqual(set(ledger["status"]), {"computed"})

    def test_a_directory_of_ones_own_and_one_file(self):
        results = quietly(f, range(3), 1, output_dir="mine", single_file=True)
        self.assertEqual(results, [os.path.abspath("mine/f.h5")])

    def test_values_in_memory_keep_their_kinds(self):
        def kinds(k):
            return [
                7,
                2.5,
                "text",
                True,
                [1, 2],
                (1, "two"),
                {"a": np.arange(3)},
                np.float32(1.5),
                np.arange(6, dtype="i2").reshape(2, 3),
                None,
                b"bytes",
            ][k]

        got = in_memory(kinds, range(11))
        expected = [kinds(k) for k in range(11)]
        for found, wanted in zip(got, expected):
            self.assertIs(type(found), type(wanted))
            self.assertEqual(repr(found), repr(wanted))

    def test_every_kind_of_argument_arrives_as_it_was(self):
        given = {
            "ints": [1, 2, -(1 << 63)],
            "floats": [1.5, float("inf"), -0.0],
            "texts": ["a", "ü", ""],
            "mixed": [1, "a", None],
            "big": [1 << 70, 2, 3],
            "arrays": [np.arange(3), np.ones((2, 2), "f4"), np.array(5)],
            "halves": np.array([1, 2, 3], "f2"),
            "column": np.array([[1.0], [2.0], [3.0]]),
            "unsigned": np.array([1, 2, (1 << 64) - 1], "u8"),
            "flags": np.array([True, False, True]),
            "complexes": np.array([1j, 2, 3], "c8"),
            "words": np.array(["a", "bc", "d"]),
            "swapped": np.array([1, 2, 3], ">i4"),
            "every_other": np.arange(6)[::2],
            "span": range(5, -1, -2),
        }
        for name, values in given.items():
            with self.subTest(name):
                elements = values.squeeze() if isinstance(values, np.ndarray) else values
                got = in_memory(lambda v: (type(v).__name__, getattr(v, "dtype", None), repr(v)), values)
                wanted = [(type(v).__name__, getattr(v, "dtype", None), repr(v)) for v in elements]
                self.assertEqual([g[::2] for g in got], [w[::2] for w in wanted])

    def test_shared_arguments_arrive_as_they_were(self):
        shared = np.arange(12.0).reshape(3, 4).T
        got = in_memory(lambda k, a, b, c: (a, b, c), range(2), shared, {"x": {1}}, "text")
        for a, b, c in got:
            np.testing.assert_array_equal(a, shared)
            self.assertEqual((b, c), ({"x": {1}}, "text"))

    def test_a_shared_list_is_new_in_each_call(self):
        def grow(k, shared):
            shared.append(k)
            return len(shared)

        self.assertEqual(in_memory(grow, range(8), [1], n_inputs=8), [2] * 8)

    def test_stacked_in_memory_with_more_values(self):
        array, *further = in_memory(lambda k: (np.full(3, k), str(k)), range(4), result_shape=(3, None), result_dtype="int16")
        self.assertEqual(array.dtype, np.int16)
        np.testing.assert_array_equal(array, np.tile(np.arange(4), (3, 1)))

    def test_complex_and_half_stacks(self):
        for name in ("complex64", "complex128", "float16", "uint8", "bool"):
            with self.subTest(name):
                (array,) = in_memory(
                    lambda k: np.array([k, 1]).astype(name), range(2), result_shape=(None, 2), result_dtype=name
                )
                np.testing.assert_array_equal(array, np.array([[0, 1], [1, 1]]).astype(name))
                self.assertEqual(array.dtype, np.dtype(name))

    def test_pickles(self):
        results = quietly(lambda k: {"k": k}, range(3), write_pickle=True)
        with open(results[2], "rb") as file:
            self.assertEqual(pickle.load(file), {"k": 2})
        self.assertEqual(acme.load(os.path.dirname(results[0]))[1], {"k": 1})

    def test_partials_methods_and_builtins_are_functions_too(self):
        self.assertEqual(in_memory(functools.partial(f, 1), [1, 2]), [6, 9])
        self.assertEqual(in_memory(pow, [2, 3], 2), [4, 9])
        self.assertEqual(in_memory("ab".join, [["x", "y"], ["z"]]), ["xaby", "z"])
        self.assertEqual(in_memory(np.sqrt, np.array([4.0, 9.0])), [2, 3])

    def test_positional_only_more_and_keyword_only(self):
        def call(a, /, b, *more, c=0, **rest):
            return (a, b, more, c, sorted(rest))

        self.assertEqual(in_memory(call, [1, 2], 3, 4, 5, c=6, d=7)[1], (2, 3, (4, 5), 6, ["d"]))

    def test_the_task_id_is_given(self):
        self.assertEqual(in_memory(lambda x, taskID: (x, taskID), 5, n_inputs=3), [(5, 0), (5, 1), (5, 2)])

    def test_a_keyword_of_the_function_goes_to_the_function(self):
        self.assertEqual(in_memory(lambda x, seed: x + seed, [1, 2], seed=10), [11, 12])

    def test_one_seed_gives_the_same_numbers_with_one_and_two_workers(self):
        def draw(k):
            return np.random.random()

        one = in_memory(draw, range(6), n_workers=1, seed=42)
        two = in_memory(draw, range(6), seed=42)
        self.assertEqual(one, two)
        self.assertEqual(len(set(one)), 6)

    def test_large_arguments_and_results(self):
        large = np.arange(4_000_000.0)
        got = in_memory(lambda k, a: a + k, range(3), large, n_inputs=3)
        np.testing.assert_array_equal(got[2], large + 2)

    def test_each_call_may_change_its_large_arrays(self):
        def change(a, shared):
            before = float(a[0, 0]), int(shared[-1])
            a += 1
            shared[-1] = 7
            return before + (a.shape, str(a.dtype), float(a.sum()))

        arrays = [np.full((300, 200), float(k)) for k in range(4)]
        shared = np.full(500_000, 3, dtype=">i4")
        for _ in range(2):  # the second run gets what the first got
            self.assertEqual(
                in_memory(change, arrays, shared, n_inputs=4),
                [(float(k), 3, (300, 200), "float64", 60000.0 * (k + 1)) for k in range(4)],
            )

    def test_large_arrays_of_a_resumed_run_are_compared(self):
        arrays = [np.full(100_000, float(k)) for k in range(2)]
        with ParallelMap(np.mean, arrays, verbose=False) as first:
            first.compute()
        with ParallelMap(np.mean, arrays, verbose=False, resume=first.directory) as again:
            again.compute()
        self.assertEqual(list(acme.load(first.directory)), [0, 1])
        with ParallelMap(np.mean, [arrays[1], arrays[1]], verbose=False, resume=first.directory) as other:
            with self.assertRaises(ValueError):
                other.compute()

    def test_debug_calls_here_and_keeps_the_results(self):
        seen = []

        def here(x):
            seen.append(x)
            return x, 2 * x

        with ParallelMap(here, [1, 2, 3], verbose=False) as pmap:
            results = pmap.compute(debug=True)
        self.assertEqual(seen, [1, 2, 3])
        self.assertEqual(os.path.basename(results[1]), "here_1.h5")
        self.assertEqual(acme.load(pmap.directory)[1], (2, 4))
        with self.assertRaises(ZeroDivisionError):
            with ParallelMap(lambda x: 1 / x, [1, 0], verbose=False) as pmap:
                pmap.compute(debug=True)


class Failing(unittest.TestCase):
    def test_all_others_are_computed_and_the_error_says_what_failed(self):
        def invert(x):
            return 1 / x

        with ParallelMap(invert, [4, 0, 2, 0], verbose=False) as pmap:
            with self.assertRaises(ComputationError) as raised:
                pmap.compute()
        error = raised.exception
        self.assertEqual((error.index, [f.index for f in error.failures]), (1, [1, 3]))
        self.assertEqual(error.error, "ZeroDivisionError")
        self.assertIn("x=0", error.inputs)
        self.assertIn("return 1 / x" if os.path.exists(__file__) else "invert", error.traceback)
        self.assertEqual(acme.load(pmap.directory)[2], 0.5)
        self.assertIn("<table>", pmap.failures._repr_html_())
        with ParallelMap(invert, [4, 0, 2, 0], verbose=False, on_failure="return") as pmap:
            self.assertEqual(len(pmap.compute()), 2)
        self.assertEqual(len(pmap.failures), 2)

    def test_a_resumed_run_computes_what_is_missing(self):
        def picky(x):
            if x == 3 and not os.path.exists("agreed"):
                raise ValueError("not agreed")
            return x

        with ParallelMap(picky, range(5), verbose=False) as first:
            with self.assertRaises(ComputationError):
                first.compute()
        open("agreed", "w").close()
        with ParallelMap(picky, range(5), verbose=False, resume=first.directory, conf={"spark.acme.retryFailed": "true"}) as again:
            again.compute()
        self.assertEqual(list(acme.load(first.directory)), [0, 1, 2, 3, 4])
        self.assertEqual(len(acme.ledger(first.directory)), 6)

    def test_the_same_run_again_in_the_same_directory_goes_on(self):
        def choosy(x):
            if x == 1 and not os.path.exists("ready"):
                raise ValueError("not ready")
            return x

        def counted():
            with ParallelMap(choosy, range(3), verbose=False, output_dir="again", rerun="resume", on_failure="return") as pmap:
                pmap.compute()
            return len(acme.ledger("again"))

        self.assertEqual(counted(), 3)
        open("ready", "w").close()
        self.assertEqual(counted(), 4)
        self.assertEqual(counted(), 4)

    def test_a_worker_that_dies_is_one_failure(self):
        def die(k):
            if k == 2:
                os.kill(os.getpid(), signal.SIGKILL)
            return k

        with ParallelMap(die, range(4), verbose=False, write_worker_results=False) as pmap:
            with self.assertRaises(ComputationError):
                pmap.compute()
        self.assertEqual(pmap.results, [0, 1, None, 3])
        self.assertEqual([failure.index for failure in pmap.failures], [2])

    def test_a_time_out_ends_the_call(self):
        with ParallelMap(time.sleep, [0, 60], timeout=1, verbose=False) as pmap:
            with self.assertRaises(ComputationError) as raised:
                pmap.compute()
        self.assertEqual(raised.exception.index, 1)


class BadInput(unittest.TestCase):
    def refuses(self, kind, words, func, *args, **kwargs):
        with self.assertRaises(kind) as raised:
            quietly(func, *args, **kwargs)
        for word in words:
            self.assertIn(word, str(raised.exception))

    def test_says_what_is_wrong(self):
        for kind, words, args, kwargs in [
            (TypeError, ["func", "callable"], (3, [1]), {}),
            (ValueError, ["x", "missing"], (f,), {}),
            (ValueError, ["y", "missing"], (f, [1, 2]), {}),
            (ValueError, ["3 positional", "4 are given"], (f, 1, 2, 3, 4), {}),
            (TypeError, ["zz", "no argument"], (f, [1], 2), {"zz": 1}),
            (TypeError, ["given twice"], (f, [1], 2), {"x": 1}),
            (ValueError, ["disagree", "x has 2", "y has 3"], (f, [1, 2], [1, 2, 3]), {}),
            (ValueError, ["n_inputs is 5", "x has 2"], (f, [1, 2], 3), {"n_inputs": 5}),
            (ValueError, ["n_inputs is 0"], (f, 1, 2), {"n_inputs": 0}),
            (TypeError, ["n_inputs"], (f, 1, 2), {"n_inputs": "many"}),
            (ValueError, ["x is empty"], (f, [], 2), {}),
            (TypeError, ["result_shape"], (f, [1], 2), {"result_shape": 3}),
            (ValueError, ["exactly one", "None"], (f, [1], 2), {"result_shape": (3,)}),
            (ValueError, ["exactly one", "None"], (f, [1], 2), {"result_shape": (None, None)}),
            (ValueError, ["at most one", "np.inf"], (f, [1], 2), {"result_shape": (None, np.inf, np.inf)}),
            (ValueError, ["inf"], (f, [1], 2), {"result_shape": (None, np.inf), "write_worker_results": False}),
            (TypeError, ["no_type"], (f, [1], 2), {"result_shape": (None,), "result_dtype": "no_type"}),
            (ValueError, ["datetime64"], (f, [1], 2), {"result_shape": (None,), "result_dtype": "datetime64[s]"}),
            (TypeError, ["single_file"], (f, [1], 2), {"single_file": "yes"}),
            (ValueError, ["single_file", "write_worker_results"], (f, [1], 2), {"single_file": True, "write_worker_results": False}),
            (ValueError, ["single_file", "pickle"], (f, [1], 2), {"single_file": True, "write_pickle": True}),
            (ValueError, ["n_workers is 0"], (f, [1], 2), {"n_workers": 0}),
            (TypeError, ["n_workers"], (f, [1], 2), {"n_workers": 1.5}),
            (ValueError, ["timeout is -1"], (f, [1], 2), {"timeout": -1}),
            (ValueError, ["retries is -1"], (f, [1], 2), {"retries": -1}),
            (ValueError, ["on_failure", "ignore"], (f, [1], 2), {"on_failure": "ignore"}),
            (ValueError, ["compression"], (f, [1], 2), {"compression": 11}),
            (ValueError, ["stop_client"], (f, [1], 2), {"stop_client": "later"}),
            (TypeError, ["output_dir"], (f, [1], 2), {"output_dir": 7}),
            (ValueError, ["not there"], (f, [1], 2), {"resume": "not there"}),
            (ValueError, ["logfile", "no folder"], (f, [1], 2), {"logfile": "no folder/log.txt"}),
            (ValueError, ["nosuch"], (f, [1], 2), {"conf": {"spark.acme.nosuch": "1"}}),
            (ValueError, ["exclude"], (f, [1], 2), {"partition": "p", "master": "local[1]"}),
            (TypeError, ["argument y", "cannot be sent"], (f, [1], threading.Lock()), {}),
        ]:
            with self.subTest(words=words):
                self.refuses(kind, words, *args, **kwargs)

    def test_a_misspelled_keyword_is_told_what_is_near(self):
        self.refuses(TypeError, ["cutof", "did you mean cutoff?"], lambda x, cutoff: x, [1], cutof=2)

    def test_cloudpickle_is_asked_for_where_it_is_needed(self):
        code = (
            "import sys; sys.modules['cloudpickle'] = None\n"
            "from acme import ParallelMap\n"
            "def g(x): return x\n"
            "try: ParallelMap(g, [1, 2]).compute()\n"
            "except TypeError as e: print(e)\n"
            "import math\n"
            "print(ParallelMap(math.sqrt, [4.0, 9.0], write_worker_results=False, verbose=False).compute())\n"
        )
        said = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, universal_newlines=True, check=True).stdout
        self.assertIn("g is defined in __main__, and cloudpickle", said)
        self.assertIn("[2.0, 3.0]", said)


class Sessions(unittest.TestCase):
    def test_importing_takes_no_time(self):
        took = []
        for _ in range(3):
            began = time.monotonic()
            subprocess.run([sys.executable, "-S", "-E", "-c", "import sys; sys.path.insert(0, %r); import acme" % os.path.dirname(os.path.dirname(acme.__file__))], check=True)
            took.append(time.monotonic() - began)
        print("import acme: %.3f s" % min(took))
        self.assertLess(min(took), 0.2)

    def test_the_second_run_costs_little(self):
        in_memory(f, [1, 2], 3)
        took = []
        for _ in range(5):
            began = time.monotonic()
            in_memory(f, [1, 2], 3)
            took.append(time.monotonic() - began)
        print("further runs: %s" % ["%.3f" % t for t in took])
        self.assertLess(min(took), 0.5)

    def test_an_interrupt_ends_the_run_in_order_and_the_session_goes_on(self):
        def slow(k):
            time.sleep(0.2 if k < 4 else 300)
            return k

        jvm = _session.current().pid
        timer = threading.Timer(3, os.kill, [os.getpid(), signal.SIGINT])
        timer.start()
        began = time.monotonic()
        with ParallelMap(slow, range(8), verbose=False) as pmap:
            with self.assertRaises(KeyboardInterrupt) as raised:
                pmap.compute()
        self.assertLess(time.monotonic() - began, 15)
        self.assertIn("acme resume", str(raised.exception))
        self.assertEqual(in_memory(f, [1, 2], 3), [12, 15])
        self.assertEqual(_session.current().pid, jvm)

    def test_fewer_workers_than_cores_can_be_asked_for(self):
        def pids(k):
            time.sleep(0.1)
            return os.getpid()

        self.assertEqual(len(set(in_memory(pids, range(6), n_workers=1))), 1)

    def test_more_workers_than_cores_is_said(self):
        said = io.StringIO()
        with contextlib.redirect_stderr(said):
            with ParallelMap(f, [1, 2], 3, n_workers=1000, write_worker_results=False) as pmap:
                self.assertEqual(pmap.compute(), [12, 15])
        self.assertIn("n_workers is 1000, but this machine has", said.getvalue())

    def test_progress_and_messages_go_to_standard_error_alone(self):
        code = (
            "from acme import ParallelMap\n"
            "def noisy(x):\n"
            "    import os; print('printed', x); os.system('echo echoed'); return x\n"
            "ParallelMap(noisy, [1, 2], write_worker_results=False, logfile='noise.txt').compute()\n"
            "print('done')\n"
        )
        ended = subprocess.run([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.PIPE, universal_newlines=True)
        self.assertEqual((ended.returncode, ended.stdout), (0, "done\n"))
        with open("noise.txt") as log:
            text = log.read()
        self.assertIn("printed 1", text)
        self.assertIn("echoed", text)

    def test_a_forked_child_does_not_use_its_parents_session(self):
        in_memory(f, [1], 2)
        child = os.fork()
        if child == 0:
            os._exit(0 if _session.current() is None else 1)
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(in_memory(f, [1], 2), [9])

    def test_a_jvm_that_has_died_is_replaced(self):
        in_memory(f, [1], 2)
        os.kill(_session.current().pid, signal.SIGKILL)
        _session.current()._process.wait()
        self.assertEqual(in_memory(f, [1], 2), [9])


if __name__ == "__main__":
    unittest.main(verbosity=2)
