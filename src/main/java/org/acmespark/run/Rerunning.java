package org.acmespark.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.acmespark.model.AcmeException;
import org.acmespark.model.InterruptedRunException;
import org.acmespark.model.Rerun;
import org.acmespark.model.RunInUseException;
import org.acmespark.store.EarlierRun;
import org.acmespark.store.directory.OccupiedException;
import org.acmespark.store.directory.OutputPlace;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.directory.RunUse;

/**
 * Chooses between a new run, going on with the run in the output directory, and replacing it. This
 * is decided when the run begins, and again while another process uses the directory.
 */
public final class Rerunning {
  private static final Duration PAUSE = Duration.ofMillis(200);

  /** Another process must be quick to take the directory that often at the wrong moment. */
  private static final int SURPRISES = 10;

  private Rerunning() {}

  /**
   * Checks, without writing anything, that a run may use its directory.
   *
   * @param description what the manifest will say of the run
   * @throws IllegalArgumentException if the directory cannot be used, or holds another run
   */
  public static void check(EffectiveOptions options, Map<String, Object> description) {
    if (options.resume().isPresent()) {
      Resumption.requireSame(options.resume().get(), description);
    } else if (options.get(RunOption.IN_MEMORY)) {
      return;
    } else if (how(options) == Rerun.REFUSE) {
      OutputPlace.check(options.find(RunOption.OUTPUT_DIR));
    } else if (EarlierRun.find(directory(options)).isEmpty()) {
      OutputPlace.checkReusable(directory(options));
    } else if (how(options) == Rerun.RESUME) {
      Resumption.requireSameAgain(options.resuming().resume().orElseThrow(), description);
    } else {
      OldRuns.requireNothingElse(Path.of(directory(options)));
    }
  }

  /**
   * Runs what the state of the directory asks for, after waiting for other processes as long as the
   * options allow.
   *
   * @throws RunInUseException if another process still uses the directory
   */
  public static RunOutcome run(
      EffectiveOptions options,
      Map<String, Object> description,
      Function<EffectiveOptions, Computing> computing) {
    long begun = System.nanoTime();
    long patience = options.find(RunOption.WAIT_LOCK).orElse(Duration.ZERO).toNanos();
    for (int surprises = 0; ; ) {
      try {
        return computing.apply(chosen(options, description)).run();
      } catch (RunInUseException e) {
        if (System.nanoTime() - begun >= patience) {
          throw e;
        }
        pause(e);
      } catch (OccupiedException e) {
        if (how(options) == Rerun.REFUSE || ++surprises == SURPRISES) {
          throw e;
        }
      }
    }
  }

  private static EffectiveOptions chosen(
      EffectiveOptions options, Map<String, Object> description) {
    if (options.resume().isPresent() || how(options) == Rerun.REFUSE) {
      return options;
    }
    RunUse.requireNotInUse(directory(options));
    if (how(options) == Rerun.REPLACE || EarlierRun.find(directory(options)).isEmpty()) {
      return options;
    }
    EffectiveOptions resuming = options.resuming();
    Resumption.requireSameAgain(resuming.resume().orElseThrow(), description);
    return resuming;
  }

  /**
   * Empties the output directory for a new run: of an earlier run that is replaced, or of what a
   * run has left that ended before its first computation.
   */
  static void makeRoom(EffectiveOptions options) {
    if (how(options) == Rerun.REFUSE || !RunDirectory.isMarked(directory(options))) {
      return;
    }
    RunDirectory directory = RunDirectory.reopen(directory(options));
    try {
      Optional<EarlierRun> earlier = EarlierRun.find(directory.address());
      if (earlier.isPresent() && how(options) == Rerun.RESUME) {
        throw new OccupiedException(directory.address());
      } else if (earlier.isPresent()) {
        OldRuns.requireNothingElse(directory.path());
      }
      directory.empty();
    } catch (IOException e) {
      throw new AcmeException(
          "cannot empty %s: %s".formatted(directory.address(), RunDirectory.why(e)), e);
    } finally {
      directory.unlock();
    }
  }

  private static Rerun how(EffectiveOptions options) {
    return options.find(RunOption.OUTPUT_DIR).isEmpty()
        ? Rerun.REFUSE
        : options.get(RunOption.RERUN);
  }

  private static String directory(EffectiveOptions options) {
    return OutputPlace.absolute(options.find(RunOption.OUTPUT_DIR).orElseThrow());
  }

  private static void pause(RunInUseException inUse) {
    try (var guard = new ShutdownGuard()) {
      guard.watch();
      Thread.sleep(PAUSE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedRunException(
          "interrupted while waiting: " + inUse.getMessage(), Optional.empty(), e);
    }
  }
}
