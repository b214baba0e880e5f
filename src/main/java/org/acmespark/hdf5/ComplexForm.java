package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;

/**
 * The names of the parts of a complex number in a compound: h5py writes {@code r} and {@code i},
 * MATLAB 7.3 writes {@code real} and {@code imag}. HDF5 matches the members of compounds by name,
 * so each form needs a memory type of its own. All methods need the lock.
 */
record ComplexForm(String real, String imaginary) {
  static final ComplexForm H5PY = new ComplexForm("r", "i");

  private static final Map<String, String> IMAGINARY_OF =
      Map.of("r", "i", "real", "imag", "re", "im");

  /** The types are kept for the lifetime of the JVM. */
  private static final Map<String, Long> IN_MEMORY = new HashMap<>();

  /**
   * Returns the complex type for a compound; empty if it is not one. Small integers become doubles.
   */
  static Optional<ElementType> of(long compound) {
    return formOf(compound)
        .flatMap(
            form -> part(compound, 0).filter(part -> part(compound, 1).equals(Optional.of(part))))
        .flatMap(
            part ->
                switch (part) {
                  case FLOAT16, FLOAT32 -> Optional.of(ElementType.COMPLEX64);
                  case FLOAT64, INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
                      Optional.of(ElementType.COMPLEX128);
                  default -> Optional.empty();
                });
  }

  /**
   * The type of a flat array of {@code type} that is read from elements of the type {@code
   * compound}.
   */
  static long inMemory(ElementType type, long compound) {
    ComplexForm form = formOf(compound).orElse(H5PY);
    return IN_MEMORY.computeIfAbsent(
        type + " " + form,
        key ->
            type == ElementType.COMPLEX64
                ? form.create(HDF5Constants.H5T_NATIVE_FLOAT, Float.BYTES)
                : form.create(HDF5Constants.H5T_NATIVE_DOUBLE, Double.BYTES));
  }

  /** Creates a compound of two parts, each of the type {@code part}. */
  long create(long part, int partBytes) {
    long type = H5.H5Tcreate(HDF5Constants.H5T_COMPOUND, 2L * partBytes);
    H5.H5Tinsert(type, real, 0, part);
    H5.H5Tinsert(type, imaginary, partBytes, part);
    return type;
  }

  private static Optional<ComplexForm> formOf(long compound) {
    if (H5.H5Tget_class(compound) != HDF5Constants.H5T_COMPOUND
        || H5.H5Tget_nmembers(compound) != 2) {
      return Optional.empty();
    }
    String first = H5.H5Tget_member_name(compound, 0);
    String second = H5.H5Tget_member_name(compound, 1);
    if (lower(second).equals(IMAGINARY_OF.get(lower(first)))) {
      return Optional.of(new ComplexForm(first, second));
    }
    return lower(first).equals(IMAGINARY_OF.get(lower(second)))
        ? Optional.of(new ComplexForm(second, first))
        : Optional.empty();
  }

  private static String lower(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  private static Optional<ElementType> part(long compound, int member) {
    long type = H5.H5Tget_member_type(compound, member);
    try {
      return NativeTypes.of(type);
    } finally {
      H5.H5Tclose(type);
    }
  }
}
