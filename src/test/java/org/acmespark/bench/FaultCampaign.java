package org.acmespark.bench;

import static org.acmespark.bench.Measures.delete;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.acmespark.Judges;
import org.acmespark.ParallelMapBuilder;
import org.acmespark.Results;
import org.acmespark.Run;
import org.acmespark.SerializedResults;
import org.acmespark.bench.FaultedRun.Context;
import org.acmespark.bench.FaultedRun.Kept;
import ucar.ma2.Array;

/**
 * Kills processes of runs on {@code local-cluster} with four executors, at random moments with
 * SIGKILL: executors in some runs; in others the driver, whose run another process then resumes.
 * Layouts rotate; half of the runs are in a borrowed context with Spark's default settings.
 *
 * <p>Afterwards each result must be there once and right, to our reader and to h5py; no published
 * file may have changed; nothing that was committed may have been computed again. Prints counts;
 * the exit status is 1 if anything is not so, and the files stay. Arguments: runs with kills of
 * executors (50), of the driver (50), seed (drawn).
 */
public final class FaultCampaign {
  /** Exit status where all is well, but h5py is not there to say so. */
  public static final int NOT_JUDGED = 98;

  private static final String JUDGE =
      """
      import os, pickle, sys
      try:
          import h5py, numpy
      except ImportError:
          sys.exit(98)
      root, n, length = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
      runs = sorted(os.listdir(root))
      for run in runs:
          folder = os.path.join(root, run)
          expected = [i + numpy.arange(length) / 1000.0 for i in range(n)]
          if "SERIALIZED" in run:
              continue
          if "PICKLE" in run:
              for i in range(n):
                  with open("%s/work_%d.pickle" % (folder, i), "rb") as f:
                      assert numpy.array_equal(pickle.load(f), expected[i]), (run, i)
              continue
          with h5py.File(folder + "/work.h5", "r") as f:
              if "STACKED" in run:
                  rows = f["result_0"]
                  assert rows.shape == (n, length) and rows.attrs["valid"].all(), run
                  assert numpy.array_equal(rows[()], expected), run
              else:
                  assert len(f) == n, run
                  for i in range(n):
                      assert numpy.array_equal(f["comp_%d/result_0" % i][()], expected[i]), (run, i)
      print(len(runs))
      """;

  private final Random random;
  private final Path root;
  private final Path runs;
  private final List<String> faults = new ArrayList<>();
  private int executorKills;
  private int driverKills;
  private int endedBefore;
  private long calls;
  private long committedAtKills;
  private long filesAtKills;

  private FaultCampaign(long seed, Path root) throws IOException {
    random = new Random(seed);
    this.root = root;
    runs = Files.createDirectory(root.resolve("runs"));
  }

  public static void main(String[] args) throws Exception {
    int executors = args.length > 0 ? Integer.parseInt(args[0]) : 50;
    int drivers = args.length > 1 ? Integer.parseInt(args[1]) : 50;
    long seed = args.length > 2 ? Long.parseLong(args[2]) : new Random().nextInt(1_000_000);
    Path root = Files.createTempDirectory("acme-faults");
    System.out.printf("seed %d, files in %s%n", seed, root);
    int status = new FaultCampaign(seed, root).all(executors, drivers);
    if (status == 0 || status == NOT_JUDGED) {
      delete(root);
    }
    System.exit(status);
  }

  private int all(int executors, int drivers) throws Exception {
    for (Context context : Context.values()) {
      Runnable end = FaultedRun.start(context);
      for (int k = 0; k < Math.max(executors, drivers); k++) {
        if (context.ordinal() == k % 2) {
          if (k < executors) {
            attempt("executors", k, kept(k), context);
          }
          if (k < drivers) {
            attempt("driver", k, kept(k + 3), context);
          }
        }
      }
      end.run();
    }
    int status = judge(executors + drivers);
    System.out.printf(
        "%d runs with %d executors killed; %d runs with the driver killed, %d of them had ended before%n",
        executors, executorKills, driverKills + endedBefore, endedBefore);
    System.out.printf(
        "%d calls for %d computations; at the kills %d were committed, in %d files%n",
        calls, (long) (executors + drivers) * FaultedRun.N, committedAtKills, filesAtKills);
    System.out.printf("%d faults%n", faults.size());
    faults.forEach(fault -> System.out.println("FAULT " + fault));
    return faults.isEmpty() ? status : 1;
  }

  /** One after the other, and in the next round in the other context. */
  private static Kept kept(int k) {
    int layouts = Kept.values().length;
    return Kept.values()[(k + (layouts % 2 == 0 ? k / layouts : 0)) % layouts];
  }

  private void attempt(String victim, int k, Kept kept, Context context) throws Exception {
    String name = "%s-%02d-%s-%s".formatted(victim, k, kept, context);
    Path run = runs.resolve(name);
    Path notes = root.resolve(name + ".notes");
    int before = faults.size();
    long start = System.nanoTime();
    List<FaultEvidence> evidence = new ArrayList<>();
    try {
      Run<double[]> result =
          victim.equals("driver")
              ? killingTheDriver(kept, context, run, notes, evidence)
              : killingExecutors(kept, run, notes, evidence);
      check(name, kept, run, notes, evidence, result);
    } catch (ExecutionException | RuntimeException e) {
      faults.add(name + ": " + e);
      e.printStackTrace();
    }
    int committed = evidence.stream().mapToInt(e -> e.committed().size()).max().orElse(0);
    System.out.printf(
        "%-46s %3d s, %d kills, the last with %3d committed: %s%n",
        name,
        TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
        evidence.size(),
        committed,
        faults.size() == before ? "right" : "FAULT");
  }

  private Run<double[]> killingExecutors(
      Kept kept, Path run, Path notes, List<FaultEvidence> evidence) throws Exception {
    CompletableFuture<Run<double[]>> computing =
        CompletableFuture.supplyAsync(
            () -> {
              try (var map = FaultedRun.builder(kept, notes.toString()).outputDir(run).build()) {
                return map.compute();
              }
            });
    awaitCalls(notes, () -> !computing.isDone());
    for (int kill = 1 + random.nextInt(3); kill > 0; kill--) {
      pause(random.nextInt(700));
      List<ProcessHandle> living = executorsOf(ProcessHandle.current());
      if (computing.isDone() || living.isEmpty()) {
        break;
      }
      evidence.add(FaultEvidence.of(run, Set.of()));
      living.get(random.nextInt(living.size())).destroyForcibly();
      executorKills++;
    }
    try {
      return computing.get(3, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new IllegalStateException("no end after 3 minutes", e);
    }
  }

  private Run<double[]> killingTheDriver(
      Kept kept, Context context, Path run, Path notes, List<FaultEvidence> evidence)
      throws Exception {
    Process driver = start(kept, context, run, notes);
    Set<Long> processes;
    try {
      awaitCalls(notes, driver::isAlive);
      awaitMoment(run, driver);
    } finally {
      processes =
          driver.toHandle().descendants().map(ProcessHandle::pid).collect(Collectors.toSet());
      if (driver.isAlive()) {
        driverKills++;
      } else {
        endedBefore++;
      }
      driver.destroyForcibly().waitFor();
    }
    evidence.add(FaultEvidence.of(run, processes));
    ParallelMapBuilder<double[]> again = FaultedRun.builder(kept, notes.toString()).resume(run);
    try (var map = again.build()) {
      return map.compute();
    }
  }

  /** Any moment; or one while something is being written; or one while the run is being ended. */
  private void awaitMoment(Path run, Process driver) throws IOException {
    Path working = run.resolve(".working");
    int kind = random.nextInt(3);
    pause(kind == 2 ? 0 : random.nextInt(1800));
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(5);
    boolean reached = kind == 0;
    while (!reached && driver.isAlive() && System.nanoTime() < deadline) {
      try (Stream<Path> names = Files.exists(working) ? Files.list(working) : Stream.empty()) {
        reached =
            names.anyMatch(
                path -> kind == 1 || path.getFileName().toString().equals("container.h5"));
      } catch (IOException | java.io.UncheckedIOException removedMeanwhile) {
        reached = true;
      }
    }
  }

  private Process start(Kept kept, Context context, Path run, Path notes) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
    command.add("-Djava.io.tmpdir=" + root); // what a killed process leaves
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), FaultedRun.class.getName()));
    command.addAll(List.of(kept.toString(), context.toString(), run.toString(), notes.toString()));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(root.resolve("driver.log").toFile())
        .start();
  }

  /** A driver starts no other JVMs; their arguments are too long for Java to tell them. */
  private static List<ProcessHandle> executorsOf(ProcessHandle driver) {
    return driver
        .descendants()
        .filter(process -> process.info().command().filter(c -> c.endsWith("/java")).isPresent())
        .sorted(Comparator.comparing(ProcessHandle::pid))
        .toList();
  }

  private interface Condition {
    boolean holds();
  }

  private static void awaitCalls(Path notes, Condition goesOn) {
    long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(2);
    while (!Files.exists(notes) && goesOn.holds()) {
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException("no call of the function within 2 minutes");
      }
      pause(5);
    }
  }

  private static void pause(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private void check(
      String name,
      Kept kept,
      Path run,
      Path notes,
      List<FaultEvidence> evidence,
      Run<double[]> result)
      throws IOException {
    result.failures().forEach(failure -> faults.add(name + ": " + failure.message()));
    List<FaultEvidence.Call> made = FaultEvidence.calls(notes);
    calls += made.size();
    for (FaultEvidence seen : evidence) {
      seen.changed(run).forEach(file -> faults.add(name + ": " + file + " has changed"));
      seen.again(made).forEach(call -> faults.add(name + ": computed again: " + call));
      committedAtKills += seen.committed().size();
      filesAtKills += seen.files().size();
    }
    List<Integer> computed = FaultEvidence.computedLines(run);
    if (computed.size() != FaultedRun.N || new TreeSet<>(computed).size() != FaultedRun.N) {
      faults.add(name + ": the ledger says of " + computed.size() + " that they are computed");
    }
    for (int i = 0; i < FaultedRun.N; i++) {
      if (result.file(i).filter(Files::exists).isEmpty()) {
        faults.add(name + ": no file has computation " + i);
      } else if (kept == Kept.SERIALIZED
          && !Arrays.equals(
              FaultedRun.expected(i),
              (double[]) SerializedResults.read(result.file(i).orElseThrow()))) {
        faults.add(name + ": computation " + i + " is wrong");
      }
    }
    if (kept.isHdf5()) {
      read(name, run);
    }
  }

  private void read(String name, Path run) {
    try (var results = Results.open(run)) {
      var report = results.verify();
      if (!report.isComplete()) {
        faults.add(name + ": " + report);
      } else if (results.isStacked()) {
        for (int i = 0; i < FaultedRun.N; i++) {
          long[] shape = {1, FaultedRun.LENGTH};
          same(name, i, results.stacked().slice(new long[] {i, 0}, shape));
        }
      } else {
        for (int i = 0; i < FaultedRun.N; i++) {
          same(name, i, (Array) results.computation(i).value());
        }
      }
    }
  }

  private void same(String name, int index, Array values) {
    if (!Arrays.equals(FaultedRun.expected(index), (double[]) values.copyTo1DJavaArray())) {
      faults.add(name + ": computation " + index + " is wrong");
    }
  }

  private int judge(int count) throws Exception {
    Path script = Files.writeString(root.resolve("judge.py"), JUDGE);
    Path said = root.resolve("judge.txt");
    int status;
    try {
      status =
          new ProcessBuilder(
                  Judges.PYTHON,
                  script.toString(),
                  runs.toString(),
                  "" + FaultedRun.N,
                  "" + FaultedRun.LENGTH)
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .start()
              .waitFor();
    } catch (IOException noPython) {
      status = NOT_JUDGED;
    }
    String text = Files.exists(said) ? Files.readString(said).strip() : "";
    if (status == NOT_JUDGED) {
      System.out.println("h5py is not installed and has judged nothing");
    } else if (status != 0 || !text.equals("" + count)) {
      faults.add("h5py: " + text);
    } else {
      System.out.printf("h5py and pickle found all %d runs right%n", count);
    }
    return status == NOT_JUDGED ? NOT_JUDGED : 0;
  }
}
