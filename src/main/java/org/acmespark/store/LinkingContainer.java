package org.acmespark.store;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import org.acmespark.checksum.FileSum;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Container;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.Stacking;

/** The container over payload files. */
final class LinkingContainer {
  private LinkingContainer() {}

  /**
   * Writes the container under a temporary name, and renames it.
   *
   * @param replaces whether an earlier process of the run may have left a container
   * @return the sum of the container
   */
  static FileSum write(
      RunDirectory directory,
      PayloadIndex payload,
      Optional<Stacking> stacking,
      Path containerFile,
      boolean replaces,
      RunLog log) {
    Path temporary = directory.staged("container.h5");
    long begun = System.nanoTime();
    FileSum sum = Container.write(temporary, payload, stacking);
    log.say(
        String.format(
            Locale.ROOT,
            "container over %s files written in %.1f ms",
            payload.files().size(),
            (System.nanoTime() - begun) / 1e6));
    String staged = temporary.getFileName().toString();
    String name = containerFile.getFileName().toString();
    if (replaces) {
      directory.replace(staged, name);
    } else {
      directory.publish(staged, name);
    }
    return sum;
  }
}
