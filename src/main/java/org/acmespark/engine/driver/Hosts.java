package org.acmespark.engine.driver;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The hosts whose tasks have asked for work, and those of them that get none, because they could
 * not write results. Guarded by {@link RunState}.
 */
final class Hosts {
  private final Set<String> good = new HashSet<>();
  private final Set<String> givenUp = new HashSet<>();

  /** Records that a task of a host asks for work. Returns whether it may get some. */
  boolean asks(String host) {
    boolean given = givenUp.contains(host);
    if (!given) {
      good.add(host);
    }
    return !given;
  }

  /** Returns whether a task of a host has asked for work. */
  boolean hasAsked(String host) {
    return good.contains(host) || givenUp.contains(host);
  }

  /** Gives a host up. */
  void giveUp(String host) {
    good.remove(host);
    givenUp.add(host);
  }

  /** Returns whether a host that was not given up has asked. */
  boolean areLeft() {
    return !good.isEmpty();
  }

  /**
   * Returns those of waiting tasks that get work. The others wait, so that Spark starts no more.
   */
  List<Slots.Asking> served(List<Slots.Asking> waiting) {
    return givenUp.isEmpty()
        ? waiting
        : waiting.stream().filter(task -> !givenUp.contains(task.next().host())).toList();
  }

  /** Returns how many of waiting tasks get no work. */
  int held(List<Slots.Asking> waiting) {
    return waiting.size() - served(waiting).size();
  }
}
