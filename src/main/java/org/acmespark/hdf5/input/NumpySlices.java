package org.acmespark.hdf5.input;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.numpy.NpyFile;

/** Reads the one array of a file in NumPy's format. */
final class NumpySlices implements SliceSource {
  private final NpyFile file;

  NumpySlices(String path) throws IOException {
    this.file = NpyFile.open(Path.of(path));
  }

  @Override
  public Optional<Description> describe(String dataset) {
    return Optional.of(new Description(file.type(), file.shape()));
  }

  @Override
  public Hdf5Value read(String dataset, long[] start, long[] count) throws IOException {
    return file.read(start, count);
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException nothingToSave) {
      // Only read from.
    }
  }
}
