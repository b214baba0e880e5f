package org.acmespark.store.single;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.WritePermit;

/**
 * Lets executors on the driver's machine write into the {@link ValuesFile} as long as the driver
 * that has allowed it allows it.
 *
 * <p>Whoever writes holds a shared lock of the permit's file and has compared its content. The
 * driver changes the content under an exclusive lock: so nobody writes any more once it has. A
 * driver that resumes a run issues a permit of its own in the same file, before it gives any place
 * to an array. Executors of an earlier driver, which may live a little longer, write nothing then.
 *
 * <p>On an executor no other code may open the file: with POSIX locks, a process that closes any
 * descriptor of a file loses its locks on it.
 */
final class Permit implements AutoCloseable {
  /** Differs between machines and after each start of one. */
  private static final Path MACHINE = Path.of("/proc/sys/kernel/random/boot_id");

  /** Others could lock the file for ever. */
  private static final FileAttribute<?> OWNER_ONLY =
      PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final long PAUSE_NANOS = 1_000_000;

  private final Path file;
  private final ByteBuffer content;
  private FileChannel channel;
  private FileLock lock;
  private int writers;

  private Permit(WritePermit permit) throws IOException {
    this.file = Path.of(permit.file());
    this.content = bytes(permit.content());
    this.channel = FileChannel.open(file, READ);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Allows writing, on the driver, and ends all earlier permits of the file. Returns once nobody
   * writes under an earlier one.
   *
   * @return {@link WritePermit#NONE} if machines have no identity here, or files no locks
   * @throws AcmeException if an earlier permit cannot be ended
   */
  static WritePermit issue(Path file) {
    if (!Files.isReadable(MACHINE)) {
      return WritePermit.NONE;
    }
    try {
      var permit =
          new WritePermit(file.toString(), UUID.randomUUID() + "\n" + Files.readString(MACHINE));
      if (!Files.exists(file)) {
        Files.createFile(file, OWNER_ONLY);
      }
      replace(file, permit.content());
      return permit;
    } catch (IOException e) {
      if (file.toFile().length() > 0) { // executors of an earlier driver may write
        throw new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
      }
      return WritePermit.NONE; // executors send their arrays
    }
  }

  /** Ends a permit, on the driver. Returns once nobody writes under it. */
  static void revoke(WritePermit permit) {
    if (permit.isNone() || !Files.exists(Path.of(permit.file()))) {
      return;
    }
    try {
      replace(Path.of(permit.file()), "");
    } catch (IOException e) {
      throw new AcmeException(
          "cannot write %s: %s".formatted(permit.file(), RunDirectory.why(e)), e);
    }
  }

  /**
   * Replaces the content.
   *
   * @throws AcmeException if a writer does not end in time
   */
  private static void replace(Path file, String content) throws IOException {
    try (var channel = FileChannel.open(file, WRITE)) {
      lockAlone(channel, file); // until the channel is closed
      channel.truncate(0);
      channel.write(bytes(content), 0);
    }
  }

  private static void lockAlone(FileChannel channel, Path file) throws IOException {
    long begun = System.nanoTime();
    FileLock lock = channel.tryLock();
    while (lock == null) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new AcmeException(
            "an executor has been writing an array for more than %s s, or hangs: %s is locked; end that process, then resume the run"
                .formatted(PATIENCE.toSeconds(), file));
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      lock = channel.tryLock();
    }
  }

  /**
   * Opens a permit on an executor.
   *
   * @throws IOException if this machine is not the driver's, or does not see the file
   */
  static Permit open(WritePermit permit) throws IOException {
    if (!Files.isReadable(MACHINE) || !permit.content().endsWith(Files.readString(MACHINE))) {
      throw new IOException("the driver is on another machine");
    }
    return new Permit(permit);
  }

  /**
   * Begins to write, until {@link #leave}. Several threads may write at a time.
   *
   * @throws AcmeException if the driver no longer allows it
   */
  synchronized void enter() {
    try {
      if (writers == 0) {
        take();
      }
      writers++;
    } catch (IOException e) {
      throw new AcmeException("cannot lock %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  private void take() throws IOException {
    if (!channel.isOpen()) { // an interrupt has closed it
      channel = FileChannel.open(file, READ);
    }
    lock = channel.lock(0, Long.MAX_VALUE, true);
    ByteBuffer present = ByteBuffer.allocate(content.remaining() + 1);
    channel.read(present, 0);
    if (!present.flip().equals(content)) {
      lock.release();
      throw new AcmeException(
          "the run is over, or another process has resumed it: nothing is written");
    }
  }

  synchronized void leave() {
    writers--;
    try {
      if (writers == 0 && channel.isOpen()) {
        lock.release();
      }
    } catch (IOException e) {
      throw new AcmeException("cannot unlock %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  @Override
  public synchronized void close() throws IOException {
    channel.close();
  }
}
