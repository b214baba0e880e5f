package org.acmespark.python;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.acmespark.function.CodeDigest;

/**
 * The user's modules that are sent to executors: files, folders, archives. Each is unpacked into
 * its own folder, where Python looks for modules.
 */
final class PythonFiles implements Serializable {
  private static final long serialVersionUID = 1;

  private static final long MOST_BYTES = 256L << 20;

  /** No modules. */
  static final PythonFiles NONE = new PythonFiles();

  private final ArrayList<Entry> entries = new ArrayList<>();
  private int roots;
  private long size;

  /** A file with its path relative to the folder into which all files are unpacked. */
  private record Entry(String path, byte[] bytes) implements Serializable {}

  private PythonFiles() {}

  /**
   * Reads the contents of {@code .py} files, folders, zips, wheels and eggs. A folder with an
   * {@code __init__.py} is a package. The contents of any other folder are modules.
   *
   * @throws IllegalArgumentException if a path does not exist or is of another kind, or if all
   *     files together are too large
   */
  static PythonFiles of(List<String> paths) {
    var files = new PythonFiles();
    for (String path : paths) {
      try {
        files.add(path, Path.of(path).toAbsolutePath().normalize());
      } catch (IOException e) {
        throw new IllegalArgumentException(
            "--py-files %s cannot be read: %s".formatted(path, e), e);
      }
    }
    return files.roots == 0 ? NONE : files;
  }

  private void add(String given, Path path) throws IOException {
    String name = path.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    String root = roots++ + "/";
    if (Files.isDirectory(path)) {
      boolean isPackage = Files.exists(path.resolve("__init__.py"));
      addFolder(given, path, isPackage ? root + name + "/" : root);
    } else if (!Files.isRegularFile(path)) {
      throw new IllegalArgumentException(
          "--py-files %s: there is no such file (seen from %s)"
              .formatted(given, Path.of("").toAbsolutePath()));
    } else if (lower.endsWith(".py")) {
      add(given, root + name, Files.readAllBytes(path));
    } else if (lower.endsWith(".zip") || lower.endsWith(".whl") || lower.endsWith(".egg")) {
      addArchive(given, path, root);
    } else {
      throw new IllegalArgumentException(
          "--py-files %s: expected a folder, or a file .py, .zip, .whl or .egg".formatted(given));
    }
  }

  private void addFolder(String given, Path folder, String root) throws IOException {
    List<Path> all;
    try (Stream<Path> walk = Files.walk(folder)) {
      all =
          walk.filter(Files::isRegularFile)
              .filter(file -> !file.toString().contains("__pycache__"))
              .sorted()
              .toList();
    }
    for (Path file : all) {
      add(given, root + folder.relativize(file), Files.readAllBytes(file));
    }
  }

  private void addArchive(String given, Path file, String root) throws IOException {
    try (var archive = new ZipFile(file.toFile())) {
      for (ZipEntry entry : archive.stream().filter(e -> !e.isDirectory()).toList()) {
        if (Path.of("/r", entry.getName()).normalize().startsWith("/r")) {
          try (var in = archive.getInputStream(entry)) {
            add(given, root + entry.getName(), in.readAllBytes());
          }
        }
      }
    }
  }

  private void add(String given, String path, byte[] bytes) {
    size += bytes.length;
    if (size > MOST_BYTES) {
      throw new IllegalArgumentException(
          "--py-files %s: more than %s MB are not sent; install it where executors see it"
              .formatted(given, MOST_BYTES >> 20));
    }
    entries.add(new Entry(path, bytes));
  }

  /** Writes all files below a folder. Returns the folders where Python must look for modules. */
  List<String> unpack(Path folder) throws IOException {
    for (Entry entry : entries) {
      Path file = folder.resolve(entry.path());
      Files.createDirectories(file.getParent());
      Files.write(file, entry.bytes());
    }
    return roots(folder);
  }

  /** Returns the folders below {@code folder} where Python must look for modules. */
  List<String> roots(Path folder) {
    return IntStream.range(0, roots).mapToObj(k -> folder.resolve("" + k).toString()).toList();
  }

  boolean isEmpty() {
    return entries.isEmpty();
  }

  /** Returns a digest of all files, empty if there are none. */
  String digest() {
    var all = new StringBuilder();
    for (Entry entry : entries) {
      all.append(entry.path()).append(' ');
      all.append(CodeDigest.of(Base64.getEncoder().encodeToString(entry.bytes()))).append('\n');
    }
    return isEmpty() ? "" : CodeDigest.of(all.toString());
  }
}
