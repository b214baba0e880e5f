package org.acmespark.engine.channel;

import java.io.File;
import java.io.IOException;
import java.io.Serializable;
import java.net.MalformedURLException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.acmespark.function.Closure;
import org.acmespark.function.ClosureLoaders;
import org.acmespark.function.UserFirstLoader;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.ObjectBytes;
import org.apache.spark.SparkFiles;

/**
 * What travels to another JVM to call a function there: a {@link RunSpec} or a {@link
 * DryRunCall.Sample}, and before it what a function of a notebook needs, without which the rest
 * could not be read.
 *
 * <p>The first piece holds how many pieces the closure and the values of its variables take, both 0
 * for a function from a jar, and the names of jars whose classes come first. The rest are these
 * pieces, then those of the content.
 */
public final class Parcel {
  private static final int HEADER_BYTES = 2 * Integer.BYTES + Long.BYTES;

  private Parcel() {}

  /**
   * Packs a run, or a part of one, on the driver.
   *
   * @param userJars file names of jars whose classes come before those of Spark
   * @param content what is to be read there
   * @throws IOException if the function or a shared argument is not serializable
   */
  public static byte[][] pack(
      Closure closure, String runId, List<String> userJars, Serializable content)
      throws IOException {
    byte[][] classes = closure.isEmpty() ? new byte[0][] : ObjectBytes.pieces(closure);
    byte[][] values = closure.isEmpty() ? new byte[0][] : ObjectBytes.pieces(closure.values());
    // A function that assigns variables must not find what an earlier run has left in them.
    long salt = closure.written().isEmpty() ? 0 : runId.hashCode();
    byte[] jars = String.join("\n", userJars).getBytes(StandardCharsets.UTF_8);
    byte[] header =
        ByteBuffer.allocate(HEADER_BYTES + jars.length)
            .putInt(classes.length)
            .putInt(values.length)
            .putLong(salt)
            .put(jars)
            .array();
    List<byte[]> pieces = new ArrayList<>();
    pieces.add(header);
    pieces.addAll(Arrays.asList(classes));
    pieces.addAll(Arrays.asList(values));
    pieces.addAll(Arrays.asList(ObjectBytes.pieces(content)));
    return pieces.toArray(byte[][]::new);
  }

  /**
   * What was packed, on an executor.
   *
   * @param loader finds the function's classes: the context class loader of all that runs it
   */
  public record Opened(Object content, ClassLoader loader) {}

  public static Opened open(byte[][] pieces) {
    ByteBuffer header = ByteBuffer.wrap(pieces[0]);
    int values = 1 + header.getInt();
    int content = values + header.getInt();
    byte[][] contentPieces = Arrays.copyOfRange(pieces, content, pieces.length);
    ClassLoader parent = takeUserJarsFirst(pieces[0]);
    if (values == 1) {
      return new Opened(ObjectBytes.read(contentPieces), parent);
    }
    var closure = (Closure) ObjectBytes.read(Arrays.copyOfRange(pieces, 1, values));
    ClassLoader loader =
        ClosureLoaders.of(
            digest(pieces, content),
            Arrays.stream(pieces, 0, content).mapToLong(piece -> piece.length).sum(),
            closure,
            parent,
            () -> ObjectBytes.read(Arrays.copyOfRange(pieces, values, content)));
    Thread.currentThread().setContextClassLoader(loader);
    return new Opened(ObjectBytes.read(contentPieces), loader);
  }

  /** The context class loader of this thread from now on. */
  private static ClassLoader takeUserJarsFirst(byte[] header) {
    String names =
        new String(header, HEADER_BYTES, header.length - HEADER_BYTES, StandardCharsets.UTF_8);
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    if (!names.isEmpty()) {
      loader = UserFirstLoader.of(userJars(List.of(names.split("\n")), loader), loader);
      thread.setContextClassLoader(loader);
    }
    return loader;
  }

  /** Those that came as files, else those that Spark searches itself. */
  private static List<URL> userJars(List<String> names, ClassLoader loader) {
    List<URL> jars = new ArrayList<>();
    try {
      for (String name : names) {
        for (File folder : List.of(new File(SparkFiles.getRootDirectory()), new File("."))) {
          File file = new File(folder, name);
          if (file.isFile()) {
            jars.add(file.toURI().toURL());
            break;
          }
        }
      }
    } catch (MalformedURLException e) {
      throw new AcmeException("the user's jars cannot be found: " + e.getMessage(), e);
    }
    jars.addAll(UserFirstLoader.jars(loader, names));
    return jars;
  }

  private static String digest(byte[][] pieces, int end) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      for (int i = 0; i < end; i++) {
        digest.update(pieces[i]);
      }
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
