"""Reads and writes messages between this process and the JVM: JSON and raw bytes.

A frame is the length of the JSON (4 bytes, big-endian), the number of blobs (4 bytes), the length
of each blob (8 bytes each), the JSON, and the blobs.
"""

import json
import struct

# Java's arrays end at 2 GB, so longer data is sent in pieces.
PIECE = 1 << 30

_HEAD = struct.Struct(">II")


def write(stream, message, blobs=()):
    """Writes a frame. ``blobs`` are bytes-like objects."""
    text = json.dumps(message, separators=(",", ":")).encode("utf-8")
    views = [memoryview(blob).cast("B") for blob in blobs]
    stream.write(_HEAD.pack(len(text), len(views)))
    stream.write(struct.pack(">%dQ" % len(views), *[len(view) for view in views]))
    stream.write(text)
    for view in views:
        stream.write(view)
    stream.flush()


def read(stream):
    """Reads the next frame as ``(message, blobs)``. Returns None at the end of the stream."""
    head = _exactly(stream, _HEAD.size)
    if head is None:
        return None
    length, count = _HEAD.unpack(head)
    sizes = struct.unpack(">%dQ" % count, _exactly(stream, 8 * count) if count else b"")
    text = _exactly(stream, length)
    blobs = [_exactly(stream, size) for size in sizes]
    if text is None or any(blob is None for blob in blobs):
        return None
    return json.loads(text.decode("utf-8")), blobs


def _exactly(stream, length):
    data = bytearray(length)
    view = memoryview(data)
    got = 0
    while got < length:
        n = stream.readinto(view[got:])
        if not n:
            return None
        got += n
    return data
