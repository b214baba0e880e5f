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
 * The files of a run as paths of this machine. Those of a run that only Hadoop can reach are copied
 * to a folder here, one by one, when they are needed; that folder goes at the end.
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

  /** Of files that are on this machine: nothing is copied. */
  static LocalCopies notNeeded(Path directory) {
    return new LocalCopies(directory, "", Optional.empty());
  }

  /**
   * Of a directory that is not on this machine.
   *
   * @throws IllegalArgumentException if Hadoop does not know the scheme
   * @throws AcmeException if it cannot be reached
   */
  public static LocalCopies of(String address) {
    var remote = RemoteDirectory.of(address);
    try {
      return new LocalCopies(Files.createTempDirectory("acme-read-"), "", Optional.of(remote));
    } catch (IOException e) {
      throw new AcmeException("cannot make a folder for copies: " + e, e);
    }
  }

  /**
   * For one HDF5 file and those it leads to.
   *
   * @param place path of the file, or address of it or of the run directory that it is in
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

  /** The file that {@link #holding} is about; see {@link #fetch}. */
  public Path file() {
    return directory.resolve(file);
  }

  /** Where the copies are, each by its name in the run directory. */
  public Path directory() {
    return directory;
  }

  /** Whether there is such a file; it is not copied. */
  public boolean exists(Path file) {
    return Files.exists(file) || isFetched(file) && remote.orElseThrow().exists(name(file));
  }

  private boolean isFetched(Path file) {
    return remote.isPresent() && file.startsWith(directory);
  }

  private String name(Path file) {
    return directory.relativize(file).toString().replace('\\', '/');
  }

  /** Sees to it that a file is here, if it is anywhere. */
  public void fetch(Path file) {
    Path wanted = file.normalize();
    if (isFetched(wanted) && !Files.exists(wanted) && remote.orElseThrow().exists(name(wanted))) {
      remote.get().fetch(name(wanted), wanted);
    }
  }

  /** Deletes a copy, which can be made again. */
  void release(Path file) {
    if (isFetched(file)) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        // It goes with the folder.
      }
    }
  }

  /** How people name a file. */
  public String address(Path file) {
    return isFetched(file) ? remote.orElseThrow().address(name(file)) : file.toString();
  }

  /** A file as a report names it: relative to the run directory if that is not on this machine. */
  Path shown(Path file) {
    return isFetched(file) ? directory.relativize(file) : file;
  }

  /** The files that lie in the directory, not those in its folders. */
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
      // Copies in the folder for temporary files harm nobody.
    }
  }
}
