package org.acmespark.store.directory;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The file system operations that publishing results needs, on the driver. There is one
 * implementation for each kind of file system.
 */
public interface ResultFileSystem {
  boolean exists(Path path);

  /**
   * Waits until a complete file that an executor has written is seen on the driver. A shared file
   * system may show it later; and the path may be another place on the executor's host.
   *
   * @throws UnseenFileException if it is not seen within 2 s
   */
  default void awaitSeen(Path staged) {}

  /** Size of a file in bytes. */
  long size(Path file) throws IOException;

  /** Creates a directory and its parents; does nothing if it exists. */
  void makeDirectories(Path directory) throws IOException;

  /**
   * Gives a complete, synced file its final name in one step; readers see the whole file or
   * nothing.
   *
   * @throws java.nio.file.FileAlreadyExistsException if the name is taken
   */
  void publish(Path staged, Path target) throws IOException;

  /** Publishes a file, replacing a file with the same name. */
  void replace(Path staged, Path target) throws IOException;

  /** Deletes a file if it exists. */
  void delete(Path file) throws IOException;

  /** Makes sure that the names in a directory survive a crash of the machine. */
  void sync(Path directory) throws IOException;
}
