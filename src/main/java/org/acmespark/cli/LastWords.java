package org.acmespark.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a command say what it has left when a signal ends the JVM during a run. */
final class LastWords {
  private static final long SECONDS = 9;
  private static final CountDownLatch SPOKEN = new CountDownLatch(1);

  private LastWords() {}

  /** From now on the JVM ends after {@link #spoken}, or 9 s after the signal. */
  static void areWaitedFor() {
    Runtime.getRuntime().addShutdownHook(new Thread(LastWords::await, "acme-last-words"));
  }

  private static void await() {
    try {
      SPOKEN.await(SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The command has said everything. */
  static void spoken() {
    SPOKEN.countDown();
  }
}
