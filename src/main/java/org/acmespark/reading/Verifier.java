package org.acmespark.reading;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.payload.SerializedFiles;

/** Checks every computation of a run and reads all its results. */
final class Verifier {
  private static final int PICKLE_PROTOCOL = 0x80;
  private static final int PICKLE_STOP = '.';

  private final StoredRun run;
  private final LongConsumer progress;
  private final Problems problems;
  private final List<ComputationFailure> failures = new ArrayList<>();
  private final IdentityCheck identity;
  private Optional<ChecksumCheck> checksums = Optional.empty();
  private Optional<Verification.Checked> checked = Optional.empty();
  private BitSet unreadableRows = new BitSet();
  private long readable;

  /** Members of the container that were looked at. */
  private long known;

  Verifier(StoredRun run, LongConsumer progress) {
    this.run = run;
    this.progress = progress;
    this.problems = new Problems(run.files().copies());
    this.identity = new IdentityCheck(run.open(), run.manifest().flatMap(RunManifest::run));
  }

  /** Compares all files with their checksums before it opens any of them. */
  Verification verifyChecksums() {
    var check = new ChecksumCheck(run, problems, progress);
    checked = Optional.of(check.check());
    checksums = Optional.of(check);
    return verify();
  }

  Verification verify() {
    Path shown = run.containerFile().orElse(run.files().directory());
    run.manifest().ifPresent(this::checkOutcome);
    if (canBeOpened()) {
      for (long index = 0; index < run.nInputs(); index++) {
        check(index);
        if (checksums.isEmpty()) {
          progress.accept(index + 1);
        }
      }
      checkMembers();
    }
    return new Verification(
        run.files().copies().address(shown),
        run.nInputs(),
        readable,
        failures,
        problems.list(),
        checked);
  }

  private void checkOutcome(RunManifest manifest) {
    if (!manifest.intact()) {
      problems.add(run.files().manifest(), "is damaged: it differs from what was written");
    }
    if (!manifest.hasEnded()) {
      problems.add(
          run.files().manifest(), "the run has not ended: it is running, or its driver died");
    } else if (!List.of("complete", "failed", "incomplete").contains(manifest.outcome())) {
      problems.add(run.files().manifest(), "the run ended early: " + manifest.outcome());
    }
  }

  /** Opens ledger and container, and reports problems of the container as a whole. */
  private boolean canBeOpened() {
    try {
      run.attempts();
    } catch (AcmeException e) {
      if (checksums.isEmpty()) { // which has reported it otherwise
        problems.add(run.files().ledger(), e.getMessage());
      }
      return false;
    }
    if (checksums.filter(check -> check.isDamaged(run.files().container())).isPresent()) {
      return false;
    }
    try {
      Optional<ResultsContainer> container = run.container();
      if (container.isPresent()) {
        known += container.get().isStacked() ? 1 : 0;
        run.stacked()
            .ifPresent(
                stacked ->
                    unreadableRows =
                        new StackVerifier(
                                container.get(),
                                stacked,
                                run.nInputs(),
                                problems,
                                identity,
                                checksums)
                            .verify());
      }
      return true;
    } catch (AcmeException e) {
      problems.add(run.files().container(), without(run.files().container(), e));
      return false;
    }
  }

  /** Reports groups of computations that the run does not have. Listing many groups takes long. */
  private void checkMembers() {
    Optional<ResultsContainer> container = run.container();
    if (container.isEmpty() || container.get().members() == known) {
      return;
    }
    long end = container.get().groupsEnd();
    if (end > run.nInputs()) {
      problems.add(
          container.get().file(),
          "has a group comp_%s, but there are %s computations".formatted(end - 1, run.nInputs()));
    }
  }

  private void check(long index) {
    Optional<RecordedAttempts> attempts = run.attempts();
    Optional<ComputationFailure> failure = attempts.flatMap(all -> all.failure(index));
    ResultSource source = run.source(index);
    known += run.container().filter(container -> container.hasGroup(index)).isPresent() ? 1 : 0;
    failure.ifPresent(failures::add);
    if (failure.isPresent() && source.isPresent()) {
      problems.add(
          index,
          source.file().orElse(run.files().container()),
          "has results, but the ledger says that it failed");
    } else if (source.isPresent()) {
      read(index, source);
    } else if (failure.isEmpty()) {
      checkAbsent(index, attempts);
    }
  }

  private void checkAbsent(long index, Optional<RecordedAttempts> attempts) {
    boolean computed = attempts.isPresent() && attempts.get().isComputed(index);
    Optional<String> file = attempts.flatMap(all -> all.file(index));
    if (computed && file.isEmpty()) { // the function returns nothing
      readable++;
    } else if (computed) {
      Path path = run.files().directory().resolve(file.get()).normalize();
      problems.add(
          index,
          path,
          run.files().isSpooled()
              ? "its results are in the spool; resuming the run creates this file"
              : "the ledger names this file, but it is missing or not in the container");
    } else {
      Path path = attempts.isPresent() ? run.files().ledger() : run.files().container();
      problems.add(index, path, "no results: it was not computed");
    }
  }

  private void read(long index, ResultSource source) {
    Path file = source.file().orElse(run.files().container());
    boolean row = source instanceof ResultSource.Datasets datasets && datasets.row().isPresent();
    if (row && unreadableRows.get(Math.toIntExact(index))) {
      return; // already reported
    }
    if (checksums.filter(check -> check.isDamaged(file)).isPresent()) {
      return; // already reported
    }
    boolean intact = checksums.filter(check -> check.isIntact(file)).isPresent();
    try {
      if (source instanceof ResultSource.Datasets datasets) {
        if (source.file().isPresent()) {
          identity.require(file, index, index);
        }
        if (!intact && datasets.small().isEmpty()) {
          readAll(datasets.places().get(), row);
        }
      } else {
        run.open().requireFile(file);
        if (!intact) {
          checkWhole(file, source instanceof ResultSource.Pickled);
        }
      }
      readable++;
    } catch (AcmeException e) {
      problems.add(index, file, without(file, e));
    }
  }

  private void readAll(List<ResultsContainer.Place> places, boolean hasRow) {
    for (int k = 0; k < places.size(); k++) {
      int position = k + (hasRow ? 1 : 0);
      ResultsContainer.Place place =
          places.stream()
              .filter(p -> p.position() == position)
              .findFirst()
              .orElseThrow(() -> new AcmeException("there is no dataset result_" + position));
      run.open().requireFile(place.file());
      SliceReader reader = run.open().open(place.file());
      try {
        long[] shape = reader.shape(place.dataset());
        int bytes = reader.type(place.dataset()).bytes();
        Pieces.forEach(
            new long[shape.length],
            shape,
            bytes,
            (start, count) -> reader.read(place.dataset(), start, count));
      } catch (IllegalArgumentException e) { // the file's fault
        throw new AcmeException(e.getMessage(), e);
      }
    }
  }

  private static void checkWhole(Path file, boolean pickle) {
    try {
      if (!(pickle ? hasEnds(file) : SerializedFiles.isWhole(file))) {
        throw new AcmeException("is no whole " + (pickle ? "pickle" : "serialized object"));
      }
    } catch (IOException e) {
      throw new AcmeException("cannot be read: " + e.getMessage(), e);
    }
  }

  /** A pickle has no checksum, but a truncated one lacks its end. */
  private static boolean hasEnds(Path file) throws IOException {
    try (var bytes = new RandomAccessFile(file.toFile(), "r")) {
      if (bytes.length() <= 2 || bytes.read() != PICKLE_PROTOCOL) {
        return false;
      }
      bytes.seek(bytes.length() - 1);
      return bytes.read() == PICKLE_STOP;
    }
  }

  /** Returns an exception's message without the file's name, which the report has anyway. */
  static String without(Path file, AcmeException e) {
    String message = String.valueOf(e.getMessage());
    String prefix = "the payload file " + file + " ";
    if (message.startsWith(prefix)) {
      return message.substring(prefix.length());
    }
    return message.startsWith(file + ": ") ? message.substring((file + ": ").length()) : message;
  }
}
