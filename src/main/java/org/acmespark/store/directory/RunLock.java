package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.acmespark.model.RunHolder;
import org.acmespark.model.RunInUseException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reserves a run directory for one process, by a locked file inside that names the process. The
 * operating system releases the lock of a process that dies.
 *
 * <p>No other code may open the file: with POSIX locks, a process that closes any descriptor of a
 * file loses its locks on it.
 */
final class RunLock implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunLock.class);
  static final String FILE = ".acme-lock";

  /** The operating system does not separate two runs in one process, so this set does. */
  private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

  private final Path directory;
  private final FileChannel channel;
  private boolean closed;

  private RunLock(Path directory, FileChannel channel) {
    this.directory = directory;
    this.channel = channel;
  }

  /**
   * Takes the lock.
   *
   * @throws RunInUseException naming the holder if another process, or this one, uses the run
   * @throws IOException if the file cannot be written
   */
  static RunLock of(Path runDirectory) throws IOException {
    Path directory = runDirectory.toRealPath();
    if (!HELD_HERE.add(directory)) {
      throw held(directory, "this process");
    }
    try {
      Optional<RunLock> lock = attempt(directory);
      while (lock.isEmpty()) {
        lock = attempt(directory);
      }
      return lock.get();
    } catch (IOException | RuntimeException e) {
      HELD_HERE.remove(directory);
      throw e;
    }
  }

  /** Whether a living process, this one or another, uses the run. */
  static boolean isHeld(Path runDirectory) {
    try {
      Path directory = runDirectory.toRealPath();
      if (HELD_HERE.contains(directory)) {
        return true; // opening the file would release the lock
      }
      try (var channel = FileChannel.open(directory.resolve(FILE), StandardOpenOption.WRITE);
          FileLock lock = channel.tryLock()) {
        return lock == null;
      }
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | OverlappingFileLockException e) {
      return true; // when in doubt, the run counts as in use
    }
  }

  /** Returns empty if the last holder has removed the file in the meantime. */
  private static Optional<RunLock> attempt(Path directory) throws IOException {
    Path file = directory.resolve(FILE);
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      // left by a dead process, or in use
    }
    FileChannel channel = null;
    try {
      Object before = key(file);
      channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      if (isTaken(channel, directory)) {
        String holder = Files.readString(file, StandardCharsets.UTF_8).strip();
        throw held(directory, holder.isEmpty() ? "another process" : holder);
      }
      if (!key(file).equals(before)) {
        channel.close();
        return Optional.empty();
      }
      channel.truncate(0);
      channel.write(ByteBuffer.wrap(self().getBytes(StandardCharsets.UTF_8)));
      return Optional.of(new RunLock(directory, channel));
    } catch (NoSuchFileException e) {
      if (channel != null) {
        channel.close();
      }
      return Optional.empty();
    } catch (IOException | RuntimeException e) {
      if (channel != null) {
        channel.close();
      }
      throw e;
    }
  }

  private static boolean isTaken(FileChannel channel, Path directory) {
    try {
      FileLock lock = channel.tryLock();
      return lock == null;
    } catch (IOException e) {
      LOG.warn(
          "the file system of {} has no locks ({}): a second process could use the run at the same time",
          directory,
          e.getMessage());
      return false;
    }
  }

  private static Object key(Path file) throws IOException {
    var attributes = Files.readAttributes(file, BasicFileAttributes.class);
    return Optional.ofNullable(attributes.fileKey()).orElse("no key on this file system");
  }

  private static RunInUseException held(Path directory, String holder) {
    return new RunInUseException(
        "run directory %s is in use by %s; wait until that run has ended (--wait-lock 10min)"
            .formatted(directory, holder));
  }

  /** What the lock file says of this process. */
  static String self() {
    return new RunHolder(
            ProcessHandle.current().pid(),
            RunHolder.thisHost(),
            Instant.now().truncatedTo(ChronoUnit.SECONDS))
        .text();
  }

  /** What the lock file says of the process that uses the run; empty if none does. */
  static Optional<String> holder(Path runDirectory) {
    if (!isHeld(runDirectory)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(runDirectory.resolve(FILE), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty(); // released since
    }
  }

  /** Releases the lock and removes its file. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try (channel) {
      Files.deleteIfExists(directory.resolve(FILE));
    } catch (IOException e) {
      // The unlocked file stays and has no effect.
    } finally {
      HELD_HERE.remove(directory);
    }
  }
}
