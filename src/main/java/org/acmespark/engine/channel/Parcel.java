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
 * A package that another JVM needs to call a function. It contains a {@link RunSpec} or a {@link
 * org.acmespark.engine.executor.SampleCall}. A notebook's function needs further pieces, which come
 * first, because the content cannot be read without them.
 *
 * <p>The first piece is a header. It holds the number of pieces of the closure and the number of
 * pieces of its variables' values, both 0 for a function from a jar. It also holds the names of
 * jars whose classes take precedence. The pieces of the closure, of the values and of the content
 * follow.
 */
public final class Parcel {
  private static final int HEADER_BYTES = 2 * Integer.BYTES + Long.BYTES;

  private Parcel() {}

  /**
   * Packs a run, or a part of one, on the driver.
   *
   * @param userJars file names of jars whose classes come before those of Spark
   * @param content the object that the other JVM reads
   * @throws IOException if the function or a shared argument is not serializable
   */
  public static byte[][] pack(
      Closure closure, String runId, List<String> userJars, Serializable content)
      throws IOException {
    byte[][] classes = closure.isEmpty() ? new byte[0][] : ObjectBytes.pieces(closure);
    byte[][] values = closure.isEmpty() ? new byte[0][] : ObjectBytes.pieces(closure.values());
    // A function that assigns variables must not see the values of an earlier run.
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
   * The content of a parcel, on an executor.
   *
   * @param loader finds the function's classes; it is the context class loader of all threads that
   *     run the function
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

  /**
   * Sets this thread's context class loader so that the user's jars take precedence, and returns
   * it.
   */
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

  /**
   * Returns the jars that came as files, followed by the jars of these names that Spark searches.
   */
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
      throw new IllegalStateException(e); // every Java has this method
    }
  }
}
