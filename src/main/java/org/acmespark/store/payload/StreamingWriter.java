package org.acmespark.store.payload;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.ValueBytes;

/**
 * Sends results to the driver, which keeps them for the single file. The bytes of a computation are
 * the number of its values, in four bytes, and each value in the form of {@link ValueBytes}; or, if
 * HDF5 cannot hold the result, the bytes of {@link Rescue}.
 */
final class StreamingWriter implements BlockWriter {
  /** Each commit makes the driver sync its disk, so commits are rare. */
  private static final long BLOCK_BYTES = 64L << 20;

  /** The commit itself must fit into a frame of 4 MB, at about 50 bytes for each. */
  private static final int BLOCK_COMPUTATIONS = 32_768;

  /** If many tasks send small fragments, their commits must be small too. */
  private static final int FRAGMENT_BYTES_PER_COMPUTATION = 16;

  private static final int REST_BYTES = 1 << 20;

  private final Optional<Stacking> stacking;
  private final List<Entry> entries = new ArrayList<>();
  private FragmentStream stream;

  private record Entry(long index, long offset, long rowLength, boolean serialized) {}

  StreamingWriter(Optional<Stacking> stacking) {
    this.stacking = stacking;
  }

  @Override
  public void sendTo(Outlet outlet) {
    stream = new FragmentStream(outlet);
  }

  @Override
  public void add(long index, Object result) {
    long begin = stream.bytes();
    List<Object> outputs = stacking.isPresent() ? Stacking.outputs(result) : List.of();
    Optional<Stacking.Row> row = stacking.map(s -> s.firstOf(outputs));
    List<Hdf5Value> values;
    try {
      values =
          row.isPresent()
              ? ResultDatasets.further(outputs).values()
              : ResultDatasets.of(result).values();
    } catch (IllegalArgumentException e) {
      for (byte[] piece : Rescue.of(result, e.getMessage()).pieces()) {
        stream.write(piece, 0, piece.length);
      }
      entries.add(new Entry(index, begin, 0, true));
      return;
    }
    try {
      write(row.map(Stacking.Row::value), values, stream);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the stream throws no exception
    }
    entries.add(new Entry(index, begin, row.map(Stacking.Row::length).orElse(0L), false));
  }

  private static void write(Optional<Hdf5Value> row, List<Hdf5Value> values, OutputStream out)
      throws IOException {
    int count = values.size() + (row.isPresent() ? 1 : 0);
    out.write(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    if (row.isPresent()) {
      ValueBytes.write(row.get(), out);
    }
    for (Hdf5Value value : values) {
      ValueBytes.write(value, out);
    }
  }

  @Override
  public long pendingBytes() {
    return stream.bytes();
  }

  @Override
  public boolean full() {
    int atMost =
        Math.min(BLOCK_COMPUTATIONS, stream.fragmentBytes() / FRAGMENT_BYTES_PER_COMPUTATION);
    return stream.bytes() >= BLOCK_BYTES || entries.size() >= atMost;
  }

  @Override
  public Block seal() {
    if (entries.isEmpty()) {
      return new Block.Nothing();
    }
    byte[] rest = stream.takeRest(REST_BYTES);
    boolean[] serialized = new boolean[entries.size()];
    for (int k = 0; k < serialized.length; k++) {
      serialized[k] = entries.get(k).serialized();
    }
    var block =
        new Block.Streamed(
            stream.stream(),
            stream.sent() + (rest.length > 0 ? 1 : 0),
            stream.bytes(),
            rest,
            entries.stream().mapToLong(Entry::index).toArray(),
            entries.stream().mapToLong(Entry::offset).toArray(),
            entries.stream().mapToLong(Entry::rowLength).toArray(),
            serialized);
    close();
    return block;
  }

  /** Fragments that were sent and never committed stay on the driver, which never reads them. */
  @Override
  public void close() {
    entries.clear();
    stream.restart();
  }
}
