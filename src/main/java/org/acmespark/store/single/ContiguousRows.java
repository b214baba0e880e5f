package org.acmespark.store.single;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.WritableByteChannel;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.store.payload.Stacking;

/** Writes rows of equal length, one after another: the dataset is one stream of bytes. */
final class ContiguousRows implements StackedRows {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int FILL_ELEMENTS = 4096;

  private final long nInputs;
  private final long rowBytes;
  private final WritableByteChannel dataset;
  private final byte[] fill;
  private final ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
  private final Buffered buffered = new Buffered();
  private long next;

  ContiguousRows(Hdf5Writer container, Stacking stacking, long nInputs) {
    this.nInputs = nInputs;
    long[] shape = stacking.shape().stacked(nInputs, 0);
    this.rowBytes = new ValueBytes.Head(stacking.type(), stacking.shape().row(0)).bytes();
    this.dataset = container.stream(Stacking.DATASET, stacking.type(), shape);
    this.fill = fill(stacking);
  }

  /** Some elements with the fill value. */
  static byte[] fill(Stacking stacking) {
    var bytes = new ByteArrayOutputStream();
    var elements =
        Hdf5Value.flat(
            stacking.type(),
            new long[] {FILL_ELEMENTS},
            Fill.array(stacking.type(), FILL_ELEMENTS));
    try {
      ValueBytes.writeElements(elements, bytes);
    } catch (IOException e) {
      throw new IllegalStateException(e); // the file could not be created
    }
    return bytes.toByteArray();
  }

  @Override
  public void add(long index, ValueBytes.Head head, long length, StoredValues.Of row)
      throws IOException {
    fillTo(index);
    row.elements().copyTo(buffered, rowBytes);
    next = index + 1;
  }

  private void fillTo(long index) throws IOException {
    long missing = (index - next) * rowBytes;
    while (missing > 0) {
      int count = (int) Math.min(missing, fill.length);
      buffered.write(ByteBuffer.wrap(fill, 0, count));
      missing -= count;
    }
  }

  @Override
  public void finish() throws IOException {
    fillTo(nInputs);
    buffered.flush();
  }

  /** Collects small rows in a buffer and writes large ones directly. */
  private final class Buffered implements WritableByteChannel {
    @Override
    public int write(ByteBuffer bytes) throws IOException {
      int count = bytes.remaining();
      if (count > buffer.remaining()) {
        flush();
      }
      if (count > buffer.remaining()) {
        dataset.write(bytes);
      } else {
        buffer.put(bytes);
      }
      return count;
    }

    void flush() throws IOException {
      dataset.write(buffer.flip());
      buffer.clear();
    }

    @Override
    public boolean isOpen() {
      return dataset.isOpen();
    }

    @Override
    public void close() throws IOException {
      dataset.close();
    }
  }
}
