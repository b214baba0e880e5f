package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.acmespark.Waiting;
import org.acmespark.engine.channel.Intrusion;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs of the command, against which others of the same machine try what they can. */
@EnabledOnOs(OS.LINUX)
class StrangersIT {
  private static final String PATIENT =
      """
      package com.example;

      import java.nio.file.Files;
      import java.nio.file.Path;

      public final class Patient {
        public static int thrice(int x, String go) throws InterruptedException {
          for (int waited = 0; !Files.exists(Path.of(go)); waited++) {
            if (waited > 2400) {
              throw new IllegalStateException("nobody says go");
            }
            Thread.sleep(50);
          }
          return 3 * x;
        }

        public static int once(int x, String mended) {
          if (x == 2 && !Files.exists(Path.of(mended))) {
            throw new IllegalStateException("not yet");
          }
          return 3 * x;
        }
      }
      """;

  private static final String ALL_RIGHT =
      """
      import h5py, sys
      with h5py.File(sys.argv[1]) as f:
          print([int(f["comp_%d/result_0" % i][()]) for i in range(len(f))])
      """;

  @TempDir static Path jarFolder;
  private static String jar;

  @TempDir Path folder;

  @BeforeAll
  static void makeUsersJar() throws IOException {
    jar = UserJar.of(jarFolder, "com.example.Patient", PATIENT).toString();
  }

  private Process patient(String... options) throws IOException {
    List<String> words =
        new ArrayList<>(List.of("run", "com.example.Patient::thrice", "range(4)", "all:" + go()));
    words.addAll(List.of("--range-size=1", "--output-dir=run", "--jar", jar));
    words.addAll(List.of(options));
    return AcmeProcess.start(
        folder,
        folder.resolve("out.txt"),
        folder.resolve("err.txt"),
        Map.of("ACME_CLUSTERS", clusters().toString()),
        words.toArray(String[]::new));
  }

  private Path clusters() {
    return folder.resolve("clusters");
  }

  private void standalone(String what) {
    var ended =
        Judges.run(
            List.of(
                "env",
                "ACME_CLUSTERS=" + clusters(),
                Path.of("submit/standalone").toAbsolutePath().toString(),
                what,
                "--name=ours"));
    assertEquals(0, ended.exitStatus(), ended.output());
  }

  private Path go() {
    return folder.resolve("go");
  }

  private void goOnAndBeRight(Process acme) throws Exception {
    Files.createFile(go());
    assertTrue(acme.waitFor(2, TimeUnit.MINUTES), "no end");
    String said = Files.readString(folder.resolve("err.txt"));
    assertEquals(0, acme.exitValue(), said);
    assertFalse(said.contains("INJECTED"), said);
    assertEquals("[0, 3, 6, 9]", Judges.h5py(ALL_RIGHT, folder.resolve("run/thrice.h5")));
    assertEquals(4, LedgerAttempts.computed(folder.resolve("run/thrice_computations.jsonl")));
  }

  /** Addresses and ports on which a process listens, such as 127.0.0.1:4040. */
  private static TreeSet<String> listening(long pid) {
    var sockets = Judges.run(List.of("ss", "-Hltnp"));
    assertEquals(0, sockets.exitStatus(), sockets.output());
    var found = new TreeSet<String>();
    for (String line : sockets.output().lines().toList()) {
      if (line.contains("pid=" + pid + ",")) {
        found.add(line.split("\\s+")[3].replace("[::ffff:", "").replace("]", ""));
      }
    }
    return found;
  }

  @Test
  void noAddressOfThePageEndsARunOnAStandaloneCluster() throws Exception {
    standalone("start");
    try {
      noAddressOfThePageEndsARun("--cluster=ours");
      for (String line : Files.readAllLines(clusters().resolve("ours.pids"))) {
        TreeSet<String> sockets = listening(Long.parseLong(line.split(" ")[1]));
        assertFalse(sockets.isEmpty(), line);
        assertTrue(
            sockets.stream().allMatch(socket -> socket.startsWith("127.0.0.1:")),
            sockets::toString);
      }
    } finally {
      standalone("stop");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--master=local[2]", "--master=local-cluster[1,2,1024]"})
  void noAddressOfThePageEndsARun(String where) throws Exception {
    int port;
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Process acme = patient(where, "--conf=spark.ui.enabled=true", "--conf=spark.ui.port=" + port);
    try {
      String page = "http://127.0.0.1:" + port;
      Waiting.until(() -> hasJobs(page) || !acme.isAlive(), () -> "no job is under way");
      assertTrue(acme.isAlive(), "the run has ended");
      for (String method : List.of("GET", "POST")) {
        for (int id = 0; id < 4; id++) {
          status(method, page + "/jobs/job/kill/?id=" + id);
          status(method, page + "/stages/stage/kill/?id=" + id + "&terminate=true");
        }
      }
      for (String outer : outerAddresses()) {
        for (String path : List.of("/jobs/job/kill/?id=0", "/jobs/", "/")) {
          assertThrows(
              ConnectException.class,
              () -> status("GET", "http://" + outer + ":" + port + path),
              outer + path);
        }
      }
      assertTrue(hasJobs(page), "the job goes on");
      TreeSet<String> sockets = listening(acme.pid());
      assertTrue(sockets.contains("127.0.0.1:" + port), sockets::toString);
      assertTrue(
          sockets.stream().allMatch(socket -> socket.startsWith("127.0.0.1:")), sockets::toString);
      goOnAndBeRight(acme);
    } finally {
      acme.destroyForcibly();
    }
  }

  /** Addresses at which other machines reach this one. */
  private static List<String> outerAddresses() throws IOException {
    return NetworkInterface.networkInterfaces()
        .flatMap(NetworkInterface::inetAddresses)
        .filter(address -> address instanceof Inet4Address && !address.isLoopbackAddress())
        .map(InetAddress::getHostAddress)
        .toList();
  }

  private static boolean hasJobs(String page) {
    try {
      var connection = connection("GET", page + "/api/v1/applications");
      String text = new String(connection.getInputStream().readAllBytes());
      var id = Pattern.compile("\"id\" : \"([^\"]+)\"").matcher(text);
      if (!id.find()) {
        return false;
      }
      connection = connection("GET", page + "/api/v1/applications/" + id.group(1) + "/jobs");
      return new String(connection.getInputStream().readAllBytes()).contains("RUNNING");
    } catch (IOException e) {
      return false;
    }
  }

  private static HttpURLConnection connection(String method, String address) throws IOException {
    var connection = (HttpURLConnection) URI.create(address).toURL().openConnection();
    connection.setRequestMethod(method);
    connection.setConnectTimeout(5000);
    connection.setReadTimeout(20_000);
    return connection;
  }

  private static int status(String method, String address) throws IOException {
    return connection(method, address).getResponseCode();
  }

  @ParameterizedTest
  @ValueSource(strings = {"--n-workers=2", "--debug"})
  void anotherUsersForgeriesAreRefusedAndTheRunIsRight(String how) throws Exception {
    Process acme = patient(how);
    try {
      Path ledger = folder.resolve("run/thrice_computations.jsonl");
      Waiting.until(
          () -> Files.exists(ledger) && !listening(acme.pid()).isEmpty() || !acme.isAlive(),
          () -> "the run does not begin");
      assertTrue(acme.isAlive(), "the run has ended");
      for (String socket : listening(acme.pid())) {
        assertTrue(socket.startsWith("127.0.0.1:"), socket);
        Intrusion.byAStranger(
            folder,
            InetAddress.getLoopbackAddress().getHostAddress(),
            Integer.parseInt(socket.substring(socket.lastIndexOf(':') + 1)));
      }
      goOnAndBeRight(acme);
    } finally {
      acme.destroyForcibly();
    }
  }

  private AcmeProcess resume(String... options) {
    List<String> words = new ArrayList<>(List.of("resume", "run", "--retry-failed"));
    words.addAll(List.of(options));
    return AcmeProcess.run(folder, words.toArray(String[]::new));
  }

  private void failOnce() {
    AcmeProcess run =
        AcmeProcess.run(
            folder,
            "run",
            "com.example.Patient::once",
            "range(4)",
            "all:" + folder.resolve("mended"),
            "--output-dir=run",
            "--jar",
            jar);
    assertEquals(1, run.status(), run::said);
  }

  private void resumesOnlyWithTrust(String why) throws IOException {
    Files.createFile(folder.resolve("mended"));
    AcmeProcess refused = resume();
    assertEquals(2, refused.status(), refused::said);
    assertEquals(1, refused.stderr().size(), refused::said);
    assertTrue(refused.said().contains(why), refused::said);
    assertTrue(refused.said().contains("--trust"), refused::said);

    AcmeProcess trusted = resume("--trust");
    assertEquals(0, trusted.status(), trusted::said);
    assertEquals("[0, 3, 6, 9]", Judges.h5py(ALL_RIGHT, folder.resolve("run/once.h5")));
    assertFalse(Files.exists(folder.resolve("run/.working")));
  }

  @Test
  void aRunOfAnotherUserIsResumedWithTrustAlone() throws IOException {
    assumeTrue(System.getProperty("user.name").equals("root"), "only root gives files away");
    failOnce();
    var given = Judges.run(List.of("chown", "-R", "nobody", folder.resolve("run").toString()));
    assertEquals(0, given.exitStatus(), given.output());
    resumesOnlyWithTrust("belongs to nobody");
  }

  @Test
  void aRunThatOthersCanWriteIsResumedWithTrustAlone() throws IOException {
    failOnce();
    Files.setPosixFilePermissions(
        folder.resolve("run"), PosixFilePermissions.fromString("rwxrwxrwx"));
    resumesOnlyWithTrust("can be written by others (rwxrwxrwx)");
  }

  @Test
  void aManifestThatIsGoneBesideSixteenFilesIsNoRunThatWasNotBegun() throws IOException {
    AcmeProcess run =
        AcmeProcess.run(
            folder, "run", "java.lang.Math::sqrt", "range(16)", "--output-dir=run", "--quiet");
    assertEquals(0, run.status(), run::said);
    Files.delete(folder.resolve("run/sqrt_run.json"));
    Files.delete(folder.resolve("run/sqrt.h5"));
    List<String> before = AcmeProcess.listing(folder);
    for (String command : List.of("resume", "verify")) {
      AcmeProcess acme = AcmeProcess.run(folder, command, "run");
      assertEquals(2, acme.status(), acme::said);
      assertEquals(1, acme.stderr().size(), acme::said);
      for (String word :
          List.of("is gone", "16 files with results are there", "sqrt_0.h5", "acme inspect FILE")) {
        assertTrue(acme.said().contains(word), acme::said);
      }
      assertFalse(acme.said().contains("nothing is lost"), acme::said);
    }
    assertEquals(before, AcmeProcess.listing(folder));
  }
}
