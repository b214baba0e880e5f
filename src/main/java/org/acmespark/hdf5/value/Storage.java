package org.acmespark.hdf5.value;

import java.util.List;

/**
 * How the elements of a dataset lie in its file.
 *
 * @param chunks lengths of a chunk's dimensions; empty if the dataset is not cut into chunks
 * @param filters what each chunk goes through when it is written, in order, such as {@code deflate
 *     4}
 */
public record Storage(long[] chunks, List<String> filters) {
  /** In one piece, or nowhere. */
  public static final Storage PLAIN = new Storage(new long[0], List.of());
}
