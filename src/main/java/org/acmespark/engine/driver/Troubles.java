package org.acmespark.engine.driver;

import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.acmespark.engine.channel.Message;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Notice;

/**
 * Decides what becomes of a run when a host that was given up cannot write results: others go on
 * without it. They may start later than the one in trouble, so the run waits for them a while.
 */
final class Troubles {
  private static final long PATIENCE_MILLIS = 10_000;

  private final long patience;
  private final Set<String> told = ConcurrentHashMap.newKeySet();

  Troubles() {
    this(PATIENCE_MILLIS);
  }

  /** Waits so many milliseconds for other hosts. */
  Troubles(long patience) {
    this.patience = patience;
  }

  /** Warns of the host, and returns at once. The run fails if no other host comes. */
  void settle(Message.Trouble trouble, BooleanSupplier othersAreLeft, Consumer<AcmeException> run) {
    if (told.add(trouble.host())) {
      Notice.say(
          "warning: host %s gets no more work: %s".formatted(trouble.host(), trouble.message()));
    }
    if (!othersAreLeft.getAsBoolean()) {
      CompletableFuture.delayedExecutor(patience, TimeUnit.MILLISECONDS)
          .execute(
              () -> {
                if (!othersAreLeft.getAsBoolean()) {
                  run.accept(failure(trouble));
                }
              });
    }
  }

  /** What ends a run that no other host can go on with. */
  static AcmeException failure(Message.Trouble trouble) {
    return new AcmeException("on host " + trouble.host() + ": " + trouble.message());
  }
}
