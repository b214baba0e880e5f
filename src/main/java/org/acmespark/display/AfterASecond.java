package org.acmespark.display;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Shows the progress of work that takes longer than a second, and nothing of shorter work. */
final class AfterASecond extends ProgressDisplay {
  private static final long NOTHING_NANOS = Duration.ofSeconds(1).toNanos();

  private final Supplier<ProgressDisplay> display;
  private final LongSupplier clock;
  private final long begun;
  private Optional<ProgressDisplay> shown = Optional.empty();

  AfterASecond(Supplier<ProgressDisplay> display, LongSupplier nanoTime) {
    this.display = display;
    clock = nanoTime;
    begun = nanoTime.getAsLong();
  }

  @Override
  public void update(long finished, long failed) {
    if (shown.isEmpty() && clock.getAsLong() - begun >= NOTHING_NANOS) {
      shown = Optional.of(display.get());
      shown.get().startsFrom(finished);
    }
    shown.ifPresent(bar -> bar.update(finished, failed));
  }

  @Override
  public void close() {
    shown.ifPresent(ProgressDisplay::close);
  }
}
