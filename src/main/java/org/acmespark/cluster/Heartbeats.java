package org.acmespark.cluster;

import java.util.Map;
import java.util.Set;
import org.apache.spark.SparkConf;

/**
 * Settings with which a host that no longer answers is given up after 12 to 17 seconds; with
 * Spark's own it takes one to three minutes. What was not committed there is computed elsewhere.
 * See {@code HeartbeatReceiver} and {@code deploy.master.Master} in Spark.
 */
final class Heartbeats {
  private static final String WORKER_TIMEOUT = "spark.worker.timeout";

  private static final Map<String, String> OF_EXECUTORS =
      Map.of(
          "spark.executor.heartbeatInterval", "3s",
          "spark.storage.blockManagerHeartbeatTimeoutMs", "15s",
          "spark.network.timeoutInterval", "2s");

  /** Whoever sets one of these has a time in mind that the others must suit. */
  private static final Set<String> USERS =
      Set.of(
          "spark.network.timeout",
          "spark.executor.heartbeatInterval",
          "spark.storage.blockManagerHeartbeatTimeoutMs",
          "spark.network.timeoutInterval");

  /**
   * By default the driver waits two minutes, also at its end, for a silent host to delete blocks.
   */
  private static final String WAIT_FOR_DELETION = "spark.cleaner.referenceTracking.blocking";

  private Heartbeats() {}

  /** Adds the settings of driver and executors unless {@code conf} has some of its own. */
  static void ofExecutors(SparkConf conf) {
    conf.setIfMissing(WAIT_FOR_DELETION, "false");
    if (USERS.stream().noneMatch(conf::contains)) {
      OF_EXECUTORS.forEach(conf::set);
    }
  }

  /** Adds the setting of a master; its workers need the same one. */
  static void ofWorkers(SparkConf conf) {
    conf.setIfMissing(WORKER_TIMEOUT, "20");
  }
}
