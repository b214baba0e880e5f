package org.acmespark.store.directory;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Whose a run directory is: another user's files are made with root's rights, where there are. */
@DisabledOnOs(OS.WINDOWS)
class OwnershipTest {
  @TempDir Path folder;
  private Path run;
  private Path manifest;

  @BeforeEach
  void aRunDirectory() throws IOException {
    run = Files.createDirectory(folder.resolve("run"));
    manifest = Files.writeString(run.resolve("f_run.json"), "{}");
    Files.createDirectory(run.resolve("f_payload"));
    mode(run, "rwxr-xr-x");
    mode(run.resolve("f_payload"), "rwxr-xr-x");
    mode(manifest, "rw-r--r--");
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static void give(Path path) throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    UserPrincipal nobody =
        path.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody");
    Files.setOwner(path, nobody);
  }

  private String stranger() {
    return Ownership.strangerIn(run.toString()).orElseThrow();
  }

  @Test
  void ownFilesAreNoStrangers() {
    assertEquals(Optional.empty(), Ownership.strangerIn(run.toString()));
  }

  @Test
  void othersMayNotWriteTheDirectoryNorWhatIsInIt() throws IOException {
    mode(manifest, "rw-rw-rw-");
    assertEquals(manifest.toRealPath() + " can be written by others (rw-rw-rw-)", stranger());
    mode(manifest, "rw-r--r--");
    mode(run, "rwxrwxrwx");
    assertTrue(stranger().contains("can be written by others (rwxrwxrwx)"), stranger());
    mode(run, "rwxr-xr-x");
    mode(run.resolve("f_payload"), "rwxr-x-w-");
    assertTrue(stranger().contains("f_payload can be written by others"), stranger());
  }

  @Test
  void aManifestOfAnotherUserIsAStrangers() throws IOException {
    give(manifest);
    assertEquals(manifest.toRealPath() + " belongs to nobody, not to root", stranger());
  }

  @Test
  void soIsADirectoryOfAnotherUserAlsoThroughALink() throws IOException {
    give(run);
    Path link = Files.createSymbolicLink(folder.resolve("link"), run);
    assertEquals(
        Optional.of(run.toRealPath() + " belongs to nobody, not to root"),
        Ownership.strangerIn(link.toString()));
  }

  @Test
  void aJarOfAnotherUserIsAStrangers() throws IOException {
    assertEquals(Optional.empty(), Ownership.strangerTo(manifest));
    give(manifest);
    assertEquals(
        Optional.of(manifest.toRealPath() + " belongs to nobody, not to root"),
        Ownership.strangerTo(manifest));
  }
}
