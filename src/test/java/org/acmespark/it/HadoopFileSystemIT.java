package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.acmespark.Inspection;
import org.acmespark.Judges;
import org.acmespark.ParallelMap;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Results;
import org.acmespark.Run;
import org.acmespark.TestSpark;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs whose results are on a real HDFS, with executors in JVMs of their own. */
class HadoopFileSystemIT {
  @TempDir static java.nio.file.Path disks;
  private static Hdfs hdfs;
  private static FileSystem files;

  @RegisterExtension
  static final TestSpark SPARK =
      TestSpark.onMortalExecutors(
          () -> SeparateExecutors.conf("local-cluster[2,1,1024]", HadoopFileSystemIT.class));

  @BeforeAll
  static void start() throws IOException {
    hdfs = Hdfs.start(disks);
    files = hdfs.files();
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  private static String address(String name) {
    return hdfs.address(name);
  }

  private static <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    return TestSpark.compute(builder).requireAllComputed();
  }

  private static ParallelMapBuilder<double[]> ramps(int n) {
    return ParallelMap.over(each(range(n))).map(x -> ClusterFunctions.ramp(x, 3)).name("ramps");
  }

  private static double first(Results results, long index) {
    return ((ucar.ma2.Array) results.computation(index).value()).getDouble(0);
  }

  /** Files below a run directory but for the log, relative to it. */
  private static List<String> listing(String run) throws IOException {
    List<String> names = new ArrayList<>();
    var all = files.listFiles(new Path(run), true);
    while (all.hasNext()) {
      FileStatus file = all.next();
      String name = file.getPath().toString().substring(run.length() + 1);
      if (!name.endsWith(".log")) {
        names.add(name);
      }
    }
    names.sort(null);
    return names;
  }

  private static long opened() {
    return FileSystem.getGlobalStorageStatistics().get("DFSOpsCountStatistics").getLong("op_open");
  }

  @Test
  void aFilePerComputationOfWhichOnlyThatAskedForIsRead() throws IOException {
    String run = address("per-computation");

    Run<double[]> done =
        compute(
            ParallelMap.over(each(range(4)), all(100_000))
                .map(ClusterFunctions::ramp)
                .name("ramps")
                .outputDir(run));

    assertEquals(run + "/ramps.h5", done.containerAddress().orElseThrow());
    assertThrows(IllegalStateException.class, done::container);
    assertEquals(
        List.of(
            ".acme-run",
            "_SUCCESS",
            "ramps.h5",
            "ramps_computations.jsonl",
            "ramps_payload/ramps_0.h5",
            "ramps_payload/ramps_1.h5",
            "ramps_payload/ramps_2.h5",
            "ramps_payload/ramps_3.h5",
            "ramps_run.json"),
        listing(run));
    long before = opened();
    try (var results = Results.open(run)) {
      assertEquals(4, results.nInputs());
      assertEquals(2, first(results, 2));
    }
    assertEquals(4, opened() - before, "manifest, container, ledger and one payload file");
    try (var results = Results.open(run)) {
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
    }
    assertTrue(Inspection.at(run).tree().contains("comp_3 -> ramps_payload/ramps_3.h5:/"));
  }

  @Test
  void filesOfRangesAreReadBackAndStacked() {
    String ranges = address("ranges");
    compute(ramps(20).rangeSize(5).payload(Payload.PER_PARTITION).outputDir(ranges));
    try (var results = Results.open(ranges)) {
      assertEquals(19, first(results, 19));
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
    }
    String stacked = address("stacked");
    compute(
        ramps(20)
            .rangeSize(5)
            .payload(Payload.PER_PARTITION)
            .resultShape(STACK, 3)
            .outputDir(stacked));
    try (var results = Results.open(stacked)) {
      assertTrue(results.stacked().isVirtual());
      assertEquals(19, first(results, 19));
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
    }
  }

  @Test
  void oneFileAndSerializedFilesAreReadBack() throws IOException {
    String single = address("single");
    compute(ramps(5).singleFile().outputDir(single));
    assertEquals(
        List.of(".acme-run", "_SUCCESS", "ramps.h5", "ramps_computations.jsonl", "ramps_run.json"),
        listing(single));
    String serialized = address("serialized");
    compute(ramps(5).format(Format.SERIALIZED).outputDir(serialized));
    String pickled = address("pickled");
    compute(ramps(5).format(Format.PICKLE).outputDir(pickled));
    try (var one = Results.open(single);
        var objects = Results.open(serialized);
        var pickles = Results.open(pickled)) {
      assertEquals(4, first(one, 4));
      assertEquals(4, ((double[]) objects.computation(4).value())[0]);
      assertTrue(pickles.verify().isComplete(), () -> pickles.verify().toString());
    }
  }

  /** How results are kept, by name. */
  static Map<String, UnaryOperator<ParallelMapBuilder<double[]>>> layouts() {
    return Map.of(
        "per-computation", builder -> builder.payload(Payload.PER_COMPUTATION),
        "per-partition", builder -> builder.payload(Payload.PER_PARTITION),
        "stacked", builder -> builder.payload(Payload.PER_PARTITION).resultShape(STACK, 3),
        "one-file", ParallelMapBuilder::singleFile,
        "one-dataset", builder -> builder.singleFile().resultShape(STACK, 3),
        "pickle", builder -> builder.format(Format.PICKLE),
        "serialized", builder -> builder.format(Format.SERIALIZED));
  }

  static Set<String> layoutNames() {
    return layouts().keySet();
  }

  @ParameterizedTest
  @MethodSource("layoutNames")
  void aRunThatHasStoppedIsCompletedInEveryLayout(String layout, @TempDir java.nio.file.Path here)
      throws IOException {
    String run = address("stopped-" + layout);
    java.nio.file.Path mended = here.resolve("mended");
    var builder =
        layouts()
            .get(layout)
            .apply(
                ParallelMap.over(each(range(20)), all(mended.toString()))
                    .map(ClusterFunctions::rampOnceMended)
                    .name("ramps")
                    .rangeSize(2)
                    .onFailure(OnFailure.STOP)
                    .verbosity(Verbosity.QUIET));
    try (var map = builder.outputDir(run).build()) {
      var stopped = map.compute();
      assertEquals(List.of(13L), stopped.failures().stream().map(f -> f.index()).toList());
      assertTrue(stopped.fileAddresses().size() < 20);
    }

    java.nio.file.Files.createFile(mended);
    compute(builder.resume(run).retryFailed());

    try (var results = Results.open(run)) {
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
      if (layout.equals("serialized")) {
        assertEquals(19, ((double[]) results.computation(19).value())[0]);
      } else if (!layout.equals("pickle")) {
        assertEquals(13, first(results, 13));
        results.consolidate(here.resolve("one.h5"));
        try (var one = Results.open(here.resolve("one.h5"))) {
          assertEquals(13, first(one, 13));
        }
      }
    }
  }

  @Test
  void whatHdf5CannotHoldIsSavedBesideTheOthers() throws IOException {
    String run = address("emergency");
    Run<Object> done =
        compute(
            ParallelMap.over(each(range(3)), all(1))
                .map(ClusterFunctions::mapAt)
                .name("odd")
                .outputDir(run));

    assertTrue(
        done.fileAddresses().get(1).endsWith(".pickle"), () -> done.fileAddresses().toString());
    try (var results = Results.open(run)) {
      assertEquals(6, results.computation(2).value());
      assertEquals(
          java.util.Map.of("day", java.time.LocalDate.EPOCH), results.computation(1).value());
    }
  }

  /** Arrays and a pickle, one failure, and a run that goes on once its cause is gone. */
  @ParameterizedTest
  @ValueSource(strings = {"--payload=per-partition", "--single-file"})
  void functionsInPythonLeaveTheirResultsThereToo(String layout, @TempDir java.nio.file.Path here)
      throws Exception {
    java.nio.file.Files.writeString(
        here.resolve("analysis.py"),
        """
        import os
        import numpy as np

        def wave(k, fixed):
            if k == 4 and not os.path.exists(fixed):
                raise ValueError('no wave %d' % k)
            return {'day': k} if k == 3 else np.full((2, 3), k, '>i2')
        """);
    String run = address("python" + layout);
    java.nio.file.Path fixed = here.resolve("fixed");
    var first =
        AcmeProcess.run(
            here,
            "run",
            "analysis.py::wave",
            "range(8)",
            fixed.toString(),
            layout,
            "--python=" + Judges.PYTHON,
            "--master=local-cluster[2,1,1024]",
            "--output-dir",
            run);
    assertEquals(1, first.status(), first::said);
    assertTrue(first.said().contains("no wave 4"), first::said);
    java.nio.file.Files.createFile(fixed);

    AcmeProcess resumed = AcmeProcess.run(here, "resume", run, "--retry-failed");

    assertEquals(0, resumed.status(), resumed::said);
    assertEquals(List.of(run + "/wave.h5"), resumed.stdout());
    assertEquals(0, AcmeProcess.run(here, "verify", run).status());
    files.copyToLocalFile(new Path(run), new Path(here.resolve("local").toString()));
    assertEquals(
        "[0, 1, 2, 4, 5, 6, 7] {'day': 3}",
        Judges.h5py(
            """
            import glob, h5py, pickle, sys, numpy as np
            folder = sys.argv[1]
            f = h5py.File(folder + '/wave.h5')
            found = []
            for k in range(8):
                if 'comp_%d/result_0' % k in f:
                    a = f['comp_%d/result_0' % k][()]
                    assert a.dtype == 'i2' and (a == np.full((2, 3), k)).all(), (k, a)
                    found.append(k)
            pickles = glob.glob(folder + '/**/*_3*.pickle', recursive=True)
            print(found, *(pickle.load(open(p, 'rb')) for p in pickles))
            """,
            here.resolve("local")));
  }

  @Test
  void refusesASchemeThatHadoopDoesNotKnow() {
    var e =
        assertThrows(
            IllegalArgumentException.class, () -> ramps(2).outputDir("nosuch://host/run").build());
    assertTrue(e.getMessage().contains("scheme nosuch"), e::getMessage);
  }

  @Test
  void aRunWhoseFilesAreGoneInPartIsResumedAndKeptFromOthersMeanwhile() throws IOException {
    String run = address("resumed");
    compute(ramps(6).outputDir(run));
    files.delete(new Path(run, "ramps_payload/ramps_3.h5"), false);
    files.delete(new Path(run, "ramps.h5"), false);
    long kept =
        files.getFileStatus(new Path(run, "ramps_payload/ramps_2.h5")).getModificationTime();

    try (var lock = files.create(new Path(run, ".acme-lock"), false)) {
      lock.writeBytes("process 1 on elsewhere\n");
      lock.hflush();
      var e = assertThrows(AcmeException.class, () -> compute(ramps(6).resume(run)));
      assertTrue(e.getMessage().contains("in use by process 1 on elsewhere"), e::getMessage);
    }
    compute(ramps(6).resume(run));

    assertEquals(
        kept, files.getFileStatus(new Path(run, "ramps_payload/ramps_2.h5")).getModificationTime());
    try (var results = Results.open(run)) {
      assertEquals(3, first(results, 3));
      assertTrue(results.verify().isComplete(), () -> results.verify().toString());
    }
  }
}
