package org.acmespark.reading;

import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.model.Arg;

/** Reads the parts of an input file that a run would read, in a separate process that may crash. */
public final class Rehearsal {
  /** Larger datasets are read in part. */
  private static final long WHOLE_BYTES = 64L << 20;

  private static final long SLICES_OF_LARGE_DATASETS = 100;

  private Rehearsal() {}

  /**
   * Reads the slices or the files of an argument; only some of the slices if the dataset is larger
   * than 64 MB.
   *
   * @throws org.acmespark.model.AcmeException if they cannot be read
   * @throws IllegalArgumentException if there is no such dataset or axis
   */
  public static void read(Arg<?> arg) {
    if (arg instanceof Arg.Slices<?> slices) {
      slices(slices);
    } else if (arg instanceof Arg.Files<?> files) {
      for (String file : files.files()) {
        try (var reader = SliceReader.open(file)) {
          reader.part(files.dataset(), files.spans());
        }
      }
    }
  }

  private static void slices(Arg.Slices<?> slices) {
    try (var reader = SliceReader.open(slices.file())) {
      long[] shape = reader.shape(slices.dataset());
      long length = slices.axis() < shape.length ? shape[slices.axis()] : 0;
      boolean whole = Shapes.count(shape) * reader.type(slices.dataset()).bytes() <= WHOLE_BYTES;
      long step = whole ? 1 : Math.max(1, length / SLICES_OF_LARGE_DATASETS);
      for (long k = 0; k < length; k += step) {
        reader.slice(slices.dataset(), slices.spans(), slices.axis(), k);
      }
    }
  }
}
