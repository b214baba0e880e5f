package org.acmespark.run;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;
import org.acmespark.model.Compression;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Format;
import org.acmespark.model.Rerun;
import org.acmespark.model.ResultShape;
import org.acmespark.model.ResultType;
import org.acmespark.model.WorkerCount;
import org.acmespark.store.directory.OutputPlace;
import org.acmespark.store.directory.RemoteDirectory;

/**
 * The options of a run. Given options come first, then the properties, then the defaults. No two
 * options conflict.
 */
public final class EffectiveOptions {
  private final Map<RunOption<?>, Object> values;
  private final Optional<Resume> resume;

  /**
   * How to resume a run that ended early.
   *
   * @param directory directory of the earlier run
   * @param again which failed computations to compute again
   * @param force whether to resume even if function, arguments or seed differ from those of the
   *     earlier run
   */
  public record Resume(String directory, Predicate<ComputationFailure> again, boolean force) {}

  private EffectiveOptions(Map<RunOption<?>, Object> values, Optional<Resume> resume) {
    this.values = Map.copyOf(values);
    this.resume = resume;
  }

  /**
   * Combines options: values of {@code given} come first, then those of {@code lower}, then the
   * defaults.
   *
   * @throws IllegalArgumentException if options conflict
   */
  public static EffectiveOptions of(GivenOptions given, GivenOptions lower) {
    var both = new GivenOptions();
    both.setAll(lower);
    both.setAll(given);
    requireResultsPossible(given, both);
    boolean memory = both.has(RunOption.IN_MEMORY);
    Format files = both.find(RunOption.FORMAT).orElse(Format.HDF5);
    boolean choosesFiles =
        given.find(RunOption.PAYLOAD).isPresent()
            || given.find(RunOption.FORMAT).filter(chosen -> chosen != Format.HDF5).isPresent();
    boolean oneFile =
        given
            .find(RunOption.SINGLE_FILE)
            .orElse(lower.has(RunOption.SINGLE_FILE) && !memory && !choosesFiles);
    refuse(oneFile && memory, "singleFile", "inMemory");
    refuse(oneFile && files != Format.HDF5, "singleFile", chosen(files));
    refuse(oneFile && given.find(RunOption.PAYLOAD).isPresent(), "singleFile", "payload");
    boolean retriesMemory = given.find(RunOption.RETRY_MEMORY).isPresent();
    refuse(memory && retriesMemory, "inMemory", "retryMemory");
    refuse(both.has(RunOption.DEBUG) && retriesMemory, "debug", "retryMemory");
    Optional<Duration> timeout = given.find(RunOption.TIMEOUT);
    refuse(given.has(RunOption.DEBUG) && timeout.isPresent(), "debug", "timeout");
    Map<RunOption<?>, Object> values = new HashMap<>();
    for (RunOption<?> option : RunOption.all()) {
      option.byDefault().ifPresent(value -> values.put(option, value));
    }
    values.putAll(both.values());
    values.put(RunOption.SINGLE_FILE, oneFile);
    if (memory) {
      values.remove(RunOption.OUTPUT_DIR);
    }
    if (both.has(RunOption.DEBUG)) {
      values.remove(RunOption.TIMEOUT);
    }
    Optional<Resume> resume = resume(given, both);
    requireDirectoryForRerun(given, both, resume);
    return new EffectiveOptions(values, resume);
  }

  private static void requireDirectoryForRerun(
      GivenOptions given, GivenOptions both, Optional<Resume> resume) {
    Rerun rerun = both.find(RunOption.RERUN).orElse(Rerun.REFUSE);
    Optional<String> directory = both.find(RunOption.OUTPUT_DIR);
    boolean givenRerun = given.find(RunOption.RERUN).filter(how -> how != Rerun.REFUSE).isPresent();
    refuse(givenRerun && resume.isPresent(), "rerun", "resume");
    refuse(givenRerun && both.has(RunOption.IN_MEMORY), "rerun", "inMemory");
    boolean remote = directory.filter(RemoteDirectory::isAddress).isPresent();
    refuse(remote && rerun == Rerun.REPLACE, "an outputDir with a scheme", "rerun replace");
    if (givenRerun && directory.isEmpty()) {
      throw new IllegalArgumentException(
          "rerun is about a run directory that has a name; name it with outputDir");
    }
    if (given.find(RunOption.WAIT_LOCK).isPresent() && resume.isEmpty() && rerun == Rerun.REFUSE) {
      throw new IllegalArgumentException(
          "waitLock is about a run directory that another process may use; ask for rerun, too");
    }
  }

  private static void requireResultsPossible(GivenOptions given, GivenOptions both) {
    boolean memory = both.has(RunOption.IN_MEMORY);
    boolean remote =
        !memory && both.find(RunOption.OUTPUT_DIR).filter(RemoteDirectory::isAddress).isPresent();
    boolean cleans = both.find(RunOption.CLEANUP_OLDER_THAN).isPresent();
    boolean payload = given.find(RunOption.PAYLOAD).isPresent();
    refuse(remote && cleans, "an outputDir with a scheme", "cleanupOlderThan");
    refuse(memory && given.find(RunOption.OUTPUT_DIR).isPresent(), "inMemory", "outputDir");
    refuse(memory && payload, "inMemory", "payload");
    Optional<ResultShape> shape = both.find(RunOption.RESULT_SHAPE);
    Optional<ResultType> type = both.find(RunOption.RESULT_TYPE);
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
    Format files = both.find(RunOption.FORMAT).orElse(Format.HDF5);
    boolean others = files != Format.HDF5;
    boolean compressed =
        given.find(RunOption.COMPRESSION).filter(chosen -> !chosen.isNone()).isPresent();
    refuse(memory && others && given.find(RunOption.FORMAT).isPresent(), "inMemory", chosen(files));
    refuse(others && payload, chosen(files), "payload");
    refuse(memory && compressed, "inMemory", "compression");
    refuse(others && compressed, chosen(files), "compression");
    refuse(memory && given.has(RunOption.FLETCHER32), "inMemory", "fletcher32");
    refuse(others && given.has(RunOption.FLETCHER32), chosen(files), "fletcher32");
    refuse(others && shape.isPresent(), chosen(files), "resultShape");
  }

  /** How many workers are kept when nothing is pending; empty if all are. */
  OptionalInt keptWorkers() {
    return find(RunOption.WORKERS).stream()
        .filter(WorkerCount::isElastic)
        .mapToInt(WorkerCount::least)
        .findAny();
  }

  /** How the chunks of datasets are stored. */
  Compression compression() {
    Compression compression = get(RunOption.COMPRESSION);
    return get(RunOption.FLETCHER32) ? compression.withFletcher32() : compression;
  }

  private static String chosen(Format files) {
    return "format " + files.name().toLowerCase(Locale.ROOT);
  }

  private static Optional<Resume> resume(GivenOptions given, GivenOptions both) {
    Optional<String> directory = both.find(RunOption.RESUME).map(EffectiveOptions::resolved);
    boolean retry = both.has(RunOption.RETRY_FAILED);
    boolean regardless = both.has(RunOption.FORCE);
    if (directory.isEmpty()) {
      if (retry || regardless) {
        throw new IllegalArgumentException(
            "%s is about a run that is resumed; say which with resume"
                .formatted(retry ? "retryFailed" : "force"));
      }
      return Optional.empty();
    }
    if (both.has(RunOption.IN_MEMORY)) {
      throw new IllegalArgumentException(
          "inMemory and resume exclude each other: a run in memory leaves nothing to resume");
    }
    String resolved = directory.get();
    Optional<String> elsewhere =
        given.find(RunOption.OUTPUT_DIR).filter(dir -> !resolved(dir).equals(resolved));
    if (elsewhere.isPresent()) {
      throw new IllegalArgumentException(
          "outputDir is %s, but the run that is resumed is in %s; leave outputDir out"
              .formatted(elsewhere.get(), resolved));
    }
    return Optional.of(new Resume(resolved, failure -> retry, regardless));
  }

  private static String resolved(String directory) {
    return RemoteDirectory.isAddress(directory)
        ? directory
        : Path.of(directory).toAbsolutePath().normalize().toString();
  }

  /** Returns these options for going on with the run in the output directory. */
  EffectiveOptions resuming() {
    String directory = OutputPlace.absolute((String) values.get(RunOption.OUTPUT_DIR));
    return resuming(directory, failure -> true);
  }

  /** Returns these options for repeating those computations of a run that had too little memory. */
  public EffectiveOptions withMoreMemory(String directory) {
    return resuming(directory, LackOfMemory::isCauseOf);
  }

  private EffectiveOptions resuming(String directory, Predicate<ComputationFailure> again) {
    return new EffectiveOptions(values, Optional.of(new Resume(directory, again, false)));
  }

  private static void refuse(boolean conflict, String one, String other) {
    if (conflict) {
      throw new IllegalArgumentException(
          "%s and %s exclude each other; leave one out".formatted(one, other));
    }
  }

  /**
   * Returns the value of an option that has a default.
   *
   * @throws java.util.NoSuchElementException if the option has neither value nor default
   */
  public <T> T get(RunOption<T> option) {
    return find(option).orElseThrow();
  }

  /** Returns the value of an option; empty if the option has neither value nor default. */
  @SuppressWarnings("unchecked") // GivenOptions.set has put it there
  public <T> Optional<T> find(RunOption<T> option) {
    return Optional.ofNullable((T) values.get(option));
  }

  /** Returns the run to resume; empty for a new run. */
  public Optional<Resume> resume() {
    return resume;
  }
}
