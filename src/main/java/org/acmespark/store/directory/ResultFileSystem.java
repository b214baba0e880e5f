package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The little that publishing results asks of a file system, on the driver. One implementation for
 * each kind of file system.
 */
public interface ResultFileSystem {
  boolean exists(Path path);

  /** Size of a file in bytes. */
  long size(Path file) throws IOException;

  /** Makes a directory and its parents; nothing happens if it is there. */
  void makeDirectories(Path directory) throws IOException;

  /**
   * Gives a complete, synced file its name, in one step: readers see all of it or nothing.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken
   */
  void publish(Path staged, Path target) throws IOException;

  /** As {@link #publish}, in the place of what has the name. */
  void replace(Path staged, Path target) throws IOException;

  /** Deletes a file if it is there. */
  void delete(Path file) throws IOException;

  /** Makes the names in a directory survive a crash of the machine. */
  void sync(Path directory) throws IOException;
}
