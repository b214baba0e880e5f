package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An HDF5 that the user names is used instead of the one in the jar. */
class NamedLibraryIT {
  @TempDir static Path folder;
  private static Path library;

  /** A second copy, as an installed HDF5 would be. */
  @BeforeAll
  static void install() throws IOException {
    assertEquals(0, AcmeProcess.run(folder, "doctor").status());
    Path unpacked = Path.of(System.getProperty("user.home"), ".acme", "native");
    try (var files = Files.walk(unpacked)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("libhdf5") && !Files.exists(folder.resolve(name))) {
          Files.copy(file, folder.resolve(name));
        }
      }
    }
    library = folder.resolve("libhdf5_java.so");
  }

  private static AcmeProcess doctor(String library) {
    return AcmeProcess.run(folder, Map.of("ACME_HDF5", library), "doctor");
  }

  private static String native5(AcmeProcess doctor) {
    return doctor.stdout().stream()
        .filter(line -> line.contains("native HDF5"))
        .findFirst()
        .orElseGet(doctor::said);
  }

  @Test
  void doctorSaysWhichIsUsed() {
    assertTrue(native5(AcmeProcess.run(folder, "doctor")).contains("1.14.3 from the jar"));
    String named = native5(doctor(library.toString()));
    assertTrue(named.contains("1.14.3 from " + library + " (ACME_HDF5=" + library + ")"), named);
  }

  @Test
  void aRunWritesThroughIt() {
    AcmeProcess run =
        AcmeProcess.run(
            folder,
            Map.of("ACME_HDF5", library.toString()),
            "run",
            "org.acmespark.examples.Walkthrough::f",
            "[2,4]",
            "4",
            "z=3",
            "--compression=deflate:1",
            "--output-dir=out");
    assertEquals(0, run.status(), run::said);
    assertEquals(
        List.of(folder.resolve("out/f.h5") + ": 2 of 2 computations readable"),
        AcmeProcess.run(folder, "verify", "out").stdout());
  }

  @Test
  void whatCannotBeLoadedIsNamed() throws IOException {
    String missing = native5(doctor(folder.resolve("no.so").toString()));
    assertTrue(
        missing.contains("ACME_HDF5=") && missing.contains("there is no such file"), missing);
    Path text = Files.writeString(folder.resolve("text.so"), "no library");
    String broken = native5(doctor(text.toString()));
    assertTrue(broken.contains("text.so") && broken.contains("cannot be loaded"), broken);
  }
}
