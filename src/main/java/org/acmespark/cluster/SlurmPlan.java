package org.acmespark.cluster;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The jobs to submit, after checking the options against the partitions. Memory in MiB.
 *
 * @param cores of each worker
 * @param memory of each worker's job
 * @param heap of each worker's executor
 * @param timeLimit of each job; empty: the partition's default
 */
record SlurmPlan(
    SlurmOptions options,
    String partition,
    int nWorkers,
    int cores,
    long memory,
    long heap,
    Optional<Duration> timeLimit) {
  private static final Logger LOG = LoggerFactory.getLogger(SlurmPlan.class);

  /** A minute by which SLURM may be early (sbatch(1), --signal), and some time to work. */
  private static final Duration WARNED_EARLY = Duration.ofSeconds(90);

  /**
   * @param overhead memory that an executor needs in addition to its heap, in MiB; empty: Spark's
   *     rule
   * @throws IllegalArgumentException if SLURM cannot start such workers
   */
  static SlurmPlan of(
      SlurmOptions options, List<SlurmPartition> partitions, OptionalLong overhead) {
    int cores = options.coresPerWorker();
    int nWorkers = options.nWorkers().orElse(1);
    if (nWorkers > options.maxWorkers()) {
      LOG.warn(
          "nWorkers is {}, but this site allows {} at most (maxWorkers): asking for {}",
          nWorkers,
          options.maxWorkers(),
          options.maxWorkers());
      nWorkers = options.maxWorkers();
    }
    if (options.nWorkersStartup() > nWorkers) {
      throw new IllegalArgumentException(
          "nWorkersStartup is %s, but there are only %s workers to wait for"
              .formatted(options.nWorkersStartup(), nWorkers));
    }
    SlurmPartition partition = choose(options, partitions);
    if (cores > partition.coresAtMost()) {
      throw new IllegalArgumentException(
          "coresPerWorker is %s, but a job on one node of partition %s has at most %s"
              .formatted(cores, partition.name(), partition.coresAtMost()));
    }
    long memory = memory(options, partition, overhead);
    return new SlurmPlan(
        options,
        partition.name(),
        nWorkers,
        cores,
        memory,
        WorkerMemory.heap(memory, overhead),
        timeLimit(options, partition));
  }

  private static SlurmPartition choose(SlurmOptions options, List<SlurmPartition> partitions) {
    List<SlurmPartition> usable =
        partitions.stream()
            .filter(p -> p.up() && !options.partitionsNotUsed().contains(p.name()))
            .toList();
    String name =
        options
            .partition()
            .orElseThrow(
                () -> new IllegalArgumentException("partition is missing; " + oneOf(usable)));
    if (name.equals("auto")) {
      return smallestThatFits(options, usable);
    }
    return usable.stream()
        .filter(p -> p.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "partition is %s, but %s; %s"
                        .formatted(name, whyNot(name, options, partitions), oneOf(usable))));
  }

  private static String whyNot(String name, SlurmOptions options, List<SlurmPartition> partitions) {
    if (options.partitionsNotUsed().contains(name)) {
      return "this site does not allow it (partitionsNotUsed)";
    }
    return partitions.stream().anyMatch(p -> p.name().equals(name))
        ? "it accepts no jobs now"
        : "SLURM has no such partition";
  }

  private static String oneOf(List<SlurmPartition> usable) {
    return "there are " + usable.stream().map(SlurmPartition::name).toList();
  }

  /** Chooses a partition by the rule in docs/clusters.md. */
  private static SlurmPartition smallestThatFits(
      SlurmOptions options, List<SlurmPartition> usable) {
    int cores = options.coresPerWorker();
    long wanted =
        options
            .memPerWorker()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "partition is auto, but memPerWorker is not given; say how much memory one worker needs, such as 8GB"))
            .mib();
    return usable.stream()
        .filter(p -> !p.forRootAlone())
        .filter(p -> p.coresAtMost() >= cores && p.memoryAtMost(cores) >= wanted)
        .filter(p -> !isLonger(options.timeLimit(), p.maxTime()))
        .min(
            Comparator.comparingLong((SlurmPartition p) -> p.memoryAtMost(cores))
                .thenComparing(p -> !p.isDefault())
                .thenComparing(SlurmPartition::name))
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "partition is auto, but none of %s gives a worker %s cores, %s and %s"
                        .formatted(
                            usable.stream()
                                .map(p -> p.name() + " (" + p.memoryAtMost(cores) + " MiB)")
                                .toList(),
                            cores,
                            new MemorySize(wanted),
                            options.timeLimit().map(Duration::toString).orElse("any time"))));
  }

  private static boolean isLonger(Optional<Duration> wanted, Optional<Duration> limit) {
    return wanted.isPresent() && limit.isPresent() && wanted.get().compareTo(limit.get()) > 0;
  }

  private static long memory(
      SlurmOptions options, SlurmPartition partition, OptionalLong overhead) {
    int cores = options.coresPerWorker();
    long limit = partition.memoryAtMost(cores);
    long memory =
        options
            .memPerWorker()
            .map(MemorySize::mib)
            .orElseGet(() -> partition.memoryByDefault(cores) - options.memCushion().mib());
    if (memory > limit) {
      throw new IllegalArgumentException(
          "memPerWorker is %s, but partition %s gives a worker with %s cores %s at most; ask for less, for more coresPerWorker, or for another partition"
              .formatted(new MemorySize(memory), partition.name(), cores, new MemorySize(limit)));
    }
    if (WorkerMemory.heap(memory, overhead) < WorkerMemory.HEAP_AT_LEAST) {
      throw new IllegalArgumentException(
          "memPerWorker is %s MiB, but a worker needs %s MiB at least, for Spark's processes and an executor"
              .formatted(memory, WorkerMemory.least(overhead)));
    }
    return memory;
  }

  private static Optional<Duration> timeLimit(SlurmOptions options, SlurmPartition partition) {
    Duration least = options.notice().plus(WARNED_EARLY);
    if (options.timeLimit().isPresent() && options.timeLimit().get().compareTo(least) < 0) {
      throw new IllegalArgumentException(
          "timeLimit is %s s, but notice is %s s and SLURM may give it a minute early, so a worker needs %s s at least"
              .formatted(
                  options.timeLimit().get().toSeconds(),
                  options.notice().toSeconds(),
                  least.toSeconds()));
    }
    if (!isLonger(options.timeLimit(), partition.maxTime())) {
      return options.timeLimit();
    }
    LOG.warn(
        "timeLimit is {}, but partition {} allows {} at most: asking for that",
        options.timeLimit().get(),
        partition.name(),
        partition.maxTime().get());
    return partition.maxTime();
  }

  void describeTo(Consumer<String> messages) {
    messages.accept(
        "partition %s: asking for %s %s with %s %s and %s MiB each (executors: %s MiB of heap)"
            .formatted(
                partition,
                nWorkers,
                nWorkers == 1 ? "worker" : "workers",
                cores,
                cores == 1 ? "core" : "cores",
                memory,
                heap));
  }
}
