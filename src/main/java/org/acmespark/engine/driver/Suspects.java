package org.acmespark.engine.driver;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.acmespark.engine.channel.IndexSet;

/**
 * The computations during which executors may have died. See decision 4. Guarded by {@link
 * RunState}.
 */
final class Suspects {
  /** How many executors may die during one computation before it is given up. */
  private static final int DEATHS_ALLOWED = 3;

  private static final String LOST = "ExecutorLost";

  private final Map<Long, Integer> deaths = new HashMap<>();
  private final IndexSet alone = new IndexSet();
  private final IndexSet watched = new IndexSet();

  /**
   * Records that an executor died during a call of the function. The computation runs again alone
   * or is given up.
   *
   * @param why Spark's reason for the death
   */
  Optional<Decision.GiveUp> died(long index, String host, String why) {
    int count = deaths.merge(index, 1, Integer::sum);
    if (count < DEATHS_ALLOWED) {
      alone.add(index);
      return Optional.empty();
    }
    return Optional.of(given(index, count, host, why));
  }

  /**
   * Records that an executor died of a computation that was alone; another try would be in vain.
   */
  Decision.GiveUp convicted(long index, String host, String why) {
    return given(index, deaths.merge(index, 1, Integer::sum), host, why);
  }

  private Decision.GiveUp given(long index, int count, String host, String why) {
    alone.remove(index);
    String message =
        "executor lost while running computation %s on host %s, %s times: %s"
            .formatted(index, host, count, why);
    return new Decision.GiveUp(index, count, host, LOST, message);
  }

  /** Lets a computation run alone, without a death being counted. */
  void setAside(long index) {
    alone.add(index);
  }

  /**
   * Lets a computation run beside others again, unless executors have died during it before.
   *
   * @return whether it does not wait any more
   */
  boolean release(long index) {
    if (!alone.contains(index) || deaths.containsKey(index)) {
      return false;
    }
    alone.remove(index);
    return true;
  }

  /**
   * Records how often earlier processes died during a computation. One such death means little,
   * because the process may have been killed. From the second death on the computation runs alone.
   */
  Optional<Decision.GiveUp> recall(long index, int count) {
    deaths.put(index, count);
    if (count >= DEATHS_ALLOWED) {
      String message = "the process died during computation %s, %s times".formatted(index, count);
      return Optional.of(new Decision.GiveUp(index, count, "", LOST, message));
    }
    if (count > 1) {
      alone.add(index);
    }
    return Optional.empty();
  }

  boolean isEmpty() {
    return alone.isEmpty();
  }

  /** Removes and returns the first computation that must run alone. There must be one. */
  IndexSet.Range take() {
    return alone.take(1);
  }

  /** Removes from {@code todo} the computations that must run alone. */
  void removeFrom(IndexSet todo, RangeState range) {
    alone.within(range.from(), range.end()).ranges().forEach(s -> todo.remove(s.from(), s.to()));
  }

  /** Requires that calls of these computations are announced from now on. */
  void watch(RangeState range) {
    watched.add(range.from(), range.end());
  }

  boolean isWatched(IndexSet.Range range) {
    return !watched.within(range.from(), range.to()).isEmpty();
  }
}
