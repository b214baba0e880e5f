package org.acmespark.display;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Prints whole lines above a progress bar. It clears the bar's line, prints, and leaves the next
 * line to the bar, which is drawn again within its interval.
 */
final class AboveBar extends OutputStream {
  /** Moves to the beginning of the line and erases it to its end (ECMA-48, CR and EL). */
  private static final byte[] CLEAR = "\r\u001B[K".getBytes(StandardCharsets.US_ASCII);

  private final PrintStream terminal;
  private final PrintStream target;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  private AboveBar(PrintStream terminal, PrintStream target) {
    this.terminal = terminal;
    this.target = target;
  }

  /**
   * Returns a stream that prints to {@code target}.
   *
   * @param terminal the stream that the bar is drawn on
   */
  static PrintStream on(PrintStream terminal, PrintStream target) {
    return new PrintStream(new AboveBar(terminal, target), true, Charset.defaultCharset());
  }

  @Override
  public synchronized void write(int b) {
    line.write(b);
    if (b == '\n') {
      print();
    }
  }

  @Override
  public synchronized void write(byte[] bytes, int from, int count) {
    for (int k = from; k < from + count; k++) {
      write(bytes[k]);
    }
  }

  private void print() {
    byte[] text = line.toByteArray();
    line.reset();
    if (target == terminal) { // one write, since another thread draws the bar
      var piece = new ByteArrayOutputStream(CLEAR.length + text.length);
      piece.writeBytes(CLEAR);
      piece.writeBytes(text);
      terminal.write(piece.toByteArray(), 0, piece.size());
    } else {
      terminal.write(CLEAR, 0, CLEAR.length);
      terminal.flush();
      target.write(text, 0, text.length);
    }
    target.flush();
  }

  @Override
  public synchronized void close() {
    if (line.size() > 0) {
      print();
    }
  }
}
