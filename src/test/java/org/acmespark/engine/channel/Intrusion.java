package org.acmespark.engine.channel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.lang.reflect.Field;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.RpcAddress;
import org.apache.spark.rpc.RpcEndpointRef;

/** Tries {@link Intruder} on the context that runs in this JVM, as another user where it can. */
public final class Intrusion {
  private static final long SECONDS = 120;

  private Intrusion() {}

  /** With secret and token one is answered, without either nobody is. */
  public static void intoAnAuthenticatedContext(Path folder) throws Exception {
    Map<String, String> outcomes = outcomes(folder, true);
    for (String secret : List.of("right secret", "wrong secret", "no secret")) {
      for (String token : List.of("right token", "wrong token", "no token")) {
        boolean both = secret.startsWith("right") && token.startsWith("right");
        assertEquals(
            both ? "answered" : "refused",
            outcomes.get(secret + ", " + token),
            () -> "" + outcomes);
      }
    }
    outcomes.forEach((tried, outcome) -> refusedByName(tried, outcome));
  }

  /** Where Spark lets everyone in, the token alone decides. */
  public static void intoAContextWithoutAuthentication(Path folder) throws Exception {
    Map<String, String> outcomes = outcomes(folder, false);
    assertEquals("answered", outcomes.get("no secret, right token"), () -> "" + outcomes);
    assertEquals("refused", outcomes.get("no secret, wrong token"), () -> "" + outcomes);
    assertEquals("refused", outcomes.get("no secret, no token"), () -> "" + outcomes);
    outcomes.forEach((tried, outcome) -> refusedByName(tried, outcome));
  }

  /**
   * Who does not know secret, token and name of a driver's channel, and guesses them, is refused,
   * whichever of its ports this is.
   */
  public static void byAStranger(Path folder, String host, int port) throws Exception {
    var guessed = new SparkRpcChannel.EndpointAddress("acme-1", new byte[16]);
    Map<String, String> outcomes =
        run(folder, new RpcAddress(host, port), guessed, "ab".repeat(32));
    outcomes.forEach((tried, outcome) -> assertEquals("refused", outcome, tried));
  }

  /**
   * Who knows a run's endpoint is refused without its secret or token. With both, which only an
   * executor has, files are still not moved from or to anywhere else.
   *
   * @param run identifier of the run
   * @param victim a file beside the run directory
   */
  public static void byAForger(Path folder, String run, Path victim) throws Exception {
    SparkEnv spark = SparkEnv.get();
    var endpoint = endpointOfTheRun();
    String secret =
        spark.securityManager().isAuthenticationEnabled()
            ? spark.securityManager().getSecretKey()
            : "";
    RpcAddress driver = spark.rpcEnv().address();
    String said =
        output(
            folder,
            Forger.class,
            secret,
            driver.host(),
            "" + driver.port(),
            endpoint.name(),
            HexFormat.of().formatHex(endpoint.token()),
            run,
            victim.toString());
    List<String> tries = said.lines().filter(line -> line.contains(" token, ")).toList();
    assertEquals(secret.isEmpty() ? 11 : 15, tries.size(), said);
    for (String line : tries) {
      assertTrue(line.contains(": refused: "), said);
      // With everything right, it is the name of the file that is refused.
      assertEquals(line.startsWith("right token"), line.contains("an executor's file "), said);
    }
  }

  /** The one endpoint of a run in this JVM, as one who can read the driver's memory finds it. */
  private static SparkRpcChannel.EndpointAddress endpointOfTheRun() throws Exception {
    Object dispatcher = field(SparkEnv.get().rpcEnv(), "dispatcher");
    for (Map.Entry<?, ?> entry : ((Map<?, ?>) field(dispatcher, "endpointRefs")).entrySet()) {
      if (entry.getKey().getClass().getEnclosingClass() == SparkRpcChannel.class) {
        return new SparkRpcChannel.EndpointAddress(
            ((RpcEndpointRef) entry.getValue()).name(),
            (byte[]) field(field(entry.getKey(), "codec"), "token"));
      }
    }
    throw new AssertionError("no run is going on");
  }

  private static Object field(Object of, String name) throws ReflectiveOperationException {
    Field field = of.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(of);
  }

  private static void refusedByName(String tried, String outcome) {
    if (tried.contains("acme-")) {
      assertEquals("refused", outcome, tried);
    }
  }

  private static Map<String, String> outcomes(Path folder, boolean secret) throws Exception {
    List<Object> heard = new CopyOnWriteArrayList<>();
    try (var server = SparkRpcChannel.serve(handler(heard))) {
      var address = (SparkRpcChannel.EndpointAddress) server.address();
      Map<String, String> outcomes =
          run(
              folder,
              SparkEnv.get().rpcEnv().address(),
              address,
              secret ? SparkEnv.get().securityManager().getSecretKey() : "");
      // Only who had all was heard at all.
      assertEquals(1, heard.size(), () -> outcomes + " " + heard);
      return outcomes;
    }
  }

  /** Keeps the messages, and answers those that need no answer, as the intruder's does not. */
  @SuppressWarnings("unchecked")
  private static ControlChannel.Handler handler(List<Object> heard) {
    return (ControlChannel.Handler)
        Proxy.newProxyInstance(
            Intrusion.class.getClassLoader(),
            new Class<?>[] {ControlChannel.Handler.class},
            (proxy, method, messageAndReply) -> {
              heard.add(messageAndReply[0]);
              ((ControlChannel.Reply<Answer.Received>) messageAndReply[1])
                  .send(new Answer.Received());
              return null;
            });
  }

  private static Map<String, String> run(
      Path folder, RpcAddress driver, SparkRpcChannel.EndpointAddress endpoint, String secret)
      throws Exception {
    String said =
        output(
            folder,
            Intruder.class,
            secret,
            driver.host(),
            "" + driver.port(),
            endpoint.name(),
            HexFormat.of().formatHex(endpoint.token()));
    Map<String, String> outcomes = new TreeMap<>();
    said.lines()
        .filter(line -> line.endsWith(": answered") || line.endsWith(": refused"))
        .forEach(
            line -> outcomes.put(line.substring(0, line.lastIndexOf(':')), line.split(": ")[1]));
    assertEquals(secret.isEmpty() ? 5 : 15, outcomes.size(), said);
    return outcomes;
  }

  /** Runs a class as another user; returns what it prints. */
  private static String output(Path folder, Class<?> main, String secret, String... arguments)
      throws Exception {
    Path output = folder.resolve("intruder.txt");
    Path errors = folder.resolve("intruder-errors.txt"); // apart, for Spark's threads write there
    List<String> command = new ArrayList<>(otherUser());
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of("--add-opens=java.base/java.nio=ALL-UNNAMED", "-XX:TieredStopAtLevel=1", "-cp"));
    command.add(classPath());
    command.add(main.getName());
    command.addAll(List.of(arguments));
    var builder =
        new ProcessBuilder(command)
            .directory(new File("/"))
            .redirectError(errors.toFile())
            .redirectOutput(output.toFile());
    builder.environment().put("_INTRUDER_SECRET", secret);
    builder.environment().remove("_SPARK_AUTH_SECRET");
    Process process = builder.start();
    boolean ended = process.waitFor(SECONDS, TimeUnit.SECONDS);
    process.destroyForcibly();
    String said = Files.readString(output) + Files.readString(errors);
    assertTrue(ended, () -> "no end after " + SECONDS + " s: " + said);
    return said;
  }

  /** Classes that another user may read, if there are such: those of the build, not of Maven. */
  private static String classPath() {
    String spark = System.getenv("SPARK_HOME");
    return spark == null
        ? System.getProperty("java.class.path")
        : String.join(
            File.pathSeparator,
            Path.of("target/test-classes").toAbsolutePath().toString(),
            Path.of("target/classes").toAbsolutePath().toString(),
            spark + "/jars/*");
  }

  /** {@code nobody}, if this is root and nobody can read the classes. */
  static List<String> otherUser() throws Exception {
    List<String> asNobody =
        List.of("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups");
    if (!System.getProperty("user.name").equals("root") || System.getenv("SPARK_HOME") == null) {
      return List.of();
    }
    List<String> look = new ArrayList<>(asNobody);
    look.addAll(
        List.of(
            "test",
            "-r",
            Path.of("target/classes/org/acmespark/engine/channel/Message.class").toAbsolutePath()
                + ""));
    return new ProcessBuilder(look).start().waitFor() == 0 ? asNobody : List.of();
  }
}
