package org.acmespark.engine.executor;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.acmespark.model.Computation;

/** The context that the function receives. Each task has one and updates it for each call. */
final class CallContext implements Computation {
  /**
   * A generator with a long period that is designed to be split (Steele and Vigna, "LXM", OOPSLA
   * 2021).
   */
  private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
      RandomGeneratorFactory.of("L64X128MixRandom");

  private final long nInputs;
  private final long seed;
  private final FunctionLog log;
  private long index;
  private int attempt;
  private RandomGenerator random;

  public CallContext(long nInputs, long seed, FunctionLog log) {
    this.nInputs = nInputs;
    this.seed = seed;
    this.log = log;
  }

  public void moveTo(long newIndex, int newAttempt) {
    index = newIndex;
    attempt = newAttempt;
    random = null;
  }

  @Override
  public long index() {
    return index;
  }

  @Override
  public long nInputs() {
    return nInputs;
  }

  @Override
  public int attempt() {
    return attempt;
  }

  @Override
  public System.Logger logger() {
    return new ComputationLogger(index, log);
  }

  @Override
  public RandomGenerator random() {
    if (random == null) {
      random = GENERATORS.create(seedOf(seed, index));
    }
    return random;
  }

  /**
   * Applies SplitMix64 (Steele, Lea and Flood, OOPSLA 2014) to the run's seed, advanced by the
   * index. A byte array as seed would hold more bits, but JDK 17 sign-extends the bytes and loses
   * most of them.
   */
  private static long seedOf(long seed, long index) {
    return mix(mix(seed) + index * 0x9E3779B97F4A7C15L);
  }

  private static long mix(long value) {
    long z = value + 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
