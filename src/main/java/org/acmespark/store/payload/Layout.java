package org.acmespark.store.payload;

import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import org.acmespark.model.Compression;

/** How the results of a run are kept; made on the driver, carried out on the executors. */
public sealed interface Layout extends Serializable {
  /** Opens the executor's side, for one task. */
  BlockWriter open(String taskName);

  /** Results that are older than this are committed, even while the function is being called. */
  default Duration commitInterval() {
    return Duration.ofSeconds(5);
  }

  /** Whether a file of this kind is an exception, made because the format cannot hold a result. */
  default boolean isEmergency(Block.Kind kind) {
    return !kind.isHdf5();
  }

  /** The function returns nothing, nothing is kept. */
  record Nothing() implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new NothingWriter();
    }
  }

  /** Values go to the driver. */
  record Memory() implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new MemoryWriter();
    }
  }

  /** Rows of one array go to the driver. */
  record StackedMemory(Stacking stacking) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StackedMemoryWriter(stacking);
    }
  }

  /** Values go to the driver, which keeps them in files: nothing is written on executors. */
  record SingleFile() implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StreamingWriter(Optional.empty());
    }
  }

  /** As {@link SingleFile}, the first value of each computation a row of one dataset. */
  record StackedSingleFile(Stacking stacking) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new StreamingWriter(Optional.of(stacking));
    }
  }

  /**
   * Where a run's files are, on a file system that driver and executors share.
   *
   * @param directory the run directory
   * @param runId what its marker says
   * @param name the function's name in files
   * @param identity what payload files say of their run: the same after it was resumed
   * @param compression of what is written there in HDF5
   */
  record Place(
      String directory, String runId, String name, String identity, Compression compression)
      implements Serializable {}

  /**
   * Payload files beside a container of links.
   *
   * @param perComputation one file per computation, else one per block
   */
  record PayloadFiles(Place place, boolean perComputation) implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      var staging = Staging.onExecutor(place, taskName);
      return perComputation ? new ComputationFileWriter(staging) : new RangeFileWriter(staging);
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
    public Duration commitInterval() {
      return interval(perComputation);
    }
  }

  private static Duration interval(boolean perComputation) {
    return Duration.ofSeconds(perComputation ? 5 : 60);
  }

  /**
   * A file per computation that is not HDF5, directly in the run directory.
   *
   * @param pickled for Python where it understands the value, else by Java serialization
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
