package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.model.AcmeException;

/** Opens run directories on Hadoop file systems. A folder on the driver's disk mirrors each. */
final class RemoteRun {
  private static final String MIRROR = "acme-run-";

  private RemoteRun() {}

  /** Checks a directory as {@link OutputPlace#check} does. */
  static void check(String address) {
    var remote = RemoteDirectory.of(address);
    if (!remote.exists("")) {
      return;
    }
    if (!remote.isDirectory()) {
      throw new IllegalArgumentException(
          "output directory %s is a file; name a directory".formatted(address));
    }
    try {
      if (!remote.isEmpty()) {
        throw new OccupiedException(address);
      }
    } catch (IOException e) {
      throw failure("cannot list", remote, e);
    }
  }

  /** Creates the directory without its marker. */
  static RunDirectory create(String address) {
    check(address);
    var remote = RemoteDirectory.of(address);
    boolean made = !remote.exists("");
    try {
      remote.makeDirectories("");
      return open(remote, made);
    } catch (IOException e) {
      throw failure("cannot create the run directory", remote, e);
    }
  }

  /** Locks the directory of a run whose process has ended, and downloads its small files. */
  static RunDirectory reopen(String address) {
    var remote = RemoteDirectory.of(address);
    try {
      RunDirectory directory = open(remote, false);
      try {
        for (RemoteDirectory.Entry file : remote.list("")) {
          if (file.name().endsWith(".jsonl") || file.name().equals(RunDirectory.SPOOL)) {
            remote.fetch(file.name(), directory.path().resolve(file.name()));
          }
        }
        return directory;
      } catch (RuntimeException e) {
        directory.unlock();
        throw e;
      }
    } catch (IOException e) {
      throw failure("cannot lock", remote, e);
    }
  }

  private static RunDirectory open(RemoteDirectory remote, boolean made) throws IOException {
    RemoteLock lock = RemoteLock.of(remote);
    try {
      return new RunDirectory(Files.createTempDirectory(MIRROR), remote, made, lock);
    } catch (IOException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private static AcmeException failure(String what, RemoteDirectory remote, IOException e) {
    return new AcmeException(
        "%s %s: %s".formatted(what, remote.address(), RemoteDirectory.why(e)), e);
  }

  /** The remote address of a path in a mirror. */
  static String address(Optional<RemoteDirectory> remote, Path mirror, Path path) {
    return remote
        .map(directory -> directory.address(RunDirectory.relative(mirror, path)))
        .orElseGet(path::toString);
  }
}
