package org.acmespark.engine.transfer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.acmespark.model.AcmeException;
import org.apache.hadoop.security.UserGroupInformation;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Spark's own transport between a server and a client in one JVM. */
class TransferServerTest {
  private static final UUID STREAM = new UUID(1, -2);
  private static final int LENGTH = 3 << 20;

  private JavaSparkContext spark;

  @AfterEach
  void stop() {
    spark.close();
    UserGroupInformation.reset(); // where Spark left the secret of a local context
  }

  private void start(Map<String, String> settings) {
    var conf =
        new SparkConf(false)
            .setMaster("local[1]")
            .setAppName("transfer")
            .set("spark.driver.host", "127.0.0.1")
            .set("spark.ui.enabled", "false");
    settings.forEach(conf::set);
    spark = new JavaSparkContext(conf);
  }

  private static Map<String, String> guarded(boolean encrypted) {
    return Map.of(
        "spark.authenticate",
        "true",
        "spark.authenticate.secret",
        "ab".repeat(32),
        "spark.network.crypto.enabled",
        "" + encrypted);
  }

  /** Sends one piece and returns why it was not taken; empty if it was. */
  private static Optional<AcmeException> send(TransferClient client, long at, ByteBuffer piece)
      throws Exception {
    var done = new CompletableFuture<Optional<AcmeException>>();
    client.send(STREAM, 100, at, piece, done::complete);
    return done.get(1, TimeUnit.MINUTES);
  }

  private static ByteBuffer piece(int number) {
    ByteBuffer piece = ByteBuffer.allocateDirect(LENGTH / 3);
    IntStream.range(0, piece.capacity()).forEach(k -> piece.put(k, (byte) (k * 7 + number)));
    return piece;
  }

  private static void arrives() throws Exception {
    byte[] file = new byte[100 + LENGTH];
    TransferServer.Sink sink =
        (stream, array, at, bytes) -> {
          assertEquals(STREAM, stream);
          assertEquals(100, array);
          bytes.get(file, (int) at, bytes.remaining());
        };
    try (var server = TransferServer.start(sink).orElseThrow();
        var client = TransferClient.connect(server.address()).orElseThrow()) {
      byte[] sent = new byte[100 + LENGTH];
      for (int number : List.of(2, 0, 1)) {
        int at = 100 + number * (LENGTH / 3);
        assertEquals(Optional.empty(), send(client, at, piece(number)));
        piece(number).get(sent, at, LENGTH / 3);
      }
      assertArrayEquals(sent, file);
    }
  }

  @Test
  void piecesArriveWhereTheyBelong() throws Exception {
    start(Map.of());
    arrives();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void piecesArriveWithAuthentication(boolean encrypted) throws Exception {
    start(guarded(encrypted));
    arrives();
  }

  @Test
  void whoDoesNotHaveTheSecretOrTheTokenWritesNothing() throws Exception {
    var written = new AtomicLong();
    TransferServer.Sink sink = (stream, array, at, bytes) -> written.addAndGet(bytes.remaining());
    TransferAddress address;
    start(guarded(true));
    try (var server = TransferServer.start(sink).orElseThrow()) {
      address = server.address();
      byte[] wrong = address.token().clone();
      wrong[0] ^= 1;
      for (byte[] token : List.of(wrong, new byte[0], new byte[3])) {
        var guessed = new TransferAddress(address.host(), address.port(), token);
        try (var client = TransferClient.connect(guessed).orElseThrow()) {
          assertTrue(send(client, 100, piece(0)).isPresent());
        }
      }
      var withoutSecret = TransferSettings.of(new SparkConf(false), Optional.empty());
      try (var stranger = new TransferClient(address, withoutSecret)) {
        assertTrue(send(stranger, 100, piece(0)).isPresent());
      }
      assertEquals(0, written.get());
      try (var client = TransferClient.connect(address).orElseThrow()) {
        assertEquals(Optional.empty(), send(client, 100, piece(0)));
      }
      assertEquals(LENGTH / 3, written.get());
    }
    assertEquals(Optional.empty(), TransferClient.connect(address), "the server is closed");
  }

  @Test
  void aFailureReachesItsSenderAndThePieceAfterItIsTaken() throws Exception {
    TransferServer.Sink sink =
        (stream, array, at, bytes) -> {
          if (at < 200 + LENGTH) {
            throw new AcmeException("no space is left");
          }
        };
    start(Map.of());
    try (var server = TransferServer.start(sink).orElseThrow();
        var client = TransferClient.connect(server.address()).orElseThrow()) {
      String why = send(client, 100, piece(0)).orElseThrow().getMessage();
      assertTrue(why.contains("no space is left"), why);
      assertEquals(Optional.empty(), send(client, 200 + LENGTH, piece(1)));
    }
  }

  @Test
  void thePortIsOneOfThoseThatSparkMayUse() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      int port = taken.getLocalPort();
      var ports = Map.of("spark.driver.blockManager.port", "" + port, "spark.port.maxRetries", "3");
      start(ports);
      try (var server = TransferServer.start((stream, array, at, bytes) -> {}).orElseThrow()) {
        int chosen = server.address().port();
        assertTrue(chosen > port && chosen <= port + 3, port + " " + chosen);
      }
    }
  }

  @Test
  void thereIsNoneIfNoPortIsFreeOrSparkUsesTls() {
    start(Map.of());
    String port = spark.getConf().get("spark.driver.port"); // which Spark has taken
    spark.env().conf().set("spark.driver.blockManager.port", port);
    spark.env().conf().set("spark.port.maxRetries", "0");
    assertTrue(TransferServer.start((stream, array, at, bytes) -> {}).isEmpty());
    spark.env().conf().set("spark.driver.blockManager.port", "0");
    spark.env().conf().set("spark.ssl.rpc.enabled", "true");
    assertTrue(TransferServer.start((stream, array, at, bytes) -> {}).isEmpty());
    assertTrue(TransferClient.connect(TransferAddress.NONE).isEmpty());
  }
}
