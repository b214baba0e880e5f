package org.acmespark.program;

import java.io.IOException;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;

/** Reads and writes files of one array in NumPy's format (numpy.lib.format, NEP 1). */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int HEAD = 10;
  private static final int ALIGNMENT = 64;

  private static final Map<String, ElementType> TYPES =
      Map.ofEntries(
          Map.entry("f2", ElementType.FLOAT16),
          Map.entry("f4", ElementType.FLOAT32),
          Map.entry("f8", ElementType.FLOAT64),
          Map.entry("i1", ElementType.INT8),
          Map.entry("i2", ElementType.INT16),
          Map.entry("i4", ElementType.INT32),
          Map.entry("i8", ElementType.INT64),
          Map.entry("u1", ElementType.UINT8),
          Map.entry("u2", ElementType.UINT16),
          Map.entry("u4", ElementType.UINT32),
          Map.entry("u8", ElementType.UINT64),
          Map.entry("b1", ElementType.BOOL),
          Map.entry("c8", ElementType.COMPLEX64),
          Map.entry("c16", ElementType.COMPLEX128));

  private static final Pattern TYPE = Pattern.compile("'descr'\\s*:\\s*'([<>|=])(\\w+)'");
  private static final Pattern ORDER = Pattern.compile("'fortran_order'\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("'shape'\\s*:\\s*\\(([^)]*)\\)");

  private Npy() {}

  /**
   * Reads the array of a file.
   *
   * @throws IllegalArgumentException if the file does not have this format, or the elements are not
   *     numbers
   */
  static Hdf5Value read(Path file) throws IOException {
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
    if (bytes.remaining() < HEAD
        || !Arrays.equals(bytes.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw refused(file, "it does not begin as one");
    }
    bytes.position(MAGIC.length);
    int version = bytes.get();
    bytes.get();
    int length = version == 1 ? bytes.getShort() & 0xFFFF : bytes.getInt();
    if (length < 0 || length > bytes.remaining()) {
      throw refused(file, "it ends within its header");
    }
    byte[] text = new byte[length];
    bytes.get(text);
    String header = new String(text, StandardCharsets.UTF_8);
    Matcher type = TYPE.matcher(header);
    Matcher order = ORDER.matcher(header);
    Matcher shape = SHAPE.matcher(header);
    if (!type.find() || !TYPES.containsKey(type.group(2)) || !order.find() || !shape.find()) {
      throw refused(file, "an array of numbers is expected, but its header is " + header.strip());
    }
    bytes.order(type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    return value(file, TYPES.get(type.group(2)), lengths(shape.group(1)), order.group(1), bytes);
  }

  private static Hdf5Value value(
      Path file, ElementType type, long[] shape, String fortran, ByteBuffer bytes) {
    long count = 1;
    for (long length : shape) {
      count = Math.multiplyExact(count, length);
    }
    if (count * type.bytes() > bytes.remaining()) {
      throw refused(file, "it ends within its elements");
    }
    Object elements = type.newArray(count);
    ArrayBytes.get(elements, bytes);
    boolean turned = fortran.equals("True") && shape.length > 1 && count > 0;
    return Hdf5Value.flat(type, shape, turned ? lastRunsFastest(elements, shape, count) : elements);
  }

  /**
   * Reorders elements whose first dimension varies fastest, so that the last dimension varies
   * fastest.
   */
  private static Object lastRunsFastest(Object elements, long[] shape, long count) {
    int entries = (int) (Array.getLength(elements) / count);
    Object turned = Array.newInstance(elements.getClass().componentType(), (int) count * entries);
    long[] strides = new long[shape.length];
    strides[0] = 1;
    for (int k = 1; k < shape.length; k++) {
      strides[k] = strides[k - 1] * shape[k - 1];
    }
    long[] index = new long[shape.length];
    long from = 0;
    for (int to = 0; to < count; to++) {
      System.arraycopy(elements, (int) from * entries, turned, to * entries, entries);
      for (int k = shape.length - 1; k >= 0; k--) {
        from += strides[k];
        if (++index[k] < shape[k]) {
          break;
        }
        from -= strides[k] * shape[k];
        index[k] = 0;
      }
    }
    return turned;
  }

  private static long[] lengths(String shape) {
    return Arrays.stream(shape.split(","))
        .map(String::strip)
        .filter(length -> !length.isEmpty())
        .mapToLong(Long::parseLong)
        .toArray();
  }

  /**
   * Writes an array.
   *
   * @throws IllegalArgumentException if the elements are texts
   */
  static void write(Path file, Hdf5Value value) throws IOException {
    String type =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == value.type())
            .map(Map.Entry::getKey)
            .findAny()
            .orElseThrow(
                () -> new IllegalArgumentException("an .npy file holds numbers, not " + value));
    String shape =
        Arrays.stream(value.shape()).mapToObj(length -> length + ",").collect(Collectors.joining());
    String header =
        "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(type.endsWith("1") ? "|" : "<", type, shape);
    int padding = ALIGNMENT - (HEAD + header.length() + 1) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    int size = Array.getLength(value.elements()) * ArrayBytes.perEntry(value.elements());
    ByteBuffer bytes =
        ByteBuffer.allocate(HEAD + text.length + size).order(ByteOrder.LITTLE_ENDIAN);
    bytes.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) text.length).put(text);
    ArrayBytes.put(value.elements(), bytes);
    Files.write(file, bytes.array());
  }

  private static IllegalArgumentException refused(Path file, String why) {
    return new IllegalArgumentException(
        "%s is no array of NumPy's: %s".formatted(file.getFileName(), why));
  }
}
