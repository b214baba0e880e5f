package org.acmespark.plan;

import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.util.Arrays;
import java.util.Optional;
import org.acmespark.model.Sequence;

/** The values of one array, primitive or not, which no other code changes. */
final class ArraySequence<T> implements Sequence<T> {
  private static final long serialVersionUID = 1;

  private final Object array;

  ArraySequence(Object array) {
    this.array = array;
  }

  @Override
  public long length() {
    return Array.getLength(array);
  }

  @Override
  @SuppressWarnings("unchecked") // the factories pair T with the array's type
  public T get(long index) {
    return (T) element(Ranges.index(index, length()));
  }

  @Override
  public Sequence<T> slice(long from, long to) {
    Ranges.check(from, to, length());
    return new ArraySequence<>(copy(array, (int) from, (int) to));
  }

  /** The boxed class of a primitive array's values; a final class of objects; else unknown. */
  Optional<Class<?>> elementType() {
    Class<?> component = array.getClass().getComponentType();
    if (component.isPrimitive()) {
      return Optional.of(MethodType.methodType(component).wrap().returnType());
    }
    return component == String.class ? Optional.of(component) : Optional.empty();
  }

  /** Array.get is several times slower than these, and this code runs for each computation. */
  private Object element(int i) {
    if (array instanceof Object[] values) {
      return values[i];
    }
    if (array instanceof double[] values) {
      return values[i];
    }
    if (array instanceof int[] values) {
      return values[i];
    }
    if (array instanceof long[] values) {
      return values[i];
    }
    return Array.get(array, i);
  }

  static Object copy(Object array, int from, int to) {
    Object part = Array.newInstance(array.getClass().getComponentType(), to - from);
    System.arraycopy(array, from, part, 0, to - from);
    return part;
  }

  /** A primitive array where {@code type} is a box, a String[] of strings, else the same array. */
  static Object unboxed(Object[] values, Class<?> type) {
    Class<?> primitive = MethodType.methodType(type).unwrap().returnType();
    if (primitive.isPrimitive() || type == String.class) {
      Object array = Array.newInstance(primitive, values.length);
      for (int i = 0; i < values.length; i++) {
        Array.set(array, i, values[i]);
      }
      return array;
    }
    return values;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ArraySequence<?> that
        && Arrays.deepEquals(new Object[] {array}, new Object[] {that.array});
  }

  @Override
  public int hashCode() {
    return Arrays.deepHashCode(new Object[] {array});
  }

  @Override
  public String toString() {
    return InShort.of(this);
  }
}
