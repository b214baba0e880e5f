package org.acmespark.reading;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Collects problems; equal problems of neighbouring computations become one. */
final class Problems {
  private final LocalCopies copies;
  private final List<Verification.Problem> problems = new ArrayList<>();

  Problems(LocalCopies copies) {
    this.copies = copies;
  }

  void add(Path file, String what) {
    problems.add(new Verification.Problem(Optional.empty(), copies.shown(file), what));
  }

  void add(long index, Path file, String what) {
    add(new Verification.Range(index, index), file, what);
  }

  void add(Verification.Range range, Path concerned, String what) {
    Path file = copies.shown(concerned);
    int last = problems.size() - 1;
    if (last >= 0) {
      Verification.Problem before = problems.get(last);
      boolean same = before.file().equals(file) && before.what().equals(what);
      if (same && before.computations().filter(r -> r.last() + 1 == range.first()).isPresent()) {
        var joined = new Verification.Range(before.computations().get().first(), range.last());
        problems.set(last, new Verification.Problem(Optional.of(joined), file, what));
        return;
      }
    }
    problems.add(new Verification.Problem(Optional.of(range), file, what));
  }

  List<Verification.Problem> list() {
    return problems;
  }
}
