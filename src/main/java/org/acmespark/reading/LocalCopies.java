package org.acmespark.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * Provides the files of a run as local paths. Files on a Hadoop file system are copied to a
 * temporary folder, one by one, when they are needed. Closing removes the folder.
 *
 * <pre>{@code
 * try (var copies = LocalCopies.of("hdfs://namenode:8020/results/run")) {
 *   Path container = copies.directory().resolve("f.h5");
 *   copies.fetch(container);
 * }
 * }</pre>
 */
public final class LocalCopies implements AutoCloseable {
  private static final String SUFFIX = ".h5";

  private final Path directory;
  private final String file;
  private final Optional<RemoteDirectory> remote;

  private LocalCopies(Path directory, String file, Optional<RemoteDirectory> remote) {
    this.directory = directory;
    this.file = file;
    this.remote = remote;
  }

  /** Creates an instance for local files, which copies nothing. */
  static LocalCopies notNeeded(Path directory) {
    return new LocalCopies(directory, "", Optional.empty());
  }

  /**
   * Creates an instance for a remote directory.
   *
   * @throws IllegalArgumentException if Hadoop does not know the scheme
   * @throws AcmeException if it cannot be reached
   */
  public static LocalCopies of(String address) {
    var remote = RemoteDirectory.of(address);
    try {
      return new LocalCopies(Files.createTempDirectory("acme-read-"), "", Optional.of(remote));
    } catch (IOException e) {
      throw new AcmeException("cannot create a folder for copies: " + e, e);
    }
  }

  /**
   * Creates an instance for one HDF5 file and the targets of its links.
   *
   * @param place path or address of the file, or address of its run directory
   */
  public static LocalCopies holding(String place) {
    if (!RemoteDirectory.isAddress(place)) {
      Path file = Path.of(place).toAbsolutePath();
      return new LocalCopies(file.getParent(), file.getFileName().toString(), Optional.empty());
    }
    int slash = place.lastIndexOf('/');
    LocalCopies copies = of(place.endsWith(SUFFIX) ? place.substring(0, slash) : place);
    try {
      String file = place.endsWith(SUFFIX) ? place.substring(slash + 1) : copies.onlyHdf5File();
      if (!copies.exists(copies.directory.resolve(file))) {
        throw new IllegalArgumentException(place + ": there is no such file");
      }
      return new LocalCopies(copies.directory, file, copies.remote);
    } catch (RuntimeException e) {
      copies.close();
      throw e;
    }
  }

  private String onlyHdf5File() {
    List<String> files =
        remote.orElseThrow().list("").stream()
            .map(RemoteDirectory.Entry::name)
            .filter(name -> name.endsWith(SUFFIX))
            .toList();
    if (files.size() != 1) {
      throw new IllegalArgumentException(
          "%s holds %s; name the one to inspect"
              .formatted(
                  remote.orElseThrow().address(),
                  files.isEmpty() ? "no .h5 file" : "several .h5 files " + files));
    }
    return files.get(0);
  }

  /** The file that was given to {@link #holding}; see {@link #fetch}. */
  public Path file() {
    return directory.resolve(file);
  }

  /** The folder of the copies, which have their names in the run directory. */
  public Path directory() {
    return directory;
  }

  /** Whether a file exists; it is not copied. */
  public boolean exists(Path file) {
    return Files.exists(file) || isFetched(file) && remote.orElseThrow().exists(name(file));
  }

  private boolean isFetched(Path file) {
    return remote.isPresent() && file.startsWith(directory);
  }

  private String name(Path file) {
    return directory.relativize(file).toString().replace('\\', '/');
  }

  /** Copies a file to this machine if it exists and is remote. */
  public void fetch(Path file) {
    Path wanted = file.normalize();
    if (isFetched(wanted) && !Files.exists(wanted) && remote.orElseThrow().exists(name(wanted))) {
      remote.get().fetch(name(wanted), wanted);
    }
  }

  /** Deletes a copy, which can be fetched again. */
  void release(Path file) {
    if (isFetched(file)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It is deleted with the folder.
      }
    }
  }

  /** The name of a file for users. */
  public String address(Path file) {
    return isFetched(file) ? remote.orElseThrow().address(name(file)) : file.toString();
  }

  /** The name of a file in a report: relative to the run directory if that is remote. */
  Path shown(Path file) {
    return isFetched(file) ? directory.relativize(file) : file;
  }

  /** Lists the files in the directory, without its folders. */
  Stream<Path> list() throws IOException {
    return remote.isPresent()
        ? remote.get().list("").stream().map(entry -> directory.resolve(entry.name()))
        : Files.list(directory);
  }

  @Override
  public void close() {
    if (remote.isEmpty()) {
      return;
    }
    try (Stream<Path> all = Files.walk(directory)) {
      for (Path path : all.sorted((a, b) -> b.compareTo(a)).toList()) {
        Files.delete(path);
      }
    } catch (IOException e) {
      // Copies that remain in the temporary folder are harmless.
    }
  }
}
