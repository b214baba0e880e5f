package org.acmespark.model;

import java.io.Serializable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the chunks of datasets are stored: compressed by deflate after a shuffle, with a checksum, or
 * both, which every HDF5 library reads; or not in chunks at all.
 *
 * <pre>{@code
 * Compression.parse("deflate:4").level();   // 4
 * Compression.none().isNone();              // true
 * }</pre>
 *
 * @param level from 1, quick, to 9, small; 0 for none
 * @param fletcher32 whether each chunk has HDF5's checksum of that name
 */
public record Compression(int level, boolean fletcher32) implements Serializable {
  private static final Pattern DEFLATE = Pattern.compile("deflate:([1-9])");

  /**
   * @throws IllegalArgumentException if the level is not from 0 to 9
   */
  public Compression {
    if (level < 0 || level > 9) {
      throw new IllegalArgumentException("compression level %s must be 0 to 9".formatted(level));
    }
  }

  /** Creates a compression without checksums. */
  public Compression(int level) {
    this(level, false);
  }

  /** Returns the setting that stores elements uncompressed. */
  public static Compression none() {
    return new Compression(0);
  }

  /**
   * Returns the compression that a text names: {@code deflate:1} to {@code deflate:9}, or {@code
   * none}.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Compression parse(String text) {
    if (text.equals("none")) {
      return none();
    }
    Matcher deflate = DEFLATE.matcher(text);
    if (!deflate.matches()) {
      throw new IllegalArgumentException(
          "compression \"%s\" must be deflate:1 to deflate:9, or none".formatted(text));
    }
    return new Compression(Integer.parseInt(deflate.group(1)));
  }

  /** Returns this compression, with a checksum for each chunk. */
  public Compression withFletcher32() {
    return new Compression(level, true);
  }

  /** Whether elements are stored as they are: uncompressed, without checksums. */
  public boolean isNone() {
    return level == 0 && !fletcher32;
  }

  /** Returns the text that {@link #parse} accepts; it does not name checksums. */
  @Override
  public String toString() {
    return level == 0 ? "none" : "deflate:" + level;
  }
}
