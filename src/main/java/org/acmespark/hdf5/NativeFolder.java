package org.acmespark.hdf5;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Chooses the folder where native libraries are unpacked: one that belongs to this user and that
 * nobody else can write to. JavaCPP itself would use any folder with the right name in the folder
 * for temporary files, and execute the code in it.
 */
final class NativeFolder {
  /** JavaCPP's own property. If it is set, its value is used. */
  private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

  private static final Set<PosixFilePermission> OTHERS =
      Set.of(PosixFilePermission.GROUP_WRITE, PosixFilePermission.OTHERS_WRITE);

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
      UserPrincipal user = user(home);
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
          isFor(user, home.toRealPath())
              && isFor(user, acme.toRealPath())
              && isFor(user, folder)
              && Files.isWritable(folder);
      return safe ? Optional.of(folder) : Optional.empty();
    } catch (IOException | UnsupportedOperationException e) {
      return Optional.empty();
    }
  }

  /** Whether a folder belongs to the user, or to root, and nobody else can write it. */
  private static boolean isFor(UserPrincipal user, Path folder) throws IOException {
    var attributes =
        Files.readAttributes(folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    boolean ownGroup = attributes.group().getName().equals(attributes.owner().getName());
    return attributes.isDirectory()
        && (attributes.owner().equals(user) || attributes.owner().getName().equals("root"))
        && attributes.permissions().stream()
            .filter(OTHERS::contains)
            .allMatch(p -> p == PosixFilePermission.GROUP_WRITE && ownGroup);
  }

  /** The user of this process according to the kernel, if the kernel tells. */
  private static UserPrincipal user(Path anywhere) throws IOException {
    Path self = Path.of("/proc/self");
    return Files.exists(self)
        ? Files.getOwner(self)
        : anywhere
            .getFileSystem()
            .getUserPrincipalLookupService()
            .lookupPrincipalByName(System.getProperty("user.name"));
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
