package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A standalone cluster of which one host, h3, is not like the others: slower, without a jar or
 * Java, with a full disk, with old files, with a wrong clock. It gets less work or none, and the
 * run goes on elsewhere. As Debian has it, the names of h1 and h3 are loopback addresses there, and
 * h3 knows a wrong address of the driver.
 */
class HostTroublesIT {
  private static final String HOST = "10.77.0.3";

  private static HostsLab lab;
  private static String jar;
  private static LabSession session;

  @BeforeAll
  static void startACluster() throws IOException {
    lab = HostsLab.start();
    names("h1", "127.0.1.1 h1", "10.77.0.2 h2", "10.77.0.3 h3");
    names("h3", "127.0.1.1 h3", "10.77.0.2 h2", "10.77.0.99 h1");
    jar = LabRun.startCluster(lab);
  }

  /** What a host knows of names, by a file of its own. */
  private static void names(String host, String... lines) throws IOException {
    Path file = lab.shared().resolve("hosts-of-" + host);
    Files.writeString(file, "127.0.0.1 localhost\n" + String.join("\n", lines) + "\n");
    mount(host, file, Path.of("/etc/hosts"));
  }

  @AfterAll
  static void stopIt() {
    if (lab != null) {
      lab.close();
    }
  }

  private static void mount(String host, Path what, Path where) {
    on(host, "mount", "--bind", what.toString(), where.toString());
  }

  private static void on(String host, String... command) {
    Judges.Outcome outcome = lab.run(host, command);
    assertEquals(0, outcome.exitStatus(), outcome.output());
  }

  private static LabSession session() throws IOException {
    if (session == null) {
      session = LabSession.start(lab, jar);
    }
    return session;
  }

  /** Begins a run in the session, whose executors are there after the first one. */
  private static void begin(LabResults at, int computations, int millis, String... options)
      throws IOException {
    List<String> run = new ArrayList<>(List.of(at.folder().toString(), "new"));
    run.addAll(List.of("com.example.Counted::ramp", "" + computations, "" + millis));
    run.add(at.calls().toString());
    run.addAll(Arrays.asList(options));
    session().compute(run);
  }

  private static void endsWell(LabResults at, int computations) throws IOException {
    SlurmLab.eventually(240, "the end of " + at.folder(), () -> isOver(at));
    assertEquals("well", session.end(at.folder()).orElse("not at all"), session.said());
    at.requireRight(computations);
  }

  private static boolean isOver(LabResults at) {
    try {
      return session.end(at.folder()).isPresent() || !session.isAlive();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Runs a command after the session has ended, which has all cores. */
  private static Judges.Outcome run(Path results, String... words) throws Exception {
    if (session != null) {
      session.end();
      session = null;
    }
    List<String> command = new ArrayList<>(List.of(LabRun.ACME, "run"));
    command.addAll(Arrays.asList(words));
    command.addAll(List.of("--cluster", "lab", "--output-dir=" + results));
    return lab.run("h1", command.toArray(String[]::new));
  }

  private static void assertGoesOnWithout(Judges.Outcome run, String why) {
    String said = run.output();
    assertAll(
        () -> assertEquals(0, run.exitStatus(), said),
        () -> assertTrue(said.contains("warning: host " + HOST + " gets no more work: "), said),
        () -> assertTrue(said.contains(why), said));
  }

  /** It gets a share in proportion to its speed, and the end does not wait for it. */
  @Test
  void aHostThatIsTenTimesSlowerGetsATenthOfTheWork() throws Exception {
    LabResults at = LabResults.in(lab, "uneven");
    at.slowDown("h3");
    begin(at, 200, 50);
    endsWell(at, 200);
    Map<String, Long> shares = at.computedByHost();
    System.out.printf("shares of the hosts: %s%n", shares);
    assertEquals(200, at.countCalls());
    assertTrue(shares.get("10.77.0.2") > 4 * shares.getOrDefault(HOST, 0L), shares::toString);
  }

  /** As if it had an old copy of the shared folder, or another one there. */
  @Test
  void aHostWhoseFilesTheDriverDoesNotSeeGetsNoMoreWork() throws Exception {
    LabResults at = LabResults.in(lab, "unseen");
    begin(at, 100, 200, "format=pickle");
    SlurmLab.eventually("the first calls", () -> at.calls().toFile().list().length > 0);
    on("h3", "mkdir", "/tmp/elsewhere");
    mount("h3", Path.of("/tmp/elsewhere"), at.folder().resolve(".working"));
    endsWell(at, 100);
    String said = session.said();
    assertTrue(said.contains("warning: host " + HOST + " gets no more work: "), said);
    assertTrue(said.contains("the driver does not see the file"), said);
  }

  /** NFS shows the state of a while ago until a file is opened; a copy on a node can be older. */
  @Test
  void aHostThatSeesAnotherVersionOfAnInputFileGetsNoWork() throws Exception {
    Path input = lab.shared().resolve("rows.npy");
    Path old = lab.shared().resolve("old.npy");
    Judges.h5py(
        "import numpy, sys; numpy.save(sys.argv[1], numpy.full((60, 4), float(sys.argv[2])))",
        input,
        1);
    Judges.h5py(
        "import numpy, os, sys; numpy.save(sys.argv[1], numpy.full((60, 4), 2.0)); os.utime(sys.argv[1], (1, 1))",
        old);
    mount("h3", old, input);
    Path results = lab.shared().resolve("stale");
    Judges.Outcome run =
        run(
            results,
            "com.example.Counted::first",
            "@" + input + "[*,:]",
            "millis=200",
            "--jar",
            jar);
    assertGoesOnWithout(run, "another version here");
    assertEquals("[" + "1.0, ".repeat(59) + "1.0]", Judges.numbers(results.resolve("first.h5")));
  }

  @Test
  void aHostWithoutAClassOfTheFunctionGetsNoWork() throws Exception {
    on("h1", "cp", jar, "/tmp/own.jar");
    on("h2", "cp", jar, "/tmp/own.jar");
    Judges.Outcome run =
        run(
            lab.shared().resolve("jarless"),
            "com.example.Counted::ramp",
            "range(60)",
            "millis=200",
            "calls=/tmp",
            "--conf",
            "spark.driver.extraClassPath=/tmp/own.jar",
            "--conf",
            "spark.executor.extraClassPath=/tmp/own.jar");
    assertGoesOnWithout(run, "is not on this executor's class path");
  }

  /** Its executor believes libfaketime, which is on this host alone. */
  @Test
  void timesOfAHostWhoseClockIsWrongAreTheDrivers() throws Exception {
    on("h3", "cp", Judges.libfaketime().toString(), "/tmp/clock.so");
    Instant begun = Instant.now();
    Path results = lab.shared().resolve("clock");
    Judges.Outcome run =
        run(
            results,
            "com.example.Counted::ramp",
            "range(60)",
            "millis=200",
            "calls=/tmp",
            "--jar",
            jar,
            "--conf",
            "spark.executorEnv.LD_PRELOAD=/tmp/clock.so",
            "--conf",
            "spark.executorEnv.FAKETIME=-3600s");
    String said = run.output();
    List<String> attempts = LedgerAttempts.of(results.resolve("ramp_computations.jsonl"));
    List<String> started = attempts.stream().map(HostTroublesIT::started).toList();
    assertAll(
        () -> assertEquals(0, run.exitStatus(), said),
        () ->
            assertTrue(
                said.contains("warning: the clock of host " + HOST + " is 36")
                    && said.contains(" s behind the driver's"),
                said),
        () -> assertTrue(attempts.stream().anyMatch(line -> line.contains(HOST)), said),
        () -> assertEquals(60, started.size()),
        () ->
            assertTrue(
                Collections.min(started).compareTo(begun.minusSeconds(10).toString()) > 0,
                started::toString));
  }

  private static String started(String attempt) {
    return attempt.replaceFirst(".*\"started\":\"([^\"]*)\".*", "$1");
  }

  /** Neither Spark's worker nor an executor of a worker that runs already can start there. */
  @Test
  void aHostWithoutJavaIsNamed() throws Exception {
    String java = System.getProperty("java.home");
    on("h3", "mkdir", "-p", "/tmp/nothing");
    mount("h3", Path.of("/tmp/nothing"), Path.of(java));
    try {
      Judges.Outcome started =
          lab.run("h1", LabRun.STANDALONE, "start", "--name=javaless", "--hosts=h3");
      Judges.Outcome run = ramp("javaless");
      assertAll(
          () -> assertEquals(3, started.exitStatus(), started.output()),
          () ->
              assertTrue(
                  started.output().contains("there is no worker on h3: its process has ended: "),
                  started.output()),
          () -> assertEquals(0, run.exitStatus(), run.output()),
          () ->
              assertTrue(
                  run.output().contains("warning: host " + HOST + " computes nothing, because"),
                  run.output()));
    } finally {
      on("h3", "umount", java);
    }
  }

  /** Spark cannot write the jars there; it says so after some seconds, if the run lasts as long. */
  @Test
  void aHostWithAFullDiskHarmsNothing() throws Exception {
    on("h3", "sh", "-c", "! head -c 1G /dev/zero > /tmp/filled && test -s /tmp/filled");
    try {
      Judges.Outcome run = ramp("full");
      assertEquals(0, run.exitStatus(), run.output());
    } finally {
      on("h3", "rm", "/tmp/filled");
    }
  }

  private static Judges.Outcome ramp(String name) throws Exception {
    LabResults at = LabResults.in(lab, name);
    Judges.Outcome run =
        run(
            at.folder(),
            "com.example.Counted::ramp",
            "range(60)",
            "millis=200",
            "calls=" + at.calls(),
            "--jar",
            jar);
    at.requireRight(60);
    return run;
  }
}
