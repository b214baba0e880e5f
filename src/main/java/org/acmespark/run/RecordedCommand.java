package org.acmespark.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.acmespark.model.AcmeException;
import org.acmespark.store.EarlierRun;
import org.acmespark.store.directory.OutputPlace;
import org.acmespark.store.directory.Ownership;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * The command line that began a run. The run's manifest keeps it, so that the name of the run
 * directory suffices to resume the run.
 *
 * <pre>{@code
 * RecordedCommand.of(Path.of("ACME_20261122-100302-976973")).get().arguments()
 * // [run, org.acmespark.examples.Walkthrough::f, [2,4,6,8], 4, z=3]
 * }</pre>
 *
 * @param arguments the words that were typed, without the name of the program
 * @param directory directory in which the command was typed; relative paths begin there
 * @param jars with the user's code
 */
public record RecordedCommand(List<String> arguments, Path directory, List<Path> jars) {
  /** Text that replaces the value of a secret property. */
  public static final String NOT_RECORDED = "(not recorded)";

  private static final Pattern SECRETIVE = Pattern.compile("(?i)secret|password|token|key");

  static final String JARS = "jars";
  static final String FILE = "file";
  private static final String CONF = "--conf";

  /** Copies its arguments without secrets, which are values of properties with secretive names. */
  public RecordedCommand {
    arguments = withoutSecrets(arguments);
    jars = List.copyOf(jars);
  }

  private static List<String> withoutSecrets(List<String> words) {
    List<String> all = new ArrayList<>(words.size());
    boolean conf = false;
    for (String word : words) {
      String prefix = word.startsWith(CONF + "=") ? CONF + "=" : "";
      all.add(
          conf || !prefix.isEmpty()
              ? prefix + withoutSecret(word.substring(prefix.length()))
              : word);
      conf = word.equals(CONF);
    }
    return List.copyOf(all);
  }

  /** Returns a property {@code key=value}, without the value if the key indicates a secret. */
  public static String withoutSecret(String property) {
    int equals = property.indexOf('=');
    return equals >= 0 && SECRETIVE.matcher(property.substring(0, equals)).find()
        ? property.substring(0, equals + 1) + NOT_RECORDED
        : property;
  }

  /**
   * Refuses a run directory, or a jar that it names, if somebody else has written or could have
   * written it.
   *
   * @param jars the jars to run
   * @throws IllegalArgumentException naming the file that somebody else can change
   */
  public static void requireOwn(String runDirectory, List<Path> jars) {
    Optional<String> stranger = Ownership.strangerIn(runDirectory);
    for (Path jar : jars) {
      if (stranger.isEmpty() && Files.exists(jar)) {
        stranger = Ownership.strangerTo(jar);
      }
    }
    if (stranger.isPresent()) {
      throw new IllegalArgumentException(
          ("%s: resuming would run what the directory names, with your rights; look at its manifest,"
                  + " and give --trust if you trust it")
              .formatted(stranger.get()));
    }
  }

  /**
   * Refuses a directory in which no run has begun.
   *
   * @throws IllegalArgumentException saying which command begins one
   */
  public static void requireBegun(String runDirectory) {
    String directory = OutputPlace.absolute(runDirectory);
    boolean nothing =
        RemoteDirectory.isAddress(directory) || !Files.isRegularFile(Path.of(directory));
    if (nothing && EarlierRun.find(directory).isEmpty()) {
      throw new IllegalArgumentException(
          ("nothing has begun in %s: there is nothing to resume. `acme run FUNCTION ... --output-dir"
                  + " %s --rerun resume` begins a run there, and resumes it when it is repeated")
              .formatted(directory, runDirectory));
    }
  }

  /**
   * Returns the command of the run in a directory; empty if a program began the run.
   *
   * @throws IllegalArgumentException if it is not a run directory
   */
  public static Optional<RecordedCommand> of(String runDirectory) {
    if (!(EarlierRun.in(runDirectory).manifest().get(RunDescription.COMMAND)
        instanceof Map<?, ?> command)) {
      return Optional.empty();
    }
    List<?> arguments = (List<?>) command.get("arguments");
    return Optional.of(
        new RecordedCommand(
            arguments.stream().map(Object::toString).toList(),
            Path.of(command.get("directory").toString()),
            RunDescription.entries(command.get(JARS)).stream()
                .map(jar -> Path.of(jar.get(FILE).toString()))
                .toList()));
  }

  /** Whether a run directory is given as an address that Hadoop knows, not as a path. */
  public static boolean isAddress(String runDirectory) {
    return RemoteDirectory.isAddress(runDirectory);
  }

  /** Returns the command in a form for JSON, with the digests of the jars. */
  Map<String, Object> describe() {
    Map<String, Object> description = new LinkedHashMap<>();
    description.put("arguments", arguments);
    description.put("directory", directory.toString());
    description.put(JARS, jars.stream().map(this::describe).toList());
    return description;
  }

  private Map<String, String> describe(Path jar) {
    Map<String, String> description = new LinkedHashMap<>();
    description.put(FILE, jar.toString());
    try {
      description.put(RunDescription.DIGEST, Digest.of(directory.resolve(jar)));
    } catch (IOException e) {
      throw new AcmeException("cannot read jar %s: %s".formatted(jar, e.getMessage()), e);
    }
    return description;
  }
}
