package org.acmespark.store;

import java.io.Serializable;
import java.util.List;

/** Results of some computations, complete, on their way to be committed by the driver. */
public sealed interface Block extends Serializable {
  /** No results. */
  record Nothing() implements Block {}

  /**
   * Values by computation: {@code values} is a {@code double[]}, or an {@code Object[]} of
   * immutable values and of {@link Serialized}.
   */
  record Values(long[] indices, Object values) implements Block {}

  /** One serialized value. */
  record Serialized(byte[][] pieces) implements Serializable {}

  /** Synced files in the working directory of the run. */
  record Files(List<StagedFile> files) implements Block {}

  /**
   * A file that waits for its name.
   *
   * @param staged its temporary name in the run's working directory
   * @param finalName its name relative to the run directory
   * @param kind what it holds
   * @param indices the computations in it, ascending
   */
  record StagedFile(String staged, String finalName, Kind kind, long[] indices)
      implements Serializable {}

  /** What a payload file holds. */
  enum Kind {
    /** HDF5, the results of one computation in its root group. */
    COMPUTATION,
    /** HDF5, a group {@code comp_i} per computation. */
    RANGE,
    /**
     * One result as a serialized Java object, as was asked for or because nothing else holds it.
     */
    SERIALIZED,
    /** One result for Python's {@code pickle.load}. */
    PICKLED;

    /** Whether the container can link to it. */
    boolean isHdf5() {
      return this == COMPUTATION || this == RANGE;
    }
  }
}
