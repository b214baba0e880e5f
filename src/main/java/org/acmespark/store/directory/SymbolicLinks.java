package org.acmespark.store.directory;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.acmespark.model.AcmeException;

/** Keeps a file that an executor offers from leaving the run directory; on the driver. */
public final class SymbolicLinks {
  private SymbolicLinks() {}

  /**
   * Requires that a waiting file is a regular file, and that neither its folder nor the folder it
   * goes to is a symbolic link.
   *
   * @param root the run directory, which may be reached through a link
   * @param target where the file is to be
   * @throws AcmeException if one of them is a link, or the file is no regular file
   */
  static void refuse(Path root, Path staged, Path target) {
    for (Path folder : new Path[] {staged.getParent(), target.getParent()}) {
      if (!folder.equals(root) && Files.isSymbolicLink(folder)) {
        throw refusal(folder, "it is a symbolic link");
      }
    }
    if (Files.exists(staged, LinkOption.NOFOLLOW_LINKS)
        && !Files.isRegularFile(staged, LinkOption.NOFOLLOW_LINKS)) {
      throw refusal(staged, "it is no regular file");
    }
  }

  private static AcmeException refusal(Path path, String why) {
    return new AcmeException("an executor's file %s is refused: %s".formatted(path, why));
  }
}
