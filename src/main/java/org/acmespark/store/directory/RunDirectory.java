package org.acmespark.store.directory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;

/**
 * The directory of a run, on the driver. Only the driver gives files their final names.
 *
 * <p>Because there is one publisher, it is enough to check whether a name exists and then to
 * rename. Executors write only to the hidden working directory.
 */
public final class RunDirectory {
  public static final String WORKING = ".working";
  public static final String PAYLOAD_SUFFIX = "_payload";

  /** The file that keeps results of a single file until the container is written. */
  public static final String SPOOL = ".spool";

  public static final String MANIFEST_SUFFIX = "_run.json";

  /** The empty file of a run all of whose computations have results; as Hadoop's jobs leave it. */
  public static final String SUCCESS = "_SUCCESS";

  /**
   * The file in which large arrays already lie where the single file will have them. It becomes the
   * container.
   */
  public static final String VALUES = ".values";

  /**
   * The file whose content allows executors to write into {@link #VALUES}. It stays while the run
   * can be resumed.
   */
  public static final String PERMIT = ".values-permit";

  /** Marks a directory as a run directory, with the run's identifier. */
  public static final String MARKER = ".acme-run";

  private final ResultFileSystem files;
  private final Path path;
  private final Optional<RemoteDirectory> remote;
  private final Optional<Path> firstMade;
  private final Runnable unlock;

  /** {@code firstMade} is the highest directory that did not exist before. */
  private RunDirectory(Path path, Optional<Path> firstMade, RunLock lock) {
    this.files = new PosixFileSystem();
    this.path = path;
    this.remote = Optional.empty();
    this.firstMade = firstMade;
    this.unlock = lock::close;
  }

  /**
   * Creates one on a Hadoop file system.
   *
   * @param mirror its local mirror on the driver
   * @param made whether it did not exist before
   */
  RunDirectory(Path mirror, RemoteDirectory remote, boolean made, RemoteLock lock) {
    this.files = new MirroredFileSystem(mirror, remote);
    this.path = mirror;
    this.remote = Optional.of(remote);
    this.firstMade = made ? Optional.of(mirror) : Optional.empty();
    this.unlock = lock::close;
  }

  /** Creates the directory with its marker and working directory. */
  public static RunDirectory create(Optional<String> outputDir, String runId) {
    Path path = null;
    try {
      if (outputDir.filter(RemoteDirectory::isAddress).isPresent()) {
        return prepared(RemoteRun.create(outputDir.get()), runId);
      }
      OutputPlace.check(outputDir);
      Optional<Path> firstMade;
      if (outputDir.isPresent()) {
        path = OutputPlace.resolve(outputDir.get());
        firstMade = OutputPlace.highestMissing(path);
        Files.createDirectories(path);
      } else {
        path = OutputPlace.createStamped();
        firstMade = Optional.of(path);
      }
      return prepared(locked(path, firstMade), runId);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot create the run directory %s: %s"
              .formatted(
                  path == null ? outputDir.orElse("in " + Path.of("").toAbsolutePath()) : path,
                  why(e)),
          e);
    }
  }

  private static RunDirectory locked(Path path, Optional<Path> firstMade) throws IOException {
    var directory = new RunDirectory(path, firstMade, RunLock.of(path));
    try {
      OutputPlace.requireOnlyTheLock(path);
      return directory;
    } catch (IOException | RuntimeException e) {
      directory.unlock();
      throw e;
    }
  }

  /** A new directory that cannot be prepared is removed, so that another attempt can use it. */
  private static RunDirectory prepared(RunDirectory directory, String runId) throws IOException {
    try {
      directory.prepare(runId);
      return directory;
    } catch (IOException | RuntimeException e) {
      EveryStep.after(e, directory::unlock, directory::discard);
      throw e;
    }
  }

  /**
   * Takes over the directory of a run whose process has ended; nothing in it changes before {@link
   * #prepare}.
   *
   * @throws AcmeException if a process uses it
   */
  public static RunDirectory reopen(String place) {
    if (RemoteDirectory.isAddress(place)) {
      return RemoteRun.reopen(place);
    }
    Path directory = Path.of(place);
    try {
      return new RunDirectory(directory, Optional.empty(), RunLock.of(directory));
    } catch (IOException e) {
      throw new AcmeException("cannot lock %s: %s".formatted(directory, why(e)), e);
    }
  }

  /** Empties the working directory and marks the directory as that of run {@code runId}. */
  public void prepare(String runId) throws IOException {
    FileTree.delete(path.resolve(WORKING));
    if (remote.isPresent()) {
      remote.get().delete(WORKING);
    }
    files.delete(path.resolve(SUCCESS));
    files.makeDirectories(path.resolve(WORKING));
    Path marker = staged("marker");
    Files.writeString(marker, runId + "\n", StandardCharsets.UTF_8);
    files.replace(marker, path.resolve(MARKER));
  }

  /** Releases the directory. */
  public void unlock() {
    unlock.run();
    if (remote.isPresent()) {
      FileTree.delete(path);
    }
  }

  /** Whether a run has begun in a directory, or has been about to begin. */
  public static boolean isMarked(String directory) {
    return RemoteDirectory.isAddress(directory)
        ? RemoteDirectory.of(directory).exists(MARKER)
        : Files.exists(Path.of(directory, MARKER)) || Files.exists(Path.of(directory, WORKING));
  }

  /** Whether this process sees {@code directory}, and it belongs to the run. */
  public static boolean isMarkedBy(String directory, String runId) {
    try {
      String marker =
          RemoteDirectory.isAddress(directory)
              ? RemoteDirectory.of(directory).read(MARKER)
              : Files.readString(Path.of(directory, MARKER), StandardCharsets.UTF_8);
      return marker.strip().equals(runId);
    } catch (IOException e) {
      return false;
    }
  }

  /** The directory, or its local mirror on the driver. */
  public Path path() {
    return path;
  }

  /** The remote directory, if it is on a Hadoop file system. */
  public Optional<RemoteDirectory> remote() {
    return remote;
  }

  /** The name of the directory for executors and users. */
  public String address() {
    return remote.map(RemoteDirectory::address).orElseGet(path::toString);
  }

  /** The name of a path in the directory for users. */
  public String address(Path inside) {
    return RemoteRun.address(remote, path, inside);
  }

  /** A path by its name in the directory, with slashes. */
  public static String relative(Path directory, Path path) {
    return directory.relativize(path).toString().replace('\\', '/');
  }

  /** The working directory, where files wait to be renamed. */
  public Path staged(String name) {
    return path.resolve(WORKING).resolve(name);
  }

  /**
   * Refuses a file that waits, or a final name, if a symbolic link leads elsewhere.
   *
   * @throws AcmeException if there is such a link
   */
  public void requireInside(String staged, String finalName) {
    SymbolicLinks.refuse(path, staged(staged), path.resolve(finalName));
  }

  /** Waits until files that wait are seen here: see {@link ResultFileSystem#awaitSeen}. */
  public void awaitSeen(Stream<String> staged) {
    staged.forEach(name -> files.awaitSeen(staged(name)));
  }

  /** Size of a file in bytes. */
  public long size(Path file) {
    try {
      return files.size(file);
    } catch (IOException e) {
      throw new AcmeException("cannot read " + file, e);
    }
  }

  /**
   * Gives a complete, synced file its final name.
   *
   * @throws AcmeException if the name is taken or the file is not there
   */
  public Path publish(String staged, String finalName) {
    Path target = path.resolve(finalName);
    try {
      files.makeDirectories(target.getParent());
      requireInside(staged, finalName);
      files.publish(staged(staged), target);
      return target;
    } catch (IOException e) {
      throw new AcmeException("cannot publish %s: %s".formatted(target, why(e)), e);
    }
  }

  /** Publishes a file, replacing an earlier file of that name in one step. */
  public void replace(String staged, String finalName) {
    Path target = path.resolve(finalName);
    try {
      files.replace(staged(staged), target);
    } catch (IOException e) {
      throw new AcmeException("cannot replace %s: %s".formatted(target, why(e)), e);
    }
  }

  /**
   * Uploads a local file so that it survives the driver; does nothing if the file does not exist.
   */
  public void keep(Path file) {
    if (remote.isEmpty() || !file.startsWith(path) || !Files.exists(file)) {
      return;
    }
    String name = relative(path, file);
    try {
      remote.get().upload(file, WORKING + "/" + name);
      remote.get().rename(WORKING + "/" + name, name, true);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot upload %s to %s: %s; it is kept in %s"
              .formatted(name, remote.get().address(name), RemoteDirectory.why(e), file),
          e);
    }
  }

  /** The operations on files that publishing needs. */
  public ResultFileSystem files() {
    return files;
  }

  /** Says, by an empty file, that all results are there. */
  public void markSuccess() {
    try {
      Path staged = staged(SUCCESS);
      Files.write(staged, new byte[0]);
      files.replace(staged, path.resolve(SUCCESS));
    } catch (IOException e) {
      throw new AcmeException("cannot write %s: %s".formatted(path.resolve(SUCCESS), why(e)), e);
    }
  }

  /** Makes the names in a directory durable. */
  public void sync(Path directory) {
    try {
      files.sync(directory);
    } catch (IOException e) {
      throw new AcmeException("cannot sync %s: %s".formatted(directory, why(e)), e);
    }
  }

  /** Removes the working directory and releases the run directory. */
  public void finish() {
    FileTree.delete(path.resolve(WORKING));
    deleteRemote(WORKING);
    unlock();
  }

  /** Removes everything that the run has created, for a run without results. */
  public void discard() {
    if (remote.isPresent()) {
      if (firstMade.isPresent()) {
        deleteRemote("");
      } else {
        remote.get().list("").forEach(file -> deleteRemote(file.name()));
        deleteRemote(WORKING);
      }
      FileTree.delete(path);
      return;
    }
    if (firstMade.isPresent()) {
      FileTree.delete(firstMade.get());
      return;
    }
    try (var entries = Files.list(path)) {
      entries.forEach(FileTree::delete);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Removes all files of the run but the lock. The manifest comes late and the marker last, so that
   * what an interrupted removal leaves is recognized.
   */
  public void empty() throws IOException {
    if (remote.isPresent()) {
      for (RemoteDirectory.Entry file : remote.get().list("")) {
        if (!file.name().equals(RunLock.FILE)) {
          remote.get().delete(file.name());
        }
      }
      remote.get().delete(WORKING);
      return;
    }
    List<Path> all;
    try (var entries = Files.list(path)) {
      all =
          entries
              .filter(entry -> !entry.endsWith(RunLock.FILE))
              .sorted(Comparator.comparingInt(RunDirectory::lateness))
              .toList();
    }
    all.forEach(FileTree::delete);
  }

  private static int lateness(Path entry) {
    String name = entry.getFileName().toString();
    return name.equals(MARKER) ? 2 : name.endsWith(MANIFEST_SUFFIX) ? 1 : 0;
  }

  private void deleteRemote(String name) {
    try {
      if (remote.isPresent()) {
        remote.get().delete(name);
      }
    } catch (IOException e) {
      // A remaining file is harmless, as with files that an executor still holds.
    }
  }

  public static String why(IOException e) {
    return e instanceof FileSystemException f && f.getReason() != null
        ? f.getReason()
        : e.getClass().getSimpleName() + ": " + e.getMessage();
  }
}
