package org.acmespark;

import java.io.File;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.NativeLibrary;
import org.acmespark.hdf5.value.Hdf5Value;

/**
 * Checks what works on this machine, and names remedies for what does not.
 *
 * <pre>{@code
 * Checkup.of(Path.of(".")).forEach(System.out::println);
 * }</pre>
 */
public final class Checkup {
  private static final long LITTLE_SPACE = 1L << 30;

  private Checkup() {}

  /** How a check went. */
  public enum Outcome {
    /** It works. */
    OK,
    /** It does not work, but runs do not need it. */
    NOTE,
    /** No run will work. */
    BROKEN
  }

  /**
   * The finding of a check.
   *
   * @param what the thing that was checked
   * @param found what was found, and the remedy if it is wrong
   */
  public record Finding(Outcome outcome, String what, String found) {}

  /** A check that may throw any exception. */
  @FunctionalInterface
  private interface Check {
    Finding run() throws Exception;
  }

  /**
   * Checks Java, Spark, native HDF5, SLURM, and the file system of {@code directory}, where it
   * creates and removes small files. It does not start Spark.
   */
  public static List<Finding> of(Path directory) {
    List<Finding> findings = new ArrayList<>();
    findings.add(java());
    findings.add(
        carriedOut("Spark", "start acme with submit/acme, or by spark-submit", Checkup::spark));
    findings.add(
        carriedOut(
            "native HDF5",
            "the jar has the library for 64-bit Intel; ACME_HDF5=FILE names the libhdf5_java of another HDF5, 1.14 or newer, on executors too (spark.executorEnv.ACME_HDF5)",
            Checkup::hdf5));
    findings.add(carriedOut("free space", "name a directory that exists", () -> space(directory)));
    findings.add(
        carriedOut(
            "files",
            "results need a directory that can be written: --output-dir",
            () -> files(directory)));
    findings.add(
        carriedOut(
            "hard links", Outcome.NOTE, "names are taken by rename alone", () -> links(directory)));
    findings.add(
        carriedOut(
            "file locks",
            Outcome.NOTE,
            "two processes on one run directory will not notice each other",
            () -> locks(directory)));
    findings.add(slurm());
    return findings;
  }

  private static Finding carriedOut(String what, String advice, Check check) {
    return carriedOut(what, Outcome.BROKEN, advice, check);
  }

  private static Finding carriedOut(String what, Outcome otherwise, String advice, Check check) {
    try {
      return check.run();
    } catch (Exception | LinkageError e) {
      return new Finding(otherwise, what, e + "; " + advice);
    }
  }

  private static Finding java() {
    int feature = Runtime.version().feature();
    String version = System.getProperty("java.version") + " in " + System.getProperty("java.home");
    return feature >= 17
        ? new Finding(Outcome.OK, "Java", version)
        : new Finding(Outcome.BROKEN, "Java", version + "; install a JDK 17 or newer");
  }

  /** The version of the Spark on the class path. */
  public static String sparkVersion() {
    return org.apache.spark.package$.MODULE$.SPARK_VERSION();
  }

  /** The version of the native HDF5 library, which is loaded for the answer. */
  public static String hdf5Version() {
    try {
      return NativeLibrary.version();
    } catch (RuntimeException | LinkageError e) {
      return "(cannot be loaded: `acme doctor` says why)";
    }
  }

  private static Finding spark() throws Exception {
    String version = sparkVersion();
    String place =
        Path.of(
                org.apache.spark.SparkContext.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI())
            .getParent()
            .toString();
    return version.startsWith("4.") || version.startsWith("3.5.")
        ? new Finding(Outcome.OK, "Spark", version + " in " + place)
        : new Finding(
            Outcome.NOTE, "Spark", version + " in " + place + "; tried are 3.5 and 4.2 alone");
  }

  private static Finding hdf5() throws IOException {
    Path folder = Files.createTempDirectory("acme-doctor");
    Path file = folder.resolve("check.h5");
    try {
      try (var writer = Hdf5Writer.create(file)) {
        writer.write("/x", Hdf5Value.of(new double[] {1, 2, 3}));
        writer.commit();
      }
      try (var reader = Hdf5Reader.open(file)) {
        double[] values = (double[]) reader.read("/x").toJava();
        return Arrays.equals(values, new double[] {1, 2, 3})
            ? new Finding(
                Outcome.OK,
                "native HDF5",
                NativeLibrary.description() + "; loads, writes and reads")
            : new Finding(Outcome.BROKEN, "native HDF5", "reads other values than it wrote");
      }
    } finally {
      Files.deleteIfExists(file);
      Files.delete(folder);
    }
  }

  private static Finding space(Path directory) throws IOException {
    var store = Files.getFileStore(directory);
    long free = store.getUsableSpace();
    String found =
        String.format(Locale.ROOT, "%.1f GB in %s (%s)", free / 1e9, directory, store.type());
    return free >= LITTLE_SPACE
        ? new Finding(Outcome.OK, "free space", found)
        : new Finding(
            Outcome.NOTE, "free space", found + "; `acme clean` removes what old runs have left");
  }

  private static Finding files(Path directory) throws IOException {
    Path folder = Files.createTempDirectory(directory, ".acme-doctor");
    try {
      Path first = Files.writeString(folder.resolve("first"), "x");
      try (var channel = FileChannel.open(first, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
      Files.move(first, folder.resolve("second"), StandardCopyOption.ATOMIC_MOVE);
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
      return new Finding(Outcome.OK, "files", "are written, synced and renamed in " + directory);
    } finally {
      remove(folder);
    }
  }

  private static Finding links(Path directory) throws IOException {
    Path folder = Files.createTempDirectory(directory, ".acme-doctor");
    try {
      Path file = Files.writeString(folder.resolve("file"), "x");
      Path link = Files.createLink(folder.resolve("link"), file);
      try {
        Files.createLink(link, file);
        return new Finding(
            Outcome.NOTE, "hard links", "replace what is there without an error, which is odd");
      } catch (FileAlreadyExistsException e) {
        return new Finding(Outcome.OK, "hard links", "work, and never replace what is there");
      }
    } finally {
      remove(folder);
    }
  }

  private static Finding locks(Path directory) throws IOException {
    Path folder = Files.createTempDirectory(directory, ".acme-doctor");
    try (var channel =
            FileChannel.open(
                folder.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        var lock = channel.tryLock()) {
      return lock != null && lock.isValid()
          ? new Finding(Outcome.OK, "file locks", "work")
          : new Finding(Outcome.NOTE, "file locks", "a new file is locked already, which is odd");
    } finally {
      remove(folder);
    }
  }

  private static void remove(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      for (Path entry : (Iterable<Path>) entries::iterator) {
        Files.delete(entry);
      }
    }
    Files.delete(folder);
  }

  private static Finding slurm() {
    List<String> commands = List.of("sbatch", "srun", "squeue", "scancel", "sinfo");
    List<String> missing = commands.stream().filter(command -> !isOnPath(command)).toList();
    if (missing.isEmpty()) {
      return new Finding(Outcome.OK, "SLURM", "its commands are here");
    }
    return missing.size() == commands.size()
        ? new Finding(
            Outcome.NOTE, "SLURM", "is not here; runs in this JVM or on a Spark cluster do without")
        : new Finding(Outcome.NOTE, "SLURM", "is not whole, missing are " + missing);
  }

  private static boolean isOnPath(String command) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .filter(folder -> !folder.isEmpty())
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }
}
