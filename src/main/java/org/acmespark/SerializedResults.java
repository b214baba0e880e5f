package org.acmespark;

import java.nio.file.Path;
import java.util.List;
import org.acmespark.store.payload.SerializedFiles;

/**
 * Results in files {@code funcname_7.ser}: those of a run with {@link
 * org.acmespark.model.Format#SERIALIZED}, and single ones that no other format could hold. A file
 * {@code funcname_7.pickle} of a result that HDF5 could not hold is read with the types it had.
 *
 * <pre>{@code
 * var fit = (Fit) SerializedResults.read(run.file(7).get(), "com.example.Fit");
 * }</pre>
 *
 * <p>Reading a serialized object runs code of its class, so that a file from elsewhere could do
 * harm. Only values are read unasked: boxes, strings, arrays, {@code java.math}, {@code java.time},
 * the collections of {@code java.util}, commons-math {@code Complex} and {@code
 * org.acmespark.model}. All other classes must be named.
 */
public final class SerializedResults {
  private SerializedResults() {}

  /**
   * The result in a file, which is null if the function has returned null. Runs where it is called;
   * classes come from the thread's context class loader.
   *
   * @param file one of {@link Run#files}
   * @param classPatterns classes that may be read beside values: {@code com.example.Fit}, {@code
   *     com.example.*} for a package, {@code com.example.**} with those below, and all else that
   *     {@link java.io.ObjectInputFilter.Config#createFilter} understands
   * @throws IllegalArgumentException if there is no such file, or a pattern is malformed
   * @throws org.acmespark.model.AcmeException if the file holds an object of another class, which
   *     is named, or cannot be read
   */
  public static Object read(Path file, String... classPatterns) {
    return SerializedFiles.read(file, List.of(classPatterns));
  }
}
