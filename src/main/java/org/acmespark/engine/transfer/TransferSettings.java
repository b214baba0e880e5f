package org.acmespark.engine.transfer;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.SparkEnv;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.TransportClientBootstrap;
import org.apache.spark.network.crypto.AuthClientBootstrap;
import org.apache.spark.network.crypto.AuthServerBootstrap;
import org.apache.spark.network.server.TransportServer;
import org.apache.spark.network.server.TransportServerBootstrap;
import org.apache.spark.network.util.MapConfigProvider;
import org.apache.spark.network.util.TransportConf;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Tuple2;

/** Spark's settings, as its transport reads them for both sides of a transfer. */
final class TransferSettings {
  private static final Logger LOG = LoggerFactory.getLogger(TransferSettings.class);

  /** Names the settings of this use of the transport. */
  private static final String MODULE = "acme";

  /** More threads would wait for each other, because they write into one file. */
  private static final String THREADS = "2";

  /** How long a client waits for a connection. */
  static final Duration PATIENCE = Duration.ofSeconds(5);

  private final SparkConf spark;
  private final Optional<SecurityManager> secret;
  private final TransportConf transport;

  private TransferSettings(SparkConf spark, Optional<SecurityManager> secret) {
    this.spark = spark;
    this.secret = secret;
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : spark.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    settings.put("spark.acme.io.serverThreads", THREADS);
    settings.put("spark.acme.io.clientThreads", "1");
    settings.put("spark.acme.io.connectionCreationTimeout", PATIENCE.toSeconds() + "s");
    this.transport = new TransportConf(MODULE, new MapConfigProvider(settings));
  }

  /** Reads the settings of the Spark application to which this JVM belongs. */
  static TransferSettings here() {
    SparkEnv env = SparkEnv.get();
    SecurityManager security = env.securityManager();
    return of(
        env.conf(), security.isAuthenticationEnabled() ? Optional.of(security) : Optional.empty());
  }

  /**
   * @param secret has the application's secret; empty if it has none
   */
  static TransferSettings of(SparkConf spark, Optional<SecurityManager> secret) {
    return new TransferSettings(spark, secret);
  }

  SparkConf spark() {
    return spark;
  }

  TransportConf transport() {
    return transport;
  }

  /** Whether Spark encrypts with TLS, which has settings that are not ours to read. */
  boolean isTls() {
    return spark.getBoolean("spark.ssl.rpc.enabled", false);
  }

  /** What a server demands of those who connect: the application's secret, if there is one. */
  List<TransportServerBootstrap> demands() {
    return secret
        .<TransportServerBootstrap>map(known -> new AuthServerBootstrap(transport, known))
        .stream()
        .toList();
  }

  /**
   * Starts a server at a port where Spark's block manager would look for one: at any, or at the
   * first free one of as many as Spark would try.
   *
   * @return empty if none is free
   */
  Optional<TransportServer> serve(TransportContext context, String address) {
    int first =
        spark.getInt("spark.driver.blockManager.port", spark.getInt("spark.blockManager.port", 0));
    int last = first == 0 ? 0 : first + spark.getInt("spark.port.maxRetries", 16);
    Exception why = null;
    for (int port = first; port <= last; port++) {
      try {
        return Optional.of(context.createServer(address, port, demands()));
      } catch (Exception e) { // Spark throws checked exceptions that it does not declare
        why = e;
      }
    }
    LOG.warn("no port of {} can be opened for large arrays: they take a slower way", address, why);
    return Optional.empty();
  }

  /** How a client shows that it has the application's secret. */
  List<TransportClientBootstrap> credentials() {
    return secret
        .<TransportClientBootstrap>map(
            known -> new AuthClientBootstrap(transport, spark.getAppId(), known))
        .stream()
        .toList();
  }
}
