package org.acmespark.model;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;

/**
 * Tells whether somebody other than the user of this process could have written a file, on file
 * systems that know owners and permissions (POSIX).
 */
public final class FileOwners {
  private static final String ROOT = "root";

  private final UserPrincipal user;

  private FileOwners(UserPrincipal user) {
    this.user = user;
  }

  /**
   * Asks the kernel who the user of this process is, or, if the kernel does not tell, the file
   * system of {@code anywhere}.
   */
  public static FileOwners besideUser(Path anywhere) throws IOException {
    Path self = Path.of("/proc/self");
    return new FileOwners(
        Files.exists(self)
            ? Files.getOwner(self)
            : anywhere
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName(System.getProperty("user.name")));
  }

  /**
   * Looks at one file or folder, and at a link itself.
   *
   * @param trustsRoot whether the file may belong to root, as installed programs do
   * @return who else could have written it, as a sentence; empty if nobody
   */
  public Optional<String> strangerTo(Path path, boolean trustsRoot) throws IOException {
    var attributes =
        Files.readAttributes(path, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    UserPrincipal owner = attributes.owner();
    if (!owner.equals(user) && !(trustsRoot && owner.getName().equals(ROOT))) {
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
}
