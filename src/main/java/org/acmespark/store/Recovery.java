package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.Spread;
import org.acmespark.store.single.SingleFile;

/**
 * The directory of a run whose process has ended, and what is found in it, locked against other
 * processes. Nothing changes before a {@link DirectoryStore} takes it over.
 *
 * <p>The payload files say what is committed; the ledger says only what they cannot: which
 * computations have failed, and, of a function without a result, which were called.
 */
public final class Recovery implements AutoCloseable {
  private final RunDirectory directory;
  private final DirectoryPlan plan;
  private final EarlierRun earlier;
  private final PayloadIndex payload;
  private final List<PayloadIndex.PayloadFile> redundant;
  private final LedgerScan ledger;
  private final Recovered recovered;
  private final Set<Long> died;
  private final List<String> damage = new ArrayList<>();
  private boolean takenOver;

  private Recovery(
      RunDirectory directory, DirectoryPlan plan, EarlierRun earlier, boolean retryFailed) {
    this.directory = directory;
    this.plan = plan;
    this.earlier = earlier;
    int nInputs = Math.toIntExact(plan.nInputs());
    this.payload = new PayloadIndex(nInputs);
    var scan =
        new PayloadScan(
            directory,
            plan.name(),
            nInputs,
            plan.stacking(),
            Optional.ofNullable(earlier.manifest().get("run")).map(String::valueOf));
    PayloadScan.Found found = scan.scan(plan.resultFolder());
    found.files().forEach(payload::add);
    this.redundant = found.redundant();
    this.ledger = LedgerScan.of(directory.path().resolve(plan.ledgerFile()), nInputs);
    BitSet committed = committed(nInputs);
    List<ComputationFailure> failures =
        ledger.failures().values().stream()
            .filter(failure -> !retryFailed && !committed.get((int) failure.index()))
            .toList();
    Path marks = directory.staged(DirectoryStore.MARKS);
    this.died =
        CallMarks.read(marks).stream()
            .filter(index -> index < nInputs && !committed.get(index.intValue()))
            .collect(Collectors.toSet());
    Map<Long, Integer> deaths = new TreeMap<>(ledger.deaths());
    died.forEach(index -> deaths.merge(index, 1, Integer::sum));
    this.recovered = new Recovered(committed, failures, deaths);
  }

  /**
   * Locks the directory and looks through it.
   *
   * @param plan how the run keeps results, which must be as it was
   * @param retryFailed whether computations that have failed are to be done again
   * @throws AcmeException if a process works on the run, or files in it cannot be read
   */
  public static Recovery of(EarlierRun earlier, DirectoryPlan plan, boolean retryFailed) {
    RunDirectory directory = RunDirectory.reopen(earlier.directory());
    try {
      // Read again, now that nobody else writes it.
      var current = EarlierRun.in(earlier.directory());
      return new Recovery(directory, plan, current, retryFailed);
    } catch (RuntimeException | Error e) {
      directory.unlock();
      throw e;
    }
  }

  private BitSet committed(int nInputs) {
    if (plan.spread() == Spread.NOTHING) {
      return ledger.computed();
    }
    if (isSingleFile()) {
      Path spool = directory.path().resolve(RunDirectory.SPOOL);
      return directory.files().exists(spool) || container().isPresent()
          ? SingleFile.committed(spool, nInputs, damage::add)
          : new BitSet();
    }
    var committed = new BitSet();
    for (int i = 0; i < nInputs; i++) {
      committed.set(i, payload.file(i).isPresent());
    }
    return committed;
  }

  /** What was committed and cannot be read, for people; it is computed again. */
  public List<String> damage() {
    return List.copyOf(damage);
  }

  /** What need not be done again. */
  public Recovered recovered() {
    return recovered;
  }

  /** Whether all is done, the container included: then there is nothing to take over. */
  public boolean isFinished() {
    boolean ended =
        Set.of("complete", "failed").contains(String.valueOf(earlier.manifest().get("outcome")));
    boolean allDone = recovered.done().cardinality() == plan.nInputs();
    return ended && allDone && redundant.isEmpty() && (container().isPresent() || !hasHdf5());
  }

  private boolean isSingleFile() {
    return plan.spread() == Spread.SINGLE_FILE;
  }

  private boolean hasHdf5() {
    return payload.files().stream().anyMatch(file -> file.kind().isHdf5());
  }

  /** The run directory; if it is remote, a folder that stands for it: see {@link #address}. */
  public Path directoryPath() {
    return directory.path();
  }

  /** Whether Hadoop alone knows the file system of the run. */
  public boolean isRemote() {
    return directory.remote().isPresent();
  }

  /** The address of a path in the run directory; the path itself if that is local. */
  public String address(Path inside) {
    return directory.address(inside);
  }

  /** The container that the run has left, if it came so far. */
  public Optional<Path> container() {
    return Optional.of(directory.path().resolve(plan.containerFile()))
        .filter(directory.files()::exists);
  }

  /** Files with results in the order of the first computation in each. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    if (isSingleFile()) {
      container().ifPresent(files::add);
      for (long index = 0; index < plan.nInputs(); index++) {
        serialized(index).ifPresent(files::add);
      }
      return files;
    }
    payload.files().forEach(file -> files.add(directory.path().resolve(file.name())));
    return files;
  }

  /** The file that holds a computation's results. */
  public Optional<Path> file(long index) {
    if (isSingleFile()) {
      boolean committed = recovered.committed().get(Math.toIntExact(index));
      return serialized(index).or(() -> container().filter(file -> committed));
    }
    return payload.file(index).map(file -> directory.path().resolve(file.name()));
  }

  private Optional<Path> serialized(long index) {
    return SingleFile.rescuedNames(plan.name(), index).stream()
        .map(directory.path()::resolve)
        .filter(directory.files()::exists)
        .findFirst();
  }

  DirectoryPlan plan() {
    return plan;
  }

  PayloadIndex payload() {
    return payload;
  }

  List<PayloadIndex.PayloadFile> redundant() {
    return redundant;
  }

  /**
   * Removes what the dead process has not completed, and hands the directory, with the duty to give
   * it back, to the caller.
   */
  RunDirectory prepare(String runId) {
    try {
      directory.prepare(runId);
      ledger.mend(directory.path().resolve(plan.ledgerFile()));
    } catch (IOException e) {
      throw new AcmeException(
          "cannot write %s: %s".formatted(directory.path(), RunDirectory.why(e)), e);
    }
    takenOver = true;
    return directory;
  }

  /** The manifest as it was, with what is different now, and an entry for this part of the run. */
  Map<String, Object> manifest(String runId, Map<String, Object> description) {
    Map<String, Object> manifest = new LinkedHashMap<>(earlier.manifest());
    List<Object> parts = new ArrayList<>();
    if (manifest.get("resumed") instanceof List<?> before) {
      parts.addAll(before);
    }
    Map<String, Object> part = new LinkedHashMap<>();
    part.put("run", runId);
    part.put("started", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    part.put("done", recovered.done().cardinality());
    parts.add(part);
    Object first = manifest.get("run");
    manifest.putAll(description);
    manifest.put("run", first);
    manifest.remove("ended");
    manifest.put("resumed", parts);
    return manifest;
  }

  /**
   * Gives committed computations the lines that the ledger has lost.
   *
   * @return new names of files that lines of the ledger speak of, by the old ones
   */
  Map<String, String> writeMissingLines(Ledger lines) {
    Map<String, String> newNames = new HashMap<>();
    for (int i = 0; i < payload.nInputs(); i++) {
      Optional<String> file = payload.file(i).map(PayloadIndex.PayloadFile::name);
      if (isSingleFile() && recovered.committed().get(i)) {
        // Which of them HDF5 could not hold is known once they are written into files.
        file = Optional.of(Optional.ofNullable(ledger.files()[i]).orElse(plan.containerFile()));
      }
      if (file.isEmpty()) {
        continue;
      }
      String known = ledger.files()[i];
      if (known == null) {
        lines.appendRecovered(i, file.get());
      } else if (!known.equals(file.get())) {
        newNames.put(known, file.get());
      }
    }
    return newNames;
  }

  /** Gives the computations that the dead process was making a line each. */
  void writeDeaths(Ledger lines) {
    for (long index : died) {
      int attempt = recovered.deaths().get(index);
      lines.append(
          Attempts.ofLoss(
              new ComputationFailure(
                  index,
                  attempt,
                  "",
                  LedgerScan.DIED,
                  "the process died while it made this computation",
                  "",
                  "")),
          none -> "");
    }
  }

  /**
   * Gives the directory back unless it was taken over. Of a finished run it removes what its
   * process was about to remove when it was killed.
   */
  @Override
  public void close() {
    if (takenOver) {
      return;
    }
    if (isFinished()) {
      directory.finish();
    } else {
      directory.unlock();
    }
  }
}
