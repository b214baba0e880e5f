package org.acmespark.store;

import java.util.regex.Pattern;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;

/**
 * Checks, on the driver, the names of files that a message offers for publishing. The driver
 * renames them with the rights of its user, so both names must be names that the executors' {@code
 * Staging} gives. {@code SymbolicLinks} checks where the names lead.
 */
final class StagedNames {
  private final Pattern staged;
  private final String prefix;
  private final long nInputs;

  /**
   * @param runId of this process's part of the run
   * @param name the function's name in files
   * @param folder where files with results go, relative to the run directory; empty for itself
   * @param nInputs number of computations
   */
  StagedNames(String runId, String name, String folder, long nInputs) {
    this.staged =
        Pattern.compile(Pattern.quote(runId) + "-(task\\d+-\\d+|merge\\d+)-\\d+\\.(h5|ser|pickle)");
    this.prefix = (folder.isEmpty() ? "" : folder + "/") + name + "_";
    this.nInputs = nInputs;
  }

  /**
   * The files of a block that an executor offers.
   *
   * @throws AcmeException if an executor does not choose such names or computations, or if one
   *     leads out of the directory
   */
  void require(Block block, RunDirectory directory) {
    if (block instanceof Block.Files files) {
      for (Block.StagedFile file : files.files()) {
        require(file);
        directory.requireInside(file.staged(), file.finalName());
      }
    }
  }

  /**
   * A file that an executor offers.
   *
   * @throws AcmeException if an executor does not choose such names or computations
   */
  void require(Block.StagedFile file) {
    requireStaged(file);
    String which = which(file);
    if (!file.finalName().equals(prefix + which)) {
      throw refusal(file.finalName(), "a result of these computations is " + prefix + which);
    }
  }

  /**
   * A file that a merge offers.
   *
   * @param finalName the name that the driver chose
   */
  void requireMerged(Block.StagedFile file, String finalName) {
    requireStaged(file);
    if (!file.finalName().equals(finalName)) {
      throw refusal(file.finalName(), "the merged file is " + finalName);
    }
  }

  private void requireStaged(Block.StagedFile file) {
    if (!staged.matcher(file.staged()).matches()) {
      throw refusal(file.staged(), "a file that waits has another name");
    }
    long[] indices = file.indices();
    for (long index : indices) {
      if (index < 0 || index >= nInputs) {
        throw refusal(file.finalName(), "there is no computation " + index);
      }
    }
    if (indices.length == 0 || (indices.length > 1 && file.kind() != Block.Kind.RANGE)) {
      throw refusal(file.finalName(), "it has %s computations".formatted(indices.length));
    }
    if (!file.rows().isEmpty() && file.rows().size() != indices.length) {
      throw refusal(file.finalName(), "it has %s rows".formatted(file.rows().size()));
    }
  }

  private static String which(Block.StagedFile file) {
    long[] indices = file.indices();
    return switch (file.kind()) {
      case COMPUTATION -> indices[0] + ".h5";
      case RANGE -> indices[0] + "-" + indices[indices.length - 1] + ".h5";
      case SERIALIZED -> indices[0] + ".ser";
      case PICKLED -> indices[0] + ".pickle";
    };
  }

  private static AcmeException refusal(String name, String why) {
    return new AcmeException("an executor's file %s is refused: %s".formatted(name, why));
  }
}
