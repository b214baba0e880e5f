package org.acmespark.cli;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.acmespark.cluster.MemorySize;
import org.acmespark.model.WorkerCount;
import org.acmespark.run.RecordedCommand;
import picocli.CommandLine.Option;

/**
 * Options that {@code submit/acme} passes to Spark before this JVM starts.
 *
 * <p>Without {@code submit/acme} they would have no effect, so this class looks for each among
 * Spark's properties.
 */
final class SubmitFlags {
  @Option(
      names = "--master",
      paramLabel = "URL",
      description = "Where to run: local[4], spark://host:7077, ...; else local[*].")
  private Optional<String> master;

  @Option(
      names = "--jar",
      paramLabel = "FILE",
      description = "A jar with your code; may be given several times.")
  private List<Path> jars = List.of();

  @Option(
      names = "--conf",
      paramLabel = "KEY=VALUE",
      description = "A property of Spark or spark.acme.*; may be given several times.")
  private List<String> confs = List.of();

  @Option(
      names = "--driver-memory",
      paramLabel = "SIZE",
      description = "Memory of this process, as 4g: all computations of a local run share it.")
  private Optional<String> driverMemory;

  /** Returns the command line with the jars that it names. */
  RecordedCommand recorded(List<String> arguments, Path directory) {
    return new RecordedCommand(
        arguments,
        directory,
        jars.stream().map(jar -> directory.resolve(jar).normalize()).toList());
  }

  /**
   * Returns these options as words of a command line; the earlier command supplies those that are
   * not given here.
   *
   * @param earlierJars the jars that were used last
   * @param trusted whether to take all properties of the earlier command, or only those that name
   *     no code
   * @throws IllegalArgumentException if the earlier command has properties that may not be taken,
   *     or secrets, which were not recorded
   */
  List<String> wordsOver(
      SubmitFlags earlier,
      List<Path> earlierJars,
      Optional<WorkerCount> workers,
      Optional<WorkerCount> earlierWorkers,
      boolean trusted) {
    List<String> words = new ArrayList<>();
    boolean elsewhere = master.isPresent() || workers.isPresent();
    (elsewhere ? master : earlier.master).ifPresent(url -> add(words, "--master", url));
    (elsewhere ? workers : earlierWorkers).ifPresent(n -> add(words, "--n-workers", n));
    driverMemory
        .or(() -> earlier.driverMemory)
        .ifPresent(size -> add(words, "--driver-memory", size));
    Set<String> replaced = new HashSet<>(confs.stream().map(SubmitFlags::key).toList());
    if (elsewhere) {
      replaced.add("spark.master");
    }
    earlier.confs.stream()
        .filter(conf -> !replaced.contains(key(conf)))
        .forEach(conf -> add(words, "--conf", EarlierConf.require(conf, trusted)));
    confs.forEach(conf -> add(words, "--conf", conf));
    (jars.isEmpty() ? earlierJars : jars)
        .forEach(jar -> add(words, "--jar", jar.toAbsolutePath().normalize()));
    return words;
  }

  /** Refuses a file that is not a jar; class loaders would ignore it silently. */
  private static void requireJar(Path jar) {
    try (var file = new ZipFile(jar.toFile())) {
      file.size();
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "--jar %s: that is no jar: %s".formatted(jar, e.getMessage()), e);
    }
    boolean known =
        // Spark treats jars that come before its own libraries as plain files.
        Stream.of("spark.jars", "spark.files")
            .flatMap(list -> Arrays.stream(System.getProperty(list, "").split(",")))
            .anyMatch(uri -> isSame(uri, jar));
    if (!known) {
      throw unknownToSpark("--jar " + jar, "--jars " + jar);
    }
  }

  /**
   * Compares a jar with Spark's URI of it; submit/acme copies a jar if Spark cannot use its name.
   */
  private static boolean isSame(String uri, Path jar) {
    try {
      Path known = uri.contains(":") ? Path.of(URI.create(uri)) : Path.of(uri);
      return Files.isSameFile(known, jar) || Files.mismatch(known, jar) < 0;
    } catch (IOException | IllegalArgumentException | FileSystemNotFoundException e) {
      return uri.endsWith("/" + jar.getFileName()); // on another file system
    }
  }

  /** Compares sizes in all spellings; Java and Spark do not accept 8.5GB. */
  private static void requireMemory(String size) {
    String option = "--driver-memory";
    MemorySize wanted = MemorySize.parse(option, size);
    String told = System.getProperty("spark.driver.memory", "");
    if (told.isEmpty() || !MemorySize.parse("spark.driver.memory", told).equals(wanted)) {
      throw unknownToSpark(option + " " + size, option + " " + size);
    }
  }

  private static String key(String conf) {
    return conf.replaceFirst("=.*", "");
  }

  private static void add(List<String> words, String option, Object value) {
    words.add(option);
    words.add(value.toString());
  }

  List<Path> jars() {
    return jars;
  }

  /** Refuses options that are wrong or did not reach Spark. */
  void requireThatSparkHasThem() {
    for (Path jar : jars) {
      if (!Files.isRegularFile(jar)) {
        throw new IllegalArgumentException("--jar " + jar + ": there is no such file");
      }
      requireJar(jar);
    }
    master.ifPresent(url -> require("spark.master", url, "--master " + url));
    driverMemory.ifPresent(SubmitFlags::requireMemory);
    for (String conf : confs) {
      int equals = conf.indexOf('=');
      if (!conf.startsWith("spark.") || equals < 0) {
        throw new IllegalArgumentException(
            "--conf " + conf + ": expected spark.some.property=value");
      }
      require(
          conf.substring(0, equals),
          conf.substring(equals + 1),
          "--conf " + RecordedCommand.withoutSecret(conf));
    }
  }

  private static void require(String property, String value, String option) {
    String known = System.getProperty(property, "");
    // submit/acme adds its own options and paths to those of the user.
    boolean reached =
        property.startsWith("spark.driver.extra") ? known.contains(value) : known.equals(value);
    if (!reached) {
      throw unknownToSpark(option, option);
    }
  }

  private static IllegalArgumentException unknownToSpark(String option, String instead) {
    return new IllegalArgumentException(
        "%s did not reach Spark: start with submit/acme, or give `%s` to spark-submit itself"
            .formatted(option, instead));
  }
}
