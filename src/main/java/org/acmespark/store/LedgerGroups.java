package org.acmespark.store;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Assigns computed computations to lines of the ledger: those of the same attempt share a line if
 * they share a file, or if their files differ only in the number of the computation.
 */
final class LedgerGroups {
  /** Limits the memory that a reader needs for a line. */
  private static final int MOST = 10_000;

  private final List<Group> all = new ArrayList<>();
  private final Map<Shared, Group> open = new HashMap<>();
  private String lastFile;
  private Group last;

  private record Shared(int attempt, String file) {}

  /** Adds the computation at {@code position} of the columns. */
  void add(int position, long index, int attempt, String file) {
    boolean same =
        last != null && last.attempt() == attempt && file != null && file.equals(lastFile);
    if (!same) {
      String name = file == null ? null : LedgerLine.sharedName(file, index);
      last = open.computeIfAbsent(new Shared(attempt, name), this::begin);
      lastFile = file;
    }
    if (last.size == MOST) {
      last = begin(last.shared);
      open.put(last.shared, last);
    }
    last.add(position);
  }

  private Group begin(Shared shared) {
    var group = new Group(shared);
    all.add(group);
    return group;
  }

  List<Group> all() {
    return all;
  }

  /** The computations of a line, as positions in columns. */
  static final class Group {
    private final Shared shared;
    private int[] positions = new int[4];
    private int size;

    private Group(Shared shared) {
      this.shared = shared;
    }

    private void add(int position) {
      if (size == positions.length) {
        positions = Arrays.copyOf(positions, 2 * size);
      }
      positions[size++] = position;
    }

    int attempt() {
      return shared.attempt();
    }

    /** The name of the file, or of the files; null without one. */
    String file() {
      return shared.file();
    }

    /** Returns the values of this line in a column. */
    long[] of(long[] column) {
      long[] own = new long[size];
      for (int k = 0; k < size; k++) {
        own[k] = column[positions[k]];
      }
      return own;
    }
  }
}
