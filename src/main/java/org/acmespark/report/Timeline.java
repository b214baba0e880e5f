package org.acmespark.report;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.acmespark.reading.RecordedAttempt;

/**
 * What executors did at what time, in bins: how many calls ran, which attempts failed, which
 * executors died. Shows the executors, or their hosts if there are too many executors.
 */
final class Timeline implements Consumer<RecordedAttempt> {
  private static final int MOST_LANES = 24;
  private static final int MOST_BINS = 240;

  /** Limits the size of the picture. */
  private static final int MOST_CELLS = 2400;

  private final WorkTime time;
  private final int bins;
  private final double binSeconds;
  private final boolean byHost;
  private final int leftOut;
  private final Map<List<String>, Lane> laneOf = new HashMap<>();
  private final Map<String, Lane> lanes = new LinkedHashMap<>();

  /** An executor that died. */
  record Death(String executor, String host, Instant when, String why) {}

  /** What one executor, or the executors of one host, did. */
  final class Lane {
    private final String name;
    private final double[] busy = new double[bins];
    private final boolean[] retried = new boolean[bins];
    private final boolean[] failed = new boolean[bins];
    private final Set<Integer> deaths = new TreeSet<>();
    private double first = Double.MAX_VALUE;
    private double last;

    private Lane(String name) {
      this.name = name;
    }

    String name() {
      return name;
    }

    private void add(RecordedAttempt attempt) {
      double from = time.at(attempt.startedMicros());
      double to = from + attempt.nanos() / 1e9;
      first = Math.min(first, from);
      last = Math.max(last, to);
      int end = bin(to);
      for (int k = bin(from); k <= end; k++) {
        double begin = Math.max(from, k * binSeconds);
        busy[k] += Math.max(0, Math.min(to, (k + 1) * binSeconds) - begin) / binSeconds;
      }
      if (attempt.status() == RecordedAttempt.Status.RETRIED) {
        retried[end] = true;
      } else if (attempt.status() == RecordedAttempt.Status.FAILED) {
        failed[end] = true;
      }
    }

    private double most() {
      double most = 0;
      for (double calls : busy) {
        most = Math.max(most, calls);
      }
      return most;
    }

    /**
     * Returns the share of its cores that were at work in each bin, in steps up to {@code steps};
     * -1 before its first and after its last call.
     */
    int[] levels(int steps) {
      int[] levels = new int[bins];
      double most = most();
      int from = bin(first);
      int to = bin(last);
      for (int k = 0; k < bins; k++) {
        boolean idle = busy[k] <= 0 || most <= 0;
        levels[k] =
            k < from || k > to
                ? -1
                : idle ? 0 : Math.max(1, (int) Math.ceil(steps * busy[k] / most - 0.05));
      }
      return levels;
    }

    /** Seconds at which attempts failed that others followed. */
    List<Double> retries() {
      return seconds(retried);
    }

    /** Seconds at which computations failed. */
    List<Double> failures() {
      return seconds(failed);
    }

    private List<Double> seconds(boolean[] bins) {
      List<Double> seconds = new ArrayList<>();
      for (int k = 0; k < bins.length; k++) {
        if (bins[k]) {
          seconds.add((k + 0.5) * binSeconds);
        }
      }
      return seconds;
    }

    /** Seconds at which it died. */
    List<Double> deaths() {
      return deaths.stream().map(k -> (k + 0.5) * binSeconds).toList();
    }
  }

  Timeline(List<ExecutorFigures> executors, WorkTime time) {
    this.time = time;
    this.byHost = executors.size() > MOST_LANES;
    List<ExecutorFigures> shown = shown(executors);
    long count = shown.stream().map(this::name).distinct().count();
    this.bins = (int) Math.min(MOST_BINS, MOST_CELLS / Math.max(1, count));
    this.binSeconds = time.seconds() / bins;
    for (ExecutorFigures executor : shown) {
      Lane lane = lanes.computeIfAbsent(name(executor), Lane::new);
      laneOf.put(List.of(executor.host(), executor.executor()), lane);
    }
    this.leftOut = executors.size() - shown.size();
  }

  private String name(ExecutorFigures executor) {
    return byHost ? executor.host() : executor.name();
  }

  /** Of too many hosts, those that worked most. */
  private List<ExecutorFigures> shown(List<ExecutorFigures> executors) {
    if (!byHost) {
      return executors;
    }
    Map<String, Double> work =
        executors.stream()
            .collect(
                Collectors.groupingBy(
                    ExecutorFigures::host, Collectors.summingDouble(ExecutorFigures::busySeconds)));
    Set<String> hosts =
        work.entrySet().stream()
            .sorted(Collections.reverseOrder(Map.Entry.comparingByValue(Comparator.naturalOrder())))
            .limit(MOST_LANES)
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet());
    return executors.stream().filter(executor -> hosts.contains(executor.host())).toList();
  }

  @Override
  public void accept(RecordedAttempt attempt) {
    Lane lane = laneOf.get(List.of(attempt.host(), attempt.executor()));
    if (lane != null && attempt.startedMicros() >= 0) {
      lane.add(attempt);
    }
  }

  void add(Death death) {
    Lane lane = laneOf.get(List.of(death.host(), death.executor()));
    if (lane != null) {
      lane.deaths.add(bin(time.at(WorkTime.micros(death.when()))));
    }
  }

  private int bin(double seconds) {
    return Math.max(0, Math.min(bins - 1, (int) (seconds / binSeconds)));
  }

  List<Lane> lanes() {
    return List.copyOf(lanes.values());
  }

  boolean isByHost() {
    return byHost;
  }

  /** Number of executors that are not shown. */
  int leftOut() {
    return leftOut;
  }

  double binSeconds() {
    return binSeconds;
  }

  double seconds() {
    return time.seconds();
  }

  double[] resumptions() {
    return time.resumptions();
  }
}
