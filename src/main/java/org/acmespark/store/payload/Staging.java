package org.acmespark.store.payload;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.checksum.FileSum;
import org.acmespark.checksum.SumOfParts;
import org.acmespark.checksum.WhileSyncing;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.model.Pickled;
import org.acmespark.store.directory.FileTree;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.directory.RunDirectory;

/**
 * The executor's view of a run directory: complete, synced files wait here until the driver renames
 * them.
 */
final class Staging {
  private static final int BUFFER_BYTES = 64 << 10;

  private final Path working;
  private final Optional<RemoteDirectory> remote;
  private final String task;
  private final String name;
  private final String run;
  private final Compression compression;
  private final List<Block.StagedFile> staged = new ArrayList<>();
  private final Folder folder;
  private int count;

  /** The folder for files with results. */
  enum Folder {
    /** {@code funcname_payload}. */
    PAYLOAD,
    /** The run directory itself. */
    RUN_DIRECTORY
  }

  /** Content of a file. */
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  private Staging(
      Path working,
      Optional<RemoteDirectory> remote,
      String task,
      Layout.Place place,
      Folder folder) {
    this.working = working;
    this.remote = remote;
    this.task = task;
    this.name = place.name();
    this.run = place.identity();
    this.compression = place.compression();
    this.folder = folder;
  }

  /** For payload files: see {@link #onExecutor(Layout.Place, Folder, String)}. */
  static Staging onExecutor(Layout.Place place, String task) {
    return onExecutor(place, Folder.PAYLOAD, task);
  }

  /**
   * Checks that this executor sees the run's directory.
   *
   * @throws AcmeException naming this host if it does not
   */
  static Staging onExecutor(Layout.Place place, Folder folder, String task) {
    if (!RunDirectory.isMarkedBy(place.directory(), place.runId())) {
      throw new AcmeException(
          ("this executor does not see the run directory %s: its files need a file system that"
                  + " the driver and all executors share; choose --output-dir on one, or keep"
                  + " the results in memory")
              .formatted(place.directory()));
    }
    // The name has the run's id, so that tasks that outlive their driver do not disturb a resumed
    // run.
    String unique = place.runId() + "-" + task;
    if (RemoteDirectory.isAddress(place.directory())) {
      var remote = Optional.of(RemoteDirectory.of(place.directory()));
      return new Staging(ownFolder(), remote, unique, place, folder);
    }
    Path working = Path.of(place.directory(), RunDirectory.WORKING);
    return new Staging(working, Optional.empty(), unique, place, folder);
  }

  /** Files that must be uploaded are first written to this machine's disk. */
  private static Path ownFolder() {
    try {
      return Files.createTempDirectory("acme-staging-");
    } catch (IOException e) {
      throw new AcmeException("cannot create a folder for files to upload: " + e, e);
    }
  }

  /** A new temporary file name that no other task uses. */
  Path next(String suffix) {
    return working.resolve(task + "-" + count++ + suffix);
  }

  String name() {
    return name;
  }

  /** Writes an HDF5 file of the run. */
  Hdf5Writer create(Path file) {
    return Hdf5Writer.create(file, compression);
  }

  /**
   * Writes into a payload file which run and computations it belongs to, before it is committed.
   */
  void identify(Hdf5Writer file, long... indices) {
    PayloadIdentity.of(run, indices).write(file);
  }

  /** Name of a file with results, relative to the run directory. */
  String finalName(String which) {
    String parent = folder == Folder.PAYLOAD ? name + RunDirectory.PAYLOAD_SUFFIX + "/" : "";
    return parent + name + "_" + which;
  }

  void add(Path file, FileSum sum, String finalName, Block.Kind kind, long... indices) {
    add(file, sum, finalName, kind, indices, List.of());
  }

  void add(Path file, FileSum sum, String finalName, Block.Kind kind, List<Block.StackedRow> rows) {
    long[] indices = rows.stream().mapToLong(Block.StackedRow::index).toArray();
    add(file, sum, finalName, kind, indices, rows);
  }

  private void add(
      Path file,
      FileSum sum,
      String finalName,
      Block.Kind kind,
      long[] indices,
      List<Block.StackedRow> rows) {
    deliver(file);
    staged.add(
        new Block.StagedFile(file.getFileName().toString(), finalName, kind, indices, rows, sum));
  }

  /** Returns a local path of a published file of the run; see {@link #release}. */
  Path source(String name) {
    if (remote.isEmpty()) {
      return working.resolveSibling(name);
    }
    Path copy = next(".h5");
    remote.get().fetch(name, copy);
    return copy;
  }

  /** Deletes the copy that {@link #source} made. */
  void release(Path source) {
    if (remote.isPresent()) {
      delete(source);
    }
  }

  /** Puts a complete file where the driver expects it. */
  void deliver(Path file) {
    if (remote.isEmpty()) {
      return;
    }
    String name = RunDirectory.WORKING + "/" + file.getFileName();
    try {
      remote.get().upload(file, name);
    } catch (IOException e) {
      throw new AcmeException(
          "cannot upload %s: %s".formatted(remote.get().address(name), RemoteDirectory.why(e)), e);
    } finally {
      delete(file);
    }
  }

  /**
   * Stages a result that HDF5 cannot hold in a file of its own.
   *
   * @param why HDF5 cannot hold it
   * @throws UnstorableResultException if no other format can hold it either
   */
  void addRescued(long index, Object result, String why) {
    Rescue rescue = Rescue.of(result, why);
    Path file = next(rescue.suffix());
    FileSum sum =
        write(
            file,
            out -> {
              for (byte[] piece : rescue.pieces()) {
                out.write(piece);
              }
            });
    add(file, sum, finalName(index + rescue.suffix()), rescue.kind(), index);
  }

  /**
   * Stages the result as a serialized object in a file of its own.
   *
   * @param whyNothingElse why the requested format cannot hold it; may be empty
   * @return size of the file
   * @throws UnstorableResultException if it cannot be serialized
   */
  long addSerialized(long index, Object result, String whyNothingElse) {
    if (result instanceof Pickled pickled) {
      return addPickle(index, pickled);
    }
    byte[][] pieces = serialized(result, whyNothingElse);
    Path file = next(".ser");
    FileSum sum =
        write(
            file,
            out -> {
              for (byte[] piece : pieces) {
                out.write(piece);
              }
            });
    add(file, sum, finalName(index + ".ser"), Block.Kind.SERIALIZED, index);
    return sum.bytes();
  }

  /** Adds a file with an object that Python pickled. */
  private long addPickle(long index, Pickled pickled) {
    Path file = next(".pickle");
    FileSum sum = write(file, out -> out.write(pickled.pickle()));
    add(file, sum, finalName(index + ".pickle"), Block.Kind.PICKLED, index);
    return sum.bytes();
  }

  /**
   * Serializes the result, with its seal, in pieces.
   *
   * @param whyNothingElse why the format that was asked for cannot hold it; may be empty
   * @throws UnstorableResultException if it cannot be serialized
   */
  static byte[][] serialized(Object result, String whyNothingElse) {
    try {
      return SerializedFiles.sealed(ObjectBytes.pieces(result));
    } catch (IOException
        | RuntimeException
        | StackOverflowError
        | LinkageError e) { // its writeObject may throw anything
      String why =
          e instanceof NotSerializableException ? e.getMessage() + " is not Serializable" : e + "";
      throw new UnstorableResultException(
          whyNothingElse.isEmpty()
              ? "the result cannot be serialized: " + why
              : whyNothingElse + "; it cannot be serialized either: " + why,
          e);
    }
  }

  /**
   * Creates a synced file; none if {@code content} throws.
   *
   * @return its sum
   * @throws AcmeException if it cannot be written
   */
  FileSum write(Path file, Content content) {
    try (var channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE_NEW,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE)) {
      var parts = new SumOfParts();
      var out =
          new BufferedOutputStream(parts.checking(Channels.newOutputStream(channel)), BUFFER_BYTES);
      content.writeTo(out);
      out.flush();
      return WhileSyncing.sum(parts, channel);
    } catch (IOException e) {
      delete(file);
      throw new AcmeException("cannot write %s: %s".formatted(file, e), e);
    } catch (RuntimeException | Error e) {
      delete(file);
      throw e;
    }
  }

  /** Returns the files staged since the last call. */
  Block.Files take() {
    var block = new Block.Files(List.copyOf(staged));
    staged.clear();
    return block;
  }

  int size() {
    return staged.size();
  }

  /** Deletes the files that were staged and not taken. */
  void discard() {
    staged.forEach(file -> delete(working.resolve(file.staged())));
    staged.clear();
    if (remote.isPresent()) {
      FileTree.delete(working);
    }
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It lies in the working directory, which is removed at the end of the run.
    }
  }
}
