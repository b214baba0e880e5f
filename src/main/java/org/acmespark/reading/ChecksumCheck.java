package org.acmespark.reading;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.acmespark.checksum.FileSum;
import org.acmespark.model.AcmeException;

/** Compares the files of a run with the checksums in its ledger and its manifest. */
final class ChecksumCheck {
  private final StoredRun run;
  private final Problems problems;
  private final LongConsumer progress;
  private final Set<Path> intact = new HashSet<>();
  private final Set<Path> damaged = new HashSet<>();
  private long bytes;
  private long without;

  /**
   * @param progress receives the number of computations whose files are compared
   */
  ChecksumCheck(StoredRun run, Problems problems, LongConsumer progress) {
    this.run = run;
    this.problems = problems;
    this.progress = progress;
  }

  /** Reads all files that have a checksum, and reports those that differ. */
  Verification.Checked check() {
    Optional<RecordedAttempts> attempts = ledger();
    Map<String, FileSum> sums = new TreeMap<>();
    attempts.ifPresent(
        all -> {
          for (long index = 0; index < run.nInputs(); index++) {
            all.file(index).ifPresent(file -> sums.put(file, all.sum(file)));
          }
        });
    try {
      sums.putAll(run.sums()); // of a single file, which the ledger names, too
    } catch (AcmeException e) {
      problems.add(run.files().container(), e.getMessage());
    }
    long done = 0;
    for (Map.Entry<String, FileSum> sum : sums.entrySet()) {
      Path file = run.files().directory().resolve(sum.getKey()).normalize();
      check(sum.getKey(), file, sum.getValue(), attempts);
      progress.accept(++done * run.nInputs() / sums.size());
    }
    return new Verification.Checked(intact.size() + damaged.size(), bytes, without);
  }

  private Optional<RecordedAttempts> ledger() {
    Path ledger = run.files().ledger();
    run.files().copies().fetch(ledger);
    if (!Files.exists(ledger)) {
      return Optional.empty();
    }
    try {
      RecordedAttempts attempts = RecordedAttempts.ofIntactLines(ledger, run.nInputs());
      boolean mayLackItsEnd = !run.manifest().map(RunManifest::hasEnded).orElse(true);
      long last = mayLackItsEnd ? attempts.lines() : -1;
      attempts
          .damagedLines()
          .forEach(
              (number, what) -> {
                if (number != last) {
                  problems.add(ledger, "line %s is damaged: %s".formatted(number, what));
                }
              });
      return Optional.of(attempts);
    } catch (AcmeException e) {
      problems.add(ledger, e.getMessage());
      return Optional.empty();
    }
  }

  private void check(String name, Path file, FileSum sum, Optional<RecordedAttempts> attempts) {
    run.files().copies().fetch(file);
    if (!Files.exists(file)) {
      return; // reported with the computations that lack it
    }
    if (!sum.isKnown()) {
      without++;
      return;
    }
    try {
      List<FileSum.Part> parts = sum.damage(file);
      bytes += Files.size(file);
      if (parts.isEmpty()) {
        intact.add(file);
        return;
      }
      damaged.add(file);
      report(name, file, FileSum.describe(parts), attempts);
    } catch (IOException e) {
      damaged.add(file);
      report(name, file, "cannot be read: " + e.getMessage(), attempts);
    } finally {
      run.files().copies().release(file);
    }
  }

  private void report(String name, Path file, String what, Optional<RecordedAttempts> attempts) {
    boolean any = false;
    for (long index = 0; attempts.isPresent() && index < run.nInputs(); index++) {
      if (attempts.get().file(index).filter(name::equals).isPresent()) {
        problems.add(index, file, what);
        any = true;
      }
    }
    if (!any) {
      problems.add(file, what);
    }
  }

  boolean isDamaged(Path file) {
    return damaged.contains(file);
  }

  /** Whether a file is as it was written. */
  boolean isIntact(Path file) {
    return intact.contains(file);
  }
}
