package org.acmespark.store.single;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.ValueBytes;
import org.acmespark.model.Compression;
import org.acmespark.model.Dim;
import org.acmespark.model.Outputs;
import org.acmespark.model.ResultShape;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.acmespark.store.payload.Stacking;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A driver that is killed with SIGKILL, at any moment up to the last, loses nothing that it had
 * said was committed, and one that comes after it goes on where it was. The property {@code
 * acme.kills} tells how many for each layout.
 */
class SingleFileKillIT {
  private static final int KILLS = Integer.getInteger("acme.kills", 6);
  private static final int N = 120;
  private static final int ROW = 20_000;

  private static final String JUDGE =
      """
      import h5py, sys, numpy as np
      n, row, stacked = int(sys.argv[2]), int(sys.argv[3]), sys.argv[4] == 'true'
      with h5py.File(sys.argv[1]) as f:
          for i in range(n):
              first = f['result_0'][i] if stacked else f[f'comp_{i}/result_0'][()]
              assert (first == i + np.arange(row)).all(), i
              assert f[f'comp_{i}/result_1'][()].decode() == f'text {i}', i
              large = f[f'comp_{i}/result_2'][()]
              assert large.shape == (9000 + 100 * (i % 7),) and (large == i).all(), i
          print(len(f), list(f['comp_0']))
      """;

  @TempDir Path folder;

  private static Outputs result(int index) {
    double[] row = new double[ROW];
    Arrays.setAll(row, k -> index + k);
    long[] large = new long[9000 + 100 * (index % 7)];
    Arrays.fill(large, index);
    return Outputs.of(row, "text " + index, large);
  }

  private static DirectoryPlan plan(boolean stacked) {
    Optional<Stacking> stacking =
        stacked
            ? Optional.of(new Stacking(ResultShape.of(Dim.STACK, ROW), ElementType.FLOAT64))
            : Optional.empty();
    return new DirectoryPlan("f", N, Spread.SINGLE_FILE, stacking, Compression.none());
  }

  /** The process to be killed: two tasks, which are refused now and then, until all is there. */
  public static void main(String[] args) throws Exception {
    Path path = Path.of(args[0]);
    DirectoryPlan plan = plan(Boolean.parseBoolean(args[1]));
    var random = new Random(Long.parseLong(args[2]));
    RunDirectory directory;
    BitSet done = new BitSet();
    if (Files.exists(path)) {
      directory = RunDirectory.reopen(path.toString());
      done = committed(path);
      directory.prepare("run");
    } else {
      directory = RunDirectory.create(Optional.of(path.toString()), "run");
    }
    try (var single = new SingleFile(directory, plan)) {
      compute(single, done, random);
      System.out.println("finishing");
      single.finish(true);
    }
    directory.finish();
    System.out.println("finished");
  }

  private static void compute(SingleFile single, BitSet done, Random random) throws Exception {
    var next = new AtomicInteger();
    ExecutorService tasks = Executors.newFixedThreadPool(2);
    List<Future<?>> ends = new ArrayList<>();
    for (int k = 0; k < 2; k++) {
      var own = new Random(random.nextLong());
      ends.add(tasks.submit(() -> task(single, done, next, own)));
    }
    for (Future<?> end : ends) {
      end.get();
    }
    tasks.shutdown();
  }

  private static Void task(SingleFile single, BitSet done, AtomicInteger next, Random random) {
    try (BlockWriter writer = single.layout().open("task")) {
      writer.sendTo(
          new BlockWriter.Outlet() {
            @Override
            public int send(Block.Fragment fragment) {
              synchronized (single) {
                return single.receive(fragment, 2);
              }
            }

            @Override
            public Optional<BlockWriter.Places> places() {
              return single.places();
            }
          });
      List<Integer> taken = new ArrayList<>();
      for (int index = next.getAndIncrement(); index < N; index = next.getAndIncrement()) {
        if (done.get(index)) {
          continue;
        }
        writer.add(index, result(index));
        taken.add(index);
        if (random.nextInt(3) == 0) {
          offer(single, writer, taken, random);
        }
      }
      offer(single, writer, taken, random);
      return null;
    }
  }

  private static void offer(
      SingleFile single, BlockWriter writer, List<Integer> taken, Random random) {
    if (taken.isEmpty()) {
      return;
    }
    var block = (Block.Streamed) writer.seal();
    synchronized (single) {
      if (random.nextInt(4) > 0) {
        single.commit(block);
        System.out.println(taken);
        taken.clear();
        return;
      }
      single.discard(block);
    }
    taken.forEach(index -> writer.add(index, result(index)));
    offer(single, writer, taken, random);
  }

  private static BitSet committed(Path path) {
    return SingleFile.committed(path.resolve(RunDirectory.SPOOL), N, damage -> {});
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void goesOnAfterEachKillAndHasEverythingOnce(boolean stacked) throws Exception {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int kill = 0, run = 0; kill < KILLS; run++) {
      Path path = folder.resolve("run" + run);
      BitSet said = new BitSet();
      boolean ended = false;
      while (!ended) {
        ended = !killed(path, stacked, kill < KILLS, random, said);
        kill += ended ? 0 : 1;
        if (!ended && Files.exists(path.resolve(RunDirectory.SPOOL))) {
          requireAll(path, said, "seed " + seed);
        }
      }
      assertEquals(N, said.cardinality(), "seed " + seed);
      assertEquals(
          stacked
              ? N + 1 + " ['result_1', 'result_2']"
              : N + " ['result_0', 'result_1', 'result_2']",
          Judges.h5py(JUDGE, path.resolve("f.h5"), N, ROW, stacked));
      long bytes = N * (8L * ROW + 8L * 9300);
      assertTrue(Files.size(path.resolve("f.h5")) < 1.6 * bytes, "gaps of killed drivers");
      assertTrue(Files.notExists(path.resolve(RunDirectory.VALUES)));
      assertTrue(Files.notExists(path.resolve(RunDirectory.SPOOL)));
    }
  }

  /** Returns whether the process was killed before it had ended. */
  private static boolean killed(
      Path path, boolean stacked, boolean kill, Random random, BitSet said) throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                SingleFileKillIT.class.getName(),
                path.toString(),
                String.valueOf(stacked),
                String.valueOf(random.nextLong()))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    int lines = random.nextInt(40);
    boolean late = random.nextInt(3) == 0; // while the metadata are written
    boolean finished = false;
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        finished |= line.equals("finished");
        if (line.startsWith("[")) {
          for (String index : line.substring(1, line.length() - 1).split(", ")) {
            assertTrue(!said.get(Integer.parseInt(index)), "twice: " + index);
            said.set(Integer.parseInt(index));
          }
        }
        if (kill && (late ? line.equals("finishing") : lines-- == 0)) {
          Thread.sleep(late ? random.nextInt(60) : random.nextInt(4)); // any moment will do
          process.toHandle().destroyForcibly();
        }
      }
    }
    int status = process.waitFor();
    assertTrue(finished || kill, "ended with " + status);
    return !finished;
  }

  private static void requireAll(Path path, BitSet said, String seed) throws IOException {
    Path file = path.resolve(RunDirectory.SPOOL);
    BitSet missing = (BitSet) said.clone();
    missing.andNot(committed(path));
    assertTrue(missing.isEmpty(), () -> "lost: " + missing + ", " + seed);
    said.or(committed(path)); // committed, and killed before it said so
    try (var spool = Spool.recover(file);
        var stored = new StoredValues(spool, Spool.valuesOf(file))) {
      if (spool.isMoved()) {
        return; // h5py will tell
      }
      for (SpoolIndex.Entry entry : spool.committed().toList()) {
        requireRight(stored.of(entry), (int) entry.index());
      }
    }
  }

  private static void requireRight(StoredValues.Of values, int index) throws IOException {
    List<Object> expected = result(index).values();
    assertEquals(expected.size(), values.count());
    for (Object value : expected) {
      ValueBytes.Head head = values.next();
      Object elements =
          ValueBytes.readElements(head.type(), head.shape(), values.elements()).elements();
      if (value instanceof double[] row) {
        assertArrayEquals(row, (double[]) elements);
      } else if (value instanceof long[] large) {
        assertArrayEquals(large, (long[]) elements);
      } else {
        assertEquals(value, ((String[]) elements)[0]);
      }
    }
  }
}
