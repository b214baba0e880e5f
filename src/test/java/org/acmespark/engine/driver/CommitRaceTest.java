package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.acmespark.LedgerAttempts;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.Replies;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.model.Compression;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.DirectoryStore;
import org.acmespark.store.RunStore.Outcome;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Attempts of one range that want to commit at the same time, as Spark's speculation makes them.
 */
class CommitRaceTest {
  private static final int ROUNDS = 25;
  private static final int N = 8;

  @TempDir Path folder;
  private ExecutorService threads;

  @BeforeEach
  void start() {
    threads = Executors.newFixedThreadPool(3);
  }

  @AfterEach
  void end() {
    threads.shutdownNow();
  }

  /** One attempt of Spark at the range, as its task sees it. */
  private static final class Attempt implements AutoCloseable {
    private final RunState driver;
    private final Message.Task task;
    private final BlockWriter writer;

    Attempt(RunState driver, DirectoryStore store, RangeState range, int number) {
      this.driver = driver;
      this.task = new Message.Task(range.number(), 100 + number);
      answer(driver, Message.Begin.now(task, "host" + number));
      this.writer = store.layout().open("task" + task.task() + "-" + task.range());
    }

    /** What each computation gives, whichever attempt computes it. */
    private static double result(long index) {
      return 10.0 * index;
    }

    /** Writes results of computations, syncs them, waits for the others, asks for the commit. */
    Answer.Verdict computeAndCommit(CyclicBarrier together, long... indices) throws Exception {
      for (long index : indices) {
        writer.add(index, result(index));
      }
      var block = writer.seal();
      int[] firstAttempt = new int[indices.length];
      Arrays.fill(firstAttempt, 1);
      long[] times = new long[indices.length];
      var attempts =
          new Attempts(
              "host", "executor", indices, times, times, firstAttempt, times, times, List.of());
      together.await();
      return answer(driver, new Message.Commit(task, block, attempts, false, 0));
    }

    @Override
    public void close() {
      writer.close();
    }
  }

  private static <A extends Answer> A answer(RunState driver, Message<A> message) {
    var answers = new Replies<A>();
    message.sendTo(driver, answers);
    return answers.only();
  }

  private static Answer.Work left(Answer.Verdict verdict) {
    return assertInstanceOf(Answer.Refused.class, verdict).left();
  }

  private DirectoryStore store(Path directory, Spread spread) {
    return new DirectoryStore(
        Optional.of(directory.toString()),
        "race",
        new DirectoryPlan("f", N, spread, Optional.empty(), Compression.none()),
        Map.of(),
        RunLog.none());
  }

  private static RunState driver(DirectoryStore store) {
    var driver =
        new RunState(
            N,
            store,
            Publisher.onTheCallersThread(),
            OnFailure.CONTINUE,
            false,
            Optional.empty(),
            index -> "(" + index + ")",
            RunLog.none());
    driver.cores(3);
    return driver;
  }

  @ParameterizedTest
  @EnumSource(names = {"PER_COMPUTATION", "PER_BLOCK"})
  void oneOfTwoAttemptsWinsAndItsFilesAloneAreLeft(Spread spread) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      Path directory = folder.resolve("run" + round);
      DirectoryStore store = store(directory, spread);
      RunState driver = driver(store);
      RangeState range = driver.nextRange((remaining, slots) -> remaining).orElseThrow();
      var together = new CyclicBarrier(2);
      long[] all = LongStream.range(0, N).toArray();

      List<Answer.Verdict> answers = new ArrayList<>();
      for (Future<Answer.Verdict> answer :
          threads.invokeAll(
              List.of(
                  committing(new Attempt(driver, store, range, 0), together, all),
                  committing(new Attempt(driver, store, range, 1), together, all)))) {
        answers.add(answer.get());
      }

      assertTrue(answers.remove(new Answer.Committed()), () -> "answers " + answers);
      assertEquals(List.of(), left(answers.get(0)).todo());
      assertTrue(driver.allDone());
      store.finish(Outcome.COMPLETE);
      assertEveryResultIsThereOnce(directory, store, spread == Spread.PER_BLOCK ? 1 : N);
    }
  }

  private static Callable<Answer.Verdict> committing(
      Attempt attempt, CyclicBarrier together, long... indices) {
    return () -> {
      try (attempt) {
        return attempt.computeAndCommit(together, indices);
      }
    };
  }

  @Test
  void aLoserIsToldWhatIsLeftAndCommitsThat() throws Exception {
    Path directory = folder.resolve("run");
    DirectoryStore store = store(directory, Spread.PER_BLOCK);
    RunState driver = driver(store);
    RangeState range = driver.nextRange((remaining, slots) -> remaining).orElseThrow();
    var alone = new CyclicBarrier(1);
    try (var first = new Attempt(driver, store, range, 0);
        var second = new Attempt(driver, store, range, 1)) {

      assertEquals(new Answer.Committed(), first.computeAndCommit(alone, 0, 1, 2));
      Answer.Work left = left(second.computeAndCommit(alone, 0, 1, 2, 3, 4, 5, 6, 7));

      assertEquals(List.of(new IndexSet.Range(3, N)), left.todo());
      assertEquals(new Answer.Committed(), second.computeAndCommit(alone, 3, 4, 5, 6, 7));
    }
    store.finish(Outcome.COMPLETE);
    assertEveryResultIsThereOnce(directory, store, 2);
  }

  @Test
  void anAttemptThatBeginsLateIsGivenWhatIsNotCommitted() throws Exception {
    DirectoryStore store = store(folder.resolve("run"), Spread.PER_BLOCK);
    RunState driver = driver(store);
    RangeState range = driver.nextRange((remaining, slots) -> remaining).orElseThrow();
    try (var early = new Attempt(driver, store, range, 0)) {
      early.computeAndCommit(new CyclicBarrier(1), 2, 3);
    }

    Answer.Work work =
        answer(driver, Message.Begin.now(new Message.Task(range.number(), 101), "host"));

    assertEquals(List.of(new IndexSet.Range(0, 2), new IndexSet.Range(4, N)), work.todo());
    store.abandon("tried");
  }

  @Test
  void anAttemptOfARangeThatSparkHasFinishedCommitsNothing() throws Exception {
    Path directory = folder.resolve("run");
    DirectoryStore store = store(directory, Spread.PER_BLOCK);
    RunState driver = driver(store);
    RangeState range = driver.nextRange((remaining, slots) -> N / 2).orElseThrow();
    try (var zombie = new Attempt(driver, store, range, 0)) {
      driver.jobDied(range, "tried");

      Answer.Work answer = left(zombie.computeAndCommit(new CyclicBarrier(1), 0, 1, 2, 3));

      assertEquals(List.of(), answer.todo());
    }
    assertEquals(List.of(), payloadFiles(directory));
    store.abandon("tried");
  }

  private static List<String> payloadFiles(Path directory) throws IOException {
    Path payload = directory.resolve("f_payload");
    if (!Files.exists(payload)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(payload)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static void assertEveryResultIsThereOnce(Path directory, DirectoryStore store, int files)
      throws IOException {
    assertEquals(files, payloadFiles(directory).size(), () -> directory.toString());
    assertEquals(files, store.results().all().size());
    try (var reader = Hdf5Reader.open(store.results().container().orElseThrow())) {
      assertEquals(N, reader.children("/").size());
      for (int i = 0; i < N; i++) {
        assertEquals(Attempt.result(i), reader.read("/comp_" + i + "/result_0").toJava());
      }
    }
    assertEquals(N, LedgerAttempts.computed(directory.resolve("f_computations.jsonl")));
    try (Stream<Path> entries = Files.list(directory)) {
      assertTrue(entries.noneMatch(entry -> entry.endsWith(".working")));
    }
  }
}
