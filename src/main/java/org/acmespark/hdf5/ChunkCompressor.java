package org.acmespark.hdf5;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.Deflater;
import org.acmespark.hdf5.value.BlockLayout;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Packing;
import org.acmespark.hdf5.value.Shapes;

/**
 * Compresses the chunks of a dataset with shuffle and deflate in Java, and adds checksums, without
 * the library and its lock, so that all tasks can do so at the same time.
 */
final class ChunkCompressor implements AutoCloseable {
  private final BlockLayout layout;
  private final Deflater deflater;
  private final byte[] fill;

  // Created once: arrays of a megabyte are expensive for the garbage collector.
  private final byte[] elements;
  private final byte[] shuffled;
  private final byte[] deflated;

  ChunkCompressor(BlockLayout layout) {
    this.layout = layout;
    this.deflater = new Deflater(layout.filters().level());
    this.fill = Fill.bytes(layout.type());
    this.elements = new byte[Math.toIntExact(Shapes.count(layout.chunk()) * fill.length)];
    this.shuffled = fill.length == 1 ? elements : new byte[elements.length];
    // zlib's bound for incompressible data (compressBound), with spare room.
    this.deflated = new byte[elements.length + elements.length / 1000 + 128];
  }

  /**
   * Whether a block consists of whole chunks: none of its chunks holds elements of the dataset that
   * are not in the block.
   *
   * @param shape lengths of the dataset that contains the block
   */
  static boolean isWhole(BlockLayout layout, long[] shape, long[] start, long[] count) {
    boolean whole = !layout.filters().isNone() && layout.type() != ElementType.STRING;
    for (int axis = 0; whole && axis < shape.length; axis++) {
      long chunk = layout.chunk()[axis];
      long end = start[axis] + count[axis];
      whole = start[axis] % chunk == 0 && (end % chunk == 0 || end == shape[axis]);
    }
    return whole;
  }

  /** Compresses a block of whole chunks. Elements beyond the dataset's end have the fill value. */
  List<RawChunks.Chunk> chunks(long[] start, Hdf5Value block) {
    List<RawChunks.Chunk> chunks = new ArrayList<>();
    long[] count = block.shapeUncopied();
    if (Shapes.count(count) > 0) {
      add(chunks, start, block, new long[count.length], 0);
    }
    return chunks;
  }

  private void add(
      List<RawChunks.Chunk> chunks, long[] start, Hdf5Value block, long[] inBlock, int axis) {
    long[] count = block.shapeUncopied();
    if (axis == count.length) {
      long[] at = new long[axis];
      Arrays.setAll(at, k -> start[k] + inBlock[k]);
      chunks.add(new RawChunks.Chunk(at, chunk(block, inBlock)));
      return;
    }
    for (long at = 0; at < count[axis]; at += layout.chunk()[axis]) {
      inBlock[axis] = at;
      add(chunks, start, block, inBlock, axis + 1);
    }
  }

  private byte[] chunk(Hdf5Value block, long[] inBlock) {
    pack(block, inBlock);
    if (layout.filters().level() == 0) {
      return withChecksum(elements, elements.length);
    }
    if (shuffled != elements) {
      ByteShuffle.shuffle(elements, fill.length, shuffled);
    }
    return deflate();
  }

  /** Copies the elements of the chunk at {@code inBlock}, little-endian. */
  private void pack(Hdf5Value block, long[] inBlock) {
    long[] chunk = layout.chunk();
    long[] count = block.shapeUncopied();
    long[] part = new long[chunk.length];
    Arrays.setAll(part, axis -> Math.min(chunk[axis], count[axis] - inBlock[axis]));
    if (!Arrays.equals(part, chunk)) {
      for (int at = 0; at < elements.length; at += fill.length) {
        System.arraycopy(fill, 0, elements, at, fill.length);
      }
    }
    int run = chunk.length - 1; // from this dimension on, elements are contiguous in both
    while (run > 0 && part[run] == count[run] && part[run] == chunk[run]) {
      run--;
    }
    copy(block, inBlock, part, run, 0, 0, 0);
  }

  private void copy(
      Hdf5Value block, long[] inBlock, long[] part, int run, int axis, long from, long to) {
    long[] count = block.shapeUncopied();
    if (axis == run) {
      long length = part[axis];
      long source = from * count[axis] + inBlock[axis];
      long target = to * layout.chunk()[axis];
      for (int k = axis + 1; k < part.length; k++) {
        length *= part[k];
        source *= count[k];
        target *= part[k];
      }
      int size = layout.type().bytes();
      int entries = layout.type().entriesPerElement();
      ByteBuffer place =
          ByteBuffer.wrap(elements, (int) (target * size), (int) (length * size))
              .slice()
              .order(ByteOrder.LITTLE_ENDIAN);
      Packing.pack(block.elements(), (int) (source * entries), (int) (length * entries), place);
      return;
    }
    for (long k = 0; k < part[axis]; k++) {
      copy(
          block,
          inBlock,
          part,
          run,
          axis + 1,
          from * count[axis] + inBlock[axis] + k,
          to * layout.chunk()[axis] + k);
    }
  }

  private byte[] deflate() {
    deflater.reset();
    deflater.setInput(shuffled);
    deflater.finish();
    int length = 0;
    while (!deflater.finished()) {
      length += deflater.deflate(deflated, length, deflated.length - length);
    }
    return layout.filters().fletcher32()
        ? withChecksum(deflated, length)
        : Arrays.copyOf(deflated, length);
  }

  private static byte[] withChecksum(byte[] bytes, int length) {
    byte[] checked = Arrays.copyOf(bytes, length + Integer.BYTES);
    ByteBuffer.wrap(checked)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putInt(length, Fletcher32.of(bytes, length));
    return checked;
  }

  @Override
  public void close() {
    deflater.end();
  }
}
