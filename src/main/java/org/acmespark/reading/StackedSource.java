package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.hdf5.value.Hdf5Value;

/** The source of the elements of a stacked dataset. */
interface StackedSource {
  /** Reads a part inside the dataset, with fill values where there are no results. */
  Hdf5Value read(long[] start, long[] count);

  /** Returns the file with the row of a computation; empty if no file contains it. */
  Optional<Path> file(long index);
}
