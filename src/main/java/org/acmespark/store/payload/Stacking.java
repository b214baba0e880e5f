package org.acmespark.store.payload;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.acmespark.hdf5.value.Casting;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultShape;
import org.acmespark.store.pickle.JavaKin;

/**
 * How results become rows of one dataset.
 *
 * @param shape of the whole dataset
 * @param type of its elements
 */
public record Stacking(ResultShape shape, ElementType type) implements Serializable {
  /** Name of the stacked dataset. */
  public static final String DATASET = "result_0";

  private static final long CHUNK_BYTES = 1 << 20;

  /**
   * One result, converted to the dataset's type.
   *
   * @param length of its unlimited dimension, 0 if it has none
   */
  public record Row(Hdf5Value value, long length) {}

  /**
   * Converts a result to a row.
   *
   * @throws IllegalArgumentException if its shape or an element does not fit; the message tells
   *     which
   */
  Row row(Object result) {
    Hdf5Value value = Hdf5Value.of(result);
    long length = shape.requireRow(value.shape());
    return new Row(Casting.to(type, value), length);
  }

  /**
   * Converts the first of these return values to a row.
   *
   * @throws UnstorableResultException if that is not possible; the message tells why
   */
  public Row firstOf(List<Object> outputs) {
    try {
      if (outputs.isEmpty()) {
        throw new IllegalArgumentException("the result holds no value to be stacked");
      }
      return row(outputs.get(0));
    } catch (IllegalArgumentException e) {
      throw new UnstorableResultException(e.getMessage(), e);
    }
  }

  /** Returns the function's return values as a list. */
  public static List<Object> outputs(Object returned) {
    Object result = JavaKin.of(returned);
    return result instanceof Outputs outputs ? outputs.values() : Arrays.asList(result);
  }

  /** Joins rows; shorter ones are padded with the fill value up to {@code length}. */
  public Hdf5Value stack(List<Row> rows, long length) {
    long[] dims = shape.stacked(rows.size(), length);
    var whole = Hdf5Value.flat(type, dims, type.newArray(product(dims, 0, dims.length)));
    for (int r = 0; r < rows.size(); r++) {
      put(padded(rows.get(r), length), r, whole);
    }
    return whole;
  }

  /** Copies a row of full length, a flat array, to its place in the array of all rows. */
  public void put(Object row, long index, Hdf5Value whole) {
    long[] dims = whole.shape();
    int axis = shape.stackAxis();
    long inner = product(dims, axis + 1, dims.length) * entriesPerElement();
    long outer = product(dims, 0, axis);
    for (long o = 0; o < outer; o++) {
      System.arraycopy(
          row,
          (int) (o * inner),
          whole.elements(),
          (int) ((o * dims[axis] + index) * inner),
          (int) inner);
    }
  }

  private Object padded(Row row, long length) {
    if (shape.unlimitedAxis().isEmpty() || row.length() == length) {
      return row.value().elements();
    }
    int unlimited = shape.unlimitedAxis().getAsInt();
    int axis = unlimited > shape.stackAxis() ? unlimited - 1 : unlimited;
    long[] target = shape.row(length);
    long inner = product(target, axis + 1, target.length) * entriesPerElement();
    long outer = product(target, 0, axis);
    Object flat = Fill.array(type, LongStream.of(target).reduce(1, Math::multiplyExact));
    for (long o = 0; o < outer; o++) {
      System.arraycopy(
          row.value().elements(),
          (int) (o * row.length() * inner),
          flat,
          (int) (o * length * inner),
          (int) (row.length() * inner));
    }
    return flat;
  }

  private int entriesPerElement() {
    return type == ElementType.COMPLEX64 || type == ElementType.COMPLEX128 ? 2 : 1;
  }

  private static long product(long[] dims, int from, int to) {
    long product = 1;
    for (int k = from; k < to; k++) {
      product = Math.multiplyExact(product, dims[k]);
    }
    return product;
  }

  /** Greatest lengths of the dimensions of a dataset that grows row by row; -1 is unlimited. */
  long[] maxShape() {
    return shape.stacked(-1, -1);
  }

  /** Chunks of about a megabyte, of whole rows where these are smaller. */
  public long[] chunk(long length) {
    long[] chunk = shape.stacked(1, Math.max(1, length));
    long bytes = product(chunk, 0, chunk.length) * type.bytes();
    for (int axis = 0; axis < chunk.length && bytes > CHUNK_BYTES; axis++) {
      long pieces = Math.min(chunk[axis], (bytes + CHUNK_BYTES - 1) / CHUNK_BYTES);
      chunk[axis] = (chunk[axis] + pieces - 1) / pieces;
      bytes = product(chunk, 0, chunk.length) * type.bytes();
    }
    chunk[shape.stackAxis()] = Math.max(1, CHUNK_BYTES / Math.max(1, bytes));
    for (int axis = 0; axis < chunk.length; axis++) {
      chunk[axis] = Math.max(1, chunk[axis]);
    }
    return chunk;
  }
}
