package org.acmespark.checksum;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The size of a file and the CRC-32C of each block of it.
 *
 * <pre>{@code
 * FileSum sum = FileSum.of(file);
 * ...
 * sum.damage(file).forEach(part -> System.err.println(part));   // bytes 1048576 to 2097151
 * }</pre>
 *
 * @param bytes size of the file; -1 if nothing is known about it
 * @param crc32c eight hexadecimal digits for each block of {@link #blockBytes} bytes, in order
 */
public record FileSum(long bytes, String crc32c) implements Serializable {
  private static final long LEAST_BLOCK_BYTES = 1 << 20;
  private static final long MOST_BLOCKS = 4096;
  private static final int DIGITS = 8;
  private static final int SHOWN = 3;
  private static final Pattern HEXADECIMAL = Pattern.compile("[0-9a-f]*");
  private static final FileSum NONE = new FileSum(-1, "");

  /** Checks that the number of digits fits the size. */
  public FileSum {
    if (bytes < -1
        || crc32c.length() != DIGITS * blocks(bytes)
        || !HEXADECIMAL.matcher(crc32c).matches()) {
      throw new IllegalArgumentException(
          "a file of %s bytes does not have the checksum '%s'".formatted(bytes, crc32c));
    }
  }

  /** Stands for the checksum of a file that has none. */
  public static FileSum none() {
    return NONE;
  }

  /** Whether there is a checksum. */
  public boolean isKnown() {
    return bytes >= 0;
  }

  /**
   * Bytes in a block of a file of some size: 1 MiB, doubled until the file has at most 4096 blocks.
   */
  static long blockBytes(long bytes) {
    long block = LEAST_BLOCK_BYTES;
    while ((bytes - 1) / MOST_BLOCKS >= block) { // a product would overflow
      block *= 2;
    }
    return block;
  }

  private static long blocks(long bytes) {
    long block = blockBytes(bytes);
    return bytes < 0 ? 0 : (bytes + block - 1) / block;
  }

  /** Makes the sum of a file with these checksums of its blocks. */
  static FileSum of(long bytes, int[] blocks) {
    var digits = new StringBuilder(DIGITS * blocks.length);
    for (int block : blocks) {
      for (int shift = Integer.SIZE - 4; shift >= 0; shift -= 4) {
        digits.append(Character.forDigit(block >>> shift & 0xF, 16));
      }
    }
    return new FileSum(bytes, digits.toString());
  }

  /** Reads a file and returns its sum. */
  public static FileSum of(Path file) throws IOException {
    return SumOfParts.of(file);
  }

  /**
   * Bytes of a file.
   *
   * @param first the first byte, from 0
   * @param last the last byte
   */
  public record Part(long first, long last) {
    @Override
    public String toString() {
      return "bytes %s to %s".formatted(first, last);
    }
  }

  /** Describes damage; continues the name of a file. */
  public static String describe(List<Part> damage) {
    String shown =
        damage.stream().limit(SHOWN).map(Part::toString).collect(Collectors.joining(", "));
    return "is damaged: %s%s differ from what was written"
        .formatted(
            shown,
            damage.size() > SHOWN ? " and %s more parts".formatted(damage.size() - SHOWN) : "");
  }

  /**
   * Reads a file and returns the parts that differ from what was written; none if it is unchanged.
   *
   * @throws IllegalStateException if the sum is not known
   */
  public List<Part> damage(Path file) throws IOException {
    if (!isKnown()) {
      throw new IllegalStateException("there is no checksum of " + file);
    }
    FileSum now = of(file);
    if (now.equals(this)) {
      return List.of();
    }
    if (now.bytes != bytes && blockBytes(now.bytes) != blockBytes(bytes)) {
      return List.of(new Part(0, Math.max(now.bytes, bytes) - 1));
    }
    List<Part> parts = new ArrayList<>();
    long block = blockBytes(bytes);
    long length = Math.max(now.bytes, bytes);
    for (long first = 0; first < length; first += block) {
      int at = Math.toIntExact(first / block * DIGITS);
      if (!crc32c.regionMatches(at, now.crc32c, at, DIGITS)) {
        long last = Math.min(first + block, length) - 1;
        int before = parts.size() - 1;
        if (before >= 0 && parts.get(before).last() + 1 == first) {
          parts.set(before, new Part(parts.get(before).first(), last));
        } else {
          parts.add(new Part(first, last));
        }
      }
    }
    return parts;
  }
}
