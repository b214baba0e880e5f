package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.hdf5.value.Hdf5Value;

/** A stacked dataset in the container itself, or one that only the library can read. */
record RegularDataset(Path container, OpenFiles files) implements StackedSource {
  @Override
  public Hdf5Value read(long[] start, long[] count) {
    return files.open(container).read(ResultsContainer.STACKED, start, count);
  }

  @Override
  public Optional<Path> file(long index) {
    return Optional.of(container);
  }
}
