"""The format of values between Python and Java: tagged and little-endian.

Arrays are written as dtype, shape and raw bytes.

The Java counterparts are org.acmespark.python.WireWriter and WireReader. Importing this module has
no side effects, and NumPy is imported only if a value needs it.
"""

import mmap
import pickle
import struct
import sys

FRAME = struct.Struct("<BQ")
OPEN, CALL, FAILURE, SKIPPED = 1, 2, 3, 4

U32 = struct.Struct("<I")
U64 = struct.Struct("<Q")
TWO_U64 = struct.Struct("<QQ")
I64 = struct.Struct("<q")
F64 = struct.Struct("<d")

# The numbers are the same as in Java's ElementType.
_CODES = {
    "<f2": 0, "<f4": 1, "<f8": 2, "|i1": 3, "<i2": 4, "<i4": 5, "<i8": 6,
    "|u1": 7, "<u2": 8, "<u4": 9, "<u8": 10, "|b1": 11, "<c8": 13, "<c16": 14,
}
_DTYPES = {code: dtype for dtype, code in _CODES.items()}
_PICKLE_PROTOCOL = 4  # every Python from 3.4 on can read it


class Missing:
    """Stands for an argument that was not given, so that the parameter's own default is used."""


def text(value):
    """Encodes a string, preceded by its length."""
    data = value.encode("utf-8", "surrogatepass")
    return U32.pack(len(data)) + data


def read_text(buffer, at):
    length = U32.unpack_from(buffer, at)[0]
    at += 4
    return str(memoryview(buffer)[at:at + length], "utf-8", "surrogatepass"), at + length


def encode(value, whole_pickle=False):
    """Encodes a value as a list of buffers, which belong together in this order."""
    out = []
    if whole_pickle:
        _opaque(value, out)
    elif type(value) is tuple:
        out.append(b"T" + U32.pack(len(value)))
        if any([_put(element, out) for element in value]):
            out.clear()
            _opaque(value, out)  # as one pickle, so that Java does not have to parse it
    else:
        _put(value, out)
    return out


def _put(value, out):
    """Appends the value. Returns whether only Python understands it."""
    kind = type(value)
    if kind is list:
        if not _is_plain(value):
            _opaque(value, out)
            return True
        _put_list(value, out)
        return False
    if _put_plain(value, kind, out) or _put_array(value, out):
        return False
    _opaque(value, out)
    return True


def _is_plain(value):
    kind = type(value)
    if kind is list:
        return all(map(_is_plain, value))
    if kind is int:
        return -2**63 <= value < 2**63
    if kind is str:
        return _is_utf8(value)
    return kind in (float, bool)


def _is_utf8(value):
    try:
        value.encode()
    except UnicodeEncodeError:
        return False
    return True


def _put_list(value, out):
    out.append(b"L" + U32.pack(len(value)))
    for element in value:
        if type(element) is list:
            _put_list(element, out)
        else:
            _put_plain(element, type(element), out)


def _put_plain(value, kind, out):
    if kind is float:
        out.append(b"d" + F64.pack(value))
    elif kind is bool:
        out.append(b"b\1" if value else b"b\0")
    elif kind is int and -2**63 <= value < 2**63:
        out.append(b"i" + I64.pack(value))
    elif kind is str and _is_utf8(value):
        out.append(b"s" + text(value))
    elif value is None:
        out.append(b"N")
    else:
        return False
    return True


def _put_array(value, out):
    np = sys.modules.get("numpy")
    # Masked arrays and other subclasses contain more than numbers, so they are pickled.
    if np is None or not (type(value) is np.ndarray or isinstance(value, np.generic)):
        return False
    array = np.asarray(value)
    if array.dtype.kind == "U":
        try:
            texts = [text(str(element)) for element in array.reshape(-1)]
        except UnicodeEncodeError:
            return False
        out.append(b"U" + _shape(array) + b"".join(texts))
        return True
    if array.dtype.kind not in "fiubc":
        return False
    number = code(array.dtype)
    if number is None:  # for example longdouble
        return False
    array = np.asarray(array, dtype=array.dtype.newbyteorder("<"), order="C")
    out.append(b"A" + bytes((number,)) + _shape(array))
    if array.size:
        out.append(array.reshape(-1).view(np.uint8).data)
    return True


def code(dtype):
    """Returns the number of an element type in any byte order, None if it has none."""
    return _CODES.get(dtype.newbyteorder("<").str)


def mapped(path, offset, array):
    """Encodes that an array's bytes are in a file, little-endian."""
    return b"F" + text(path) + U64.pack(offset) + bytes((code(array.dtype),)) + _shape(array)


def _shape(array):
    return bytes((array.ndim,)) + struct.pack("<%dq" % array.ndim, *array.shape)


def _opaque(value, out):
    try:
        data = pickle.dumps(value, protocol=_PICKLE_PROTOCOL)
    except Exception:  # raised for lambdas, local classes and definitions of a notebook
        try:
            import cloudpickle
        except ImportError:
            raise TypeError(
                "the value, a %s, cannot be pickled, and cloudpickle, which might do it, is not installed for %s"
                % (type(value).__qualname__, sys.executable)
            ) from None
        data = cloudpickle.dumps(value, protocol=_PICKLE_PROTOCOL)
    kind = type(value)
    out.append(b"P" + text("%s.%s" % (kind.__module__, kind.__qualname__)) + U64.pack(len(data)))
    out.append(data)


def decode(buffer, at=0):
    """Returns the value that begins at ``at``, and the position of the next. Arrays are copies."""
    tag = buffer[at:at + 1]
    at += 1
    if tag == b"d":
        return F64.unpack_from(buffer, at)[0], at + 8
    if tag == b"i":
        return I64.unpack_from(buffer, at)[0], at + 8
    if tag == b"b":
        return buffer[at] != 0, at + 1
    if tag == b"N":
        return None, at
    if tag == b"s":
        return read_text(buffer, at)
    if tag == b"A":
        return _array(buffer, at)
    if tag == b"F":
        return _mapped(buffer, at)
    if tag == b"U":
        return _text_array(buffer, at)
    if tag in (b"L", b"T"):
        count = U32.unpack_from(buffer, at)[0]
        at += 4
        values = []
        for _ in range(count):
            value, at = decode(buffer, at)
            values.append(value)
        return (tuple(values) if tag == b"T" else values), at
    if tag == b"M":
        count = U32.unpack_from(buffer, at)[0]
        at += 4
        pairs = {}
        for _ in range(count):
            key, at = decode(buffer, at)
            pairs[key], at = decode(buffer, at)
        return pairs, at
    if tag == b"P":
        _, at = read_text(buffer, at)
        length = U64.unpack_from(buffer, at)[0]
        at += 8
        return pickle.loads(memoryview(buffer)[at:at + length]), at + length
    if tag == b"D":
        return Missing, at
    raise ValueError("no value begins with %r" % bytes(tag))


def _dimensions(buffer, at):
    rank = buffer[at]
    at += 1
    return struct.unpack_from("<%dq" % rank, buffer, at), at + 8 * rank


def _count(shape):
    count = 1
    for length in shape:
        count *= length
    return count


def _numpy():
    try:
        import numpy
    except ModuleNotFoundError:
        raise ModuleNotFoundError(
            "an argument is an array, and NumPy is not installed for %s" % sys.executable, name="numpy"
        ) from None
    return numpy


def _array(buffer, at):
    np = _numpy()
    dtype = np.dtype(_DTYPES[buffer[at]])
    shape, at = _dimensions(buffer, at + 1)
    count = _count(shape)
    array = np.frombuffer(buffer, dtype, count, at).reshape(shape).copy()
    return (array if shape else array[()]), at + count * dtype.itemsize


def _mapped(buffer, at):
    np = _numpy()
    path, at = read_text(buffer, at)
    offset = U64.unpack_from(buffer, at)[0]
    dtype = np.dtype(_DTYPES[buffer[at + 8]])
    shape, at = _dimensions(buffer, at + 9)
    count = _count(shape)
    with open(path, "rb") as file:
        # A private map: what a call changes is its own.
        memory = mmap.mmap(
            file.fileno(), count * dtype.itemsize, mmap.MAP_PRIVATE, mmap.PROT_READ | mmap.PROT_WRITE, offset=offset
        )
    return np.frombuffer(memory, dtype, count).reshape(shape), at


def _text_array(buffer, at):
    np = _numpy()
    shape, at = _dimensions(buffer, at)
    texts = []
    for _ in range(_count(shape)):
        value, at = read_text(buffer, at)
        texts.append(value)
    array = np.array(texts, dtype=str).reshape(shape)
    return (array if shape else array[()]), at
