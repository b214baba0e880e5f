package org.acmespark.engine.executor;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import org.acmespark.engine.channel.WallTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When the wall time of this executor's worker ends. The script that has started the worker says so
 * in the environment, in seconds since the epoch on this host's clock.
 */
final class WorkerEnd {
  /** When the worker began. */
  private static final String BEGIN = "ACME_WALL_BEGIN";

  /** When its wall time ends; results must be committed before. */
  private static final String END = "ACME_WALL_END";

  /** Process that ends the worker when it gets the signal USR1. */
  private static final String SCRIPT = "ACME_WALL_SCRIPT";

  private static final Logger LOG = LoggerFactory.getLogger(WorkerEnd.class);
  private static final WorkerEnd HERE = of(System.getenv(), System.currentTimeMillis());

  private final long beginNanos;
  private final OptionalLong endNanos;
  private final Optional<String> script;
  private final AtomicBoolean leaving = new AtomicBoolean();

  private WorkerEnd(long beginNanos, OptionalLong endNanos, Optional<String> script) {
    this.beginNanos = beginNanos;
    this.endNanos = endNanos;
    this.script = script;
  }

  /** The end of the worker of this JVM. */
  static WorkerEnd here() {
    return HERE;
  }

  /** Reads variables at a time in milliseconds since the epoch, that of now. */
  static WorkerEnd of(Map<String, String> environment, long nowMillis) {
    long now = System.nanoTime(); // a clock that somebody sets later does not matter
    OptionalLong begin = seconds(environment, BEGIN);
    OptionalLong end = seconds(environment, END);
    Optional<String> script =
        Optional.ofNullable(environment.get(SCRIPT)).filter(pid -> pid.matches("\\d+"));
    if (begin.isEmpty() || end.isEmpty()) {
      return new WorkerEnd(now, OptionalLong.empty(), script);
    }
    return new WorkerEnd(
        now + (begin.getAsLong() * 1000 - nowMillis) * 1_000_000,
        OptionalLong.of(now + (end.getAsLong() * 1000 - nowMillis) * 1_000_000),
        script);
  }

  private static OptionalLong seconds(Map<String, String> environment, String name) {
    String text = environment.getOrDefault(name, "");
    return text.matches("\\d{1,12}") ? OptionalLong.of(Long.parseLong(text)) : OptionalLong.empty();
  }

  /** Returns how old the worker is and what is left of its wall time. */
  WallTime now() {
    if (endNanos.isEmpty()) {
      return WallTime.unlimited();
    }
    long now = System.nanoTime();
    return new WallTime(
        Math.max(0, (now - beginNanos) / 1_000_000), (endNanos.getAsLong() - now) / 1_000_000);
  }

  /**
   * Ends the worker, once its tasks have ended, so that another can take its place. A second call
   * does nothing.
   */
  void leave() {
    if (script.isEmpty() || !leaving.compareAndSet(false, true)) {
      return;
    }
    LOG.warn("this worker ends: it is not needed for what is left, or has too little time for it");
    try {
      new ProcessBuilder("kill", "-USR1", script.get()).start();
    } catch (IOException e) {
      LOG.warn("the worker could not be ended", e);
    }
  }
}
