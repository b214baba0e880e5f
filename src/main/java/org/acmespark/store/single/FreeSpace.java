package org.acmespark.store.single;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Which bytes of a file are free: gaps, and everything from the end on. Not thread-safe. */
final class FreeSpace {
  private final TreeMap<Long, Long> gaps = new TreeMap<>();
  private long end;

  /** All bytes from {@code begin} on are free. */
  FreeSpace(long begin) {
    this.end = begin;
  }

  /** A range of bytes. */
  record Extent(long position, long length) {}

  /** Takes what is in use already out of a space that is otherwise free. */
  void claim(List<Extent> used) {
    List<Extent> sorted = new ArrayList<>(used);
    sorted.sort(Comparator.comparingLong(Extent::position));
    for (Extent extent : sorted) {
      if (extent.position() > end) {
        gaps.put(end, extent.position() - end);
      }
      end = Math.max(end, extent.position() + extent.length());
    }
  }

  /** Takes a range: from the first gap that is large enough, otherwise at the end. */
  long take(long length) {
    for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
      long position = gap.getKey();
      long free = gap.getValue(); // the entry may become another one when the key is removed
      if (free >= length) {
        gaps.remove(position);
        if (free > length) {
          gaps.put(position + length, free - length);
        }
        return position;
      }
    }
    long position = end;
    end = Math.addExact(end, length);
    return position;
  }

  /** Frees a range. */
  void free(long position, long length) {
    long from = position;
    long to = position + length;
    Map.Entry<Long, Long> before = gaps.lowerEntry(from);
    if (before != null && before.getKey() + before.getValue() == from) {
      from = before.getKey();
      gaps.remove(from);
    }
    Long after = gaps.remove(to);
    to += after == null ? 0 : after;
    if (to == end) {
      end = from;
    } else {
      gaps.put(from, to - from);
    }
  }

  /** One more than the last byte in use. */
  long end() {
    return end;
  }
}
