package org.acmespark.store.payload;

import java.util.ArrayList;
import java.util.List;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Outputs;
import org.acmespark.store.pickle.JavaKin;

/** The datasets {@code result_0}, {@code result_1}, ... of one computation. */
public final class ResultDatasets {
  private static final String[] NAMES = names(16);

  private final List<Hdf5Value> values;
  private final int first;

  private ResultDatasets(List<Hdf5Value> values, int first) {
    this.values = values;
    this.first = first;
  }

  /**
   * Converts the function's return values.
   *
   * @throws IllegalArgumentException if HDF5 cannot hold a value; the message tells which and why
   */
  static ResultDatasets of(Object returned) {
    Object result = JavaKin.of(returned);
    if (!(result instanceof Outputs outputs)) {
      return new ResultDatasets(List.of(Hdf5Value.of(result)), 0);
    }
    List<Hdf5Value> values = new ArrayList<>(outputs.size());
    for (Object value : outputs.values()) {
      values.add(Hdf5Value.of(value));
    }
    return new ResultDatasets(values, 0);
  }

  /** The values after the first, which is stacked: {@code result_1} and so on. */
  static ResultDatasets further(List<Object> outputs) {
    return new ResultDatasets(outputs.stream().skip(1).map(Hdf5Value::of).toList(), 1);
  }

  /** Returns datasets that do not change with the arrays that the function has returned. */
  ResultDatasets copy() {
    return new ResultDatasets(values.stream().map(Hdf5Value::copy).toList(), first);
  }

  List<Hdf5Value> values() {
    return values;
  }

  int size() {
    return values.size();
  }

  /** Writes the datasets into {@code group}, whose path ends with a slash. */
  void write(Hdf5Writer file, String group) {
    for (int k = first; k < first + values.size(); k++) {
      file.write(group + name(k), values.get(k - first));
    }
  }

  long bytes() {
    return values.stream().mapToLong(Hdf5Value::bytes).sum();
  }

  public static String name(int k) {
    return k < NAMES.length ? NAMES[k] : "result_" + k;
  }

  private static String[] names(int n) {
    String[] names = new String[n];
    for (int k = 0; k < n; k++) {
      names[k] = "result_" + k;
    }
    return names;
  }
}
