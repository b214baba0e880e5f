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
import org.acmespark.store.payload.WritePermit;

/** Writes into the driver's file, on an executor that is on the driver's machine. */
final class WriterBeside implements ArrayWriter {
  private final Permit permit;
  private final Path file;
  private final Queue<FileChannel> channels = new ConcurrentLinkedQueue<>();

  private WriterBeside(Permit permit, Path file) {
    this.permit = permit;
    this.file = file;
  }

  /** Returns empty if this executor is elsewhere, does not see the file or may not write it. */
  static Optional<ArrayWriter> open(WritePermit permit) {
    Path file = Path.of(permit.file());
    if (!file.getParent().toFile().canWrite()) {
      return Optional.empty();
    }
    try {
      return Optional.of(
          new WriterBeside(Permit.open(permit), file.resolveSibling(RunDirectory.VALUES)));
    } catch (IOException elsewhere) {
      return Optional.empty();
    }
  }

  @Override
  public int[] write(UUID stream, long position, Hdf5Value array) {
    permit.enter();
    try (var out = new ArrayOutput(channel(), position, ArrayOutput.bytes(array), channels::add)) {
      out.write(array);
      return out.checksums();
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(file, RunDirectory.why(e)), e);
    } finally {
      permit.leave();
    }
  }

  private FileChannel channel() throws IOException {
    FileChannel free = channels.poll();
    return free != null ? free : FileChannel.open(file, StandardOpenOption.WRITE);
  }

  @Override
  public void close() throws IOException {
    for (FileChannel free = channels.poll(); free != null; free = channels.poll()) {
      free.close();
    }
    permit.close();
  }
}
