package org.acmespark.store.directory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;

/**
 * A file that grows on the driver's disk, growing on a file system that only Hadoop knows, too:
 * each flush hands what was written to its data nodes, so that it outlives the driver.
 */
public final class RemoteAppend implements Closeable {
  private final FSDataOutputStream out;
  private boolean closed;

  private RemoteAppend(FSDataOutputStream out) {
    this.out = out;
  }

  /**
   * Goes on with what is in {@code file}, which takes the place of what is there under its name.
   *
   * @return empty where the file system shows files only once they are closed, as object stores do
   */
  public static Optional<RemoteAppend> to(Path file, RemoteDirectory remote) throws IOException {
    String name = file.getFileName().toString();
    String staged = RunDirectory.WORKING + "/" + name;
    FSDataOutputStream out = remote.fileSystem().create(remote.path(staged), true);
    if (!out.hasCapability("hflush")) {
      out.close();
      remote.delete(staged);
      return Optional.empty();
    }
    Files.copy(file, out);
    out.hflush();
    remote.rename(staged, name, true); // what is written from now on follows the file
    return Optional.of(new RemoteAppend(out));
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  /** Writes what remains in a buffer, which is not consumed. */
  public void write(ByteBuffer buffer) throws IOException {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    out.write(bytes, 0, bytes.length);
  }

  public void flush() throws IOException {
    out.hflush();
  }

  @Override
  public void close() throws IOException {
    if (!closed) {
      closed = true;
      out.hsync();
      out.close();
    }
  }
}
