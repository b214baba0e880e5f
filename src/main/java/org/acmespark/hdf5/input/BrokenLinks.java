package org.acmespark.hdf5.input;

import java.util.Optional;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.value.Node;

/** Finds the broken link on the path to a dataset. */
final class BrokenLinks {
  private BrokenLinks() {}

  /**
   * Describes the first link on a path whose target does not exist; empty if the path ends for
   * another reason.
   */
  static Optional<String> on(Hdf5Reader file, String path) {
    for (int end = path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      String part = end < 0 ? path : path.substring(0, end);
      if (!file.exists(part)) {
        return file.hasMember(part) ? Optional.of(words(file, part)) : Optional.empty();
      }
      if (end < 0) {
        return Optional.empty();
      }
    }
  }

  private static String words(Hdf5Reader file, String part) {
    return file.externalLink(part)
        .map(
            link ->
                "/%s is a link to %s in the file %s, and %s"
                    .formatted(part, link.target(), link.file(), why(file, link)))
        .orElse("/%s is a link whose target does not exist".formatted(part));
  }

  private static String why(Hdf5Reader file, Node.Link link) {
    return file.isBeside(link.file())
        ? "that file has no such object or cannot be opened"
        : "there is no such file beside " + file.name();
  }
}
