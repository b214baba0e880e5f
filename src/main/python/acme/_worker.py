"""Calls one Python function for one task slot of the engine.

The first argument is the path of a Unix socket, the second the path of a file for printed output.
The third argument is a folder of folders with modules, or an empty text. The fourth is the path of
16 bytes that this process and the JVM share: the number of the call that has begun last, and which
calls must not begin.

There are two processes: a guard and the worker. The guard's standard input ends when the JVM ends.
The worker calls the function. The guard adopts all processes that the function has started and ends
them together with the worker. At the end the guard removes the folder with modules.
"""

import ctypes
import faulthandler
import json
import mmap
import os
import select
import shutil
import signal
import socket
import sys
import time
import traceback

from . import _functions, _wire

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36
OOM_SCORE = "800"  # the kernel kills the worker before the executor
LARGEST_LOG = 1 << 20
BUFFERS_AT_ONCE = 512
SMALL_ANSWER = 1 << 14


def children():
    """Returns the ids of all descendants of this process that are not yet reaped."""
    own = os.getpid()
    parents = {}
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open("/proc/%s/stat" % entry, "rb") as f:
                    parents[int(entry)] = int(f.read().rpartition(b")")[2].split()[1])
            except OSError:
                pass
    found, last = set(), {own}
    while last:
        last = {pid for pid, parent in parents.items() if parent in last and pid not in found}
        found |= last
    return found


def end_all():
    """Kills all remaining processes. Repeats this, because a process may fork meanwhile."""
    for _ in range(50):
        left = children()
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                pass
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            if not left:
                return


def guard(worker, modules):
    read, write = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(write)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    poll = select.poll()
    poll.register(0, select.POLLIN)
    poll.register(read, select.POLLIN)
    status = None
    while status is None:
        # A child that died before the handler was installed sends no signal, so the wait ends after
        # a second.
        ready = dict(poll.poll(1000))
        if 0 in ready:
            break
        if read in ready:
            os.read(read, 512)
        while True:
            pid, ended = os.waitpid(-1, os.WNOHANG)
            if pid == worker:
                status = ended
            if pid == 0 or status is not None:
                break
    end_all()
    if modules:
        shutil.rmtree(modules, ignore_errors=True)
    if status is None:
        os._exit(0)
    os._exit(128 + os.WTERMSIG(status) if os.WIFSIGNALED(status) else os.WEXITSTATUS(status))


def memory():
    """Describes the most memory that this process used, and its limit if there is one."""
    import resource

    most = "%d MB at most" % (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10)
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    return most if limit == resource.RLIM_INFINITY else "%s, and its limit (ulimit -v) is %d MB" % (most, limit >> 20)


class Channel:
    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(path)

    def exactly(self, count):
        buffer = bytearray(count)
        view, got = memoryview(buffer), 0
        while got < count:
            n = self.socket.recv_into(view[got:])
            if n == 0:
                os._exit(0)
            got += n
        return buffer

    def receive(self):
        kind, length = _wire.FRAME.unpack(self.exactly(_wire.FRAME.size))
        return kind, self.exactly(length)

    def send(self, kind, buffers):
        length = sum(memoryview(b).nbytes for b in buffers)
        head = _wire.FRAME.pack(kind, length)
        if length <= SMALL_ANSWER:
            data = head + b"".join(buffers)
            sent = self.socket.send(data)
            if sent == len(data):
                return
            views = [memoryview(data)[sent:]]
        else:
            views = [memoryview(head)] + [memoryview(b).cast("B") for b in buffers if len(b)]
        while views:
            n = self.socket.sendmsg(views[:BUFFERS_AT_ONCE])
            while views and n >= len(views[0]):
                n -= len(views.pop(0))
            if n:
                views[0] = views[0][n:]


class Worker:
    def __init__(self, channel, log, words):
        self.channel = channel
        self.log = log
        self.words = words
        self.kept = {}
        self.function = None
        self.passing = []
        self.whole_pickle = False

    def serve(self):
        while True:
            kind, body = self.channel.receive()
            if kind == _wire.OPEN:
                try:
                    answer = [json.dumps(self.open(body)).encode()]
                except SystemExit:
                    raise
                except BaseException as e:
                    kind, answer = _wire.FAILURE, [json.dumps(self.failure(e)).encode()]
                self.channel.send(kind, answer)
                continue
            at, end = 0, len(body)
            while at < end:
                length, number = _wire.TWO_U64.unpack_from(body, at)
                at += 8
                self.answer(number, body, at + 8)
                at += length

    def answer(self, number, body, at):
        """Makes a call and sends its answer, unless the JVM has taken the call back."""
        self.words[0] = number
        forbidden = self.words[1]
        if forbidden >> 32 <= number < forbidden & 0xFFFFFFFF:
            self.channel.send(_wire.SKIPPED, ())
            return
        started = time.monotonic_ns()
        try:
            value = _wire.encode(self.call(body, at), self.whole_pickle)
            said = self.said()
            kind, answer = _wire.CALL, [_wire.U32.pack(len(said)), said, *value]
        except SystemExit:
            raise
        except BaseException as e:
            kind, answer = _wire.FAILURE, [json.dumps(self.failure(e)).encode()]
        answer.insert(0, _wire.TWO_U64.pack(started, time.monotonic_ns() - started))
        self.channel.send(kind, answer)

    def open(self, body):
        modules = sys.argv[3]
        if modules:  # before all other folders, in the given order
            sys.path[:0] = [os.path.join(modules, name) for name in sorted(os.listdir(modules), key=int)]
        text, at = _wire.read_text(body, 0)
        spec = json.loads(text)
        spec["pickle"] = bytes(body[at:])
        self.function = _functions.load(spec)
        self.passing = spec["passing"]
        self.whole_pickle = spec["wholePickle"]
        return _functions.versions()

    def call(self, body, at):
        seed = _wire.U64.unpack_from(body, at)[0]
        at += 8
        args, keywords = [], {}
        for position, name in enumerate(self.passing):
            how = body[at]
            length = _wire.U64.unpack_from(body, at + 1)[0]
            at += 9
            if how == ord("k"):  # this call and later calls share it
                self.kept[position] = bytes(body[at:at + length])
            # Each call gets its own value, so that no call sees what another has changed.
            value = _wire.decode(self.kept[position] if how in b"ks" else body, 0 if how in b"ks" else at)[0]
            at += length
            if value is _wire.Missing:
                continue
            if name:
                keywords[name] = value
            else:
                args.append(value)
        self.seed(seed)
        return self.function(*args, **keywords)

    @staticmethod
    def seed(seed):
        import random

        random.seed(seed)
        try:  # before the function imports NumPy, so that all workers draw the same numbers
            import numpy
        except ImportError:
            return
        numpy.random.seed(seed & 0xFFFFFFFF)

    def said(self):
        """Returns the output printed since the last call, also by C code and child processes."""
        for stream in (sys.stdout, sys.stderr):
            try:
                stream.flush()
            except Exception:
                pass
        size = os.fstat(self.log).st_size
        if size == 0:
            return b""
        said = os.pread(self.log, min(size, LARGEST_LOG), 0)
        os.ftruncate(self.log, 0)
        return said

    def failure(self, e):
        kind = type(e)
        tb = e.__traceback__
        own = os.path.dirname(os.path.abspath(__file__))
        while tb is not None and os.path.dirname(os.path.abspath(tb.tb_frame.f_code.co_filename)) == own:
            tb = tb.tb_next
        try:
            message = str(e)
        except Exception:
            message = "(its message cannot be shown)"
        if isinstance(e, MemoryError):
            message = "%s; the process had %s" % (message or "no memory is left", memory())
        module = "" if kind.__module__ in ("builtins", "__main__") else kind.__module__ + "."
        return {
            "error": module + kind.__qualname__,
            "message": message,
            "trace": "".join(traceback.format_exception(kind, e, tb)),
            "said": self.said().decode("utf-8", "replace"),
        }


def main():
    os.setsid()  # Ctrl-C at the terminal reaches only the JVM
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    log = os.open(sys.argv[2], os.O_RDWR | os.O_APPEND)
    shared = os.open(sys.argv[4], os.O_RDWR)
    words = memoryview(mmap.mmap(shared, 16)).cast("Q")
    os.close(shared)
    os.dup2(log, 1)
    os.dup2(log, 2)
    worker = os.fork()
    if worker:
        guard(worker, sys.argv[3])
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    try:
        with open("/proc/self/oom_score_adj", "w") as f:
            f.write(OOM_SCORE)
    except OSError:
        pass  # not allowed on every system
    # Only the guard reads standard input, which ends with the JVM. The function's input is empty.
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    for stream in (sys.stdout, sys.stderr):
        # Line buffering keeps the order with prints of C code and child processes, and saves lines
        # of a killed process.
        stream.reconfigure(errors="backslashreplace", line_buffering=True)
    faulthandler.enable(log)
    channel = Channel(sys.argv[1])
    Worker(channel, log, words).serve()
