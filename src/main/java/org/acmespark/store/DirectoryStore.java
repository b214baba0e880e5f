package org.acmespark.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
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
  private final Layout.Place place;
  private final Layout layout;
  private final StagedNames names;
  private final Optional<SingleFile> single;
  private final Optional<Stacking> stacking;
  private final boolean mergesSmallFiles;
  private final Recovered recovered;
  private final CallMarks marks;
  private final boolean resumed;
  private final Set<String> earlierFiles = new HashSet<>();
  private final PayloadIndex payload;
  private final Ledger ledger;
  private final Manifest manifest;
  private final RunLog log;
  private final Path containerFile;
  private final Path resultDirectory;
  private final ResultFiles results;
  private final Replacements replacements;
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
        description,
        log);
    try {
      manifest.writeStart(false);
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
    recovery.redundant().forEach(file -> replacements.addRedundant(file.name()));
    try {
      replacements.addRenamed(recovery.writeMissingLines(ledger));
      recovery.writeDeaths(ledger);
      manifest.writeStart(true);
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
    this.containerFile = directory.path().resolve(plan.containerFile());
    this.log = log;
    this.replacements = new Replacements(directory);
    this.results =
        new ResultFiles(
            directory, plan.ledgerFile(), this::container, this::resultNames, this::nameOf);
    Ledger opened = null;
    try {
      this.manifest =
          new Manifest(
              directory.files(),
              directory.path().resolve(plan.manifestFile()),
              directory.staged("run.json"),
              description);
      log.open(directory.path(), name);
      opened = new Ledger(directory.path().resolve(plan.ledgerFile()), directory.remote());
      this.ledger = opened;
      this.single =
          plan.spread() == Spread.SINGLE_FILE
              ? Optional.of(new SingleFile(directory, plan))
              : Optional.empty();
      String identity = String.valueOf(description.getOrDefault("run", runId));
      this.place = new Layout.Place(directory.address(), runId, name, identity, plan.compression());
      this.layout =
          single.map(SingleFile::layout).orElseGet(() -> Layout.of(plan.spread(), place, stacking));
      this.resultDirectory = directory.path().resolve(plan.resultFolder());
      this.names = new StagedNames(runId, name, plan.resultFolder(), plan.nInputs());
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

  @Override
  public Recovered recovered() {
    return recovered;
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
  public void check(Block block) {
    names.require(block, directory);
  }

  @Override
  public void commit(Block block, Attempts attempts) {
    check(block);
    if (block instanceof Block.Files files && !files.files().isEmpty()) {
      directory.awaitSeen(files.files().stream().map(Block.StagedFile::staged));
      for (Block.StagedFile file : files.files()) {
        payload.add(publish(file));
        if (layout.isEmergency(file.kind())) {
          logRescued(file.indices()[0], file.finalName());
        }
      }
      directory.sync(resultDirectory);
    } else if (block instanceof Block.Streamed streamed) {
      commit(streamed);
    }
    anythingCommitted |= attempts.indices().length > 0;
    ledger
        .append(attempts, index -> nameOf(index).orElse(null), payload::sum)
        .forEach(failed -> log.say(failed.failure()));
  }

  @Override
  public int receive(Block.Fragment fragment, int cores) {
    return single.orElseThrow().receive(fragment, cores);
  }

  @Override
  public void discard(Block block) {
    if (block instanceof Block.Streamed streamed) {
      single.orElseThrow().discard(streamed);
    }
  }

  @Override
  public Optional<SingleFile> single() {
    return single;
  }

  private void commit(Block.Streamed block) {
    single.orElseThrow().commit(block);
    for (long index : block.serializedIndices()) {
      logRescued(index, nameOf(index).orElseThrow());
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
    return PayloadIndex.PayloadFile.of(file, directory.size(published));
  }

  @Override
  public List<Merge> merges() {
    return mergesSmallFiles
        ? new MergePlan(place, stacking, earlierFiles).of(payload.files())
        : List.of();
  }

  @Override
  public void merged(Merge merge, Block.StagedFile file) {
    names.requireMerged(file, merge.finalName());
    PayloadIndex.PayloadFile merged = publish(file);
    payload.add(merged);
    directory.sync(resultDirectory);
    for (PayloadIndex.PayloadFile source : merge.sources()) {
      replacements.add(source.name(), merged);
    }
  }

  /** Records executors that died; {@link #finish} writes them into the manifest. */
  public void addLost(List<LostExecutor> lost) {
    manifest.addLost(lost);
  }

  @Override
  public void finish(Outcome outcome) {
    replacements.writeTo(ledger);
    if (single.isPresent()) {
      single.get().finish(outcome == Outcome.COMPLETE).forEach(payload::add);
      single.get().sums().forEach(manifest::addSum);
    } else if (hasContainer()) {
      manifest.addSum(
          containerFile.getFileName().toString(),
          LinkingContainer.write(directory, payload, stacking, containerFile, resumed, log));
    }
    directory.sync(directory.path());
    replacements.deleteFiles();
    manifest.writeEnd(outcome.name().toLowerCase(Locale.ROOT));
    if (outcome == Outcome.COMPLETE) {
      directory.markSuccess();
    }
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

  /** Ends the run without a container. Removes everything if no results are committed. */
  public void abandon(String why) {
    if (finished) {
      return;
    }
    log.say("ended: " + why);
    if (!anythingCommitted) {
      EveryStep.of(this::close, directory::discard);
      return;
    }
    try {
      manifest.writeEnd(why);
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

  /** Names of the files with results that this process committed and the format cannot hold. */
  public List<String> rescuedFiles() {
    return List.copyOf(rescued);
  }

  /** Whether {@link #finish} takes at most a few seconds for any amount of results. */
  public boolean isQuicklyFinished() {
    return single.map(SingleFile::isQuicklyFinished).orElse(true);
  }

  private Optional<Path> container() {
    return finished && directory.files().exists(containerFile)
        ? Optional.of(containerFile)
        : Optional.empty();
  }

  /** A single file comes first. */
  private List<String> resultNames() {
    List<String> all = new ArrayList<>();
    if (single.isPresent() && container().isPresent()) {
      all.add(containerFile.getFileName().toString());
    }
    payload.files().forEach(file -> all.add(file.name()));
    return all;
  }

  /** The files with results; the container is among them after {@link #finish}. */
  public ResultFiles results() {
    return results;
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
