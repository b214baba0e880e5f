package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.LockSupport;

/**
 * Publishes files on local and shared POSIX file systems.
 *
 * <p>Hadoop's local file system is not used: if its rename fails, it copies the file, and readers
 * could see an incomplete copy.
 */
final class PosixFileSystem implements ResultFileSystem {
  private static final int UNSEEN_TRIES = 20;
  private static final long UNSEEN_NANOS = 100_000_000;

  @Override
  public boolean exists(Path path) {
    return Files.exists(path);
  }

  @Override
  public void awaitSeen(Path staged) {
    for (int waited = 0; !exists(staged); waited++) {
      if (waited == UNSEEN_TRIES) {
        throw new UnseenFileException(
            "the driver does not see the file %s, which this host has written: the run directory is not the same on both"
                .formatted(staged));
      }
      LockSupport.parkNanos(UNSEEN_NANOS);
    }
  }

  @Override
  public long size(Path file) throws IOException {
    return Files.size(file);
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    Files.createDirectories(directory);
  }

  /** Checks the name, then renames: only the driver gives names in a run directory. */
  @Override
  public void publish(Path staged, Path target) throws IOException {
    if (exists(target)) {
      throw new FileAlreadyExistsException(
          target.toString(), null, "the name is taken, and no file is ever replaced");
    }
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void replace(Path staged, Path target) throws IOException {
    Files.move(staged, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  @Override
  public void delete(Path file) throws IOException {
    Files.deleteIfExists(file);
  }

  @Override
  public void sync(Path directory) throws IOException {
    try (var channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }
}
