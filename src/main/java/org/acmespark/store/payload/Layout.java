package org.acmespark.store.payload;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.acmespark.hdf5.NativeLibrary;
import org.acmespark.model.Compression;

/** How the results of a run are kept. The driver creates the layout, and executors write by it. */
public sealed interface Layout extends Serializable {
  /** Opens the writer of one task, on an executor. */
  BlockWriter open(String taskName);

  /** Does on an executor what need not wait for the first result. */
  default void prepare() {}

  /** Results that are older than this are committed, even while the function is being called. */
  default Duration commitInterval() {
    return Duration.ofSeconds(5);
  }

  /** Whether a file of this kind exists only because the format cannot hold a result. */
  default boolean isEmergency(Block.Kind kind) {
    return !kind.isHdf5();
  }

  /** How results are placed as {@code spread} says. */
  static Layout of(Spread spread, Place place, Optional<Stacking> stacking) {
    return switch (spread) {
      case NOTHING -> new Nothing();
      case SINGLE_FILE -> inSingleFile(stacking, Long.MAX_VALUE, WritePermit.NONE);
      case PER_COMPUTATION -> inPayload(place, true, stacking);
      case PER_BLOCK, PER_BLOCK_MERGED -> inPayload(place, false, stacking);
      case PICKLED -> new ObjectFiles(place, true);
      case SERIALIZED -> new ObjectFiles(place, false);
    };
  }

  /** Results in one file, with arrays of at least {@code placedBytes} taken to their places. */
  static Layout inSingleFile(Optional<Stacking> stacking, long placedBytes, WritePermit permit) {
    return stacking
        .<Layout>map(s -> new StackedSingleFile(s, placedBytes, permit))
        .orElseGet(() -> new SingleFile(placedBytes, permit));
  }

  /** What allows executors to write large arrays to their places themselves. */
  default WritePermit permit() {
    return WritePermit.NONE;
  }

  private static Layout inPayload(
      Place place, boolean perComputation, Optional<Stacking> stacking) {
    return stacking
        .<Layout>map(s -> new StackedFiles(place, perComputation, s))
        .orElseGet(() -> new PayloadFiles(place, perComputation));
  }

  /** Keeps nothing, because the function returns nothing. */
  record Nothing() implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new NothingWriter();
    }
  }

  /** Sends values to the driver's memory. */
  record Memory() implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new MemoryWriter();
    }
  }

  /** Sends rows of one array to the driver's memory. */
  record StackedMemory(Stacking stacking) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StackedMemoryWriter(stacking);
    }
  }

  /**
   * Sends values to the driver, which writes them to a file.
   *
   * @param placedBytes arrays of numbers of at least this size are taken to their places in the
   *     file
   * @param permit for executors on the driver's machine
   */
  record SingleFile(long placedBytes, WritePermit permit) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StreamingWriter(Optional.empty(), placedBytes);
    }
  }

  /**
   * Works as {@link SingleFile}, with the first value of each computation as a row of one dataset.
   */
  record StackedSingleFile(Stacking stacking, long placedBytes, WritePermit permit)
      implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StreamingWriter(Optional.of(stacking), placedBytes);
    }
  }

  /**
   * The place of a run's files, on a file system that driver and executors share.
   *
   * @param directory the run directory
   * @param runId identifier in the directory's marker
   * @param name the function's name in files
   * @param identity identifier in payload files, which stays the same when the run is resumed
   * @param compression compression of HDF5 files
   */
  record Place(
      String directory, String runId, String name, String identity, Compression compression)
      implements Serializable {}

  /**
   * Payload files beside a container of links.
   *
   * @param perComputation whether there is one file per computation; otherwise one per block
   */
  record PayloadFiles(Place place, boolean perComputation) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      var staging = Staging.onExecutor(place, taskName);
      return perComputation ? new ComputationFileWriter(staging) : new RangeFileWriter(staging);
    }

    @Override
    public void prepare() {
      NativeLibrary.prepare();
    }

    @Override
    public Duration commitInterval() {
      return interval(perComputation);
    }
  }

  /** Payload files beside a container with a virtual dataset over them. */
  record StackedFiles(Place place, boolean perComputation, Stacking stacking) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StackedWriter(Staging.onExecutor(place, taskName), stacking, perComputation);
    }

    @Override
    public void prepare() {
      NativeLibrary.prepare();
    }

    @Override
    public Duration commitInterval() {
      return interval(perComputation);
    }
  }

  private static Duration interval(boolean perComputation) {
    return Duration.ofSeconds(perComputation ? 5 : 60);
  }

  /**
   * One file per computation in a format other than HDF5, directly in the run directory.
   *
   * @param pickled whether to pickle values that Python has; others are serialized by Java
   */
  record ObjectFiles(Place place, boolean pickled) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new ObjectFileWriter(
          Staging.onExecutor(place, Staging.Folder.RUN_DIRECTORY, taskName), pickled);
    }

    @Override
    public boolean isEmergency(Block.Kind kind) {
      return pickled && kind == Block.Kind.SERIALIZED;
    }
  }
}
