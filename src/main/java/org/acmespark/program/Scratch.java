package org.acmespark.program;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The scratch directory of a call. It is removed with all its contents. It lies below {@code
 * TMPDIR}, or in Java's directory for temporary files.
 *
 * @param root root folder, which also contains the printed output
 * @param directory directory for the program
 */
record Scratch(Path root, Path directory) implements AutoCloseable {
  private static final int LARGEST_LOG = 1 << 20;

  static Scratch make() throws IOException {
    Path parent =
        Optional.ofNullable(System.getenv("TMPDIR"))
            .map(Path::of)
            .filter(Files::isDirectory)
            .orElseGet(() -> Path.of(System.getProperty("java.io.tmpdir")));
    var mine = PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"));
    Path root = Files.createTempDirectory(parent, "acme-call", mine).toAbsolutePath();
    return new Scratch(root, Files.createDirectory(root.resolve("dir")));
  }

  Path standardOutput() {
    return root.resolve("stdout");
  }

  Path standardError() {
    return root.resolve("stderr");
  }

  /** Returns the printed output, at most its last megabyte. */
  static String tail(Path file) {
    try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
      bytes.seek(Math.max(0, bytes.length() - LARGEST_LOG));
      byte[] last = new byte[(int) Math.min(bytes.length(), LARGEST_LOG)];
      bytes.readFully(last);
      return new String(last, StandardCharsets.UTF_8).stripTrailing();
    } catch (IOException e) {
      return "";
    }
  }

  @Override
  public void close() throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(root)) {
      all = walk.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path path : all) {
      Files.deleteIfExists(path);
    }
  }
}
