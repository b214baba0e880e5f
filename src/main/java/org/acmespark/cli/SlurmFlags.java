package org.acmespark.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.acmespark.cluster.SlurmOptions;
import org.acmespark.model.HomeDirectory;
import picocli.CommandLine.Option;

/** Options of workers that SLURM starts. */
final class SlurmFlags {
  @Option(
      names = "--partition",
      paramLabel = "P",
      description =
          "Run on workers that SLURM starts in this partition; auto: the smallest that"
              + " --mem-per-worker fits into, or what one computation shows to be needed.")
  private Optional<String> partition;

  @Option(
      names = "--cores-per-worker",
      paramLabel = "N",
      description = "Computations at a time in each worker (default: 1).")
  private Optional<String> coresPerWorker;

  @Option(
      names = "--mem-per-worker",
      paramLabel = "SIZE",
      description =
          "Memory of each worker's job, as 8GB, 8.5GB or 12000MB; auto: what the partition has.")
  private Optional<String> memPerWorker;

  @Option(
      names = "--time-limit",
      paramLabel = "TIME",
      description =
          "Wall time of each worker's job, as 90min, 12h or in a form of SLURM's: 30:00 is 30 minutes,"
              + " 1-12 a day and 12 hours, UNLIMITED; a worker is replaced after it.")
  private Optional<String> timeLimit;

  @Option(
      names = "--sbatch",
      paramLabel = "OPTION",
      description = "Another option of sbatch, as --sbatch=--account=physics; may be repeated.")
  private List<String> sbatch = List.of();

  @Option(
      names = "--output-folder",
      paramLabel = "DIR",
      description = "Where the workers' jobs leave their logs; else ~/.acme/logs.")
  private Optional<String> outputFolder;

  @Option(
      names = "--n-workers-startup",
      paramLabel = "N",
      description = "Begin when so many workers are there (default: 1).")
  private Optional<String> nWorkersStartup;

  @Option(
      names = "--setup-timeout",
      paramLabel = "TIME",
      description = "How long to wait for them, as 60s, the default, or 5min.")
  private Optional<String> setupTimeout;

  @Option(
      names = "--interactive",
      negatable = true,
      description =
          "Ask what to do if they are late, and after a dry run; the default at a terminal.")
  private Optional<Boolean> interactive;

  @Option(
      names = "--interactive-wait",
      paramLabel = "TIME",
      description = "How long to wait for an answer before going on with what is there; 30 s.")
  private Optional<String> interactiveWait;

  @Option(
      names = "--site",
      paramLabel = "NAME",
      description =
          "What is special here: conf/sites/NAME.properties, or a file; else $ACME_SITE, if set.")
  private Optional<String> site;

  /** Whether the user allows questions. */
  boolean interactive() {
    return interactive.orElse(true);
  }

  /** Whether the user asked for SLURM. */
  boolean slurm() {
    return partition.isPresent();
  }

  /** Returns the name of the site, whose file may ask for SLURM; empty if none was named. */
  private Optional<String> siteName() {
    return site.or(() -> Optional.ofNullable(System.getenv("ACME_SITE")));
  }

  /**
   * Returns the options of SLURM; empty if SLURM is not used.
   *
   * @throws IllegalArgumentException if an option is wrong, or if SLURM is not used and options are
   *     given that only SLURM has
   */
  Optional<SlurmOptions> slurmOptions() {
    return slurmOptions(SlurmOptions.builder());
  }

  /** Returns the options of SLURM with the number of workers; empty if SLURM is not used. */
  Optional<SlurmOptions> slurmOptions(int workers) {
    return slurmOptions(SlurmOptions.builder().nWorkers(workers));
  }

  private Optional<SlurmOptions> slurmOptions(SlurmOptions.Builder options) {
    siteName().map(SlurmFlags::siteFile).ifPresent(options::site);
    var given = new ArrayList<String>();
    set(options, given, "coresPerWorker", "--cores-per-worker", coresPerWorker);
    set(options, given, "memPerWorker", "--mem-per-worker", memPerWorker);
    set(options, given, "timeLimit", "--time-limit", timeLimit);
    set(options, given, "outputFolder", "--output-folder", outputFolder);
    set(options, given, "nWorkersStartup", "--n-workers-startup", nWorkersStartup);
    set(options, given, "setupTimeout", "--setup-timeout", setupTimeout);
    interactive.ifPresent(ask -> options.set("interactive", String.valueOf(ask)));
    set(options, given, "interactiveWait", "--interactive-wait", interactiveWait);
    if (!sbatch.isEmpty()) {
      set(options, given, "sbatchOptions", "--sbatch", Optional.of(String.join(" ", sbatch)));
    }
    partition.ifPresent(options::partition);
    SlurmOptions built = options.build();
    if (partition.isPresent() || built.isWanted()) {
      return Optional.of(built);
    }
    if (!given.isEmpty()) {
      throw new IllegalArgumentException(
          "%s without --partition, but only workers of SLURM have it".formatted(given.get(0)));
    }
    return Optional.empty();
  }

  private static void set(
      SlurmOptions.Builder options,
      List<String> given,
      String name,
      String option,
      Optional<String> value) {
    value.ifPresent(
        text -> {
          given.add(option);
          options.set(name, text);
        });
  }

  private static Path siteFile(String site) {
    Path file =
        site.contains("/") || site.endsWith(".properties")
            ? Path.of(HomeDirectory.expand(site))
            : Path.of(System.getProperty("acme.home", "."), "conf/sites", site + ".properties");
    if (!Files.isReadable(file)) {
      throw new IllegalArgumentException(
          "site is %s, but there is no file %s".formatted(site, file));
    }
    return file;
  }
}
