package org.acmespark.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** Names of constants in options, manifests and on the command line: {@code per-computation}. */
public final class KebabCase {
  private KebabCase() {}

  /** The name of {@code constant} in lower case, with hyphens. */
  public static String of(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /**
   * The constant with this name; upper case and underscores are accepted, too.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static <E extends Enum<E>> E constant(Class<E> type, String text) {
    String name = text.toLowerCase(Locale.ROOT).replace('_', '-');
    return Arrays.stream(type.getEnumConstants())
        .filter(constant -> of(constant).equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is none of %s"
                        .formatted(
                            text,
                            Arrays.stream(type.getEnumConstants())
                                .map(KebabCase::of)
                                .collect(Collectors.joining(", ")))));
  }
}
