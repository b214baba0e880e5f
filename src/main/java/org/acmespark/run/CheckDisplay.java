package org.acmespark.run;

import java.util.Optional;
import org.acmespark.display.ProgressDisplay;
import org.acmespark.model.Verbosity;
import org.acmespark.store.Recovery;

/** Shows how many files of a run are compared with their checksums before it is resumed. */
final class CheckDisplay implements Recovery.Progress, AutoCloseable {
  private final Verbosity verbosity;
  private Optional<ProgressDisplay> display = Optional.empty();

  CheckDisplay(Verbosity verbosity) {
    this.verbosity = verbosity;
  }

  @Override
  public void checked(long files, long all) {
    if (display.isEmpty()) {
      display = Optional.of(ProgressDisplay.ofLongWork(verbosity, "check", all));
    }
    display.get().update(files, 0);
  }

  @Override
  public void close() {
    display.ifPresent(ProgressDisplay::close);
  }
}
