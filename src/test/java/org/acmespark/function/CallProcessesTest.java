package org.acmespark.function;

import static org.acmespark.Judges.PYTHON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The memory of real processes. */
class CallProcessesTest {
  private static final long MB = 1 << 20;
  private final CallProcesses processes = new CallProcesses();
  private Process process;

  /** Starts a shell whose child takes memory, gives it back when told, and says so. */
  private BufferedReader start() throws IOException {
    String python =
        "import sys\nb = bytearray(b'x') * (200 << 20)\nprint('held', flush=True)\n"
            + "sys.stdin.readline()\ndel b\nprint('gone', flush=True)\nsys.stdin.readline()\n";
    List<String> command = List.of("sh", "-c", "\"$0\" -c \"$1\"; exit 0", PYTHON, python);
    process = new ProcessBuilder(command).redirectErrorStream(true).start();
    processes.enter();
    CallProcesses.report(process);
    CallProcesses.leave();
    return new BufferedReader(new InputStreamReader(process.getInputStream()));
  }

  private void say() throws IOException {
    process.getOutputStream().write('\n');
    process.getOutputStream().flush();
  }

  @AfterEach
  void end() {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroyForcibly();
  }

  @Test
  void theMemoryOfChildrenCountsAndThatOfEarlierCallsDoesNot() throws IOException {
    BufferedReader said = start();
    assertEquals("held", said.readLine());
    long held = processes.look();
    assertTrue(held > 200 * MB && held < 300 * MB, held + " bytes");
    say();
    assertEquals("gone", said.readLine());
    assertEquals(held, processes.look());

    processes.forget();
    assertEquals(0, processes.seen());
    long later = processes.look();
    assertTrue(later > MB && later < 100 * MB, later + " bytes");
    processes.restart();
    assertEquals(0, processes.look());
  }

  @Test
  void aProcessThatHasEndedUsesNothing() throws Exception {
    start();
    end();
    process.waitFor();
    assertTrue(processes.look() < 300 * MB);
    CallProcesses.report(process); // to nobody
  }
}
