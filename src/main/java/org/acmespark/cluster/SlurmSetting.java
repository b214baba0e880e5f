package org.acmespark.cluster;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.model.TimeSpan;

/** The settings of a cluster on SLURM: the keys of a site file, and their checks. */
enum SlurmSetting {
  PARTITION("partition", SlurmSetting::word),
  N_WORKERS("nWorkers", (key, text) -> number(key, text, 1)),
  CORES_PER_WORKER("coresPerWorker", (key, text) -> number(key, text, 1)),
  MEM_PER_WORKER("memPerWorker", SlurmSetting::sizeOrAuto),
  MEM_CUSHION("memCushion", MemorySize::parse),
  TIME_LIMIT("timeLimit", TimeSpan::parseSlurm),
  SBATCH_OPTIONS("sbatchOptions", (key, text) -> sbatchOptions(text)),
  OUTPUT_FOLDER("outputFolder", SlurmSetting::folder),
  N_WORKERS_STARTUP("nWorkersStartup", (key, text) -> number(key, text, 1)),
  SETUP_TIMEOUT("setupTimeout", TimeSpan::parse),
  INTERACTIVE("interactive", SlurmSetting::flag),
  INTERACTIVE_WAIT("interactiveWait", TimeSpan::parse),
  REPLACEMENTS("replacements", (key, text) -> number(key, text, 0)),
  NOTICE("notice", TimeSpan::parse),
  MAX_WORKERS("maxWorkers", (key, text) -> number(key, text, 1)),
  PARTITIONS_NOT_USED("partitionsNotUsed", (key, text) -> {}),
  NETWORK_INTERFACE("networkInterface", SlurmSetting::word),
  PORTS("ports", (key, text) -> PortRange.parse(text)),
  SLURM_CONF("slurmConf", SlurmSetting::file);

  /** Options of sbatch that acme sets itself, or that would break the workers. */
  private static final Set<String> OURS =
      Set.of(
          "array",
          "chdir",
          "cpus-per-task",
          "error",
          "export",
          "job-name",
          "mem",
          "mem-per-cpu",
          "nodes",
          "ntasks",
          "output",
          "parsable",
          "partition",
          "signal",
          "test-only",
          "time",
          "wait",
          "wrap");

  private static final Pattern SBATCH_OPTION =
      Pattern.compile("--([a-z][a-z0-9-]+)(=[^\\s\"'`$\\\\]+)?");

  final String key;
  private final BiConsumer<String, String> check;

  SlurmSetting(String key, BiConsumer<String, String> check) {
    this.key = key;
    this.check = check;
  }

  /**
   * @throws IllegalArgumentException if there is no setting with this name
   */
  static SlurmSetting of(String key) {
    return Arrays.stream(values())
        .filter(setting -> setting.key.equals(key))
        .findAny()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s is not a setting of a cluster on SLURM; the settings are %s"
                        .formatted(key, Arrays.stream(values()).map(s -> s.key).toList())));
  }

  /**
   * @throws IllegalArgumentException if {@code text} is not a value of this setting
   */
  void check(String text) {
    check.accept(key, text);
  }

  static void number(String key, String text, int least) {
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) < least) {
      throw new IllegalArgumentException(
          "%s is %s, but must be a number of at least %s".formatted(key, text, least));
    }
  }

  private static void word(String key, String text) {
    if (!text.matches("[A-Za-z0-9_][A-Za-z0-9_.:-]*")) {
      throw new IllegalArgumentException("%s is '%s', but must be one name".formatted(key, text));
    }
  }

  private static void sizeOrAuto(String key, String text) {
    if (!text.equals("auto")) {
      MemorySize.parse(key, text);
    }
  }

  private static void flag(String key, String text) {
    if (!text.equals("true") && !text.equals("false")) {
      throw new IllegalArgumentException(
          "%s is %s, but must be true or false".formatted(key, text));
    }
  }

  private static void folder(String key, String text) {
    Path folder = Path.of(text);
    if (!Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "%s is %s, but that is not a writable folder; create it first"
              .formatted(key, folder.toAbsolutePath()));
    }
    if (text.matches("(?s).*[\"'`$\\\\%\n].*")) {
      throw new IllegalArgumentException(
          "%s is %s, but quotes, $, %%, \\ and ` mean something else to SLURM or the shell"
              .formatted(key, text));
    }
  }

  private static void file(String key, String text) {
    if (!Files.isReadable(Path.of(text))) {
      throw new IllegalArgumentException(
          "%s is %s, but there is no such file to read".formatted(key, text));
    }
  }

  static List<String> sbatchOptions(String text) {
    List<String> options = text.isBlank() ? List.of() : List.of(text.strip().split("\\s+"));
    for (String option : options) {
      Matcher matcher = SBATCH_OPTION.matcher(option);
      if (!matcher.matches()) {
        throw new IllegalArgumentException(
            "sbatchOptions has '%s', but each must have the form --name or --name=value, such as --account=physics"
                .formatted(option));
      }
      if (OURS.contains(matcher.group(1))) {
        throw new IllegalArgumentException(
            "sbatchOptions has '%s', but acme sets --%s itself; use acme's own options"
                .formatted(option, matcher.group(1)));
      }
    }
    return options;
  }
}
