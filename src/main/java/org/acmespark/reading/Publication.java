package org.acmespark.reading;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import org.acmespark.model.AcmeException;

/** Gives a file that is complete and on the disk its name. */
public final class Publication {
  private Publication() {}

  /**
   * Gives a file its name, which must be free. Creating a link fails if the name is taken. A rename
   * would replace the file, so the name must be checked first. File systems without links report
   * different errors, such as EPERM and ENOTSUP.
   *
   * @throws AcmeException if the name is taken
   */
  public static void publish(Path temporary, Path target) {
    try {
      try {
        Files.createLink(target, temporary);
      } catch (FileAlreadyExistsException taken) {
        throw taken;
      } catch (UnsupportedOperationException | FileSystemException noLinksHere) {
        Files.move(temporary, target);
      }
      sync(target);
    } catch (FileAlreadyExistsException e) {
      throw new AcmeException(target + " was created in the meantime and has not been replaced", e);
    } catch (IOException e) {
      throw new AcmeException("cannot publish %s: %s".formatted(target, e), e);
    }
  }

  /** Gives a file its name, and replaces the file that may have it. */
  public static void replace(Path temporary, Path target) {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
      sync(target);
    } catch (IOException e) {
      throw new AcmeException("cannot publish %s: %s".formatted(target, e), e);
    }
  }

  private static void sync(Path target) throws IOException {
    try (var folder = FileChannel.open(target.getParent(), StandardOpenOption.READ)) {
      folder.force(true);
    }
  }

  /** Removes a temporary file, if it is there. */
  public static void delete(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException left) {
      // The target is complete, or the caller throws an earlier exception. A hidden file remains.
    }
  }
}
