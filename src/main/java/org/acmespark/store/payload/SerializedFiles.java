package org.acmespark.store.payload;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.ObjectInputFilter;
import java.io.ObjectInputFilter.Status;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.CRC32C;
import org.acmespark.hdf5.value.SerializedArray;
import org.acmespark.model.AcmeException;

/**
 * Reads serialized results, creating only objects of classes that the caller allows.
 *
 * <p>After the object, where Java serialization does not read, a file has a seal of 16 bytes,
 * big-endian: {@code ACME}, the CRC-32C of all bytes before it, and the number of the object's
 * bytes. A pickle of the same value may precede the object: see {@link Rescue}.
 */
public final class SerializedFiles {
  private static final String VALUES =
      String.join(
          ";",
          "java.lang.Boolean;java.lang.Byte;java.lang.Short;java.lang.Integer;java.lang.Long",
          "java.lang.Float;java.lang.Double;java.lang.Character;java.lang.Number",
          "java.lang.String;java.lang.Enum;java.lang.Object;java.lang.Record",
          "java.math.*;java.time.*;java.time.chrono.*",
          "java.util.*;java.util.concurrent.*;java.util.concurrent.atomic.*",
          "org.apache.commons.math3.complex.*;org.acmespark.model.*",
          SerializedOptional.class.getName(),
          SerializedArray.class.getName() + ";ucar.ma2.*");

  private static final int SEAL = 0x41434D45;
  private static final int SEAL_BYTES = 16;

  private SerializedFiles() {}

  /** Adds a seal to the pieces of a serialized object. */
  static byte[][] sealed(byte[][] pieces) {
    return sealed(new byte[0][], pieces);
  }

  /** Joins the pieces of a pickle, those of the serialized object, and the seal of both. */
  static byte[][] sealed(byte[][] pickle, byte[][] pieces) {
    List<byte[]> sealed = new ArrayList<>(List.of(pickle));
    sealed.addAll(List.of(pieces));
    var checksum = new CRC32C();
    sealed.forEach(checksum::update);
    sealed.add(
        ByteBuffer.allocate(SEAL_BYTES)
            .putInt(SEAL)
            .putInt((int) checksum.getValue())
            .putLong(Arrays.stream(pieces).mapToLong(piece -> piece.length).sum())
            .array());
    return sealed.toArray(byte[][]::new);
  }

  /** Whether a file is complete and unchanged. */
  public static boolean isWhole(Path file) throws IOException {
    long length = Files.size(file) - SEAL_BYTES;
    if (length <= 0) {
      return false;
    }
    var checksum = new CRC32C();
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      boolean pickle = isPickle(in);
      byte[] piece = new byte[1 << 16];
      for (long left = length; left > 0; ) {
        int count = (int) Math.min(piece.length, left);
        in.readFully(piece, 0, count);
        checksum.update(piece, 0, count);
        left -= count;
      }
      return in.readInt() == SEAL
          && in.readInt() == (int) checksum.getValue()
          && isLengthOfObject(in.readLong(), length, pickle);
    }
  }

  private static boolean isLengthOfObject(long objectLength, long length, boolean pickle) {
    return pickle ? objectLength >= 0 && objectLength < length : objectLength == length;
  }

  private static boolean isPickle(InputStream in) throws IOException {
    in.mark(1);
    int first = in.read();
    in.reset();
    return Rescue.isPickle(first);
  }

  /**
   * Skips the pickle, if a file begins with one.
   *
   * @throws AcmeException if no object follows the pickle
   */
  private static void skipPickle(Path file, InputStream in) throws IOException {
    if (!isPickle(in)) {
      return;
    }
    var seal = ByteBuffer.allocate(SEAL_BYTES);
    long size;
    try (var channel = FileChannel.open(file)) {
      size = channel.size();
      channel.read(seal, Math.max(0, size - SEAL_BYTES));
    }
    seal.flip();
    boolean sealed = seal.remaining() == SEAL_BYTES && seal.getInt() == SEAL;
    long length = sealed ? seal.getLong(Long.BYTES) : 0;
    if (length <= 0 || length > size - SEAL_BYTES) {
      throw new AcmeException(
          "%s is a pickle, which Python reads: pickle.load(open(\"%s\", \"rb\"))"
              .formatted(file, file.getFileName()));
    }
    in.skipNBytes(size - SEAL_BYTES - length);
  }

  /**
   * Reads the object in a file.
   *
   * @param patterns classes that may be read in addition to values, in the notation of {@link
   *     ObjectInputFilter.Config}
   * @throws IllegalArgumentException if there is no such file, or a pattern is malformed
   * @throws AcmeException if the file has an object of another class, or cannot be read
   */
  public static Object read(Path file, List<String> patterns) {
    ObjectInputFilter opened =
        ObjectInputFilter.Config.createFilter(String.join(";", patterns) + ";" + VALUES);
    var refused = new AtomicReference<String>();
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      skipPickle(file, in);
      return ObjectBytes.read(in, info -> check(info, opened, refused));
    } catch (NoSuchFileException e) {
      throw new IllegalArgumentException(
          "%s: there is no such file (seen from %s)".formatted(file, Path.of("").toAbsolutePath()));
    } catch (InvalidClassException e) {
      if (refused.get() == null) {
        throw new AcmeException("cannot read %s: %s".formatted(file, e), e);
      }
      throw new AcmeException(
          ("%s holds an object of class %s, which is read only if you name it; if you trust the file, name"
                  + " the class, or its package as in \"com.example.*\"")
              .formatted(file, refused.get()),
          e);
    } catch (ClassNotFoundException e) {
      throw new AcmeException(
          "%s holds an object of class %s, which is not on the class path"
              .formatted(file, e.getMessage()),
          e);
    } catch (IOException e) {
      throw new AcmeException("cannot read %s: %s".formatted(file, e), e);
    }
  }

  private static Status check(
      ObjectInputFilter.FilterInfo info,
      ObjectInputFilter opened,
      AtomicReference<String> refused) {
    Status status = opened.checkInput(info);
    Class<?> type = info.serialClass();
    if (type == null) { // about sizes and depth, which patterns can limit
      return status;
    }
    while (type.isArray()) {
      type = type.getComponentType();
    }
    if (status == Status.REJECTED || (status == Status.UNDECIDED && !type.isPrimitive())) {
      refused.compareAndSet(null, type.getName());
      return Status.REJECTED;
    }
    return status;
  }
}
