package org.acmespark.store.payload;

import java.util.Optional;
import org.acmespark.model.Compression;
import org.acmespark.store.directory.RunDirectory;

/**
 * How a run keeps its results in a directory.
 *
 * @param name the function's name in files
 * @param nInputs number of computations
 * @param spread how results are spread over files
 * @param stacking how results become rows of one dataset, empty if they do not
 * @param compression of HDF5 files
 */
public record DirectoryPlan(
    String name,
    long nInputs,
    Spread spread,
    Optional<Stacking> stacking,
    Compression compression) {

  /**
   * The folder of files with results, relative to the run directory; empty for the run directory
   * itself.
   */
  public String resultFolder() {
    return switch (spread) {
      case PICKLED, SERIALIZED -> "";
      default -> name + RunDirectory.PAYLOAD_SUFFIX;
    };
  }

  public String containerFile() {
    return name + ".h5";
  }

  public String ledgerFile() {
    return name + "_computations.jsonl";
  }

  public String manifestFile() {
    return name + "_run.json";
  }
}
