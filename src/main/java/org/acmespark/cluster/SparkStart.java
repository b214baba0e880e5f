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

/** Starts a SparkContext on a master that is there, or in this JVM. */
final class SparkStart {
  private static final Pattern STANDALONE = Pattern.compile("spark://([^:/,]+):(\\d{1,5})");

  private SparkStart() {}

  /**
   * @param master as Spark names it
   * @param quiet whether Spark should keep its messages below errors to itself
   * @throws IllegalArgumentException if Spark runs in this JVM already, or master is no master
   * @throws AcmeException if Spark does not start
   */
  static Cluster onMaster(String master, SparkConf conf, boolean quiet) {
    Cluster.requireNone();
    conf.setMaster(master);
    String kind = master.replaceAll("[:\\[].*", "");
    if (kind.equals("spark")) {
      kind = "standalone";
      connectable(master, conf);
    }
    if (kind.equals("local")) {
      conf.setIfMissing("spark.ui.enabled", "false");
    } else {
      shipOurJar(conf);
    }
    return new Cluster(kind, context(conf, quiet), () -> {});
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
    } catch (RuntimeException e) {
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

  private static void connectable(String master, SparkConf conf) {
    Matcher matcher = STANDALONE.matcher(master);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "master is %s, but a standalone master is spark://host:port".formatted(master));
    }
    try {
      InetAddress.getByName(matcher.group(1));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(
          "master is %s, but no machine of the name %s is known here"
              .formatted(master, matcher.group(1)),
          e);
    }
    if (!conf.contains("spark.authenticate.secret")) {
      Optional<Properties> known = KnownClusters.ofMaster(master);
      Optional.ofNullable(System.getenv("_SPARK_AUTH_SECRET"))
          .or(() -> known.map(p -> p.getProperty("spark.authenticate.secret")))
          .ifPresent(secret -> BoundConf.authenticate(conf, secret));
      known.ifPresent(
          properties ->
              properties
                  .stringPropertyNames()
                  .forEach(key -> conf.setIfMissing(key, properties.getProperty(key))));
    }
    SparkMaster.requireReachable(master, conf);
  }
}
