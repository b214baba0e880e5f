package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Where native libraries are loaded from, and what others have made there beforehand. */
@DisabledOnOs(OS.WINDOWS)
class NativeFolderTest {
  @TempDir Path folder;
  private Path home;
  private Path temporary;

  @BeforeEach
  void aHomeAndAFolderForAll() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    mode(home, "rwxr-xr-x");
    temporary = Files.createDirectory(folder.resolve("tmp"));
    mode(temporary, "rwxrwxrwx");
  }

  private static void mode(Path path, String permissions) throws IOException {
    Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
  }

  private static String mode(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  private void isOneOfThisJvm(Path found) throws IOException {
    assertEquals(temporary, found.getParent());
    assertTrue(found.getFileName().toString().startsWith("acme-native-"), found::toString);
    assertEquals("rwx------", mode(found));
  }

  @Test
  void liesAtHomeAndIsKept() throws IOException {
    Path found = NativeFolder.find(home, temporary);
    assertEquals(home.resolve(".acme/native"), found);
    assertEquals("rwx------", mode(found));
    assertEquals(found, NativeFolder.find(home, temporary));
  }

  @Test
  void isOfThisJvmWhereThereIsNoHome() throws IOException {
    Path nowhere = folder.resolve("nowhere");
    Path found = NativeFolder.find(nowhere, temporary);
    isOneOfThisJvm(found);
    assertNotEquals(found, NativeFolder.find(nowhere, temporary));
  }

  @Test
  void isNotOneThatOthersCanWrite() throws IOException {
    Path made = Files.createDirectories(home.resolve(".acme/native"));
    mode(made, "rwxrwxrwx");
    isOneOfThisJvm(NativeFolder.find(home, temporary));
    mode(made, "rwx------");
    mode(home.resolve(".acme"), "rwx----w-");
    isOneOfThisJvm(NativeFolder.find(home, temporary));
    mode(home.resolve(".acme"), "rwx------");
    mode(home, "rwxrwxrwx");
    isOneOfThisJvm(NativeFolder.find(home, temporary));
    mode(home, "rwx------");
    assertEquals(made, NativeFolder.find(home, temporary));
  }

  @Test
  void isNoLinkThatLeadsElsewhere() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    Files.createDirectory(home.resolve(".acme"));
    Files.createSymbolicLink(home.resolve(".acme/native"), elsewhere);
    isOneOfThisJvm(NativeFolder.find(home, temporary));
  }

  @Test
  void isNotAnotherUsers() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    Path made = Files.createDirectories(home.resolve(".acme/native"));
    mode(made, "rwx------");
    Files.setOwner(
        made, made.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
    isOneOfThisJvm(NativeFolder.find(home, temporary));
  }

  @Test
  void theLibraryOfThisJvmCameFromAFolderThatNobodyElseWrites() throws IOException {
    Path file = Path.of(NativeLibrary.file());
    Path place = Path.of(System.getProperty("org.bytedeco.javacpp.cachedir"));
    assertTrue(file.startsWith(place), () -> file + " is not in " + place);
    assertEquals("rwx------", mode(place));
  }
}
