package org.acmespark.numpy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Shapes;

/**
 * The header of a file in NumPy's format, versions 1.0 to 3.0 (numpy.lib.format, NEP 1).
 *
 * @param shape lengths of the dimensions; empty for a scalar
 * @param fortranOrder whether the first dimension varies fastest in the file
 * @param start position of the first element in the file
 */
record NpyHeader(
    ElementType type, ByteOrder order, boolean fortranOrder, long[] shape, long start) {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int HEAD = 10;
  private static final int ALIGNMENT = 64;
  private static final int LONGEST = 1 << 20;

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

  private static final Pattern TYPE =
      Pattern.compile("['\"]descr['\"]\\s*:\\s*['\"]([<>|=])(\\w+)(?:\\[\\w+])?['\"]");
  private static final Pattern ORDER =
      Pattern.compile("['\"]fortran_order['\"]\\s*:\\s*(True|False)");
  private static final Pattern SHAPE = Pattern.compile("['\"]shape['\"]\\s*:\\s*\\(([^)]*)\\)");

  /**
   * Reads the header, and checks that the file holds all elements.
   *
   * @throws IllegalArgumentException saying why the file is not an array of numbers or truth values
   */
  static NpyHeader read(FileChannel file) throws IOException {
    if (file.size() < HEAD) {
      throw new IllegalArgumentException("it does not begin as one");
    }
    ByteBuffer head = bytes(file, 0, HEAD + 2);
    if (!Arrays.equals(head.array(), 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new IllegalArgumentException("it does not begin as one");
    }
    int version = head.get(MAGIC.length);
    if (version < 1 || version > 3) {
      throw new IllegalArgumentException(
          "its format has version %s, and versions 1 to 3 are known".formatted(version));
    }
    boolean small = version == 1;
    long length = small ? head.getShort(8) & 0xFFFF : head.getInt(8) & 0xFFFFFFFFL;
    int at = small ? HEAD : HEAD + 2;
    if (length > file.size() - at || length > LONGEST) {
      throw new IllegalArgumentException("it ends within its header");
    }
    String text = new String(bytes(file, at, (int) length).array(), StandardCharsets.UTF_8);
    NpyHeader header = parse(text.strip(), at + length);
    long entries = Shapes.count(header.shape);
    if (entries > (file.size() - header.start) / header.type.bytes()) {
      throw new IllegalArgumentException("it ends within its elements");
    }
    return header;
  }

  private static NpyHeader parse(String text, long start) {
    Matcher type = TYPE.matcher(text);
    Matcher order = ORDER.matcher(text);
    Matcher shape = SHAPE.matcher(text);
    boolean named = type.find();
    if (!named || !TYPES.containsKey(type.group(2))) {
      throw new IllegalArgumentException(
          "an array of numbers is expected, but "
              + (named ? kind(type.group(2)) : Optional.<String>empty())
                  .orElse("its header is " + text));
    }
    if (!order.find() || !shape.find()) {
      throw new IllegalArgumentException(
          "an array of numbers is expected, but its header is " + text);
    }
    return new NpyHeader(
        TYPES.get(type.group(2)),
        type.group(1).equals(">") ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN,
        order.group(1).equals("True"),
        lengths(shape.group(1), text),
        start);
  }

  private static Optional<String> kind(String type) {
    return switch (type.charAt(0)) {
      case 'O' ->
          Optional.of(
              "it holds Python objects as a pickle, which is not read, because reading a pickle can run any code");
      case 'U', 'S', 'a' -> Optional.of("it holds texts; write them to an HDF5 file or a table");
      case 'M', 'm' -> Optional.of("it holds times; save them as numbers: a.astype('int64')");
      case 'f', 'c' ->
          Optional.of(
              "its elements are of type %s; save them as float64 or complex128".formatted(type));
      default -> Optional.empty();
    };
  }

  private static long[] lengths(String shape, String text) {
    try {
      long[] lengths =
          Arrays.stream(shape.split(","))
              .map(length -> length.strip().replaceFirst("L$", ""))
              .filter(length -> !length.isEmpty())
              .mapToLong(Long::parseLong)
              .toArray();
      Shapes.count(lengths);
      return lengths;
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its header is " + text, e);
    }
  }

  /** Reads bytes at a position; zeros stand for those beyond the end of the file. */
  private static ByteBuffer bytes(FileChannel file, long at, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    int last = 0;
    while (bytes.hasRemaining() && last >= 0) {
      last = file.read(bytes, at + bytes.position());
    }
    return bytes.flip().limit(length);
  }

  /** Fills a buffer from a position of a file. */
  static void fill(FileChannel file, long at, ByteBuffer bytes) throws IOException {
    while (bytes.hasRemaining()) {
      if (file.read(bytes, at + bytes.position()) < 0) {
        throw new EOFException("the file ends within its elements");
      }
    }
  }

  /**
   * Returns the bytes of the header of an array in C order and little-endian.
   *
   * @throws IllegalArgumentException if NumPy's format has no such elements without pickling
   */
  static byte[] written(ElementType type, long[] shape) {
    String name =
        TYPES.entrySet().stream()
            .filter(entry -> entry.getValue() == type)
            .map(Map.Entry::getKey)
            .findAny()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "an .npy file holds numbers, not " + type.numpyName()));
    String lengths =
        Arrays.stream(shape).mapToObj(length -> length + ",").collect(Collectors.joining());
    String header =
        "{'descr': '%s%s', 'fortran_order': False, 'shape': (%s), }"
            .formatted(name.endsWith("1") ? "|" : "<", name, lengths);
    int padding = ALIGNMENT - (HEAD + header.length() + 1) % ALIGNMENT;
    byte[] text = (header + " ".repeat(padding) + "\n").getBytes(StandardCharsets.US_ASCII);
    return ByteBuffer.allocate(HEAD + text.length)
        .order(ByteOrder.LITTLE_ENDIAN)
        .put(MAGIC)
        .put((byte) 1)
        .put((byte) 0)
        .putShort((short) text.length)
        .put(text)
        .array();
  }
}
