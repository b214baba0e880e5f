package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.HomeDirectory;

/** Checks and creates the output directory of a run, on the driver. */
public final class OutputPlace {
  private static final DateTimeFormatter NAME =
      DateTimeFormatter.ofPattern("'ACME_'yyyyMMdd-HHmmss-SSSSSS", Locale.ROOT);

  private OutputPlace() {}

  /**
   * Checks, without writing anything, that a run may use {@code outputDir} (or a new directory in
   * the current one).
   *
   * @throws IllegalArgumentException if it exists and is not an empty, writable directory, cannot
   *     be created, or has a scheme that Hadoop does not know
   * @throws AcmeException if its file system cannot be reached
   */
  public static void check(Optional<String> outputDir) {
    if (outputDir.filter(RemoteDirectory::isAddress).isPresent()) {
      RemoteRun.check(outputDir.get());
      return;
    }
    if (outputDir.isEmpty()) {
      requireWritable(Path.of("").toAbsolutePath(), "the current directory");
      return;
    }
    Path directory = resolve(outputDir.get());
    checkReusable(outputDir.get());
    if (!Files.exists(directory)) {
      return;
    }
    try (var entries = Files.list(directory)) {
      if (entries.findAny().isPresent()) {
        throw new OccupiedException(directory.toString());
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "output directory %s cannot be read: %s".formatted(directory, e), e);
    }
  }

  /**
   * Checks as {@link #check} does, but for a directory that need not be empty.
   *
   * @throws IllegalArgumentException if it is not a writable directory, or cannot be created
   */
  public static void checkReusable(String outputDir) {
    if (RemoteDirectory.isAddress(outputDir)) {
      return;
    }
    Path directory = resolve(outputDir);
    if (!Files.exists(directory)) {
      Path ancestor = directory.getParent();
      while (ancestor != null && !Files.exists(ancestor)) {
        ancestor = ancestor.getParent();
      }
      if (ancestor == null || !Files.isDirectory(ancestor)) {
        throw new IllegalArgumentException(
            "output directory %s: %s is not a directory".formatted(directory, ancestor));
      }
      requireWritable(ancestor, "output directory %s cannot be created:".formatted(directory));
      return;
    }
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "output directory %s is a file; name a directory".formatted(directory));
    }
    requireWritable(directory, "output directory");
  }

  /**
   * Checks a directory that this process has locked; another may have used it in the meantime.
   *
   * @throws OccupiedException if it holds anything but the lock
   */
  static void requireOnlyTheLock(Path directory) throws IOException {
    try (var entries = Files.list(directory)) {
      if (entries.anyMatch(entry -> !entry.endsWith(RunLock.FILE))) {
        throw new OccupiedException(directory.toString());
      }
    }
  }

  private static void requireWritable(Path directory, String what) {
    if (!Files.isWritable(directory)) {
      throw new IllegalArgumentException(
          "%s %s is not writable; name another with outputDir (--output-dir)"
              .formatted(what, directory));
    }
  }

  /** The absolute path of a directory, or its address if only Hadoop knows it. */
  public static String absolute(String outputDir) {
    return RemoteDirectory.isAddress(outputDir) ? outputDir : resolve(outputDir).toString();
  }

  static Path resolve(String outputDir) {
    if (outputDir.isBlank()) {
      throw new IllegalArgumentException("output directory must not be blank");
    }
    String path =
        outputDir.startsWith("file:")
            ? outputDir.replaceFirst("^file:/*", "/")
            : HomeDirectory.expand(outputDir);
    return Path.of(path).toAbsolutePath().normalize();
  }

  static Optional<Path> highestMissing(Path path) {
    Optional<Path> missing = Optional.empty();
    for (Path p = path; p != null && !Files.exists(p); p = p.getParent()) {
      missing = Optional.of(p);
    }
    return missing;
  }

  static Path createStamped() throws IOException {
    while (true) {
      Path path = Path.of(LocalDateTime.now().format(NAME)).toAbsolutePath();
      try {
        return Files.createDirectory(path);
      } catch (FileAlreadyExistsException e) {
        Thread.onSpinWait(); // the next microsecond gives another name
      }
    }
  }
}
