package org.acmespark.examples;

import static org.acmespark.Judges.PYTHON;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Debian's SciPy as a judge: {@code src/test/python/expected_filters.py} in its Python. */
final class Scipy {
  private static final boolean PRESENT = isPresent();

  private Scipy() {}

  /** What SciPy makes of {@code samples}; skips the test where there is no SciPy, except in CI. */
  static double[] expected(Path folder, double[] samples, Object... command)
      throws IOException, InterruptedException {
    requireScipy();
    Path input = folder.resolve("samples.txt");
    Path output = folder.resolve("expected.txt");
    Files.write(input, Arrays.stream(samples).mapToObj(Double::toString).toList());
    var line = new ArrayList<String>(List.of(PYTHON, "src/test/python/expected_filters.py"));
    line.addAll(Arrays.stream(command).map(String::valueOf).toList());
    int status =
        new ProcessBuilder(line)
            .redirectInput(input.toFile())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start()
            .waitFor();
    assertEquals(0, status, () -> "exit status of " + line);
    return Files.readAllLines(output).stream().mapToDouble(Double::parseDouble).toArray();
  }

  private static void requireScipy() {
    if (!PRESENT && "true".equals(System.getenv("CI"))) {
      fail(PYTHON + " has no scipy; CI needs the package python3-scipy");
    }
    assumeTrue(PRESENT, PYTHON + " has no scipy (Debian package python3-scipy)");
  }

  private static boolean isPresent() {
    try {
      return Files.isExecutable(Path.of(PYTHON))
          && new ProcessBuilder(PYTHON, "-c", "import scipy").start().waitFor() == 0;
    } catch (IOException | InterruptedException e) {
      return false;
    }
  }
}
