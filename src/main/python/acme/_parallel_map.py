"""``ParallelMap`` calls a function once per computation, in parallel."""

import datetime
import functools
import getpass
import os
import pathlib
import sys

from . import _clusters, _distribution, _progress, _session
from ._failures import AcmeError, ComputationError, Failure, Failures

_UNSET = object()


class ParallelMap:
    """Calls ``func`` once per computation, in parallel, and leaves the results in HDF5 files.

    Example::

        def f(x, y, z=3):
            return (x + y) * z

        with ParallelMap(f, [2, 4, 6, 8], 4) as pmap:
            results = pmap.compute()        # paths of the result files
        pmap.results_container              # .../ACME_20261122-100302-976973/f.h5

    Lists, tuples, ranges and one-dimensional arrays with as many elements as there are computations
    are split, one element per computation. All other arguments are shared. The following keywords
    belong to ``ParallelMap``, all others to ``func``.

    :param n_inputs: number of computations; ``"auto"`` derives it from the arguments.
    :param write_worker_results: False keeps the results in memory.
    :param output_dir: directory for the results, new or empty; by default ``ACME_<time>`` in the
        working directory.
    :param result_shape: stack the first return value of all computations in one dataset of this
        shape. It contains None once, for the dimension of stacking, and at most once ``np.inf``.
    :param result_dtype: element type of that dataset.
    :param single_file: keep all results in one file of regular datasets.
    :param write_pickle: write one pickle file per computation instead of HDF5.
    :param partition: partition of SLURM; ``"auto"`` is the smallest that fits if ``ACME_SITE`` is
        set, else this machine.
    :param n_workers: number of computations at the same time on this machine, or number of SLURM
        jobs.
    :param mem_per_worker: memory of each SLURM job, for example ``"8GB"``.
    :param setup_timeout: number of seconds to wait for SLURM workers.
    :param setup_interactive: ask after a dry run whether to continue, if there is a terminal.
    :param stop_client: True ends everything at the end of the ``with`` block; False also keeps
        SLURM workers; ``"auto"`` keeps this machine's Spark for the next run and ends SLURM workers
        that this run has started.
    :param verbose: False shows neither messages nor progress; True also shows debug messages.
    :param dryrun: run one computation first, show the estimate for all, and ask at a terminal
        whether to continue.
    :param logfile: path of the log file; True for a file in the current directory, False for none,
        None for one beside the results.
    :param cleanup_threshold_days: remove directories of earlier runs that are older and lie beside
        this run's directory.
    :param seed: seed of the random streams, for a run that can be repeated.
    :param retries: how often a failed computation is repeated.
    :param timeout: number of seconds that one computation may take, or a text such as ``"5m"``.
    :param on_failure: ``"raise"`` computes all others, then raises :class:`ComputationError`;
        ``"stop"`` ends the run at the first failure and raises it; ``"return"`` raises nothing, see
        ``failures``.
    :param resume: directory of an earlier run; only its missing results are computed.
    :param rerun: what to do if ``output_dir`` already holds a run: ``"resume"`` computes what is
        missing or failed if the run is the same, ``"replace"`` removes it, ``"refuse"`` is the default.
    :param compression: level from 1 (quick) to 9 (small) for compressing large arrays.
    :param master: a Spark master, for example ``"spark://host:7077"`` or ``"local[4]"``.
    :param conf: Spark properties, for example ``{"spark.executor.memory": "4g"}``.

    The original does not have the keywords from ``seed`` to ``conf``. If ``func`` has a parameter
    with one of these names, ``func`` gets the keyword. The option can then be given as
    ``conf={"spark.acme.seed": "42"}``.
    """

    def __init__(
        self,
        func,
        *args,
        n_inputs="auto",
        write_worker_results=True,
        output_dir=None,
        result_shape=None,
        result_dtype="float",
        single_file=False,
        write_pickle=False,
        partition="auto",
        n_workers="auto",
        mem_per_worker="auto",
        setup_timeout=60,
        setup_interactive=True,
        stop_client="auto",
        verbose=None,
        dryrun=False,
        logfile=None,
        cleanup_threshold_days=None,
        seed=_UNSET,
        retries=_UNSET,
        timeout=_UNSET,
        on_failure=_UNSET,
        resume=_UNSET,
        rerun=_UNSET,
        compression=_UNSET,
        master=_UNSET,
        conf=_UNSET,
        **kwargs,
    ):
        if not callable(func):
            raise TypeError("func is %s, but must be callable" % _distribution.in_short(func))
        ours = dict(
            seed=seed,
            retries=retries,
            timeout=timeout,
            on_failure=on_failure,
            resume=resume,
            rerun=rerun,
            compression=compression,
            master=master,
            conf=conf,
        )
        for key in set(ours) & set(_distribution.parameters(func) or ()):
            if ours[key] is not _UNSET:
                kwargs[key] = ours[key]
                ours[key] = _UNSET
        ours = {key: None if value is _UNSET else value for key, value in ours.items()}
        for name, value in dict(
            write_worker_results=write_worker_results,
            single_file=single_file,
            write_pickle=write_pickle,
            setup_interactive=setup_interactive,
            dryrun=dryrun,
        ).items():
            if not isinstance(value, bool):
                raise TypeError("%s is %r, but must be True or False" % (name, value))
        if verbose not in (None, True, False):
            raise TypeError("verbose is %r, but must be None, True or False" % (verbose,))
        if stop_client not in ("auto", True, False):
            raise ValueError('stop_client is %r, but must be "auto", True or False' % (stop_client,))
        if not isinstance(partition, str):
            raise TypeError("partition is %r, but must be a string" % (partition,))

        self.func = func
        self.name = _file_name(func)
        self.verbose = verbose
        self.results_container = None
        self.results = None
        self.failures = Failures()
        self.directory = None
        self._dryrun = dryrun
        self._interactive = setup_interactive
        self._stop = stop_client
        self._in_memory = not write_worker_results
        self._single_file = single_file
        self._pickle = write_pickle
        self._logfile = logfile
        self._output_dir = _path("output_dir", output_dir)
        self._resume = _path("resume", ours["resume"])
        self._on_failure = ours["on_failure"] or "raise"
        if self._on_failure not in ("raise", "stop", "return"):
            raise ValueError(
                'on_failure is %r, but must be "raise", "stop" or "return"' % (self._on_failure,)
            )
        self._arguments = _distribution.bind(func, self.name, args, kwargs)
        self.n_inputs = _distribution.distribute(
            func, self._arguments, _number_of_inputs(n_inputs)
        )
        self._dtype = None
        conf = ours["conf"] or {}
        if not isinstance(conf, dict):
            raise TypeError("conf is %r, but must be a dict of properties" % (conf,))
        self._conf = conf
        self._options = self._options_of(result_shape, result_dtype, cleanup_threshold_days, ours)
        self._where = _clusters.choose(
            partition, n_workers, mem_per_worker, setup_timeout, setup_interactive, ours["master"], self._say
        )

    def _options_of(self, result_shape, result_dtype, cleanup_threshold_days, ours):
        options = {key[len("spark.acme.") :]: str(value) for key, value in self._conf.items() if key.startswith("spark.acme.")}
        options["name"] = self.name
        options["nInputs"] = str(self.n_inputs)
        if result_shape is not None:
            options["resultShape"] = _shape(result_shape)
            options["resultType"] = self._dtype = _type_name(result_dtype)
        if self._in_memory:
            if self._single_file or self._pickle:
                raise ValueError(
                    "%s needs files, but write_worker_results is False"
                    % ("single_file" if self._single_file else "write_pickle")
                )
            options["inMemory"] = "true"
        if self._single_file:
            options["singleFile"] = "true"
        if self._pickle:
            options["format"] = "pickle"
        if cleanup_threshold_days:
            days = _whole("cleanup_threshold_days", cleanup_threshold_days, 0)
            options["cleanupThresholdDays"] = str(days)
        for key, least in (("seed", None), ("retries", 0)):
            if ours[key] is not None:
                options[key] = str(_whole(key, ours[key], least))
        if ours["timeout"] is not None:
            options["timeout"] = _time("timeout", ours["timeout"])
        if ours["rerun"] is not None:
            options["rerun"] = str(ours["rerun"])
        if ours["compression"] is not None:
            options["compression"] = _compression(ours["compression"])
        if self._on_failure == "stop":
            options["onFailure"] = "stop"
        options["verbosity"] = {None: "normal", True: "verbose", False: "quiet"}[self.verbose]
        return options

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return "<ParallelMap of %s: %d computations>" % (self.name, self.n_inputs)

    def _repr_html_(self):
        if self.results is None and not self.failures:
            return None
        from . import _report

        return _report.table(self)

    def report(self):
        """Writes the report of the run, and returns it; in Jupyter it is shown. See :func:`acme.report`."""
        if self.directory is None:
            raise ValueError("a report needs the ledger of a run directory; compute into files first")
        from . import _report

        return _report.report(self.directory)

    def close(self):
        """Ends what ``stop_client`` selects. The end of a ``with`` block calls it."""
        session = _session.current()
        if session is None:
            return
        if self._stop is True:
            _clusters.cluster_cleanup()
        elif self._stop == "auto" and self._where.kind == "slurm" and self._where is not _clusters._chosen:
            try:
                session.ask({"op": "release"}, (), _clusters.listener(self.verbose is False))
            except AcmeError as e:
                self._say(str(e))

    def compute(self, debug=False):
        """Runs all computations and returns when all results are available.

        Returns the paths of the result files in the order of the computations. With ``single_file``
        it returns a list with the one file. With ``write_worker_results=False`` it returns the
        results themselves, or with ``result_shape`` a list with one array.

        If computations fail, all others are computed and kept. :class:`ComputationError` is raised
        at the end unless ``on_failure`` is ``"return"``.

        :param debug: call the function in this process, one computation after the other, for a
            debugger. An exception of the function is raised at once. The results are kept as usual.
        """
        if debug:
            return self._debug()
        from . import _shared

        where = self._where
        session = _clusters.session(_clusters.properties(self._conf), where)
        blobs = []
        memory = _shared.memory(where, with_digests=not self._in_memory)
        try:
            return self._run(session, self._message(where, blobs, memory), blobs)
        finally:
            if memory is not None:
                memory.close()

    def _message(self, where, blobs, memory):
        from . import _functions, _values

        return {
            "op": "run",
            "where": where.request(),
            "python": sys.executable,
            "versions": _functions.versions(),
            "threads": _threads(self._conf),
            "path": [os.path.abspath(p) for p in sys.path],
            "directory": os.getcwd(),
            "options": self._options_now(where),
            "function": _values.function(self.func, self.name, self._pickle, blobs),
            "arguments": [_values.argument(a, blobs, memory) for a in self._arguments],
            "taskId": self._wants_task_id(),
            "resume": self._resume,
            "dryRun": self._dryrun,
        }

    def _run(self, session, message, blobs):
        from . import _values

        if self._dryrun:
            answer, _ = session.ask(message, blobs, _clusters.listener())
            _progress.say(answer["text"])
            if answer["failed"] or not self._goes_on():
                return None
            message["dryRun"] = False
        progress = _progress.display(self.name, self.n_inputs, self.verbose is False)
        values = []

        def listener(event, data):
            kind = event["event"]
            if kind == "progress":
                progress.update(event["done"], event["failed"])
            elif kind == "said":
                _progress.say(event["text"])
            elif kind == "values":
                values.extend(_values.read(event, data))

        try:
            answer, _ = session.ask(message, blobs, listener)
        except _session.Interrupted as e:
            raise KeyboardInterrupt(str(e)) from None
        finally:
            progress.close()
        return self._take(answer, values)

    def _take(self, answer, values):
        self.results_container = answer["container"]
        self.directory = answer["directory"]
        self.failures = Failures(Failure(**failure) for failure in answer["failures"])
        if self._in_memory:
            if self._dtype is not None and values:
                values[0] = values[0].astype(self._dtype, copy=False)
            self.results = values
        elif self._single_file:
            self.results = [self.results_container]
        else:
            self.results = answer["files"]
        if self.failures and self._on_failure != "return":
            raise ComputationError(self.failures, self.n_inputs, self.results)
        return self.results

    def _debug(self):
        results = []
        for index in range(self.n_inputs):
            args, kwargs = [], {}
            for a in self._arguments:
                value = _distribution.elements(a)[index] if a.split else a.value
                if a.name is None:
                    args.append(value)
                else:
                    kwargs[a.name] = value
            if self._wants_task_id():
                kwargs[_distribution.TASK_ID] = index
            results.append(self.func(*args, **kwargs))
        kept = ParallelMap.__new__(ParallelMap)
        kept.__dict__.update(self.__dict__)
        kept.func = _identity
        only = _distribution.Argument(None, "0", results)
        only.split = True
        kept._arguments = [only]
        kept._dryrun = False
        try:
            return kept.compute()
        finally:
            for attribute in ("results", "results_container", "failures", "directory"):
                setattr(self, attribute, getattr(kept, attribute))

    def _wants_task_id(self):
        known = _distribution.parameters(self.func) or {}
        return _distribution.TASK_ID in known and all(
            a.name != _distribution.TASK_ID for a in self._arguments
        )

    def _options_now(self, where):
        options = dict(self._options)
        stamp = datetime.datetime.now()
        if not self._in_memory and self._resume is None:
            options["outputDir"] = self._output_dir or os.path.join(
                _base(where.site), stamp.strftime("ACME_%Y%m%d-%H%M%S-%f")
            )
        logfile = self._logfile
        if logfile is False:
            options["logfile"] = "none"
        elif logfile is True:
            options["logfile"] = os.path.abspath("ACME_%s_%s.log" % (self.name, stamp.strftime("%Y%m%d-%H%M%S")))
        elif logfile is not None:
            options["logfile"] = _path("logfile", logfile)
        return options

    def _goes_on(self):
        if not self._interactive or not _progress._is_terminal(sys.stdin):
            return False
        return input("Make all %d computations? [y/N] " % self.n_inputs).strip().lower() in ("y", "yes")

    def _say(self, message):
        if self.verbose is not False:
            _progress.say("acme: " + message + "\n")


def _identity(value):
    return value


def _file_name(func):
    while isinstance(func, functools.partial):
        func = func.func
    name = getattr(func, "__name__", None) or type(func).__name__
    return "lambda" if name == "<lambda>" else name


def _threads(conf):
    """Returns the number of cores of one call."""
    return int(conf.get("spark.task.cpus", 1))


def _base(site):
    """Returns the parent of run directories: at ESI and CoBIC the home on /mnt/hpc, else here."""
    if site in ("esi", "bic"):
        for folder in (os.path.expanduser("~"), os.path.join("/mnt/hpc/home", getpass.getuser())):
            if folder.startswith("/mnt/hpc/") and os.path.isdir(folder):
                return folder
    return os.getcwd()


def _path(name, value):
    if value is None:
        return None
    if not isinstance(value, (str, pathlib.PurePath)):
        raise TypeError("%s is %r, but must be a path" % (name, value))
    text = str(value)
    return text if "://" in text else os.path.abspath(os.path.expanduser(text))


def _number_of_inputs(n_inputs):
    if isinstance(n_inputs, str) and n_inputs == "auto":
        return None
    return _whole("n_inputs", n_inputs, 1)


def _whole(name, value, least):
    import operator

    try:
        number = operator.index(value)
    except TypeError:
        if not (isinstance(value, float) and value.is_integer()):
            raise TypeError("%s is %r, but must be a whole number" % (name, value)) from None
        number = int(value)
    if isinstance(value, bool):
        raise TypeError("%s is %r, but must be a whole number" % (name, value))
    if least is not None and number < least:
        raise ValueError("%s is %d, but must be %d or more" % (name, number, least))
    return number


def _time(name, value):
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("%s is %r, but must be a number of seconds" % (name, value))
    if not value > 0:
        raise ValueError("%s is %r, but must be more than 0" % (name, value))
    return "%dms" % max(1, round(value * 1000))


def _compression(value):
    if isinstance(value, str):
        return value
    if value is True:
        return "deflate:4"
    if value is False:
        return "none"
    return "deflate:%d" % _whole("compression", value, 0) if value else "none"


def _shape(shape):
    import numpy as np

    if not isinstance(shape, (list, tuple)):
        raise TypeError("result_shape is %r, but must be a tuple" % (shape,))
    words = []
    for length in shape:
        if length is None:
            words.append("stack")
        elif isinstance(length, bool) or not isinstance(length, (int, float, np.number)):
            raise ValueError(
                "result_shape is %r, but each entry must be a number, None or np.inf" % (shape,)
            )
        elif length == np.inf:
            words.append("inf")
        elif length < 0 or int(length) != length:
            raise ValueError("result_shape is %r, but lengths must be whole numbers of 0 or more" % (shape,))
        else:
            words.append(str(int(length)))
    if words.count("stack") != 1:
        raise ValueError(
            "result_shape is %r, but exactly one entry must be None: the dimension along which results are stacked"
            % (shape,)
        )
    if words.count("inf") > 1:
        raise ValueError("result_shape is %r, but at most one entry may be np.inf" % (shape,))
    return ",".join(words)


def _type_name(dtype):
    import numpy as np

    return np.dtype(dtype).name
