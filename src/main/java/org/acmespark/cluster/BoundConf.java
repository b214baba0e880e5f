package org.acmespark.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * A configuration of Spark for one address: authenticated, encrypted, and with its pages on that
 * address alone. Spark would take the pages' address from the environment, which a running JVM
 * cannot change, and without it open them to every network.
 */
final class BoundConf extends SparkConf {
  private static final long serialVersionUID = 1;
  private static final int SECRET_BYTES = 32;

  private final String address;

  private BoundConf(SparkConf from, String address) {
    super(false);
    for (Tuple2<String, String> property : from.getAll()) {
      set(property._1(), property._2());
    }
    this.address = address;
  }

  /** What {@code from} says, made secure, with {@code secret}, on {@code address}. */
  static BoundConf secure(SparkConf from, String address, String secret) {
    var conf = new BoundConf(from, address);
    authenticate(conf, secret);
    conf.set("spark.driver.host", address);
    conf.set("spark.driver.bindAddress", address);
    // It ignores authentication, and starts what it is told.
    conf.set("spark.master.rest.enabled", "false");
    conf.set("spark.ui.killEnabled", "false");
    return conf;
  }

  /** Settings for the client of a cluster with this secret. */
  static void authenticate(SparkConf conf, String secret) {
    conf.set("spark.authenticate", "true");
    conf.set("spark.authenticate.secret", secret);
    conf.set("spark.network.crypto.enabled", "true");
    conf.set("spark.network.crypto.saslFallback", "false");
  }

  /** 256 random bits, as text. */
  static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  @Override
  public String getenv(String name) {
    return name.equals("SPARK_LOCAL_IP") ? address : super.getenv(name);
  }

  @Override
  public SparkConf clone() {
    return new BoundConf(this, address);
  }
}
