"""The report of a run, and the table that Jupyter shows of it."""

import html
import os
import subprocess

from . import _session
from ._failures import AcmeError

_FAILURES_SHOWN = 5


def report(run_dir):
    """Writes ``report.html`` into the directory of a run, and returns it as a :class:`Report`.

    Example::

        acme.report("ACME_20261122-100302-976973")   # in Jupyter: shown below the cell

    The report has a timeline, durations, failures by cause and what is needed to repeat the run.
    """
    command = [os.path.join(_session.home(), "submit", "acme"), "report", os.fspath(run_dir)]
    ended = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL)
    if ended.returncode == 2:
        raise ValueError(_said(ended))
    if ended.returncode != 0:
        raise AcmeError(_said(ended))
    return Report(ended.stdout.decode("utf-8").strip())


def _said(ended):
    text = ended.stderr.decode("utf-8", "replace").strip()
    return text[len("acme: ") :] if text.startswith("acme: ") else text


class Report:
    """A page about a run. ``path`` is its file; in Jupyter the page is shown."""

    def __init__(self, path):
        self.path = path

    def __repr__(self):
        return "<Report %s>" % self.path

    def _repr_html_(self):
        with open(self.path, encoding="utf-8") as file:
            page = file.read()
        # A frame keeps the styles of the page and of the notebook apart.
        return (
            '<div style="height:640px;resize:vertical;overflow:hidden;border:1px solid #8888;border-radius:6px">'
            '<iframe title="report of a run" sandbox style="width:100%%;height:100%%;border:0" srcdoc="%s"></iframe>'
            "</div>" % html.escape(page)
        )


def table(pmap):
    """Returns the rows about a run in HTML."""
    rows = []
    if pmap.results_container is not None:
        rows.append(("container", _code(pmap.results_container)))
    elif pmap.directory is not None:
        rows.append(("directory", _code(pmap.directory)))
    if pmap.directory is not None:
        rows.append(("files", str(len(pmap.results or ()))))
    rows.append(("computations", str(pmap.n_inputs)))
    rows.append(("failures", _failures(pmap.failures)))
    if pmap.directory is not None:
        rows.append(("more", "<code>report()</code> shows times, executors and failures"))
    row = '<tr><th style="text-align:left">%s</th><td style="text-align:left">%s</td></tr>'
    return "<table>%s</table>" % "".join(row % each for each in rows)


def _failures(failures):
    lines = [str(len(failures))]
    for failure in failures[:_FAILURES_SHOWN]:
        text = "%s (%s): %s: %s" % (failure.index, failure.inputs, failure.error, failure.message)
        lines.append(html.escape(text))
    if len(failures) > _FAILURES_SHOWN:
        lines.append("...")
    return "<br>".join(lines)


def _code(text):
    return "<code>%s</code>" % html.escape(text)
