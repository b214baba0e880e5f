package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.store.payload.Container;
import org.acmespark.store.payload.ResultDatasets;
import org.acmespark.store.payload.StackedView;
import org.acmespark.store.payload.Stacking;

/**
 * Writes a container with all results from the spool, in the order of the computations. Memory is
 * bounded: large arrays are copied in pieces, without being decoded.
 */
final class SingleFileContainer implements AutoCloseable {
  /** Arrays of at least this size are never in memory as a whole. */
  private static final long PIECEWISE_BYTES = 1 << 20;

  private static final long STRINGS_AT_ONCE = 4096;

  private final Spool spool;
  private final long nInputs;
  private final Hdf5Writer container;

  private SingleFileContainer(Path file, Spool spool, long nInputs, Compression compression) {
    this.spool = spool;
    this.nInputs = nInputs;
    this.container = Hdf5Writer.create(file, compression);
  }

  /**
   * Creates a complete, synced file, or none.
   *
   * @throws AcmeException if the disk fails, or the spool is damaged
   */
  static void write(
      Path file, Spool spool, long nInputs, Optional<Stacking> stacking, Compression compression) {
    try (var single = new SingleFileContainer(file, spool, nInputs, compression)) {
      if (stacking.isPresent() && nInputs == 0) {
        StackedView.writeEmpty(single.container, stacking.get());
      } else if (stacking.isPresent()) {
        single.writeStacked(stacking.get());
      } else {
        single.writeGroups();
      }
      single.container.commit();
    } catch (IOException e) {
      throw new AcmeException("cannot read the results for %s: %s".formatted(file, e), e);
    }
  }

  private void writeGroups() throws IOException {
    for (long index = 0; index < nInputs; index++) {
      Optional<SpoolIndex.Entry> entry = hdf5Entry(index);
      if (entry.isPresent()) {
        SpoolInput in = spool.open(entry.get());
        writeValues(index, 0, count(in), in);
      }
    }
  }

  private void writeStacked(Stacking stacking) throws IOException {
    boolean[] valid = new boolean[(int) nInputs];
    long[] lengths = new long[(int) nInputs];
    long longest = 0;
    for (long index = 0; index < nInputs; index++) {
      Optional<SpoolIndex.Entry> entry = hdf5Entry(index);
      if (entry.isPresent()) {
        valid[(int) index] = true;
        lengths[(int) index] = entry.get().rowLength();
        longest = Math.max(longest, entry.get().rowLength());
      }
    }
    StackedRows rows = StackedRows.in(container, stacking, nInputs, longest);
    for (long index = 0; index < nInputs; index++) {
      Optional<SpoolIndex.Entry> entry = hdf5Entry(index);
      if (entry.isPresent()) {
        SpoolInput in = spool.open(entry.get());
        int count = count(in);
        rows.add(index, ValueBytes.readHead(in), entry.get().rowLength(), in);
        if (count > 1) {
          writeValues(index, 1, count, in);
        }
      }
    }
    rows.finish();
    StackedView.mark(container, stacking, valid, lengths);
  }

  private Optional<SpoolIndex.Entry> hdf5Entry(long index) {
    return spool.entry(index).filter(entry -> !entry.serialized());
  }

  private static int count(SpoolInput in) throws IOException {
    return ByteBuffer.wrap(in.readNBytes(Integer.BYTES)).getInt();
  }

  private void writeValues(long index, int first, int end, SpoolInput in) throws IOException {
    String group = Container.group(index);
    container.group(group);
    for (int k = first; k < end; k++) {
      writeValue(group + "/" + ResultDatasets.name(k), in);
    }
  }

  private void writeValue(String path, SpoolInput in) throws IOException {
    ValueBytes.Head head = ValueBytes.readHead(in);
    if (head.type() == ElementType.STRING && head.count() > STRINGS_AT_ONCE) {
      container.dataset(path, head.type(), head.shape(), head.shape(), new long[0]);
      Slabs.forEach(
          head.shape(),
          STRINGS_AT_ONCE,
          (start, count) ->
              container.writeBlock(path, start, ValueBytes.readElements(head.type(), count, in)));
    } else if (container.isCompressing()
        && head.type() != ElementType.STRING
        && head.bytes() >= PIECEWISE_BYTES) {
      long[] chunk = Hdf5Writer.chunkFor(head.type(), head.shape());
      container.dataset(path, head.type(), head.shape(), head.shape(), chunk);
      Slabs.forEach(
          head.shape(),
          Shapes.count(chunk),
          (start, count) ->
              container.writeBlock(path, start, ValueBytes.readElements(head.type(), count, in)));
    } else if (head.type() != ElementType.STRING && head.bytes() >= PIECEWISE_BYTES) {
      in.copyTo(container.stream(path, head.type(), head.shape()), head.bytes());
    } else {
      Hdf5Value value = ValueBytes.readElements(head.type(), head.shape(), in);
      container.write(path, value);
    }
  }

  @Override
  public void close() {
    container.close();
  }
}
