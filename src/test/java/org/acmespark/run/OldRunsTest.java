package org.acmespark.run;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.acmespark.ParallelMap;
import org.acmespark.model.Format;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is removed of earlier runs, and what never is. */
class OldRunsTest {
  private static final Duration WEEK = Duration.ofDays(7);

  @TempDir Path folder;

  private Path run(String name, Format format) {
    Path directory = folder.resolve(name);
    try (var map =
        ParallelMap.over(each(range(3)))
            .map(x -> x * x)
            .name("square")
            .format(format)
            .workers(1)
            .verbosity(Verbosity.QUIET)
            .outputDir(directory)
            .build()) {
      map.compute();
    }
    return directory;
  }

  private static void age(Path directory, int days) throws IOException {
    var then = FileTime.from(Instant.now().minus(Duration.ofDays(days)));
    try (Stream<Path> paths = Files.walk(directory)) {
      for (Path path : (Iterable<Path>) paths::iterator) {
        Files.setLastModifiedTime(path, then);
      }
    }
  }

  private List<String> removable() {
    return OldRuns.in(folder, WEEK).stream()
        .filter(run -> run.keptBecause().isEmpty())
        .map(run -> run.directory().getFileName().toString())
        .toList();
  }

  @Test
  void oldRunsOfEveryFormatAreRemovedAndNewOnesAreNot() throws IOException {
    age(run("ACME_20250101-000000-000001", Format.HDF5), 8);
    age(run("ACME_20250101-000000-000002", Format.PICKLE), 8);
    age(run("ACME_20250101-000000-000003", Format.SERIALIZED), 8);
    age(run("ACME_20250101-000000-000004", Format.HDF5), 6);
    List<OldRuns.Found> found = OldRuns.in(folder, WEEK);
    assertEquals(3, found.size());
    assertEquals(3, removable().size(), found::toString);
    found.forEach(OldRuns::remove);
    assertEquals(1, OldRuns.count(folder));
    assertTrue(Files.exists(folder.resolve("ACME_20250101-000000-000004/square.h5")));
  }

  @Test
  void aDirectoryWithoutTheMarkerOrWithANameOfItsOwnIsNotEvenListed() throws IOException {
    Path unmarked = Files.createDirectory(folder.resolve("ACME_20250101-000000-000001"));
    Files.writeString(unmarked.resolve("thesis.txt"), "years of work");
    age(unmarked, 100);
    age(run("precious", Format.HDF5), 100);
    Path elsewhere = run("ACME_20250101-000000-000002", Format.HDF5);
    Files.move(elsewhere, folder.resolve("target"));
    Files.createSymbolicLink(elsewhere, folder.resolve("target"));
    assertEquals(List.of(), OldRuns.in(folder, WEEK));
  }

  @Test
  void aRunWithAFileThatNoRunHasMadeIsKept() throws IOException {
    Path directory = run("ACME_20250101-000000-000001", Format.HDF5);
    Path notes = Files.writeString(directory.resolve("square_payload/notes.txt"), "mine");
    age(directory, 8);
    OldRuns.Found found = OldRuns.in(folder, WEEK).get(0);
    assertEquals("no run has made square_payload/notes.txt", found.keptBecause().orElseThrow());
    assertThrows(IllegalArgumentException.class, () -> OldRuns.remove(found));
    assertTrue(Files.exists(notes));
  }

  @Test
  void aRunThatAProcessHoldsIsKept() throws IOException {
    Path directory = run("ACME_20250101-000000-000001", Format.HDF5);
    Path file = Files.createFile(directory.resolve(".acme-lock"));
    age(directory, 8);
    try (var channel = FileChannel.open(file, StandardOpenOption.WRITE);
        var lock = channel.lock()) {
      assertTrue(lock.isValid());
      assertEquals(List.of(), removable());
    }
    assertEquals(1, removable().size());
  }

  @Test
  void aRunBesideManyOthersTellsHowToRemoveThem() throws IOException {
    Path last = Path.of("");
    for (int k = 0; k <= 20; k++) {
      last = run("ACME_20250101-000000-%06d".formatted(k), Format.SERIALIZED);
      assertEquals(k == 20, log(last).contains("run directories lie in"), "run " + k);
    }
    assertTrue(
        log(last)
            .contains(
                "21 run directories lie in %s; `acme clean --older-than 7d` removes old ones"
                    .formatted(folder)),
        log(last));
  }

  private static String log(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return Files.readString(
          files.filter(file -> file.toString().endsWith(".log")).findFirst().orElseThrow());
    }
  }

  @Test
  void aRunThatIsToldToRemovesOldOnesFirstButNeverItsOwn() throws IOException {
    Path old = run("ACME_20250101-000000-000001", Format.HDF5);
    age(old, 8);
    Path directory = folder.resolve("ACME_20260101-000000-000001");
    try (var map =
        ParallelMap.over(each(range(3)))
            .map(x -> x)
            .name("same")
            .workers(1)
            .verbosity(Verbosity.QUIET)
            .cleanupOlderThan(Duration.ZERO)
            .outputDir(directory)
            .build()) {
      assertEquals(3, map.compute().requireAllComputed().nInputs());
    }
    assertFalse(Files.exists(old));
    assertTrue(Files.exists(directory.resolve("same.h5")));
  }
}
