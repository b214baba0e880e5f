package org.acmespark.reading;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;

/**
 * Keeps the payload files that were read last open, because results of neighbouring computations
 * are often in one file. Keeps only a few, to save file descriptors.
 */
final class OpenFiles implements AutoCloseable {
  private static final int MOST = 16;

  private final LocalCopies copies;
  private final Map<Path, SliceReader> readers = new LinkedHashMap<>(16, 0.75f, true);

  private boolean throughLibrary;
  private Optional<RecordedSums> sums = Optional.empty();

  OpenFiles(LocalCopies copies) {
    this.copies = copies;
  }

  /**
   * Reads all files with the HDF5 library during an action, because it compares the checksums of
   * HDF5's own structures, and netCDF-Java does not.
   */
  <T> T throughLibrary(Supplier<T> action) {
    close();
    throughLibrary = true;
    try {
      return action.get();
    } finally {
      throughLibrary = false;
      close();
    }
  }

  /**
   * @throws AcmeException if the file is missing or is not HDF5
   */
  SliceReader open(Path file) {
    SliceReader known = readers.get(file);
    if (known != null) {
      return known;
    }
    requireFile(file);
    SliceReader reader =
        throughLibrary
            ? SliceReader.openWithLibrary(file.toString())
            : SliceReader.open(file.toString());
    readers.put(file, reader);
    if (readers.size() > MOST) {
      Iterator<Map.Entry<Path, SliceReader>> entries = readers.entrySet().iterator();
      Map.Entry<Path, SliceReader> eldest = entries.next();
      eldest.getValue().close();
      entries.remove();
      copies.release(eldest.getKey());
    }
    return reader;
  }

  /** Compares every file with its checksum before it is read for the first time from now on. */
  void checkWith(RecordedSums recorded) {
    close();
    sums = Optional.of(recorded);
  }

  /** Copies a file to this machine if it exists and is remote. */
  void fetch(Path file) {
    copies.fetch(file);
  }

  /** Makes sure that a file is on this machine and can be read. */
  void requireFile(Path file) {
    copies.fetch(file);
    if (!Files.isReadable(file)) {
      throw new AcmeException(
          "the payload file %s %s"
              .formatted(
                  copies.address(file), Files.exists(file) ? "is not readable" : "is missing"));
    }
    sums.ifPresent(recorded -> recorded.require(file));
  }

  /** Reads a whole dataset. */
  Hdf5Value read(Path file, String dataset) {
    SliceReader reader = open(file);
    try {
      long[] shape = reader.shape(dataset);
      return reader.read(dataset, new long[shape.length], shape);
    } catch (IllegalArgumentException e) { // the file's fault here, not the caller's
      throw new AcmeException(e.getMessage(), e);
    }
  }

  /** Type and shape of a dataset. */
  ResultKind kind(Path file, String dataset) {
    SliceReader reader = open(file);
    try {
      return new ResultKind(reader.type(dataset).numpyName(), reader.shape(dataset));
    } catch (IllegalArgumentException e) { // the file's fault here, not the caller's
      throw new AcmeException(e.getMessage(), e);
    }
  }

  @Override
  public void close() {
    readers.values().forEach(SliceReader::close);
    readers.clear();
  }
}
