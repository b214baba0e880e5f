package org.acmespark.run;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.directory.RunUse;

/**
 * Finds and removes the directories of earlier runs.
 *
 * <pre>{@code
 * for (OldRuns.Found run : OldRuns.in(Path.of("."), Duration.ofDays(7))) {
 *   if (run.keptBecause().isEmpty()) {
 *     OldRuns.remove(run);
 *   }
 * }
 * }</pre>
 *
 * <p>It finds only directories that have a name chosen by a run, {@code
 * ACME_YYYYMMDD-hhmmss-ffffff}, and the marker file of a run. If a person chose the name, a person
 * has to remove the directory.
 */
public final class OldRuns {
  private static final Pattern NAME = Pattern.compile("ACME_\\d{8}-\\d{6}-\\d{6}");
  private static final String MANIFEST = "_run.json";
  private static final String RESULTS =
      "%1$s(\\.h5|_run\\.json|_computations\\.jsonl|_\\d+\\.(pickle|ser))"
          + "|ACME_%1$s_\\d{8}-\\d{6}\\.log"
          + "|%1$s_payload(/%1$s_\\d+(-\\d+)?(_\\d+)?\\.(h5|ser))?";

  private OldRuns() {}

  /**
   * A run directory.
   *
   * @param changed when anything in the directory last changed
   * @param bytes size of all its files
   * @param keptBecause why the directory cannot be removed; empty if it can
   */
  public record Found(Path directory, Instant changed, long bytes, Optional<String> keptBecause) {}

  /**
   * Returns the run directories directly in {@code place} in which nothing has changed for {@code
   * olderThan}. They are sorted by name, and so by the time at which the runs began.
   *
   * @throws IllegalArgumentException if {@code place} is not a directory or {@code olderThan} is
   *     negative
   * @throws AcmeException if {@code place} cannot be read
   */
  public static List<Found> in(Path place, Duration olderThan) {
    if (olderThan.isNegative()) {
      throw new IllegalArgumentException(
          "olderThan is " + olderThan + ", but must not be negative");
    }
    if (!Files.isDirectory(place)) {
      throw new IllegalArgumentException(place + " is no directory");
    }
    Instant limit = Instant.now().minus(olderThan);
    List<Found> found = new ArrayList<>();
    for (Path directory : named(place)) {
      if (isMarked(directory)) {
        Found run = look(directory);
        if (!run.changed().isAfter(limit)) {
          found.add(run);
        }
      }
    }
    return found;
  }

  /** Counts the directories in {@code place} that have the name of a run. */
  static int count(Path place) {
    return named(place).size();
  }

  private static List<Path> named(Path place) {
    try (Stream<Path> entries = Files.list(place)) {
      return entries
          .filter(path -> NAME.matcher(path.getFileName().toString()).matches())
          .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AcmeException("cannot read the directory " + place + ": " + e, e);
    }
  }

  private static boolean isMarked(Path directory) {
    return Files.isRegularFile(directory.resolve(RunDirectory.MARKER), LinkOption.NOFOLLOW_LINKS);
  }

  private static Found look(Path directory) {
    var sum =
        new Object() {
          private long bytes;
          private Instant changed = Instant.MIN;
          private Optional<Path> foreign = Optional.empty();
        };
    Pattern ours = namesOfOurs(directory);
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path path, BasicFileAttributes attributes) {
              visit(path, attributes);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path path, BasicFileAttributes attributes) {
              visit(path, attributes);
              sum.bytes += attributes.size();
              return FileVisitResult.CONTINUE;
            }

            private void visit(Path path, BasicFileAttributes attributes) {
              Instant changed = attributes.lastModifiedTime().toInstant();
              sum.changed = changed.isAfter(sum.changed) ? changed : sum.changed;
              String name = directory.relativize(path).toString();
              if (!name.isEmpty() && !ours.matcher(name).matches()) {
                sum.foreign = sum.foreign.or(() -> Optional.of(path));
              }
            }
          });
    } catch (IOException e) {
      return new Found(directory, Instant.MIN, sum.bytes, Optional.of("it cannot be read: " + e));
    }
    Optional<String> why =
        RunUse.isInUse(directory)
            ? Optional.of("its run is going on")
            : sum.foreign.map(path -> "no run has made " + directory.relativize(path));
    return new Found(directory, sum.changed, sum.bytes, why);
  }

  /**
   * Requires that nothing but its own files is in a run directory that somebody has named.
   *
   * @throws IllegalArgumentException naming another file
   */
  static void requireNothingElse(Path directory) {
    Pattern ours = namesOfOurs(directory);
    try (Stream<Path> all = Files.walk(directory)) {
      all.map(path -> directory.relativize(path).toString())
          .filter(name -> !name.isEmpty() && !ours.matcher(name).matches())
          .findFirst()
          .ifPresent(
              name -> {
                throw new IllegalArgumentException(
                    ("the run in %s is not replaced, since no run has made %s; move that away, or"
                            + " name another directory")
                        .formatted(directory, name));
              });
    } catch (IOException | UncheckedIOException e) {
      throw new AcmeException("cannot read the directory " + directory + ": " + e, e);
    }
  }

  /**
   * Matches the relative paths that a run may have created; the manifest's name is the function's
   * name.
   */
  private static Pattern namesOfOurs(Path directory) {
    try (Stream<Path> entries = Files.list(directory)) {
      String always = "_SUCCESS|\\.acme-.*|\\.spool|\\.values|\\.working(/.*)?|\\.?report\\.html.*";
      return entries
          .map(path -> path.getFileName().toString())
          .filter(name -> name.endsWith(MANIFEST))
          .findFirst()
          .map(name -> Pattern.quote(name.substring(0, name.length() - MANIFEST.length())))
          .map(function -> Pattern.compile(always + "|" + RESULTS.formatted(function)))
          .orElseGet(() -> Pattern.compile(always));
    } catch (IOException e) {
      throw new AcmeException("cannot read the directory " + directory + ": " + e, e);
    }
  }

  /**
   * Removes a run directory. The marker is removed last, so that an interrupted removal leaves a
   * directory that is still recognized.
   *
   * @throws IllegalArgumentException if the directory is to be kept
   * @throws AcmeException if a part of the directory cannot be removed
   */
  public static void remove(Found run) {
    Path directory = run.directory();
    Optional<String> why =
        isMarked(directory) ? look(directory).keptBecause() : Optional.of("it is no run's");
    if (why.isPresent()) {
      throw new IllegalArgumentException(directory + " is kept: " + why.get());
    }
    Path marker = directory.resolve(RunDirectory.MARKER);
    try {
      Files.walkFileTree(
          directory,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              if (!file.equals(marker)) {
                Files.delete(file);
              }
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path path, IOException failure)
                throws IOException {
              if (path.equals(directory)) {
                Files.delete(marker);
              }
              Files.delete(path);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new AcmeException("cannot remove " + directory + ": " + e, e);
    }
  }
}
