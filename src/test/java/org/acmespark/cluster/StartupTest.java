package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntSupplier;
import org.acmespark.model.AcmeException;
import org.junit.jupiter.api.Test;

/** What happens when workers do not come in time. */
class StartupTest {
  private static final List<Slurm.Job> PENDING =
      List.of(
          new Slurm.Job("7_1", "RUNNING", "None"),
          new Slurm.Job("7_2", "PENDING", "Resources"),
          new Slurm.Job("7_3", "PENDING", "Resources"));

  private final List<String> messages = new ArrayList<>();

  private Startup startup(IntSupplier ready, List<Slurm.Job> jobs, String answers, boolean canAsk) {
    SlurmOptions options =
        SlurmOptions.builder()
            .nWorkersStartup(3)
            .setupTimeout(Duration.ofSeconds(1))
            .interactiveWait(Duration.ofSeconds(1))
            .build();
    var typed = new ByteArrayInputStream(answers.getBytes());
    return new Startup(
        options, 3, ready, () -> jobs, () -> "the reason", messages::add, typed, canAsk);
  }

  @Test
  void goesOnWithWhatIsThereIfNobodyCanBeAsked() throws Exception {
    assertEquals(1, startup(() -> 1, PENDING, "", false).await());
    assertEquals(
        "going on with 1 of 3 workers; others are used when they come",
        messages.get(messages.size() - 1));
  }

  @Test
  void failsWithSlurmsReasonsIfNobodyIsThere() {
    var e = assertThrows(AcmeException.class, startup(() -> 0, PENDING, "", false)::await);
    assertTrue(
        e.getMessage()
            .startsWith(
                "0 of 3 workers are there after 1 s; 2 pending: it waits for nodes to become free (Resources); 1 running"),
        e.getMessage());
  }

  @Test
  void failsAtOnceIfAllJobsHaveEnded() {
    var e = assertThrows(AcmeException.class, startup(() -> 0, List.of(), "", false)::await);
    assertEquals(
        "the workers' jobs have ended before the workers were there; the reason", e.getMessage());
  }

  @Test
  void doesWhatIsAnswered() throws Exception {
    var e = assertThrows(AcmeException.class, startup(() -> 2, PENDING, "q\n", true)::await);
    assertTrue(e.getMessage().startsWith("given up"), e.getMessage());
    assertEquals(2, startup(() -> 2, PENDING, "g\n", true).await());
    assertEquals(2, startup(() -> 2, PENDING, "w\ng\n", true).await());
    assertEquals(4, messages.stream().filter(m -> m.startsWith("2 of 3 workers")).count());
  }

  @Test
  void goesOnIfNobodyAnswers() throws Exception {
    assertEquals(2, startup(() -> 2, PENDING, "", true).await());
  }
}
