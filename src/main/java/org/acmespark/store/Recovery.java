package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Files;
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
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.acmespark.checksum.FileSum;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.Spread;
import org.acmespark.store.single.SingleFile;

/**
 * Opens the directory of a run whose process has ended, locks it against other processes, and finds
 * the results in it. Nothing changes before a {@link DirectoryStore} takes it over.
 *
 * <p>The payload files show which results are committed. The ledger is read only for failed
 * computations and, if the function has no result, for those that were called.
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
  private final List<DamagedFile> setAside;
  private boolean takenOver;

  private Recovery(
      RunDirectory directory,
      DirectoryPlan plan,
      EarlierRun earlier,
      Predicate<ComputationFailure> again,
      Progress progress) {
    this.directory = directory;
    this.plan = plan;
    this.earlier = earlier;
    int nInputs = Math.toIntExact(plan.nInputs());
    this.payload = new PayloadIndex(nInputs);
    this.ledger = LedgerScan.of(directory.path().resolve(plan.ledgerFile()), nInputs);
    var scan =
        new PayloadScan(
            directory,
            plan.name(),
            nInputs,
            plan.stacking(),
            Optional.ofNullable(earlier.manifest().get("run")).map(String::valueOf),
            ledger.sums(),
            progress);
    PayloadScan.Found found = scan.scan(plan.resultFolder());
    found.files().forEach(payload::add);
    this.redundant = found.redundant();
    this.setAside = found.damaged();
    checkContainer();
    describeDamage();
    BitSet committed = committed(nInputs);
    List<ComputationFailure> failures =
        ledger.failures().values().stream()
            .filter(failure -> !again.test(failure) && !committed.get((int) failure.index()))
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
   * Locks the directory and reads what is in it.
   *
   * @param plan how the run keeps results; the same as before
   * @param again which failed computations are called again
   * @param progress receives the number of files that are compared with their checksums
   * @throws AcmeException if a process works on the run, or files in it cannot be read
   */
  public static Recovery of(
      EarlierRun earlier,
      DirectoryPlan plan,
      Predicate<ComputationFailure> again,
      Progress progress) {
    RunDirectory directory = RunDirectory.reopen(earlier.directory());
    try {
      // Read again, because no other process writes it now.
      var current = EarlierRun.in(earlier.directory());
      return new Recovery(directory, plan, current, again, progress);
    } catch (RuntimeException | Error e) {
      directory.unlock();
      throw e;
    }
  }

  /** Receives the number of files that have been checked. */
  public interface Progress {
    /** Called before each file. */
    void checked(long files, long all);
  }

  /**
   * Compares the container, and the other files that the manifest names, with their sums. A
   * container of links is written again.
   *
   * @throws AcmeException if the only copy of results is damaged
   */
  private void checkContainer() {
    boolean isWrittenAgain =
        !isSingleFile() || Files.exists(directory.path().resolve(RunDirectory.SPOOL));
    Manifest.sums(earlier.manifest())
        .forEach(
            (name, sum) -> {
              Path file = directory.path().resolve(name);
              if (directory.remote().isPresent() || !Files.exists(file)) {
                return;
              }
              List<FileSum.Part> parts = damage(sum, file);
              if (parts.isEmpty()) {
                return;
              }
              if (!isWrittenAgain) {
                throw new AcmeException(
                    ("%s %s; restore it from a copy, or move it away to have all computations"
                            + " done again")
                        .formatted(file, FileSum.describe(parts)));
              }
              damage.add("%s %s; it is written again".formatted(file, FileSum.describe(parts)));
            });
  }

  private static List<FileSum.Part> damage(FileSum sum, Path file) {
    try {
      return sum.damage(file);
    } catch (IOException e) {
      throw new AcmeException("cannot read %s: %s".formatted(file, RunDirectory.why(e)), e);
    }
  }

  private void describeDamage() {
    for (DamagedFile file : setAside) {
      Path path = directory.path().resolve(file.name());
      damage.add(
          "%s %s; it is kept as %s, and its computations are done again"
              .formatted(path, file.what(), SetAside.free(path).getFileName()));
    }
    if (!ledger.damaged().isEmpty()) {
      Path path = directory.path().resolve(plan.ledgerFile());
      damage.add(
          "%s is damaged: %s lines differ from what was written; it is kept as %s, and goes on without them"
              .formatted(path, ledger.damaged().size(), SetAside.free(path).getFileName()));
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

  /** Describes committed results that cannot be read. They are computed again. */
  public List<String> damage() {
    return List.copyOf(damage);
  }

  /** The computations that need not be repeated. */
  public Recovered recovered() {
    return recovered;
  }

  /**
   * Whether the run is complete, including its container, so that there is nothing to take over.
   */
  public boolean isFinished() {
    boolean ended =
        Set.of("complete", "failed").contains(String.valueOf(earlier.manifest().get("outcome")));
    boolean allDone = recovered.done().cardinality() == plan.nInputs() && damage.isEmpty();
    return ended && allDone && redundant.isEmpty() && (container().isPresent() || !hasHdf5());
  }

  private boolean isSingleFile() {
    return plan.spread() == Spread.SINGLE_FILE;
  }

  private boolean hasHdf5() {
    return payload.files().stream().anyMatch(file -> file.kind().isHdf5());
  }

  /** The files with results that the run has left. */
  public ResultFiles results() {
    return new ResultFiles(
        directory, plan.ledgerFile(), this::container, this::resultNames, this::nameOf);
  }

  private Optional<Path> container() {
    return Optional.of(directory.path().resolve(plan.containerFile()))
        .filter(directory.files()::exists);
  }

  /** A single file comes first. */
  private List<String> resultNames() {
    List<String> all = new ArrayList<>();
    if (isSingleFile()) {
      container().ifPresent(file -> all.add(plan.containerFile()));
      for (long index = 0; index < plan.nInputs(); index++) {
        rescued(index).ifPresent(all::add);
      }
      return all;
    }
    payload.files().forEach(file -> all.add(file.name()));
    return all;
  }

  private Optional<String> nameOf(long index) {
    if (isSingleFile()) {
      boolean committed = recovered.committed().get(Math.toIntExact(index));
      return rescued(index)
          .or(() -> container().filter(file -> committed).map(file -> plan.containerFile()));
    }
    return payload.file(index).map(PayloadIndex.PayloadFile::name);
  }

  /**
   * Returns the separate file of a computation whose result HDF5 cannot hold, in a run with a
   * single file.
   */
  private Optional<String> rescued(long index) {
    return SingleFile.rescuedNames(plan.name(), index).stream()
        .filter(name -> directory.files().exists(directory.path().resolve(name)))
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
   * Removes files that the dead process did not complete, and passes the directory to the caller,
   * who must release it.
   */
  RunDirectory prepare(String runId) {
    try {
      directory.prepare(runId);
      for (DamagedFile file : setAside) {
        SetAside.move(directory.path().resolve(file.name()));
      }
      ledger.repair(directory.path().resolve(plan.ledgerFile()), directory.staged("ledger.jsonl"));
    } catch (IOException e) {
      throw new AcmeException(
          "cannot write %s: %s".formatted(directory.path(), RunDirectory.why(e)), e);
    }
    takenOver = true;
    return directory;
  }

  /**
   * Returns the earlier manifest with the changed fields, and an entry for this part of the run.
   */
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
   * Appends the lines of committed computations that the ledger has lost.
   *
   * @return what files have the results of files in the ledger's lines, by the names of those
   */
  Map<String, PayloadIndex.PayloadFile> writeMissingLines(Ledger lines) {
    Map<String, PayloadIndex.PayloadFile> newNames = new HashMap<>();
    SortedMap<Long, String> lost = new TreeMap<>();
    for (int i = 0; i < payload.nInputs(); i++) {
      Optional<String> file = payload.file(i).map(PayloadIndex.PayloadFile::name);
      if (isSingleFile() && recovered.committed().get(i)) {
        // Results that HDF5 could not hold are known only after they are written into files.
        file = Optional.of(Optional.ofNullable(ledger.files()[i]).orElse(plan.containerFile()));
      }
      if (file.isEmpty()) {
        continue;
      }
      String known = ledger.files()[i];
      if (known == null) {
        lost.put((long) i, file.get());
      } else if (!known.equals(file.get())) {
        payload.file(i).ifPresent(by -> newNames.put(known, withSum(by)));
      }
    }
    lines.appendRecovered(
        lost, index -> payload.file(index).map(file -> withSum(file).sum()).orElse(FileSum.none()));
    return newNames;
  }

  /** A file whose line was lost has the sum of what it holds now. */
  private PayloadIndex.PayloadFile withSum(PayloadIndex.PayloadFile file) {
    if (file.sum().isKnown() || directory.remote().isPresent()) {
      return file;
    }
    Path path = directory.path().resolve(file.name());
    try {
      return new PayloadIndex.PayloadFile(
          file.name(), file.kind(), file.indices(), file.rows(), file.bytes(), FileSum.of(path));
    } catch (IOException e) {
      throw new AcmeException("cannot read %s: %s".formatted(path, RunDirectory.why(e)), e);
    }
  }

  /** Appends a line for each computation that was in progress when the process died. */
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
                  "the process died during this computation",
                  "",
                  "")),
          none -> "",
          none -> FileSum.none());
    }
  }

  /**
   * Releases the directory unless it was taken over. In the directory of a finished run, first
   * removes the files that its process did not remove before it was killed.
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
