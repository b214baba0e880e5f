package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Drivers that are killed with SIGKILL while they work, and {@code acme resume} afterwards. */
class ResumeIT {
  private static final int N = 40;
  private static final String SLOW =
      """
      package com.example;

      import java.io.IOException;
      import java.nio.file.Files;
      import java.nio.file.Path;
      import java.nio.file.StandardOpenOption;

      public final class Slow {
        public static double[] slowOrFails(int x, String notes)
            throws IOException, InterruptedException {
          if (x % 10 == 3) {
            throw new IllegalArgumentException("no " + x);
          }
          return slow(x, notes);
        }

        public static double[] slow(int x, String notes) throws IOException, InterruptedException {
          Files.writeString(
              Path.of(notes), x + "\\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
          Path hold = Path.of(notes + "-hold");
          int calls = Files.readAllLines(Path.of(notes)).size();
          while (calls > Integer.parseInt(Files.readString(hold))) {
            Thread.sleep(20);
          }
          Thread.sleep(20);
          double[] values = new double[1 + x % 4];
          java.util.Arrays.fill(values, 3 * x);
          return values;
        }
      }
      """;

  /** Prints which computations the files of a run hold, without our help. */
  private static final String COMMITTED =
      """
      import glob, h5py, json, os, re, sys
      held = []
      for path in glob.glob(sys.argv[1] + "/slow_payload/slow_*.h5"):
          with h5py.File(path, "r") as f:
              if "result_0" not in f:
                  held += [int(group[5:]) for group in f]
              elif "computations" in f["result_0"].attrs:
                  held += f["result_0"].attrs["computations"].tolist()
              else:
                  held.append(int(re.search(r"slow_(\\d+)\\.h5", path).group(1)))
      held += [int(p.split("_")[-1][:-7]) for p in glob.glob(sys.argv[1] + "/slow_*.pickle")]
      if not held:  # a single file, whose spool only its run can read
          with open(sys.argv[1] + "/slow_computations.jsonl") as ledger:
              lines = [json.loads(line) for line in ledger if line.endswith("\\n")]
          held = [k for line in lines if line["status"] == "computed" for k in line["indices"]]
      assert len(set(held)) == len(held), sorted(held)
      print(*sorted(held))
      """;

  private static final String ALL_RIGHT =
      """
      import h5py, numpy, os, pickle, sys
      run, n = sys.argv[1], int(sys.argv[2])
      expected = [numpy.full(1 + i % 4, 3.0 * i) for i in range(n)]
      if os.path.exists(run + "/slow_0.pickle"):
          for i in range(n):
              with open(run + "/slow_%d.pickle" % i, "rb") as f:
                  assert numpy.array_equal(pickle.load(f), expected[i]), i
      else:
          with h5py.File(run + "/slow.h5", "r") as f:
              if "result_0" in f:
                  stacked = f["result_0"]
                  assert stacked.shape == (n, 4) and stacked.attrs["valid"].all()
                  for i in range(n):
                      row = stacked[i]
                      assert numpy.array_equal(row[: len(expected[i])], expected[i]), i
                      assert numpy.isnan(row[len(expected[i]) :]).all(), i
              else:
                  assert list(f) and len(f) == n
                  for i in range(n):
                      assert numpy.array_equal(f["comp_%d/result_0" % i][()], expected[i]), i
      """;

  @TempDir static Path jarFolder;
  @TempDir Path cwd;
  @TempDir Path elsewhere;
  private static Path jar;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Slow", SLOW);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--master=local[2] --payload=per-computation",
        "--master=local-cluster[2,1,1024] --payload=per-partition --range-size=3",
        "--master=local[2] --payload=per-partition --range-size=3 --result-shape=stack,inf",
        "--master=local[2] --format=pickle",
        "--master=local[2] --single-file --range-size=3",
      })
  void everyResultIsThereOnceAfterTheDriverWasKilledTwice(String options) throws Exception {
    Path directory = cwd.resolve("run");
    holdAfter(15);
    Process first = start(arguments("run", options, "--output-dir=run"));
    awaitCommitted(first, 4);
    refuseASecond(directory, first);
    kill(first);
    Map<String, String> files = results(directory);
    List<Integer> committed = committed(directory);
    int calls = calls().size();

    holdAfter(calls + 10);
    Process second = start("resume", directory.toString());
    awaitCommitted(second, committed.size() + 4);
    kill(second);
    unchanged(files, results(directory));
    notCalledAgain(committed, calls);
    files = results(directory);
    committed = committed(directory);
    calls = calls().size();

    holdAfter(10 * N);
    var last = AcmeProcess.run(elsewhere, "resume", directory.toString());

    assertEquals(0, last.status(), last::said);
    boolean pickled = options.contains("pickle");
    Path printed = pickled ? directory : directory.resolve("slow.h5");
    assertEquals(List.of(printed.toString()), last.stdout(), last::said);
    unchanged(files, results(directory));
    notCalledAgain(committed, calls);
    assertEquals(N, committed(directory).size());
    assertEquals(N, new TreeSet<>(calls()).size());
    Judges.h5py(ALL_RIGHT, directory, N);
    assertFalse(Files.exists(directory.resolve(".working")));
    assertFalse(Files.exists(directory.resolve(".acme-lock")));
  }

  @ParameterizedTest
  @CsvSource({"Runtime.getRuntime().halt(137), 137", "System.exit(7), 3"})
  void aComputationThatKillsTheDriverThreeTimesIsGivenUp(
      String ending, int status, @TempDir Path folder) throws Exception {
    Path deadly =
        UserJar.of(
            folder,
            "com.example.Deadly",
            """
            package com.example;

            public final class Deadly {
              public static int thrice(int x) throws InterruptedException {
                Thread.sleep(50);
                if (x == 7) {
                  %s;
                }
                return 3 * x;
              }
            }
            """
                .formatted(ending));
    AcmeProcess first =
        AcmeProcess.run(
            folder,
            "run",
            "com.example.Deadly::thrice",
            "range(20)",
            "--n-workers",
            "2",
            "--jar",
            deadly.toString(),
            "--output-dir",
            "run");
    assertEquals(status, first.status(), first::said);
    assertEquals(
        ending.startsWith("System.exit"),
        String.join("\n", first.stderr()).contains("the function has ended this process"),
        first::said);
    for (int death = 2; death <= 3; death++) {
      AcmeProcess again = AcmeProcess.run(folder, "resume", "run");
      assertEquals(status, again.status(), again::said);
    }

    AcmeProcess last = AcmeProcess.run(folder, "resume", "run");

    assertEquals(1, last.status(), last::said);
    assertTrue(
        String.join("\n", last.stderr()).contains("the process died during computation 7"),
        last::said);
    assertEquals(
        "19",
        Judges.h5py(
            "import h5py, sys; print(len(h5py.File(sys.argv[1])))",
            folder.resolve("run/thrice.h5")));
  }

  @Test
  void anotherJarIsNoticedAndCanBeForced() throws Exception {
    Path directory = cwd.resolve("run");
    holdAfter(15);
    Process first = start(arguments("run", "--master=local[2]", "--output-dir=run"));
    awaitCommitted(first, 1);
    kill(first);
    holdAfter(10 * N);
    Path changed =
        UserJar.of(
            Files.createDirectory(cwd.resolve("changed")),
            "com.example.Slow",
            SLOW.replace("3 * x", "4 * x"));

    var refused = AcmeProcess.run(cwd, "resume", "run", "--jar", changed.toString());
    var forced = AcmeProcess.run(cwd, "resume", "run", "--jar", changed.toString(), "--force");

    assertEquals(2, refused.status(), refused::said);
    assertTrue(refused.said().contains("jar " + changed + " has changed"), refused::said);
    assertTrue(refused.said().contains("code of function com.example.Slow::slow has changed"));
    assertEquals(0, forced.status(), forced::said);
    assertEquals(N, committed(directory).size());
  }

  @Test
  void aRunWithFailuresLeavesNoWorkingFolderThoughItsDriverWasKilledTwice() throws Exception {
    Path directory = cwd.resolve("run");
    Path working = directory.resolve(".working");
    holdAfter(15);
    List<String> words = new ArrayList<>(List.of(arguments("run", "--output-dir=run")));
    words.set(1, "com.example.Slow::slowOrFails");
    words.add("--name=slow");
    Process first = start(words.toArray(String[]::new));
    awaitCommitted(first, 4);
    kill(first);
    holdAfter(calls().size() + 10);
    int committed = committed(directory).size();
    Process second = start("resume", directory.toString());
    awaitCommitted(second, committed + 4);
    kill(second);
    assertTrue(Files.exists(working), "the killed process could not remove it");
    holdAfter(10 * N);

    var third = AcmeProcess.run(elsewhere, "resume", directory.toString());
    assertEquals(1, third.status(), third::said);
    assertFalse(Files.exists(working));
    assertFalse(Files.exists(directory.resolve(".acme-lock")));
    assertEquals(N - 4, committed(directory).size());

    // As if the process had been killed after its last word and before it tidied up.
    Files.createDirectory(working);
    Files.writeString(working.resolve("left"), "");
    var last = AcmeProcess.run(elsewhere, "resume", directory.toString());
    assertEquals(1, last.status(), last::said);
    assertFalse(Files.exists(working));
  }

  private String[] arguments(String command, String... options) {
    List<String> all =
        new ArrayList<>(List.of(command, "com.example.Slow::slow", "range(" + N + ")"));
    all.add("all:" + cwd.resolve("notes"));
    all.add("--jar=" + jar);
    for (String option : options) {
      all.addAll(Arrays.asList(option.split(" ")));
    }
    return all.toArray(String[]::new);
  }

  private Process start(String... arguments) throws IOException {
    Path said = cwd.resolve("said");
    return AcmeProcess.start(cwd, said, said, arguments);
  }

  private void awaitCommitted(Process process, int least) throws Exception {
    Path ledger = cwd.resolve("run/slow_computations.jsonl");
    try {
      AcmeProcess.awaitAttempts(ledger, least, process::isAlive);
    } catch (AssertionError e) {
      process.destroyForcibly();
      throw new AssertionError(e.getMessage() + ":\n" + Files.readString(cwd.resolve("said")), e);
    }
  }

  private static void kill(Process driver) throws InterruptedException {
    driver.destroyForcibly().waitFor();
  }

  /** Calls after so many do not end, so that the driver is killed before its work is done. */
  private void holdAfter(int calls) throws IOException {
    Path next = Files.writeString(cwd.resolve("next-hold"), "" + calls);
    Files.move(next, cwd.resolve("notes-hold"), StandardCopyOption.ATOMIC_MOVE);
  }

  private void refuseASecond(Path directory, Process first) {
    var second = AcmeProcess.run(elsewhere, "resume", directory.toString());
    assertEquals(3, second.status(), second::said);
    assertTrue(second.said().contains("is in use by process " + first.pid()), second::said);
  }

  private List<Integer> calls() throws IOException {
    return Files.readAllLines(cwd.resolve("notes")).stream().map(Integer::valueOf).toList();
  }

  private void notCalledAgain(List<Integer> committed, int callsBefore) throws IOException {
    List<Integer> since = calls().subList(callsBefore, calls().size());
    List<Integer> again = since.stream().filter(committed::contains).toList();
    assertEquals(List.of(), again);
  }

  private static List<Integer> committed(Path directory) {
    String held = Judges.h5py(COMMITTED, directory);
    return held.isEmpty()
        ? List.of()
        : Arrays.stream(held.split(" ")).map(Integer::valueOf).toList();
  }

  /** Inode and content of each file with results, by name. */
  private static Map<String, String> results(Path run) throws Exception {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> paths = Files.walk(run)) {
      for (Path path : paths.filter(Files::isRegularFile).toList()) {
        String name = run.relativize(path).toString();
        if (name.matches("(slow_payload/)?slow_\\d.*")) {
          byte[] hash = MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(path));
          files.put(name, Files.getAttribute(path, "unix:ino") + HexFormat.of().formatHex(hash));
        }
      }
    }
    return files;
  }

  private static void unchanged(Map<String, String> before, Map<String, String> after) {
    before.forEach((name, content) -> assertEquals(content, after.get(name), name));
  }
}
