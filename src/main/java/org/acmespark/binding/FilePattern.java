package org.acmespark.binding;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds the files whose paths match a pattern with {@code *} (any characters of a name) and {@code
 * ?} (one), as a shell does.
 */
final class FilePattern {
  /** So that sub-2 comes before sub-10. */
  private static final Comparator<String> NATURAL = FilePattern::compare;

  private static final Pattern PIECE = Pattern.compile("\\d+|\\D+");

  private FilePattern() {}

  /** Whether a text is a pattern: no file has it as its name. */
  static boolean is(String text) {
    return (text.contains("*") || text.contains("?")) && !Files.exists(Path.of(text));
  }

  /**
   * Returns the files in natural order, in which sub-2 comes before sub-10.
   *
   * @throws IllegalArgumentException if no file matches
   */
  static List<String> find(String pattern) {
    Path given = Path.of(pattern);
    List<Path> found = List.of(given.isAbsolute() ? given.getRoot() : Path.of(""));
    for (Path name : given) {
      List<Path> next = new ArrayList<>();
      for (Path folder : found) {
        next.addAll(matching(folder, name.toString()));
      }
      found = next;
    }
    List<String> files =
        found.stream().filter(Files::isRegularFile).map(Path::toString).sorted(NATURAL).toList();
    if (files.isEmpty()) {
      throw new IllegalArgumentException(
          "no file matches %s (seen from %s)".formatted(pattern, Path.of("").toAbsolutePath()));
    }
    return files;
  }

  private static List<Path> matching(Path folder, String name) {
    if (!name.contains("*") && !name.contains("?")) {
      Path path = folder.resolve(name);
      return Files.exists(path) ? List.of(path) : List.of();
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    String glob = name.replaceAll("[\\[\\]{}\\\\]", "\\\\$0");
    List<Path> names = new ArrayList<>();
    try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder, glob)) {
      for (Path entry : entries) {
        if (name.startsWith(".") || !entry.getFileName().toString().startsWith(".")) {
          names.add(folder.resolve(entry.getFileName()));
        }
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "%s cannot be listed: %s".formatted(folder, e.getMessage()), e);
    }
    return names;
  }

  private static int compare(String a, String b) {
    Matcher inA = PIECE.matcher(a);
    Matcher inB = PIECE.matcher(b);
    while (inA.find() && inB.find()) {
      String one = inA.group();
      String other = inB.group();
      boolean numbers = isNumber(one) && isNumber(other);
      int order = numbers ? compareNumbers(one, other) : one.compareTo(other);
      if (order != 0) {
        return order;
      }
    }
    return a.compareTo(b);
  }

  private static boolean isNumber(String piece) {
    return piece.charAt(0) >= '0' && piece.charAt(0) <= '9';
  }

  private static int compareNumbers(String one, String other) {
    String a = one.replaceFirst("^0+(?=.)", "");
    String b = other.replaceFirst("^0+(?=.)", "");
    return a.length() == b.length() ? a.compareTo(b) : a.length() - b.length();
  }
}
