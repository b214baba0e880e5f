package org.acmespark.reading;

import java.nio.file.Path;
import java.util.BitSet;
import java.util.Optional;
import java.util.OptionalInt;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout.Mapping;
import org.acmespark.model.AcmeException;

/** Checks a stacked dataset: its attributes, its sources, its elements. */
final class StackVerifier {
  private final ResultsContainer container;
  private final StackedResults stacked;
  private final ResultsContainer.Stack stack;
  private final long nInputs;
  private final Problems problems;
  private final IdentityCheck identity;
  private final Optional<ChecksumCheck> checksums;
  private final BitSet unreadable = new BitSet();

  StackVerifier(
      ResultsContainer container,
      StackedResults stacked,
      long nInputs,
      Problems problems,
      IdentityCheck identity,
      Optional<ChecksumCheck> checksums) {
    this.container = container;
    this.stacked = stacked;
    this.stack = stacked.stack();
    this.nInputs = nInputs;
    this.problems = problems;
    this.identity = identity;
    this.checksums = checksums;
  }

  /** Returns the rows that are marked as valid and cannot be read. */
  BitSet verify() {
    if (!container
        .reader()
        .node(ResultsContainer.STACKED)
        .attributes()
        .containsKey(StackedResults.VALID)) {
      problems.add(
          container.file(), "result_0 has no attribute valid: fill values look like results");
    }
    OptionalInt axis = stack.axis();
    if (axis.isEmpty()) {
      problems.add(
          container.file(),
          "it is not recorded along which dimension of result_0 %s computations lie"
              .formatted(stacked));
      return unreadable;
    }
    long rows = stack.shape()[axis.getAsInt()];
    if (rows != nInputs || stack.valid().length != nInputs) {
      problems.add(
          container.file(),
          "result_0 has %s rows and valid %s entries, but there are %s computations"
              .formatted(rows, stack.valid().length, nInputs));
    }
    checkLengths();
    if (stacked.source() instanceof VirtualBlocks blocks) {
      checkCover(blocks);
      blocks.mappings().forEach(mapping -> read(blocks, mapping));
    } else if (stack.virtual()) {
      problems.add(
          container.file(),
          "result_0 is virtual in a way that cannot be checked: missing parts would read as fill");
    } else {
      readRegular();
    }
    return unreadable;
  }

  private void checkLengths() {
    OptionalInt unlimited = stack.unlimitedAxis();
    if (unlimited.isEmpty()) {
      return;
    }
    Optional<long[]> lengths = stack.lengths();
    if (lengths.isEmpty() || lengths.get().length != stack.valid().length) {
      problems.add(
          container.file(),
          "result_0 has an unlimited dimension, but no attribute lengths with an entry per row");
      return;
    }
    long longest = 0;
    for (int row = 0; row < stack.valid().length; row++) {
      long length = lengths.get()[row];
      longest = Math.max(longest, length);
      if (length < 0 || (!stack.valid()[row] && length != 0)) {
        problems.add(row, container.file(), "attribute lengths says " + length);
      }
    }
    long there = stack.shape()[unlimited.getAsInt()];
    if (longest != there) {
      problems.add(
          container.file(),
          "the longest result has length %s, but result_0 %s".formatted(longest, there));
    }
  }

  /** Checks that every row with a result has exactly one source, and other rows have none. */
  private void checkCover(VirtualBlocks blocks) {
    int axis = stack.axis().orElseThrow();
    var covered = new BitSet();
    for (Mapping mapping : blocks.mappings()) {
      long end = mapping.start()[axis] + mapping.count()[axis];
      for (long row = mapping.start()[axis]; row < end; row++) {
        if (covered.get((int) row)) {
          problems.add(row, container.file(), "two sources have this row of result_0");
        }
        covered.set((int) row);
      }
    }
    for (int row = 0; row < stack.valid().length; row++) {
      if (stack.valid()[row] && !covered.get(row) && hasElements(row)) {
        problems.add(row, container.file(), "no source has this row of result_0, it reads as fill");
        unreadable.set(row);
      } else if (!stack.valid()[row] && covered.get(row)) {
        problems.add(
            row, container.file(), "the row of result_0 is not marked as valid, but has a source");
      }
    }
  }

  private boolean hasElements(int row) {
    boolean none = stack.length(row).isPresent() && stack.length(row).getAsLong() == 0;
    return !none && Shapes.count(stack.shape()) > 0;
  }

  private void read(VirtualBlocks blocks, Mapping mapping) {
    Path file = blocks.file(mapping);
    int stackAxis = stack.axis().orElseThrow();
    long from = mapping.start()[stackAxis];
    if (checksums.filter(check -> check.isDamaged(file)).isPresent()) {
      unreadable.set((int) from, (int) (from + mapping.count()[stackAxis])); // already reported
      return;
    }
    try {
      identity.require(file, from, from + mapping.count()[stackAxis] - 1);
      if (checksums.filter(check -> check.isIntact(file)).isPresent()) {
        return;
      }
      Pieces.forEach(
          mapping.start(),
          mapping.count(),
          stack.type().bytes(),
          (start, count) -> blocks.read(mapping, start, count));
    } catch (AcmeException e) {
      int first = (int) from;
      int last = (int) (first + mapping.count()[stackAxis] - 1);
      problems.add(new Verification.Range(first, last), file, Verifier.without(file, e));
      unreadable.set(first, last + 1);
    }
  }

  private void readRegular() {
    if (checksums.filter(check -> check.isIntact(container.file())).isPresent()) {
      return;
    }
    try {
      Pieces.forEach(
          new long[stack.shape().length],
          stack.shape(),
          stack.type().bytes(),
          (start, count) -> stacked.source().read(start, count));
    } catch (AcmeException e) {
      problems.add(container.file(), Verifier.without(container.file(), e));
      unreadable.set(0, stack.valid().length);
    }
  }
}
