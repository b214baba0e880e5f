package org.acmespark.store.payload;

import java.nio.file.Path;
import net.razorvine.pickle.PickleException;
import org.acmespark.checksum.FileSum;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Pickled;
import org.acmespark.store.pickle.PythonPickler;

/**
 * Writes one file per computation in a format other than HDF5: {@code funcname_7.pickle} or {@code
 * funcname_7.ser}.
 */
final class ObjectFileWriter extends FilePerComputationWriter {
  private final boolean pickled;

  /**
   * @param pickled whether to pickle values that Python has; others are serialized by Java
   */
  ObjectFileWriter(Staging staging, boolean pickled) {
    super(staging);
    this.pickled = pickled;
  }

  @Override
  long write(long index, Object result) {
    return pickled && !(result instanceof Pickled)
        ? pickle(index, result)
        : staging.addSerialized(index, result, "");
  }

  private long pickle(long index, Object result) {
    Path file = staging.next(".pickle");
    FileSum sum;
    try {
      sum = staging.write(file, out -> new PythonPickler().dump(result, out));
    } catch (AcmeException e) {
      throw e; // the file cannot be written
    } catch (PickleException e) {
      return staging.addSerialized(index, result, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) { // thrown by a collection of the user
      return staging.addSerialized(index, result, "the result cannot be pickled: " + e);
    }
    staging.add(file, sum, staging.finalName(index + ".pickle"), Block.Kind.PICKLED, index);
    return sum.bytes();
  }
}
