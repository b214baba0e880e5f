package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A run directory on a Hadoop file system, mirrored by a folder of the driver. Paths are those in
 * the folder. Files of the driver are written there first and then uploaded; files that executors
 * have uploaded are renamed remotely.
 */
final class MirroredFileSystem implements ResultFileSystem {
  private final Path mirror;
  private final RemoteDirectory remote;
  private final PosixFileSystem local = new PosixFileSystem();

  MirroredFileSystem(Path mirror, RemoteDirectory remote) {
    this.mirror = mirror;
    this.remote = remote;
  }

  private String name(Path path) {
    return RunDirectory.relative(mirror, path);
  }

  @Override
  public boolean exists(Path path) {
    return Files.exists(path) || remote.exists(name(path));
  }

  @Override
  public long size(Path file) throws IOException {
    return remote.size(name(file));
  }

  @Override
  public void makeDirectories(Path directory) throws IOException {
    local.makeDirectories(directory);
    remote.makeDirectories(name(directory));
  }

  @Override
  public void publish(Path staged, Path target) throws IOException {
    if (remote.exists(name(target))) {
      throw new FileAlreadyExistsException(
          remote.address(name(target)), null, "the name is taken, and no file is ever replaced");
    }
    put(staged, target, false);
  }

  @Override
  public void replace(Path staged, Path target) throws IOException {
    put(staged, target, true);
  }

  private void put(Path staged, Path target, boolean replace) throws IOException {
    if (Files.exists(staged)) {
      remote.upload(staged, name(staged));
      local.delete(staged);
    }
    remote.rename(name(staged), name(target), replace);
  }

  @Override
  public void delete(Path file) throws IOException {
    local.delete(file);
    remote.delete(name(file));
  }

  /** Does nothing: a renamed file is durable on this file system. */
  @Override
  public void sync(Path directory) {}
}
