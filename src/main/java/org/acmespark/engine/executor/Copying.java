package org.acmespark.engine.executor;

import java.io.IOException;
import org.acmespark.function.NotPlainException;
import org.acmespark.function.OwnCopies;
import org.acmespark.function.ValueDigest;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.ObjectBytes;

/**
 * Copies and digests of any value: directly where its parts are plain, else through Java
 * serialization. What cannot be serialized either, such as an element of an RDD that Kryo has
 * brought, has no copy.
 */
final class Copying {
  private static final int LEAST_BYTES = 32;
  private static final int UNKNOWN_BYTES = 16 << 10;

  private Copying() {}

  /** A copy that the function may change; the value itself if it is constant or has no copy. */
  static Object copy(Object value) {
    try {
      return OwnCopies.of(value);
    } catch (NotPlainException e) {
      return serialized(value);
    }
  }

  private static Object serialized(Object value) {
    try {
      return ObjectBytes.read(ObjectBytes.pieces(value));
    } catch (IOException | RuntimeException | StackOverflowError e) {
      return value;
    }
  }

  /** Size of a value as far as it is quickly known. */
  static long roughBytes(Object value) {
    try {
      return LEAST_BYTES + OwnCopies.bytes(value);
    } catch (NotPlainException e) {
      return UNKNOWN_BYTES;
    }
  }

  /** Size of a value, 0 if nobody can change it, -1 if it has no copy. */
  static long bytes(Object value) {
    try {
      return OwnCopies.bytes(value);
    } catch (NotPlainException e) {
      try {
        var bytes = new ValueDigest.Bytes();
        ObjectBytes.write(value, bytes);
        return bytes.count();
      } catch (IOException | RuntimeException | StackOverflowError unserializable) {
        return -1;
      }
    }
  }

  /** Differs once something in the value was changed. */
  static long digest(Object value) {
    try {
      return ValueDigest.of(value);
    } catch (NotPlainException e) {
      var bytes = new ValueDigest.Bytes();
      try {
        ObjectBytes.write(value, bytes);
      } catch (IOException | RuntimeException | StackOverflowError unserializable) {
        return -1; // it could be serialized before: so it was changed
      }
      return bytes.digest();
    }
  }

  /** What copies of a shared value are made of: the value, or its bytes, which are at hand then. */
  sealed interface Master {
    Object copy();

    static Master of(Object value) {
      try {
        OwnCopies.of(value);
        return new Plain(value);
      } catch (NotPlainException e) {
        try {
          return new Serialized(ObjectBytes.pieces(value));
        } catch (IOException unserializable) {
          throw new AcmeException("cannot copy a shared argument: " + e, unserializable);
        }
      }
    }
  }

  private record Plain(Object value) implements Master {
    @Override
    public Object copy() {
      try {
        return OwnCopies.of(value);
      } catch (NotPlainException e) {
        throw new IllegalStateException(e); // it was plain when the master was made
      }
    }
  }

  private record Serialized(byte[][] pieces) implements Master {
    @Override
    public Object copy() {
      return ObjectBytes.read(pieces);
    }
  }
}
