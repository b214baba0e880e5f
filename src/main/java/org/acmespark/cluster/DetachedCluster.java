package org.acmespark.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;

/**
 * A master and SLURM workers in a separate process, which several runs use one after another.
 *
 * <pre>{@code
 * DetachedCluster.serve("mine", options, System.err::println);   // until it is stopped
 * DetachedCluster.list().forEach(System.out::println);           // elsewhere
 * DetachedCluster.stop("mine");
 * }</pre>
 */
public final class DetachedCluster {
  private static final String PID = "acme.pid";
  private static final String HOST = "acme.host";
  private static final String JOBS = "acme.jobs";
  private static final String LOGS = "acme.logs";
  private static final String SLURM_CONF = "acme.slurmConf";
  private static final long SECONDS_TO_END = 30;

  private DetachedCluster() {}

  /**
   * Description of a cluster.
   *
   * @param name name that the user gave it
   * @param master {@code spark://host:port}
   * @param state in words
   */
  public record Status(String name, String master, String state) {}

  /**
   * Checks that a name can be given to a new cluster.
   *
   * @throws IllegalArgumentException if it is taken or invalid
   */
  public static void requireFree(String name) {
    KnownClusters.find(name)
        .filter(properties -> isRunning(properties))
        .ifPresent(
            properties -> {
              throw new IllegalArgumentException(
                  "a cluster named %s runs already; use it, stop it, or choose another name"
                      .formatted(name));
            });
  }

  /**
   * Runs {@link #serve} in a separate JVM, which continues when this one ends; returns when the
   * cluster can be used.
   *
   * @param mainClass name of a class whose main method calls {@code serve}, and its arguments
   * @throws AcmeException if that JVM ends before, with its last line of output
   */
  public static void start(String name, List<String> mainClass, Consumer<String> messages) {
    requireFree(name);
    KnownClusters.forget(name);
    Path log = KnownClusters.log(name);
    Background.start(mainClass, log, () -> KnownClusters.find(name).isPresent(), messages);
  }

  /**
   * Starts a master and workers and keeps them until this JVM is stopped.
   *
   * @throws IllegalArgumentException if the options are impossible here
   * @throws AcmeException if no worker comes in time, or all are lost
   */
  public static void serve(String name, SlurmOptions options, Consumer<String> messages) {
    requireFree(name);
    SlurmStart start = SlurmStart.begin(options, new SparkConf(), messages);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> KnownClusters.forget(name)));
    try {
      start.awaitWorkers(messages);
      Properties properties = start.connection();
      properties.setProperty(PID, String.valueOf(ProcessHandle.current().pid()));
      properties.setProperty(HOST, host());
      properties.setProperty(JOBS, start.jobs());
      properties.setProperty(LOGS, start.logs().toString());
      options.slurmConf().ifPresent(file -> properties.setProperty(SLURM_CONF, file));
      KnownClusters.write(name, properties);
      start.serve();
    } finally {
      start.stop();
    }
  }

  /** Lists all clusters of this user that outlive a run. */
  public static List<Status> list() {
    return KnownClusters.names().stream()
        .flatMap(name -> KnownClusters.find(name).map(p -> status(name, p)).stream())
        .toList();
  }

  private static Status status(String name, Properties properties) {
    String state = isRunning(properties) ? "running" : "ended without cleaning up";
    String jobs = properties.getProperty(JOBS);
    if (jobs != null && Slurm.missing().isEmpty()) {
      state += "; workers: " + Startup.inWords(slurm(properties).jobs(jobs));
    }
    return new Status(name, properties.getProperty("spark.master"), state);
  }

  private static Slurm slurm(Properties properties) {
    return new Slurm(Optional.ofNullable(properties.getProperty(SLURM_CONF)));
  }

  /**
   * Has the deaths of workers examined, if SLURM has started them.
   *
   * @param conf has the properties of the cluster's file
   */
  static void watch(Cluster cluster, SparkConf conf) {
    if (conf.contains(LOGS) && Slurm.missing().isEmpty()) {
      var slurm = new Slurm(Optional.ofNullable(conf.get(SLURM_CONF, null)));
      WorkerDeaths.watch(cluster, slurm, Path.of(conf.get(LOGS)));
    }
  }

  private static Optional<ProcessHandle> process(Properties properties) {
    return Optional.ofNullable(properties.getProperty(PID))
        .flatMap(pid -> ProcessHandle.of(Long.parseLong(pid)))
        // The process id may belong to another process by now.
        .filter(handle -> handle.info().command().filter(c -> c.endsWith("java")).isPresent());
  }

  private static boolean isRunning(Properties properties) {
    return !host().equals(properties.getProperty(HOST, host()))
        || properties.getProperty(PID) == null
        || process(properties).isPresent();
  }

  /**
   * Ends a cluster and its jobs, and returns when it has ended.
   *
   * @throws IllegalArgumentException if there is no cluster of this name, or it runs on another
   *     machine
   */
  public static void stop(String name) {
    Properties properties = KnownClusters.require(name);
    String runsOn = properties.getProperty(HOST);
    if (properties.getProperty(PID) == null) {
      throw new IllegalArgumentException(
          "cluster %s was started by submit/standalone; stop it with that".formatted(name));
    }
    if (!host().equals(runsOn)) {
      throw new IllegalArgumentException(
          "cluster %s was started on %s; stop it there".formatted(name, runsOn));
    }
    process(properties).ifPresent(process -> end(name, process));
    if (properties.getProperty(JOBS) != null) {
      slurm(properties).cancel(properties.getProperty(JOBS));
    }
    KnownClusters.forget(name);
  }

  private static void end(String name, ProcessHandle process) {
    process.destroy();
    try {
      process.onExit().get(SECONDS_TO_END, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      throw new AcmeException(
          "cluster %s (process %s) has not ended after %s s"
              .formatted(name, process.pid(), SECONDS_TO_END),
          e);
    }
  }

  private static String host() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
