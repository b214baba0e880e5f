package org.acmespark.engine.driver;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

/**
 * Thousands of runs of a made-up cluster, whose tasks, executors and publications go on in a random
 * order that a seed fixes. What the scheduler decides is held against rules:
 *
 * <ul>
 *   <li>no computation is left to two live tasks at a time, unless Spark speculates, or says late
 *       that a task has died;
 *   <li>each is published once, and none is lost: every run ends;
 *   <li>every range ends, unless its task dies when all is done;
 *   <li>what kills its executor fails, and nothing else does.
 * </ul>
 */
class RandomRunsTest {
  private static final int SEEDS = 2_000;

  @Test
  void holdTheRulesWithoutDeaths() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new SimulatedRun(seed, 0, false).run();
    }
  }

  @Test
  void holdTheRulesWhileComputationsKillTheirExecutors() {
    int deaths = 0;
    for (long seed = 0; seed < SEEDS; seed++) {
      deaths += new SimulatedRun(seed, 1 + (int) (seed % 3), false).run();
    }
    assertTrue(deaths > SEEDS, "deaths " + deaths);
  }

  @Test
  void holdTheRulesWhileSparkSpeculates() {
    for (long seed = 0; seed < SEEDS; seed++) {
      new SimulatedRun(seed, 0, true).run();
    }
  }
}
