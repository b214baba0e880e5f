package org.acmespark.model;

import java.io.Serializable;
import java.util.Arrays;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Shape of the dataset in which results are stacked ({@code result_shape}).
 *
 * <pre>{@code
 * var shape = ResultShape.of(Dim.STACK, 10, 9);
 * shape.stackAxis();                                  // 0
 * shape.requireRow(new long[] {10, 9});               // passes
 * }</pre>
 */
public final class ResultShape implements Serializable {
  private static final long serialVersionUID = 1;

  private final long[] dims;
  private final int stackAxis;
  private final int unlimitedAxis;

  private ResultShape(long[] dims) {
    this.dims = dims;
    this.stackAxis = only(dims, Dim.STACK);
    this.unlimitedAxis = only(dims, Dim.UNLIMITED);
  }

  /**
   * Creates a shape with these dimensions.
   *
   * @throws IllegalArgumentException if there is not exactly one {@link Dim#STACK}, more than one
   *     {@link Dim#UNLIMITED}, or a length below 0
   */
  public static ResultShape of(long... dims) {
    long stacks = count(dims, Dim.STACK);
    if (stacks != 1) {
      throw refusal(
          dims, "has %s stacking dimensions, but must have exactly one".formatted(stacks));
    }
    long unlimited = count(dims, Dim.UNLIMITED);
    if (unlimited > 1) {
      throw refusal(
          dims, "has %s unlimited dimensions, but may have at most one".formatted(unlimited));
    }
    for (long dim : dims) {
      if (dim < 0 && dim != Dim.STACK) {
        throw refusal(dims, "has the negative length " + dim);
      }
    }
    return new ResultShape(dims.clone());
  }

  /**
   * Parses a text such as {@code stack,10,inf}. Python's spelling is accepted too: {@code (None,
   * 10, np.inf)}.
   *
   * @throws IllegalArgumentException if a part is neither a whole number nor {@code stack} nor
   *     {@code inf}
   */
  public static long[] parse(String text) {
    String list = text.strip();
    if (list.matches("\\(.*\\)|\\[.*]")) {
      list = list.substring(1, list.length() - 1).strip().replaceFirst(",$", "");
    }
    String[] parts = list.split(",", -1);
    long[] dims = new long[parts.length];
    for (int k = 0; k < parts.length; k++) {
      dims[k] = dim(parts[k].strip(), text);
    }
    return dims;
  }

  private static long dim(String part, String text) {
    switch (part.replaceFirst("^(np|numpy|math)\\.", "").toLowerCase(Locale.ROOT)) {
      case "stack", "none" -> {
        return Dim.STACK;
      }
      case "inf", "infinity" -> {
        return Dim.UNLIMITED;
      }
      default -> {
        return length(part, text);
      }
    }
  }

  private static long length(String part, String text) {
    try {
      return Long.parseLong(part);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "result shape \"%s\": \"%s\" is neither a whole number nor stack nor inf, as in stack,10,inf"
              .formatted(text, part),
          e);
    }
  }

  private static long count(long[] dims, long kind) {
    return LongStream.of(dims).filter(dim -> dim == kind).count();
  }

  private static IllegalArgumentException refusal(long[] dims, String why) {
    return new IllegalArgumentException("result shape " + text(dims) + " " + why);
  }

  private static int only(long[] dims, long kind) {
    for (int axis = 0; axis < dims.length; axis++) {
      if (dims[axis] == kind) {
        return axis;
      }
    }
    return -1;
  }

  /** Axis along which computations lie, from 0. */
  public int stackAxis() {
    return stackAxis;
  }

  /** The unlimited axis of the whole dataset, from 0. */
  public OptionalInt unlimitedAxis() {
    return unlimitedAxis < 0 ? OptionalInt.empty() : OptionalInt.of(unlimitedAxis);
  }

  /**
   * The shape of {@code rows} stacked results whose unlimited dimension, if there is one, is {@code
   * length} long.
   */
  public long[] stacked(long rows, long length) {
    long[] shape = dims.clone();
    shape[stackAxis] = rows;
    if (unlimitedAxis >= 0) {
      shape[unlimitedAxis] = length;
    }
    return shape;
  }

  /** The shape of one result whose unlimited dimension, if there is one, is {@code length} long. */
  public long[] row(long length) {
    long[] whole = stacked(1, length);
    return LongStream.range(0, dims.length)
        .filter(axis -> axis != stackAxis)
        .map(axis -> whole[(int) axis])
        .toArray();
  }

  /**
   * Checks the shape of one result; returns the length of its unlimited dimension, 0 if there is
   * none.
   *
   * @throws IllegalArgumentException naming both shapes if it does not fit
   */
  public long requireRow(long[] shape) {
    int axisInRow = unlimitedAxis < 0 ? -1 : unlimitedAxis - (unlimitedAxis > stackAxis ? 1 : 0);
    boolean rankFits = shape.length == dims.length - 1;
    long length = rankFits && axisInRow >= 0 ? shape[axisInRow] : 0;
    if (!rankFits || !fits(shape, row(length))) {
      throw new IllegalArgumentException(
          "the result has shape %s, but result shape %s takes results of shape %s"
              .formatted(text(shape), text(dims), text(row(Dim.UNLIMITED))));
    }
    return length;
  }

  /** An array without rows, {@code new double[0][4]}, does not tell how long they would be. */
  private static boolean fits(long[] shape, long[] row) {
    int known = 0;
    while (known < shape.length && shape[known] != 0) {
      known++;
    }
    boolean untold = LongStream.of(shape).skip(known).allMatch(length -> length == 0);
    return Arrays.equals(shape, row)
        || known < shape.length && untold && Arrays.equals(shape, 0, known + 1, row, 0, known + 1);
  }

  private static String text(long[] dims) {
    return LongStream.of(dims)
        .mapToObj(dim -> dim == Dim.STACK ? "stack" : dim == Dim.UNLIMITED ? "inf" : "" + dim)
        .collect(Collectors.joining(", ", "(", dims.length == 1 ? ",)" : ")"));
  }

  @Override
  public String toString() {
    return text(dims);
  }
}
