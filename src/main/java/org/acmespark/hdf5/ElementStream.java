package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;

/** Writes the elements of one dataset as bytes, from first to last, to their place in the file. */
final class ElementStream implements WritableByteChannel {
  /** Writes to the file at a position. */
  public interface Place {
    void write(long position, ByteBuffer bytes) throws IOException;
  }

  private final String path;
  private final Place place;
  private final long end;
  private long position;
  private boolean open = true;

  public ElementStream(String path, long offset, long bytes, Place place) {
    this.path = path;
    this.place = place;
    this.position = offset;
    this.end = offset + bytes;
  }

  @Override
  public int write(ByteBuffer bytes) throws IOException {
    int count = bytes.remaining();
    if (count > end - position) {
      throw new IllegalArgumentException(
          "dataset %s takes %s bytes more, not %s".formatted(path, end - position, count));
    }
    place.write(position, bytes);
    position += count;
    return count;
  }

  @Override
  public boolean isOpen() {
    return open;
  }

  @Override
  public void close() {
    open = false;
  }
}
