package org.acmespark.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.apache.hadoop.fs.FSDataOutputStream;

/**
 * The end of a ledger that goes to the driver's disk and to a file system that only Hadoop knows,
 * where each flush makes it safe. On one that shows files only once they are closed, as object
 * stores do, it arrives as a whole when it is closed.
 */
final class RemoteLedger extends OutputStream {
  private static final String STAGED = RunDirectory.WORKING + "/ledger.jsonl";

  private final OutputStream local;
  private final Path file;
  private final RemoteDirectory remote;
  private final Optional<FSDataOutputStream> live;

  /**
   * Goes on with what is in {@code file}, which takes the place of what is there.
   *
   * @param local appends to {@code file}
   */
  RemoteLedger(OutputStream local, Path file, RemoteDirectory remote) throws IOException {
    this.local = local;
    this.file = file;
    this.remote = remote;
    FSDataOutputStream out = remote.fileSystem().create(remote.path(STAGED), true);
    if (out.hasCapability("hflush")) {
      Files.copy(file, out);
      out.hflush();
      remote.rename(STAGED, name(), true); // what is written from now on follows the file
      live = Optional.of(out);
    } else {
      out.close();
      remote.delete(STAGED);
      live = Optional.empty();
    }
  }

  private String name() {
    return file.getFileName().toString();
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    local.write(bytes, offset, length);
    if (live.isPresent()) {
      live.get().write(bytes, offset, length);
    }
  }

  @Override
  public void flush() throws IOException {
    local.flush();
    if (live.isPresent()) {
      live.get().hflush();
    }
  }

  @Override
  public void close() throws IOException {
    local.close();
    if (live.isPresent()) {
      live.get().hsync();
      live.get().close();
    } else {
      remote.upload(file, STAGED);
      remote.rename(STAGED, name(), true);
    }
  }
}
