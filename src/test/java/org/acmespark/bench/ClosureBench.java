package org.acmespark.bench;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.bench.Measures.median;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.examples.Randout;
import org.acmespark.function.Closure;
import org.acmespark.function.UserFunction;
import org.acmespark.model.Arg;
import org.acmespark.model.Fn2;

/**
 * What shipping of notebooks' classes costs a function of ordinary classes, once per run: finding
 * out that there is nothing to ship, against serializing the same function, which happens anyway.
 * Argument: times (2000), in 15 rounds; the median of the last ones is told.
 */
public final class ClosureBench {
  private static final int ROUNDS = 15;

  private ClosureBench() {}

  public static void main(String[] args) {
    int times = args.length > 0 ? Integer.parseInt(args[0]) : 2000;
    Fn2<Double, Double, Double> lambda = Randout::randout;
    UserFunction function = UserFunction.of(lambda);
    List<Arg<?>> arguments = List.of(each(new double[5000]), all(3.0));
    if (!Closure.of(function, arguments).isEmpty()) {
      throw new IllegalStateException("an ordinary function has something to ship");
    }
    List<Double> looks = new ArrayList<>();
    List<Double> writes = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      looks.add(micros(times, () -> Closure.of(function, arguments)));
      writes.add(micros(times, () -> serialize(function)));
    }
    double look = median(looks);
    double write = median(writes);
    System.out.printf("looking for what a notebook has defined  %8.1f us per run%n", look);
    System.out.printf("serializing the function                 %8.1f us per run%n", write);
    System.out.printf("ratio                                    %8.2f%n", look / write);
  }

  private static double micros(int times, Runnable what) {
    long start = System.nanoTime();
    for (int i = 0; i < times; i++) {
      what.run();
    }
    return (System.nanoTime() - start) / 1e3 / times;
  }

  private static void serialize(Object object) {
    try (var out = new ObjectOutputStream(new ByteArrayOutputStream())) {
      out.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
