package org.acmespark;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.acmespark.cluster.WorkerMemory;
import org.acmespark.display.FailureSummary;
import org.acmespark.engine.DryRunCall;
import org.acmespark.model.ComputationFailure;
import org.acmespark.run.DryRunner;
import org.apache.hadoop.util.StringUtils.TraditionalBinaryPrefix;

/**
 * The time and memory of one computation, and estimates for the whole run.
 *
 * <pre>{@code
 * DryRun dry = pmap.dryRun();
 * System.err.print(dry);                          // a few lines for people
 * if (dry.failure().isEmpty() && dry.estimatedTime().toHours() < 2) pmap.compute();
 * }</pre>
 *
 * <p>The estimates assume that all computations are like this one. Its time includes the warm-up of
 * a JVM, so short computations will be faster.
 *
 * @param index number of the computation, from 0
 * @param inputs the abbreviated arguments
 * @param failure why the computation failed; empty if it did not; a failed computation has no
 *     estimates
 * @param time time to read the input and to call the function
 * @param peakMemory largest growth of the JVM's memory in bytes: heap, buffers, native libraries;
 *     it includes inputs and shared arguments
 * @param resultBytes size of the result in bytes, before compression
 * @param results type and shape of each return value, such as {@code float64 (3, 4)}
 * @param nInputs computations of the whole run
 * @param cores computations that run at a time
 * @param coresPerWorker computations that one worker runs at a time
 */
public record DryRun(
    long index,
    String inputs,
    Optional<ComputationFailure> failure,
    Duration time,
    long peakMemory,
    long resultBytes,
    List<String> results,
    long nInputs,
    int cores,
    int coresPerWorker) {

  static DryRun of(DryRunner.Sample sample) {
    DryRunCall.Report report = sample.report();
    return new DryRun(
        sample.index(),
        sample.inputs(),
        report.failures().stream().findFirst(),
        report.time(),
        report.peakBytes(),
        report.resultBytes(),
        report.results(),
        sample.nInputs(),
        sample.cores(),
        sample.coresPerWorker());
  }

  /** Estimates the time of the whole run on the available cores. */
  public Duration estimatedTime() {
    return time.multipliedBy(-Math.floorDiv(-nInputs, cores));
  }

  /**
   * Estimates the size of all results in bytes, before compression and without the overhead of
   * files.
   */
  public long estimatedBytes() {
    return resultBytes * nInputs;
  }

  /**
   * Returns the memory that a worker should have, in MiB, for the option {@code memPerWorker} of
   * SLURM.
   */
  public long memoryPerWorker() {
    return WorkerMemory.forComputations(peakMemory, coresPerWorker);
  }

  /** Returns several lines for people to read. */
  @Override
  public String toString() {
    String head = "computation %s of %s: %s%n".formatted(index, nInputs, inputs);
    if (failure.isPresent()) {
      return head + FailureSummary.of(List.of(failure.get()), 1, Optional.empty());
    }
    return head
        + line("time", text(time))
        + line("memory", text(peakMemory))
        + line("result", results.isEmpty() ? "none" : text(resultBytes) + ", " + shown())
        + "all %s, if they are like it (short ones are faster in a run):%n".formatted(nInputs)
        + line("time", "%s on %s".formatted(text(estimatedTime()), count(cores, "core")))
        + line("results", text(estimatedBytes()))
        + line(
            "memory",
            "%s MB per worker that makes %s at a time"
                .formatted(memoryPerWorker(), count(coresPerWorker, "computation")));
  }

  private String shown() {
    return String.join("; ", results);
  }

  private static String count(int n, String what) {
    return n == 1 ? n + " " + what : n + " " + what + "s";
  }

  private static String line(String name, String value) {
    return "  %-8s%s%n".formatted(name, value);
  }

  private static String text(long bytes) {
    return TraditionalBinaryPrefix.long2String(bytes, "B", 1);
  }

  private static String text(Duration time) {
    double seconds = time.toNanos() / 1e9;
    if (seconds < 100) {
      return String.format(Locale.ROOT, "%.2g s", seconds);
    }
    double minutes = seconds / 60;
    return minutes < 100
        ? String.format(Locale.ROOT, "%.0f min", minutes)
        : String.format(Locale.ROOT, "%.0f h", minutes / 60);
  }
}
