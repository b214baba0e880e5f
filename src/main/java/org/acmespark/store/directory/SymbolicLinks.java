package org.acmespark.store.directory;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.acmespark.model.AcmeException;

/** Checks, on the driver, that a file offered by an executor stays in the run directory. */
final class SymbolicLinks {
  private SymbolicLinks() {}

  /**
   * Checks that a staged file is a regular file, and that neither its folder nor its target folder
   * is a symbolic link.
   *
   * @param root the run directory, which may be reached through a link
   * @param target final path of the file
   * @throws AcmeException if one of them is a link, or the file is not a regular file
   */
  static void refuse(Path root, Path staged, Path target) {
    for (Path folder : new Path[] {staged.getParent(), target.getParent()}) {
      if (!folder.equals(root) && Files.isSymbolicLink(folder)) {
        throw refusal(folder, "it is a symbolic link");
      }
    }
    if (Files.exists(staged, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(staged, LinkOption.NOFOLLOW_LINKS)) {
      throw refusal(staged, "it is not a regular file");
    }
  }

  private static AcmeException refusal(Path path, String why) {
    return new AcmeException("an executor's file %s is refused: %s".formatted(path, why));
  }
}
