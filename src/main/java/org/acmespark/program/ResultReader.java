package org.acmespark.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.acmespark.function.ForeignException;
import org.acmespark.hdf5.Hdf5Exception;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.value.Node;
import org.acmespark.numpy.Npy;

/** Reads the declared result of a program. */
final class ResultReader {
  private static final String NO_RESULT = "NoResult";
  private static final long LARGEST_TEXT = 256L << 20;

  private static final ObjectMapper JSON =
      JsonMapper.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private final String program;
  private final ResultForm form;

  ResultReader(String program, ResultForm form) {
    this.program = program;
    this.form = form;
  }

  /**
   * Reads the result of a call.
   *
   * @throws ForeignException if there is no result of the declared kind
   */
  Object read(Scratch scratch, int status) throws ForeignException {
    Path file = scratch.directory().resolve(form.file());
    try {
      return switch (form.kind()) {
        case NONE -> null;
        case EXIT -> (long) status;
        case TEXT -> text(scratch.standardOutput()).replaceFirst("(\\r?\\n)+\\z", "");
        case NUMBER -> number(text(scratch.standardOutput()).strip());
        case INTEGER -> integer(text(scratch.standardOutput()).strip());
        case JSON -> json("its standard output", text(scratch.standardOutput()));
        case CSV -> row(text(scratch.standardOutput()).strip());
        case NPY -> Npy.read(required(file));
        case JSON_FILE -> json(form.file(), text(required(file)));
        case HDF5 -> dataset(required(file));
      };
    } catch (IllegalArgumentException | Hdf5Exception e) {
      throw none(e.getMessage());
    } catch (IOException e) {
      throw none("its result cannot be read: " + e);
    }
  }

  private ForeignException none(String why) {
    return new ForeignException(NO_RESULT, "%s ended well, but %s".formatted(program, why), "");
  }

  private Path required(Path file) throws ForeignException {
    if (!Files.isRegularFile(file)) {
      throw none("left no " + form.file());
    }
    return file;
  }

  private Object dataset(Path file) throws ForeignException {
    try (var reader = Hdf5Reader.open(file)) {
      if (!reader.exists(form.dataset())) {
        throw none(
            "%s has no %s; it has %s".formatted(form.file(), form.dataset(), reader.children("/")));
      }
      if (reader.node(form.dataset()).kind() != Node.Kind.DATASET) {
        throw none("%s in %s is no dataset".formatted(form.dataset(), form.file()));
      }
      return reader.read(form.dataset());
    }
  }

  private String text(Path file) throws IOException, ForeignException {
    if (Files.size(file) > LARGEST_TEXT) {
      throw none("its text is longer than " + (LARGEST_TEXT >> 20) + " MB");
    }
    try {
      return StandardCharsets.UTF_8
          .newDecoder()
          .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
          .toString();
    } catch (CharacterCodingException e) {
      throw none("its text is not UTF-8");
    }
  }

  private Object json(String what, String text) throws ForeignException {
    try {
      return JSON.readValue(text, Object.class);
    } catch (JsonProcessingException e) {
      throw none("%s is no JSON: %s: %s".formatted(what, e.getOriginalMessage(), inShort(text)));
    }
  }

  private double number(String text) throws ForeignException {
    return number("its standard output", text);
  }

  /** Parses a number as C, R, MATLAB and Python write it. */
  private double number(String what, String text) throws ForeignException {
    switch (text.toLowerCase(Locale.ROOT)) {
      case "nan", "-nan", "na" -> {
        return Double.NaN;
      }
      case "inf", "+inf", "infinity" -> {
        return Double.POSITIVE_INFINITY;
      }
      case "-inf", "-infinity" -> {
        return Double.NEGATIVE_INFINITY;
      }
      default -> {
        // Java would also accept 1f and 0x1p3.
        if (!text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)([eE][+-]?\\d+)?")) {
          throw none("%s is no number: %s".formatted(what, inShort(text)));
        }
        return Double.parseDouble(text);
      }
    }
  }

  private long integer(String text) throws ForeignException {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw none("its standard output is no integer of 64 bits: " + inShort(text));
    }
  }

  private double[] row(String text) throws ForeignException {
    List<String> lines = text.lines().toList();
    if (lines.size() != 1) {
      throw none(
          "its standard output has %s lines, not one row of numbers: %s"
              .formatted(lines.size(), inShort(text)));
    }
    String[] fields = lines.get(0).split("[,;\\t]", -1);
    double[] row = new double[fields.length];
    for (int k = 0; k < row.length; k++) {
      String field = fields[k].strip().replaceFirst("^\"(.*)\"$", "$1");
      row[k] = field.isEmpty() ? Double.NaN : number("field " + (k + 1) + " of its row", field);
    }
    return row;
  }

  private static String inShort(String text) {
    String line = text.lines().findFirst().orElse("").strip();
    return text.isBlank()
        ? "it is empty"
        : "\"" + (line.length() > 80 ? line.substring(0, 80) + "..." : line) + "\"";
  }
}
