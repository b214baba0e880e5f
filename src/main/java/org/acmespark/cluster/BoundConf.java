package org.acmespark.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * A configuration of Spark for one address: its pages are on that address alone and end nothing,
 * and its files lie in a folder of this user. Spark would take the pages' address and the folder
 * from the environment, which a running JVM cannot change; without it the pages would be open to
 * every network, and the files to every user of the machine.
 */
final class BoundConf extends SparkConf {
  private static final long serialVersionUID = 1;
  private static final int SECRET_BYTES = 32;
  private static final String SECRET = "spark.authenticate.secret";
  private static final String SECRET_IN_ENVIRONMENT = "_SPARK_AUTH_SECRET";

  /** Of properties with such names, pages and logs do not show the values. */
  private static final String SECRETIVE = "(?i)secret|password|token|key";

  private static final StackWalker CALLERS = StackWalker.getInstance();
  private static final int CALLERS_LOOKED_AT = 4;

  /** Of Scala an interface's method calls its default, so that there are a few frames between. */
  private static final Set<String> SECURITY = Set.of("org.apache.spark.SecurityManager");

  private final String address;
  private final String folders;

  private BoundConf(SparkConf from, String address, String folders) {
    super(false);
    for (Tuple2<String, String> property : from.getAll()) {
      set(property._1(), property._2());
    }
    this.address = address;
    this.folders = folders;
  }

  /** What {@code from} says, with pages on {@code address} and files in folders of our own. */
  static BoundConf bound(SparkConf from, String address) {
    var conf = new BoundConf(from, address, PrivateFolders.in(from));
    // It ignores authentication, and starts any driver that it is sent.
    conf.set("spark.master.rest.enabled", "false");
    conf.set("spark.ui.killEnabled", "false");
    conf.setIfMissing("spark.redaction.regex", SECRETIVE);
    return conf;
  }

  /** What {@code from} says, made secure, with {@code secret}, on {@code address}. */
  static BoundConf secure(SparkConf from, String address, String secret) {
    BoundConf conf = bound(from, address);
    authenticate(conf, secret);
    conf.set("spark.driver.host", address);
    conf.set("spark.driver.bindAddress", address);
    return conf;
  }

  /** Settings for the client of a cluster with this secret. */
  static void authenticate(SparkConf conf, String secret) {
    conf.set("spark.authenticate", "true");
    conf.set(SECRET, secret);
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
    return switch (name) {
      case "SPARK_LOCAL_IP" -> address;
      case "SPARK_LOCAL_DIRS" -> folders;
      // Spark would believe the environment before the configuration.
      case SECRET_IN_ENVIRONMENT -> contains(SECRET) ? get(SECRET) : super.getenv(name);
      default -> super.getenv(name);
    };
  }

  /**
   * With a local master Spark draws a secret itself and leaves it in the credentials of this
   * process's user for good, where contexts on other masters would find it in place of theirs. With
   * no master it uses the secret of the configuration.
   */
  @Override
  public String get(String key, String otherwise) {
    return key.equals("spark.master") && isAskedForTheSecret() ? "" : super.get(key, otherwise);
  }

  private static boolean isAskedForTheSecret() {
    return CALLERS.walk(
        frames ->
            frames
                .limit(CALLERS_LOOKED_AT)
                .anyMatch(frame -> SECURITY.contains(frame.getClassName())));
  }

  @Override
  public SparkConf clone() {
    return new BoundConf(this, address, folders);
  }
}
