package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.acmespark.model.AcmeException;
import org.acmespark.model.RunInUseException;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/**
 * Reserves a run directory on a Hadoop file system for one process, by a file that stays open for
 * writing. HDFS gives the lease to another process when the holder has been silent for a minute. On
 * file systems without append, an existing file locks the directory until it is deleted by hand.
 */
final class RemoteLock implements AutoCloseable {
  /** The name node takes some seconds to close the file of a process that died. */
  private static final int ATTEMPTS = 20;

  private final RemoteDirectory directory;
  private final FSDataOutputStream out;
  private boolean closed;

  private RemoteLock(RemoteDirectory directory, FSDataOutputStream out) {
    this.directory = directory;
    this.out = out;
  }

  /**
   * Takes the lock.
   *
   * @throws AcmeException naming the holder if a process uses the run
   * @throws IOException if the file cannot be written
   */
  static RemoteLock of(RemoteDirectory directory) throws IOException {
    FileSystem files = directory.fileSystem();
    Path file = directory.path(RunLock.FILE);
    FSDataOutputStream out;
    try {
      out = files.create(file, false);
    } catch (
        IOException e) { // for a file that this process holds, HDFS does not report that it exists
      if (!files.exists(file)) {
        throw e;
      }
      out = takeOver(directory, files, file);
    }
    out.write(RunLock.self().getBytes(StandardCharsets.UTF_8));
    out.hflush();
    return new RemoteLock(directory, out);
  }

  private static FSDataOutputStream takeOver(
      RemoteDirectory directory, FileSystem files, Path file) {
    for (int attempt = 1; ; attempt++) {
      try {
        return files.append(file);
      } catch (IOException | UnsupportedOperationException e) {
        boolean beingClosed = String.valueOf(e).contains("RecoveryInProgress");
        if (!beingClosed || attempt == ATTEMPTS) {
          throw new RunInUseException(
              ("run directory %s is in use by %s; wait until that run has ended (--wait-lock 10min). HDFS notices after"
                      + " a minute that a process was killed; elsewhere delete %s if it was")
                  .formatted(directory.address(), holder(directory), RunLock.FILE),
              e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AcmeException("interrupted while waiting for the lock of a run", e);
    }
  }

  private static String holder(RemoteDirectory directory) {
    try {
      return directory
          .read(RunLock.FILE)
          .lines()
          .reduce((first, last) -> last)
          .orElse("another process");
    } catch (IOException e) {
      return "another process";
    }
  }

  /** Releases the lock and removes its file. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    try {
      out.close();
      directory.delete(RunLock.FILE);
    } catch (IOException e) {
      // On HDFS a closed file does not lock the directory.
    }
  }
}
