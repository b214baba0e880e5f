package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.model.FileOwners;

/**
 * Chooses the folder where native libraries are unpacked: one that belongs to this user and that
 * nobody else can write to. JavaCPP itself would use any folder with the right name in the folder
 * for temporary files, and execute the code in it.
 */
final class NativeFolder {
  /** JavaCPP's own property. If it is set, its value is used. */
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private NativeFolder() {}

  /** Sets the folder for JavaCPP. Must be called before JavaCPP is used. */
  static void prepare() {
    if (System.getProperty(PROPERTY) == null) {
      System.setProperty(
          PROPERTY,
          find(
                  Path.of(System.getProperty("user.home")),
                  Path.of(System.getProperty("java.io.tmpdir")))
              .toString());
    }
  }

  /**
   * Returns a folder for this user only: {@code .acme/native} in the home directory, which is kept;
   * otherwise a folder that is removed when the JVM ends.
   */
  static Path find(Path home, Path temporary) {
    return ours(home).orElseGet(() -> ofThisJvm(temporary));
  }

  private static Optional<Path> ours(Path home) {
    try {
      FileOwners owners = FileOwners.besideUser(home);
      Path acme = home.resolve(".acme");
      Path folder = acme.resolve("native");
      for (Path made : List.of(acme, folder)) {
        if (!Files.exists(made, LinkOption.NOFOLLOW_LINKS)) {
          Files.createDirectory(
              made,
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        }
      }
      boolean safe =
          isSafe(owners, home.toRealPath())
              && isSafe(owners, acme.toRealPath())
              && isSafe(owners, folder)
              && Files.isWritable(folder);
      return safe ? Optional.of(folder) : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Whether a folder belongs to the user, or to root, and nobody else can write it. */
  private static boolean isSafe(FileOwners owners, Path folder) throws IOException {
    return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
        && owners.strangerTo(folder, true).isEmpty();
  }

  private static Path ofThisJvm(Path temporary) {
    try {
      Path folder = Files.createTempDirectory(temporary, "acme-native-"); // for its owner only
      Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(folder)));
      return folder;
    } catch (IOException e) {
      throw new UnsatisfiedLinkError(
          "there is no folder to unpack native libraries into, neither in %s nor in %s: %s"
              .formatted(System.getProperty("user.home"), temporary, e));
    }
  }

  private static void remove(Path folder) {
    try (Stream<Path> inside = Files.walk(folder)) {
      for (Path path : inside.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.deleteIfExists(path);
      }
    } catch (IOException e) {
      // Remaining files are accessible to the owner only.
    }
  }
}
