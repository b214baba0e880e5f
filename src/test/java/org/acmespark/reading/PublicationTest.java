package org.acmespark.reading;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.model.AcmeException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new name for a file, where the file system links and where it does not. */
class PublicationTest {
  @TempDir Path folder;

  @Test
  void movesWhereNoLinkCanBeMade() throws Exception {
    // Between two file systems no link can be made, which the system tells by an errno, as one
    // without links does.
    Path shared = Path.of("/dev/shm");
    assumeTrue(Files.isWritable(shared), "no second file system that can be written");
    assumeFalse(
        Files.getFileStore(shared).equals(Files.getFileStore(folder)), "no second file system");
    Path temporary = Files.createTempFile(shared, "acme", ".h5");
    try {
      Files.writeString(temporary, "all of it");
      Path target = folder.resolve("all.h5");
      Publication.publish(temporary, target);
      assertEquals("all of it", Files.readString(target));
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  @Test
  void leavesATakenNameAsItIs() throws Exception {
    Path temporary = Files.writeString(folder.resolve("new"), "new");
    Path target = Files.writeString(folder.resolve("old"), "old");
    assertThrows(AcmeException.class, () -> Publication.publish(temporary, target));
    assertEquals("old", Files.readString(target));
  }
}
