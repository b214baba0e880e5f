package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Results that are not HDF5, from the function to whoever reads them. */
class FormatsTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  record Fit(double slope) implements Serializable {}

  interface Anything {}

  private <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return TestSpark.compute(builder.outputDir(folder.resolve("run")));
  }

  private static List<String> names(List<Path> files) {
    return files.stream().map(file -> file.getFileName().toString()).toList();
  }

  private List<String> inRunDirectory() throws Exception {
    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      return left.map(path -> path.getFileName().toString())
          .filter(name -> !name.endsWith(".log"))
          .sorted()
          .toList();
    }
  }

  private Path log() throws Exception {
    try (Stream<Path> left = Files.list(folder.resolve("run"))) {
      return left.filter(path -> path.toString().endsWith(".log")).findFirst().orElseThrow();
    }
  }

  @Test
  void leavesAPicklePerComputationThatPythonReads() throws Exception {
    Run<Outputs> run =
        compute(
            ParallelMap.over(each(range(3)))
                .map(x -> Outputs.of(x, new double[] {x, 0.5}, Map.of("day", day(x))))
                .name("days")
                .format(Format.PICKLE));

    assertEquals(List.of("days_0.pickle", "days_1.pickle", "days_2.pickle"), names(run.files()));
    assertEquals(folder.resolve("run/days_2.pickle"), run.file(2).orElseThrow());
    assertTrue(run.container().isEmpty());
    assertEquals(
        List.of(
            ".acme-run",
            "_SUCCESS",
            "days_0.pickle",
            "days_1.pickle",
            "days_2.pickle",
            "days_computations.jsonl",
            "days_run.json"),
        inRunDirectory());
    assertEquals(
        "(2, array('d', [2.0, 0.5]), {'day': datetime.date(2026, 11, 3)})",
        Judges.h5py(
            "import pickle, sys; print(pickle.load(open(sys.argv[1], 'rb')))", run.files().get(2)));
  }

  private static LocalDate day(int x) {
    return LocalDate.of(2026, 11, x + 1);
  }

  @Test
  void keepsManyComputationsInOrder() {
    Run<Integer> run =
        compute(ParallelMap.over(each(range(300))).map(x -> x).name("f").format(Format.PICKLE));

    assertEquals(
        IntStream.range(0, 300).mapToObj(i -> "f_" + i + ".pickle").toList(), names(run.files()));
    String script =
        """
        import pickle, sys
        print(all(pickle.load(open(f"{sys.argv[1]}/f_{i}.pickle", "rb")) == i for i in range(300)))
        """;
    assertEquals("True", Judges.h5py(script, folder.resolve("run")));
  }

  @Test
  void serializesTheOneResultThatPythonHasNoValueFor() throws Exception {
    Run<Object> run =
        compute(
            ParallelMap.over(each(range(3)))
                .<Object>map(x -> x == 1 ? new Fit(x) : x)
                .name("fit")
                .format(Format.PICKLE));

    assertEquals(List.of(), run.failures());
    assertEquals(List.of("fit_0.pickle", "fit_1.ser", "fit_2.pickle"), names(run.files()));
    assertEquals(
        new Fit(1), SerializedResults.read(run.file(1).orElseThrow(), Fit.class.getName()));
    String ledger = LedgerAttempts.of(folder.resolve("run/fit_computations.jsonl")).toString();
    assertTrue(ledger.contains("\"fit_1.ser\""), ledger);
    String log = Files.readString(log());
    assertTrue(
        log.contains(
            "warning: 1 of 3 results are serialized, since the format cannot hold them: fit_1.ser"),
        log);
    assertFalse(inRunDirectory().contains("fit_payload"));
  }

  @Test
  void verifyFindsSerializedResultsThatAreNotWhatTheyWere() throws Exception {
    compute(
        ParallelMap.over(each(range(3)))
            .map(x -> new double[] {x, 1, 2})
            .name("row")
            .format(Format.SERIALIZED));
    Path cut = folder.resolve("run/row_0.ser");
    byte[] bytes = Files.readAllBytes(cut);
    Files.write(cut, Arrays.copyOf(bytes, bytes.length - 20));
    Path changed = folder.resolve("run/row_2.ser");
    bytes = Files.readAllBytes(changed);
    bytes[bytes.length / 2] ^= 1;
    Files.write(changed, bytes);
    try (var results = Results.open(folder.resolve("run"))) {
      var report = results.verify();
      assertEquals(1, report.readable(), report::toString);
      assertEquals(2, report.problems().size(), report::toString);
    }
  }

  @Test
  void failsTheOneComputationWhoseResultNothingHolds() {
    for (Format format : List.of(Format.PICKLE, Format.SERIALIZED)) {
      Run<Object> run;
      try (var map =
          ParallelMap.over(each(range(3)))
              .<Object>map(x -> x == 1 ? new Object() : x)
              .name("f")
              .format(format)
              .verbosity(Verbosity.QUIET)
              .outputDir(folder.resolve(format.name()))
              .build()) {
        run = map.compute();
      }

      assertEquals(1, run.failures().size());
      assertEquals(1, run.failures().get(0).index());
      String message = run.failures().get(0).message();
      assertTrue(message.contains("java.lang.Object is not Serializable"), message);
      assertTrue(run.file(1).isEmpty());
      assertEquals(2, run.files().size());
    }
  }

  @Test
  void givesSerializedResultsBackAsTheyWere() throws Exception {
    Run<Object> run =
        compute(
            ParallelMap.over(each(range(4)))
                .map(x -> List.of(value(x)).get(0))
                .name("any")
                .format(Format.SERIALIZED));

    assertEquals(List.of("any_0.ser", "any_1.ser", "any_2.ser", "any_3.ser"), names(run.files()));
    assertTrue(run.container().isEmpty());
    assertArrayEquals(
        new double[][] {{1}, {2, 3}}, (double[][]) SerializedResults.read(run.files().get(0)));
    for (int i = 1; i < 4; i++) {
      assertEquals(value(i), SerializedResults.read(run.file(i).orElseThrow()));
    }
    var manifest = new ObjectMapper().readTree(folder.resolve("run/any_run.json").toFile());
    assertEquals("serialized", manifest.get("format").asText());
    assertFalse(manifest.has("payload"));
  }

  private static Object value(int x) {
    return switch (x) {
      case 0 -> new double[][] {{1}, {2, 3}};
      case 1 -> Map.of("day", LocalDate.EPOCH, "z", List.of(Complex.I));
      case 2 -> Outputs.of("a", 1L, Complex.ONE);
      default -> Format.PICKLE;
    };
  }

  @Test
  void refusesToCreateWhatNobodyAskedFor() {
    Run<Object> run =
        compute(
            ParallelMap.over(each(range(3)))
                .<Object>map(
                    x ->
                        switch (x) {
                          case 0 -> List.of(new Fit(1));
                          case 1 -> new Fit[] {new Fit(2)};
                          default -> proxy();
                        })
                .name("f")
                .format(Format.SERIALIZED));
    assertEquals(List.of(), run.failures());

    for (int i = 0; i < 2; i++) {
      Path file = run.file(i).orElseThrow();
      var error = assertThrows(AcmeException.class, () -> SerializedResults.read(file));
      String message = error.getMessage();
      assertTrue(message.contains("class " + Fit.class.getName() + ","), message);
      assertTrue(message.startsWith(file.toString()), message);
      SerializedResults.read(file, "org.acmespark.FormatsTest$*");
      SerializedResults.read(file, "com.example.*", "org.acmespark.*");
    }
    Path proxy = run.file(2).orElseThrow();
    assertThrows(AcmeException.class, () -> SerializedResults.read(proxy));
    assertThrows(
        AcmeException.class, () -> SerializedResults.read(run.file(0).get(), "!java.util.**"));
  }

  private static Object proxy() {
    return Proxy.newProxyInstance(
        Anything.class.getClassLoader(),
        new Class<?>[] {Anything.class},
        (java.lang.reflect.InvocationHandler & Serializable) (self, method, args) -> null);
  }

  @Test
  void saysWhatIsWrongWithAFileOrPattern() throws Exception {
    Path nowhere = folder.resolve("nowhere.ser");
    assertThrows(IllegalArgumentException.class, () -> SerializedResults.read(nowhere));
    Path text = Files.writeString(folder.resolve("text.ser"), "not an object");
    assertThrows(AcmeException.class, () -> SerializedResults.read(text));
    assertThrows(IllegalArgumentException.class, () -> SerializedResults.read(text, ".*"));
  }

  static Object nested(int depth) {
    Object value = 0;
    for (int i = 0; i < depth; i++) {
      value = new ArrayList<>(List.of(value));
    }
    return value;
  }

  @Test
  void aResultThatIsNestedTooDeeplyCostsItsComputationAlone() {
    Run<Object> run =
        compute(
            ParallelMap.over(each(100, 1_000_000)).map(FormatsTest::nested).format(Format.PICKLE));

    assertEquals(List.of("nested_0.pickle"), names(run.files()));
    assertEquals(1, run.failures().size());
    assertEquals(1, run.failures().get(0).index());
  }

  @Test
  void aFunctionWithoutResultLeavesNoFileInAnyFormat() {
    Run<Void> run =
        compute(ParallelMap.over(each(range(3))).forEach(x -> {}).format(Format.PICKLE));

    assertEquals(List.of(), run.files());
    assertTrue(run.container().isEmpty());
  }

  @Test
  void refusesOptionsThatExcludeAFormat() {
    var inMemory =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ParallelMap.over(each(1, 2))
                    .map(x -> x)
                    .format(Format.PICKLE)
                    .inMemory()
                    .build()
                    .close());
    assertEquals(
        "inMemory and format pickle exclude each other; leave one out", inMemory.getMessage());
    var payload =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                ParallelMap.over(each(1, 2))
                    .map(x -> x)
                    .format(Format.SERIALIZED)
                    .payload(Payload.AUTO)
                    .build()
                    .close());
    assertEquals(
        "format serialized and payload exclude each other; leave one out", payload.getMessage());
    ParallelMap.over(each(1, 2)).map(x -> x).format(Format.HDF5).inMemory().build().close();
  }
}
