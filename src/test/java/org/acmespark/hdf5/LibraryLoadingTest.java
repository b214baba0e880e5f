package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertEquals;

import hdf.hdf5lib.H5;
import java.nio.file.Path;
import java.util.List;
import org.acmespark.Judges;
import org.junit.jupiter.api.Test;

/** The library is loaded once per JVM, so that each case has a JVM of its own. */
class LibraryLoadingTest {
  /** A thread that has the lock needs the library, while another one prepares it. */
  public static final class LockedWhilePrepared {
    public static void main(String[] args) throws Exception {
      var preparation = new Thread(NativeLibrary::prepare);
      synchronized (H5.class) {
        preparation.start();
        while (preparation.getState() != Thread.State.BLOCKED) {
          Thread.onSpinWait();
        }
        NativeLibrary.load();
      }
      preparation.join();
      System.out.println("loaded " + NativeLibrary.version());
    }
  }

  @Test
  void whoHasTheLockDoesNotWaitForWhoWaitsForIt() {
    Judges.Outcome outcome =
        Judges.run(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                LockedWhilePrepared.class.getName()));
    assertEquals("loaded " + NativeLibrary.version(), outcome.output().strip());
    assertEquals(0, outcome.exitStatus());
  }
}
