package org.acmespark.run;

import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.stream.Stream;
import org.acmespark.function.Digested;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.store.payload.ObjectBytes;

/**
 * Computes SHA-256 digests, in hexadecimal, of everything that determines a run's results. A digest
 * is empty if nothing can be compared, as for an RDD or an object that cannot be serialized.
 */
final class Digest {
  private static final String UNKNOWN = "";

  private Digest() {}

  /**
   * Returns the digest of a function. It covers the values that the function captures and the code
   * of its declaring class, if a class file exists. It does not cover other classes that the
   * function calls.
   */
  static String of(UserFunction function) {
    if (!function.digest().isEmpty()) {
      return function.digest();
    }
    String resource = function.declaringClass().replace('.', '/') + ".class";
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    try (var code = loader.getResourceAsStream(resource)) {
      var digest = sha256();
      digest.update(ofSerialized(function).getBytes(StandardCharsets.UTF_8));
      if (code != null) {
        update(digest, code);
      }
      return hex(digest);
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /**
   * Returns the digest of an argument's values. The digest of slices covers the path, size and time
   * of the file and the part of it that is read.
   */
  static String of(Arg<?> arg) {
    return arg.match(
        new Arg.Cases<String>() {
          @Override
          public String each(Arg.Each<?> each) {
            return ofSerialized(each.values());
          }

          @Override
          public String all(Arg.All<?> all) {
            return ofSerialized(all.value());
          }

          @Override
          public String slices(Arg.Slices<?> slices) {
            return ofSlices(slices);
          }

          @Override
          public String files(Arg.Files<?> files) {
            return ofFiles(files);
          }

          @Override
          public String distributed(Arg.Distributed<?> distributed) {
            return UNKNOWN;
          }

          @Override
          public String context(Arg.Context context) {
            return UNKNOWN;
          }
        });
  }

  private static String ofSlices(Arg.Slices<?> slices) {
    try {
      List<Object> parts = new ArrayList<>(state(slices.file()));
      parts.addAll(List.of(slices.dataset(), slices.axis(), slices.type().getName()));
      if (!slices.spans().isEmpty()) {
        parts.add(slices.spans().toString());
      }
      return ofSerialized(List.copyOf(parts));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  private static String ofFiles(Arg.Files<?> files) {
    try {
      List<Object> parts = new ArrayList<>();
      for (String file : files.files()) {
        parts.addAll(state(file));
      }
      parts.addAll(List.of(files.dataset(), files.spans().toString(), files.type().getName()));
      return ofSerialized(List.copyOf(parts));
    } catch (IOException e) {
      return UNKNOWN;
    }
  }

  /** Path, size and time of a file. */
  private static List<Object> state(String name) throws IOException {
    Path file = Path.of(name).toAbsolutePath().normalize();
    return List.of(file.toString(), Files.size(file), Files.getLastModifiedTime(file).toString());
  }

  /**
   * Returns the digest of the bytes of a file.
   *
   * @throws IOException if the file cannot be read
   */
  static String of(Path file) throws IOException {
    try (var in = Files.newInputStream(file)) {
      var digest = sha256();
      update(digest, in);
      return hex(digest);
    }
  }

  private static String ofSerialized(Object object) {
    var digest = sha256();
    try (var objects = new CanonicalOutputStream(new Sink(digest))) {
      objects.writeObject(object);
      objects.flush();
      return hex(digest);
    } catch (IOException | RuntimeException | StackOverflowError e) { // from writeObject
      return UNKNOWN;
    }
  }

  private static void update(MessageDigest digest, InputStream in) throws IOException {
    byte[] buffer = new byte[1 << 16];
    for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
      digest.update(buffer, 0, n);
    }
  }

  private static String hex(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** Adds bytes to a digest and discards them. */
  private static final class Sink extends OutputStream {
    private final MessageDigest digest;

    Sink(MessageDigest digest) {
      this.digest = digest;
    }

    @Override
    public void write(int b) {
      digest.update((byte) b);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
      digest.update(bytes, offset, length);
    }
  }

  /** Sorts maps and sets without a defined order, whose order differs between JVMs. */
  private static final class CanonicalOutputStream extends ObjectOutputStream {
    CanonicalOutputStream(OutputStream out) throws IOException {
      super(out);
      enableReplaceObject(true);
    }

    @Override
    protected Object replaceObject(Object object) throws IOException {
      if (object instanceof Digested digested) {
        return digested.digest();
      }
      // Collections from Map.of, Set.of and List.of arrive in their serialized form.
      Object whole =
          object.getClass().getName().equals("java.util.CollSer")
              ? ObjectBytes.read(ObjectBytes.pieces(object))
              : object;
      if (whole instanceof Optional<?> optional) {
        return new ArrayList<>(optional.stream().toList());
      }
      if (whole instanceof Map<?, ?> map
          && !(map instanceof SortedMap)
          && !(map instanceof LinkedHashMap)) {
        return sorted(map.entrySet().stream().map(e -> of(e.getKey()) + of(e.getValue())));
      }
      if (whole instanceof Set<?> set
          && !(set instanceof SortedSet)
          && !(set instanceof LinkedHashSet)) {
        return sorted(set.stream().map(CanonicalOutputStream::of));
      }
      return object;
    }

    private static String of(Object part) {
      return ofSerialized(part);
    }

    private static String sorted(Stream<String> parts) {
      return String.join(" ", parts.sorted().toList());
    }
  }
}
