package org.acmespark.store.payload;

import java.nio.file.Path;
import net.razorvine.pickle.PickleException;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Pickled;
import org.acmespark.store.pickle.PythonPickler;

/**
 * Writes one file per computation in a format other than HDF5: {@code funcname_7.pickle} or {@code
 * funcname_7.ser}.
 */
final class ObjectFileWriter implements BlockWriter {
  private static final int FILES_PER_BLOCK = 64;

  private final Staging staging;
  private final boolean pickled;
  private long bytes;

  /**
   * @param pickled whether to pickle values that Python has; others are serialized by Java
   */
  ObjectFileWriter(Staging staging, boolean pickled) {
    this.staging = staging;
    this.pickled = pickled;
  }

  @Override
  public void add(long index, Object result) {
    bytes +=
        pickled && !(result instanceof Pickled)
            ? pickle(index, result)
            : staging.addSerialized(index, result, "");
  }

  private long pickle(long index, Object result) {
    Path file = staging.next(".pickle");
    long size;
    try {
      size = staging.write(file, out -> new PythonPickler().dump(result, out));
    } catch (AcmeException e) {
      throw e; // the file cannot be written
    } catch (PickleException e) {
      return staging.addSerialized(index, result, e.getMessage());
    } catch (RuntimeException | StackOverflowError e) { // thrown by a collection of the user
      return staging.addSerialized(index, result, "the result cannot be pickled: " + e);
    }
    staging.add(file, staging.finalName(index + ".pickle"), Block.Kind.PICKLED, index);
    return size;
  }

  @Override
  public long pendingBytes() {
    return bytes;
  }

  @Override
  public boolean full() {
    return staging.size() >= FILES_PER_BLOCK;
  }

  @Override
  public Block seal() {
    bytes = 0;
    return staging.take();
  }

  @Override
  public void close() {
    staging.discard();
  }
}
