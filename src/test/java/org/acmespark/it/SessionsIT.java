package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code submit/acme shell} and {@code submit/acme jupyter}, as a user starts them. */
class SessionsIT {
  private static final Path SUBMIT = Path.of("submit").toAbsolutePath();

  @TempDir Path folder;

  @Test
  void jshellHasSparkAndOurImportsReady() throws Exception {
    String said =
        session(
            """
            int k = 10;
            System.out.println(sc.master() + over(each(1, 2)).map(x -> x + k).inMemory().build().compute().values());
            /exit
            """,
            "acme",
            "shell",
            "--master",
            "local-cluster[1,1,1024]",
            "--",
            "-s");
    assertTrue(said.contains("local-cluster[1,1,1024][11, 12]"), said);
  }

  @Test
  void scalaHasSparkAndOurImportsReady() throws Exception {
    String said =
        session(
            """
            val k = 10
            println(sc.master + over(each(1, 2)).map(x => x + k).inMemory.build.compute.values)
            :quit
            """,
            "acme",
            "shell",
            "--scala",
            "--master",
            "local-cluster[1,1,1024]");
    assertTrue(said.contains("local-cluster[1,1,1024][11, 12]"), said);
  }

  @Test
  void theKernelspecTellsTheClassPathAndTheMaster() throws Exception {
    String said =
        session(
            "",
            "acme",
            "jupyter",
            "--dir",
            folder.resolve("j").toString(),
            "--name",
            "mine",
            "--master",
            "spark://n:7077");
    var spec = new ObjectMapper().readTree(folder.resolve("j/kernels/mine/kernel.json").toFile());
    List<String> argv = new ArrayList<>();
    spec.path("argv").forEach(argument -> argv.add(argument.asText()));
    assertTrue(argv.contains("-Dspark.master=spark://n:7077"), argv.toString());
    assertEquals("{connection_file}", argv.get(argv.size() - 1));
    assertTrue(argv.get(argv.indexOf("-cp") + 1).contains("acme-spark-"), argv.toString());
    assertTrue(said.contains("start Jupyter with: JUPYTER_PATH="), said);
  }

  @Test
  void misspelledOptionsAreRefused() throws Exception {
    String said = session("", "acme", "jupyter", "--mastr", "local");
    assertTrue(said.contains("--mastr: no such option"), said);
  }

  private String session(String input, String command, String... arguments) throws Exception {
    List<String> line = new ArrayList<>(List.of(SUBMIT.resolve(command).toString()));
    line.addAll(List.of(arguments));
    Path typed = Files.writeString(folder.resolve("typed.txt"), input);
    Path said = folder.resolve("said.txt");
    var builder =
        new ProcessBuilder(line)
            .directory(folder.toFile())
            .redirectInput(typed.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().remove("SPARK_HOME");
    Process process = builder.start();
    if (!process.waitFor(4, TimeUnit.MINUTES)) {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
    return Files.readString(said, StandardCharsets.UTF_8);
  }
}
