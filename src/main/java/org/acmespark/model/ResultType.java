package org.acmespark.model;

import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Element type of a stacked result ({@code result_dtype}), with numpy's names. */
public enum ResultType {
  FLOAT16,
  FLOAT32,
  FLOAT64,
  INT8,
  INT16,
  INT32,
  INT64,
  UINT8,
  UINT16,
  UINT32,
  UINT64,
  BOOL,
  COMPLEX64,
  COMPLEX128;

  /** Python's own types, and numpy's further names of types; codes such as {@code f4} below. */
  private static final Map<String, ResultType> FURTHER_NAMES =
      Map.ofEntries(
          Map.entry("float", FLOAT64),
          Map.entry("int", INT64),
          Map.entry("complex", COMPLEX128),
          Map.entry("bool_", BOOL),
          Map.entry("half", FLOAT16),
          Map.entry("single", FLOAT32),
          Map.entry("double", FLOAT64),
          Map.entry("byte", INT8),
          Map.entry("ubyte", UINT8),
          Map.entry("short", INT16),
          Map.entry("ushort", UINT16),
          Map.entry("intc", INT32),
          Map.entry("uintc", UINT32),
          Map.entry("long", INT64),
          Map.entry("uint", UINT64));

  private static final Map<Character, String> KINDS =
      Map.of('f', "FLOAT", 'i', "INT", 'u', "UINT", 'c', "COMPLEX");

  private static final int BITS_PER_BYTE = 8;

  /**
   * Returns the type with a name that numpy or Python uses: {@code float32}, {@code np.float32},
   * {@code float} (float64), {@code int} (int64), {@code f4}.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  public static ResultType of(String name) {
    String plain = name.strip().replaceFirst("^(np|numpy)\\.", "").replaceFirst("^[<>=|]", "");
    ResultType further = FURTHER_NAMES.get(plain.toLowerCase(Locale.ROOT));
    if (further != null) {
      return further;
    }
    String constant = ofCode(plain).orElse(plain.toUpperCase(Locale.ROOT));
    return Arrays.stream(values())
        .filter(type -> type.name().equals(constant))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is none of %s"
                        .formatted(
                            name,
                            Arrays.stream(values())
                                .map(type -> type.name().toLowerCase(Locale.ROOT))
                                .collect(Collectors.joining(", ")))));
  }

  /** numpy's codes: the kind and the number of bytes. */
  private static Optional<String> ofCode(String code) {
    if (!code.matches("[fiuc]\\d{1,2}")) {
      return code.equals("?") || code.equals("b1") ? Optional.of("BOOL") : Optional.empty();
    }
    int bits = Integer.parseInt(code.substring(1)) * BITS_PER_BYTE;
    return Optional.of(KINDS.get(code.charAt(0)) + bits);
  }
}
