package org.acmespark.store.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.Judges;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** A directory on a file system that has room for a few files only. */
@EnabledOnOs(OS.LINUX)
class RunDirectoryTest {
  /** The root, the run directory, its lock and its working directory: none for the marker. */
  private static final int TOO_FEW_FILES = 4;

  @TempDir Path folder;

  private void mount(int files) {
    String options = (isMounted() ? "remount," : "") + "size=1m,nr_inodes=" + files;
    var mount =
        Judges.run(List.of("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()));
    if (mount.exitStatus() != 0) {
      Judges.missing("no small file system can be mounted here: " + mount.output());
    }
  }

  private boolean isMounted() {
    return Judges.run(List.of("mountpoint", "-q", folder.toString())).exitStatus() == 0;
  }

  @AfterEach
  void unmount() {
    if (isMounted()) {
      // Lazily: the marks of calls stay mapped into memory until a garbage collection.
      assertEquals(0, Judges.run(List.of("umount", "--lazy", folder.toString())).exitStatus());
    }
  }

  @Test
  void aDirectoryThatCouldNotBePreparedIsFreeForAnotherAttempt() {
    mount(TOO_FEW_FILES);
    Optional<String> run = Optional.of(folder.resolve("run").toString());
    var failure = assertThrows(AcmeException.class, () -> RunDirectory.create(run, "first"));
    assertTrue(failure.getMessage().contains("No space left"), failure.getMessage());
    assertFalse(Files.exists(folder.resolve("run")), "what the attempt had made is removed");
    mount(100);
    RunDirectory directory = RunDirectory.create(run, "second");
    assertTrue(RunDirectory.isMarkedBy(run.get(), "second"));
    directory.finish();
  }

  /** Room for one file more each time: the marker, marks, log, ledger and manifest fail in turn. */
  @Test
  void aStoreThatCouldNotBeOpenedLeavesNothing() throws IOException {
    Path run = folder.resolve("run");
    int failures = 0;
    for (int files = TOO_FEW_FILES; ; files++) {
      mount(files);
      try (var store = store(run)) {
        assertTrue(Files.exists(store.results().directoryPath()));
        break;
      } catch (AcmeException e) {
        failures++;
        assertFalse(Files.exists(run), () -> "left after " + e.getMessage());
        assertEquals(List.of(), openBelow(folder), () -> "left open after " + e.getMessage());
      }
    }
    assertTrue(failures > 3, "only " + failures + " steps have failed");
  }

  private static DirectoryStore store(Path run) {
    var plan = new DirectoryPlan("f", 1, Spread.SINGLE_FILE, Optional.empty(), Compression.none());
    var log = RunLog.beside(System.Logger.Level.INFO);
    return new DirectoryStore(Optional.of(run.toString()), "run", plan, Map.of(), log);
  }

  /** Files that this process has open in {@code folder}, deleted ones included. */
  private static List<Path> openBelow(Path folder) throws IOException {
    List<Path> open = new ArrayList<>();
    try (var descriptors = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
      for (Path descriptor : descriptors) {
        try {
          Path target = Files.readSymbolicLink(descriptor);
          if (target.startsWith(folder.toRealPath())) {
            open.add(target);
          }
        } catch (NoSuchFileException e) {
          // closed since it was listed
        }
      }
    }
    return open;
  }
}
