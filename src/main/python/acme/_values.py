"""Converts functions and arguments for the JVM, and results from it.

Arrays are sent as dtype, shape and raw bytes. Other objects are pickled, and the JVM does not read
the pickles.
"""

import hashlib
import inspect
import itertools
import pickle
import types

import numpy as np

from . import _frames, _wire
from ._distribution import elements, in_short

# Both worker and client support this protocol from Python 3.9 on.
_PROTOCOL = 5

_ARRAYS = {
    np.dtype(name)
    for name in (
        "bool float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64 complex64 complex128"
    ).split()
}
_PLAIN = (int, float, complex, str, bytes, bool, type(None))
_INT64 = range(-(1 << 63), 1 << 63)


def function(func, name, whole, blobs):
    """Describes a function for the JVM and adds its bytes to ``blobs``."""
    return {
        "name": name,
        "blob": _add(blobs, _pickled_function(func, name)),
        "digest": digest(func),
        "whole": whole,
    }


def argument(arg, blobs, memory):
    """Describes an argument for the JVM and adds its bytes to ``blobs``.

    Large arrays go into ``memory``, if it is not None.
    """
    said = {"name": arg.name or "", "label": arg.label, "split": arg.split}
    if not arg.split:
        said.update(_value(arg.value, arg.label, blobs, memory))
        return said
    values = elements(arg)
    if isinstance(values, range):
        if values.start in _INT64 and values.stop in _INT64:
            said.update(kind="range", start=values.start, stop=values.start + values.step * len(values), step=values.step)
            return said
        values = list(values)
    if isinstance(values, np.ndarray) and values.dtype in _ARRAYS:
        said.update(_array(values, blobs))
        return said
    kind = {type(value) for value in values}
    if memory is not None and kind == {np.ndarray} and all(map(memory.takes, values)):
        encoded, digests = zip(*memory.add(values))
        said.update(_joined(encoded, blobs), kind="mapped", digests=digests, short=[in_short(value) for value in values])
        return said
    if kind == {int} and all(value in _INT64 for value in values):
        said.update(kind="ints", blob=_add(blobs, np.array(values, "<i8").data))
    elif kind == {float}:
        said.update(kind="floats", blob=_add(blobs, np.array(values, "<f8").data))
    else:
        pickles = [_pickled(value, arg.label) for value in values]
        said.update(_joined(pickles, blobs), kind="pickles", short=[in_short(value) for value in values])
    return said


def _joined(parts, blobs):
    return {
        "lengths": _add(blobs, np.array([len(part) for part in parts], "<i8").data),
        "pieces": _in_pieces(parts, blobs),
    }


def _value(value, label, blobs, memory):
    if memory is not None and memory.takes(value):
        ((encoded, digest),) = memory.add([value])
        return {"kind": "mapped", "blob": _add(blobs, encoded), "digest": digest, "short": in_short(value)}
    if isinstance(value, np.ndarray) and value.dtype in _ARRAYS and type(value) is np.ndarray:
        return _array(value, blobs)
    data = _pickled(value, label)
    return {"kind": "pickle", "blob": _add(blobs, data), "short": in_short(value)}


def _array(value, blobs):
    flat = np.ascontiguousarray(value, dtype=value.dtype.newbyteorder("<")).reshape(-1)
    data = flat.view(np.uint8).data if flat.size else b""
    return {"kind": "array", "dtype": value.dtype.name, "shape": list(value.shape), "blob": _add(blobs, data)}


def _add(blobs, data):
    blobs.append(data)
    return len(blobs) - 1


def _in_pieces(pickles, blobs):
    """Joins pickles into few blobs. Returns the number of pickles in each."""
    pieces = []
    joined, size = [], 0
    for data in itertools.chain(pickles, [None]):
        if data is None or (joined and size + len(data) > _frames.PIECE):
            pieces.append([_add(blobs, b"".join(joined)), len(joined)])
            joined, size = [], 0
        if data is not None:
            joined.append(data)
            size += len(data)
    return pieces


def _pickled_function(func, name):
    if _is_importable(func):
        return pickle.dumps(func, _PROTOCOL)
    return _with_cloudpickle(
        func,
        "%s is defined in %s" % (name, getattr(func, "__module__", "a class")),
        "the function %s" % name,
    )


def _is_importable(func):
    """Returns whether a worker finds the function by its module and name."""
    module = getattr(func, "__module__", None)
    if module in (None, "__main__", "__mp_main__") or "<locals>" in getattr(func, "__qualname__", ""):
        return False
    try:
        pickle.dumps(func, _PROTOCOL)
    except Exception:
        return False
    return getattr(func, "__name__", "<lambda>") != "<lambda>"


def _pickled(value, label):
    if type(value) in _PLAIN or isinstance(value, np.ndarray) and value.dtype != object:
        return pickle.dumps(value, _PROTOCOL)
    what = "argument %s" % label
    try:
        data = pickle.dumps(value, _PROTOCOL)
    except Exception:
        data = None
    if data is not None and b"__main__" not in data:
        return data
    return _with_cloudpickle(value, "%s has objects of this script or notebook" % what, what)


def _with_cloudpickle(value, why, what):
    try:
        import cloudpickle
    except ImportError:
        raise TypeError(
            "%s, and cloudpickle, which takes such things to other processes, is not installed: install it, or move them into a module"
            % why
        ) from None
    try:
        return cloudpickle.dumps(value, _PROTOCOL)
    except Exception as e:
        raise TypeError("%s cannot be sent to other processes: %s: %s" % (what, type(e).__name__, e)) from e


def digest(func):
    """Returns a SHA-256 of a function's code and values, or "" if it cannot be determined.

    It is the same in every process. Pickles are not suitable, because the pickles of one function
    differ from process to process.
    """
    try:
        parts = []
        _describe(func, parts, set())
        return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
    except Exception:
        return ""


def _describe(value, parts, seen):
    if id(value) in seen:
        return
    if isinstance(value, types.FunctionType):
        seen.add(id(value))
        parts.append(value.__qualname__)
        try:
            parts.append(inspect.getsource(value))
        except (OSError, TypeError):
            _describe_code(value.__code__, parts)
        for captured in (value.__defaults__ or ()) + tuple(sorted((value.__kwdefaults__ or {}).items())):
            _describe(captured, parts, seen)
        for cell in value.__closure__ or ():
            _describe(cell.cell_contents, parts, seen)
    elif isinstance(value, types.MethodType):
        _describe(value.__func__, parts, seen)
        _describe(value.__self__, parts, seen)
    elif hasattr(value, "func") and hasattr(value, "keywords"):  # functools.partial
        for part in (value.func, value.args, tuple(sorted(value.keywords.items()))):
            _describe(part, parts, seen)
    elif isinstance(value, (tuple, list)):
        for part in value:
            _describe(part, parts, seen)
    elif isinstance(value, dict):
        for key in sorted(value, key=repr):
            _describe(key, parts, seen)
            _describe(value[key], parts, seen)
    elif isinstance(value, (set, frozenset)):
        parts.append(_in_order(value))
    elif isinstance(value, np.ndarray) and value.dtype != object:
        parts.append(hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest())
    elif type(value) in _PLAIN:
        parts.append(repr(value))
    else:
        parts.append("%s.%s" % (getattr(value, "__module__", ""), getattr(value, "__qualname__", type(value).__qualname__)))


def _describe_code(code, parts):
    parts.append(code.co_code.hex())
    parts.append(repr(code.co_names))
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            _describe_code(constant, parts)
        else:
            parts.append(_in_order(constant))


def _in_order(value):
    """Returns the ``repr`` of a value, with sets in the same order in every process."""
    if isinstance(value, (set, frozenset)):
        return "{%s}" % ", ".join(sorted(map(_in_order, value)))
    if isinstance(value, tuple):
        return "(%s)" % ", ".join(map(_in_order, value))
    return repr(value)


def read(event, blobs):
    """Returns the values of an event in the order of the computations."""
    data = blobs[0]
    at = _wire.FRAME.size
    values = []
    for _ in range(event["count"]):
        value, at = _wire.decode(data, at)
        values.append(value)
    return values
