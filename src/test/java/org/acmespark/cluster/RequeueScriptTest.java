package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.acmespark.Judges;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a job whose wall time has ended is queued again. */
class RequeueScriptTest {
  private static final String SCRIPT =
      """
      say() { printf '%s\\n' "$*"; }
      source submit/requeue.bash
      before=$(committed "$1")
      printf '%s' "$2" >> "$1"/f_computations.jsonl
      goes_on "$1" "$before" "$1/without-commit"
      """;

  private static final String COMPUTED =
      "{\"index\":0,\"status\":\"computed\",\"start\":\"2026-11-27T03:00:00Z\"}\n";
  private static final String RETRIED =
      "{\"index\":1,\"status\":\"retried\",\"start\":\"2026-11-27T03:00:00Z\"}\n";

  @TempDir Path directory;

  @BeforeEach
  void beginALedger() throws IOException {
    Files.writeString(directory.resolve("f_computations.jsonl"), COMPUTED);
  }

  /** Lets a wall time pass in which lines are added to the ledger. */
  private Judges.Outcome wallTime(String lines) {
    return Judges.run(List.of("bash", "-c", SCRIPT, "bash", directory.toString(), lines));
  }

  private void assertGoesOn(String lines) {
    Judges.Outcome outcome = wallTime(lines);
    assertEquals(0, outcome.exitStatus(), outcome.output());
  }

  @Test
  void endsAfterTwoWallTimesInARowWithoutACommit() {
    assertGoesOn(COMPUTED);
    assertGoesOn("");
    Judges.Outcome second = wallTime("");
    assertEquals(1, second.exitStatus());
    assertTrue(second.output().contains("in two wall times in a row"), second.output());
    assertTrue(second.output().contains("--requeue resume " + directory), second.output());
  }

  @Test
  void oneWallTimeWithoutACommitIsForgivenEachTime() {
    for (int k = 0; k < 3; k++) {
      assertGoesOn("");
      assertGoesOn(COMPUTED);
    }
  }

  @Test
  void whatIsRepeatedIsNotCommitted() {
    assertGoesOn(RETRIED);
    assertEquals(1, wallTime(RETRIED).exitStatus());
  }

  @Test
  void afterTheEndTheCountBeginsAnew() {
    assertGoesOn("");
    wallTime("");
    assertGoesOn("");
  }

  /** A program of the user's has no run directory that is known. */
  @Test
  void goesOnWhereNothingIsKnown() throws IOException {
    Path mark = Files.createFile(directory.resolve("mark"));
    for (String unknown : List.of("", "hdfs://nn/run")) {
      Judges.Outcome outcome =
          Judges.run(
              List.of(
                  "bash",
                  "-c",
                  "say() { :; }; source submit/requeue.bash; goes_on \"$0\" 0 \"$1\"",
                  unknown,
                  mark.toString()));
      assertEquals(0, outcome.exitStatus(), unknown);
    }
  }

  @Test
  void namesThatBeginWithAProtocolOfThisMachineAreRead() throws IOException {
    String script = "source submit/requeue.bash; committed \"$1\"";
    Judges.Outcome outcome =
        Judges.run(List.of("bash", "-c", script, "bash", "file://" + directory));
    assertEquals("" + COMPUTED.length(), outcome.output().strip());
    Files.writeString(
        directory.resolve("f_computations.jsonl"), RETRIED, StandardOpenOption.APPEND);
    outcome = Judges.run(List.of("bash", "-c", script, "bash", "file://" + directory));
    assertEquals("" + COMPUTED.length(), outcome.output().strip());
  }
}
