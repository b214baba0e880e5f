package org.acmespark.it;

import static org.acmespark.Args.each;
import static org.acmespark.ParallelMap.over;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Run;
import org.acmespark.model.Fn1;

/** Asks whether executors compute what the driver computes; for cells of a notebook. */
public final class Agreement {
  private Agreement() {}

  /** The common values, or both kinds of them where they differ. */
  @SafeVarargs
  public static <A, R> String of(Fn1<A, R> function, A... inputs) throws Exception {
    List<A> list = new ArrayList<>();
    for (A input : inputs) {
      list.add(input);
    }
    return ofList(list, function);
  }

  /** As {@link #of}. Inputs first tell Scala the type of the function's parameter. */
  public static <A, R> String ofList(List<A> list, Fn1<A, R> function) throws Exception {
    List<R> driver = new ArrayList<>();
    for (A input : list) {
      driver.add(function.call(input));
    }
    Run<R> run;
    try (var map = over(each(list)).map(function).name("cell").inMemory().build()) {
      run = map.compute();
    }
    if (!run.failures().isEmpty()) {
      return "failed: " + run.failures().get(0);
    }
    boolean same = Arrays.deepEquals(driver.toArray(), run.values().toArray());
    return same
        ? "agree on " + shown(driver)
        : "driver " + shown(driver) + ", executors " + shown(run.values());
  }

  private static String shown(List<?> values) {
    return Arrays.deepToString(values.toArray());
  }
}
