package org.acmespark.hdf5;

import com.sun.jna.Function;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.List;
import java.util.Optional;

/**
 * Writes compressed chunks without the library's filters, with {@code H5Dwrite_chunk}. hdf5lib
 * lacks this function, so JNA calls it in the library that hdf5lib has loaded. Needs the lock.
 */
final class RawChunks {
  private static final Optional<Function> WRITE_CHUNK = find();
  private static final int ALL_FILTERS = 0;

  private RawChunks() {}

  /**
   * A chunk in the form of the file.
   *
   * @param start index of its first element in each dimension
   */
  record Chunk(long[] start, byte[] bytes) {}

  private static Optional<Function> find() {
    try {
      String library = NativeLibrary.file();
      return Optional.of(
          com.sun.jna.NativeLibrary.getInstance(library).getFunction("H5Dwrite_chunk"));
    } catch (LinkageError noneForThisMachine) {
      return Optional.empty();
    }
  }

  /** Whether this machine's library has the function; otherwise the library itself compresses. */
  static boolean arePossible() {
    return WRITE_CHUNK.isPresent();
  }

  static void write(long dataset, List<Chunk> chunks) {
    for (Chunk chunk : chunks) {
      int status =
          WRITE_CHUNK
              .orElseThrow()
              .invokeInt(
                  new Object[] {
                    dataset,
                    HDF5Constants.H5P_DEFAULT,
                    ALL_FILTERS,
                    chunk.start(),
                    (long) chunk.bytes().length,
                    chunk.bytes()
                  });
      if (status < 0) {
        throw new HDF5Exception(NativeLibrary.errorText());
      }
    }
  }
}
