package org.acmespark.engine.executor;

import java.io.IOException;
import org.acmespark.function.NotPlainException;
import org.acmespark.function.OwnCopies;
import org.acmespark.function.ValueDigest;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.ObjectBytes;

/**
 * Copies any value and computes its digest. Values with plain parts are handled directly, all
 * others through Java serialization. A value that cannot be serialized either has no copy; an
 * example is an element of an RDD that Kryo has deserialized.
 */
final class Copying {
  private static final int LEAST_BYTES = 32;
  private static final int UNKNOWN_BYTES = 16 << 10;

  private Copying() {}

  /**
   * Returns a copy that the function may change, or the value itself if it is constant or has no
   * copy.
   */
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

  /** Returns the size of a value in bytes as far as it can be determined quickly. */
  static long roughBytes(Object value) {
    try {
      return LEAST_BYTES + OwnCopies.bytes(value);
    } catch (NotPlainException e) {
      return UNKNOWN_BYTES;
    }
  }

  /**
   * Returns the size of a value in bytes, 0 if the value cannot be changed, -1 if it has no copy.
   */
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

  /** Returns a digest, which differs after any part of the value has changed. */
  static long digest(Object value) {
    try {
      return ValueDigest.of(value);
    } catch (NotPlainException e) {
      var bytes = new ValueDigest.Bytes();
      try {
        ObjectBytes.write(value, bytes);
      } catch (IOException | RuntimeException | StackOverflowError unserializable) {
        return -1; // the value was serializable before, so it has changed
      }
      return bytes.digest();
    }
  }

  /** The source for copies of a shared value: the value itself, or its serialized bytes. */
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
        throw new IllegalStateException(e); // the value was plain when the master was created
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
