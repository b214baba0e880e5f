package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.model.HomeDirectory;
import org.acmespark.store.directory.RemoteDirectory;
import org.acmespark.store.directory.RunDirectory;

/**
 * A run that has a directory, as its manifest describes it. This class only reads.
 *
 * <pre>{@code
 * EarlierRun.in("ACME_20261122-100302-976973").manifest().get("nInputs")   // 4
 * }</pre>
 *
 * @param directory the run directory: an absolute path, or an address on a Hadoop file system
 * @param manifest content of {@code funcname_run.json}, as maps and lists of values
 */
public record EarlierRun(String directory, Map<String, Object> manifest) {
  /** What a run has written before its manifest. */
  private static final Pattern BEFORE_THE_MANIFEST =
      Pattern.compile("\\.acme-.*|\\.working|ACME_.*\\.log");

  /**
   * Reads the manifest of the run in a directory.
   *
   * @throws IllegalArgumentException if it is not a run directory, or its process died before it
   *     had written the manifest
   */
  public static EarlierRun in(String place) {
    if (RemoteDirectory.isAddress(place)) {
      return inRemote(RemoteDirectory.of(place));
    }
    Path directory = Path.of(HomeDirectory.expand(place)).toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      throw new IllegalArgumentException(
          "%s is not a directory; name the directory of a run, ACME_...".formatted(directory));
    }
    if (!Files.exists(directory.resolve(RunDirectory.MARKER))) {
      throw new IllegalArgumentException(
          "%s is not a run directory: there is no %s in it (a run in memory leaves none)"
              .formatted(directory, RunDirectory.MARKER));
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<Path> manifests =
          entries.filter(entry -> entry.toString().endsWith(RunDirectory.MANIFEST_SUFFIX)).toList();
      if (manifests.isEmpty()) {
        LeftBehind.requireNone(directory);
      }
      requireOne(manifests, directory.toString());
      return new EarlierRun(directory.toString(), Manifest.read(manifests.get(0)));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "the manifest of the run in %s cannot be read: %s"
              .formatted(directory, RunDirectory.why(e)),
          e);
    }
  }

  /**
   * Looks for a run in the output directory of a new run.
   *
   * @return empty if there is no such directory, if it is empty, or if a run in it ended before it
   *     had written its manifest
   * @throws IllegalArgumentException if there is anything that is not a run's
   */
  public static Optional<EarlierRun> find(String place) {
    List<String> names = names(place);
    if (names.stream().anyMatch(name -> name.endsWith(RunDirectory.MANIFEST_SUFFIX))
        && names.contains(RunDirectory.MARKER)) {
      return Optional.of(in(place));
    }
    Optional<String> other =
        names.stream().filter(name -> !BEFORE_THE_MANIFEST.matcher(name).matches()).findFirst();
    if (other.isPresent()) {
      throw new IllegalArgumentException(
          "output directory %s holds %s, but no run; name a new one".formatted(place, other.get()));
    }
    return Optional.empty();
  }

  private static List<String> names(String place) {
    if (RemoteDirectory.isAddress(place)) {
      return RemoteDirectory.of(place).list("").stream().map(RemoteDirectory.Entry::name).toList();
    }
    Path directory = Path.of(HomeDirectory.expand(place)).toAbsolutePath().normalize();
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(directory)) {
      List<String> names = entries.map(entry -> entry.getFileName().toString()).sorted().toList();
      if (names.contains(RunDirectory.MARKER)
          && names.stream().noneMatch(name -> name.endsWith(RunDirectory.MANIFEST_SUFFIX))) {
        LeftBehind.requireNone(directory);
      }
      return names;
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "output directory %s cannot be read: %s".formatted(directory, RunDirectory.why(e)), e);
    }
  }

  private static EarlierRun inRemote(RemoteDirectory directory) {
    if (!directory.exists(RunDirectory.MARKER)) {
      throw new IllegalArgumentException(
          "%s is not a run directory: there is no %s in it"
              .formatted(directory.address(), RunDirectory.MARKER));
    }
    List<String> manifests =
        directory.list("").stream()
            .map(RemoteDirectory.Entry::name)
            .filter(name -> name.endsWith(RunDirectory.MANIFEST_SUFFIX))
            .toList();
    requireOne(manifests, directory.address());
    try {
      return new EarlierRun(directory.address(), Manifest.parse(directory.read(manifests.get(0))));
    } catch (IOException e) {
      throw new AcmeException(
          "the manifest of the run in %s cannot be read: %s"
              .formatted(directory.address(), RemoteDirectory.why(e)),
          e);
    }
  }

  private static void requireOne(List<?> manifests, String directory) {
    if (manifests.size() != 1) {
      throw new IllegalArgumentException(
          manifests.isEmpty()
              ? "the run in %s ended before its first computation: nothing is lost, start it again"
                  .formatted(directory)
              : "%s has more than one manifest: %s".formatted(directory, manifests));
    }
  }
}
