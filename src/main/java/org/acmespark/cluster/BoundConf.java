package org.acmespark.cluster;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;
import org.apache.spark.SparkConf;
import scala.Tuple2;

/**
 * A Spark configuration for one address: its web pages listen only on that address and cannot kill
 * jobs, and its files are in a folder of this user. Spark would read the pages' address and the
 * folder from the environment, which a running JVM cannot change. By default the pages would be
 * open to every network, and the files to every user of the machine.
 */
final class BoundConf extends SparkConf {
  private static final long serialVersionUID = 1;
  private static final int SECRET_BYTES = 32;
  private static final String SECRET = "spark.authenticate.secret";
  private static final String SECRET_IN_ENVIRONMENT = "_SPARK_AUTH_SECRET";

  /** Pages and logs do not show the values of properties with such names. */
  private static final String SECRETIVE = "(?i)secret|password|token|key";

  private static final StackWalker CALLERS = StackWalker.getInstance();
  private static final int CALLERS_LOOKED_AT = 4;

  /** A method of a Scala interface calls its default, which adds a few frames. */
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

  /** Returns {@code from} with pages on {@code address} and files in private folders. */
  static BoundConf bound(SparkConf from, String address) {
    var conf = new BoundConf(from, address, PrivateFolders.in(from));
    // The REST server ignores authentication and starts any driver that it receives.
    conf.set("spark.master.rest.enabled", "false");
    conf.set("spark.ui.killEnabled", "false");
    conf.setIfMissing("spark.redaction.regex", SECRETIVE);
    return conf;
  }

  /** Returns {@code from} with encryption and {@code secret}, on {@code address}. */
  static BoundConf secure(SparkConf from, String address, String secret) {
    BoundConf conf = bound(from, address);
    authenticate(conf, secret);
    conf.set("spark.driver.host", address);
    conf.set("spark.driver.bindAddress", address);
    return conf;
  }

  /** Returns settings for the client of a cluster with this secret. */
  static void authenticate(SparkConf conf, String secret) {
    conf.set("spark.authenticate", "true");
    conf.set(SECRET, secret);
    conf.set("spark.network.crypto.enabled", "true");
    conf.set("spark.network.crypto.saslFallback", "false");
  }

  /** Draws 256 random bits, as text. */
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
      // Spark would prefer the environment to the configuration.
      case SECRET_IN_ENVIRONMENT -> contains(SECRET) ? get(SECRET) : super.getenv(name);
      default -> super.getenv(name);
    };
  }

  /**
   * With a local master Spark draws a secret itself and leaves it in the credentials of this
   * process's user, where contexts on other masters would find it instead of theirs. Without a
   * master it uses the secret of the configuration.
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
