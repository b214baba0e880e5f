package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which jobs are given up because their workers do not answer. */
class SilentWorkersTest {
  private static final Map<String, String> WORKERS = Map.of("7_1", "a:1", "7_2", "b:1");
  private static final String STARTING =
      "26/11/27 11:54:42 INFO Worker: Starting Spark worker 10.77.0.2:38023 with 2 cores, 1216.0 MiB RAM\n";
  private static final String REGISTERED =
      "26/11/27 11:54:43 INFO Worker: Successfully registered with master spark://10.77.0.1:32843\n";

  private Duration now = Duration.ZERO;
  private final SilentWorkers silent =
      new SilentWorkers(job -> Optional.ofNullable(WORKERS.get(job)), () -> now.toNanos());

  private List<String> after(int seconds, String... alive) {
    now = now.plusSeconds(seconds);
    return silent.among(Set.of("7_1", "7_2", "7_3"), Set.of(alive));
  }

  @Test
  void thoseWhoseWorkerHasBeenMissingForAWhile() {
    assertEquals(List.of(), after(0, "a:1", "b:1"));
    assertEquals(List.of(), after(3, "a:1"));
    assertEquals(List.of(), after(19, "a:1"));
    assertEquals(List.of("7_2"), after(1, "a:1"));
    assertEquals("b:1", silent.address("7_2"));
  }

  @Test
  void noneThatComesBackInTime() {
    after(0);
    assertEquals(List.of(), after(19, "a:1", "b:1"));
    assertEquals(List.of(), after(3, "a:1"));
    assertEquals(List.of(), after(3, "a:1"));
  }

  @Test
  void noneWhoseWorkerHasNotCome() {
    after(0, "a:1", "b:1");
    assertEquals(List.of(), after(600, "a:1", "b:1"));
  }

  @Test
  void aWorkersLogSaysThatItHasRegistered(@TempDir Path folder) throws Exception {
    Path log = folder.resolve("worker-7_1.log");
    assertEquals(Optional.empty(), SilentWorkers.registered(log));
    Files.writeString(log, "first\n" + STARTING);
    assertEquals(Optional.empty(), SilentWorkers.registered(log));
    Files.writeString(log, "first\n" + STARTING + REGISTERED);
    assertEquals(Optional.of("10.77.0.2:38023"), SilentWorkers.registered(log));
  }
}
