package org.acmespark.hdf5.input;

import java.io.IOException;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;

/** One way of reading parts of the datasets of a file. */
interface SliceSource extends AutoCloseable {
  /** Describes a dataset; empty if it does not exist, or this source cannot read it correctly. */
  Optional<Description> describe(String dataset) throws IOException;

  /**
   * Reads a part of a dataset that {@link #describe} has described; the part is inside the dataset.
   */
  Hdf5Value read(String dataset, long[] start, long[] count) throws IOException;

  @Override
  void close();

  /**
   * Element type and shape of a dataset.
   *
   * @param type of the elements
   * @param shape lengths of the dimensions
   * @param form meaning of the elements
   */
  record Description(ElementType type, long[] shape, Form form) {
    Description(ElementType type, long[] shape) {
      this(type, shape, Form.PLAIN);
    }
  }

  /** Meaning of the elements of a dataset. */
  enum Form {
    /** Values. */
    PLAIN,
    /** Sequences of values, each with its own length. */
    SEQUENCES,
    /** MATLAB's characters, numbers of 16 bits. */
    MATLAB_TEXT,
    /** MATLAB's truth values, numbers of 8 bits. */
    MATLAB_LOGICAL
  }
}
