package org.acmespark.store.single;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.acmespark.store.payload.Block;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** A driver that is killed with SIGKILL has lost nothing that it had said was committed. */
class SpoolKillIT {
  private static final int BYTES = 300_000;
  private static final int COMMITS = 20;

  @TempDir Path folder;

  private static byte[] content(int index) {
    byte[] content = new byte[BYTES];
    new Random(index).nextBytes(content);
    return content;
  }

  /** The process to be killed: commits without end, and says so each time. */
  public static void main(String[] args) {
    try (Spool spool = Spool.create(Path.of(args[0]))) {
      for (int i = 0; ; i++) {
        UUID stream = UUID.randomUUID();
        byte[] content = content(i);
        spool.append(new Block.Fragment(stream, 0, content));
        long[] zero = {0};
        spool.commit(
            new Block.Streamed(
                stream, 1, BYTES, new byte[0], new long[] {i}, zero, zero, new boolean[] {false}),
            List.of());
        System.out.println(i);
      }
    }
  }

  @RepeatedTest(3)
  void keepsWhatWasCommitted() throws Exception {
    Path file = folder.resolve(".spool");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                SpoolKillIT.class.getName(),
                file.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int last = -1;
    try (BufferedReader said = process.inputReader()) {
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        last = Integer.parseInt(line);
        if (last == COMMITS) {
          process.toHandle().destroyForcibly(); // the process itself would close the pipe
        }
      }
    }
    process.waitFor();

    assertTrue(last >= COMMITS, "said " + last);
    try (Spool spool = Spool.recover(file)) {
      for (int i = 0; i <= last; i++) {
        assertContent(spool, i);
      }
      assertTrue(spool.committed().count() - last <= 2);
    }
  }

  private static void assertContent(Spool spool, int index) throws IOException {
    try (SpoolInput in = spool.open(spool.entry(index).orElseThrow())) {
      assertArrayEquals(content(index), in.readAllBytes());
    }
  }
}
