package org.acmespark.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.acmespark.model.Compression;
import org.acmespark.model.Format;
import org.acmespark.model.OnFailure;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.SharedArguments;
import org.acmespark.model.Verbosity;
import org.acmespark.plan.LogFile;
import org.acmespark.plan.RunOptions;
import org.acmespark.store.directory.RemoteDirectory;

/** What a builder was told, before defaults. */
public final class Options {
  public Optional<String> name = Optional.empty();
  public Optional<String> outputDir = Optional.empty();
  public boolean inMemory;
  public boolean singleFile;
  public Optional<ResultShape> resultShape = Optional.empty();
  public Optional<ResultType> resultType = Optional.empty();
  public Optional<Format> format = Optional.empty();
  public Optional<Payload> payload = Optional.empty();
  public Optional<Compression> compression = Optional.empty();
  public OptionalLong nInputs = OptionalLong.empty();
  public OptionalLong rangeSize = OptionalLong.empty();
  public OptionalInt retries = OptionalInt.empty();
  public Optional<Duration> timeout = Optional.empty();
  public Optional<OnFailure> onFailure = Optional.empty();
  public Optional<SharedArguments> shared = Optional.empty();
  public boolean userClasspathFirst;
  public OptionalLong seed = OptionalLong.empty();
  public Optional<Verbosity> verbosity = Optional.empty();
  public Optional<LogFile> logFile = Optional.empty();
  public Optional<Duration> cleanupOlderThan = Optional.empty();
  public OptionalInt workers = OptionalInt.empty();
  public Optional<String> resume = Optional.empty();
  public boolean retryFailed;
  public boolean force;
  public boolean debug;

  /**
   * These, else those of {@code lower}, else the defaults.
   *
   * @throws IllegalArgumentException if options conflict
   */
  public RunOptions over(Options lower) {
    boolean memory = inMemory || lower.inMemory;
    boolean remote =
        !memory
            && outputDir.or(() -> lower.outputDir).filter(RemoteDirectory::isAddress).isPresent();
    refuse(
        remote && cleanupOlderThan.or(() -> lower.cleanupOlderThan).isPresent(),
        "an outputDir with a scheme",
        "cleanupOlderThan");
    refuse(memory && outputDir.isPresent(), "inMemory", "outputDir");
    refuse(memory && payload.isPresent(), "inMemory", "payload");
    Optional<ResultShape> shape = resultShape.or(() -> lower.resultShape);
    Optional<ResultType> type = resultType.or(() -> lower.resultType);
    if (type.isPresent() && shape.isEmpty()) {
      throw new IllegalArgumentException(
          "resultType is %s, but there is no resultShape whose elements could have it"
              .formatted(type.get()));
    }
    if (memory && shape.isPresent() && shape.get().unlimitedAxis().isPresent()) {
      throw new IllegalArgumentException(
          "resultShape %s has an unlimited dimension, which inMemory excludes; keep the results in files"
              .formatted(shape.get()));
    }
    Format files = format.or(() -> lower.format).orElse(Format.HDF5);
    String formatChosen = "format " + files.name().toLowerCase(Locale.ROOT);
    refuse(memory && files != Format.HDF5 && format.isPresent(), "inMemory", formatChosen);
    refuse(files != Format.HDF5 && payload.isPresent(), formatChosen, "payload");
    boolean compressed = compression.filter(chosen -> !chosen.isNone()).isPresent();
    refuse(memory && compressed, "inMemory", "compression");
    refuse(files != Format.HDF5 && compressed, formatChosen, "compression");
    refuse(files != Format.HDF5 && shape.isPresent(), formatChosen, "resultShape");
    boolean oneFile = singleFile || (lower.singleFile && !memory && !choosesFiles());
    refuse(oneFile && memory, "singleFile", "inMemory");
    refuse(oneFile && files != Format.HDF5, "singleFile", formatChosen);
    refuse(oneFile && payload.isPresent(), "singleFile", "payload");
    refuse(debug && timeout.isPresent(), "debug", "timeout");
    boolean direct = debug || lower.debug;
    return new RunOptions(
        name.or(() -> lower.name),
        memory ? Optional.empty() : outputDir.or(() -> lower.outputDir),
        memory,
        oneFile,
        shape,
        type.orElse(ResultType.FLOAT64),
        files,
        payload.or(() -> lower.payload).orElse(Payload.AUTO),
        compression.or(() -> lower.compression).orElse(Compression.none()),
        rangeSize.isPresent() ? rangeSize : lower.rangeSize,
        (retries.isPresent() ? retries : lower.retries).orElse(0),
        timeout.or(() -> lower.timeout).filter(limit -> !direct),
        onFailure.or(() -> lower.onFailure).orElse(OnFailure.CONTINUE),
        direct,
        shared.or(() -> lower.shared).orElse(SharedArguments.AUTO),
        userClasspathFirst || lower.userClasspathFirst,
        seed.isPresent() ? seed : lower.seed,
        verbosity.or(() -> lower.verbosity).orElse(Verbosity.NORMAL),
        logFile.or(() -> lower.logFile).orElseGet(LogFile.Beside::new),
        cleanupOlderThan.or(() -> lower.cleanupOlderThan),
        workers.isPresent() ? workers : lower.workers,
        resume(lower, memory));
  }

  private Optional<RunOptions.Resume> resume(Options lower, boolean memory) {
    Optional<String> directory = resume.or(() -> lower.resume).map(Options::resolved);
    boolean retry = retryFailed || lower.retryFailed;
    boolean regardless = force || lower.force;
    if (directory.isEmpty()) {
      if (retry || regardless) {
        throw new IllegalArgumentException(
            "%s is about a run that is resumed; say which with resume"
                .formatted(retry ? "retryFailed" : "force"));
      }
      return Optional.empty();
    }
    if (memory) {
      throw new IllegalArgumentException(
          "inMemory and resume exclude each other: a run in memory leaves nothing to resume");
    }
    String resolved = directory.get();
    Optional<String> elsewhere = outputDir.filter(dir -> !resolved(dir).equals(resolved));
    if (elsewhere.isPresent()) {
      throw new IllegalArgumentException(
          "outputDir is %s, but the run that is resumed is in %s; leave outputDir out"
              .formatted(elsewhere.get(), resolved));
    }
    return Optional.of(new RunOptions.Resume(resolved, retry, regardless));
  }

  private static String resolved(String directory) {
    return RemoteDirectory.isAddress(directory)
        ? directory
        : Path.of(directory).toAbsolutePath().normalize().toString();
  }

  private boolean choosesFiles() {
    return payload.isPresent() || format.filter(chosen -> chosen != Format.HDF5).isPresent();
  }

  private static void refuse(boolean conflict, String one, String other) {
    if (conflict) {
      throw new IllegalArgumentException(
          "%s and %s exclude each other; leave one out".formatted(one, other));
    }
  }
}
