package org.acmespark.store.single;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import java.util.Iterator;
import java.util.List;

/** Reads the bytes of one computation's results from the fragments that contain them. */
final class SpoolInput extends InputStream {
  private final SpoolFragments fragments;
  private final Iterator<SpoolIndex.Extent> rest;
  private long left;
  private int skipped;
  private ByteBuffer current = ByteBuffer.allocate(0);

  SpoolInput(SpoolFragments fragments, SpoolIndex.Entry entry) {
    this(fragments, entry.stream(), entry.offset(), entry.length());
  }

  /** Reads {@code length} bytes of extents that follow each other, from {@code offset} on. */
  SpoolInput(SpoolFragments fragments, List<SpoolIndex.Extent> stream, long offset, long length) {
    this.fragments = fragments;
    this.left = length;
    long skip = offset;
    int first = 0;
    while (first < stream.size() && skip >= stream.get(first).length()) {
      skip -= stream.get(first++).length();
    }
    this.rest = stream.listIterator(first);
    this.skipped = (int) skip;
  }

  /** Makes sure that {@code current} has a byte, unless there are none left. */
  private boolean load() throws IOException {
    while (left > 0 && !current.hasRemaining()) {
      current = fragments.read(rest.next());
      current.position(skipped);
      skipped = 0;
      if (current.remaining() > left) {
        current.limit(current.position() + (int) left);
      }
    }
    return left > 0;
  }

  @Override
  public int read() throws IOException {
    if (!load()) {
      return -1;
    }
    left--;
    return current.get() & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!load()) {
      return -1;
    }
    int count = Math.min(length, current.remaining());
    current.get(bytes, offset, count);
    left -= count;
    return count;
  }

  /** Copies the next {@code bytes} bytes. */
  void copyTo(WritableByteChannel target, long bytes) throws IOException {
    long missing = bytes;
    while (missing > 0) {
      if (!load()) {
        throw new EOFException("the results end early");
      }
      ByteBuffer part = current.duplicate();
      part.limit(part.position() + (int) Math.min(missing, part.remaining()));
      int count = part.remaining();
      while (part.hasRemaining()) {
        target.write(part);
      }
      current.position(current.position() + count);
      left -= count;
      missing -= count;
    }
  }
}
