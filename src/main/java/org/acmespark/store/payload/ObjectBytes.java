package org.acmespark.store.payload;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.acmespark.function.Outgoing;
import org.acmespark.hdf5.value.SerializedArray;
import org.acmespark.model.AcmeException;

/**
 * Serializes objects to and from pieces of at most 4 MB, so that objects are not limited to the 2
 * GB of one array. Classes are found through the thread's context class loader, where Spark puts
 * the user's jars.
 */
public final class ObjectBytes {
  private static final int PIECE_BYTES = 4 << 20;

  private ObjectBytes() {}

  /**
   * Serializes {@code object}.
   *
   * @throws IOException if something in it is not serializable
   */
  public static byte[][] pieces(Object object) throws IOException {
    var out = new PieceOutputStream();
    write(object, out);
    return out.pieces();
  }

  /**
   * Serializes {@code object} into a stream, which is closed.
   *
   * @throws IOException if something in it is not serializable
   */
  public static void write(Object object, OutputStream out) throws IOException {
    try (var objects = new ReplacingObjectOutputStream(out)) {
      objects.writeObject(object);
    }
  }

  /**
   * Serializes a result. If its {@code writeObject} throws, the computation fails. A result with
   * its own {@code readObject} is read back here, and the computation also fails if that throws.
   *
   * @throws UnstorableResultException if it cannot be serialized or read again
   */
  public static byte[][] ofResult(Object result) {
    byte[][] pieces;
    boolean ownReading;
    var out = new PieceOutputStream();
    try (var objects = new ReplacingObjectOutputStream(out)) {
      objects.writeObject(result);
      objects.flush();
      pieces = out.pieces();
      ownReading = objects.ownReading;
    } catch (IOException | RuntimeException | StackOverflowError | LinkageError e) {
      throw new UnstorableResultException(
          "the result, a %s, cannot be serialized: %s".formatted(result.getClass().getName(), e),
          e);
    }
    if (ownReading) {
      try {
        read(pieces);
      } catch (RuntimeException | StackOverflowError | LinkageError e) {
        throw new UnstorableResultException(
            "the result, a %s, was serialized but cannot be read again: %s"
                .formatted(result.getClass().getName(), e),
            e);
      }
    }
    return pieces;
  }

  /** Serializes a message of this project into one array; this cannot fail. */
  public static byte[] whole(Object object) {
    try {
      byte[][] pieces = pieces(object);
      return pieces.length == 1 ? pieces[0] : join(pieces);
    } catch (IOException e) {
      throw new AcmeException("cannot serialize " + object.getClass().getName() + ": " + e, e);
    }
  }

  /** Reads the object from bytes that {@link #pieces} or {@link #whole} returned. */
  public static Object read(byte[]... pieces) {
    List<InputStream> streams = new ArrayList<>(pieces.length);
    for (byte[] piece : pieces) {
      streams.add(new ByteArrayInputStream(piece));
    }
    InputStream in =
        streams.size() == 1
            ? streams.get(0)
            : new SequenceInputStream(Collections.enumeration(streams));
    try (var objects = new ContextObjectInputStream(in)) {
      return objects.readObject();
    } catch (IOException | ClassNotFoundException e) {
      throw new AcmeException(
          "cannot read a serialized object; is its class on the class path of this process? " + e,
          e);
    }
  }

  /** Reads an object. Only objects that {@code filter} allows are created. */
  static Object read(InputStream in, ObjectInputFilter filter)
      throws IOException, ClassNotFoundException {
    try (var objects = new ContextObjectInputStream(in)) {
      objects.setObjectInputFilter(filter);
      return objects.readObject();
    }
  }

  private static byte[] join(byte[][] pieces) {
    int length = 0;
    for (byte[] piece : pieces) {
      length = Math.addExact(length, piece.length);
    }
    byte[] all = new byte[length];
    int at = 0;
    for (byte[] piece : pieces) {
      System.arraycopy(piece, 0, all, at, piece.length);
      at += piece.length;
    }
    return all;
  }

  /** Collects bytes in pieces. */
  static final class PieceOutputStream extends OutputStream {
    private final List<byte[]> full = new ArrayList<>();
    private byte[] piece = new byte[1024];
    private int used;

    @Override
    public void write(int b) {
      makeRoom();
      piece[used++] = (byte) b;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      int at = offset;
      int left = length;
      while (left > 0) {
        makeRoom();
        int n = Math.min(left, piece.length - used);
        System.arraycopy(bytes, at, piece, used, n);
        used += n;
        at += n;
        left -= n;
      }
    }

    private void makeRoom() {
      if (used < piece.length) {
        return;
      }
      if (piece.length < PIECE_BYTES) {
        piece = Arrays.copyOf(piece, piece.length * 2);
      } else {
        full.add(piece);
        piece = new byte[PIECE_BYTES];
        used = 0;
      }
    }

    byte[][] pieces() {
      full.add(Arrays.copyOf(piece, used));
      return full.toArray(byte[][]::new);
    }
  }

  private static final class ReplacingObjectOutputStream extends ObjectOutputStream {
    private static final Set<String> READING = Set.of("readObject", "readResolve", "readExternal");

    /** Whether a class of the user has its own code for reading. */
    private boolean ownReading;

    ReplacingObjectOutputStream(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected void annotateClass(Class<?> type) {
      // The JDK's collections compare and hash their elements while they are read.
      ownReading |=
          type.getClassLoader() != null
              && (Comparable.class.isAssignableFrom(type)
                  || Stream.of(type.getDeclaredMethods())
                      .map(Method::getName)
                      .anyMatch(name -> READING.contains(name) || name.equals("hashCode")));
    }

    @Override
    protected Object replaceObject(Object object) {
      return SerializedOptional.orItself(SerializedArray.orItself(Outgoing.of(object)));
    }
  }

  private static final class ContextObjectInputStream extends ObjectInputStream {
    ContextObjectInputStream(InputStream in) throws IOException {
      super(in);
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      ClassLoader loader = Thread.currentThread().getContextClassLoader();
      try {
        return Class.forName(description.getName(), false, loader);
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description); // for primitives, and if no context loader is set
      }
    }
  }
}
