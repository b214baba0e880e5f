package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.acmespark.engine.channel.Answer;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.engine.channel.WallTime;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.OnFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.Block;
import org.junit.jupiter.api.Test;

/**
 * Hundreds of runs on made-up workers with short wall times, in steps of a quarter of a second.
 * Each worker is replaced when it ends or is sent away. Every run ends; each computation is
 * published once; only those fail that need more than a wall time; none is cut off that takes what
 * is expected.
 */
class WallTimeRunsTest {
  private static final int SEEDS = 400;
  private static final long STEP = 250_000_000L;
  private static final long WALL = 100_000_000_000L;
  private static final long START = 4_000_000_000L;
  private static final long QUICK = 8_000_000_000L;
  private static final long LONG = 60_000_000_000L;

  @Test
  void equalComputationsAreNeverCutOff() {
    double most = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var simulation = new Simulation(seed, 0, 0);
      simulation.run();
      assertEquals(0, simulation.cutOff, simulation::toString);
      most = Math.max(most, simulation.overhead());
    }
    assertTrue(most < 1.45, "time of cores for time of work: " + most);
  }

  @Test
  void longOnesGoToYoungWorkers() {
    int cutOff = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      var simulation = new Simulation(seed, 3, 0);
      simulation.run();
      cutOff += simulation.cutOff;
    }
    assertTrue(cutOff > 0 && cutOff < 3 * SEEDS, "each at most once: " + cutOff);
  }

  @Test
  void onlyThoseFailThatNeedMoreThanAWallTime() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new Simulation(seed, 2, 2).run();
    }
  }

  private static final class Worker {
    private long begin;
    private boolean leaving;
  }

  private static final class Task {
    private final long id;
    private final long slot;
    private final Worker worker;
    private boolean asking;
    private RangeState range;
    private final Deque<Long> todo = new ArrayDeque<>();
    private long end;
    private long lastBegin;
    private long calling = -1;
    private long since;

    Task(long id, long slot, Worker worker) {
      this.id = id;
      this.slot = slot;
      this.worker = worker;
    }

    Message.Task name() {
      return new Message.Task(range.number(), id);
    }
  }

  private static final class Simulation {
    private final long seed;
    private final int n;
    private final int coresPerWorker;
    private final Set<Long> longOnes = new TreeSet<>();
    private final Set<Long> tooLong = new TreeSet<>();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Task> tasks = new ArrayList<>();
    private final Deque<Long> slots = new ArrayDeque<>();
    private final Set<Long> published = new HashSet<>();
    private final Scheduler scheduler;
    private long now;
    private long made;
    private int cutOff;

    Simulation(long seed, int longOnes, int tooLong) {
      this.seed = seed;
      var random = new Random(seed);
      this.n = 40 + random.nextInt(200);
      this.coresPerWorker = 1 + random.nextInt(3);
      while (this.longOnes.size() < longOnes) {
        this.longOnes.add((long) random.nextInt(n));
      }
      while (this.tooLong.size() < tooLong) {
        this.tooLong.add((long) random.nextInt(n));
      }
      for (int k = 1 + random.nextInt(3); k > 0; k--) {
        var worker = new Worker();
        worker.begin = random.nextInt(20) * STEP;
        workers.add(worker);
      }
      var walls = new WallTimes(Optional.empty());
      this.scheduler = new Scheduler(n, OnFailure.CONTINUE, true, walls, () -> now);
      scheduler.cores().present(workers.size() * coresPerWorker);
    }

    @Override
    public String toString() {
      return "seed %s: %s computations, long %s, too long %s, published %s, %s cut off after %s s"
          .formatted(seed, n, longOnes, tooLong, published.size(), cutOff, now / 1e9);
    }

    /** The time of all cores for that of the work. */
    double overhead() {
      return (double) now * workers.size() * coresPerWorker / (n * QUICK);
    }

    private long nanos(long index) {
      return tooLong.contains(index) ? 2 * WALL : longOnes.contains(index) ? LONG : QUICK;
    }

    void run() {
      while (!scheduler.isOver()) {
        now += STEP;
        workers.forEach(this::perhapsEnd);
        dispatch();
        List.copyOf(tasks).forEach(this::advance);
        if (now / WALL > 20 + 4L * n) {
          throw new AssertionError("the run does not end, " + this);
        }
      }
      assertEquals(n, published.size(), this::toString);
      assertEquals(
          List.copyOf(tooLong),
          scheduler.finished().failures().stream().map(ComputationFailure::index).toList(),
          this::toString);
    }

    private void perhapsEnd(Worker worker) {
      List<Task> here = tasks.stream().filter(task -> task.worker == worker).toList();
      if (now < worker.begin + WALL && !(worker.leaving && here.isEmpty())) {
        return;
      }
      tasks.removeAll(here);
      for (Task task : here) {
        cutOff += task.calling >= 0 ? 1 : 0;
        for (Decision.GiveUp decision :
            scheduler.executorLost(new Death(task.id, "gone", Death.Cause.CLUSTER))) {
          publish(decision.index());
          scheduler.gaveUp(decision.failure(""));
        }
        slots.add(task.slot); // Spark starts the task again
      }
      worker.begin = now + START;
      worker.leaving = false;
    }

    private void publish(long index) {
      if (!published.add(index)) {
        throw new AssertionError("published twice: " + index + ", " + this);
      }
    }

    private void dispatch() {
      slots.addAll(scheduler.openSlots());
      for (Worker worker : workers) {
        while (!slots.isEmpty()
            && now >= worker.begin
            && !worker.leaving
            && tasks.stream().filter(task -> task.worker == worker).count() < coresPerWorker) {
          tasks.add(new Task(made++, slots.remove(), worker));
        }
      }
      boolean granted = true;
      while (granted) {
        granted = false;
        for (Decision decision : scheduler.handOut((left, idle) -> Math.max(1, left / 8))) {
          if (decision instanceof Decision.Grant grant) {
            begin(grant);
            granted = true;
          } else if (decision instanceof Decision.Dismiss dismiss) {
            end(dismiss);
          }
        }
      }
    }

    private Optional<Task> of(Slots.Asking asking) {
      return tasks.stream().filter(task -> task.id == asking.next().task()).findFirst();
    }

    private void end(Decision.Dismiss dismiss) {
      Optional<Task> task = of(dismiss.task());
      task.filter(t -> dismiss.leaving()).ifPresent(t -> t.worker.leaving = true);
      task.ifPresent(tasks::remove);
    }

    private void begin(Decision.Grant grant) {
      var end = grant.task().end();
      RangeState range = grant.range();
      long id = grant.task().next().task();
      Answer.Work work = scheduler.begins(new Message.Task(range.number(), id), "a", end);
      Optional<Task> asking = of(grant.task());
      if (asking.isPresent()) {
        Task task = asking.get();
        task.asking = false;
        task.range = range;
        task.end = range.end();
        task.lastBegin = now + scheduler.lastBegin(end).orElseThrow().toNanos();
        task.todo.clear();
        for (IndexSet.Range left : work.todo()) {
          for (long index = left.from(); index < left.to(); index++) {
            task.todo.add(index);
          }
        }
      }
    }

    private void advance(Task task) {
      if (!tasks.contains(task) || task.asking) {
        return;
      }
      if (task.range == null) {
        task.asking = true;
        long age = now - task.worker.begin;
        var wall = new WallTime(age / 1_000_000, (WALL - age) / 1_000_000);
        var asking = new Slots.Asking(Message.Next.now(task.slot, task.id, "a", wall), now);
        scheduler.asks(asking).forEach(decision -> end((Decision.Dismiss) decision));
      } else if (task.calling < 0) {
        next(task);
      } else if (now >= task.since + nanos(task.calling)) {
        commit(task);
      } else {
        report(task);
      }
    }

    private void next(Task task) {
      if (!task.todo.isEmpty() && now > task.lastBegin) {
        task.end = Math.min(task.end, task.todo.peek());
      }
      if (task.todo.isEmpty() || task.todo.peek() >= task.end) {
        scheduler.ends(task.name(), task.end);
        task.range = null;
      } else {
        task.calling = task.todo.remove();
        task.since = now;
      }
    }

    private void report(Task task) {
      var state =
          new Message.State(task.name(), 0, 0, task.calling + 1, task.end, now - task.since, 0);
      for (Answer.Shrink shrink : scheduler.progress(new Message.Progress(List.of(state)))) {
        task.end = Math.min(task.end, Math.max(task.calling + 1, shrink.end()));
      }
    }

    private void commit(Task task) {
      long nanos = now - task.since;
      var attempts =
          new Attempts(
              "a",
              "1",
              new long[] {task.calling},
              new long[] {0},
              new long[] {nanos},
              new int[] {1},
              new long[] {0},
              new long[] {0},
              List.of());
      var commit = new Message.Commit(task.name(), new Block.Nothing(), attempts, false, 0);
      if (scheduler.offers(commit).isEmpty()) {
        publish(task.calling);
        scheduler.published(commit);
      }
      task.calling = -1;
    }
  }
}
