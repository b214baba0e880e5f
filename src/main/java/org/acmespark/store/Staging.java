package org.acmespark.store;

import java.io.IOException;
import java.io.NotSerializableException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.model.AcmeException;

/**
 * The executor's view of a run directory: where files wait, complete and synced, for the driver to
 * give them their names.
 */
final class Staging {
  private final Path working;
  private final String task;
  private final String name;
  private final List<Block.StagedFile> staged = new ArrayList<>();
  private int count;

  private Staging(Path working, String task, String name) {
    this.working = working;
    this.task = task;
    this.name = name;
  }

  /**
   * Checks that this executor sees the run's directory.
   *
   * @throws AcmeException naming this host if it does not
   */
  static Staging onExecutor(Layout.Place place, String task) {
    Path directory = Path.of(place.directory());
    if (!RunDirectory.isMarkedBy(directory, place.runId())) {
      throw new AcmeException(
          ("this executor does not see the run directory %s: payload files need a file system that"
                  + " the driver and all executors share; choose --output-dir on one, or keep"
                  + " the results in memory")
              .formatted(directory));
    }
    return new Staging(directory.resolve(RunDirectory.WORKING), task, place.name());
  }

  /** A new temporary file name that no other task uses. */
  Path next(String suffix) {
    return working.resolve(task + "-" + count++ + suffix);
  }

  String name() {
    return name;
  }

  /** Name of a payload file, relative to the run directory. */
  String payloadName(String which) {
    return name + RunDirectory.PAYLOAD_SUFFIX + "/" + name + "_" + which;
  }

  void add(Path file, String finalName, Block.Kind kind, long... indices) {
    add(file, finalName, kind, indices, List.of());
  }

  void add(Path file, String finalName, Block.Kind kind, List<Block.StackedRow> rows) {
    long[] indices = rows.stream().mapToLong(Block.StackedRow::index).toArray();
    add(file, finalName, kind, indices, rows);
  }

  private void add(
      Path file, String finalName, Block.Kind kind, long[] indices, List<Block.StackedRow> rows) {
    staged.add(new Block.StagedFile(file.getFileName().toString(), finalName, kind, indices, rows));
  }

  /** The emergency format: the result as a serialized object in a file of its own, synced. */
  void addSerialized(long index, Object result, IllegalArgumentException whyNotHdf5) {
    Path file = next(".ser");
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (byte[] piece : ObjectBytes.pieces(result)) {
        var buffer = ByteBuffer.wrap(piece);
        while (buffer.hasRemaining()) {
          channel.write(buffer);
        }
      }
      channel.force(true);
    } catch (NotSerializableException e) {
      delete(file);
      throw new UnstorableResultException(
          "%s; it cannot be serialized either: %s is not Serializable"
              .formatted(whyNotHdf5.getMessage(), e.getMessage()),
          e);
    } catch (IOException e) {
      delete(file);
      throw new AcmeException("cannot write %s: %s".formatted(file, e), e);
    }
    add(file, payloadName(index + ".ser"), Block.Kind.SERIALIZED, index);
  }

  /** What was staged since the last call. */
  Block.Files take() {
    var block = new Block.Files(List.copyOf(staged));
    staged.clear();
    return block;
  }

  int size() {
    return staged.size();
  }

  /** Deletes what was staged and not taken. */
  void discard() {
    staged.forEach(file -> delete(working.resolve(file.staged())));
    staged.clear();
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // It lies in the working directory, which goes at the end of the run.
    }
  }
}
