package org.acmespark.hdf5.input;

import java.io.IOException;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;

/** One way of reading parts of the datasets of a file. */
interface SliceSource extends AutoCloseable {
  /** What a dataset is; empty if it is not there, or this way cannot read it rightly. */
  Optional<Description> describe(String dataset) throws IOException;

  /** A part of a dataset that {@link #describe} has described; the part lies inside. */
  Hdf5Value read(String dataset, long[] start, long[] count) throws IOException;

  @Override
  void close();

  /**
   * Element type and shape of a dataset.
   *
   * @param type of the elements
   * @param shape lengths of the dimensions
   * @param form what the elements stand for
   */
  record Description(ElementType type, long[] shape, Form form) {
    Description(ElementType type, long[] shape) {
      this(type, shape, Form.PLAIN);
    }
  }

  /** What the elements of a dataset stand for. */
  enum Form {
    /** Values. */
    PLAIN,
    /** Each is a sequence of values, of a length of its own. */
    SEQUENCES,
    /** MATLAB's characters, numbers of 16 bits. */
    MATLAB_TEXT,
    /** MATLAB's truth values, numbers of 8 bits. */
    MATLAB_LOGICAL
  }
}
