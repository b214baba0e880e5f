package org.acmespark.program;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds programs by the names that users write. */
final class Executables {
  private Executables() {}

  /** Returns the file that a shell in {@code directory} would execute, if there is one. */
  public static Optional<Path> find(String name, Path directory) {
    try {
      if (name.contains("/")) {
        return Optional.of(directory.resolve(name)).filter(Executables::canExecute);
      }
      for (String folder : Optional.ofNullable(System.getenv("PATH")).orElse("").split(":")) {
        Path file = directory.resolve(folder).resolve(name);
        if (!name.isEmpty() && canExecute(file)) {
          return Optional.of(file);
        }
      }
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
    return Optional.empty();
  }

  private static boolean canExecute(Path file) {
    return Files.isRegularFile(file) && Files.isExecutable(file);
  }
}
