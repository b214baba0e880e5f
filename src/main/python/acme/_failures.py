"""Errors of a run, and failures of single computations."""

import html


class AcmeError(RuntimeError):
    """The run could not continue because of Spark, SLURM or a file system, not the function."""


class Failure:
    """The reason why one computation has no result.

    Attributes: ``index`` (from 0), ``inputs`` (its arguments in short), ``error`` (class of the
    exception), ``message``, ``traceback`` (text), ``attempt`` (from 1), ``host``.
    """

    __slots__ = ("index", "inputs", "error", "message", "traceback", "attempt", "host")

    def __init__(self, index, inputs, error, message, traceback, attempt, host):
        self.index = index
        self.inputs = inputs
        self.error = error
        self.message = message
        self.traceback = traceback
        self.attempt = attempt
        self.host = host

    def __str__(self):
        return "computation %d (%s): %s%s" % (
            self.index,
            self.inputs,
            self.error,
            ": " + self.message if self.message else "",
        )

    def __repr__(self):
        return "<Failure of %s>" % self


class Failures(list):
    """Failed computations by index. Jupyter shows them as a table."""

    _SHOWN = 50

    def _repr_html_(self):
        if not self:
            return "<p>no computation failed</p>"
        rows = "".join(
            "<tr>%s</tr>"
            % "".join(
                '<td style="text-align:left">%s</td>' % html.escape(str(value))
                for value in (f.index, f.inputs, f.error, f.message, f.host)
            )
            for f in self[: self._SHOWN]
        )
        more = len(self) - self._SHOWN
        return (
            "<table><tr><th>index</th><th>inputs</th><th>error</th><th>message</th><th>host</th></tr>"
            + rows
            + "</table>"
            + ("<p>and %d more</p>" % more if more > 0 else "")
        )


class ComputationError(RuntimeError):
    """Some computations failed. All others are computed, and their results are kept.

    Attributes: ``failures`` (all of them), ``index``, ``inputs``, ``error`` and ``traceback`` of
    the first, ``results`` (what :meth:`ParallelMap.compute` would have returned).
    """

    def __init__(self, failures, n_inputs, results):
        first = failures[0]
        self.failures = failures
        self.index = first.index
        self.inputs = first.inputs
        self.error = first.error
        self.traceback = first.traceback
        self.results = results
        super().__init__(
            "%d of %d computations failed; %s%s"
            % (
                len(failures),
                n_inputs,
                first,
                "\n\n" + first.traceback.rstrip() if first.traceback else "",
            )
        )
