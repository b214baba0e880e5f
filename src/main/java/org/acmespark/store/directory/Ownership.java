package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.FileOwners;

/**
 * Checks that a run directory whose commands are about to be executed belongs to the user, and that
 * nobody else can write to it.
 */
public final class Ownership {
  private Ownership() {}

  /**
   * Looks for files that somebody else has put, or could have put, into a run directory.
   *
   * @param place its path, or an address on a Hadoop file system
   * @return a description with the reason; empty if there are no such files
   */
  public static Optional<String> strangerIn(String place) {
    if (RemoteDirectory.isAddress(place)) {
      return RemoteDirectory.of(place).stranger();
    }
    Path directory = Path.of(place).toAbsolutePath();
    if (Files.getFileAttributeView(directory, PosixFileAttributeView.class) == null) {
      return Optional.empty(); // a file system without POSIX owners
    }
    try {
      return strangerBelow(directory.toRealPath());
    } catch (IOException e) {
      throw new AcmeException(
          "cannot see whom %s belongs to: %s".formatted(directory, RunDirectory.why(e)), e);
    }
  }

  private static Optional<String> strangerBelow(Path directory) throws IOException {
    FileOwners owners = FileOwners.besideUser(directory);
    var search =
        new SimpleFileVisitor<Path>() {
          private Optional<String> found = Optional.empty();

          private FileVisitResult look(Path path) throws IOException {
            found = owners.strangerTo(path, false);
            return found.isPresent() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes)
              throws IOException {
            return look(path);
          }

          @Override
          public FileVisitResult visitFile(Path path, BasicFileAttributes attributes)
              throws IOException {
            return look(path);
          }
        };
    Files.walkFileTree(directory, search);
    return search.found;
  }

  /**
   * Checks one executable file as {@link #strangerIn} does. The file may also belong to root, as
   * installed programs do.
   */
  public static Optional<String> strangerTo(Path file) {
    try {
      return Files.getFileAttributeView(file, PosixFileAttributeView.class) == null
          ? Optional.empty()
          : FileOwners.besideUser(file).strangerTo(file.toRealPath(), true);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot see whom %s belongs to: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }
}
