package org.acmespark.export;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Supplier;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.ResultKind;
import org.acmespark.reading.StoredRun;

/** Types and shapes of the return values of a run. */
final class Kinds {
  private static final int LOOKED_AT = 1000;

  private Kinds() {}

  /**
   * Returns one kind for each return value, of a computation with the most of them; empty if no
   * computation has results. Some computations are looked at.
   */
  static List<ResultKind> of(StoredRun run, Outcomes outcomes) {
    List<ResultKind> most = List.of();
    for (List<ResultKind> kinds : run.kinds(LOOKED_AT)) {
      most = kinds.size() > most.size() ? kinds : most;
    }
    if (most.isEmpty()) {
      OptionalInt first = outcomes.computed().findFirst();
      if (first.isPresent()) {
        most = stored(run, first.getAsInt()).stream().map(Kinds::of).toList();
      }
    }
    return most;
  }

  static ResultKind of(Hdf5Value value) {
    return new ResultKind(value.type().numpyName(), value.shape());
  }

  /**
   * Reads the return values of a computation.
   *
   * @throws AcmeException if they cannot be read, or one of them is neither a number, a text nor an
   *     array
   */
  static List<Hdf5Value> stored(StoredRun run, int index) {
    return onDemand(run, index).stream().map(Supplier::get).toList();
  }

  /** Does the same, but large values are read when they are asked for. */
  static List<Supplier<Hdf5Value>> onDemand(StoredRun run, int index) {
    try {
      return run.stored(index);
    } catch (IllegalArgumentException e) {
      throw new AcmeException(
          "computation %s has a result that no file of this format holds: %s"
              .formatted(index, e.getMessage()),
          e);
    }
  }

  /** Names of return values, as in HDF5 files. */
  static String name(int position) {
    return "result_" + position;
  }

  static List<String> names(int count) {
    List<String> names = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      names.add(name(k));
    }
    return names;
  }
}
