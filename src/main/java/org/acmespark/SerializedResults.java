package org.acmespark;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.store.payload.SerializedFiles;

/**
 * Reads results in files {@code funcname_7.ser}. A run with {@link
 * org.acmespark.model.Format#SERIALIZED} writes them, and so do other runs for single results that
 * no other format can hold. A file {@code funcname_7.pickle} of a result that HDF5 could not hold
 * is read with its original types.
 *
 * <pre>{@code
 * var fit = (Fit) SerializedResults.read(run.file(7).get(), "com.example.Fit");
 * }</pre>
 *
 * <p>Reading a serialized object runs code of its class, so a file from elsewhere could do harm.
 * Only values are read by default: boxes, strings, arrays, {@code java.math}, {@code java.time},
 * the collections of {@code java.util}, commons-math {@code Complex} and {@code
 * org.acmespark.model}. The caller must name all other classes.
 */
public final class SerializedResults {
  private SerializedResults() {}

  /**
   * Reads the result in a file, which is null if the function returned null. This method runs where
   * it is called. Classes come from the thread's context class loader.
   *
   * @param file one of {@link Run#files}
   * @param classPatterns classes that may be read in addition to values: {@code com.example.Fit},
   *     {@code com.example.*} for a package, {@code com.example.**} with those below, and
   *     everything else that {@link java.io.ObjectInputFilter.Config#createFilter} understands
   * @throws IllegalArgumentException if the file does not exist, or a pattern is malformed
   * @throws org.acmespark.model.AcmeException if the file cannot be read, or holds an object of
   *     another class, which the message names
   */
  public static Object read(Path file, String... classPatterns) {
    return SerializedFiles.read(file, List.of(classPatterns));
  }
}
