"""Shows the progress of a run.

On a terminal and in Jupyter it is a bar, elsewhere a line every ten seconds.
"""

import html
import sys
import time

_EVERY = 0.2
_EVERY_LINE = 10
_WIDTH = 30


def display(name, total, quiet):
    """Returns the display for the progress of a run with ``total`` computations."""
    if quiet:
        return _Silent()
    if _in_jupyter():
        return _InJupyter(name, total)
    if _is_terminal(sys.stderr):
        try:
            from tqdm import tqdm
        except ImportError:
            return _Bar(name, total)
        return _Tqdm(tqdm, name, total)
    return _Lines(name, total)


def say(message):
    """Shows lines that are no results."""
    # Jupyter shows standard error on the colour of errors, where warnings belong.
    plain = _in_jupyter() and "warning: " not in message
    stream = sys.stdout if plain else sys.stderr
    stream.write(message)
    stream.flush()


def _is_terminal(stream):
    try:
        return stream.isatty()
    except (AttributeError, ValueError):
        return False


def _in_jupyter():
    ipython = sys.modules.get("IPython")
    if ipython is None:
        return False
    shell = ipython.get_ipython()
    return shell is not None and hasattr(shell, "kernel")


class _Silent:
    def update(self, done, failed):
        pass

    def close(self):
        pass


class _Timed:
    """Measures the rate. Subclasses show it."""

    every = _EVERY

    def __init__(self, name, total):
        self.name = name
        self.total = total
        self.began = time.monotonic()
        self.shown = self.began
        self.first = None
        self.done = self.failed = 0

    def update(self, done, failed):
        if self.first is None:
            self.first = done  # computations of an earlier process do not count for the rate
        self.done, self.failed = done, failed
        now = time.monotonic()
        if now - self.shown >= self.every or done == self.total:
            self.shown = now
            self.show()

    def close(self):
        pass

    def pace(self):
        seconds = max(time.monotonic() - self.began, 1e-3)
        rate = (self.done - (self.first or 0)) / seconds
        left = _time((self.total - self.done) / rate) if rate > 0 else "?"
        text = "%d/%d [%s<%s, %s/s" % (self.done, self.total, _time(seconds), left, _number(rate))
        return text + (", %d failed]" % self.failed if self.failed else "]")


class _Bar(_Timed):
    def show(self):
        share = self.done / self.total
        filled = int(share * _WIDTH)
        sys.stderr.write(
            "\r%s: %3d%%|%s%s| %s\x1b[K"
            % (self.name, int(share * 100), "█" * filled, " " * (_WIDTH - filled), self.pace())
        )
        sys.stderr.flush()

    def close(self):
        if self.first is not None:
            self.show()
            sys.stderr.write("\n")


class _Tqdm:
    def __init__(self, tqdm, name, total):
        self.bar = tqdm(desc=name, total=total, leave=True)

    def update(self, done, failed):
        if failed:
            self.bar.set_postfix(failed=failed, refresh=False)
        self.bar.update(done - self.bar.n)

    def close(self):
        self.bar.close()


class _Lines(_Timed):
    every = _EVERY_LINE

    def update(self, done, failed):
        if done != self.total:  # a later message reports the end
            super().update(done, failed)

    def show(self):
        print("acme: %s: %s" % (self.name, self.pace()), file=sys.stderr, flush=True)


class _InJupyter(_Timed):
    """One output of the cell, which is updated during the run."""

    every = 0.5

    def __init__(self, name, total):
        super().__init__(name, total)
        self.output = None

    def show(self):
        import IPython.display

        shown = IPython.display.HTML(
            '<code>%s</code> <progress style="vertical-align:middle" max="%d" value="%d"></progress> %s'
            % (html.escape(self.name), self.total, self.done, html.escape(self.pace()))
        )
        if self.output is None:
            self.output = IPython.display.display(shown, display_id=True)
        else:
            self.output.update(shown)

    def close(self):
        if self.first is not None:
            self.show()


def _time(seconds):
    minutes, seconds = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return "%d:%02d:%02d" % (hours, minutes, seconds) if hours else "%02d:%02d" % (minutes, seconds)


def _number(rate):
    return "%d" % rate if rate >= 100 else "%.3g" % rate
