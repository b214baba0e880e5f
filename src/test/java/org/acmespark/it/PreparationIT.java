package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a JVM loads while the first computations run. */
class PreparationIT {
  private static final String WAITS =
      """
      package com.example;

      public final class Waits {
        /** Whether the HDF5 library is loaded during the call, which waits for it. */
        public static boolean forLibrary(int x) throws Exception {
          long deadline = System.nanoTime() + 60_000_000_000L;
          var maps = java.nio.file.Path.of("/proc/self/maps");
          boolean loaded = false;
          while (!loaded && System.nanoTime() < deadline) {
            loaded = java.nio.file.Files.readString(maps).contains("libhdf5");
            Thread.sleep(20);
          }
          return loaded;
        }
      }
      """;

  @TempDir Path folder;

  @Test
  void theFirstResultDoesNotWaitForTheLibrary() throws Exception {
    Path jar = UserJar.of(folder, "com.example.Waits", WAITS);
    AcmeProcess acme =
        AcmeProcess.run(
            folder,
            "run",
            "com.example.Waits::forLibrary",
            "[1]",
            "--output-dir",
            "run",
            "--jar",
            jar.toString());
    assertEquals(0, acme.status(), acme::said);
    assertEquals(
        "True",
        Judges.h5py(
            "import h5py, sys; print(h5py.File(sys.argv[1])['comp_0/result_0'][()])",
            folder.resolve("run/forLibrary.h5")));
  }
}
