package org.acmespark.python;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.function.AsGiven;
import org.acmespark.function.CodeDigest;
import org.acmespark.function.Parameter;
import org.acmespark.function.UserFunction;

/**
 * Finds functions in Python, before anything is started.
 *
 * <pre>{@code
 * PythonFunctions.named("analysis.py::lowpass");
 * PythonFunctions.named("python:scipy.ndimage::uniform_filter1d");
 * }</pre>
 */
public final class PythonFunctions {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String MODULE = "python:";

  private PythonFunctions() {}

  /**
   * How a function is called.
   *
   * @param interpreter the program that runs it
   * @param path folders where Python looks for modules first
   * @param directory where it runs, if there is such a directory
   * @param wholePickle whether its results are pickled whole
   * @param threads how many cores a call has, for libraries that would take all
   * @param files modules that travel to the executors: .py files, folders, zips, wheels
   */
  public record Settings(
      String interpreter,
      List<String> path,
      String directory,
      boolean wholePickle,
      int threads,
      List<String> files) {
    /** The interpreter that {@code ACME_PYTHON} names, else {@code python3}. */
    public static Settings standard() {
      return new Settings(
          Optional.ofNullable(System.getenv("ACME_PYTHON")).orElse("python3"),
          List.of(),
          Path.of("").toAbsolutePath().toString(),
          false,
          1,
          List.of());
    }
  }

  /** Whether {@code spec} names a function in Python. */
  public static boolean isPython(String spec) {
    return spec.contains(".py::") || spec.startsWith(MODULE);
  }

  /** As {@link #named(String, Settings)}, as the standard settings say. */
  public static UserFunction named(String spec) {
    return named(spec, Settings.standard());
  }

  /**
   * The function that {@code spec} names.
   *
   * @throws IllegalArgumentException if there is no such file, module, function or interpreter
   */
  public static UserFunction named(String spec, Settings settings) {
    int colons = spec.indexOf("::");
    if (colons < 0) {
      throw new IllegalArgumentException(
          "function \"%s\": write python:package.module::function".formatted(spec));
    }
    String where = spec.substring(0, colons);
    String name = spec.substring(colons + 2);
    List<String> path = new ArrayList<>(settings.path());
    Map<String, Object> open = new LinkedHashMap<>();
    open.put("name", name);
    if (where.startsWith(MODULE)) {
      open.put("kind", "module");
      open.put("module", where.substring(MODULE.length()));
      open.put("source", "");
    } else {
      Path file = Path.of(where).toAbsolutePath().normalize();
      open.put("kind", "source");
      open.put("file", file.toString());
      open.put("source", source(spec, file));
      path.add(file.getParent().toString());
    }
    open.put("path", path);
    open.put("directory", settings.directory());
    open.put("wholePickle", settings.wholePickle());
    List<Parameter> parameters = new ArrayList<>();
    List<String> passing = new ArrayList<>();
    PythonFiles files = PythonFiles.of(settings.files());
    JsonNode description = describe(spec, settings, files, json(open));
    for (JsonNode found : description.get("parameters")) {
      parameters.add(parameter(found, parameters.size()));
      passing.add(found.get("positional").asBoolean() ? "" : found.get("name").asText());
    }
    open.put("passing", passing);
    // Not where the file lies: a run is resumed from a copy of it as well.
    String code = description.path("digest").asText() + open.get("source") + files.digest();
    String digest = CodeDigest.of("%s %s %s".formatted(open.get("kind"), name, code));
    JsonNode versions = description.get("versions");
    var function =
        new PythonFunction(
            settings.interpreter(),
            json(open),
            new byte[0],
            List.copyOf(passing),
            digest,
            PythonVersions.here(versions.get("python").asText(), versions.get("numpy").asText()),
            settings.threads(),
            files);
    return UserFunction.of(name, new PythonCall(function, parameters));
  }

  /**
   * A function as Python has pickled it.
   *
   * @param digest stands for the function's code: pickles of one function differ
   * @param passing per argument the keyword, or "" by position; the engine gives one more argument,
   *     the computation's context
   * @param python version of the Python that has pickled it, as 3.13; empty if it is not known
   * @param numpy version of its NumPy; empty if it is not known
   */
  public static UserFunction pickled(
      byte[] pickle,
      String name,
      String digest,
      List<String> passing,
      Settings settings,
      String python,
      String numpy) {
    PythonFiles files = PythonFiles.of(settings.files());
    PythonVersions versions = PythonVersions.here(python, numpy);
    Map<String, Object> open = new LinkedHashMap<>();
    open.put("kind", "pickle");
    open.put("path", settings.path());
    open.put("directory", settings.directory());
    open.put("wholePickle", settings.wholePickle());
    open.put("passing", passing);
    List<Parameter> parameters = new ArrayList<>();
    for (String keyword : passing) {
      String shown = keyword.isEmpty() ? "arg" + parameters.size() : keyword;
      parameters.add(
          new Parameter(
              shown, AsGiven.class, Optional.empty(), Parameter.Kind.VALUE, parameters.size()));
    }
    var function =
        new PythonFunction(
            settings.interpreter(),
            json(open),
            pickle,
            List.copyOf(passing),
            digest + files.digest(),
            versions,
            settings.threads(),
            files);
    return UserFunction.of(name, new PythonCall(function, parameters));
  }

  private static String source(String spec, Path file) {
    try {
      if (!Files.isRegularFile(file)) {
        throw new IllegalArgumentException(
            "function \"%s\": there is no file %s".formatted(spec, file));
      }
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "function \"%s\": %s cannot be read: %s".formatted(spec, file, e), e);
    }
  }

  private static Parameter parameter(JsonNode found, int position) {
    String name = found.get("name").asText();
    boolean isIndex = name.equals("taskID");
    boolean isSeed = name.equals(PythonFunction.SEED);
    JsonNode own = found.get("default");
    return new Parameter(
        name,
        AsGiven.class,
        isIndex || own.isNull() && !isSeed
            ? Optional.empty()
            : Optional.of(isSeed ? "drawn" : own.asText()),
        isIndex ? Parameter.Kind.TASK_ID : Parameter.Kind.VALUE,
        position);
  }

  /** Asks the interpreter, in a process that ends with the answer. */
  private static JsonNode describe(String spec, Settings settings, PythonFiles files, String json) {
    try {
      Path folder = PythonCode.unpack();
      try {
        files.unpack(folder.resolve("files"));
        var builder =
            new ProcessBuilder(
                PythonCode.command(
                    settings.interpreter(),
                    folder,
                    "_functions",
                    files.roots(folder.resolve("files")).toArray(String[]::new)));
        Path said = folder.resolve("said");
        Process process = builder.redirectError(said.toFile()).start();
        try (var in = process.getOutputStream()) {
          in.write(json.getBytes(StandardCharsets.UTF_8));
        }
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        JsonNode found = answer.isEmpty() ? null : JSON.readTree(answer);
        if (found == null) {
          throw new IllegalArgumentException(
              "function \"%s\": %s ended without an answer: %s"
                  .formatted(spec, settings.interpreter(), Files.readString(said).strip()));
        }
        if (found.has("error")) {
          throw new IllegalArgumentException(
              "function \"%s\": %s (Python is %s)"
                  .formatted(spec, found.get("error").asText(), settings.interpreter()));
        }
        return found;
      } finally {
        PythonCode.remove(folder);
      }
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "function \"%s\": the Python interpreter %s cannot be started: %s"
              .formatted(spec, new File(settings.interpreter()), e.getMessage()),
          e);
    }
  }

  private static String json(Map<String, Object> open) {
    try {
      return JSON.writeValueAsString(open);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
