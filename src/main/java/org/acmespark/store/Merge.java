package org.acmespark.store;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.hdf5.Hdf5Writer;

/**
 * Several payload files of ranges to be put into one, so that few are left at the end of a long
 * run.
 *
 * @param sources names relative to the run directory
 * @param indices per source, the computations in it
 * @param finalName name of the merged file, relative to the run directory
 */
public record Merge(
    Layout.PayloadFiles layout, List<String> sources, List<long[]> indices, String finalName)
    implements Serializable {

  /** Copies all groups into one new file; runs on an executor. */
  public Block.StagedFile carryOut(String taskName) {
    var staging = Staging.onExecutor(layout, taskName);
    Path file = staging.next(".h5");
    List<Long> all = new ArrayList<>();
    try (var target = Hdf5Writer.create(file)) {
      for (int s = 0; s < sources.size(); s++) {
        Path source = Path.of(layout.directory()).resolve(sources.get(s));
        for (long index : indices.get(s)) {
          target.copy(source, Container.group(index), Container.group(index));
          all.add(index);
        }
      }
      target.commit();
    }
    long[] sorted = all.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Block.StagedFile(file.getFileName().toString(), finalName, Block.Kind.RANGE, sorted);
  }
}
