package org.acmespark.reading;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Type and shape of a stored value, such as {@code float64 (10, 9)}.
 *
 * @param type name of the element type as numpy shows it, or of the format of a file
 * @param shape lengths of the dimensions; empty for a scalar
 */
public record ResultKind(String type, long... shape) {
  @Override
  public boolean equals(Object other) {
    return other instanceof ResultKind kind
        && kind.type.equals(type)
        && Arrays.equals(kind.shape, shape);
  }

  @Override
  public int hashCode() {
    return 31 * type.hashCode() + Arrays.hashCode(shape);
  }

  @Override
  public String toString() {
    return LongStream.of(shape)
        .mapToObj(Long::toString)
        .collect(Collectors.joining(", ", type + " (", ")"));
  }
}
