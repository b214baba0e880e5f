package org.acmespark.engine.channel;

import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.acmespark.checksum.FileSum;
import org.acmespark.model.ComputationFailure;
import org.acmespark.store.Attempts;
import org.acmespark.store.payload.Block;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEnv;

/**
 * Offers forged commits to a run that is going on, from a process of its own that knows the name of
 * the run's endpoint.
 *
 * <pre>
 * _INTRUDER_SECRET=... java Forger HOST PORT ENDPOINT TOKEN RUN VICTIM
 * </pre>
 *
 * VICTIM is a file in the folder of the run directory. Prints a line for each try: what it had,
 * what it forged, and the driver's answer.
 */
final class Forger {
  private static final long[] ZERO = {0};

  private final RpcAddress driver;
  private final String endpoint;
  private final byte[] token;
  private final Map<String, Message<?>> forged = new LinkedHashMap<>();

  private Forger(RpcAddress driver, String endpoint, byte[] token, String run, Path victim) {
    this.driver = driver;
    this.endpoint = endpoint;
    this.token = token;
    String staged = run + "-task7-0-0.h5"; // the test has made a symbolic link of this name
    String right = "f_payload/f_0.h5";
    forged.put("a path upwards", moves("../../" + victim.getFileName(), right));
    forged.put("an absolute path", moves(victim.toString(), right));
    forged.put("a symbolic link", moves(staged, right));
    forged.put("a name upwards", moves(staged, "../" + victim.getFileName()));
    forged.put("an absolute name", moves(staged, victim.resolveSibling("stolen").toString()));
  }

  public static void main(String[] args) {
    String secret = System.getenv("_INTRUDER_SECRET");
    var forger =
        new Forger(
            new RpcAddress(args[0], Integer.parseInt(args[1])),
            args[2],
            HexFormat.of().parseHex(args[3]),
            args[4],
            Path.of(args[5]));
    if (!secret.isEmpty()) {
      forger.withoutTheSecret("wrong secret", Intruder.WRONG);
      forger.withoutTheSecret("no secret", "");
    }
    forger.withTheSecret(secret);
    Runtime.getRuntime().halt(0);
  }

  private static Message<?> moves(String staged, String finalName) {
    var file =
        new Block.StagedFile(
            staged, finalName, Block.Kind.COMPUTATION, new long[] {0}, List.of(), FileSum.none());
    var attempts = new Attempts("h", "1", ZERO, ZERO, ZERO, new int[] {1}, ZERO, ZERO, List.of());
    return commit(new Block.Files(List.of(file)), attempts);
  }

  private static Message<?> fails() {
    var failure = new ComputationFailure(1, 1, "", "INJECTED", "by another user", "", "h");
    return commit(new Block.Nothing(), Attempts.ofFailure(failure));
  }

  private static Message<?> commit(Block block, Attempts attempts) {
    return new Message.Commit(new Message.Task(0, 1), block, attempts, false, 0);
  }

  /** With the right token, which alone does not help. */
  private void withoutTheSecret(String having, String secret) {
    RpcEnv env = Intruder.environment(secret);
    offer(env, having + ", right token", "a path upwards", token);
    say(env, having + ", right token", "a failure", new MessageCodec(token).question(fails()));
    env.shutdown();
  }

  private void withTheSecret(String secret) {
    RpcEnv env = Intruder.environment(secret);
    byte[] wrong = token.clone();
    wrong[wrong.length - 1] ^= 1;
    say(env, "wrong token", "a failure", new MessageCodec(wrong).question(fails()));
    for (String what : forged.keySet()) {
      offer(env, "wrong token", what, wrong);
      offer(env, "right token", what, token);
    }
    env.shutdown();
  }

  private void offer(RpcEnv env, String having, String what, byte[] withToken) {
    say(env, having, what, new MessageCodec(withToken).question(forged.get(what)));
  }

  private void say(RpcEnv env, String having, String what, byte[] frame) {
    String answer;
    try {
      env.setupEndpointRef(driver, endpoint).askSync(frame, Intruder.BYTES);
      answer = "answered";
    } catch (Exception e) { // Spark throws checked exceptions that it does not declare
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      answer = "refused: " + cause;
    }
    System.out.println(having + ", " + what + ": " + answer.replace('\n', ' '));
  }
}
