package org.acmespark.cluster;

import java.util.OptionalInt;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkContext;
import org.apache.spark.SparkContext$;
import org.apache.spark.api.java.JavaSparkContext;
import scala.Option;

/**
 * A SparkContext for as long as it is needed: the one that is there, left running afterwards, or
 * one of our own, stopped when closed.
 */
public final class SparkLease implements AutoCloseable {
  private final JavaSparkContext context;
  private final boolean owned;

  private SparkLease(JavaSparkContext context, boolean owned) {
    this.context = context;
    this.owned = owned;
  }

  /** Uses a context that belongs to someone else. */
  public static SparkLease borrow(SparkContext context) {
    if (context.isStopped()) {
      throw new IllegalArgumentException("the SparkContext is stopped; give a running one");
    }
    return new SparkLease(new JavaSparkContext(context), false);
  }

  /**
   * Uses the context that runs in this JVM, or starts one: on the master that {@code spark.master}
   * names, else in this JVM.
   *
   * @param workers cores of a context that is started in this JVM
   * @throws IllegalArgumentException if {@code workers} is given where it cannot be chosen
   */
  public static SparkLease obtain(OptionalInt workers) {
    Option<SparkContext> active = SparkContext$.MODULE$.getActive();
    if (active.isDefined() && !active.get().isStopped()) {
      if (workers.isPresent()) {
        throw new IllegalArgumentException(
            "nWorkers is %d, but the SparkContext in use has its workers already; leave it out"
                .formatted(workers.getAsInt()));
      }
      return borrow(active.get());
    }
    return start(workers);
  }

  private static SparkLease start(OptionalInt workers) {
    var conf = new SparkConf();
    String master = conf.get("spark.master", "local[*]");
    if (workers.isPresent()) {
      if (!master.startsWith("local") || master.startsWith("local-cluster")) {
        throw new IllegalArgumentException(
            "nWorkers is %d, but only a local run has cores to choose; spark.master is %s"
                .formatted(workers.getAsInt(), master));
      }
      master = "local[" + workers.getAsInt() + "]";
    }
    conf.setMaster(master);
    conf.setIfMissing("spark.app.name", "acme");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    if (master.startsWith("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
    }
    shipOurJar(conf, master);
    try {
      return new SparkLease(new JavaSparkContext(conf), true);
    } catch (RuntimeException e) {
      throw new AcmeException("Spark did not start on master %s: %s".formatted(master, e), e);
    }
  }

  private static void shipOurJar(SparkConf conf, String master) {
    String[] jar = JavaSparkContext.jarOfClass(SparkLease.class);
    if (jar.length == 1 && !master.startsWith("local[") && !conf.contains("spark.jars")) {
      conf.setJars(jar);
    }
  }

  /** Whether the context was started here. */
  public boolean isOurs() {
    return owned;
  }

  /** The context. */
  public JavaSparkContext context() {
    return context;
  }

  /** Stops the context if it is ours. */
  @Override
  public void close() {
    if (owned) {
      context.stop();
    }
  }
}
