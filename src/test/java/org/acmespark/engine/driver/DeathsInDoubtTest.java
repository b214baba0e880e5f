package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;
import org.acmespark.engine.channel.Message;
import org.acmespark.model.OnFailure;
import org.junit.jupiter.api.Test;

/** What becomes of the computation during which SLURM may have ended a worker for its memory. */
class DeathsInDoubtTest {
  private static final int N = 8;
  private static final int HUNGRY = 2;

  private final Scheduler scheduler =
      new Scheduler(N, OnFailure.CONTINUE, true, new WallTimes(Optional.empty()), () -> 0);
  private final RangeState range;

  DeathsInDoubtTest() {
    scheduler.cores().present(2);
    range = next();
    begin(range, 1);
    // It has computed two, and has been calling the third for a second.
    var state = new Message.State(task(range, 1), 2, 0, HUNGRY + 1, N, 1_000_000_000L, 0);
    scheduler.progress(new Message.Progress(List.of(state)));
    assertEquals(List.of(), lost(1, Death.Cause.IN_DOUBT));
  }

  private RangeState next() {
    return scheduler.nextRange((remaining, idle) -> remaining).orElseThrow();
  }

  private static Message.Task task(RangeState range, long task) {
    return new Message.Task(range.number(), task);
  }

  private List<IndexSet.Range> begin(RangeState range, long task) {
    return scheduler.begins(task(range, task), "n1", Optional.empty()).todo();
  }

  private List<Decision.GiveUp> lost(long task, Death.Cause cause) {
    return scheduler.executorLost(new Death(task, "job 7_1 was ended for lack of memory", cause));
  }

  private void computeTheOthers(long task) {
    Message.Commit rest =
        SchedulerTest.commit(task(range, task), List.of(), true, N, 0, 1, 3, 4, 5, 6, 7);
    assertEquals(Optional.empty(), scheduler.offers(rest));
    scheduler.published(rest);
  }

  @Test
  void itIsLeftOutUntilTheCauseIsKnown() {
    assertEquals(
        List.of(new IndexSet.Range(0, HUNGRY), new IndexSet.Range(HUNGRY + 1, N)), begin(range, 2));
  }

  @Test
  void ifItWasMemoryItRunsAloneAndFailsAtOnceIfThatDoesNotHelp() {
    begin(range, 2);
    assertEquals(List.of(), lost(1, Death.Cause.MEMORY));
    computeTheOthers(2);
    RangeState solo = next();
    assertTrue(solo.solo());
    begin(solo, 3);
    scheduler.calls(task(solo, 3), HUNGRY);
    assertEquals(List.of(), lost(3, Death.Cause.IN_DOUBT));

    List<Decision.GiveUp> decisions = lost(3, Death.Cause.MEMORY);

    assertEquals(
        List.of(
            "executor lost while running computation 2 on host n1, 2 times: job 7_1 was ended for lack of memory"),
        decisions.stream().map(Decision.GiveUp::message).toList());
  }

  @Test
  void ifItWasNotItRunsBesideOthersAgain() {
    lost(1, Death.Cause.APPLICATION);
    assertEquals(List.of(new IndexSet.Range(0, N)), begin(range, 2));
  }

  @Test
  void whatWasAnnouncedIsBlamedUnlessTheClusterTookTheWorkerAway() {
    lost(1, Death.Cause.CLUSTER);
    for (int task = 2; task <= 5; task++) {
      begin(range, task);
      scheduler.calls(task(range, task), HUNGRY);
      assertEquals(List.of(), lost(task, Death.Cause.IN_DOUBT));
      assertEquals(List.of(), lost(task, Death.Cause.CLUSTER));
    }
    assertEquals(List.of(new IndexSet.Range(0, N)), begin(range, 6));
    scheduler.calls(task(range, 6), HUNGRY);
    lost(6, Death.Cause.IN_DOUBT);
    lost(6, Death.Cause.APPLICATION);
    assertEquals(
        List.of(new IndexSet.Range(0, HUNGRY), new IndexSet.Range(HUNGRY + 1, N)), begin(range, 7));
  }

  @Test
  void itRunsOnceMoreIfTheOthersHaveBegunWithoutIt() {
    begin(range, 2);
    lost(1, Death.Cause.APPLICATION);
    computeTheOthers(2);
    RangeState again = next();
    assertEquals(List.of(new IndexSet.Range(HUNGRY, HUNGRY + 1)), begin(again, 3));
  }
}
