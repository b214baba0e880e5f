package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.acmespark.Waiting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver is killed while executors write into the single file, and the run is resumed at once,
 * when they may still write. The property {@code acme.kills} tells how many drivers for each
 * layout.
 */
class ArraysFromExecutorsKillIT {
  private static final int KILLS = Integer.getInteger("acme.kills", 1);
  private static final int N = 60;
  private static final int LENGTH = 1_000_000;

  @TempDir static Path jarFolder;
  @TempDir Path folder;
  private static Path jar;

  @BeforeAll
  static void makeUsersJar() throws Exception {
    jar = Ramps.jar(jarFolder, Duration.ofMillis(50));
  }

  @ParameterizedTest
  @ValueSource(strings = {"--range-size=4", "--range-size=4 --result-shape=stack,1000000"})
  void everyArrayIsRightAfterwards(String options) throws Exception {
    for (int kill = 0; kill < KILLS; kill++) {
      killOnce("run" + kill, options);
    }
  }

  private void killOnce(String run, String options) throws Exception {
    String command =
        "run com.example.Ramp::ramp range(%s) all:%s --single-file --output-dir=%s --jar=%s"
            .formatted(N, LENGTH, run, jar);
    String[] arguments =
        (command + " --master=local-cluster[2,1,1024] --driver-memory=512m " + options).split(" ");
    Process driver = AcmeProcess.start(folder, arguments);
    try {
      awaitBytes(folder.resolve(run), (40 + new Random().nextInt(160)) << 20, driver);
    } finally {
      driver.destroyForcibly().waitFor();
    }

    var resumed = AcmeProcess.run(folder, "resume", run);

    assertEquals(0, resumed.status(), resumed::said);
    Path container = folder.resolve(run + "/ramp.h5");
    Ramps.judge(container, N, LENGTH);
    assertFalse(Files.exists(folder.resolve(run + "/.values-permit")));
    Files.delete(container); // half a gigabyte
  }

  private static void awaitBytes(Path run, long bytes, Process driver) throws Exception {
    Path values = run.resolve(".values");
    Waiting.until(
        () -> Files.exists(values) && Files.size(values) >= bytes || !driver.isAlive(),
        () -> "no array in " + values);
    assertTrue(driver.isAlive(), () -> "the run has ended");
  }
}
