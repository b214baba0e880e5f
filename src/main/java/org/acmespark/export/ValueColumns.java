package org.acmespark.export;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.function.Supplier;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.reading.ResultKind;
import org.acmespark.reading.StoredRun;
import org.acmespark.table.TableColumn;

/**
 * The columns that the return values of a run have in a table. A scalar has a column {@code
 * result_0}. An array has two: {@code result_0} with its elements as a list, the last dimension
 * running fastest, and {@code result_0_shape} with the lengths of its dimensions. Complex numbers
 * have {@code result_0_real} and {@code result_0_imag}. Half precision becomes float32.
 *
 * <p>If computations return numbers of different types, the column has the type that holds all of
 * them.
 */
public final class ValueColumns implements Serializable {
  /** No columns: of runs whose return values are not asked for. */
  public static final ValueColumns NONE = new ValueColumns(List.of());

  private static final long serialVersionUID = 1;
  private static final int LOOKED_AT = 1000;
  private static final String PICKLE = "pickle";

  /** What one return value is in all computations that were looked at. */
  private record Value(ElementType type, boolean list, boolean read) implements Serializable {
    private static final long serialVersionUID = 1;

    Value(ElementType type, boolean list) {
      this(type, list, true);
    }

    boolean isComplex() {
      return type.entriesPerElement() == 2;
    }

    int columns() {
      return (isComplex() ? 2 : 1) + (list ? 1 : 0);
    }
  }

  private final ArrayList<Value> values;

  private ValueColumns(List<Value> values) {
    this.values = new ArrayList<>(values);
  }

  static ValueColumns of(StoredRun run) {
    List<List<ResultKind>> kinds = run.kinds(LOOKED_AT);
    List<List<ResultKind>> known =
        kinds.stream().filter(each -> each.stream().allMatch(ValueColumns::isKnown)).toList();
    if (!known.isEmpty()) {
      return of(known);
    }
    boolean pickles = kinds.stream().flatMap(List::stream).anyMatch(k -> k.type().equals(PICKLE));
    return pickles ? NONE : of(read(run));
  }

  /** Kinds of values in files of another format, which have to be read. */
  private static List<List<ResultKind>> read(StoredRun run) {
    List<List<ResultKind>> kinds = new ArrayList<>();
    long step = Math.max(1, run.nInputs() / LOOKED_AT);
    for (long index = 0; index < run.nInputs(); index += step) {
      if (run.isPresent(index)) {
        kinds.add(Kinds.stored(run, (int) index).stream().map(Kinds::of).toList());
      }
    }
    return kinds;
  }

  private static boolean isKnown(ResultKind kind) {
    return Arrays.stream(ElementType.values()).anyMatch(t -> t.numpyName().equals(kind.type()));
  }

  private static ValueColumns of(List<List<ResultKind>> kinds) {
    List<Value> values = new ArrayList<>();
    for (List<ResultKind> each : kinds) {
      for (int k = 0; k < each.size(); k++) {
        ElementType type = type(each.get(k));
        boolean list = each.get(k).shape().length > 0;
        if (k == values.size()) {
          values.add(new Value(type, list));
        } else {
          Value before = values.get(k);
          int position = k;
          values.set(
              k,
              new Value(
                  Widened.common(before.type(), type)
                      .orElseThrow(() -> differing(position, before.type(), type)),
                  before.list() || list));
        }
      }
    }
    return new ValueColumns(values);
  }

  private static ElementType type(ResultKind kind) {
    return Arrays.stream(ElementType.values())
        .filter(type -> type.numpyName().equals(kind.type()))
        .findFirst()
        .orElseThrow();
  }

  private static IllegalArgumentException differing(int position, ElementType a, ElementType b) {
    return new IllegalArgumentException(
        "return value %s (%s) is %s in one computation and %s in another, and a column has one type; consolidate writes all into one HDF5 file"
            .formatted(position, Kinds.name(position), a.numpyName(), b.numpyName()));
  }

  /** The columns, in order. */
  public List<TableColumn> columns() {
    List<TableColumn> columns = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      Value value = values.get(k);
      String name = Kinds.name(k);
      if (value.isComplex()) {
        columns.add(new TableColumn(name + "_real", part(value.type()), value.list()));
        columns.add(new TableColumn(name + "_imag", part(value.type()), value.list()));
      } else {
        ElementType type = value.type() == ElementType.FLOAT16 ? ElementType.FLOAT32 : value.type();
        columns.add(new TableColumn(name, type, value.list()));
      }
      if (value.list()) {
        columns.add(new TableColumn(name + "_shape", ElementType.INT64, true));
      }
    }
    return columns;
  }

  /**
   * Returns the same columns for a reader that needs only some of them. Return values of which it
   * needs none are not read, if they are large, and their cells are null.
   *
   * @param names names of columns; others than these columns' are ignored
   */
  public ValueColumns reading(Collection<String> names) {
    List<Value> some = new ArrayList<>();
    int at = 0;
    List<TableColumn> columns = columns();
    for (Value value : values) {
      boolean read =
          columns.subList(at, at + value.columns()).stream()
              .anyMatch(column -> names.contains(column.name()));
      some.add(new Value(value.type(), value.list(), read));
      at += value.columns();
    }
    return new ValueColumns(some);
  }

  private static ElementType part(ElementType complex) {
    return complex == ElementType.COMPLEX64 ? ElementType.FLOAT32 : ElementType.FLOAT64;
  }

  /** Returns the cells of a computation, as {@link ResultTable#cells} does. */
  Object[] cells(int index, List<Supplier<Hdf5Value>> results) {
    if (results.size() > values.size()) {
      throw new IllegalArgumentException(
          "computation %s has %s return values, but others have %s: a table has the same columns in every row"
              .formatted(index, results.size(), values.size()));
    }
    List<Object> cells = new ArrayList<>();
    for (int k = 0; k < values.size(); k++) {
      Value value = values.get(k);
      if (k < results.size() && value.read()) {
        add(cells, index, k, results.get(k).get());
      } else {
        cells.addAll(Collections.nCopies(value.columns(), null));
      }
    }
    return cells.toArray();
  }

  private void add(List<Object> cells, int index, int position, Hdf5Value result) {
    Value value = values.get(position);
    boolean fits =
        Widened.common(value.type(), result.type()).filter(value.type()::equals).isPresent();
    if (!fits || (!value.list() && !result.isScalar())) {
      throw new IllegalArgumentException(
          "return value %s of computation %s is %s, but %s has %s of type %s according to the computations that were looked at; consolidate writes all into one HDF5 file"
              .formatted(
                  position,
                  index,
                  Kinds.of(result),
                  Kinds.name(position),
                  value.list() ? "arrays" : "scalars",
                  value.type().numpyName()));
    }
    ElementType type = value.type() == ElementType.FLOAT16 ? ElementType.FLOAT32 : value.type();
    Object elements = Widened.to(type, result);
    if (value.isComplex()) {
      cells.add(everyOther(elements, 0));
      cells.add(everyOther(elements, 1));
    } else {
      cells.add(elements);
    }
    if (value.list()) {
      cells.add(result.shape());
    }
  }

  private static Object everyOther(Object interleaved, int from) {
    if (interleaved instanceof float[] floats) {
      float[] part = new float[floats.length / 2];
      for (int k = 0; k < part.length; k++) {
        part[k] = floats[2 * k + from];
      }
      return part;
    }
    double[] doubles = (double[]) interleaved;
    double[] part = new double[doubles.length / 2];
    for (int k = 0; k < part.length; k++) {
      part[k] = doubles[2 * k + from];
    }
    return part;
  }
}
