package org.acmespark.store.payload;

import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;

/** Cuts a stream into fragments and sends each one as soon as it is full. */
final class FragmentStream extends OutputStream {
  /** Used until the driver gives a size: thousands of tasks may begin at the same time. */
  private static final int FIRST_BYTES = 64 << 10;

  private final BlockWriter.Outlet outlet;
  private byte[] fragment = new byte[FIRST_BYTES];
  private UUID stream = UUID.randomUUID();
  private int used;
  private int sent;
  private long bytes;

  FragmentStream(BlockWriter.Outlet outlet) {
    this.outlet = outlet;
  }

  @Override
  public void write(int b) {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] source, int offset, int length) {
    int at = offset;
    int left = length;
    while (left > 0) {
      if (used == fragment.length) {
        send();
      }
      int count = Math.min(left, fragment.length - used);
      System.arraycopy(source, at, fragment, used, count);
      used += count;
      at += count;
      left -= count;
    }
    bytes += length;
  }

  private void send() {
    int next = outlet.send(new Block.Fragment(stream, sent++, fragment, 0, used));
    used = 0;
    if (next != fragment.length) {
      fragment = new byte[next];
    }
  }

  /** Present maximum size of a fragment. */
  int fragmentBytes() {
    return fragment.length;
  }

  UUID stream() {
    return stream;
  }

  /** Bytes written, sent or not. */
  long bytes() {
    return bytes;
  }

  /** Fragments sent so far. */
  int sent() {
    return sent;
  }

  /** Returns at most {@code most} bytes that have not been sent. The caller sends them. */
  byte[] takeRest(int most) {
    if (used > most) {
      send();
    }
    byte[] rest = Arrays.copyOf(fragment, used);
    used = 0;
    return rest;
  }

  /** Begins the next stream. */
  void restart() {
    stream = UUID.randomUUID();
    used = 0;
    sent = 0;
    bytes = 0;
  }
}
