package org.acmespark.cluster;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.package$;
import org.apache.spark.util.Utils$;

/** Starts a SparkContext on a running master, or in this JVM. */
final class SparkStart {
  private static final String SECRET = "spark.authenticate.secret";
  private static final String LOOPBACK = "127.0.0.1";

  private static final Pattern STANDALONE = Pattern.compile("spark://([^:/,]+):(\\d{1,5})");

  private SparkStart() {}

  /**
   * @param master in Spark's notation
   * @param quiet whether to suppress Spark's messages below errors
   * @throws IllegalArgumentException if Spark runs in this JVM already, or the master is invalid
   * @throws AcmeException if Spark does not start
   */
  static Cluster onMaster(String master, SparkConf from, boolean quiet) {
    Cluster.requireNone();
    from.setMaster(master);
    String kind = master.replaceAll("[:\\[].*", "");
    if (kind.equals("spark")) {
      kind = "standalone";
    }
    SparkConf conf =
        switch (kind) {
          case "local" -> onThisMachine(from).setIfMissing("spark.ui.enabled", "false");
          case "local-cluster" -> {
            // A local-cluster master and its workers would listen on the address of this machine's
            // name.
            Utils$.MODULE$.setCustomHostname(LOOPBACK);
            yield onThisMachine(from);
          }
          case "standalone" -> connectable(master, from);
          default -> BoundConf.bound(from, LocalAddress.ofDriver(from, Optional.empty()));
        };
    if (!kind.equals("local")) {
      shipOurJar(conf);
      ExecutorOptions.addTo(conf);
    }
    if (!kind.startsWith("local")) {
      Heartbeats.ofExecutors(conf);
    }
    var cluster = new Cluster(kind, context(conf, quiet), () -> {});
    DetachedCluster.watch(cluster, conf);
    return cluster;
  }

  /** No other process uses it, so it has a secret that no other process knows. */
  private static SparkConf onThisMachine(SparkConf from) {
    return BoundConf.secure(from, LOOPBACK, BoundConf.newSecret());
  }

  static JavaSparkContext context(SparkConf conf, boolean quiet) {
    conf.setIfMissing("spark.app.name", "acme");
    conf.setIfMissing("spark.ui.showConsoleProgress", "false");
    try {
      var context = new JavaSparkContext(conf);
      if (quiet) {
        context.setLogLevel("ERROR");
      }
      return context;
    } catch (UnsupportedOperationException e) { // Hadoop 3.3 needs the security manager
      throw new AcmeException(
          "Spark %s does not run on Java %s (%s): use Java 17 or 21, or Spark 4"
              .formatted(package$.MODULE$.SPARK_VERSION(), Runtime.version().feature(), e),
          e);
    } catch (Exception e) { // Spark is Scala, which declares no exceptions
      throw new AcmeException(
          "Spark did not start on master %s: %s".formatted(conf.get("spark.master"), e), e);
    }
  }

  private static void shipOurJar(SparkConf conf) {
    String[] jar = JavaSparkContext.jarOfClass(SparkStart.class);
    if (jar.length == 1 && conf.get("spark.jars", "").isEmpty()) {
      conf.setJars(jar);
    }
  }

  /** Adds to {@code from} what a connection to a standalone master needs. */
  static SparkConf connectable(String master, SparkConf from) {
    Matcher matcher = STANDALONE.matcher(master);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "master is %s, but a standalone master is spark://host:port".formatted(master));
    }
    InetAddress host;
    try {
      host = InetAddress.getByName(matcher.group(1));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "master is %s, but no machine of the name %s is known here"
              .formatted(master, matcher.group(1)),
          e);
    }
    String address = LocalAddress.ofDriver(from, Optional.of(host));
    SparkConf conf = BoundConf.bound(from, address);
    if (!conf.contains("spark.driver.bindAddress")) {
      conf.setIfMissing("spark.driver.host", address);
    }
    Optional<Properties> known =
        conf.contains(SECRET) ? Optional.empty() : KnownClusters.ofMaster(master);
    Optional.ofNullable(conf.get(SECRET, System.getenv("_SPARK_AUTH_SECRET")))
        .or(() -> known.map(properties -> properties.getProperty(SECRET)))
        .ifPresent(secret -> BoundConf.authenticate(conf, secret));
    known.ifPresent(
        properties ->
            properties
                .stringPropertyNames()
                .forEach(key -> conf.setIfMissing(key, properties.getProperty(key))));
    SparkMaster.requireReachable(master, conf);
    return conf;
  }
}
