package org.acmespark.store.payload;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.acmespark.checksum.FileSum;

/** The payload file of each computation. */
public final class PayloadIndex {
  /**
   * A committed payload file.
   *
   * @param name relative to the run directory, with slashes
   * @param indices the computations in it, ascending
   * @param rows the rows of its stacked dataset, empty if results are not stacked
   * @param bytes its size
   * @param sum of the bytes that were written
   */
  public record PayloadFile(
      String name,
      Block.Kind kind,
      long[] indices,
      List<Block.StackedRow> rows,
      long bytes,
      FileSum sum)
      implements Serializable {
    /** A file of some size that was staged before. */
    public static PayloadFile of(Block.StagedFile staged, long bytes) {
      return new PayloadFile(
          staged.finalName(), staged.kind(), staged.indices(), staged.rows(), bytes, staged.sum());
    }
  }

  private final List<PayloadFile> files = new ArrayList<>();
  private final int[] fileOf;

  public PayloadIndex(int nInputs) {
    fileOf = new int[nInputs];
    Arrays.fill(fileOf, -1);
  }

  public int nInputs() {
    return fileOf.length;
  }

  public void add(PayloadFile file) {
    files.add(file);
    for (long index : file.indices()) {
      fileOf[(int) index] = files.size() - 1;
    }
  }

  public Optional<PayloadFile> file(long index) {
    int k = fileOf[(int) index];
    return k < 0 ? Optional.empty() : Optional.of(files.get(k));
  }

  /** The sum of a computation's file; none if it has no file, or the file no sum. */
  public FileSum sum(long index) {
    return file(index).map(PayloadFile::sum).orElse(FileSum.none());
  }

  /** Files in use, by the first computation in each. */
  public List<PayloadFile> files() {
    var inUse = new boolean[files.size()];
    for (int k : fileOf) {
      if (k >= 0) {
        inUse[k] = true;
      }
    }
    List<PayloadFile> sorted = new ArrayList<>();
    for (int k = 0; k < inUse.length; k++) {
      if (inUse[k]) {
        sorted.add(files.get(k));
      }
    }
    sorted.sort(Comparator.comparingLong(file -> file.indices()[0]));
    return sorted;
  }
}
