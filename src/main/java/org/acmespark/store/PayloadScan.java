package org.acmespark.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.model.AcmeException;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.PayloadIdentity;
import org.acmespark.store.payload.PayloadIndex;
import org.acmespark.store.payload.RowIndices;
import org.acmespark.store.payload.Stacking;

/** Finds out which computations have results, from the files in a run directory. */
final class PayloadScan {
  private static final String GROUP = "comp_";

  private final RunDirectory run;
  private final Path directory;
  private final String name;
  private final long nInputs;
  private final Optional<Stacking> stacking;
  private final Optional<String> identity;
  private final Map<String, FileSum> sums;
  private final Recovery.Progress progress;
  private final List<String> unreadable = new ArrayList<>();
  private final List<DamagedFile> damaged = new ArrayList<>();

  /**
   * @param identity identifier of the run in payload files
   * @param sums of files, by their names relative to the run directory
   * @param progress receives the number of files that are checked
   */
  PayloadScan(
      RunDirectory run,
      String name,
      long nInputs,
      Optional<Stacking> stacking,
      Optional<String> identity,
      Map<String, FileSum> sums,
      Recovery.Progress progress) {
    this.run = run;
    this.directory = run.path();
    this.name = name;
    this.nInputs = nInputs;
    this.stacking = stacking;
    this.identity = identity;
    this.sums = sums;
    this.progress = progress;
  }

  /**
   * What was found.
   *
   * @param files files that hold every computation exactly once
   * @param redundant files whose computations are all in one of {@code files}: the sources of a
   *     merge whose process died before it deleted them
   * @param damaged files that differ from what was written; nothing else was read of them
   */
  record Found(
      List<PayloadIndex.PayloadFile> files,
      List<PayloadIndex.PayloadFile> redundant,
      List<DamagedFile> damaged) {}

  /**
   * Reads the names of all payload files, and what HDF5 files hold.
   *
   * @param folder where they lie, relative to the run directory; empty for the directory itself
   * @throws AcmeException naming the files if some cannot be read or contradict each other
   */
  Found scan(String folder) {
    List<PayloadIndex.PayloadFile> files = new ArrayList<>();
    Path parent = directory.resolve(folder);
    List<Path> listed = listed(parent);
    if (!listed.isEmpty()) {
      Pattern names = Pattern.compile(Pattern.quote(name) + "_(\\d+)(-\\d+(?:_\\d+)?)?\\.(\\w+)");
      int checked = 0;
      for (Path file : listed) {
        progress.checked(checked++, listed.size());
        Matcher match = names.matcher(file.getFileName().toString());
        if (match.matches()) {
          read(file, match).ifPresent(files::add);
        }
      }
    }
    if (!unreadable.isEmpty()) {
      throw new AcmeException(
          ("%s payload files in %s cannot be read; repair them, or move them away to have their"
                  + " computations done again: %s")
              .formatted(unreadable.size(), parent, String.join("; ", unreadable)));
    }
    return eachComputationOnce(files);
  }

  private List<Path> listed(Path folder) {
    if (run.remote().isPresent()) {
      return run.remote().get().list(RunDirectory.relative(directory, folder)).stream()
          .map(file -> folder.resolve(file.name()))
          .toList();
    }
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.sorted().toList();
    } catch (IOException e) {
      throw new AcmeException("cannot list %s: %s".formatted(folder, RunDirectory.why(e)), e);
    }
  }

  private Optional<PayloadIndex.PayloadFile> read(Path file, Matcher match) {
    boolean isRange = match.group(2) != null;
    try {
      if (isDamaged(file)) {
        return Optional.empty();
      }
      return switch (match.group(3)) {
        case "h5" -> Optional.of(isRange ? range(file) : computation(file, index(match)));
        case "ser" -> Optional.of(of(file, Block.Kind.SERIALIZED, index(match)));
        case "pickle" -> Optional.of(of(file, Block.Kind.PICKLED, index(match)));
        default -> Optional.empty();
      };
    } catch (AcmeException | IllegalArgumentException | IOException e) {
      unreadable.add(directory.relativize(file) + ": " + e.getMessage());
      return Optional.empty();
    }
  }

  /** Compares a file with its sum. Hadoop's file systems have checksums of their own. */
  private boolean isDamaged(Path file) throws IOException {
    FileSum sum = sumOf(file);
    if (!sum.isKnown() || run.remote().isPresent()) {
      return false;
    }
    List<FileSum.Part> parts = sum.damage(file);
    if (!parts.isEmpty()) {
      damaged.add(new DamagedFile(RunDirectory.relative(directory, file), parts));
    }
    return !parts.isEmpty();
  }

  private FileSum sumOf(Path file) {
    return sums.getOrDefault(RunDirectory.relative(directory, file), FileSum.none());
  }

  private static long index(Matcher match) {
    return Long.parseLong(match.group(1));
  }

  /** A file with its final name in a remote directory is complete, so it is not downloaded. */
  private PayloadIndex.PayloadFile computation(Path file, long index) throws IOException {
    if (run.remote().isPresent() && stacking.isEmpty()) {
      return of(file, Block.Kind.COMPUTATION, index);
    }
    try (var reader = open(file)) {
      requireIdentity(reader, index);
      if (stacking.isEmpty()) {
        return of(file, Block.Kind.COMPUTATION, index);
      }
      long length = stacking.get().shape().requireRow(reader.node(Stacking.DATASET).shape());
      int further = reader.children("/").size() - 1;
      return of(
          file, Block.Kind.COMPUTATION, List.of(new Block.StackedRow(index, length, further)));
    }
  }

  /** A file of a remote directory has a local copy while it is open. */
  private Hdf5Reader open(Path file) throws IOException {
    if (run.remote().isEmpty()) {
      return Hdf5Reader.open(file);
    }
    run.remote().get().fetch(RunDirectory.relative(directory, file), file);
    try {
      return Hdf5Reader.open(file);
    } finally {
      Files.delete(file); // the system keeps it until it is closed
    }
  }

  private PayloadIndex.PayloadFile range(Path file) throws IOException {
    try (var reader = open(file)) {
      if (stacking.isPresent()) {
        List<Block.StackedRow> rows = RowIndices.read(reader, stacking.get());
        requireIdentity(reader, rows.stream().mapToLong(Block.StackedRow::index).toArray());
        return of(file, Block.Kind.RANGE, rows);
      }
      long[] indices =
          reader.children("/").stream()
              .filter(group -> group.startsWith(GROUP))
              .mapToLong(group -> Long.parseLong(group.substring(GROUP.length())))
              .toArray();
      requireIdentity(reader, indices);
      return of(file, Block.Kind.RANGE, indices);
    }
  }

  private void requireIdentity(Hdf5Reader file, long... indices) {
    if (indices.length == 0) {
      return; // this file is refused anyway
    }
    PayloadIdentity.of(file.node("/").attributes())
        .flatMap(
            said ->
                said.contradiction(
                    identity,
                    LongStream.of(indices).min().getAsLong(),
                    LongStream.of(indices).max().getAsLong()))
        .ifPresent(
            wrong -> {
              throw new IllegalArgumentException(wrong);
            });
  }

  private PayloadIndex.PayloadFile of(Path file, Block.Kind kind, List<Block.StackedRow> rows)
      throws IOException {
    long[] indices = rows.stream().mapToLong(Block.StackedRow::index).toArray();
    return checked(file, kind, indices, rows);
  }

  private PayloadIndex.PayloadFile of(Path file, Block.Kind kind, long... indices)
      throws IOException {
    return checked(file, kind, indices, List.of());
  }

  private PayloadIndex.PayloadFile checked(
      Path file, Block.Kind kind, long[] indices, List<Block.StackedRow> rows) throws IOException {
    long bytes = run.files().size(file);
    if (bytes == 0 || indices.length == 0) {
      throw new IllegalArgumentException("it is empty");
    }
    LongStream.of(indices)
        .filter(index -> index >= nInputs)
        .findAny()
        .ifPresent(
            index -> {
              throw new IllegalArgumentException(
                  "it holds computation %s, but there are %s".formatted(index, nInputs));
            });
    String relative = directory.relativize(file).toString().replace('\\', '/');
    return new PayloadIndex.PayloadFile(relative, kind, indices, rows, bytes, sumOf(file));
  }

  /** Larger files come first: a merged file contains everything in its sources. */
  private Found eachComputationOnce(List<PayloadIndex.PayloadFile> all) {
    List<PayloadIndex.PayloadFile> files = new ArrayList<>();
    List<PayloadIndex.PayloadFile> redundant = new ArrayList<>();
    var held = new BitSet();
    var largestFirst =
        Comparator.comparingInt((PayloadIndex.PayloadFile file) -> file.indices().length)
            .reversed();
    for (PayloadIndex.PayloadFile file : all.stream().sorted(largestFirst).toList()) {
      long known = LongStream.of(file.indices()).filter(index -> held.get((int) index)).count();
      if (known == 0) {
        files.add(file);
        LongStream.of(file.indices()).forEach(index -> held.set((int) index));
      } else if (known == file.indices().length) {
        redundant.add(file);
      } else {
        throw new AcmeException(
            ("payload file %s holds %s computations that other files hold too, and %s that none"
                    + " does: other files were added to this run; move files away that do not belong there")
                .formatted(file.name(), known, file.indices().length - known));
      }
    }
    return new Found(files, redundant, damaged);
  }
}
