package org.acmespark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.store.EarlierRun;
import org.acmespark.store.RemoteDirectory;

/**
 * The command line that has begun a run, as its manifest keeps it, so that the run can be resumed
 * by name of its directory alone.
 *
 * <pre>{@code
 * RecordedCommand.of(Path.of("ACME_20261122-100302-976973")).get().arguments()
 * // [run, org.acmespark.examples.Walkthrough::f, [2,4,6,8], 4, z=3]
 * }</pre>
 *
 * @param arguments as they were typed, without the name of the program
 * @param directory where it was typed; relative paths begin there
 * @param jars with the user's code
 */
public record RecordedCommand(List<String> arguments, Path directory, List<Path> jars) {
  static final String JARS = "jars";
  static final String FILE = "file";

  /** Copies what it is given. */
  public RecordedCommand {
    arguments = List.copyOf(arguments);
    jars = List.copyOf(jars);
  }

  /**
   * That of the run in a directory; empty if it was begun by a program.
   *
   * @throws IllegalArgumentException if it is no run directory
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

  /** Whether a run directory is named by an address that Hadoop knows, not by a path. */
  public static boolean isAddress(String runDirectory) {
    return RemoteDirectory.isAddress(runDirectory);
  }

  /** Ready for JSON, the jars with their digests. */
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
