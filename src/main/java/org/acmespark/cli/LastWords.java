package org.acmespark.cli;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command print its last messages when a signal ends the JVM during a run. */
final class LastWords {
  private static final long SECONDS = 9;
  private static final CountDownLatch SPOKEN = new CountDownLatch(1);

  private LastWords() {}

  /** Makes the JVM end only after {@link #spoken}, or 9 s after the signal. */
  static void areWaitedFor() {
    Runtime.getRuntime().addShutdownHook(new Thread(LastWords::await, "acme-last-words"));
  }

  private static void await() {
    // Interrupted threads of Spark print stack traces; the command has its own writer.
    System.setErr(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
    try {
      SPOKEN.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Declares that the command has printed everything. */
  static void spoken() {
    SPOKEN.countDown();
  }
}
