package org.acmespark.cluster;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.acmespark.model.AcmeException;
import org.acmespark.model.WorkerCount;
import org.apache.spark.SparkConf;

/** Starts a master in this JVM and its workers as SLURM jobs. */
final class SlurmStart {
  private final SlurmPlan plan;
  private final BoundConf conf;
  private final SparkMaster master;
  private final SlurmWorkers workers;
  private final Path logs;

  private SlurmStart(
      SlurmPlan plan, BoundConf conf, SparkMaster master, SlurmWorkers workers, Path logs) {
    this.plan = plan;
    this.conf = conf;
    this.master = master;
    this.workers = workers;
    this.logs = logs;
  }

  /**
   * Starts a cluster whose driver is this JVM, and waits for the number of workers in the options.
   *
   * @param count between which numbers that of the workers may change later
   */
  static Cluster inThisJvm(
      SlurmOptions options, WorkerCount count, Consumer<String> messages, boolean quiet) {
    Cluster.requireNone();
    SlurmStart start = begin(options, new SparkConf(), messages);
    Cluster cluster;
    try {
      cluster = new Cluster("slurm", SparkStart.context(start.forDriver(), quiet), start::stop);
    } catch (RuntimeException e) {
      start.stop();
      throw e;
    }
    try {
      WorkerDeaths.watch(cluster, new Slurm(options.slurmConf()), start.logs);
      start.await(cluster::executors, messages);
      start.workers.watch(start.master::aliveAddresses, cluster::lose);
      if (count.isElastic()) {
        cluster.onDemand(
            left -> start.workers.want(count.closestTo(options.workersNeededFor(left))));
      }
      return cluster;
    } catch (RuntimeException e) {
      cluster.close();
      throw e;
    }
  }

  /** Checks the options, starts a master and submits the workers. */
  static SlurmStart begin(SlurmOptions options, SparkConf from, Consumer<String> messages) {
    var slurm = new Slurm(options.slurmConf());
    SlurmPlan plan = SlurmPlan.of(options, slurm.partitions(), overhead(from));
    requireTasksFit(from, plan);
    String address = LocalAddress.find(options.networkInterface());
    Path sparkHome = SparkHome.find();
    String secret = BoundConf.newSecret();
    BoundConf conf = BoundConf.secure(from, address, secret);
    options.ports().ifPresent(range -> range.applyTo(conf));
    conf.set("spark.decommission.enabled", "true");
    // Executors come and go with their jobs, which must not end the application.
    conf.set("spark.deploy.maxExecutorRetries", "-1");
    String name = SlurmWorkers.newName();
    Path logs = logs(options, name);
    SparkMaster master =
        SparkMaster.start(address, options.ports().map(PortRange::first).orElse(0), conf);
    try {
      String script =
          WorkerScript.text(
              plan,
              name,
              master.url(),
              logs,
              sparkHome,
              Path.of(System.getProperty("java.home")),
              ExecutorOptions.ofWorkers());
      plan.describeTo(messages);
      var workers = SlurmWorkers.submit(slurm, plan, name, script, secret, logs);
      messages.accept("the workers' jobs are named %s; their logs are in %s".formatted(name, logs));
      return new SlurmStart(plan, conf, master, workers, logs);
    } catch (RuntimeException e) {
      master.close();
      throw e;
    }
  }

  /** Memory for executors in addition to their heap, if the user set it. */
  private static OptionalLong overhead(SparkConf conf) {
    return conf.contains("spark.executor.memoryOverhead")
        ? OptionalLong.of(conf.getSizeAsMb("spark.executor.memoryOverhead"))
        : OptionalLong.empty();
  }

  private static void requireTasksFit(SparkConf conf, SlurmPlan plan) {
    int perTask = conf.getInt("spark.task.cpus", 1);
    if (perTask > plan.cores()) {
      throw new IllegalArgumentException(
          "spark.task.cpus is %s, but coresPerWorker is %s; no computation could begin"
              .formatted(perTask, plan.cores()));
    }
  }

  private static Path logs(SlurmOptions options, String name) {
    if (options.outputFolder().isPresent()) {
      return options.outputFolder().get().toAbsolutePath();
    }
    Path folder = Path.of(System.getProperty("user.home"), ".acme", "logs", name).toAbsolutePath();
    try {
      return Files.createDirectories(
          folder,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    } catch (IOException e) {
      throw new IllegalArgumentException(
          "no folder for the workers' logs can be created at %s (%s); give outputFolder"
              .formatted(folder, e),
          e);
    }
  }

  private SparkConf forDriver() {
    conf.setMaster(master.url());
    conf.set("spark.executor.cores", String.valueOf(plan.cores()));
    conf.set("spark.executor.memory", plan.heap() + "m");
    Heartbeats.ofExecutors(conf);
    ExecutorOptions.addTo(conf);
    shipOurClasses(conf);
    return conf;
  }

  /** Workers see the same files, so they use the driver's class path without Spark's jars. */
  private static void shipOurClasses(SparkConf conf) {
    if (!conf.get("spark.jars", "").isEmpty() || conf.contains("spark.executor.extraClassPath")) {
      return;
    }
    Path jars = SparkHome.find().resolve("jars");
    List<String> entries =
        Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator));
    conf.set(
        "spark.executor.extraClassPath",
        entries.stream()
            .filter(entry -> !entry.isEmpty() && !entry.endsWith("*"))
            .map(entry -> Path.of(entry).toAbsolutePath())
            .filter(entry -> !Files.exists(jars.resolve(entry.getFileName())))
            .map(Path::toString)
            .collect(Collectors.joining(File.pathSeparator)));
  }

  private void await(IntSupplier ready, Consumer<String> messages) {
    var startup =
        new Startup(
            plan.options(),
            plan.nWorkers(),
            ready,
            workers::jobs,
            workers::whyEnded,
            messages,
            System.in,
            System.console() != null);
    try {
      startup.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AcmeException("interrupted while waiting for workers", e);
    }
  }

  /** Waits until workers have registered with the master. */
  void awaitWorkers(Consumer<String> messages) {
    await(master::aliveWorkers, messages);
  }

  /** Settings for a driver on another machine, including the secret. */
  Properties connection() {
    var properties = new Properties();
    properties.setProperty("spark.master", master.url());
    properties.setProperty("spark.authenticate.secret", conf.get("spark.authenticate.secret"));
    properties.setProperty("spark.decommission.enabled", "true");
    properties.setProperty("spark.executor.cores", String.valueOf(plan.cores()));
    properties.setProperty("spark.executor.memory", plan.heap() + "m");
    return properties;
  }

  /** Folder of the outputs of the workers' jobs. */
  Path logs() {
    return logs;
  }

  /** Name of the workers' jobs. */
  String jobs() {
    return workers.name();
  }

  /**
   * Keeps the workers until this JVM ends.
   *
   * @throws AcmeException if all workers are lost
   */
  void serve() {
    var reason = new CompletableFuture<String>();
    workers.watch(master::aliveAddresses, reason::complete);
    throw new AcmeException(reason.join());
  }

  void stop() {
    workers.close();
    master.close();
  }
}
