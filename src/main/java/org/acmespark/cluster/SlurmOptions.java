package org.acmespark.cluster;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import org.acmespark.model.TimeSpan;

/**
 * Options of a cluster on SLURM.
 *
 * <pre>{@code
 * var options = SlurmOptions.builder().partition("8GBS").nWorkers(10).memPerWorker("8GB").build();
 * try (var cluster = Cluster.slurm(options)) {
 *   ParallelMap.over(each(range(200))).map(Seeds::matconstruct).cluster(cluster)...
 * }
 * }</pre>
 *
 * <p>A worker is one SLURM job with one Spark executor. Options that are not set come from the site
 * file, if there is one, or have the default named at the builder's method.
 */
public final class SlurmOptions {
  private final Map<SlurmSetting, String> values;

  private SlurmOptions(Map<SlurmSetting, String> values) {
    this.values = values;
  }

  /** Creates a builder without any options. */
  public static Builder builder() {
    return new Builder();
  }

  private Optional<String> text(SlurmSetting setting) {
    return Optional.ofNullable(values.get(setting));
  }

  private int number(SlurmSetting setting, int otherwise) {
    return text(setting).map(Integer::parseInt).orElse(otherwise);
  }

  private Duration duration(SlurmSetting setting, Duration otherwise) {
    return text(setting).map(text -> TimeSpan.parse(setting.key, text)).orElse(otherwise);
  }

  /** Whether the options name a partition, on a machine that has SLURM. */
  public boolean isWanted() {
    return partition().isPresent() && Slurm.missing().isEmpty();
  }

  Optional<String> partition() {
    return text(SlurmSetting.PARTITION);
  }

  OptionalInt nWorkers() {
    var given = text(SlurmSetting.N_WORKERS);
    return given.isPresent() ? OptionalInt.of(Integer.parseInt(given.get())) : OptionalInt.empty();
  }

  /** Cores of each worker. */
  public int coresPerWorker() {
    return number(SlurmSetting.CORES_PER_WORKER, 1);
  }

  Optional<MemorySize> memPerWorker() {
    return text(SlurmSetting.MEM_PER_WORKER)
        .filter(text -> !text.equals("auto"))
        .map(text -> MemorySize.parse(SlurmSetting.MEM_PER_WORKER.key, text));
  }

  MemorySize memCushion() {
    return text(SlurmSetting.MEM_CUSHION)
        .map(text -> MemorySize.parse(SlurmSetting.MEM_CUSHION.key, text))
        .orElse(new MemorySize(0));
  }

  public Optional<Duration> timeLimit() {
    return text(SlurmSetting.TIME_LIMIT)
        .map(text -> TimeSpan.parseSlurm(SlurmSetting.TIME_LIMIT.key, text));
  }

  List<String> sbatchOptions() {
    return text(SlurmSetting.SBATCH_OPTIONS).map(SlurmSetting::sbatchOptions).orElse(List.of());
  }

  Optional<Path> outputFolder() {
    return text(SlurmSetting.OUTPUT_FOLDER).map(Path::of);
  }

  int nWorkersStartup() {
    return number(SlurmSetting.N_WORKERS_STARTUP, 1);
  }

  Duration setupTimeout() {
    return duration(SlurmSetting.SETUP_TIMEOUT, Duration.ofSeconds(60));
  }

  boolean interactive() {
    return text(SlurmSetting.INTERACTIVE).map(Boolean::parseBoolean).orElse(true);
  }

  Duration interactiveWait() {
    return duration(SlurmSetting.INTERACTIVE_WAIT, Duration.ofSeconds(30));
  }

  int replacements(int nWorkers) {
    return number(SlurmSetting.REPLACEMENTS, 2 * nWorkers);
  }

  Duration notice() {
    return duration(SlurmSetting.NOTICE, Duration.ofSeconds(60));
  }

  int maxWorkers() {
    return number(SlurmSetting.MAX_WORKERS, 100);
  }

  List<String> partitionsNotUsed() {
    return text(SlurmSetting.PARTITIONS_NOT_USED)
        .map(text -> List.of(text.strip().split("[\\s,]+")))
        .orElse(List.of());
  }

  Optional<String> networkInterface() {
    return text(SlurmSetting.NETWORK_INTERFACE);
  }

  Optional<PortRange> ports() {
    return text(SlurmSetting.PORTS).map(PortRange::parse);
  }

  Optional<String> slurmConf() {
    return text(SlurmSetting.SLURM_CONF);
  }

  /**
   * Whether the partition depends on the memory of a computation, which is not given, on a machine
   * that has SLURM.
   */
  public boolean wantsMemory() {
    return partition().filter("auto"::equals).isPresent()
        && memPerWorker().isEmpty()
        && Slurm.missing().isEmpty();
  }

  /**
   * Returns these options with enough memory for a computation.
   *
   * @param peakBytes the most memory of one computation, in bytes
   */
  public SlurmOptions withMemoryFor(long peakBytes) {
    return withMemory(WorkerMemory.forComputations(peakBytes, coresPerWorker()));
  }

  /**
   * @param mib memory of each worker's job, in MiB
   */
  SlurmOptions withMemory(long mib) {
    var all = new EnumMap<>(values);
    all.put(SlurmSetting.MEM_PER_WORKER, mib + "MB");
    return new SlurmOptions(all);
  }

  /**
   * Returns these options with workers for this number of computations, unless the number of
   * workers was chosen.
   */
  public int workersFor(long nInputs) {
    long needed = workersNeededFor(nInputs);
    return nWorkers().orElse((int) Math.min(needed, maxWorkers()));
  }

  /** Returns these options with this number of workers unless it was chosen. */
  /** Returns the number of workers that can compute so many computations at a time. */
  long workersNeededFor(long nInputs) {
    return -Math.floorDiv(-nInputs, coresPerWorker());
  }

  SlurmOptions withWorkers(int nWorkers) {
    var all = new EnumMap<>(values);
    all.putIfAbsent(SlurmSetting.N_WORKERS, String.valueOf(nWorkers));
    return new SlurmOptions(all);
  }

  /**
   * Collects options. Each method returns this builder and throws an {@code
   * IllegalArgumentException} for a wrong value.
   */
  public static final class Builder {
    private final Map<SlurmSetting, String> site = new EnumMap<>(SlurmSetting.class);
    private final Map<SlurmSetting, String> given = new EnumMap<>(SlurmSetting.class);

    private Builder() {}

    /**
     * Sets an option by its name, as in a site file: {@code set("memPerWorker", "8GB")}.
     *
     * @throws IllegalArgumentException if there is no such option
     */
    public Builder set(String option, String value) {
      put(given, option, value);
      return this;
    }

    private static void put(Map<SlurmSetting, String> values, String option, String value) {
      SlurmSetting setting = SlurmSetting.of(option);
      setting.check(value);
      values.put(setting, value);
    }

    /**
     * Reads the site's defaults from a properties file such as {@code
     * conf/sites/example.properties}, whose keys are the names of the options.
     *
     * @throws IllegalArgumentException if it cannot be read or has a key that is not an option
     */
    public Builder site(Path file) {
      var properties = new Properties();
      try (Reader reader = Files.newBufferedReader(file)) {
        properties.load(reader);
        properties.forEach((key, value) -> put(site, key.toString(), value.toString()));
      } catch (IOException e) {
        throw new IllegalArgumentException("site file %s cannot be read: %s".formatted(file, e), e);
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException("site file %s: %s".formatted(file, e.getMessage()), e);
      }
      return this;
    }

    /**
     * SLURM's partition, or {@code auto}: the smallest that {@link #memPerWorker} fits into. If
     * that is not given, one computation is run first, in this JVM, to measure its memory.
     */
    public Builder partition(String name) {
      return set("partition", name);
    }

    /** Workers, each one SLURM job; by default as many as computations, up to the site's cap. */
    public Builder nWorkers(int n) {
      return set("nWorkers", String.valueOf(n));
    }

    /**
     * Cores of each worker, which is the number of computations that it runs at the same time; by
     * default 1.
     */
    public Builder coresPerWorker(int n) {
      return set("coresPerWorker", String.valueOf(n));
    }

    /**
     * Memory of each worker's job, {@code 8.5GB}, {@code 12000MB} or, the default, {@code auto}.
     */
    public Builder memPerWorker(String size) {
      return set("memPerWorker", size);
    }

    /** Memory that {@code auto} leaves below the partition's limit; by default none. */
    public Builder memCushion(String size) {
      return set("memCushion", size);
    }

    /**
     * Wall time of each worker's job, by default the partition's; a worker is replaced after it.
     */
    public Builder timeLimit(Duration limit) {
      return set("timeLimit", limit.toMillis() + "ms");
    }

    /**
     * As {@link #timeLimit(Duration)}: {@code 90min}, or as SLURM writes it, {@code 1-12:00:00}.
     */
    public Builder timeLimit(String limit) {
      return set("timeLimit", limit);
    }

    /** More options of sbatch, {@code --account=physics}, {@code --constraint=avx2}. */
    public Builder sbatchOptions(String... options) {
      return set("sbatchOptions", String.join(" ", options));
    }

    /** An existing folder on a shared file system for the jobs' logs; by default a new one. */
    public Builder outputFolder(Path folder) {
      return set("outputFolder", folder.toString());
    }

    /** Number of workers to wait for before work begins; by default 1. */
    public Builder nWorkersStartup(int n) {
      return set("nWorkersStartup", String.valueOf(n));
    }

    /** How long to wait for them, by default 60 s. */
    public Builder setupTimeout(Duration limit) {
      return set("setupTimeout", limit.toMillis() + "ms");
    }

    /** Whether to ask the user if workers do not come in time; by default only at a terminal. */
    public Builder interactive(boolean ask) {
      return set("interactive", String.valueOf(ask));
    }

    /** How long to wait for an answer, by default 30 s. */
    public Builder interactiveWait(Duration limit) {
      return set("interactiveWait", limit.toMillis() + "ms");
    }

    /** Number of lost workers that are replaced; by default twice the number of workers. */
    public Builder replacements(int n) {
      return set("replacements", String.valueOf(n));
    }

    /**
     * Time before the end of a worker's wall time at which its successor is submitted; by default
     * 60 s.
     */
    public Builder notice(Duration time) {
      return set("notice", time.toMillis() + "ms");
    }

    /** The options. */
    public SlurmOptions build() {
      var all = new EnumMap<SlurmSetting, String>(SlurmSetting.class);
      all.putAll(site);
      all.putAll(given);
      return new SlurmOptions(all);
    }
  }
}
