package org.acmespark.display;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.acmespark.model.Notebook;
import org.acmespark.model.ProgressListener;
import org.acmespark.model.Verbosity;

/**
 * Shows the progress of a run on standard error. A terminal shows a bar with done/total, rate, time
 * left and failures, which is redrawn five times a second. Other outputs get a line every 10 s.
 */
public abstract class ProgressDisplay implements ProgressListener, AutoCloseable {
  /**
   * Name of the property that submit/acme sets, since Java 17 cannot detect whether standard error
   * is a terminal.
   */
  private static final String TERMINAL = "acme.terminal";

  public static ProgressDisplay of(Verbosity verbosity, String name, long nInputs) {
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

  /** Returns a display as {@link #of} does, which shows nothing in the first second. */
  public static ProgressDisplay ofLongWork(Verbosity verbosity, String name, long total) {
    return new AfterASecond(() -> of(verbosity, name, total), System::nanoTime);
  }

  /** Returns a display that shows nothing and passes progress to {@code listener}. */
  public static ProgressDisplay to(ProgressListener listener) {
    return new ProgressDisplay() {
      @Override
      public void startsFrom(long finished) {
        listener.startsFrom(finished);
      }

      @Override
      public void update(long finished, long failed) {
        listener.update(finished, failed);
      }
    };
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

  /** Shows one output of the cell and replaces it while the run advances. */
  private static final class InNotebook extends ProgressDisplay {
    private static final long EVERY_NANOS = Duration.ofMillis(500).toNanos();

    private final String name;
    private final long nInputs;
    private final Pace pace;
    private Optional<NotebookOutput> output = Optional.empty();
    private long lastNanos;
    private long finished;
    private long failed;

    InNotebook(String name, long nInputs) {
      this.name = name;
      this.nInputs = nInputs;
      pace = new Pace(nInputs, System::nanoTime);
    }

    @Override
    public void startsFrom(long earlier) {
      finished = earlier;
      pace.startsFrom(earlier);
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
      String html = ProgressHtml.of(name, finished, nInputs, pace.at(finished, failed));
      if (output.isEmpty()) {
        output = Optional.of(new NotebookOutput(html));
      } else {
        output.get().replace(html);
      }
    }
  }

  /** Prints a line at intervals, for logs of batch systems. */
  static final class Lines extends ProgressDisplay {
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final PrintStream out;
    private final String name;
    private final Pace pace;
    private final LongSupplier clock;
    private long lastNanos;

    Lines(PrintStream out, String name, long nInputs, LongSupplier nanoTime) {
      this.out = out;
      this.name = name;
      pace = new Pace(nInputs, nanoTime);
      clock = nanoTime;
      lastNanos = nanoTime.getAsLong();
    }

    @Override
    public void startsFrom(long finished) {
      pace.startsFrom(finished);
    }

    @Override
    public void update(long finished, long failed) {
      long now = clock.getAsLong();
      if (now - lastNanos >= EVERY_NANOS) {
        lastNanos = now;
        out.println("acme: " + name + ": " + pace.at(finished, failed));
      }
    }
  }

  /** Shows a bar; what functions or this library print meanwhile appears above it. */
  private static final class Bar extends ProgressDisplay {
    private final Pace pace;
    private final BarLine line;
    private final ProgressBarBuilder builder;
    private final PrintStream out = System.out;
    private final PrintStream err = System.err;
    private Optional<ProgressBar> bar = Optional.empty();

    Bar(String name, long nInputs) {
      pace = new Pace(nInputs, System::nanoTime);
      line = new BarLine(pace);
      builder =
          new ProgressBarBuilder()
              .setTaskName(name)
              .setInitialMax(nInputs)
              .setRenderer(line)
              .setUpdateIntervalMillis(200);
    }

    @Override
    public void startsFrom(long finished) {
      pace.startsFrom(finished);
      bar = Optional.of(builder.startsFrom(finished, Duration.ZERO).build());
      System.setErr(AboveBar.on(err, err));
      System.setOut(AboveBar.on(err, out));
    }

    @Override
    public void update(long finished, long failed) {
      line.failed(failed);
      bar.orElseThrow().stepTo(finished);
    }

    @Override
    public void close() {
      if (bar.isPresent()) {
        System.out.close();
        System.err.close();
        System.setOut(out);
        System.setErr(err);
        bar.get().close();
      }
    }
  }
}
