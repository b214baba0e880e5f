package org.acmespark.store.single;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.WritePermit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The permit of one process, used by another one. */
class PermitTest {
  @TempDir Path folder;

  private Process executor;
  private PrintStream to;
  private BufferedReader from;

  /** The other process: reads commands from standard input, and prints the outcome of each. */
  public static void main(String[] args) throws Exception {
    try (var permit = Permit.open(new WritePermit(args[0], args[1]));
        var told = new BufferedReader(new java.io.InputStreamReader(System.in))) {
      for (String line = told.readLine(); line != null; line = told.readLine()) {
        try {
          if (line.equals("enter")) {
            permit.enter();
          } else {
            permit.leave();
          }
          System.out.println("done");
        } catch (AcmeException e) {
          System.out.println("refused");
        }
      }
    }
  }

  private void begin(WritePermit permit) throws Exception {
    executor =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                PermitTest.class.getName(),
                permit.file(),
                permit.content())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    to = new PrintStream(executor.getOutputStream(), true);
    from = executor.inputReader();
  }

  @AfterEach
  void end() {
    executor.destroyForcibly();
  }

  private String tell(String what) throws Exception {
    to.println(what);
    return from.readLine();
  }

  private Path file() {
    return folder.resolve(".values-permit");
  }

  @Test
  void allowsSeveralWritersAtATime() throws Exception {
    begin(Permit.issue(file()));

    assertEquals("done", tell("enter"));
    assertEquals("done", tell("enter"));
    assertEquals("done", tell("leave"));
    assertEquals("done", tell("leave"));
  }

  @Test
  void nobodyWritesOnceItIsRevoked() throws Exception {
    WritePermit permit = Permit.issue(file());
    begin(permit);
    assertEquals("done", tell("enter"));
    assertEquals("done", tell("leave"));

    Permit.revoke(permit);

    assertEquals("refused", tell("enter"));
  }

  @Test
  void revokingWaitsForAWriter() throws Exception {
    WritePermit permit = Permit.issue(file());
    begin(permit);
    assertEquals("done", tell("enter"));

    var revoking = CompletableFuture.runAsync(() -> Permit.revoke(permit));
    assertThrows(
        java.util.concurrent.TimeoutException.class,
        () -> revoking.get(300, TimeUnit.MILLISECONDS));

    assertEquals("done", tell("leave"));
    revoking.get(1, TimeUnit.MINUTES);
    assertEquals("refused", tell("enter"));
  }

  @Test
  void thePermitOfAProcessThatResumesEndsTheEarlierOne() throws Exception {
    begin(Permit.issue(file()));

    WritePermit later = Permit.issue(file());

    assertEquals("refused", tell("enter"));
    assertFalse(later.isNone());
  }

  @Test
  void aWriterThatIsKilledHoldsUpNobody() throws Exception {
    WritePermit permit = Permit.issue(file());
    begin(permit);
    assertEquals("done", tell("enter"));

    executor.destroyForcibly();

    CompletableFuture.runAsync(() -> Permit.revoke(permit)).get(1, TimeUnit.MINUTES);
  }

  @Test
  void isOfNoUseOnAnotherMachine() throws Exception {
    begin(Permit.issue(file()));

    var elsewhere = new WritePermit(file().toString(), "token\nanother machine\n");

    assertThrows(java.io.IOException.class, () -> Permit.open(elsewhere));
  }

  @Test
  void onlyAPlaceThatAStreamWasGivenCounts() throws Exception {
    begin(Permit.issue(file()));
    UUID stream = UUID.randomUUID();
    try (var values =
        ValuesFile.at(folder.resolve(".values"), java.util.Optional.empty(), Stream.of())) {
      long place = values.reserve(stream, -1, 5L << 20);

      int[] sums = new int[ArrayOutput.CUT.parts(place, 5L << 20)];
      assertThrows(AcmeException.class, () -> written(values, UUID.randomUUID(), place, sums));
      assertThrows(AcmeException.class, () -> written(values, stream, place + 1, sums));
      assertThrows(AcmeException.class, () -> written(values, stream, place, new int[] {1, 2}));
      written(values, stream, place, sums);
      assertThrows(AcmeException.class, () -> written(values, stream, place, sums));

      assertTrue(values.take(stream).size() == 1);
    }
  }

  private static void written(ValuesFile values, UUID stream, long place, int[] checksums) {
    values.written(stream, new Block.WrittenArray(place, checksums));
  }
}
