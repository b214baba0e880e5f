package org.acmespark.store.payload;

import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Writer;

/**
 * The results container: a group per computation, linked to the payload, and the virtual dataset of
 * stacked results.
 */
public final class Container {
  private static final String GROUP = "comp_";

  private Container() {}

  /** Absolute path of a computation's group, in the container and in payload files of ranges. */
  public static String group(long index) {
    return "/" + GROUP + index;
  }

  /**
   * Writes links to the payload files of all computations with HDF5 results.
   *
   * @return the sum of the container
   */
  public static FileSum write(Path file, PayloadIndex payload, Optional<Stacking> stacking) {
    try (var container = Hdf5Writer.create(file)) {
      if (stacking.isPresent()) {
        new StackedView(payload, stacking.get()).write(container);
      } else {
        linkAll(container, payload);
      }
      return container.commit();
    }
  }

  private static void linkAll(Hdf5Writer container, PayloadIndex payload) {
    for (int i = 0; i < payload.nInputs(); i++) {
      var source = payload.file(i);
      if (source.isEmpty()) {
        continue;
      }
      switch (source.get().kind()) {
        case COMPUTATION -> container.link(group(i), source.get().name(), "/");
        case RANGE -> container.link(group(i), source.get().name(), group(i));
        case SERIALIZED, PICKLED -> {} // not HDF5: the ledger and Run.files() name the file
      }
    }
  }
}
