package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
  private static final String MANIFEST_SUFFIX = "_run.json";

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
          entries.filter(entry -> entry.toString().endsWith(MANIFEST_SUFFIX)).toList();
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

  private static EarlierRun inRemote(RemoteDirectory directory) {
    if (!directory.exists(RunDirectory.MARKER)) {
      throw new IllegalArgumentException(
          "%s is not a run directory: there is no %s in it"
              .formatted(directory.address(), RunDirectory.MARKER));
    }
    List<String> manifests =
        directory.list("").stream()
            .map(RemoteDirectory.Entry::name)
            .filter(name -> name.endsWith(MANIFEST_SUFFIX))
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
