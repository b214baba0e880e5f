package org.acmespark.store.payload;

import java.nio.file.Path;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Writer;

/** Writes one payload file per computation, {@code funcname_7.h5}. */
final class ComputationFileWriter extends FilePerComputationWriter {
  ComputationFileWriter(Staging staging) {
    super(staging);
  }

  @Override
  long write(long index, Object result) {
    ResultDatasets datasets;
    try {
      datasets = ResultDatasets.of(result);
    } catch (IllegalArgumentException e) {
      staging.addRescued(index, result, e.getMessage());
      return 0;
    }
    Path file = staging.next(".h5");
    FileSum sum;
    try (Hdf5Writer writer = staging.create(file)) {
      datasets.write(writer, "/");
      staging.identify(writer, index);
      sum = writer.commit();
    }
    staging.add(file, sum, staging.finalName(index + ".h5"), Block.Kind.COMPUTATION, index);
    return datasets.bytes();
  }
}
