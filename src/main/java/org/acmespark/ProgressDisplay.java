package org.acmespark;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.acmespark.engine.ProgressListener;
import org.acmespark.model.Verbosity;

/**
 * Shows on standard error how far a run is: on a terminal a bar, redrawn five times a second, with
 * done/total, rate, time left and failures; elsewhere a line every 10 s.
 */
abstract class ProgressDisplay implements ProgressListener, AutoCloseable {
  /** Set by submit/acme, which can ask whether standard error is a terminal; Java 17 cannot. */
  private static final String TERMINAL = "acme.terminal";

  static ProgressDisplay of(Verbosity verbosity, String name, long nInputs) {
    if (verbosity == Verbosity.QUIET) {
      return new Silent();
    }
    if (Notebook.isThere()) {
      return new InNotebook(name, nInputs);
    }
    return isTerminal()
        ? new Bar(name, nInputs)
        : new Lines(System.err, name, nInputs, System::nanoTime);
  }

  private static boolean isTerminal() {
    String told = System.getProperty(TERMINAL);
    return told == null ? System.console() != null : Boolean.parseBoolean(told);
  }

  @Override
  public void close() {}

  private static final class Silent extends ProgressDisplay {
    @Override
    public void update(long finished, long failed) {}
  }

  /** One output of the cell, which is replaced as the run goes on. */
  private static final class InNotebook extends ProgressDisplay {
    private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final String name;
    private final long nInputs;
    private Optional<NotebookDisplay.Output> output = Optional.empty();
    private long lastNanos;
    private long finished;
    private long failed;

    InNotebook(String name, long nInputs) {
      this.name = name;
      this.nInputs = nInputs;
    }

    @Override
    public void update(long nowFinished, long nowFailed) {
      finished = nowFinished;
      failed = nowFailed;
      long now = System.nanoTime();
      if (output.isEmpty() || now - lastNanos >= EVERY_NANOS) {
        lastNanos = now;
        show();
      }
    }

    @Override
    public void close() {
      show();
    }

    private void show() {
      String html = RunTable.progress(name, finished, failed, nInputs);
      if (output.isEmpty()) {
        output = Optional.of(new NotebookDisplay.Output(html));
      } else {
        output.get().replace(html);
      }
    }
  }

  /** A line now and then, for logs of batch systems. */
  static final class Lines extends ProgressDisplay {
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final PrintStream out;
    private final String name;
    private final long nInputs;
    private final LongSupplier clock;
    private final long startNanos;
    private long lastNanos;

    Lines(PrintStream out, String name, long nInputs, LongSupplier nanoTime) {
      this.out = out;
      this.name = name;
      this.nInputs = nInputs;
      clock = nanoTime;
      startNanos = nanoTime.getAsLong();
      lastNanos = startNanos;
    }

    @Override
    public void update(long finished, long failed) {
      long now = clock.getAsLong();
      if (now - lastNanos >= EVERY_NANOS) {
        lastNanos = now;
        out.println(
            "acme: " + name + ": " + state(finished, failed, nInputs, (now - startNanos) / 1e9));
      }
    }

    /** As {@code 120 of 1000 done (12 %), 3 failed, 40/s, 22 s left}. */
    static String state(long finished, long failed, long nInputs, double seconds) {
      String failures = failed == 0 ? "" : ", " + failed + " failed";
      String done =
          "%d of %d done (%d %%)%s"
              .formatted(finished, nInputs, 100 * finished / nInputs, failures);
      if (finished == 0) {
        return done;
      }
      double rate = finished / seconds;
      return done
          + String.format(Locale.ROOT, rate >= 10 ? ", %.0f/s" : ", %.2g/s", rate)
          + ", "
          + left((nInputs - finished) / rate)
          + " left";
    }

    private static String left(double seconds) {
      long s = Math.round(seconds);
      if (s < 120) {
        return s + " s";
      }
      return s < 7200 ? s / 60 + " min" : "%d h %d min".formatted(s / 3600, s / 60 % 60);
    }
  }

  private static final class Bar extends ProgressDisplay {
    private final ProgressBar bar;

    Bar(String name, long nInputs) {
      bar =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(nInputs)
              .setStyle(ProgressBarStyle.UNICODE_BLOCK)
              .setUpdateIntervalMillis(200)
              .showSpeed()
              .build();
    }

    @Override
    public void update(long finished, long failed) {
      bar.stepTo(finished);
      if (failed > 0) {
        bar.setExtraMessage(failed + " failed");
      }
    }

    @Override
    public void close() {
      bar.close();
    }
  }
}
