package org.acmespark.sql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.util.CaseInsensitiveStringMap;

/** The run directories that {@code load} names. */
final class Directories {
  private static final String ADDRESS = "[a-zA-Z][a-zA-Z0-9+.-]+:/.*";
  private static final String FILE = "file:(//)?(?=/)";

  private Directories() {}

  /**
   * Returns absolute paths and addresses, at least one.
   *
   * @throws IllegalArgumentException if none is named, or a pattern fits none
   */
  static List<String> of(CaseInsensitiveStringMap options) {
    List<String> found = new ArrayList<>();
    for (String path : named(options)) {
      String local = path.replaceFirst(FILE, "");
      if (local.matches(ADDRESS)) {
        found.add(local);
      } else if (local.matches(".*[*?\\[{][^/]*")) {
        found.addAll(matching(local));
      } else {
        found.add(Path.of(local).toAbsolutePath().normalize().toString());
      }
    }
    return found;
  }

  private static List<String> named(CaseInsensitiveStringMap options) {
    List<String> paths = new ArrayList<>();
    if (options.containsKey("path")) {
      paths.add(options.get("path"));
    }
    if (options.containsKey("paths")) {
      try { // as DataFrameReader.load(String...) writes them
        paths.addAll(List.of(new ObjectMapper().readValue(options.get("paths"), String[].class)));
      } catch (JsonProcessingException e) {
        throw new IllegalArgumentException("paths: %s".formatted(e.getOriginalMessage()), e);
      }
    }
    if (paths.isEmpty()) {
      throw new IllegalArgumentException(
          "the format acme reads run directories: name one, as in load(\"ACME_20261122-100302-976973\")");
    }
    return paths;
  }

  /** The pattern is in the last part of the path. */
  private static List<String> matching(String pattern) {
    Path path = Path.of(pattern).toAbsolutePath().normalize();
    try (var entries =
        Files.newDirectoryStream(path.getParent(), String.valueOf(path.getFileName()))) {
      List<String> found = new ArrayList<>();
      entries.forEach(entry -> found.add(entry.toString()));
      if (found.isEmpty()) {
        throw new IllegalArgumentException("no directory has a name like " + pattern);
      }
      found.sort(null);
      return found;
    } catch (IOException | DirectoryIteratorException e) {
      throw new IllegalArgumentException("%s cannot be listed: %s".formatted(pattern, e), e);
    }
  }
}
