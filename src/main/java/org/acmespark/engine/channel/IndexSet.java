package org.acmespark.engine.channel;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A set of computations, stored as disjoint, non-adjacent ranges. Not thread-safe. */
public final class IndexSet implements Serializable {
  private static final long serialVersionUID = 1;

  /**
   * The computations from {@code from} (inclusive) to {@code to} (exclusive).
   *
   * @throws IllegalArgumentException if {@code to < from}
   */
  public record Range(long from, long to) implements Serializable {
    public Range {
      if (to < from) {
        throw new IllegalArgumentException("range ends before it begins: " + from + " to " + to);
      }
    }

    public long size() {
      return to - from;
    }
  }

  private final TreeMap<Long, Long> ends = new TreeMap<>();
  private long size;

  public static IndexSet of(long from, long to) {
    var set = new IndexSet();
    set.add(from, to);
    return set;
  }

  public long size() {
    return size;
  }

  public boolean isEmpty() {
    return size == 0;
  }

  /** Returns the lowest member. The set must not be empty. */
  long first() {
    return ends.firstKey();
  }

  public List<Range> ranges() {
    List<Range> ranges = new ArrayList<>(ends.size());
    ends.forEach((from, to) -> ranges.add(new Range(from, to)));
    return ranges;
  }

  public void add(long from, long to) {
    if (from >= to) {
      return;
    }
    remove(from, to);
    long begin = from;
    long end = to;
    Map.Entry<Long, Long> before = ends.floorEntry(from);
    if (before != null && before.getValue() == from) {
      begin = before.getKey();
    }
    Long after = ends.get(to);
    if (after != null) {
      end = after;
      ends.remove(to);
    }
    ends.put(begin, end);
    size += to - from;
  }

  public void add(long index) {
    add(index, index + 1);
  }

  public void remove(long from, long to) {
    Map.Entry<Long, Long> entry = ends.lowerEntry(to);
    while (entry != null && entry.getValue() > from) {
      long begin = entry.getKey();
      long end = entry.getValue();
      ends.remove(begin);
      if (begin < from) {
        ends.put(begin, from);
      }
      if (end > to) {
        ends.put(to, end);
      }
      size -= Math.min(end, to) - Math.max(begin, from);
      entry = ends.lowerEntry(Math.min(begin, to));
    }
  }

  public void remove(long index) {
    remove(index, index + 1);
  }

  public boolean contains(long index) {
    Map.Entry<Long, Long> entry = ends.floorEntry(index);
    return entry != null && entry.getValue() > index;
  }

  /** Returns the members from {@code from} (inclusive) to {@code to} (exclusive). */
  public IndexSet within(long from, long to) {
    var part = new IndexSet();
    for (Range range : ranges()) {
      part.add(Math.max(from, range.from()), Math.min(to, range.to()));
    }
    return part;
  }

  /**
   * Removes and returns at most {@code n} members from the front, up to the end of the first range.
   */
  public Range take(long n) {
    var first = ends.firstEntry();
    long from = first.getKey();
    long to = Math.min(first.getValue(), from + n);
    remove(from, to);
    return new Range(from, to);
  }

  @Override
  public String toString() {
    return ranges().toString();
  }
}
