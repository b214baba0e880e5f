package org.acmespark;

import java.util.function.Supplier;
import org.acmespark.model.Verbosity;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Gives a test class a SparkContext, which ends with the last test of the class.
 *
 * <pre>{@code
 * @RegisterExtension static final TestSpark SPARK = TestSpark.local();
 *
 * @Test
 * void addsOne() {
 *   assertEquals(List.of(2, 3), compute(over(each(1, 2)).map(x -> x + 1).inMemory()).values());
 * }
 * }</pre>
 */
public final class TestSpark implements BeforeAllCallback, AfterAllCallback {
  private final Supplier<SparkConf> conf;
  private final String logLevel;
  private JavaSparkContext context;
  private Class<?> owner;

  private TestSpark(Supplier<SparkConf> conf, String logLevel) {
    this.conf = conf;
    this.logLevel = logLevel;
  }

  /** Spark in this JVM, with two cores. */
  public static TestSpark local() {
    return as(TestSpark::localConf);
  }

  public static SparkConf localConf() {
    return new SparkConf()
        .setMaster("local[2]")
        .setAppName("tests")
        .set("spark.ui.enabled", "false");
  }

  /**
   * Spark as the configuration says.
   *
   * @param conf is asked when the tests of the class begin
   */
  public static TestSpark as(Supplier<SparkConf> conf) {
    return new TestSpark(conf, "ERROR");
  }

  /** Spark on executors that may die, of which it says nothing. */
  public static TestSpark onMortalExecutors(Supplier<SparkConf> conf) {
    return new TestSpark(conf, "OFF");
  }

  @Override
  public void beforeAll(ExtensionContext test) {
    if (context == null) { // nested classes share it
      context = new JavaSparkContext(conf.get());
      context.setLogLevel(logLevel);
      owner = test.getRequiredTestClass();
    }
  }

  @Override
  public void afterAll(ExtensionContext test) {
    if (test.getRequiredTestClass().equals(owner)) {
      context.stop();
    }
  }

  public JavaSparkContext context() {
    return context;
  }

  /** Computes a map on the context that runs, without output. */
  public static <R> Run<R> compute(ParallelMapBuilder<R> builder) {
    try (var map = builder.verbosity(Verbosity.QUIET).build()) {
      return map.compute();
    }
  }
}
