package org.acmespark.store.directory;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;

/**
 * Appends the content of a growing local file to its copy on a Hadoop file system. Each flush sends
 * the data to the data nodes, so that they survive the driver.
 */
public final class RemoteAppend implements Closeable {
  private final FSDataOutputStream out;
  private boolean closed;

  private RemoteAppend(FSDataOutputStream out) {
    this.out = out;
  }

  /**
   * Uploads {@code file}, replacing a remote file of that name, and appends from then on.
   *
   * @return empty if the file system shows files only after they are closed, as object stores do
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
    remote.rename(staged, name, true); // data written from now on follow the uploaded file
    return Optional.of(new RemoteAppend(out));
  }

  public void write(byte[] bytes, int offset, int length) throws IOException {
    out.write(bytes, offset, length);
  }

  /** Writes the remaining bytes of a buffer, whose position does not change. */
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
