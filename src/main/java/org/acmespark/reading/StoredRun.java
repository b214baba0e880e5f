package org.acmespark.reading;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.model.Format;
import org.acmespark.model.HomeDirectory;
import org.acmespark.model.ResultShape;

/**
 * A run on disk. Opening it reads only the manifest, or the structure of a container without a
 * manifest. Everything else is read on request.
 *
 * <pre>{@code
 * try (var run = StoredRun.open("ACME_20261122-100302-976973", List.of())) {
 *   Object value = run.computation(56).value(1);
 * }
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class StoredRun implements AutoCloseable {
  private final RunFiles files;
  private final Optional<RunManifest> manifest;
  private final List<String> classPatterns;
  private final OpenFiles open;
  private final long nInputs;
  private Optional<ResultsContainer> container = Optional.empty();
  private Optional<StackedResults> stacked = Optional.empty();
  private Optional<Optional<RecordedAttempts>> attempts = Optional.empty();
  private boolean closed;

  private StoredRun(RunFiles files, Optional<RunManifest> manifest, List<String> classPatterns) {
    this.files = files;
    this.open = new OpenFiles(files.copies());
    this.manifest = manifest;
    this.classPatterns = List.copyOf(classPatterns);
    this.nInputs = manifest.map(RunManifest::nInputs).orElseGet(this::countedInContainer);
  }

  /**
   * Opens a run.
   *
   * @param place path or address of a run directory or a results container
   * @param classPatterns classes that may be read from serialized files in addition to values, in
   *     the notation of {@link org.acmespark.store.payload.SerializedFiles}
   * @throws IllegalArgumentException if there is no run at the place
   * @throws AcmeException if its manifest cannot be read
   */
  public static StoredRun open(String place, List<String> classPatterns) {
    RunFiles files = RunFiles.of(HomeDirectory.expand(place));
    try {
      files.copies().fetch(files.manifest());
      Optional<RunManifest> manifest = RunManifest.read(files.manifest());
      return new StoredRun(files, manifest, classPatterns);
    } catch (RuntimeException e) {
      files.copies().close();
      throw e;
    }
  }

  /** Without a manifest, the container alone describes the run. */
  private long countedInContainer() {
    try {
      ResultsContainer alone = container().orElseThrow();
      long count = alone.groupsEnd();
      Optional<StackedResults> stack = stacked();
      count = Math.max(count, stack.map(s -> s.stack().valid().length).orElse(0));
      if (count > 0) {
        return count;
      }
      throw new AcmeException(
          stack.isPresent()
              ? "it does not record along which dimension of result_0 computations lie"
              : "it has neither groups comp_0, comp_1, ... nor result_0");
    } catch (AcmeException e) {
      close();
      throw new IllegalArgumentException(
          "%s is not a results container: %s".formatted(files.container(), e.getMessage()), e);
    }
  }

  /** Number of computations. */
  public long nInputs() {
    return nInputs;
  }

  /** The results container, if the run has one. */
  public Optional<Path> containerFile() {
    return Optional.of(files.container()).filter(files.copies()::exists);
  }

  /** The container as {@link #containerFile} returns it, as a path in text form or an address. */
  public Optional<String> containerAddress() {
    return containerFile().map(files.copies()::address);
  }

  /**
   * Returns the results of one computation.
   *
   * @throws IndexOutOfBoundsException if there is no such computation
   */
  public ComputationResults computation(long index) {
    requireOpen();
    Objects.checkIndex(index, nInputs);
    return new ComputationResults(index, source(index), failureIfAbsent(index));
  }

  /** Whether a computation has results. Their files are not opened. */
  public boolean isPresent(long index) {
    requireOpen();
    return source(index).isPresent();
  }

  /** The file with the results of a computation, which is not opened; empty if it has none. */
  public Optional<Path> file(long index) {
    requireOpen();
    return source(index).file();
  }

  /**
   * Returns the results of one computation with their types in the file; reads large ones late.
   *
   * @throws AcmeException as {@link ComputationResults#values}
   * @throws IllegalArgumentException if a result is an object that HDF5 cannot hold
   */
  public List<Supplier<Hdf5Value>> stored(long index) {
    requireOpen();
    return source(index).stored();
  }

  private Optional<ComputationFailure> failureIfAbsent(long index) {
    return attempts().flatMap(recorded -> recorded.failure(index));
  }

  ResultSource source(long index) {
    Format format = manifest.map(RunManifest::format).orElse(Format.HDF5);
    if (format == Format.PICKLE && files.copies().exists(files.pickle(index))) {
      return new ResultSource.Pickled(files.pickle(index));
    }
    if (format == Format.HDF5) {
      Optional<ResultSource> datasets = datasets(index);
      if (datasets.isPresent()) {
        return datasets.get();
      }
    }
    return files
        .serialized(index)
        .<ResultSource>map(file -> new ResultSource.Serialized(file, classPatterns, open))
        .orElseGet(() -> new ResultSource.Missing(() -> WhyMissing.of(index, files, attempts())));
  }

  private Optional<ResultSource> datasets(long index) {
    Optional<ResultsContainer> presented = container();
    if (presented.isEmpty()) {
      return committed(index);
    }
    ResultsContainer results = presented.get();
    boolean group = results.hasGroup(index);
    Optional<StackedResults> row = stacked().filter(stack -> stack.isValid(index));
    if (row.isPresent()) {
      Optional<Path> file = row.get().file(index).or(() -> recordedFile(index));
      return Optional.of(
          new ResultSource.Datasets(
              file,
              Optional.of(() -> row.get().row(index)),
              group ? Optional.of(() -> results.located(index)) : Optional.empty(),
              () -> group ? results.places(index) : List.of(),
              open));
    }
    return group && stacked().isEmpty()
        ? Optional.of(
            new ResultSource.Datasets(
                Optional.of(results.file(index)),
                Optional.empty(),
                Optional.of(() -> results.located(index)),
                () -> results.places(index),
                open))
        : Optional.empty();
  }

  /** Returns results of a run without a container, because it is running or its driver died. */
  private Optional<ResultSource> committed(long index) {
    Optional<Path> file = recordedFile(index).filter(path -> path.toString().endsWith(".h5"));
    if (file.isEmpty()) {
      return Optional.empty();
    }
    Supplier<List<ResultsContainer.Place>> places =
        () -> {
          if (shape().isPresent()) {
            throw new AcmeException(
                "%s: the run has not ended, so the row of %s with the result of computation %s is not known yet"
                    .formatted(files.directory(), file.get(), index));
          }
          open.requireFile(file.get());
          try (var payload = ResultsContainer.open(file.get(), open)) {
            return payload.hasGroup(index) ? payload.places(index) : payload.placesInRoot();
          }
        };
    return Optional.of(
        new ResultSource.Datasets(file, Optional.empty(), Optional.empty(), places, open));
  }

  private Optional<Path> recordedFile(long index) {
    return attempts()
        .flatMap(recorded -> recorded.file(index))
        .map(file -> files.directory().resolve(file).normalize());
  }

  /** The stacked results, if results are stacked. */
  public Optional<StackedResults> stacked() {
    requireOpen();
    if (stacked.isEmpty()) {
      stacked = container().filter(ResultsContainer::isStacked).map(this::stacked);
    }
    return stacked;
  }

  private StackedResults stacked(ResultsContainer results) {
    ResultsContainer.Stack stack = results.stack(shape());
    StackedSource source =
        results
            .mappings()
            .filter(mappings -> stack.axis().isPresent() && VirtualBlocks.canRead(mappings))
            .<StackedSource>map(
                mappings ->
                    new VirtualBlocks(
                        stack.type(), stack.axis().getAsInt(), files.directory(), mappings, open))
            .orElseGet(() -> new RegularDataset(results.file(), open));
    return new StackedResults(stack, source);
  }

  /**
   * Types and shapes of the return values of some computations, spread over all, according to the
   * container. The ledger and the values are not read. Computations without results are left out.
   *
   * @param most how many computations to look at
   * @throws AcmeException if a file is missing or unreadable
   */
  public List<List<ResultKind>> kinds(int most) {
    requireOpen();
    boolean inFiles = manifest.map(RunManifest::format).orElse(Format.HDF5) != Format.HDF5;
    if (!inFiles && container().isEmpty()) {
      return List.of();
    }
    long step = Math.max(1, nInputs / most);
    return open.throughLibrary( // which reads only what is asked for
        () ->
            LongStream.iterate(0, index -> index < nInputs, index -> index + step)
                .mapToObj(index -> source(index).kinds())
                .filter(kinds -> !kinds.isEmpty())
                .toList());
  }

  /** The manifest, as maps and lists of values; empty without a manifest. */
  public Map<String, Object> description() {
    requireOpen();
    return RunManifest.content(files.manifest());
  }

  /**
   * Passes every attempt that the ledger records to {@code taker}, in the order in which they were
   * committed. Needs memory for one line of the ledger.
   */
  public void forEachAttempt(Consumer<RecordedAttempt> taker) {
    requireOpen();
    files.copies().fetch(files.ledger());
    AttemptScan.read(files.ledger(), nInputs, taker);
  }

  /** The function's name in the names of files. */
  public String name() {
    return files.name();
  }

  /** The directory of the run, or the folder with copies of its files. */
  public Path directory() {
    return files.directory();
  }

  private Optional<ResultShape> shape() {
    return manifest.flatMap(RunManifest::shape);
  }

  /**
   * Checks whether all results exist and can be read, by reading them.
   *
   * @param progress receives the number of computations checked
   */
  public Verification verify(LongConsumer progress) {
    requireOpen();
    return open.throughLibrary(() -> new Verifier(this, progress).verify());
  }

  /**
   * Compares files with their checksums, and checks that all results exist. Reads no more values.
   */
  public Verification verifyChecksums(LongConsumer progress) {
    requireOpen();
    return open.throughLibrary(new Verifier(this, progress)::verifyChecksums);
  }

  /** Compares every file with its checksum when it is opened for the first time from now on. */
  public void checkFiles() {
    requireOpen();
    closeContainer();
    open.checkWith(RecordedSums.of(files, sums(), nInputs));
  }

  /**
   * Checksums of files that the ledger does not name, by their names in the run directory.
   *
   * @throws AcmeException if they are damaged
   */
  Map<String, FileSum> sums() {
    return manifest.map(RunManifest::sums).orElseGet(() -> RecordedSums.beside(files));
  }

  /**
   * Writes the contents of the container into one file without links, and its checksum into a file
   * beside it. Every file is compared with its checksum before it is copied.
   *
   * @param out must not exist
   * @param progress receives the number of computations copied
   * @throws IllegalArgumentException if the run has no container, or {@code out} exists or cannot
   *     be created
   * @throws AcmeException if something cannot be read or written; nothing is left at {@code out}
   */
  public void consolidate(Path out, LongConsumer progress) {
    checkFiles();
    if (container().isEmpty()) {
      throw new IllegalArgumentException(
          files.directory() + " has no results container to consolidate");
    }
    new Consolidation(container.get(), stacked(), open, progress).write(out);
  }

  RunFiles files() {
    return files;
  }

  Optional<RunManifest> manifest() {
    return manifest;
  }

  OpenFiles open() {
    return open;
  }

  /** Opened on first use, so that a damaged container can be reported. */
  Optional<ResultsContainer> container() {
    if (container.isEmpty() && files.copies().exists(files.container())) {
      open.requireFile(files.container());
      container = Optional.of(ResultsContainer.open(files.container(), open));
    }
    return container;
  }

  /** The ledger, if there is one. */
  Optional<RecordedAttempts> attempts() {
    if (attempts.isEmpty()) {
      files.copies().fetch(files.ledger());
      attempts =
          Optional.of(
              RecordedAttempts.read(
                  files.ledger(), manifest.isPresent() ? nInputs : Long.MAX_VALUE));
    }
    return attempts.get();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the results in " + files.directory() + " are closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    open.close();
    closeContainer();
    files.copies().close();
  }

  private void closeContainer() {
    container.ifPresent(ResultsContainer::close);
    container = Optional.empty();
    stacked = Optional.empty();
  }
}
