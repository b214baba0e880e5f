package org.acmespark.engine.driver;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Finds the computations that were called when an executor died, and decides what becomes of them:
 * they are called again, alone or on a young worker, or they are given up. Guarded by {@link
 * RunState}.
 */
final class Deaths {
  private final RangesInFlight ranges;
  private final Finished finished;
  private final Suspects suspects;
  private final WallTimes walls;
  private final Backlog backlog;
  private final Map<Long, List<Doubt>> inDoubt = new HashMap<>();

  /**
   * A computation that may have caused the death of an executor, which is being examined.
   *
   * @param announced whether the task had announced the call, rather than reported it
   * @param alone whether nothing else was running
   */
  private record Doubt(long index, String host, boolean announced, boolean alone) {}

  /**
   * @param walls takes the computations that the end of a wall time has cut off
   */
  Deaths(
      RangesInFlight ranges,
      Finished finished,
      Suspects suspects,
      WallTimes walls,
      Backlog backlog) {
    this.ranges = ranges;
    this.finished = finished;
    this.suspects = suspects;
    this.walls = walls;
    this.backlog = backlog;
  }

  /**
   * Records that an executor died under a Spark task. A death in doubt is recorded a second time,
   * when the doubt has ended; until then, what was called waits among the suspects.
   *
   * @param now time on the driver's clock
   * @return the computations that are given up
   */
  List<Decision.GiveUp> lost(Death death, long now) {
    List<Decision.GiveUp> givenUp = new ArrayList<>();
    List<Doubt> doubts = inDoubt.remove(death.task());
    if (doubts != null) {
      doubts.forEach(doubt -> judge(doubt, death, givenUp));
      return givenUp;
    }
    doubts = new ArrayList<>();
    for (RangeState range : ranges.all()) {
      range.lost(death.task());
      var called = range.takeCalled(death.task());
      var cut = range.cutOff(death.task(), now);
      if (cut.isPresent()) {
        setAside(cut.get(), givenUp);
      } else if (death.cause() == Death.Cause.IN_DOUBT) {
        called
            .or(() -> range.calledAtLastReport(death.task()))
            .filter(index -> !finished.isTaken(index))
            .map(index -> new Doubt(index, range.lastHost(), called.isPresent(), range.solo()))
            .ifPresent(doubts::add);
      } else if (death.cause() != Death.Cause.CLUSTER) {
        called.ifPresent(index -> blame(index, range.lastHost(), death.why(), givenUp));
      }
    }
    if (death.cause() == Death.Cause.IN_DOUBT) {
      doubts.forEach(doubt -> suspects.setAside(doubt.index()));
      inDoubt.put(death.task(), doubts);
    }
    return givenUp;
  }

  private void judge(Doubt doubt, Death death, List<Decision.GiveUp> givenUp) {
    long index = doubt.index();
    if (death.cause() == Death.Cause.MEMORY && doubt.alone() && !finished.isTaken(index)) {
      giveUp(suspects.convicted(index, doubt.host(), death.why()), givenUp);
    } else if (death.cause() == Death.Cause.MEMORY
        || death.cause() == Death.Cause.APPLICATION && doubt.announced()) {
      blame(index, doubt.host(), death.why(), givenUp);
    } else if (suspects.release(index) && !finished.isTaken(index) && !ranges.cover(index)) {
      backlog.add(index, index + 1);
    }
  }

  /** Records how often earlier processes died during computations that are not done. */
  List<Decision.GiveUp> recall(Map<Long, Integer> earlier) {
    List<Decision.GiveUp> givenUp = new ArrayList<>();
    earlier.forEach(
        (index, count) -> {
          if (!finished.contains(index)) {
            suspects.recall(index, count).ifPresent(decision -> giveUp(decision, givenUp));
          }
        });
    return givenUp;
  }

  /** Records that Spark gave up a range because executors died under it. */
  List<Decision.GiveUp> lost(RangeState range, String why) {
    List<Decision.GiveUp> givenUp = new ArrayList<>();
    range.takeCalled().forEach(index -> blame(index, range.lastHost(), why, givenUp));
    if (!range.ended()) {
      suspects.watch(range);
    }
    return givenUp;
  }

  private void blame(long index, String host, String why, List<Decision.GiveUp> givenUp) {
    if (!finished.isTaken(index)) {
      suspects.died(index, host, why).ifPresent(death -> giveUp(death, givenUp));
    }
  }

  private void setAside(RangeState.CutOff cut, List<Decision.GiveUp> givenUp) {
    if (!finished.isTaken(cut.index())) {
      walls.cutOff(cut).ifPresent(death -> giveUp(death, givenUp));
    }
  }

  /** A range may have called a computation in several attempts; it is given up once. */
  private void giveUp(Decision.GiveUp decision, List<Decision.GiveUp> givenUp) {
    finished.reserve(decision.index());
    backlog.remove(decision.index());
    givenUp.add(decision);
  }
}
