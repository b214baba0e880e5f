package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongFunction;
import org.acmespark.hdf5.value.ElementType;

/**
 * Maps element types to HDF5's types, with h5py's conventions. The ids are kept for the lifetime of
 * the JVM. All methods need the lock.
 */
final class NativeTypes {
  private static final Map<ElementType, Long> IN_FILE = new EnumMap<>(ElementType.class);
  private static final Map<ElementType, Long> IN_MEMORY = new EnumMap<>(ElementType.class);

  static {
    synchronized (H5.class) {
      NativeLibrary.load();
      define();
    }
  }

  private NativeTypes() {}

  /** Returns the type for creating a dataset, little-endian. */
  static long inFile(ElementType type) {
    return IN_FILE.get(type);
  }

  /** Returns the type of the flat Java array. */
  static long inMemory(ElementType type) {
    return IN_MEMORY.get(type);
  }

  /** Returns the type of the flat Java array for a dataset of the type {@code fileType}. */
  static long inMemory(ElementType type, long fileType) {
    return type.entriesPerElement() == 2 ? ComplexForm.inMemory(type, fileType) : inMemory(type);
  }

  private static void define() {
    put(ElementType.FLOAT32, HDF5Constants.H5T_IEEE_F32LE, HDF5Constants.H5T_NATIVE_FLOAT);
    put(ElementType.FLOAT64, HDF5Constants.H5T_IEEE_F64LE, HDF5Constants.H5T_NATIVE_DOUBLE);
    put(ElementType.INT8, HDF5Constants.H5T_STD_I8LE, HDF5Constants.H5T_NATIVE_INT8);
    put(ElementType.INT16, HDF5Constants.H5T_STD_I16LE, HDF5Constants.H5T_NATIVE_INT16);
    put(ElementType.INT32, HDF5Constants.H5T_STD_I32LE, HDF5Constants.H5T_NATIVE_INT32);
    put(ElementType.INT64, HDF5Constants.H5T_STD_I64LE, HDF5Constants.H5T_NATIVE_INT64);
    put(ElementType.UINT8, HDF5Constants.H5T_STD_U8LE, HDF5Constants.H5T_NATIVE_UINT8);
    put(ElementType.UINT16, HDF5Constants.H5T_STD_U16LE, HDF5Constants.H5T_NATIVE_UINT16);
    put(ElementType.UINT32, HDF5Constants.H5T_STD_U32LE, HDF5Constants.H5T_NATIVE_UINT32);
    put(ElementType.UINT64, HDF5Constants.H5T_STD_U64LE, HDF5Constants.H5T_NATIVE_UINT64);
    long half = float16();
    put(ElementType.FLOAT16, half, half);
    long bool = bool();
    put(ElementType.BOOL, bool, bool);
    long string = string();
    put(ElementType.STRING, string, string);
    put(
        ElementType.COMPLEX64,
        ComplexForm.H5PY.create(HDF5Constants.H5T_IEEE_F32LE, 4),
        ComplexForm.H5PY.create(HDF5Constants.H5T_NATIVE_FLOAT, 4));
    put(
        ElementType.COMPLEX128,
        ComplexForm.H5PY.create(HDF5Constants.H5T_IEEE_F64LE, 8),
        ComplexForm.H5PY.create(HDF5Constants.H5T_NATIVE_DOUBLE, 8));
  }

  private static void put(ElementType type, long inFile, long inMemory) {
    IN_FILE.put(type, inFile);
    IN_MEMORY.put(type, inMemory);
  }

  private static long float16() {
    long type = H5.H5Tcopy(HDF5Constants.H5T_IEEE_F32LE);
    H5.H5Tset_fields(type, 15, 10, 5, 0, 10);
    H5.H5Tset_size(type, 2);
    H5.H5Tset_ebias(type, 15);
    return type;
  }

  private static long bool() {
    long type = H5.H5Tenum_create(HDF5Constants.H5T_STD_I8LE);
    H5.H5Tenum_insert(type, "FALSE", new byte[] {0});
    H5.H5Tenum_insert(type, "TRUE", new byte[] {1});
    return type;
  }

  private static long string() {
    long type = H5.H5Tcopy(HDF5Constants.H5T_C_S1);
    H5.H5Tset_size(type, HDF5Constants.H5T_VARIABLE);
    H5.H5Tset_cset(type, HDF5Constants.H5T_CSET_UTF8);
    return type;
  }

  /** Returns the element type for a type in a file; empty if there is none. */
  static Optional<ElementType> of(long type) {
    int kind = H5.H5Tget_class(type);
    int bytes = (int) H5.H5Tget_size(type);
    if (kind == HDF5Constants.H5T_INTEGER) {
      return integer(bytes, H5.H5Tget_sign(type) != HDF5Constants.H5T_SGN_NONE);
    } else if (kind == HDF5Constants.H5T_FLOAT) {
      return floating(bytes);
    } else if (kind == HDF5Constants.H5T_STRING) {
      return Optional.of(ElementType.STRING);
    } else if (kind == HDF5Constants.H5T_ENUM) {
      return enumeration(type, bytes);
    } else if (kind == HDF5Constants.H5T_COMPOUND) {
      return ComplexForm.of(type);
    }
    return Optional.empty();
  }

  /**
   * Returns a name for any type: numpy's name if there is one, otherwise HDF5's class, such as
   * {@code compound}.
   */
  static String name(long type) {
    int kind = H5.H5Tget_class(type);
    boolean plainEnum =
        kind == HDF5Constants.H5T_ENUM && of(type).filter(t -> t == ElementType.BOOL).isEmpty();
    if (kind == HDF5Constants.H5T_VLEN) {
      return "sequences of " + ofBase(type, NativeTypes::name);
    }
    String className =
        H5.H5Tget_class_name(kind).replace("H5T_", "").toLowerCase(java.util.Locale.ROOT);
    return plainEnum ? className : of(type).map(ElementType::numpyName).orElse(className);
  }

  private static Optional<ElementType> integer(int bytes, boolean signed) {
    return switch (bytes) {
      case 1 -> Optional.of(signed ? ElementType.INT8 : ElementType.UINT8);
      case 2 -> Optional.of(signed ? ElementType.INT16 : ElementType.UINT16);
      case 4 -> Optional.of(signed ? ElementType.INT32 : ElementType.UINT32);
      case 8 -> Optional.of(signed ? ElementType.INT64 : ElementType.UINT64);
      default -> Optional.empty();
    };
  }

  private static Optional<ElementType> floating(int bytes) {
    return switch (bytes) {
      case 2 -> Optional.of(ElementType.FLOAT16);
      case 4 -> Optional.of(ElementType.FLOAT32);
      case 8 -> Optional.of(ElementType.FLOAT64);
      default -> Optional.empty();
    };
  }

  /** Recognizes h5py's booleans; any other enumeration is read as integers. */
  private static Optional<ElementType> enumeration(long type, int bytes) {
    boolean bool =
        bytes == 1
            && H5.H5Tget_nmembers(type) == 2
            && H5.H5Tget_member_name(type, 0).equals("FALSE")
            && H5.H5Tget_member_name(type, 1).equals("TRUE");
    if (bool) {
      return Optional.of(ElementType.BOOL);
    }
    return ofBase(type, NativeTypes::of);
  }

  /** Returns the element type of variable-length sequences; empty for any other type. */
  static Optional<ElementType> ofSequence(long type) {
    return H5.H5Tget_class(type) == HDF5Constants.H5T_VLEN
        ? ofBase(type, NativeTypes::of).filter(base -> base != ElementType.STRING)
        : Optional.empty();
  }

  static <T> T ofBase(long type, LongFunction<T> use) {
    long base = H5.H5Tget_super(type);
    try {
      return use.apply(base);
    } finally {
      H5.H5Tclose(base);
    }
  }
}
