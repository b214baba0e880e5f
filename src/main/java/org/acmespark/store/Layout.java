package org.acmespark.store;

import java.io.Serializable;
import java.time.Duration;

/** How the results of a run are kept; made on the driver, carried out on the executors. */
public sealed interface Layout extends Serializable {
  /** Opens the executor's side, for one task. */
  BlockWriter open(String taskName);

  /** Results that are older than this are committed, even while the function is being called. */
  default Duration commitInterval() {
    return Duration.ofSeconds(5);
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

  /**
   * Payload files beside a container of links, on a file system that driver and executors share.
   *
   * @param directory the run directory
   * @param runId what its marker says
   * @param name the function's name in files
   * @param perComputation one file per computation, else one per block
   */
  record PayloadFiles(String directory, String runId, String name, boolean perComputation)
      implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      var staging = Staging.onExecutor(this, taskName);
      return perComputation ? new ComputationFileWriter(staging) : new RangeFileWriter(staging);
    }

    @Override
    public Duration commitInterval() {
      return Duration.ofSeconds(perComputation ? 5 : 60);
    }
  }

  /**
   * A file per computation that is not HDF5, directly in the run directory, on a file system that
   * driver and executors share.
   *
   * @param directory the run directory
   * @param runId what its marker says
   * @param name the function's name in files
   * @param pickled for Python where it understands the value, else by Java serialization
   */
  record ObjectFiles(String directory, String runId, String name, boolean pickled)
      implements Layout {
    @Override
    public BlockWriter open(String taskName) {
      return new ObjectFileWriter(
          Staging.onExecutor(directory, runId, name, Staging.Place.RUN_DIRECTORY, taskName),
          pickled);
    }
  }
}
