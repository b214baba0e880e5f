package org.acmespark.store.directory;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.model.RunHolder;
import org.acmespark.model.RunInUseException;

/** Which process uses a run directory now, according to its lock file. */
public final class RunUse {
  private RunUse() {}

  /** Whether a process uses the run in {@code directory} now, according to its lock file. */
  public static boolean isInUse(Path directory) {
    return RunLock.isHeld(directory);
  }

  /**
   * Returns the process that uses the run in a directory on a file system of this machine; empty if
   * none does, or the lock file does not name it.
   */
  public static Optional<RunHolder> holder(Path directory) {
    return RunLock.holder(directory).flatMap(RunHolder::parse);
  }

  /**
   * Refuses a directory that a process uses.
   *
   * @throws RunInUseException if a process on this file system's machines uses it; directories on
   *     Hadoop file systems are not looked at
   */
  public static void requireNotInUse(String place) {
    if (!RemoteDirectory.isAddress(place) && isInUse(OutputPlace.resolve(place))) {
      throw new RunInUseException(
          "run directory %s is in use; wait until that run has ended (--wait-lock 10min)"
              .formatted(place));
    }
  }
}
