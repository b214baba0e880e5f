package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * Programs that we did not write decide whether a file is right: h5py and h5dump.
 *
 * <p>Example: {@code Judges.h5py("import h5py, sys; h5py.File(sys.argv[1])['comp_0']", file)}.
 *
 * <p>A test whose judge is missing is skipped on a laptop, with the reason, and fails where the
 * environment variable {@code CI} is {@code true}.
 */
public final class Judges {
  /** The interpreter that has h5py, as Debian packages it. */
  public static final String PYTHON = "/usr/bin/python3";

  private static final long SECONDS = 120;

  private Judges() {}

  /**
   * Runs a Python script with h5py and numpy at hand; fails unless its exit status is 0.
   *
   * @return what the script printed, without surrounding blanks
   */
  public static String h5py(String script, Object... arguments) {
    require("h5py", List.of(PYTHON, "-c", "import h5py, numpy"));
    return script(PYTHON, script, arguments);
  }

  /** Returns the first results of all computations in a container, which are numbers, in order. */
  public static String numbers(Path container) {
    return h5py(
        """
        import h5py, sys
        with h5py.File(sys.argv[1]) as f:
            print([float(f[f"comp_{i}/result_0"][()]) for i in range(len(f))])
        """,
        container);
  }

  /** Returns the library that shows a process another time. */
  public static Path libfaketime() {
    for (String machine : List.of("x86_64", "aarch64")) {
      Path library = Path.of("/usr/lib", machine + "-linux-gnu", "faketime", "libfaketimeMT.so.1");
      if (Files.exists(library)) {
        return library;
      }
    }
    missing("libfaketime is not installed");
    throw new IllegalStateException("unreachable: missing() throws");
  }

  private static String script(String python, String script, Object... arguments) {
    try {
      // Not as an argument: its encoding would depend on the locale.
      Path file = Files.writeString(Files.createTempFile("judge", ".py"), script);
      try {
        List<String> command = new ArrayList<>(List.of(python, file.toString()));
        Arrays.stream(arguments).map(Object::toString).forEach(command::add);
        return succeed(command);
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As {@link #h5py}, with pandas at hand as well. */
  public static String pandas(String script, Object... arguments) {
    require("pandas", List.of(PYTHON, "-c", "import pandas"));
    return h5py(script, arguments);
  }

  /** As {@link #h5py}, with SciPy at hand as well. */
  public static String scipy(String script, Object... arguments) {
    require("scipy", List.of(PYTHON, "-c", "import scipy"));
    return h5py(script, arguments);
  }

  /** As {@link #h5py}, with xarray and netCDF's own library at hand as well. */
  public static String xarray(String script, Object... arguments) {
    require("xarray", List.of(PYTHON, "-c", "import xarray, netCDF4"));
    return h5py(script, arguments);
  }

  /** Runs h5dump; fails unless its exit status is 0. Returns what it printed. */
  public static String h5dump(Object... arguments) {
    require("h5dump", List.of("h5dump", "--version"));
    List<String> command = new ArrayList<>(List.of("h5dump"));
    Arrays.stream(arguments).map(Object::toString).forEach(command::add);
    return succeed(command);
  }

  /** Skips the test, or fails it where {@code CI} is {@code true}, because a tool is missing. */
  public static void missing(String reason) {
    if ("true".equals(System.getenv("CI"))) {
      fail(reason + " (and CI=true, where everything must be tested)");
    }
    Assumptions.abort(reason);
  }

  /** What a process printed on both streams, and how it ended. */
  public record Outcome(int exitStatus, String output) {}

  /** Runs a command to its end, at most two minutes. */
  public static Outcome run(List<String> command) {
    return run(command, SECONDS);
  }

  /** Runs a command to its end. */
  public static Outcome run(List<String> command, long seconds) {
    try {
      Path output = Files.createTempFile("judge", ".txt");
      try {
        Process process =
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
          process.destroyForcibly();
          fail("no end after %d s: %s".formatted(seconds, String.join(" ", command)));
        }
        String text = Files.readString(output, StandardCharsets.UTF_8);
        return new Outcome(process.exitValue(), text.strip());
      } finally {
        Files.delete(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String succeed(List<String> command) {
    Outcome outcome = run(command);
    assertEquals(0, outcome.exitStatus(), outcome.output());
    return outcome.output();
  }

  /** Skips the test if {@code probe} does not end with status 0; where CI is set it fails. */
  public static void require(String tool, List<String> probe) {
    boolean there;
    try {
      there = run(probe).exitStatus() == 0;
    } catch (UncheckedIOException notInstalled) {
      there = false;
    }
    if (!there) {
      missing(tool + " is not installed");
    }
  }
}
