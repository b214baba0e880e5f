package org.acmespark.store.single;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acmespark.store.payload.Block;

/** The computations in a spool and their places; takes about 40 bytes of memory for each. */
final class SpoolIndex {
  private static final int ENTRY_BYTES = 3 * Long.BYTES + 1;
  private static final int PLACED_BYTES = Integer.BYTES + 2 * Long.BYTES;

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
   * @param placed its arrays in the {@link ValuesFile}, in their order
   */
  record Entry(
      long index,
      List<Extent> stream,
      long offset,
      long length,
      long rowLength,
      boolean serialized,
      List<Placed> placed) {}

  private record Committed(List<Extent> fragments, Block.Streamed block, List<Placed> placed) {
    /** The block without its bytes, which are in the fragments. */
    static Committed of(List<Extent> fragments, Block.Streamed block, List<Placed> placed) {
      var bare =
          new Block.Streamed(
              block.stream(),
              block.fragments(),
              block.bytes(),
              new byte[0],
              block.indices(),
              block.offsets(),
              block.rowLengths(),
              block.serialized(),
              block.owners());
      return new Committed(fragments, bare, placed);
    }

    /** The arrays of an entry. */
    List<Placed> placed(int entry) {
      int[] owners = block.owners();
      int from = Arrays.binarySearch(owners, entry);
      if (from < 0) {
        return List.of();
      }
      int to = from;
      while (from > 0 && owners[from - 1] == entry) {
        from--;
      }
      while (to < owners.length && owners[to] == entry) {
        to++;
      }
      return placed.subList(from, to);
    }
  }

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

  /**
   * Makes the results of a stream valid unless parts of it are missing; returns whether it did.
   *
   * @param placed its arrays in the {@link ValuesFile}
   */
  boolean commit(Block.Streamed block, List<Placed> placed) {
    List<Extent> fragments =
        List.copyOf(Optional.ofNullable(open.remove(block.stream())).orElse(List.of()));
    long bytes = fragments.stream().mapToLong(Extent::length).sum();
    if (fragments.size() != block.fragments()
        || bytes != block.bytes()
        || placed.size() != block.owners().length) {
      return false;
    }
    long[] indices = block.indices();
    for (int k = 0; k < indices.length; k++) {
      put((int) indices[k], committed.size(), k);
    }
    committed.add(Committed.of(fragments, block, List.copyOf(placed)));
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
    Block.Streamed block = stream.block();
    int k = placeOf[(int) index];
    long offset = block.offsets()[k];
    long end = k + 1 < block.offsets().length ? block.offsets()[k + 1] : block.bytes();
    return Optional.of(
        new Entry(
            index,
            stream.fragments(),
            offset,
            end - offset,
            block.rowLengths()[k],
            block.serialized()[k],
            stream.placed(k)));
  }

  /** All arrays of committed results that are in the {@link ValuesFile}. */
  Stream<Placed> placed() {
    return committed.stream().flatMap(stream -> stream.placed().stream());
  }

  /** One more than the greatest index that may be committed. */
  int end() {
    return streamOf.length;
  }

  /** A commit as the content of a record. */
  static ByteBuffer encode(Block.Streamed block, List<Placed> placed) {
    int count = block.indices().length;
    int checksums = placed.stream().mapToInt(each -> each.checksums().length).sum();
    int placedBytes =
        placed.isEmpty()
            ? 0
            : Integer.BYTES + placed.size() * PLACED_BYTES + checksums * Integer.BYTES;
    ByteBuffer content =
        ByteBuffer.allocate(Long.BYTES + 2 * Integer.BYTES + count * ENTRY_BYTES + placedBytes);
    content.putLong(block.bytes()).putInt(block.fragments()).putInt(count);
    for (int k = 0; k < count; k++) {
      content.putLong(block.indices()[k]).putLong(block.offsets()[k]);
      content.putLong(block.rowLengths()[k]).put((byte) (block.serialized()[k] ? 1 : 0));
    }
    if (!placed.isEmpty()) {
      content.putInt(placed.size());
      for (int k = 0; k < placed.size(); k++) {
        Placed each = placed.get(k);
        content.putInt(block.owners()[k]).putLong(each.position()).putLong(each.length());
        IntStream.of(each.checksums()).forEach(content::putInt);
      }
    }
    return content.flip();
  }

  /** A commit, and the arrays of its results that are in the {@link ValuesFile}. */
  record Decoded(Block.Streamed block, List<Placed> placed) {}

  /**
   * The commit of a record whose checksum was right.
   *
   * @param cut where the parts of its arrays end
   */
  static Decoded decode(UUID stream, ByteBuffer content, Placed.Cut cut) {
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
    int[] owners = new int[content.hasRemaining() ? content.getInt() : 0];
    List<Placed> placed = new ArrayList<>(owners.length);
    for (int k = 0; k < owners.length; k++) {
      owners[k] = content.getInt();
      long position = content.getLong();
      long length = content.getLong();
      int[] checksums = new int[cut.parts(position, length)];
      Arrays.setAll(checksums, piece -> content.getInt());
      placed.add(new Placed(position, length, cut, checksums));
    }
    var block =
        new Block.Streamed(
            stream,
            fragments,
            bytes,
            new byte[0],
            indices,
            offsets,
            rowLengths,
            serialized,
            owners);
    return new Decoded(block, placed);
  }
}
