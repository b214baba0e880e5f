package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.ValueBytes;

/**
 * Reads the values that computations have returned, from the spool and the values file.
 *
 * <pre>{@code
 * StoredValues.Of values = stored.of(entry);
 * for (int k = 0; k < values.count(); k++) {
 *   ValueBytes.Head head = values.next();
 *   values.elements().copyTo(target, head.bytes());
 * }
 * }</pre>
 */
final class StoredValues implements AutoCloseable {
  private final Spool spool;
  private final Path file;
  private Optional<FileChannel> channel = Optional.empty();
  private Optional<SpoolFragments> placed = Optional.empty();

  /**
   * @param file the values file, which need not exist unless there are arrays in it
   */
  StoredValues(Spool spool, Path file) {
    this.spool = spool;
    this.file = file;
  }

  /** The values of one computation. Valid until those of another one are read. */
  Of of(SpoolIndex.Entry entry) throws IOException {
    return new Of(entry);
  }

  private SpoolFragments placed() throws IOException {
    if (placed.isEmpty()) {
      channel = Optional.of(FileChannel.open(file, StandardOpenOption.READ));
      placed = Optional.of(new SpoolFragments(file, channel.get()));
    }
    return placed.get();
  }

  /** The values of one computation, one after the other. */
  final class Of {
    private final SpoolInput in;
    private final Iterator<Placed> arrays;
    private final int count;
    private ValueBytes.Head head;
    private Optional<Placed> array = Optional.empty();

    private Of(SpoolIndex.Entry entry) throws IOException {
      this.in = spool.open(entry);
      this.arrays = entry.placed().iterator();
      this.count = ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).getInt();
    }

    int count() {
      return count;
    }

    /** Reads the next head. The elements before it must have been read or skipped. */
    ValueBytes.Head next() throws IOException {
      head = ValueBytes.readHead(in);
      array = head.elsewhere() ? Optional.of(arrays.next()) : Optional.empty();
      return head;
    }

    /** The place of the elements in the values file, if they are there. */
    Optional<Placed> place() {
      return array;
    }

    /** The elements of the value whose head was read last. */
    SpoolInput elements() throws IOException {
      return array.isPresent()
          ? new SpoolInput(placed(), array.get().extents(), 0, array.get().length())
          : in;
    }

    /** Skips the elements of the value whose head was read last. */
    void skip() throws IOException {
      if (array.isPresent()) {
        return;
      }
      if (head.type() != ElementType.STRING) {
        in.skipNBytes(head.bytes());
        return;
      }
      for (long k = 0; k < head.count(); k++) {
        in.skipNBytes(ValueBytes.readLength(in));
      }
    }
  }

  @Override
  public void close() throws IOException {
    if (channel.isPresent()) {
      channel.get().close();
    }
  }
}
