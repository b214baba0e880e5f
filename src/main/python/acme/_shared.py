"""Memory of this process that workers on this machine map, for large arrays.

It has no file: it exists while this process, or a worker that has mapped it, lives.
"""

import concurrent.futures
import hashlib
import os

import numpy as np

from . import _wire

# Smaller arrays are sent to the JVM with the request.
LEAST_BYTES = 1 << 18

_PAGE = 1 << 16  # a multiple of the page size of every machine
_MOST_AT_ONCE = 1 << 30


class Memory:
    """Holds arrays until it is closed."""

    def __init__(self, with_digests):
        self._with_digests = with_digests
        self._file = None
        self._size = 0

    def takes(self, value):
        """Returns whether a value is an array that workers get as it is from here."""
        return (
            type(value) is np.ndarray
            and value.nbytes >= LEAST_BYTES
            and value.flags.c_contiguous
            and _wire.code(value.dtype) is not None
            and value.dtype == value.dtype.newbyteorder("<")
        )

    def add(self, arrays):
        """Copies arrays. Returns for each what workers decode, and a digest of its content or ""."""
        if self._file is None:
            self._file = os.memfd_create("acme")
        offsets = []
        for array in arrays:
            offsets.append(self._size)
            self._size += -(-array.nbytes // _PAGE) * _PAGE
        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
            digests = list(threads.map(self._write, arrays, offsets))
        path = "/proc/%d/fd/%d" % (os.getpid(), self._file)
        return [(_wire.mapped(path, offset, array), digest) for array, offset, digest in zip(arrays, offsets, digests)]

    def _write(self, array, offset):
        data = array.reshape(-1).view(np.uint8).data
        done = 0
        while done < len(data):
            done += os.pwrite(self._file, data[done:done + _MOST_AT_ONCE], offset + done)
        if not self._with_digests:
            return ""
        digest = hashlib.sha256(data)
        digest.update(("%s %s" % (array.dtype.str, array.shape)).encode())
        return digest.hexdigest()

    def close(self):
        if self._file is not None:
            os.close(self._file)
            self._file = None


def memory(where, with_digests):
    """Returns memory if the workers will be on this machine, else None."""
    here = where.kind == "local" and hasattr(os, "memfd_create") and os.path.isdir("/proc/self/fd")
    return Memory(with_digests) if here else None
