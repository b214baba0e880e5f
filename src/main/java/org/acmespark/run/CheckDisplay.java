package org.acmespark.run;

import java.util.Optional;
import org.acmespark.display.ProgressDisplay;
import org.acmespark.model.Verbosity;
import org.acmespark.store.EarlierRun;
import org.acmespark.store.Recovery;
import org.acmespark.store.payload.DirectoryPlan;

/** Shows how many files of a run are compared with their checksums before it is resumed. */
final class CheckDisplay implements Recovery.Progress, AutoCloseable {
  private final Verbosity verbosity;
  private Optional<ProgressDisplay> display = Optional.empty();

  private CheckDisplay(Verbosity verbosity) {
    this.verbosity = verbosity;
  }

  /** Compares the files of the earlier process with their checksums, which may take long. */
  static Recovery recover(EffectiveOptions.Resume resume, DirectoryPlan plan, Verbosity verbosity) {
    try (var display = new CheckDisplay(verbosity)) {
      return Recovery.of(EarlierRun.in(resume.directory()), plan, resume.again(), display);
    }
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
