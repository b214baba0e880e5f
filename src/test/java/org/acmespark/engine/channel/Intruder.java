package org.acmespark.engine.channel;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectOutputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.spark.SecurityManager;
import org.apache.spark.SparkConf;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcEnv$;
import scala.Option;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/**
 * Speaks to a driver's control channel from a process of its own, as one who has the secret and the
 * token, and as others who have not.
 *
 * <pre>
 * _INTRUDER_SECRET=... java Intruder HOST PORT ENDPOINT TOKEN
 * </pre>
 *
 * Prints a line for each try: what it had, and whether it was answered.
 */
final class Intruder {
  static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);
  static final String WRONG = "00".repeat(32);

  private final RpcAddress driver;
  private final String endpoint;
  private final byte[] token;

  private Intruder(RpcAddress driver, String endpoint, byte[] token) {
    this.driver = driver;
    this.endpoint = endpoint;
    this.token = token;
  }

  public static void main(String[] args) {
    String secret = System.getenv("_INTRUDER_SECRET");
    var driver = new RpcAddress(args[0], Integer.parseInt(args[1]));
    var intruder = new Intruder(driver, args[2], HexFormat.of().parseHex(args[3]));
    if (!secret.isEmpty()) {
      intruder.tryWith("right secret", secret);
      intruder.tryWith("wrong secret", WRONG);
    }
    intruder.tryWith("no secret", "");
    Runtime.getRuntime().halt(0);
  }

  /** Spark's RPC with a secret; empty for none. */
  static RpcEnv environment(String secret) {
    var conf =
        new SparkConf(false)
            .set("spark.rpc.lookupTimeout", "15s")
            .set("spark.rpc.askTimeout", "15s")
            .set("spark.rpc.numRetries", "1");
    if (!secret.isEmpty()) {
      conf.set("spark.authenticate", "true")
          .set("spark.authenticate.secret", secret)
          .set("spark.network.crypto.enabled", "true")
          .set("spark.network.crypto.saslFallback", "false");
    }
    var security =
        new SecurityManager(
            conf,
            Option.empty(),
            org.apache.spark.internal.config.package$.MODULE$.AUTH_SECRET_FILE());
    return RpcEnv$.MODULE$.create("intruder", "127.0.0.1", "127.0.0.1", 0, conf, security, 0, true);
  }

  private void tryWith(String having, String secret) {
    RpcEnv env = environment(secret);
    var task = new Message.Task(0, 1);
    var message = new Message.Trouble(task, "h", false, "INJECTED", "t");
    byte[] wrong = token.clone();
    wrong[0] ^= 1;
    Map<String, byte[]> frames =
        Map.of(
            "right token", new MessageCodec(token).question(message),
            "wrong token", new MessageCodec(wrong).question(message),
            "no token", javas(message));
    for (String tried : List.of("right token", "wrong token", "no token")) {
      System.out.println(having + ", " + tried + ": " + outcome(env, frames.get(tried)));
    }
    for (String name : List.of("acme-1", "acme-2")) {
      System.out.println(having + ", " + name + ": " + outcome(env, name, frames.get("no token")));
    }
    env.shutdown();
  }

  private static byte[] javas(Message<?> message) {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(message);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private String outcome(RpcEnv env, byte[] frame) {
    return outcome(env, endpoint, frame);
  }

  private String outcome(RpcEnv env, String name, byte[] frame) {
    try {
      RpcEndpointRef ref = env.setupEndpointRef(driver, name);
      ref.askSync(frame, BYTES);
      return "answered";
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      return "refused";
    }
  }
}
