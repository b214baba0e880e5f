"""The JVM beside this process. The first run starts it, and later runs reuse it."""

import atexit
import collections
import os
import queue
import shutil
import subprocess
import sys
import threading

from . import _frames
from ._failures import AcmeError

_LAST_LINES = 40
_SECONDS_TO_END = 12

_current = None


def home():
    """Returns the folder of acme, which contains ``submit/acme``."""
    found = []
    given = os.environ.get("ACME_HOME")
    if given:
        found.append(given)
    else:
        here = os.path.dirname(os.path.abspath(__file__))
        # The source tree, also after `pip install --editable`; an archive with an environment inside.
        folder = here
        while os.path.dirname(folder) != folder:
            folder = os.path.dirname(folder)
            if os.path.exists(os.path.join(folder, "submit", "acme")):
                found.append(folder)
                break
        remembered = os.path.join(here, "home.txt")  # part of a wheel that the build creates
        if os.path.exists(remembered):
            with open(remembered, encoding="utf-8") as file:
                found.append(file.read().strip())
        command = shutil.which("acme")
        if command:
            found.append(os.path.dirname(os.path.dirname(os.path.realpath(command))))
    for folder in found:
        if os.access(os.path.join(folder, "submit", "acme"), os.X_OK):
            return folder
    raise AcmeError(
        "there is no submit/acme in %s; set the environment variable ACME_HOME to the folder of acme"
        % (" or ".join(found) or "any folder above " + os.path.dirname(os.path.abspath(__file__)))
    )


class Interrupted(Exception):
    """The run has ended because it was cancelled."""


class Session:
    """One JVM and the connection to it.

    ``key`` identifies the runs that can use it: those with the same Spark properties.
    """

    def __init__(self, key, options, environment):
        self.key = key
        command = [os.path.join(home(), "submit", "acme"), "serve"] + options
        environment = dict(os.environ, **environment)
        environment.setdefault("ACME_PYTHON", sys.executable)
        # The JVM has its own session: Ctrl-C reaches only this process, which then cancels the run.
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            env=environment,
        )
        self._events = queue.Queue()
        self._lines = collections.deque(maxlen=_LAST_LINES)
        self._writing = threading.Lock()
        self._run = 0
        for target in (self._read_events, self._read_messages):
            threading.Thread(target=target, name="acme-session", daemon=True).start()

    @property
    def pid(self):
        return self._process.pid

    def is_alive(self):
        return self._process.poll() is None

    def _read_events(self):
        try:
            while True:
                frame = _frames.read(self._process.stdout)
                if frame is None:
                    break
                self._events.put(frame)
        except (OSError, ValueError):
            pass  # the stream was closed during the read
        self._events.put(({"event": "end"}, []))

    def _read_messages(self):
        for line in self._process.stderr:
            text = line.decode("utf-8", "replace")
            self._lines.append(text)
            self._events.put(({"event": "said", "text": text}, []))

    def _send(self, message, blobs=()):
        try:
            with self._writing:
                _frames.write(self._process.stdin, message, blobs)
        except OSError:
            pass  # the end of the JVM's output gives the reason
        except BaseException:
            self.kill()  # only a part of the frame has been written
            raise

    def ask(self, message, blobs, listener):
        """Sends a request, calls ``listener(event, blobs)`` for each event, and returns the answer.

        An interrupt, such as Ctrl-C, cancels the request. A second interrupt ends the JVM.
        """
        self._run += 1
        number = self._run
        self._send(dict(message, id=number), blobs)
        cancelled = False
        while True:
            try:
                event, data = self._next()
                kind = event["event"]
                if kind == "said":
                    listener(event, data)
                elif kind == "end":
                    raise AcmeError(self._last_words())
                elif event.get("id") != number:
                    continue  # the event belongs to an abandoned request
                elif kind == "result":
                    if cancelled:  # it ended before the request to cancel arrived
                        raise KeyboardInterrupt
                    return event, data
                elif kind == "error":
                    raise _error(event)
                elif kind == "interrupted":
                    raise Interrupted(event["message"])
                else:
                    listener(event, data)
            except KeyboardInterrupt:
                if cancelled:
                    self.kill()
                    raise
                cancelled = True
                self._send({"op": "cancel", "id": number})

    def _next(self):
        while True:
            try:
                # A signal that another thread receives does not interrupt a wait without a time
                # limit.
                return self._events.get(timeout=0.5)
            except queue.Empty:
                pass

    def _last_words(self):
        status = self._process.wait()
        return "the JVM has ended with exit status %s%s" % (
            status,
            "; it said:\n" + "".join(self._lines) if self._lines else "",
        )

    def close(self):
        """Ends Spark and the JVM in an orderly way."""
        try:
            self._process.stdin.close()
        except OSError:
            pass
        try:
            self._process.wait(_SECONDS_TO_END)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self):
        """Ends the JVM at once. Its workers then end, too."""
        self._process.kill()
        self._process.wait()


def _error(event):
    from ._words import in_python

    message = in_python(event["message"])
    if event["kind"] == "usage":
        return ValueError(message)
    if event["kind"] == "type":
        return TypeError(message)
    return AcmeError(message)


def current():
    """Returns the present session, or None."""
    if _current is not None and not _current.is_alive():
        close()
    return _current


def get(key, options, environment):
    """Returns the session for ``key``: the present one, or a new one that replaces it."""
    global _current
    found = current()
    if found is not None and found.key != key:
        close()
        found = None
    if found is None:
        found = _current = Session(key, options, environment)
    return found


def close():
    """Ends the session, if there is one."""
    global _current
    ended, _current = _current, None
    if ended is not None:
        ended.close()


def _forget():
    global _current
    _current = None  # the session belongs to the parent process


atexit.register(close)
if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)
