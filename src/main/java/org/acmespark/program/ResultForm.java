package org.acmespark.program;

import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.acmespark.function.EditDistance;

/**
 * The location and the kind of a program's result.
 *
 * @param file path of the result file below the scratch directory; empty if the result is not in a
 *     file
 * @param dataset path of the dataset in an HDF5 file; else empty
 */
record ResultForm(Kind kind, String file, String dataset) implements Serializable {
  /** The kind of a result. */
  enum Kind {
    NONE("none"),
    EXIT("exit"),
    TEXT("stdout:text"),
    NUMBER("stdout:number"),
    INTEGER("stdout:integer"),
    JSON("stdout:json"),
    CSV("stdout:csv"),
    HDF5(""),
    NPY(""),
    JSON_FILE("");

    private final String spelling;

    Kind(String spelling) {
      this.spelling = spelling;
    }
  }

  private static final String STDOUT = "stdout";

  private static final List<String> SPELLINGS =
      Arrays.stream(Kind.values()).map(kind -> kind.spelling).filter(s -> !s.isEmpty()).toList();

  /**
   * Parses a declaration: {@code exit}, {@code stdout:number}, {@code out.h5:/params}, ...
   *
   * @throws IllegalArgumentException if the text is no declaration; the message lists the valid
   *     ones
   */
  static ResultForm parse(String text) {
    for (Kind kind : Kind.values()) {
      if (!kind.spelling.isEmpty() && kind.spelling.equals(text)) {
        return new ResultForm(kind, "", "");
      }
    }
    int colon = text.indexOf(":/");
    String file = colon < 0 ? text : text.substring(0, colon);
    String dataset = colon < 0 ? "" : text.substring(colon + 1);
    String lower = file.toLowerCase(Locale.ROOT);
    boolean isHdf5 = lower.endsWith(".h5") || lower.endsWith(".hdf5");
    if (!isHdf5 && !lower.endsWith(".npy") && !lower.endsWith(".json")) {
      throw refused(text, nearest(text));
    }
    Path path = Path.of(file);
    if (path.isAbsolute() || path.normalize().startsWith("..")) {
      throw refused(text, "; a file is named as it is in {dir}, as out.npy");
    }
    if (isHdf5 && dataset.length() < 2) {
      throw refused(text, "; an HDF5 file is named with a dataset of it, as out.h5:/params");
    }
    if (!isHdf5 && !dataset.isEmpty()) {
      throw refused(text, "; datasets are in HDF5 files alone");
    }
    Kind kind = isHdf5 ? Kind.HDF5 : lower.endsWith(".npy") ? Kind.NPY : Kind.JSON_FILE;
    return new ResultForm(kind, path.normalize().toString(), dataset);
  }

  /** Returns the valid declarations. */
  static String all() {
    return String.join(", ", SPELLINGS) + ", FILE.npy, FILE.json, FILE.h5:/dataset";
  }

  private static String nearest(String text) {
    return text.startsWith(STDOUT) || !text.contains(".")
        ? "; nearest to it: " + EditDistance.nearest(text, SPELLINGS, 1).get(0)
        : "";
  }

  private static IllegalArgumentException refused(String text, String more) {
    return new IllegalArgumentException("result %s is none of %s%s".formatted(text, all(), more));
  }

  boolean isInFile() {
    return !file.isEmpty();
  }

  /** Returns whether standard output contains the result and not messages. */
  boolean isStandardOutput() {
    return kind.spelling.startsWith(STDOUT);
  }
}
