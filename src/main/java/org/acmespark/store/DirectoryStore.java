package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.EveryStep;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.Container;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Layout;
import org.acmespark.store.payload.Merge;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.Spread;
import org.acmespark.store.payload.Stacking;
import org.acmespark.store.single.SingleFile;

/**
 * Keeps results in a run directory, with payload files and a container of links.
 *
 * <p>Order of writes: a payload file is synced on its executor, renamed here, its directory synced,
 * then its computations enter the ledger; the container comes last, under a temporary name.
 */
public final class DirectoryStore implements RunStore, AutoCloseable {
  /** Name of the file in the working directory that lists the calls in progress. */
  static final String MARKS = "calls";

  private final RunDirectory directory;
  private final String name;
  private final Layout layout;
  private final StagedNames names;
  private final Optional<SingleFile> single;
  private final Optional<Stacking> stacking;
  private final boolean mergesSmallFiles;
  private final Recovered recovered;
  private final CallMarks marks;
  private final boolean resumed;
  private final Set<String> earlierFiles = new HashSet<>();
  private final List<String> replacedFiles = new ArrayList<>();
  private final PayloadIndex payload;
  private final Ledger ledger;
  private final Manifest manifest;
  private final RunLog log;
  private final Map<String, Object> description;
  private final Path containerFile;
  private final Map<String, String> mergedNames = new HashMap<>();
  private boolean anythingCommitted;
  private final List<String> rescued = new ArrayList<>();
  private boolean finished;
  private boolean closed;

  /**
   * Creates the run directory.
   *
   * @param plan how results are kept
   * @param description the manifest's description of the run, without its outcome, ready for JSON
   * @param log is opened here, and closed at the end
   * @throws AcmeException if the directory cannot be written
   */
  public DirectoryStore(
      Optional<String> outputDir,
      String runId,
      DirectoryPlan plan,
      Map<String, Object> description,
      RunLog log) {
    this(
        RunDirectory.create(outputDir, runId),
        runId,
        plan,
        Recovered.nothing(),
        false,
        new PayloadIndex(Math.toIntExact(plan.nInputs())),
        new LinkedHashMap<>(description),
        log);
    this.description.put("started", now());
    try {
      manifest.write(with("outcome", "running"));
    } catch (AcmeException e) {
      EveryStep.after(e, this::close, directory::discard);
      throw e;
    }
    log.say("run " + runId + " of " + name + ", " + plan.nInputs() + " computations");
  }

  /**
   * Continues where an earlier process ended. Its committed results stay unchanged.
   *
   * @param runId of this process's part of the run
   * @param description as for a new run; it replaces the earlier description
   * @throws AcmeException if the directory cannot be written
   */
  public DirectoryStore(
      Recovery recovery, String runId, Map<String, Object> description, RunLog log) {
    this(
        recovery.prepare(runId),
        runId,
        recovery.plan(),
        recovery.recovered(),
        true,
        recovery.payload(),
        recovery.manifest(runId, description),
        log);
    anythingCommitted = true;
    payload.files().forEach(file -> earlierFiles.add(file.name()));
    recovery.redundant().forEach(file -> replacedFiles.add(file.name()));
    try {
      mergedNames.putAll(recovery.writeMissingLines(ledger));
      recovery.writeDeaths(ledger);
      manifest.write(with("outcome", "running"));
    } catch (AcmeException e) {
      EveryStep.after(e, this::close);
      throw e;
    }
    log.say(
        "run %s resumed: %s of %s computations are done, %s of them have failed"
            .formatted(
                runId,
                recovered.done().cardinality(),
                payload.nInputs(),
                recovered.failures().size()));
  }

  private DirectoryStore(
      RunDirectory directory,
      String runId,
      DirectoryPlan plan,
      Recovered recovered,
      boolean resumed,
      PayloadIndex payload,
      Map<String, Object> description,
      RunLog log) {
    this.directory = directory;
    this.name = plan.name();
    this.mergesSmallFiles = plan.spread() == Spread.PER_BLOCK_MERGED;
    this.stacking = plan.stacking();
    this.marks = CallMarks.in(directory.staged(MARKS));
    this.recovered = recovered;
    this.resumed = resumed;
    this.payload = payload;
    this.description = description;
    this.containerFile = directory.path().resolve(plan.containerFile());
    this.log = log;
    Ledger opened = null;
    try {
      this.manifest =
          new Manifest(
              directory.files(),
              directory.path().resolve(plan.manifestFile()),
              directory.staged("run.json"));
      log.open(directory.path(), name);
      opened = new Ledger(directory.path().resolve(plan.ledgerFile()), directory.remote());
      this.ledger = opened;
      this.single =
          plan.spread() == Spread.SINGLE_FILE
              ? Optional.of(new SingleFile(directory, plan))
              : Optional.empty();
      String identity = String.valueOf(description.getOrDefault("run", runId));
      var place = new Layout.Place(directory.address(), runId, name, identity, plan.compression());
      this.layout = layout(plan.spread(), place, stacking, single);
      String folder =
          layout instanceof Layout.ObjectFiles ? "" : name + RunDirectory.PAYLOAD_SUFFIX;
      this.names = new StagedNames(runId, name, folder, plan.nInputs());
    } catch (RuntimeException e) {
      Ledger ledgerOpened = opened;
      EveryStep.after(
          e,
          () -> Optional.ofNullable(ledgerOpened).ifPresent(Ledger::close),
          log::close,
          directory::finish,
          resumed ? () -> {} : directory::discard);
      throw e;
    }
  }

  private static String now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS).toString();
  }

  @Override
  public Recovered recovered() {
    return recovered;
  }

  private static Layout layout(
      Spread spread, Layout.Place place, Optional<Stacking> stacking, Optional<SingleFile> single) {
    return switch (spread) {
      case NOTHING -> new Layout.Nothing();
      case SINGLE_FILE -> single.orElseThrow().layout();
      case PER_COMPUTATION -> hdf5(place, true, stacking);
      case PER_BLOCK, PER_BLOCK_MERGED -> hdf5(place, false, stacking);
      case PICKLED -> new Layout.ObjectFiles(place, true);
      case SERIALIZED -> new Layout.ObjectFiles(place, false);
    };
  }

  private static Layout hdf5(
      Layout.Place place, boolean perComputation, Optional<Stacking> stacking) {
    return stacking
        .<Layout>map(s -> new Layout.StackedFiles(place, perComputation, s))
        .orElseGet(() -> new Layout.PayloadFiles(place, perComputation));
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public CallMarks marks() {
    return marks;
  }

  @Override
  public void commit(Block block, Attempts attempts) {
    if (block instanceof Block.Files files && !files.files().isEmpty()) {
      files.files().forEach(names::require);
      for (Block.StagedFile file : files.files()) {
        payload.add(publish(file));
        if (layout.isEmergency(file.kind())) {
          logRescued(file.indices()[0], file.finalName());
        }
      }
      directory.sync(resultDirectory());
    } else if (block instanceof Block.Streamed streamed) {
      commit(streamed);
    }
    anythingCommitted |= attempts.indices().length > 0;
    ledger.append(attempts, index -> nameOf(index).orElse(null));
    for (Attempts.Failed failed : attempts.failed()) {
      var failure = failed.failure();
      log.say(
          "computation %s failed (attempt %s): %s: %s; inputs %s"
              .formatted(
                  failure.index(),
                  failure.attempt(),
                  failure.error(),
                  failure.message(),
                  failure.inputs()));
    }
  }

  @Override
  public int receive(Block.Fragment fragment, int cores) {
    return single.orElseThrow().receive(fragment, cores);
  }

  private void commit(Block.Streamed block) {
    single.orElseThrow().commit(block);
    for (int k = 0; k < block.indices().length; k++) {
      if (block.serialized()[k]) {
        logRescued(block.indices()[k], nameOf(block.indices()[k]).orElseThrow());
      }
    }
  }

  private void logRescued(long index, String file) {
    rescued.add(file);
    log.say(
        "The format cannot hold the result of computation %s, it is in %s".formatted(index, file));
  }

  private Optional<String> nameOf(long index) {
    return single.isPresent()
        ? single.get().file(index)
        : payload.file(index).map(PayloadIndex.PayloadFile::name);
  }

  private PayloadIndex.PayloadFile publish(Block.StagedFile file) {
    Path published = directory.publish(file.staged(), file.finalName());
    try {
      return new PayloadIndex.PayloadFile(
          file.finalName(),
          file.kind(),
          file.indices(),
          file.rows(),
          directory.files().size(published));
    } catch (IOException e) {
      throw new AcmeException("cannot read " + published, e);
    }
  }

  private Layout.Place place() {
    return layout instanceof Layout.StackedFiles stacked
        ? stacked.place()
        : ((Layout.PayloadFiles) layout).place();
  }

  private Path resultDirectory() {
    return layout instanceof Layout.ObjectFiles
        ? directory.path()
        : directory.path().resolve(name + RunDirectory.PAYLOAD_SUFFIX);
  }

  @Override
  public List<Merge> merges() {
    return mergesSmallFiles
        ? new MergePlan(place(), stacking, earlierFiles).of(payload.files())
        : List.of();
  }

  @Override
  public void merged(Merge merge, Block.StagedFile file) {
    names.requireMerged(file, merge.finalName());
    payload.add(publish(file));
    directory.sync(resultDirectory());
    for (PayloadIndex.PayloadFile source : merge.sources()) {
      mergedNames.put(source.name(), file.finalName());
      replacedFiles.add(source.name());
    }
  }

  /** Only now, when no container refers to them. */
  private void deleteReplacedFiles() {
    for (String source : replacedFiles) {
      try {
        directory.files().delete(directory.path().resolve(source));
      } catch (IOException e) {
        throw new AcmeException("cannot delete the merged file " + source, e);
      }
    }
  }

  @Override
  public void finish(Outcome outcome) {
    if (!mergedNames.isEmpty()) {
      ledger.rename(mergedNames, directory.staged("ledger.jsonl"));
    }
    if (single.isPresent()) {
      single.get().finish(outcome == Outcome.COMPLETE).forEach(payload::add);
    } else if (hasContainer()) {
      Path temporary = directory.staged("container.h5");
      long begun = System.nanoTime();
      Container.write(temporary, payload, stacking);
      log.say(
          String.format(
              Locale.ROOT,
              "container over %s files written in %.1f ms",
              payload.files().size(),
              (System.nanoTime() - begun) / 1e6));
      String staged = temporary.getFileName().toString();
      if (resumed) {
        directory.replace(staged, name + ".h5");
      } else {
        directory.publish(staged, name + ".h5");
      }
    }
    directory.sync(directory.path());
    deleteReplacedFiles();
    description.put("ended", now());
    manifest.write(with("outcome", outcome.name().toLowerCase(Locale.ROOT)));
    log.say("ended: " + outcome.name().toLowerCase(Locale.ROOT));
    finished = true;
    close();
  }

  /**
   * Abandons the run because of {@code failure}, which the caller throws; exceptions thrown here
   * are added to it as suppressed.
   */
  public void abandon(String why, Throwable failure) {
    EveryStep.after(failure, () -> abandon(why));
  }

  /** A run without computations has an empty container. */
  private boolean hasContainer() {
    boolean anyHdf5 = payload.files().stream().anyMatch(file -> file.kind().isHdf5());
    boolean empty = payload.nInputs() == 0 && !(layout instanceof Layout.Nothing);
    return anyHdf5 || empty && !(layout instanceof Layout.ObjectFiles);
  }

  /**
   * Ends the run without a container. Keeps committed results; removes everything if there are
   * none.
   */
  public void abandon(String why) {
    if (finished) {
      return;
    }
    log.say("ended: " + why);
    description.put("ended", now());
    if (!anythingCommitted) {
      EveryStep.of(this::close, directory::discard);
      return;
    }
    try {
      manifest.write(with("outcome", why));
    } catch (AcmeException e) {
      log.say(e.getMessage()); // the caller throws the earlier exception
    } finally {
      close();
    }
  }

  /** Whether anything is committed. */
  public boolean hasResults() {
    return anythingCommitted;
  }

  /**
   * Files with results that the format could not hold and that this process committed, relative to
   * the run directory or its payload folder.
   */
  public List<String> rescuedFiles() {
    return List.copyOf(rescued);
  }

  /** Whether {@link #finish} takes at most a few seconds for any amount of results. */
  public boolean isQuicklyFinished() {
    return single.map(SingleFile::isQuicklyFinished).orElse(true);
  }

  private Map<String, Object> with(String key, Object value) {
    description.put(key, value);
    return description;
  }

  /**
   * The run directory; for a remote one, the local folder that mirrors it: see {@link #address}.
   */
  public Path directoryPath() {
    return directory.path();
  }

  /** Whether the run directory is on a file system without local paths, such as HDFS. */
  public boolean isRemote() {
    return directory.remote().isPresent();
  }

  /** The address of a path in the run directory; the path itself if that is local. */
  public String address(Path inside) {
    return directory.address(inside);
  }

  /** The container, if there are results that HDF5 holds. */
  public Optional<Path> container() {
    return finished && directory.files().exists(containerFile)
        ? Optional.of(containerFile)
        : Optional.empty();
  }

  /**
   * The files with results: a single file, then payload files in the order of the first computation
   * in each.
   */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (single.isPresent()) {
      container().ifPresent(files::add);
    }
    payload.files().forEach(file -> files.add(directory.path().resolve(file.name())));
    return List.copyOf(files);
  }

  /** The file that holds a computation's results. */
  public Optional<Path> file(long index) {
    return nameOf(index).map(directory.path()::resolve);
  }

  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    EveryStep.of(
        ledger::close,
        () -> single.ifPresent(SingleFile::close),
        log::close,
        () -> log.file().ifPresent(directory::keep),
        directory::finish);
  }
}
