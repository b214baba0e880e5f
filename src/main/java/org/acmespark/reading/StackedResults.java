package org.acmespark.reading;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.UcarArrays;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ResultType;
import ucar.ma2.Array;

/**
 * The dataset {@code result_0} of a run with a result shape. Data are read only on request.
 *
 * <pre>{@code
 * var stacked = results.stacked();
 * stacked.shape();                                               // {200, 10, 9}
 * Array some = stacked.slice(new long[] {20, 0, 0}, new long[] {5, 10, 9});
 * }</pre>
 *
 * <p>Rows without a result have a fill value: NaN, 0 or false; {@link #valid} tells which rows hold
 * results. Float16 is returned as rounded floats, complex numbers with a trailing dimension of 2,
 * unsigned integers as such. A source that cannot be read causes an {@link AcmeException}, never
 * fill values. For one thread at a time.
 */
public final class StackedResults {
  /** The attributes that a dataset of stacked results has. */
  static final String VALID = "valid";

  static final String LENGTHS = "lengths";
  static final String STACK_AXIS = "stack_axis";

  private final ResultsContainer.Stack stack;
  private final StackedSource source;

  StackedResults(ResultsContainer.Stack stack, StackedSource source) {
    this.stack = stack;
    this.source = source;
  }

  /** Lengths of the dimensions. */
  public long[] shape() {
    return stack.shape().clone();
  }

  /** Maximum lengths of the dimensions, -1 for the unlimited one. */
  public long[] maxShape() {
    return stack.maxShape().clone();
  }

  /** Type of the elements in the file. */
  public ResultType type() {
    return ResultType.valueOf(stack.type().name());
  }

  /** Whether the elements lie in payload files. */
  public boolean isVirtual() {
    return stack.virtual();
  }

  /** The dimension along which computations lie, from 0; empty if that is not recorded. */
  public OptionalInt stackAxis() {
    return stack.axis();
  }

  /** For each computation, whether it has a result. */
  public boolean[] valid() {
    return stack.valid().clone();
  }

  /**
   * Length of the unlimited dimension of each result, by computation; 0 without a result. Empty if
   * no dimension is unlimited.
   */
  public Optional<long[]> lengths() {
    return stack.lengths().map(long[]::clone);
  }

  /**
   * Reads the whole dataset.
   *
   * @throws IllegalArgumentException if there are more elements than a Java array can hold
   */
  public Array read() {
    return slice(new long[stack.shape().length], stack.shape());
  }

  /**
   * Reads a part of the dataset. Only the files with this part are opened.
   *
   * @param start index of the first element in each dimension, from 0
   * @param shape how many elements in each dimension
   * @throws IllegalArgumentException if the part reaches outside, or has more elements than a Java
   *     array can hold
   */
  public Array slice(long[] start, long[] shape) {
    Shapes.checkSelection("the stacked dataset", stack.shape(), start, shape);
    return UcarArrays.of(source.read(start.clone(), shape.clone()));
  }

  @Override
  public String toString() {
    return stack.type().numpyName() + " " + Shapes.text(stack.shape());
  }

  boolean isValid(long index) {
    return index < stack.valid().length && stack.valid()[Math.toIntExact(index)];
  }

  Optional<Path> file(long index) {
    return source.file(index);
  }

  /** Reads the result of one computation, without fill values after its end. */
  Hdf5Value row(long index) {
    int axis =
        stack
            .axis()
            .orElseThrow(
                () ->
                    new AcmeException(
                        "%s does not record along which dimension of %s computations lie; open the run directory, or read stacked()"
                            .formatted(stack.file(), this)));
    Objects.checkIndex(index, stack.shape()[axis]);
    long[] start = new long[stack.shape().length];
    long[] count = stack.shape().clone();
    start[axis] = index;
    count[axis] = 1;
    stack.unlimitedAxis().ifPresent(k -> count[k] = stack.length(index).orElse(count[k]));
    Hdf5Value block = source.read(start, count);
    long[] rest = new long[count.length - 1];
    System.arraycopy(count, 0, rest, 0, axis);
    System.arraycopy(count, axis + 1, rest, axis, rest.length - axis);
    return Hdf5Value.flat(block.type(), rest, block.elements());
  }

  ResultsContainer.Stack stack() {
    return stack;
  }

  StackedSource source() {
    return source;
  }
}
