package org.acmespark.checksum;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/**
 * A JSON object whose last field, {@code check}, is the CRC-32C of all its bytes before that field
 * and the comma. Texts of earlier versions have no such field.
 *
 * <pre>{@code
 * SealedText.seal("{\"index\":3}")      // {"index":3,"check":"7a9f3c11"}
 * }</pre>
 */
public final class SealedText {
  /** Name of the last field. */
  public static final String FIELD = "check";

  private static final String BEGIN = "\"check\":\"";
  private static final String END = "\"}";
  private static final int DIGITS = 8;

  /** Whether a text is as it was written. */
  public enum State {
    /** Its checksum is right. */
    INTACT,
    /** It has no checksum. */
    UNSEALED,
    /** It differs from what was written. */
    DAMAGED
  }

  private SealedText() {}

  /** Returns an object, which must have at least one field, with its checksum. */
  public static String seal(String object) {
    String body = object.substring(0, object.lastIndexOf('}')).stripTrailing();
    return body + "," + BEGIN + digits(body.getBytes(StandardCharsets.UTF_8)) + END;
  }

  /** Returns an intact text without its checksum. */
  public static String unseal(String sealed) {
    int field = sealed.lastIndexOf("," + BEGIN);
    return field < 0 ? sealed : sealed.substring(0, field) + "}";
  }

  private static String digits(byte[] body) {
    var checksum = new CRC32C();
    checksum.update(body);
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }

  /**
   * Compares a text with its checksum. A single flipped bit is found even if it is in the field
   * {@code check}.
   *
   * @param text without white space at its end
   * @param other a field, with its quotes, that every sealed text has
   */
  public static State state(String text, String other) {
    return state(text.getBytes(StandardCharsets.UTF_8), other);
  }

  /** As for {@link #state(String, String)}, of the bytes of a text in UTF-8. */
  public static State state(byte[] text, String other) {
    String latin1 = new String(text, StandardCharsets.ISO_8859_1); // a character for each byte
    int field = latin1.length() - END.length() - DIGITS - BEGIN.length();
    boolean sealed =
        field > 0
            && latin1.endsWith(END)
            && latin1.startsWith(BEGIN, field)
            && latin1.charAt(field - 1) == ',';
    if (!sealed) {
      return latin1.contains(other) ? State.DAMAGED : State.UNSEALED;
    }
    byte[] body = Arrays.copyOf(text, field - 1);
    return latin1.startsWith(digits(body), field + BEGIN.length()) ? State.INTACT : State.DAMAGED;
  }
}
