package org.acmespark.store;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.store.directory.RemoteAppend;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.directory.RunDirectory;

/**
 * Writes a ledger to the driver's disk and to a Hadoop file system, where it is safe after each
 * flush. Object stores show files only after they are closed; there the ledger arrives when it is
 * closed.
 */
final class RemoteLedger extends OutputStream {
  private final OutputStream local;
  private final Path file;
  private final RemoteDirectory remote;
  private final Optional<RemoteAppend> live;

  /**
   * Uploads {@code file}, which replaces the remote ledger, and appends to both.
   *
   * @param local appends to {@code file}
   */
  RemoteLedger(OutputStream local, Path file, RemoteDirectory remote) throws IOException {
    this.local = local;
    this.file = file;
    this.remote = remote;
    live = RemoteAppend.to(file, remote);
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
      live.get().flush();
    }
  }

  @Override
  public void close() throws IOException {
    local.close();
    if (live.isPresent()) {
      live.get().close();
    } else {
      String staged = RunDirectory.WORKING + "/" + name();
      remote.upload(file, staged);
      remote.rename(staged, name(), true);
    }
  }
}
