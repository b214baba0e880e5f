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
 * Finds Python functions before the run starts.
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
   * The settings for calls of a function.
   *
   * @param interpreter the Python interpreter that runs the function
   * @param path folders where Python first looks for modules
   * @param directory the function's working directory, if it exists
   * @param wholePickle whether each result is pickled as a whole
   * @param threads number of cores of a call; it limits libraries that would use all cores
   * @param files modules that are sent to the executors: .py files, folders, zips, wheels
   */
  public record Settings(
      String interpreter,
      List<String> path,
      String directory,
      boolean wholePickle,
      int threads,
      List<String> files) {
    /**
     * Returns settings with the interpreter that {@code ACME_PYTHON} names, else {@code python3}.
     */
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

  /** Returns whether {@code spec} names a Python function. */
  public static boolean isPython(String spec) {
    return spec.contains(".py::") || spec.startsWith(MODULE);
  }

  /** Finds a function as {@link #named(String, Settings)} does, with the standard settings. */
  public static UserFunction named(String spec) {
    return named(spec, Settings.standard());
  }

  /**
   * Finds the function that {@code spec} names.
   *
   * @throws IllegalArgumentException if the file, module, function or interpreter does not exist
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
    // The digest leaves out the file's folder: a run may be resumed from a copy of the file.
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
   * Returns a function that Python has pickled.
   *
   * @param digest identifies the function's code, because pickles of one function differ
   * @param passing for each argument its keyword, or "" if it is passed by position; the engine
   *     adds one more argument, the computation's context
   * @param python version of the Python that pickled the function, for example 3.13; empty if
   *     unknown
   * @param numpy version of that Python's NumPy; empty if unknown
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

  /**
   * Asks the interpreter for the description of a function, in a process that ends after the
   * answer.
   */
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
