package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * What a user may get wrong: one message that says what and how to mend it, before Spark starts,
 * and nothing left on disk. The commands run two at a time.
 */
class BadInputIT {
  private static final String F = "org.acmespark.examples.Walkthrough::f";
  private static final String SMOOTH = "org.acmespark.examples.Sensors::smooth";

  @TempDir static Path folder;
  private static Path input;
  private static ExecutorService pool;

  private record Wrong(
      String what, int status, boolean starts, List<String> words, List<String> arguments) {
    /** Found out by the system, not by looking at the arguments. */
    Wrong infrastructure() {
      return new Wrong(what, 3, starts, words, arguments);
    }

    /** Only known once it is tried. */
    Wrong afterSparkHasStarted() {
      return new Wrong(what, status, true, words, arguments);
    }
  }

  @BeforeAll
  static void prepare() throws IOException {
    input = folder.resolve("input.h5");
    try (var writer = Hdf5Writer.create(input)) {
      writer.write("/data", Hdf5Value.of(new double[4][3]));
      writer.write("/flags", Hdf5Value.of(new boolean[][] {{true, false}, {false, false}}));
      writer.commit();
    }
    pool = Executors.newFixedThreadPool(2);
  }

  @AfterAll
  static void end() {
    pool.shutdownNow();
  }

  private static Wrong wrong(String what, String words, String... arguments) {
    return new Wrong(what, 2, false, List.of(words.split("\\|")), List.of(arguments));
  }

  private static Stream<Wrong> table() {
    String data = "@" + input + ":/data";
    return Stream.of(
        wrong(
            "an unknown class",
            "Walkthroug |org.acmespark.examples.Walkthrough",
            "org.acmespark.examples.Walkthroug::f",
            "1"),
        wrong("an unknown package", "no.such.Thing|--jar", "no.such.Thing::f", "1"),
        wrong("an unknown method", "lowpas|lowpass", "org.acmespark.examples.Filters::lowpas", "1"),
        wrong("no method", "Class::method", "org.acmespark.examples.Filters", "1"),
        wrong("too few arguments", "argument z|is missing", F, "[1,2]", "4"),
        wrong("too many arguments", "3 arguments|4", F, "[1,2]", "4", "5", "6"),
        wrong(
            "an unknown argument name",
            "no argument zz|nearest to it: z|x, y, z",
            F,
            "[1,2]",
            "4",
            "zz=3"),
        wrong("an argument given twice", "x|twice", F, "1", "2", "3", "x=4"),
        wrong(
            "lengths that disagree",
            "argument x (3 values)|argument y (2 values)|each",
            F,
            "[1,2,3]",
            "[1,2]",
            "3"),
        wrong(
            "n_inputs that matches nothing",
            "7|argument x (3 values)|all",
            F,
            "[1,2,3]",
            "4",
            "5",
            "--n-inputs=7"),
        wrong("text for a number", "z|dog", F, "[1,2,3]", "4", "z=dog"),
        wrong("a missing file", "nothing.h5|no such file", SMOOTH, "@nothing.h5:/data[:,*]", "3"),
        wrong(
            "a missing dataset",
            "input.h5|no dataset nil|data",
            SMOOTH,
            "@" + input + ":/nil[:,*]",
            "3"),
        wrong("a file that is not HDF5", "notes.h5|HDF5", SMOOTH, "@notes.h5:/data[:,*]", "3"),
        wrong("a text file elsewhere", "/etc/passwd|HDF5", SMOOTH, "@/etc/passwd:/x[:,*]", "3"),
        wrong("a text file as a whole", "/etc/passwd|HDF5", SMOOTH, "@/etc/passwd:/x", "3"),
        wrong("too little memory", "256m|480m", F, "1", "2", "3", "--driver-memory=256m"),
        wrong(
            "too little memory by a property",
            "470000k|480m",
            F,
            "1",
            "2",
            "3",
            "--conf",
            "spark.driver.memory=470000k"),
        wrong(
            "a numpy array",
            "x.npy is no array of NumPy's|does not begin as one",
            SMOOTH,
            "@x.npy",
            "3"),
        wrong(
            "slices of a type that does not fit",
            "argument samples|true|of type bool",
            SMOOTH,
            "@" + input + ":/flags[*,:]",
            "3"),
        wrong("no shape", "nonsense|stack,10,inf", F, "1", "2", "3", "--result-shape=nonsense,2"),
        wrong("slices without *", "no *", SMOOTH, data + "[:,:]", "3"),
        wrong("slices with two *", "two *", SMOOTH, data + "[*,*]", "3"),
        wrong("slices of another rank", "2 dimensions", SMOOTH, data + "[*,:,:]", "3"),
        wrong("a full output directory", "full|not empty", F, "1", "2", "3", "--output-dir=full"),
        wrong(
            "an output directory below a file",
            "notes.h5",
            F,
            "1",
            "2",
            "3",
            "--output-dir",
            "notes.h5/run"),
        wrong("a name that leaves", "../../evil", F, "1", "2", "3", "--name=../../evil"),
        wrong("a jar that is not there", "gone.jar", F, "1", "2", "3", "--jar=gone.jar"),
        wrong("a property without a value", "spark.foo", F, "1", "2", "3", "--conf", "spark.foo"),
        wrong(
            "an unknown property",
            "spark.acme.sed|spark.acme.seed|spark.acme.inMemory",
            F,
            "1",
            "2",
            "3",
            "--conf",
            "spark.acme.sed=4"),
        wrong(
                "a jar that cannot be fetched",
                "Spark could not start|Connection refused",
                F,
                "1",
                "2",
                "3",
                "--conf",
                "spark.jars=http://127.0.0.1:1/x.jar")
            .infrastructure(),
        wrong(
                "a class of Spark's that is not there",
                "Spark did not start|no.such.Serializer",
                F,
                "1",
                "2",
                "3",
                "--in-memory",
                "--conf",
                "spark.serializer=no.such.Serializer")
            .infrastructure(),
        wrong("a jar on a server", "http://h/x.jar|fetch it", F, "1", "--jar=http://h/x.jar"),
        wrong("a package with slashes", "org.acmespark.examples", F.replace('.', '/'), "1"),
        wrong(
            "a command and a function",
            "--command|exclude each other",
            F,
            "x=[1,2]",
            "--command=echo {x}",
            "--result=none"),
        wrong("neither function nor command", "FUNCTION is missing|--command"),
        wrong("a result of a function", "--result belongs to --command", F, "1", "--result=none"),
        wrong("a command without a result", "--result is missing", "--command=echo {x}", "x=1"),
        wrong(
            "a place without an argument",
            "{trail}|nearest to it: trial|{{trail}}",
            "--command=echo {trail}",
            "trial=[1,2]",
            "--result=none"),
        wrong(
            "a program that is not there",
            "there is no program nosuchprogram",
            "--command=nosuchprogram {x}",
            "x=[1,2]",
            "--result=none"),
        wrong(
            "a program that is not told where its result is",
            "{out} is missing",
            "--command=echo {x}",
            "x=[1,2]",
            "--result=out.npy"),
        wrong(
            "a result of no known form",
            "nearest to it: stdout:number",
            "--command=echo {x}",
            "x=[1,2]",
            "--result=stdout:numbr"),
        wrong(
            "a pipe without a shell",
            "--shell",
            "--command=echo {x} | wc",
            "x=[1,2]",
            "--result=stdout:number"),
        wrong("an unknown master", "foo://bar", F, "1", "2", "3", "--master=foo://bar"),
        wrong("a memory size without a unit", "4g", F, "1", "2", "3", "--driver-memory=4"),
        wrong(
                "an output directory that cannot be made",
                "/proc/acme",
                F,
                "1",
                "2",
                "3",
                "--output-dir=/proc/acme")
            .infrastructure()
            .afterSparkHasStarted());
  }

  @TestFactory
  Stream<DynamicTest> isExplainedAndLeavesNothing() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (Wrong wrong : table().toList()) {
      Future<Runnable> outcome = pool.submit(() -> check(wrong));
      tests.add(DynamicTest.dynamicTest(wrong.what(), () -> outcome.get().run()));
    }
    return tests.stream();
  }

  /** Runs the command; what it did is judged later, on the test's own thread. */
  private static Runnable check(Wrong wrong) throws IOException {
    Path directory = Files.createTempDirectory(folder, "cwd");
    Path full = Files.createDirectory(directory.resolve("full"));
    Files.writeString(full.resolve("precious"), "mine");
    Files.writeString(directory.resolve("notes.h5"), "not HDF5 at all");
    Files.writeString(directory.resolve("x.npy"), "\u0093NUMPY", StandardCharsets.ISO_8859_1);
    // A SparkContext that starts leaves a file here: so it is seen whether one did.
    Path events = Files.createTempDirectory(folder, "events");
    List<String> before = AcmeProcess.listing(directory);
    List<String> arguments = new ArrayList<>(List.of("run"));
    arguments.addAll(wrong.arguments());
    arguments.addAll(
        List.of("--conf", "spark.eventLog.enabled=true", "--conf", "spark.eventLog.dir=" + events));
    var acme = AcmeProcess.run(directory, arguments.toArray(String[]::new));
    List<String> after = AcmeProcess.listing(directory);
    boolean sparkStarted = AcmeProcess.listing(events).size() > 1;
    return () -> {
      assertEquals(wrong.status(), acme.status(), acme::said);
      assertEquals(List.of(), acme.stdout());
      assertEquals(1, acme.stderr().size(), acme::said);
      String message = acme.stderr().get(0);
      assertTrue(message.startsWith("acme: "), message);
      for (String word : wrong.words()) {
        assertTrue(message.contains(word), () -> "'" + word + "' is missing in: " + message);
      }
      assertEquals(before, after);
      assertEquals(wrong.starts(), sparkStarted, "Spark was started");
    };
  }
}
