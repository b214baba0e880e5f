package org.acmespark.engine.transfer;

import java.net.BindException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.model.AcmeException;
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
import scala.Tuple2;

/** Spark's settings, as its transport reads them for both sides of a transfer. */
final class TransferSettings {
  /** Names the settings of this use of the transport. */
  private static final String MODULE = "acme";

  /** More threads would wait for each other, because they write into one file. */
  private static final String THREADS = "2";

  private static final String PATIENCE = "5s";

  private final SparkConf spark;
  private final SecurityManager security;
  private final TransportConf transport;

  private TransferSettings(SparkEnv env) {
    this.spark = env.conf();
    this.security = env.securityManager();
    Map<String, String> settings = new HashMap<>();
    for (Tuple2<String, String> setting : spark.getAll()) {
      settings.put(setting._1(), setting._2());
    }
    settings.put("spark.acme.io.serverThreads", THREADS);
    settings.put("spark.acme.io.clientThreads", "1");
    settings.put("spark.acme.io.connectionCreationTimeout", PATIENCE);
    this.transport = new TransportConf(MODULE, new MapConfigProvider(settings));
  }

  /** Reads the settings of the Spark application to which this JVM belongs. */
  static TransferSettings here() {
    return new TransferSettings(SparkEnv.get());
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
    return security.isAuthenticationEnabled()
        ? List.of(new AuthServerBootstrap(transport, security))
        : List.of();
  }

  /**
   * Binds a server to a port where Spark's block manager would look for one: to any, or to the
   * first free one of as many as Spark would try.
   *
   * @throws AcmeException if none is free
   */
  TransportServer bind(TransportContext context, String address) {
    int first =
        spark.getInt("spark.driver.blockManager.port", spark.getInt("spark.blockManager.port", 0));
    int last = first == 0 ? 0 : first + spark.getInt("spark.port.maxRetries", 16);
    for (int port = first; port <= last; port++) {
      try {
        return context.createServer(address, port, demands());
      } catch (Exception e) { // Spark throws checked exceptions that it does not declare
        if (!(e instanceof BindException) && !(e.getCause() instanceof BindException)) {
          throw new AcmeException(
              "no port of %s can be opened for arrays: %s".formatted(address, e), e);
        }
      }
    }
    throw new AcmeException(
        "no port of %s from %s to %s is free for arrays".formatted(address, first, last));
  }

  /** How a client shows that it has the application's secret. */
  List<TransportClientBootstrap> credentials() {
    return security.isAuthenticationEnabled()
        ? List.of(new AuthClientBootstrap(transport, spark.getAppId(), security))
        : List.of();
  }
}
