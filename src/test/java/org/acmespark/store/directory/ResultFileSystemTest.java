package org.acmespark.store.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.store.payload.Layout;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResultFileSystemTest {
  @TempDir Path folder;

  private final ResultFileSystem files = new PosixFileSystem();

  @Test
  void publishesUnderANameThatIsFree() throws Exception {
    Path staged = Files.writeString(folder.resolve("staged"), "new");

    files.publish(staged, folder.resolve("final"));
    files.sync(folder);

    assertEquals("new", Files.readString(folder.resolve("final")));
    assertFalse(Files.exists(staged));
  }

  @Test
  void neverPublishesOverWhatIsThere() throws Exception {
    Path staged = Files.writeString(folder.resolve("staged"), "new");
    Path target = Files.writeString(folder.resolve("final"), "old");

    assertThrows(FileAlreadyExistsException.class, () -> files.publish(staged, target));

    assertEquals("old", Files.readString(target));
    assertEquals("new", Files.readString(staged));
  }

  @Test
  void replacesWhereThatIsAskedFor() throws Exception {
    Path staged = Files.writeString(folder.resolve("staged"), "new");
    Path target = Files.writeString(folder.resolve("final"), "old");

    files.replace(staged, target);

    assertEquals("new", Files.readString(target));
  }

  @Test
  void tellsAnExecutorThatDoesNotSeeTheRunDirectory() {
    RunDirectory run = RunDirectory.create(Optional.of(folder.resolve("run").toString()), "this");
    var layout =
        new Layout.PayloadFiles(
            new Layout.Place(run.path().toString(), "another", "f", "another", Compression.none()),
            true);

    var error = assertThrows(AcmeException.class, () -> layout.open("task"));

    assertTrue(error.getMessage().contains("does not see the run directory"), error.getMessage());
    assertTrue(error.getMessage().contains(run.path().toString()), error.getMessage());
  }

  @Test
  void removesTheParentsThatARunWithoutResultsHasMade() {
    RunDirectory run = RunDirectory.create(Optional.of(folder.resolve("a/b/c").toString()), "run");

    run.discard();

    assertFalse(Files.exists(folder.resolve("a")));
    assertTrue(Files.exists(folder));
  }
}
