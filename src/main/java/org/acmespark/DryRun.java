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
 * What one computation took, and what by that the whole run will take.
 *
 * <pre>{@code
 * DryRun dry = pmap.dryRun();
 * System.err.print(dry);                          // a few lines for people
 * if (dry.failure().isEmpty() && dry.estimatedTime().toHours() < 2) pmap.compute();
 * }</pre>
 *
 * <p>Estimates suppose that all computations are like this one, whose time has that of a JVM in it
 * that is just warming up: short ones will be faster.
 *
 * @param index number of the computation, from 0
 * @param inputs its arguments in short
 * @param failure why it failed, if it did: then there are no estimates
 * @param time of reading its input and calling the function
 * @param peakMemory bytes that its JVM had at most beyond what it had before: heap, buffers, native
 *     libraries; inputs and shared arguments are among it
 * @param resultBytes size of its result, before compression
 * @param results type and shape of each return value, as {@code float64 (3, 4)}
 * @param nInputs computations of the whole run
 * @param cores computations that are made at a time
 * @param coresPerWorker computations that one worker makes at a time
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

  /** What the whole run takes on the cores that there are. */
  public Duration estimatedTime() {
    return time.multipliedBy(-Math.floorDiv(-nInputs, cores));
  }

  /** What all results take, in bytes, before compression and without what files add. */
  public long estimatedBytes() {
    return resultBytes * nInputs;
  }

  /** What a worker should have, in MiB; as {@code memPerWorker} of SLURM. */
  public long memoryPerWorker() {
    return WorkerMemory.forComputations(peakMemory, coresPerWorker);
  }

  /** For people to read, in lines. */
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
        + "all %s, if they are like it:%n".formatted(nInputs)
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
