package org.acmespark.model;

/**
 * Says something to the user, on standard error, because standard output belongs to results.
 * Jupyter shows standard error on the colour of errors. There a notice is on standard output,
 * unless it is a warning.
 *
 * <pre>{@code
 * Notice.say("2 workers have come");   // acme: 2 workers have come
 * }</pre>
 */
public final class Notice {
  private static final String WARNING = "warning: ";

  private Notice() {}

  /**
   * Prints a line with the message.
   *
   * @param message one that begins with {@code warning: } is shown as a warning
   */
  public static void say(String message) {
    boolean plain = Notebook.isThere() && !message.startsWith(WARNING);
    (plain ? System.out : System.err).println("acme: " + message);
  }
}
