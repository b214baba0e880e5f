package org.acmespark.store.single;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.DataRegion;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Container;
import org.acmespark.store.payload.ResultDatasets;
import org.acmespark.store.payload.StackedView;
import org.acmespark.store.payload.Stacking;

/**
 * Writes a container with all results from the spool and the values file, in the order of the
 * computations. Memory is bounded: large arrays are copied in pieces, without being decoded.
 */
final class SingleFileContainer implements AutoCloseable {
  /** Arrays of at least this size are never in memory as a whole. */
  private static final long PIECEWISE_BYTES = 1 << 20;

  private static final long STRINGS_AT_ONCE = 4096;

  private final Spool spool;
  private final StoredValues stored;
  private final long nInputs;
  private final Hdf5Writer container;
  private Optional<InPlace> inPlace = Optional.empty();
  private long placed;

  /** The datasets whose elements the container has already. */
  private record InPlace(Arrangement arrangement, DataRegion region) {}

  private SingleFileContainer(
      Path file, Spool spool, StoredValues stored, long nInputs, Compression compression) {
    this.spool = spool;
    this.stored = stored;
    this.nInputs = nInputs;
    this.container = Hdf5Writer.create(file, compression);
  }

  /**
   * Creates a complete, synced file, or none.
   *
   * @return its sum
   * @throws AcmeException if the disk fails, or the spool or the values file is damaged
   */
  static FileSum write(
      Path file,
      Spool spool,
      ValuesFile values,
      long nInputs,
      Optional<Stacking> stacking,
      Compression compression) {
    try (var stored = new StoredValues(spool, values.path());
        var single = new SingleFileContainer(file, spool, stored, nInputs, compression)) {
      single.write(stacking);
      return single.container.commit();
    } catch (IOException e) {
      throw new AcmeException("cannot read the results for %s: %s".formatted(file, e), e);
    }
  }

  /**
   * Puts the metadata, and everything that is not yet there, around the arrays in the values file,
   * which is then the container.
   *
   * @param metadata a file that does not exist; what the values file does not have is written there
   *     first
   * @param leastBytes arrays of at least this size belong into the values file
   * @return the sum of the container
   * @throws DataRegion.MisplacedException if the library does not make such metadata; then the
   *     arrays are as they were
   * @throws AcmeException if the disk fails, or the spool is damaged; the arrays are as they were
   */
  static FileSum writeAround(
      Path metadata,
      Spool spool,
      ValuesFile values,
      long nInputs,
      Optional<Stacking> stacking,
      long leastBytes) {
    try (var stored = new StoredValues(spool, values.path());
        var single =
            new SingleFileContainer(metadata, spool, stored, nInputs, Compression.none())) {
      var arrangement = Arrangement.of(spool, values, stored, nInputs, stacking, leastBytes);
      DataRegion region = single.container.region(ValuesFile.BEGIN, values.end());
      arrangement.createIn(region);
      single.inPlace = Optional.of(new InPlace(arrangement, region));
      single.write(stacking);
      region.complete();
      single.container.commit();
      return values.putAround(metadata, spool.placed());
    } catch (IOException e) {
      throw new AcmeException(
          "cannot complete %s: %s".formatted(values.path(), RunDirectory.why(e)), e);
    }
  }

  private void write(Optional<Stacking> stacking) throws IOException {
    if (stacking.isPresent() && nInputs == 0) {
      StackedView.writeEmpty(container, stacking.get());
    } else if (stacking.isPresent()) {
      writeStacked(stacking.get());
    } else {
      writeGroups();
    }
  }

  private void writeGroups() throws IOException {
    for (long index = 0; index < nInputs; index++) {
      Optional<SpoolIndex.Entry> entry = hdf5Entry(index);
      if (entry.isPresent()) {
        writeValues(index, 0, stored.of(entry.get()));
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
    StackedRows rows =
        inPlace.isPresent()
            ? new RowsInPlace(inPlace.get().region())
            : StackedRows.in(container, stacking, nInputs, longest);
    for (long index = 0; index < nInputs; index++) {
      Optional<SpoolIndex.Entry> entry = hdf5Entry(index);
      if (entry.isPresent()) {
        StoredValues.Of values = stored.of(entry.get());
        rows.add(index, values.next(), entry.get().rowLength(), values);
        if (values.count() > 1) {
          writeValues(index, 1, values);
        }
      }
    }
    rows.finish();
    StackedView.mark(container, stacking, valid, lengths);
  }

  private Optional<SpoolIndex.Entry> hdf5Entry(long index) {
    return spool.entry(index).filter(entry -> !entry.serialized());
  }

  private void writeValues(long index, int first, StoredValues.Of values) throws IOException {
    String group = Container.group(index);
    container.group(group);
    for (int k = first; k < values.count(); k++) {
      String path = group + "/" + ResultDatasets.name(k);
      ValueBytes.Head head = values.next();
      if (inPlace.isPresent() && inPlace.get().arrangement().holds(head)) {
        inPlace.get().region().name(placed++, path);
        values.skip();
      } else {
        writeValue(path, head, values.elements());
      }
    }
  }

  private void writeValue(String path, ValueBytes.Head head, SpoolInput in) throws IOException {
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
