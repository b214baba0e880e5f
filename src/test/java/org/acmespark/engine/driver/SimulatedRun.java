package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
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

/**
 * A run of a made-up cluster, whose tasks, executors and publications go on in a random order that
 * a seed fixes. It fails when the scheduler breaks one of the rules of {@link RandomRunsTest}.
 */
final class SimulatedRun {
  private static final int MOST_STEPS = 100_000;

  /** Spark's spark.task.maxFailures. */
  private static final int DEATHS_PER_SLOT = 4;

  /** A task of Spark's on one of the made-up executors. */
  private static final class Task {
    private final long id;
    private final long slot;
    private final int executor;
    private final boolean copy;
    private boolean asking;
    private RangeState range;
    private boolean careful;
    private long end;
    private long next;
    private final Deque<Long> todo = new ArrayDeque<>();
    private final List<Long> computed = new ArrayList<>();
    private Optional<Message.Commit> onTheWay = Optional.empty();
    private Optional<Answer.Verdict> verdict = Optional.empty();

    Task(long id, long slot, int executor, boolean copy) {
      this.id = id;
      this.slot = slot;
      this.executor = executor;
      this.copy = copy;
    }

    Message.Task name() {
      return new Message.Task(range.number(), id);
    }

    /** What it will compute or has not had published yet. */
    Set<Long> holds() {
      var holds = new TreeSet<>(computed);
      onTheWay.ifPresent(block -> Finished.endedBy(block.attempts()).forEach(holds::add));
      todo.stream().filter(index -> index < end).forEach(holds::add);
      return holds;
    }
  }

  private record Sent(Task task, Message.Commit commit) {}

  private final long seed;
  private final Random random;
  private final int n;
  private final int cores;
  private final Set<Long> killers = new TreeSet<>();
  private final boolean speculating;
  private final boolean hearsLate;
  private final Scheduler scheduler;
  private final List<Task> tasks = new ArrayList<>();
  private final Map<Long, Integer> deathsOfSlot = new HashMap<>();
  private final Deque<Sent> sent = new ArrayDeque<>();
  private final List<Sent> publications = new ArrayList<>();
  private final List<Decision.GiveUp> givenUp = new ArrayList<>();
  private final List<Runnable> late = new ArrayList<>();
  private final Set<Long> published = new HashSet<>();
  private long now;
  private long tasksMade;
  private int deaths;

  SimulatedRun(long seed, int killers, boolean speculating) {
    this.seed = seed;
    this.random = new Random(seed);
    this.n = 1 + random.nextInt(40);
    this.cores = 1 + random.nextInt(5);
    this.speculating = speculating;
    this.hearsLate = seed % 2 == 0;
    while (this.killers.size() < Math.min(killers, n)) {
      this.killers.add((long) random.nextInt(n));
    }
    this.scheduler =
        new Scheduler(n, OnFailure.CONTINUE, true, new WallTimes(Optional.empty()), () -> now);
    scheduler.cores().present(cores);
  }

  /** Returns how many executors died. */
  int run() {
    int steps = 0;
    while (!scheduler.isOver() || !tasks.isEmpty()) {
      step();
      if (!speculating && !hearsLate) {
        requireNothingTwice();
      }
      require(steps++ < MOST_STEPS, "the run does not end");
    }
    assertEquals(Set.of(), new HashSet<>(publications), this::toString);
    if (deaths == 0 && !speculating) { // else a task may not have lived to say so
      assertEquals(0, scheduler.ranges().size(), () -> "a range has not ended, " + this);
    }
    assertEquals(n, published.size(), this::toString);
    assertEquals(
        List.copyOf(killers),
        scheduler.finished().failures().stream().map(ComputationFailure::index).toList(),
        this::toString);
    return deaths;
  }

  private void require(boolean rule, String otherwise) {
    if (!rule) {
      throw new AssertionError(otherwise + ", " + this);
    }
  }

  @Override
  public String toString() {
    return "seed %s: %s computations on %s cores, killers %s, published %s"
        .formatted(seed, n, cores, killers, new TreeSet<>(published));
  }

  private void requireNothingTwice() {
    Set<Long> held = new HashSet<>();
    for (Task task : tasks) {
      for (long index : task.holds()) {
        require(held.add(index), "computation " + index + " is left to two tasks");
      }
    }
  }

  private void step() {
    now += random.nextInt(200_000_000);
    int choice = random.nextInt(10);
    if (choice < 2) {
      dispatch();
    } else if (choice < 3 && !publications.isEmpty() && random.nextBoolean()) {
      finishPublication(publications.remove(random.nextInt(publications.size())));
    } else if (choice < 3 && !sent.isEmpty()) {
      beginPublication(sent.remove());
    } else if (choice < 4 && !givenUp.isEmpty()) {
      Decision.GiveUp decision = givenUp.remove(0);
      require(published.add(decision.index()), "published twice: " + decision);
      scheduler.gaveUp(decision.failure(""));
    } else if (choice < 5 && !late.isEmpty()) {
      late.remove(random.nextInt(late.size())).run();
    } else if (!tasks.isEmpty()) {
      advance(tasks.get(random.nextInt(tasks.size())));
    }
  }

  private void dispatch() {
    scheduler.openSlots().forEach(slot -> start(slot, false));
    while (true) {
      Optional<Decision.Grant> grant = Optional.empty();
      for (Decision decision : scheduler.handOut((left, idle) -> 1 + random.nextInt((int) left))) {
        if (decision instanceof Decision.Grant found) {
          grant = Optional.of(found);
        } else if (decision instanceof Decision.Dismiss dismiss) {
          dismissed(dismiss.task());
        }
      }
      if (grant.isEmpty()) {
        break;
      }
      granted(grant.get());
    }
    if (scheduler.isOver()) {
      for (Decision decision : scheduler.stop()) {
        dismissed(((Decision.Dismiss) decision).task());
      }
    }
    if (speculating && !tasks.isEmpty() && random.nextInt(4) == 0) {
      start(tasks.get(random.nextInt(tasks.size())).slot, true);
    }
  }

  private void start(long slot, boolean copy) {
    tasks.add(new Task(tasksMade++, slot, random.nextInt(1 + cores / 2), copy));
  }

  private void dismissed(Slots.Asking asking) {
    task(asking).ifPresent(this::leave);
  }

  private Optional<Task> task(Slots.Asking asking) {
    return tasks.stream().filter(task -> task.id == asking.next().task()).findAny();
  }

  /** A task ends well; so does the slot's job with its last task. */
  private void leave(Task task) {
    tasks.remove(task);
    if (tasks.stream().noneMatch(other -> other.slot == task.slot)) {
      scheduler.closeSlot(task.slot).ifPresent(range -> scheduler.ends(range, range.end()));
    }
  }

  /** The task may have died while it waited: then nobody reads the answer. */
  private void granted(Decision.Grant grant) {
    RangeState range = grant.range();
    long id = grant.task().next().task();
    Answer.Work work =
        scheduler.begins(new Message.Task(range.number(), id), "host", Optional.empty());
    task(grant.task())
        .ifPresent(
            task -> {
              task.asking = false;
              task.range = range;
              task.end = range.end();
              take(task, work);
            });
  }

  private static void take(Task task, Answer.Work work) {
    task.careful = work.careful();
    task.todo.clear();
    task.computed.clear();
    task.onTheWay = Optional.empty();
    task.verdict = Optional.empty();
    for (IndexSet.Range range : work.todo()) {
      for (long index = range.from(); index < range.to(); index++) {
        task.todo.add(index);
      }
    }
    task.next = task.todo.isEmpty() ? task.end : task.todo.peek();
  }

  private void advance(Task task) {
    if (task.asking) {
      return;
    }
    if (task.range == null) {
      task.asking = true;
      var asking =
          new Slots.Asking(Message.Next.now(task.slot, task.id, "host", WallTime.unlimited()), now);
      scheduler.asks(asking).forEach(d -> dismissed(((Decision.Dismiss) d).task()));
      return;
    }
    int choice = random.nextInt(10);
    if (choice < 2) {
      report(task);
    } else if (choice < 3 && !task.computed.isEmpty()) {
      if (isAnswered(task)) {
        commit(task, false);
      }
    } else if (!task.todo.isEmpty() && task.todo.peek() < task.end) {
      if (choice == 9) {
        task.end = Math.max(task.next, task.todo.peek()); // its time is up
      } else {
        compute(task);
      }
    } else if (!isAnswered(task)) {
      return;
    } else if (task.computed.isEmpty()) {
      if (task.range != null) {
        scheduler.ends(task.name(), task.end);
        task.range = null;
      }
    } else {
      commit(task, true);
    }
  }

  /** Takes the verdict on a task's last block. Returns whether the task may send the next one. */
  private boolean isAnswered(Task task) {
    if (task.onTheWay.isEmpty()) {
      return true;
    }
    if (task.verdict.isEmpty()) {
      return false;
    }
    if (task.verdict.get() instanceof Answer.Refused refused) {
      take(task, refused.left());
      return false;
    }
    if (task.onTheWay.get().last()) {
      task.range = null;
    }
    task.onTheWay = Optional.empty();
    task.verdict = Optional.empty();
    return true;
  }

  private void compute(Task task) {
    long index = task.todo.remove();
    if (task.careful) {
      scheduler.calls(task.name(), index);
    }
    if (killers.contains(index)) {
      die(task.executor);
      return;
    }
    task.next = index + 1;
    task.computed.add(index);
  }

  private void report(Task task) {
    int computed = task.computed.size();
    var state =
        new Message.State(
            task.name(), computed, 0, task.next, task.end, random.nextInt(1000), computed);
    for (Answer.Shrink shrink : scheduler.progress(new Message.Progress(List.of(state)))) {
      task.end = Math.min(task.end, Math.max(task.next, shrink.end()));
    }
  }

  /** The task goes on, perhaps computing, until it needs the verdict. */
  private void commit(Task task, boolean last) {
    long[] indices = task.computed.stream().mapToLong(Long::longValue).toArray();
    Message.Commit commit = SchedulerTest.commit(task.name(), List.of(), last, task.end, indices);
    scheduler.sends(commit);
    sent.add(new Sent(task, commit));
    task.onTheWay = Optional.of(commit);
    task.computed.clear();
  }

  private void beginPublication(Sent block) {
    Optional<Answer.Refused> refused = scheduler.offers(block.commit());
    if (refused.isPresent()) {
      block.task().verdict = Optional.of(refused.get());
      return;
    }
    Finished.endedBy(block.commit().attempts())
        .forEach(index -> require(published.add(index), "published twice: " + index));
    publications.add(block);
  }

  private void finishPublication(Sent block) {
    scheduler.published(block.commit());
    block.task().verdict = Optional.of(new Answer.Committed());
  }

  /** All tasks of an executor die; Spark says so later, and starts others in their places. */
  private void die(int executor) {
    deaths++;
    for (Task task : List.copyOf(tasks)) {
      if (task.executor == executor) {
        tasks.remove(task);
        int count = deathsOfSlot.merge(task.slot, 1, Integer::sum);
        lost(task.id);
        if (count < DEATHS_PER_SLOT) {
          start(task.slot, false);
        } else {
          scheduler
              .closeSlot(task.slot)
              .ifPresent(range -> givenUp.addAll(scheduler.jobDied(range, "code 1")));
        }
      }
    }
  }

  /** At once, or perhaps after the next task has begun. */
  private void lost(long task) {
    boolean examined = seed % 3 == 0 && random.nextBoolean();
    Runnable event = () -> say(task, examined ? Death.Cause.IN_DOUBT : Death.Cause.APPLICATION);
    if (!hearsLate || random.nextBoolean()) {
      event.run();
    } else {
      late.add(event);
    }
  }

  private void say(long task, Death.Cause cause) {
    givenUp.addAll(scheduler.executorLost(new Death(task, "code 1", cause)));
    if (cause == Death.Cause.IN_DOUBT) {
      boolean memory = random.nextBoolean();
      late.add(() -> say(task, memory ? Death.Cause.MEMORY : Death.Cause.APPLICATION));
    }
  }
}
