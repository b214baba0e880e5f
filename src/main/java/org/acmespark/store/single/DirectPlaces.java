package org.acmespark.store.single;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.WritePermit;

/**
 * Writes large arrays to their places in the driver's file, on an executor that is on the driver's
 * machine. The driver gives the places and syncs the file. Thread-safe.
 */
public final class DirectPlaces implements BlockWriter.Places, AutoCloseable {
  /** A system property: if it is true, executors send arrays even from the driver's machine. */
  public static final String SEND = "acme.send.arrays";

  private final Permit permit;
  private final Path file;
  private final Driver driver;
  private final Queue<FileChannel> channels = new ConcurrentLinkedQueue<>();

  /** What the driver does for arrays. */
  public interface Driver {
    /**
     * Gives a place to an array that its task writes itself.
     *
     * @param stream identifier of the stream of the block to which it belongs
     * @param row index of the computation if the array is its row of the stacked dataset, -1 if not
     * @param length in bytes
     * @return where it begins; -1 if nothing is to be written
     */
    long reserve(UUID stream, long row, long length);

    /**
     * Takes an array that its task has written.
     *
     * @param checksums CRC-32C of the array's bytes in each MiB of the file that it touches
     * @throws AcmeException if the place was not given to the stream
     */
    void written(UUID stream, long position, int[] checksums);
  }

  private DirectPlaces(Permit permit, Path file, Driver driver) {
    this.permit = permit;
    this.file = file;
    this.driver = driver;
  }

  /** Returns empty if this executor is elsewhere, does not see the file or may not write it. */
  public static Optional<DirectPlaces> open(WritePermit permit, Driver driver) {
    if (permit.isNone() || Boolean.getBoolean(SEND)) {
      return Optional.empty();
    }
    Path file = Path.of(permit.file());
    if (!file.getParent().toFile().canWrite()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new DirectPlaces(Permit.open(permit), file.resolveSibling(RunDirectory.VALUES), driver));
    } catch (IOException elsewhere) {
      return Optional.empty();
    }
  }

  @Override
  public void put(UUID stream, long row, Hdf5Value array) {
    long length = ArrayOutput.bytes(array);
    long position = driver.reserve(stream, row, length);
    if (position < 0) {
      return;
    }
    permit.enter();
    int[] checksums;
    try (var out = new ArrayOutput(channel(), position, length, channels::add)) {
      out.write(array);
      checksums = out.checksums();
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
    } finally {
      permit.leave();
    }
    driver.written(stream, position, checksums);
  }

  private FileChannel channel() throws IOException {
    FileChannel free = channels.poll();
    return free != null ? free : FileChannel.open(file, StandardOpenOption.WRITE);
  }

  @Override
  public void close() {
    try {
      for (FileChannel free = channels.poll(); free != null; free = channels.poll()) {
        free.close();
      }
      permit.close();
    } catch (IOException e) {
      throw new AcmeException("cannot close %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }
}
