package org.acmespark.engine.driver;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Finds the computations that were called when an executor died, and decides what becomes of them:
 * they are called again, alone or on a young worker, or they are given up. Guarded by {@link
 * RunState}.
 *
 * @param walls takes the computations that the end of a wall time has cut off
 */
record Deaths(RangesInFlight ranges, Finished finished, Suspects suspects, WallTimes walls) {
  /**
   * Records that an executor died under a Spark task.
   *
   * @param why Spark's reason
   * @param byCluster whether the cluster caused the death
   * @param now time on the driver's clock
   * @return the computations that are given up
   */
  List<Decision.GiveUp> lost(long task, String why, boolean byCluster, long now) {
    List<Decision.GiveUp> givenUp = new ArrayList<>();
    for (RangeState range : ranges.all()) {
      range.lost(task);
      var called = range.takeCalled(task);
      var cut = range.cutOff(task, now);
      if (cut.isPresent()) {
        setAside(cut.get(), givenUp);
      } else if (!byCluster) {
        called.ifPresent(index -> blame(range, index, why, givenUp));
      }
    }
    return givenUp;
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
    range.takeCalled().forEach(index -> blame(range, index, why, givenUp));
    if (!range.ended()) {
      suspects.watch(range);
    }
    return givenUp;
  }

  private void blame(RangeState range, long index, String why, List<Decision.GiveUp> givenUp) {
    if (!finished.isTaken(index)) {
      suspects.died(index, range.lastHost(), why).ifPresent(death -> giveUp(death, givenUp));
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
    givenUp.add(decision);
  }
}
