package org.acmespark;

import static org.acmespark.Judges.PYTHON;
import static org.acmespark.TestSpark.compute;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.model.ComputationFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs as functions. */
class ProgramRunsTest {

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  private static Run<Object> inMemory(ParallelMapBuilder<Object> builder) {
    return compute(builder.inMemory());
  }

  private static Object one(String command, String result, Object x) {
    Run<Object> run =
        inMemory(ParallelMap.command(command, result).arg("x", Args.each(List.of(x))));
    assertEquals(List.of(), run.failures());
    return ((List<?>) run.asJava()).get(0);
  }

  private static ComputationFailure failure(ParallelMapBuilder<Object> builder) {
    List<ComputationFailure> failures = inMemory(builder).failures();
    assertEquals(1, failures.size(), failures.toString());
    return failures.get(0);
  }

  private Path script(String text) throws IOException {
    return Files.writeString(folder.resolve("script.py"), text);
  }

  @Test
  void thePlacesOfACommandAreFilledPerComputation() {
    var named = ParallelMap.command("echo {x}-{y} {index}", "stdout:text");
    named.arg("x", List.of(1, 2.5, "a b")).arg("y", "z");
    assertEquals(List.of("1-z 0", "2.5-z 1", "a b-z 2"), inMemory(named).values());
  }

  @Test
  void argumentsGoByPositionToThePlacesThatComeFirst() {
    var named = ParallelMap.command("echo {b} {a} {b}", "stdout:text").args(List.of(1, 2), 3);
    assertEquals(List.of("1 3 1", "2 3 2"), inMemory(named).values());
  }

  @ParameterizedTest(name = "[{index}]")
  @ValueSource(
      strings = {
        "$(touch pwned)",
        "a;b",
        "it's",
        "\"",
        "*",
        "a\nb",
        "-n",
        "`x`",
        "\\",
        "{y}",
        "",
        "ä"
      })
  void whatIsPutInIsOneWordWhateverStandsInIt(String value) {
    String show = "import sys; print(ascii(sys.argv[1:]))";
    String expected = Judges.h5py(show, value);
    var plain = PYTHON + " -c '" + show + "' {x}";
    assertEquals(expected, one(plain, "stdout:text", value));
    for (String place : List.of("{x}", "\"{x}\"")) {
      var shell =
          ParallelMap.shellCommand(PYTHON + " -c '" + show + "' " + place, "stdout:text")
              .arg("x", Args.each(List.of(value)));
      assertEquals(List.of(expected), inMemory(shell).values());
    }
    var single =
        ParallelMap.shellCommand("printf %s '<{x}>'", "stdout:text")
            .arg("x", Args.each(List.of(value)));
    assertEquals(List.of("<" + value + ">"), inMemory(single).values());
  }

  @Test
  void aShellComputesWithNumbersAndHasPipes() {
    var named = ParallelMap.shellCommand("echo $(({x}*2)) | tr 4 5", "stdout:integer");
    assertEquals(List.of(2L, 5L), inMemory(named.args(List.of(1, 2))).values());
  }

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "1 1942683816|stdout:text|1 1942683816",
        "1|stdout:text|1",
        "1|stdout:number|1.0",
        " 2.5e3 |stdout:number|2500.0",
        "NaN|stdout:number|NaN",
        "-Inf|stdout:number|-Infinity",
        "9007199254740993|stdout:integer|9007199254740993",
        "[1, 2.5]|stdout:json|[1, 2.5]",
        "\"a\"|stdout:json|a",
        "1|stdout:json|1"
      })
  void standardOutputIsWhatItWasDeclaredToBe(String said, String form, String expected) {
    assertEquals(expected, String.valueOf(one("printf '%s\\n' {x}", form, said)));
  }

  @Test
  void aRowOfNumbersIsAnArray() {
    Object row = one("printf '%s\\n' {x}", "stdout:csv", "1, 2.5,\"3\",,nan");
    assertEquals("[1.0, 2.5, 3.0, NaN, NaN]", Arrays.toString((double[]) row));
  }

  @ParameterizedTest(name = "{0} as {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "one|stdout:number|its standard output is no number: \"one\"",
        "1 2|stdout:number|its standard output is no number",
        "''|stdout:number|it is empty",
        "1.5|stdout:integer|no integer of 64 bits",
        "{a|stdout:json|its standard output is no JSON",
        "[1] 2|stdout:json|its standard output is no JSON",
        "1,a|stdout:csv|field 2 of its row is no number: \"a\""
      })
  void whatIsNotOfTheDeclaredFormIsAFailure(String said, String form, String words) {
    String text = said.equals("''") ? "" : said;
    var failure =
        failure(ParallelMap.command("printf %s {x}", form).arg("x", Args.each(List.of(text))));
    assertEquals("NoResult", failure.error());
    assertTrue(failure.message().contains(words), failure.message());
  }

  @Test
  void theExitStatusIsAResultAndNoFailureIfThatIsDeclared() {
    var named = ParallelMap.command("sh -c 'exit {x}'", "exit").args(List.of(0, 3));
    assertEquals(List.of(0L, 3L), inMemory(named).values());
  }

  @Test
  void anotherExitStatusThanZeroIsAFailureWithTheLastLinesOfStandardError() {
    var failure =
        failure(
            ParallelMap.shellCommand(
                    "test {x} = 1 || { seq 100 >&2; echo 'no convergence' >&2; exit 3; }", "none")
                .args(List.of(1, 2)));
    assertEquals("ProgramFailed", failure.error());
    assertEquals("the command ended with exit status 3: no convergence", failure.message());
    assertEquals("(x=2)", failure.inputs());
    List<String> lines = failure.stackTrace().lines().toList();
    assertEquals(20, lines.size());
    assertEquals(
        List.of("82", "100", "no convergence"),
        List.of(lines.get(0), lines.get(18), lines.get(19)));
  }

  @Test
  void aSignalIsAFailureInWords() {
    var failure = failure(ParallelMap.command("sh -c 'kill -9 $$' {x}", "none").args(List.of(1)));
    assertTrue(failure.message().contains("was ended by signal 9 (SIGKILL"), failure.message());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "out.npy|np.save(out, np.full(3, x, 'u1'))|uint8 [2, 2, 2]",
        "out.h5:/fit/params|import h5py; h5py.File(out, 'w')['fit/params'] = np.full(3, x, 'f4')|float32 [2.0, 2.0, 2.0]",
        "sub/out.json|import json; json.dump([x, x + 1], open(out, 'w'))|int32 [2, 3]"
      })
  void aFileIsReadAsItIs(String result, String write, String expected) throws IOException {
    Path script =
        script("import sys, numpy as np\nx, out = int(sys.argv[1]), sys.argv[2]\n" + write + "\n");
    Path output = folder.resolve("out");
    compute(
        ParallelMap.command(PYTHON + " " + script + " {x} {out}", result)
            .args(List.of(1, 2))
            .outputDir(output));
    assertEquals(
        expected,
        Judges.h5py(
            "import h5py, sys\na = h5py.File(sys.argv[1])['comp_1/result_0'][()]\n"
                + "print(a.dtype, a.tolist())",
            output.resolve("python3.h5")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "out.npy|true {x} {out}|ended well, but left no out.npy",
        "out.npy|cp {x.json} {out}|is no array of NumPy's",
        "out.h5:/a|cp {x.json} {out}|cannot be opened as an HDF5 file",
        "out.h5:/a|cp {x.h5} {out}|out.h5 has no /a; it has [x]",
        "out.json|cp {x.npy} {out}|its text is not UTF-8"
      })
  void aFileThatIsMissingOrOfAnotherKindIsAFailure(String result, String command, String words) {
    var failure = failure(ParallelMap.command(command, result).arg("x", Args.each(List.of(1))));
    assertTrue(failure.message().contains(words), failure.message());
  }

  @Test
  void argumentsTravelInFilesToo() throws IOException {
    Path script =
        script(
            "import sys, json, numpy as np, h5py\n"
                + "a = np.load(sys.argv[1]); b = h5py.File(sys.argv[2])['x'][()]\n"
                + "c = json.load(open(sys.argv[3]))\n"
                + "print(a.dtype, (a == b).all(), c['p'])\n");
    String command = PYTHON + " " + script + " {x.npy} {x.h5} {trial.json}";
    var named = ParallelMap.command(command, "stdout:text");
    named
        .arg("x", Args.all(new float[200_000]))
        .arg("trial", List.of(Map.of("p", List.of(1, "a"))));
    assertEquals(List.of("float32 True [1, 'a']"), inMemory(named).values());
  }

  @Test
  void anArgumentThatIsTooLongForACommandLineIsAFailureThatNamesTheWayOut() {
    var named =
        ParallelMap.command("echo {x}", "stdout:text").arg("x", Args.all("a".repeat(200_000)));
    String message = failure(named.nInputs(1)).message();
    assertTrue(message.contains("{x.json} is the path of a file with it"), message);
  }

  @Test
  void theScratchDirectoryIsOfOneComputationAndRemoved() throws IOException {
    var named =
        ParallelMap.shellCommand(
            "cd {dir} && ls | wc -l && mkdir -p a/b && echo {x} > a/b/c && chmod 500 a/b || true; pwd",
            "stdout:text");
    List<Object> said = inMemory(named.args(List.of(1, 2, 3))).values();
    List<String> folders =
        said.stream().map(text -> ((String) text).lines().toList().get(1)).toList();
    assertEquals(3, folders.stream().distinct().count());
    for (Object text : said) {
      assertEquals("0", ((String) text).lines().toList().get(0).strip());
    }
    for (String path : folders) {
      assertFalse(Files.exists(Path.of(path)), path);
      assertFalse(Files.exists(Path.of(path).getParent()), path);
    }
  }

  @Test
  void oneSeedGivesTheSameSeedsAndR() {
    List<Object> first = seeds(7);
    assertEquals(first, seeds(7));
    assertNotEquals(first, seeds(8));
    assertTrue(first.stream().allMatch(s -> (Long) s >= 0 && (Long) s <= Integer.MAX_VALUE));
  }

  private static List<Object> seeds(long seed) {
    var named = ParallelMap.command("echo {seed}", "stdout:integer");
    return inMemory(named.nInputs(3).seed(seed)).values();
  }

  @Test
  void aTimeOutKillsTheProgramAndWhatItHasStarted() throws Exception {
    // One that has left its session and its parent is found as well.
    var named =
        ParallelMap.shellCommand(
            "sleep 4713.{x} & setsid sh -c 'sleep 4714.{x} & sleep 4714.{x}' & sleep 4715.{x}",
            "none");
    named.args(List.of(5)).timeout(Duration.ofSeconds(2));
    assertEquals("TimedOut", failure(named).error());
    for (String sleep : List.of("4713.5", "4714.5", "4715.5")) {
      assertNothingIsLeftOf(sleep);
    }
  }

  @Test
  void whatAProgramLeavesRunningEndsWithIt() throws Exception {
    var named =
        ParallelMap.shellCommand("setsid sleep 4716.{x} >/dev/null 2>&1 & echo 1", "stdout:text");
    assertEquals(List.of("1"), inMemory(named.args(List.of(5))).values());
    assertNothingIsLeftOf("4716.5");
  }

  private static void assertNothingIsLeftOf(String argument) throws Exception {
    Waiting.until(() -> sleeper(argument).isEmpty(), () -> "sleep " + argument + " still runs");
  }

  private static Optional<Long> sleeper(String argument) {
    return ProcessHandle.allProcesses()
        .filter(
            p -> p.info().commandLine().filter(l -> l.endsWith("sleep " + argument)).isPresent())
        .map(ProcessHandle::pid)
        .findAny();
  }

  @Test
  void aResumedRunComputesWhatHasFailedAndKnowsTheCommand() throws IOException {
    Path output = folder.resolve("out");
    Path good = folder.resolve("good");
    Path called = folder.resolve("called");
    String command =
        "echo {x} >> %s; test {x} != 2 -o -e %s && echo $(({x}*10))".formatted(called, good);
    String form = "stdout:number";
    var first = ParallelMap.shellCommand(command, form).args(List.of(1, 2, 3)).outputDir(output);
    assertEquals(1, compute(first).failures().size());
    Files.createFile(good);
    Files.delete(called);

    var other = ParallelMap.shellCommand(command + " ", form).args(List.of(1, 2, 3));
    String refusal =
        assertThrows(
                IllegalArgumentException.class, () -> compute(other.resume(output).retryFailed()))
            .getMessage();
    assertTrue(refusal.contains("has changed"), refusal);

    var again = ParallelMap.shellCommand(command, form).args(List.of(1, 2, 3));
    assertEquals(List.of(), compute(again.resume(output).retryFailed()).failures());
    assertEquals("2\n", Files.readString(called));
  }

  @Test
  void retriesAndStackingAreThoseOfOtherFunctions() throws IOException {
    Path tried = folder.resolve("tried");
    String command =
        "test -e %s-{x} && echo {x},1 || { touch %s-{x}; exit 1; }".formatted(tried, tried);
    long[] shape = {STACK, 2};
    var named = ParallelMap.shellCommand(command, "stdout:csv").args(List.of(4, 5)).retries(1);
    Run<Object> run = inMemory(named.resultShape(shape));
    assertEquals(List.of(), run.failures());
    assertEquals(5.0, run.stacked().getDouble(2));
  }

  @Test
  void whatIsSaidIsInTheLogWithTheIndex() throws IOException {
    Path log = folder.resolve("run.log");
    var named = ParallelMap.shellCommand("echo out {x}; echo err {x} >&2", "none");
    compute(named.args(List.of(7, 8)).inMemory().logfile(log));
    String text = Files.readString(log);
    assertTrue(text.matches("(?s).*computation 0\\b[^\\n]*out 7.*"), text);
    assertTrue(text.matches("(?s).*computation 1\\b[^\\n]*err 8.*"), text);
  }

  @Test
  void slicesOfAFileAreArguments() throws IOException {
    Path file = folder.resolve("in.h5");
    Judges.h5py(
        "import h5py, sys, numpy as np\nh5py.File(sys.argv[1], 'w')['d'] = np.arange(4.).reshape(2, 2)",
        file);
    var named = ParallelMap.command("echo {x}", "stdout:json");
    named.args(Args.slices(file.toString(), "d", 0, Object.class));
    assertEquals(List.of(List.of(0.0, 1.0), List.of(2.0, 3.0)), inMemory(named).values());
  }

  @Test
  void nothingStaysInTheTemporaryDirectory() throws IOException {
    try (Stream<Path> left = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      assertEquals(
          List.of(), left.filter(p -> p.getFileName().toString().startsWith("acme-call")).toList());
    }
  }
}
