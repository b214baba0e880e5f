package org.acmespark.store.payload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.ValueBytes;

/**
 * Sends results to the driver, which keeps them for the single file. The bytes of a computation are
 * the number of its values, in four bytes, and each value in the form of {@link ValueBytes}; or, if
 * HDF5 cannot hold the result, the bytes of {@link Rescue}. The elements of large arrays do not go
 * into the stream but to their places in the file, where there are such.
 */
final class StreamingWriter implements BlockWriter {
  /** Each commit makes the driver sync its disk, so commits are rare. */
  private static final long BLOCK_BYTES = 64L << 20;

  /** The commit itself must fit into a frame of 4 MB, at about 50 bytes for each. */
  private static final int BLOCK_COMPUTATIONS = 32_768;

  /** If many tasks send small fragments, their commits must be small too. */
  private static final int FRAGMENT_BYTES_PER_COMPUTATION = 16;

  private static final int REST_BYTES = 1 << 20;

  private static final long NO_ROW = -1;

  private final Optional<Stacking> stacking;
  private final long leastPlaced;
  private final List<Entry> entries = new ArrayList<>();
  private final List<Integer> owners = new ArrayList<>();
  private FragmentStream stream;
  private Optional<Places> places = Optional.empty();
  private long placedBytes;

  private record Entry(long index, long offset, long rowLength, boolean serialized) {}

  /**
   * @param leastPlaced least size of an array that is taken to its place
   */
  StreamingWriter(Optional<Stacking> stacking, long leastPlaced) {
    this.stacking = stacking;
    this.leastPlaced = leastPlaced;
  }

  @Override
  public void sendTo(Outlet outlet) {
    stream = new FragmentStream(outlet);
    places = outlet.places();
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
      write(index, row.map(Stacking.Row::value), values);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // the stream throws no exception
    }
    entries.add(new Entry(index, begin, row.map(Stacking.Row::length).orElse(0L), false));
  }

  private void write(long index, Optional<Hdf5Value> row, List<Hdf5Value> values)
      throws IOException {
    int count = values.size() + (row.isPresent() ? 1 : 0);
    stream.write(ByteBuffer.allocate(Integer.BYTES).putInt(count).array());
    if (row.isPresent()) {
      write(index, row.get());
    }
    for (Hdf5Value value : values) {
      write(NO_ROW, value);
    }
  }

  private void write(long row, Hdf5Value value) throws IOException {
    boolean placed =
        places.isPresent()
            && value.type() != ElementType.STRING
            && !value.isScalar()
            && value.bytes() >= leastPlaced;
    if (!placed) {
      ValueBytes.write(value, stream);
      return;
    }
    ValueBytes.writeHeadOnly(value, stream);
    places.get().put(stream.stream(), row, value);
    owners.add(entries.size());
    placedBytes += value.bytes();
  }

  @Override
  public long pendingBytes() {
    return stream.bytes() + placedBytes;
  }

  @Override
  public boolean full() {
    int atMost =
        Math.min(BLOCK_COMPUTATIONS, stream.fragmentBytes() / FRAGMENT_BYTES_PER_COMPUTATION);
    return pendingBytes() >= BLOCK_BYTES || entries.size() >= atMost;
  }

  @Override
  public Block seal() {
    if (entries.isEmpty()) {
      return new Block.Nothing();
    }
    if (!owners.isEmpty()) {
      places.get().finish(stream.stream());
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
            serialized,
            owners.stream().mapToInt(Integer::intValue).toArray());
    close();
    return block;
  }

  /** Fragments that were sent and never committed stay on the driver, which never reads them. */
  @Override
  public void close() {
    if (!owners.isEmpty()) {
      places.get().forget(stream.stream());
    }
    entries.clear();
    owners.clear();
    placedBytes = 0;
    stream.restart();
  }
}
