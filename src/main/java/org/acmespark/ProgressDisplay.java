package org.acmespark;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.acmespark.engine.ProgressListener;
import org.acmespark.model.Verbosity;

/** Shows on standard error how far a run is: a bar on a terminal, a line now and then elsewhere. */
abstract class ProgressDisplay implements ProgressListener, AutoCloseable {
  static ProgressDisplay of(Verbosity verbosity, String name, long nInputs) {
    if (verbosity == Verbosity.QUIET) {
      return new Silent();
    }
    if (NotebookDisplay.isThere()) {
      return new InNotebook(name, nInputs);
    }
    return System.console() == null ? new Lines(System.err, name, nInputs) : new Bar(name, nInputs);
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

  private static final class Lines extends ProgressDisplay {
    private static final long EVERY_NANOS = Duration.ofSeconds(10).toNanos();

    private final PrintStream out;
    private final String name;
    private final long nInputs;
    private long lastNanos = System.nanoTime();

    Lines(PrintStream out, String name, long nInputs) {
      this.out = out;
      this.name = name;
      this.nInputs = nInputs;
    }

    @Override
    public void update(long finished, long failed) {
      long now = System.nanoTime();
      if (now - lastNanos >= EVERY_NANOS) {
        lastNanos = now;
        out.printf("acme: %s: %d of %d finished, %d failed%n", name, finished, nInputs, failed);
      }
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
