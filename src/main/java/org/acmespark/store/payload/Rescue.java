package org.acmespark.store.payload;

import java.io.IOException;
import org.acmespark.model.Pickled;
import org.acmespark.store.pickle.PythonPickler;

/**
 * A result that HDF5 cannot hold, as a separate file: a pickle if Python has such a value,
 * otherwise a serialized object.
 *
 * <p>After the end of the pickle, where Python does not read, the file also contains the serialized
 * object, if the result can be serialized. Java reads that object, so the value keeps its types.
 * {@link SerializedFiles} describes the seal of both.
 *
 * @param kind pickled or serialized
 * @param pieces the bytes of the file
 */
public record Rescue(Block.Kind kind, byte[][] pieces) {
  public static final String PICKLE = ".pickle";
  public static final String SERIALIZED = ".ser";

  /**
   * Creates the file's content for a result.
   *
   * @param why HDF5 cannot hold it
   * @throws UnstorableResultException if it can be neither pickled nor serialized
   */
  public static Rescue of(Object result, String why) {
    byte[][] pickle;
    try {
      pickle = pickled(result);
    } catch (RuntimeException | IOException | StackOverflowError e) { // Python has no such value
      return new Rescue(Block.Kind.SERIALIZED, Staging.serialized(result, why));
    }
    return new Rescue(Block.Kind.PICKLED, SerializedFiles.sealed(pickle, object(result)));
  }

  /** Whether a file with this first byte contains a pickle. */
  public static boolean isPickle(int firstByte) {
    return (byte) firstByte == (byte) 0x80; // opcode PROTO, with which all of protocol 2 begin
  }

  String suffix() {
    return kind == Block.Kind.PICKLED ? PICKLE : SERIALIZED;
  }

  private static byte[][] pickled(Object result) throws IOException {
    if (result instanceof Pickled pickled) {
      return new byte[][] {pickled.pickle()};
    }
    var out = new ObjectBytes.PieceOutputStream();
    new PythonPickler().dump(result, out);
    return out.pieces();
  }

  private static byte[][] object(Object result) {
    try {
      return ObjectBytes.pieces(result);
    } catch (IOException | RuntimeException | StackOverflowError notSerializable) {
      return new byte[0][];
    }
  }
}
