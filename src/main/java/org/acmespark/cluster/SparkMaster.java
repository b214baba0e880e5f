package org.acmespark.cluster;

import java.net.ConnectException;
import java.util.Arrays;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.DeployMessages;
import org.apache.spark.deploy.master.Master;
import org.apache.spark.deploy.master.Master$;
import org.apache.spark.deploy.master.WorkerInfo;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcEnv$;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * A master of Spark standalone inside this JVM. This is the only class of the package that uses
 * Spark's RPC.
 */
final class SparkMaster implements AutoCloseable {
  private final RpcEnv env;
  private final RpcEndpointRef endpoint;
  private final int pagePort;

  private SparkMaster(RpcEnv env, int pagePort) {
    this.env = env;
    this.pagePort = pagePort;
    this.endpoint = env.setupEndpointRef(env.address(), Master.ENDPOINT_NAME());
  }

  /** Starts a master on free ports, or the first free ones from {@code firstPort} on. */
  static SparkMaster start(String address, int firstPort, BoundConf conf) {
    Heartbeats.ofWorkers(conf);
    try {
      var started = Master$.MODULE$.startRpcEnvAndEndpoint(address, firstPort, firstPort, conf);
      return new SparkMaster(started._1(), (Integer) started._2());
    } catch (RuntimeException e) {
      throw new AcmeException(
          "a Spark master did not start on address %s: %s".formatted(address, e), e);
    }
  }

  /** {@code spark://host:port}. */
  String url() {
    return env.address().toSparkURL();
  }

  /** Address of its web page. */
  String page() {
    return "http://" + env.address().host() + ":" + pagePort;
  }

  /** Number of workers that are registered and accept work. */
  int aliveWorkers() {
    return (int) alive(endpoint).count();
  }

  /**
   * Addresses of these workers, {@code host:port}.
   *
   * @throws AcmeException if the master does not answer, because it is being closed
   */
  Set<String> aliveAddresses() {
    try {
      return alive(endpoint).map(WorkerInfo::hostPort).collect(Collectors.toSet());
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw new AcmeException("the Spark master does not answer: " + e, e);
    }
  }

  private static Stream<WorkerInfo> alive(RpcEndpointRef master) {
    ClassTag<DeployMessages.MasterStateResponse> answer =
        ClassTag$.MODULE$.apply(DeployMessages.MasterStateResponse.class);
    WorkerInfo[] workers =
        master.askSync(DeployMessages.RequestMasterState$.MODULE$, answer).workers();
    return Arrays.stream(workers).filter(worker -> worker.state().toString().equals("ALIVE"));
  }

  void awaitTermination() {
    env.awaitTermination();
  }

  @Override
  public void close() {
    env.shutdown();
    env.awaitTermination();
  }

  /**
   * Checks that a master answers at {@code url}. Spark itself would try for a minute, and would not
   * report the reason.
   *
   * @throws AcmeException if no master answers, or if it refuses the secret
   */
  static void requireReachable(String url, SparkConf conf) {
    asked(url, conf, master -> true);
  }

  /**
   * Returns the memory of the largest worker of a master, in MiB; 0 if it has no workers.
   *
   * @throws AcmeException if no master answers
   */
  static long largestWorker(String url, SparkConf conf) {
    return asked(url, conf, master -> alive(master).mapToLong(WorkerInfo::memory).max().orElse(0));
  }

  private static <T> T asked(String url, SparkConf conf, Function<RpcEndpointRef, T> question) {
    RpcAddress master = RpcAddress.fromSparkURL(url);
    var probe =
        conf.clone().set("spark.rpc.lookupTimeout", "10s").set("spark.rpc.askTimeout", "10s");
    var security =
        new SecurityManager(
            probe,
            Option.empty(),
            org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE());
    String local = conf.get("spark.driver.bindAddress", conf.get("spark.driver.host", "localhost"));
    RpcEnv client = RpcEnv$.MODULE$.create("acme-probe", local, local, 0, probe, security, 0, true);
    try {
      return question.apply(client.setupEndpointRef(master, Master.ENDPOINT_NAME()));
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      throw new AcmeException(whatIsWrong(url, e, conf.getBoolean("spark.authenticate", false)), e);
    } finally {
      client.shutdown();
      client.awaitTermination();
    }
  }

  private static String whatIsWrong(String url, Throwable e, boolean withSecret) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ConnectException) {
        return "no Spark master answers at " + url;
      }
    }
    return "the Spark master at %s refuses this connection; %s (see docs/clusters.md, Security)"
        .formatted(
            url,
            withSecret
                ? "the secret may be another cluster's"
                : "it may need a secret, and got none");
  }
}
