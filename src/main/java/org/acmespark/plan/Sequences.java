package org.acmespark.plan;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.Sequence;

/**
 * Creates sequences in the most compact form that their values allow.
 *
 * <pre>{@code
 * Sequences.range(0, 1_000_000, 1).get(7);          // 7, without a million numbers in memory
 * Sequences.of(List.of(2, 4, 6, 8)).slice(1, 3);    // 4, 6, as an int[2]
 * }</pre>
 *
 * <p>Given lists and arrays are copied. Null is a value like any other.
 */
public final class Sequences {
  private Sequences() {}

  /** The values of a list; a list of one primitive's boxes alone is kept as a primitive array. */
  public static <T> Sequence<T> of(Iterable<? extends T> values) {
    List<T> copy = new ArrayList<>();
    if (values instanceof Collection<? extends T> collection) {
      copy.addAll(collection);
    } else {
      values.forEach(copy::add);
    }
    return compact(copy.toArray());
  }

  /** The values of a one-dimensional array. */
  public static Sequence<Double> of(double[] values) {
    return new ArraySequence<>(values.clone());
  }

  /** The values of a one-dimensional array. */
  public static Sequence<Float> of(float[] values) {
    return new ArraySequence<>(values.clone());
  }

  /** The values of a one-dimensional array. */
  public static Sequence<Integer> of(int[] values) {
    return new ArraySequence<>(values.clone());
  }

  /** The values of a one-dimensional array. */
  public static Sequence<Long> of(long[] values) {
    return new ArraySequence<>(values.clone());
  }

  /** The values of a one-dimensional array. */
  public static Sequence<Boolean> of(boolean[] values) {
    return new ArraySequence<>(values.clone());
  }

  /**
   * Returns the elements of a value that has some: a sequence, a list, or an array along its first
   * axis.
   *
   * @throws IllegalArgumentException if {@code value} is none of these
   */
  public static Sequence<?> elementsOf(Object value) {
    if (value instanceof Sequence<?> sequence) {
      return sequence;
    }
    if (value instanceof List<?> list) {
      return of(list);
    }
    if (value instanceof Object[] array) {
      return compact(array.clone());
    }
    if (value.getClass().isArray()) {
      return new ArraySequence<>(ArraySequence.copy(value, 0, Array.getLength(value)));
    }
    throw new IllegalArgumentException(InShort.of(value) + " has no elements");
  }

  /** The numbers from {@code start} to {@code end} (exclusive) in steps of {@code step}. */
  public static Sequence<Integer> range(int start, int end, int step) {
    return new IntRange(start, step, Ranges.length(start, end, step));
  }

  /** The numbers from {@code start} to {@code end} (exclusive) in steps of {@code step}. */
  public static Sequence<Long> range(long start, long end, long step) {
    return new LongRange(start, step, Ranges.length(start, end, step));
  }

  /**
   * {@code n} evenly spaced numbers from {@code start} to {@code end}, both included, as numpy's
   * {@code linspace} gives them, to the last bit.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static Sequence<Double> linspace(double start, double end, int n) {
    if (n < 0) {
      throw new IllegalArgumentException("linspace: n is " + n + ", but must be 0 or more");
    }
    return new Linspace(start, end, n, 0, n);
  }

  /**
   * The same value {@code n} times.
   *
   * @throws IllegalArgumentException if {@code n} is negative
   */
  public static <T> Sequence<T> repeat(T value, long n) {
    if (n < 0) {
      throw new IllegalArgumentException("repeat: n is " + n + ", but must be 0 or more");
    }
    return new Repeated<>(value, n);
  }

  /** Returns the boxed type of all values, if it is known without looking at them. */
  public static Optional<Class<?>> elementType(Sequence<?> sequence) {
    if (sequence instanceof IntRange) {
      return Optional.of(Integer.class);
    }
    if (sequence instanceof LongRange) {
      return Optional.of(Long.class);
    }
    if (sequence instanceof Linspace) {
      return Optional.of(Double.class);
    }
    if (sequence instanceof Repeated<?> repeated) {
      return Optional.ofNullable(repeated.value()).map(Object::getClass);
    }
    return sequence instanceof ArraySequence<?> array ? array.elementType() : Optional.empty();
  }

  private static <T> Sequence<T> compact(Object[] values) {
    Class<?> common = values.length == 0 || values[0] == null ? null : values[0].getClass();
    for (int i = 1; i < values.length && common != null; i++) {
      if (values[i] == null || values[i].getClass() != common) {
        common = null;
      }
    }
    return new ArraySequence<>(common == null ? values : ArraySequence.unboxed(values, common));
  }
}
