package org.acmespark.cluster;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;

/**
 * The clusters of this user that outlive a JVM. Each has a file of Spark properties, which nobody
 * else may read, because it contains the secret.
 */
final class KnownClusters {
  private static final String SUFFIX = ".conf";

  private KnownClusters() {}

  /** {@code $ACME_CLUSTERS}, else {@code ~/.acme/clusters}. */
  static Path folder() {
    String told = System.getenv("ACME_CLUSTERS");
    return told == null
        ? Path.of(System.getProperty("user.home"), ".acme", "clusters")
        : Path.of(told);
  }

  static Path file(String name) {
    if (!name.matches("[A-Za-z0-9][A-Za-z0-9_.-]*")) {
      throw new IllegalArgumentException(
          "cluster is '%s', but a name has letters, digits, '-', '_' and '.' only".formatted(name));
    }
    return folder().resolve(name + SUFFIX);
  }

  /** Returns the log file of a cluster's process, in a folder for this user only. */
  static Path log(String name) {
    try {
      Files.createDirectories(folder(), mode("rwx------"));
    } catch (IOException e) {
      throw new AcmeException("%s cannot be created: %s".formatted(folder(), e), e);
    }
    return file(name).resolveSibling(name + ".log");
  }

  static List<String> names() {
    if (!Files.isDirectory(folder())) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder())) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(SUFFIX))
          .map(name -> name.substring(0, name.length() - SUFFIX.length()))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new AcmeException("%s cannot be listed: %s".formatted(folder(), e), e);
    }
  }

  static Optional<Properties> find(String name) {
    Path file = file(name);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try (Reader reader = Files.newBufferedReader(file)) {
      Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(file);
      if (permissions.stream().anyMatch(p -> !p.name().startsWith("OWNER"))) {
        throw new AcmeException(
            "%s holds a cluster's secret, but others may read it; stop that cluster and start another"
                .formatted(file));
      }
      var properties = new Properties();
      properties.load(reader);
      return Optional.of(properties);
    } catch (IOException e) {
      throw new AcmeException("%s cannot be read: %s".formatted(file, e), e);
    }
  }

  /**
   * @throws IllegalArgumentException if there is no cluster of this name
   */
  static Properties require(String name) {
    return find(name)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "there is no cluster named %s; there are %s (acme cluster start, submit/standalone start)"
                        .formatted(name, names())));
  }

  /** Finds the cluster whose master has this address. */
  static Optional<Properties> ofMaster(String master) {
    return names().stream()
        .flatMap(name -> find(name).stream())
        .filter(properties -> master.equals(properties.getProperty("spark.master")))
        .findFirst();
  }

  /** Writes a cluster's file atomically, readable by this user only. */
  static void write(String name, Properties properties) {
    Path file = file(name);
    try {
      Files.createDirectories(folder(), mode("rwx------"));
      Path part = Files.createTempFile(folder(), name, ".part", mode("rw-------"));
      try (Writer writer = Files.newBufferedWriter(part)) {
        properties.store(writer, "A cluster of acme; holds its secret");
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new AcmeException("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  static void forget(String name) {
    try {
      Files.deleteIfExists(file(name));
    } catch (IOException e) {
      throw new AcmeException("%s cannot be deleted: %s".formatted(file(name), e), e);
    }
  }

  private static FileAttribute<?> mode(String permissions) {
    return PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions));
  }
}
