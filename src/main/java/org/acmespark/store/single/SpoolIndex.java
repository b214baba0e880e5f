package org.acmespark.store.single;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.acmespark.store.payload.Block;

/** The computations in a spool and their places; takes about 40 bytes of memory for each. */
final class SpoolIndex {
  private static final int ENTRY_BYTES = 3 * Long.BYTES + 1;

  /**
   * A fragment in the spool.
   *
   * @param position of its content in the file
   * @param checksum CRC32C of the content
   */
  record Extent(long position, int length, int checksum) {}

  /**
   * The results of one computation.
   *
   * @param stream the stream that contains them
   * @param offset of their first byte in the stream
   * @param length in bytes
   * @param rowLength length of the unlimited dimension of the first value, 0 if it has none
   * @param serialized whether it is one serialized object, which HDF5 cannot hold
   */
  record Entry(
      long index,
      List<Extent> stream,
      long offset,
      long length,
      long rowLength,
      boolean serialized) {}

  private record Committed(
      List<Extent> fragments, long[] offsets, long[] rowLengths, boolean[] serialized, long end) {}

  private final Map<UUID, List<Extent>> open = new HashMap<>();
  private final List<Committed> committed = new ArrayList<>();
  private int[] streamOf = {};
  private int[] placeOf = {};

  /**
   * Adds a fragment. If the fragments of a stream do not come in order, the stream never becomes
   * valid.
   */
  void add(UUID stream, int sequence, Extent extent) {
    List<Extent> fragments = open.computeIfAbsent(stream, unknown -> new ArrayList<>());
    if (fragments.size() == sequence) {
      fragments.add(extent);
    }
  }

  /** Makes the results of a stream valid unless parts of it are missing; returns whether it did. */
  boolean commit(Block.Streamed block) {
    List<Extent> fragments =
        List.copyOf(Optional.ofNullable(open.remove(block.stream())).orElse(List.of()));
    long bytes = fragments.stream().mapToLong(Extent::length).sum();
    if (fragments.size() != block.fragments() || bytes != block.bytes()) {
      return false;
    }
    long[] indices = block.indices();
    for (int k = 0; k < indices.length; k++) {
      put((int) indices[k], committed.size(), k);
    }
    committed.add(
        new Committed(
            fragments, block.offsets(), block.rowLengths(), block.serialized(), block.bytes()));
    return true;
  }

  private void put(int index, int stream, int place) {
    if (index >= streamOf.length) {
      int before = streamOf.length;
      int length = Math.max(index + 1, before + before / 2);
      streamOf = Arrays.copyOf(streamOf, length);
      placeOf = Arrays.copyOf(placeOf, length);
      Arrays.fill(streamOf, before, length, -1);
    }
    if (streamOf[index] < 0) {
      streamOf[index] = stream;
      placeOf[index] = place;
    }
  }

  /** The results of a computation; empty if they are not committed. */
  Optional<Entry> entry(long index) {
    if (index >= streamOf.length || streamOf[(int) index] < 0) {
      return Optional.empty();
    }
    Committed stream = committed.get(streamOf[(int) index]);
    int k = placeOf[(int) index];
    long offset = stream.offsets()[k];
    long end = k + 1 < stream.offsets().length ? stream.offsets()[k + 1] : stream.end();
    return Optional.of(
        new Entry(
            index,
            stream.fragments(),
            offset,
            end - offset,
            stream.rowLengths()[k],
            stream.serialized()[k]));
  }

  /** One more than the greatest index that may be committed. */
  int end() {
    return streamOf.length;
  }

  /** A commit as the content of a record. */
  static ByteBuffer encode(Block.Streamed block) {
    int count = block.indices().length;
    ByteBuffer content = ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + count * ENTRY_BYTES);
    content.putLong(block.bytes()).putInt(block.fragments()).putInt(count);
    for (int k = 0; k < count; k++) {
      content.putLong(block.indices()[k]).putLong(block.offsets()[k]);
      content.putLong(block.rowLengths()[k]).put((byte) (block.serialized()[k] ? 1 : 0));
    }
    return content.flip();
  }

  /** The commit of a record whose checksum was right. */
  static Block.Streamed decode(UUID stream, ByteBuffer content) {
    long bytes = content.getLong();
    int fragments = content.getInt();
    int count = content.getInt();
    long[] indices = new long[count];
    long[] offsets = new long[count];
    long[] rowLengths = new long[count];
    boolean[] serialized = new boolean[count];
    for (int k = 0; k < count; k++) {
      indices[k] = content.getLong();
      offsets[k] = content.getLong();
      rowLengths[k] = content.getLong();
      serialized[k] = content.get() == 1;
    }
    return new Block.Streamed(
        stream, fragments, bytes, new byte[0], indices, offsets, rowLengths, serialized);
  }
}
