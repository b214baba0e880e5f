package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.acmespark.model.Format;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipelines filter down to nothing: a run without computations is complete, in every layout. */
class EmptyRunTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static double f(double x, double y) {
    return x + y;
  }

  private Run<Double> compute(UnaryOperator<ParallelMapBuilder<Double>> options) {
    List<Double> none = List.of();
    ParallelMapBuilder<Double> builder =
        ParallelMap.over(each(none), all(1.0)).map(EmptyRunTest::f).spark(SPARK.context());
    return TestSpark.compute(options.apply(builder));
  }

  private static ParallelMapBuilder<Double> inLayout(
      ParallelMapBuilder<Double> builder, String layout) {
    if (layout.contains("single")) {
      builder.singleFile();
    }
    if (layout.contains("stacked")) {
      builder.resultShape(STACK, 3);
    }
    if (layout.contains("unlimited")) {
      builder.resultShape(STACK, UNLIMITED);
    }
    return builder;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"links", "single", "stacked", "unlimited", "single stacked", "single unlimited"})
  void hasAContainerWithoutResults(String layout) {
    Run<Double> run =
        compute(builder -> inLayout(builder, layout).outputDir(folder.resolve("run")));
    assertEquals(0, run.nInputs());
    assertTrue(run.failures().isEmpty());
    String shape =
        layout.endsWith("stacked") ? "(0, 3)" : layout.endsWith("unlimited") ? "(0, 0)" : "none";
    assertEquals(
        shape,
        Judges.h5py(
                """
                import sys, h5py
                with h5py.File(sys.argv[1]) as f:
                    print(f["result_0"].shape if "result_0" in f else "none")
                    assert not [name for name in f if name != "result_0"]
                """,
                run.container().orElseThrow())
            .strip());
    try (var results = Results.open(folder.resolve("run"))) {
      assertTrue(results.verify().isComplete());
    }
    Run<Double> again =
        compute(builder -> inLayout(builder, layout).resume(folder.resolve("run").toString()));
    assertEquals(run.container(), again.container());
  }

  @Test
  void hasNoContainerWhereAFormatHasNone() {
    Run<Double> run =
        compute(builder -> builder.format(Format.PICKLE).outputDir(folder.resolve("run")));
    assertEquals(Optional.empty(), run.container());
    assertEquals(List.of(), run.files());
  }

  @Test
  void hasNoValuesInMemory() {
    assertEquals(List.of(), compute(ParallelMapBuilder::inMemory).values());
  }
}
