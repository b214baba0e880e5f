package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.hdf5.value.Hdf5Value;

/** Where the elements of a stacked dataset come from. */
interface StackedSource {
  /** A part that lies inside; fill where there are no results. */
  Hdf5Value read(long[] start, long[] count);

  /** The file that holds the row of a computation; empty if that takes no place in any. */
  Optional<Path> file(long index);
}
