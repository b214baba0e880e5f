"""Calls a Python function over many inputs in parallel on Apache Spark.

Example::

    from acme import ParallelMap

    def f(x, y, z=3):
        return (x + y) * z

    with ParallelMap(f, [2, 4, 6, 8], 4) as pmap:
        results = pmap.compute()

Start reading at :class:`ParallelMap`.
"""

import importlib

__version__ = "0.1.0"

# Names are resolved at their first use, so that importing this package is quick.
# NumPy alone takes a tenth of a second.
_HOMES = {
    "ParallelMap": "_parallel_map",
    "ComputationError": "_failures",
    "Failure": "_failures",
    "Failures": "_failures",
    "AcmeError": "_failures",
    "Client": "_clusters",
    "local_cluster_setup": "_clusters",
    "spark_cluster_setup": "_clusters",
    "slurm_cluster_setup": "_clusters",
    "esi_cluster_setup": "_clusters",
    "bic_cluster_setup": "_clusters",
    "cluster_cleanup": "_clusters",
    "load": "_results",
    "ledger": "_results",
    "report": "_report",
    "Report": "_report",
}

__all__ = sorted(_HOMES)


def __getattr__(name):
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError("module 'acme' has no attribute %r" % name)
    value = getattr(importlib.import_module("acme." + home), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted(set(globals()) | set(_HOMES))
