package org.acmespark.cluster;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.acmespark.model.TimeSpan;

/**
 * A partition, as described by {@code scontrol show partition -o}. Memory in MiB.
 *
 * @param up whether it accepts jobs
 * @param maxTime longest wall time, empty: no limit
 * @param nodeCpus CPUs of its largest node
 * @param nodeMemory memory of its largest node, in MiB
 */
record SlurmPartition(
    String name,
    boolean up,
    boolean isDefault,
    boolean forRootAlone,
    OptionalLong defMemPerCpu,
    OptionalLong maxMemPerCpu,
    OptionalLong defMemPerNode,
    OptionalLong maxMemPerNode,
    OptionalLong maxCpusPerNode,
    Optional<Duration> maxTime,
    int nodeCpus,
    long nodeMemory) {

  /** The CPUs and memory of one kind of node of a partition. */
  record Node(String partition, int cpus, long memory) {
    /** Reads a line of {@code sinfo -h -e -o "%R|%c|%m"}; a trailing + means "or more". */
    static Node parse(String line) {
      String[] fields = line.split("\\|");
      return new Node(
          fields[0],
          Integer.parseInt(fields[1].replace("+", "")),
          Long.parseLong(fields[2].replace("+", "")));
    }
  }

  static SlurmPartition parse(String line, List<Node> nodes) {
    Map<String, String> fields = new HashMap<>();
    for (String field : line.strip().split("\\s+")) {
      int equals = field.indexOf('=');
      if (equals > 0) {
        fields.put(field.substring(0, equals), field.substring(equals + 1));
      }
    }
    String name = fields.getOrDefault("PartitionName", "");
    List<Node> own = nodes.stream().filter(node -> node.partition().equals(name)).toList();
    return new SlurmPartition(
        name,
        fields.getOrDefault("State", "").equals("UP"),
        fields.getOrDefault("Default", "").equals("YES"),
        fields.getOrDefault("RootOnly", "").equals("YES"),
        limit(fields, "DefMemPerCPU"),
        limit(fields, "MaxMemPerCPU"),
        limit(fields, "DefMemPerNode"),
        limit(fields, "MaxMemPerNode"),
        limit(fields, "MaxCPUsPerNode"),
        Optional.ofNullable(fields.get("MaxTime"))
            .map(time -> TimeSpan.parseSlurm("MaxTime", time))
            .filter(time -> !time.equals(TimeSpan.UNLIMITED)),
        own.stream().mapToInt(Node::cpus).max().orElse(0),
        own.stream().mapToLong(Node::memory).max().orElse(0));
  }

  private static OptionalLong limit(Map<String, String> fields, String key) {
    String text = fields.getOrDefault(key, "UNLIMITED");
    return text.matches("\\d+") && !text.equals("0")
        ? OptionalLong.of(Long.parseLong(text))
        : OptionalLong.empty();
  }

  /** The most cores that one job may have on a node. */
  int coresAtMost() {
    return (int) Math.min(nodeCpus, maxCpusPerNode.orElse(Long.MAX_VALUE));
  }

  /** The most memory that a job with these cores on one node may have, in MiB. */
  long memoryAtMost(int cores) {
    long perCpu = maxMemPerCpu.isPresent() ? maxMemPerCpu.getAsLong() * cores : Long.MAX_VALUE;
    return Math.min(Math.min(perCpu, maxMemPerNode.orElse(Long.MAX_VALUE)), nodeMemory);
  }

  /**
   * Default memory of a job with these cores, in MiB: the partition's limit per core or per node,
   * otherwise its default, otherwise the cores' share of a node.
   */
  long memoryByDefault(int cores) {
    long memory;
    if (maxMemPerCpu.isPresent() || maxMemPerNode.isPresent()) {
      memory = memoryAtMost(cores);
    } else if (defMemPerCpu.isPresent()) {
      memory = defMemPerCpu.getAsLong() * cores;
    } else {
      memory = defMemPerNode.orElse(nodeMemory * cores / Math.max(1, nodeCpus));
    }
    return Math.min(memory, memoryAtMost(cores));
  }
}
