package org.acmespark.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.hdf5.RealFile;
import org.acmespark.model.AcmeException;
import org.acmespark.store.LeftBehind;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * The names of a run's files.
 *
 * @param directory the run directory, the folder of a single container, or the folder with copies
 *     of a run
 * @param name the function's name in files
 * @param copies how missing files are copied to this machine
 */
record RunFiles(Path directory, String name, LocalCopies copies) {
  private static final String MANIFEST = "_run.json";
  private static final String CONTAINER = ".h5";
  private static final String SPOOL = ".spool";

  /**
   * Whether results of a single file are still in the spool, which is removed at the end of the
   * run.
   */
  boolean isSpooled() {
    return copies.exists(directory.resolve(SPOOL));
  }

  /**
   * Finds the run at a path.
   *
   * @throws IllegalArgumentException if there is nothing at the path, or nothing of a run
   */
  static RunFiles of(String place) {
    return RemoteDirectory.isAddress(place) ? remote(place) : of(Path.of(place));
  }

  private static RunFiles remote(String address) {
    boolean isFile = address.endsWith(CONTAINER) || address.endsWith(MANIFEST);
    int slash = address.lastIndexOf('/');
    LocalCopies copies = LocalCopies.of(isFile ? address.substring(0, slash) : address);
    try {
      if (!isFile) {
        return inDirectory(copies);
      }
      Path file = copies.directory().resolve(address.substring(slash + 1));
      if (!copies.exists(file)) {
        throw new IllegalArgumentException(address + ": there is no such file");
      }
      return ofFile(file, copies);
    } catch (RuntimeException e) {
      copies.close();
      throw e;
    }
  }

  private static RunFiles of(Path path) {
    Path absolute = path.toAbsolutePath().normalize();
    if (!Files.exists(absolute)) {
      throw new IllegalArgumentException(
          "%s: there is no such file or directory (seen from %s)"
              .formatted(path, Path.of("").toAbsolutePath()));
    }
    return Files.isDirectory(absolute)
        ? inDirectory(LocalCopies.notNeeded(absolute))
        : ofRealFile(RealFile.of(absolute));
  }

  /** Payload, manifest and ledger are beside the file, not beside a symbolic link to it. */
  private static RunFiles ofRealFile(Path file) {
    return ofFile(file, LocalCopies.notNeeded(file.getParent()));
  }

  /** Payload files without manifest and container are worth more than "no run directory". */
  private static void requireNothingLeftBehind(Path directory) {
    try {
      LeftBehind.requireNone(directory);
    } catch (IOException e) {
      throw new IllegalArgumentException("%s cannot be read: %s".formatted(directory, e), e);
    }
  }

  private static RunFiles inDirectory(LocalCopies copies) {
    List<Path> manifests = list(copies, MANIFEST);
    List<Path> found = manifests.isEmpty() ? list(copies, CONTAINER) : manifests;
    String directory = copies.address(copies.directory());
    if (found.isEmpty()) {
      requireNothingLeftBehind(copies.directory());
    }
    if (found.size() != 1) {
      throw new IllegalArgumentException(
          found.isEmpty()
              ? "%s is not a run directory: it holds neither a file *%s nor a results container *%s"
                  .formatted(directory, MANIFEST, CONTAINER)
              : "%s holds several runs: name one of the containers %s"
                  .formatted(directory, list(copies, CONTAINER)));
    }
    String file = found.get(0).getFileName().toString();
    String suffix = manifests.isEmpty() ? CONTAINER : MANIFEST;
    return new RunFiles(
        copies.directory(), file.substring(0, file.length() - suffix.length()), copies);
  }

  private static RunFiles ofFile(Path file, LocalCopies copies) {
    String fileName = file.getFileName().toString();
    for (String suffix : List.of(CONTAINER, MANIFEST)) {
      if (fileName.endsWith(suffix) && fileName.length() > suffix.length()) {
        String name = fileName.substring(0, fileName.length() - suffix.length());
        return new RunFiles(file.getParent(), name, copies);
      }
    }
    throw new IllegalArgumentException(
        "%s is not a results container (*%s): name that, or the run directory"
            .formatted(file, CONTAINER));
  }

  private static List<Path> list(LocalCopies copies, String suffix) {
    try (Stream<Path> entries = copies.list()) {
      return entries
          .filter(entry -> !entry.getFileName().toString().startsWith("."))
          .filter(entry -> entry.toString().endsWith(suffix))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AcmeException("%s cannot be listed: %s".formatted(copies.directory(), e), e);
    }
  }

  Path container() {
    return directory.resolve(name + CONTAINER);
  }

  Path manifest() {
    return directory.resolve(name + MANIFEST);
  }

  Path ledger() {
    return directory.resolve(name + "_computations.jsonl");
  }

  Path pickle(long index) {
    return directory.resolve("%s_%s.pickle".formatted(name, index));
  }

  /** The file of a serialized result, or of one that HDF5 could not hold. */
  Optional<Path> serialized(long index) {
    return Stream.of(".ser", ".pickle")
        .map(suffix -> "%s_%s%s".formatted(name, index, suffix))
        .flatMap(
            file ->
                Stream.of(
                    directory.resolve(name + "_payload").resolve(file), directory.resolve(file)))
        .filter(copies::exists)
        .findFirst();
  }
}
