"""Chooses where to run: on this machine, on a Spark master, or on workers that SLURM starts."""

import os
import shutil

from . import _progress, _session


class Where:
    """A place to run, in the form of a request to the JVM.

    ``kind`` is ``local``, ``master`` or ``slurm``. ``options`` are the options of this place.
    """

    def __init__(self, kind, options, site=None):
        self.kind = kind
        self.options = options
        self.site = site

    def request(self):
        return dict(self.options, kind=self.kind)

    def __eq__(self, other):
        return isinstance(other, Where) and self.request() == other.request()


# The place that a *_cluster_setup has chosen. All runs that name no place use it.
_chosen = None
_conf = {}


class Client:
    """A running cluster. Runs that name no other place use it until it is closed."""

    def __init__(self, where, master, cores):
        self._where = where
        self.master = master
        self.cores = cores

    def close(self):
        cluster_cleanup(self)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def __repr__(self):
        return "<Client of %s: %s, %d cores>" % (self._where.kind, self.master, self.cores)


def cores_here():
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not available on every system
        return os.cpu_count() or 1


def has_slurm():
    return shutil.which("sbatch") is not None


def local_cluster_setup(n_workers=None, mem_per_worker=None, interactive=False, start_client=True, **conf):
    """Starts Spark on this machine. All following runs use it.

    ``n_workers`` is the number of computations that run at the same time. The default is the number
    of cores of this machine. It may be larger for functions that wait. ``mem_per_worker`` and
    ``interactive`` exist for scripts of the original and have no effect: there are no questions,
    and only workers of SLURM have a memory limit. ``conf={"spark.some.property": "value"}`` sets
    Spark properties. Returns a :class:`Client`.
    """
    options = {"workers": _count("n_workers", n_workers) or cores_here()}
    return _setup(Where("local", options), conf, start_client)


def slurm_cluster_setup(
    partition="auto",
    n_cores=None,
    n_workers=None,
    processes_per_worker=None,
    mem_per_worker="auto",
    n_workers_startup=None,
    timeout=None,
    interactive=None,
    interactive_wait=None,
    start_client=True,
    job_extra=(),
    output_folder=None,
    site=None,
    **conf,
):
    """Starts workers as SLURM jobs. All following runs use them.

    ``partition`` is a partition, or ``auto`` for the smallest one into which ``mem_per_worker``
    fits. ``n_cores`` is the number of computations that run at the same time in each worker.
    ``timeout`` is the number of seconds to wait for ``n_workers_startup`` workers. ``job_extra``
    are further options of sbatch. ``site`` names a file in ``conf/sites``. Returns a
    :class:`Client`.
    """
    if processes_per_worker not in (None, 1):
        raise ValueError(
            "processes_per_worker is %r, but each worker is one process; give n_cores for several computations at a time in a worker"
            % (processes_per_worker,)
        )
    options = slurm_options(
        partition, n_workers, mem_per_worker, timeout, interactive, site
    )
    _put(options, "coresPerWorker", n_cores)
    _put(options, "nWorkersStartup", n_workers_startup)
    _put(options, "interactiveWait", _seconds("interactive_wait", interactive_wait))
    _put(options, "outputFolder", output_folder)
    if job_extra:
        options["sbatchOptions"] = " ".join([job_extra] if isinstance(job_extra, str) else job_extra)
    return _setup(Where("slurm", options, site), conf, start_client)


def spark_cluster_setup(master, start_client=True, **conf):
    """Makes all following runs use a Spark master, for example ``spark://host:7077``.

    Returns a :class:`Client`.
    """
    return _setup(_of_master(master), conf, start_client)


def _of_master(master):
    if not isinstance(master, str):
        raise TypeError("master is %r, but must be a string" % (master,))
    cores = master[6:-1] if master.startswith("local[") and master.endswith("]") else None
    if cores and cores.isdigit():
        return Where("local", {"workers": int(cores)})
    if master in ("local", "local[*]"):
        return Where("local", {"workers": 1 if master == "local" else cores_here()})
    return Where("master", {"master": master})


def esi_cluster_setup(partition="auto", n_workers=None, mem_per_worker="auto", timeout=60, interactive=True, **more):
    """Calls :func:`slurm_cluster_setup` with the options of ``conf/sites/esi.properties``."""
    return _site_setup("esi", partition, n_workers, mem_per_worker, timeout, interactive, more)


def bic_cluster_setup(partition="auto", n_workers=None, mem_per_worker="auto", timeout=60, interactive=True, **more):
    """Calls :func:`slurm_cluster_setup` with the options of ``conf/sites/bic.properties``."""
    return _site_setup("bic", partition, n_workers, mem_per_worker, timeout, interactive, more)


def _site_setup(site, partition, n_workers, mem_per_worker, timeout, interactive, more):
    if not has_slurm():
        # As in the original, a script for a cluster also runs on a laptop.
        _say("there is no SLURM on this machine (no sbatch); running on its cores instead")
        return local_cluster_setup(None if n_workers is None else min(n_workers, cores_here()))
    return slurm_cluster_setup(
        partition=partition,
        n_workers=n_workers,
        mem_per_worker=mem_per_worker,
        timeout=timeout,
        interactive=interactive,
        site=site,
        **more,
    )


def slurm_options(partition, n_workers, mem_per_worker, timeout, interactive, site):
    """Returns the options of ``SlurmOptions`` as texts."""
    options = {"partition": partition}
    _put(options, "nWorkers", _count("n_workers", n_workers))
    _put(options, "memPerWorker", None if mem_per_worker in (None, "auto") else mem_per_worker)
    _put(options, "setupTimeout", _seconds("timeout", timeout))
    if interactive is not None:
        # Questions are asked here, because the JVM has no terminal.
        options["interactive"] = "false"
    site = site or os.environ.get("ACME_SITE")
    if site:
        options["site"] = _site_file(site)
    return options


def _site_file(site):
    if "/" in site or site.endswith(".properties"):
        file = os.path.abspath(site)
    else:
        file = os.path.join(_session.home(), "conf", "sites", site + ".properties")
    if not os.path.exists(file):
        raise ValueError("site is %s, but there is no file %s" % (site, file))
    return file


def _put(options, key, value):
    if value is not None:
        options[key] = str(value)


def _seconds(name, value):
    """Returns a time as text with its unit. A text is returned unchanged."""
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError("%s is %r, but must be a number of seconds" % (name, value))
    if not value > 0:
        raise ValueError("%s is %r, but must be more than 0" % (name, value))
    return "%dms" % round(value * 1000)


def _count(name, value):
    if value is None or value == "auto":
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("%s is %r, but must be a whole number" % (name, value))
    if value < 1:
        raise ValueError("%s is %d, but must be 1 or more" % (name, value))
    return value


def _setup(where, conf, start_client):
    global _chosen, _conf
    properties = conf.pop("conf", None) or {}
    if conf:
        raise TypeError("there is no keyword %s" % ", ".join(sorted(conf)))
    _conf = dict(properties)
    _chosen = where
    if not start_client:
        return None
    answer, _ = session(_conf, where).ask({"op": "open", "where": where.request()}, (), listener())
    return Client(where, answer["master"], answer["cores"])


def listener(quiet=False):
    """Returns a listener that shows messages of the JVM."""

    def shown(event, _):
        if event["event"] == "said" and not quiet:
            _progress.say(event["text"])

    return shown


def cluster_cleanup(client=None):
    """Ends workers, Spark and the JVM, if there are any. The next run starts them again."""
    global _chosen, _conf
    _chosen, _conf = None, {}
    _session.close()


def session(conf, where):
    """Returns the JVM session for runs with these Spark properties at this place."""
    properties = tuple(sorted((str(k), _text(v)) for k, v in conf.items()))
    options = []
    for name, value in properties:
        options += ["--conf", "%s=%s" % (name, value)]
    environment = {}
    if where.kind == "local":
        # Only local processes talk to each other here; elsewhere executors must reach this machine.
        environment["SPARK_LOCAL_IP"] = os.environ.get("SPARK_LOCAL_IP", "127.0.0.1")
    return _session.get((where.kind == "local", properties), options, environment)


def properties(conf):
    """Merges ``conf`` of a run into the cluster's properties, without those of the run alone."""
    merged = dict(_conf)
    merged.update({k: v for k, v in (conf or {}).items() if not k.startswith("spark.acme.")})
    return merged


def choose(partition, n_workers, mem_per_worker, setup_timeout, setup_interactive, master, say):
    """Returns the place where a run with these keywords is computed."""
    workers = _count("n_workers", n_workers)
    if master is not None:
        if partition != "auto":
            raise ValueError("master and partition exclude each other; leave one out")
        return _of_master(master)
    site = os.environ.get("ACME_SITE")
    wants_slurm = partition != "auto" or bool(site)
    if not wants_slurm and _chosen is not None:
        if workers is not None:
            say("n_workers is %d, but the cluster that was set up has its workers already; it is used" % workers)
        return _chosen
    if wants_slurm and has_slurm():
        options = slurm_options(partition, workers, mem_per_worker, setup_timeout, setup_interactive, None)
        return Where("slurm", options, site)
    cores = cores_here()
    if partition != "auto":
        say("partition is %s, but there is no SLURM on this machine (no sbatch); running on its %d cores" % (partition, cores))
    if workers is not None and workers > cores:
        say("n_workers is %d, but this machine has %d cores, which are used; local_cluster_setup(n_workers=%d) takes more" % (workers, cores, workers))
    return Where("local", {"workers": min(workers or cores, cores)})


def _say(message):
    _progress.say("acme: " + message + "\n")


def _text(value):
    return str(value).lower() if isinstance(value, bool) else str(value)
