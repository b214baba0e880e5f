package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.acmespark.model.AcmeException;

/**
 * Checks that a run directory whose commands are about to be executed belongs to the user, and that
 * nobody else can write to it.
 */
public final class Ownership {
  private static final String ROOT = "root";

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
    UserPrincipal user = user(directory);
    var search =
        new SimpleFileVisitor<Path>() {
          private Optional<String> found = Optional.empty();

          private FileVisitResult look(Path path) throws IOException {
            found = strangerOf(path, user, false);
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
          : strangerOf(file.toRealPath(), user(file), true);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot see whom %s belongs to: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  private static Optional<String> strangerOf(Path path, UserPrincipal user, boolean orRoot)
      throws IOException {
    var attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    UserPrincipal owner = attributes.owner();
    if (!owner.equals(user) && !(orRoot && owner.getName().equals(ROOT))) {
      return Optional.of("%s belongs to %s, not to %s".formatted(path, owner, user));
    }
    var permissions = attributes.permissions();
    // If each user has a group of the same name, that group has no other members.
    boolean byGroup =
        permissions.contains(PosixFilePermission.GROUP_WRITE)
            && !attributes.group().getName().equals(owner.getName());
    boolean byOthers = permissions.contains(PosixFilePermission.OTHERS_WRITE);
    return !attributes.isSymbolicLink() && (byGroup || byOthers)
        ? Optional.of(
            "%s can be written by others (%s)"
                .formatted(path, PosixFilePermissions.toString(permissions)))
        : Optional.empty();
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
}
