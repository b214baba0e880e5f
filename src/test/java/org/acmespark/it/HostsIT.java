package org.acmespark.it;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.acmespark.Judges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * A standalone cluster on hosts with addresses of their own, whose cables are taken out while a run
 * goes on: the driver and the master on h1, a worker on h2 and one on h3.
 */
class HostsIT {
  private static final int COMPUTATIONS = 200;

  private static HostsLab lab;
  private static String jar;

  @BeforeAll
  static void startACluster() throws IOException {
    lab = HostsLab.start();
    jar = LabRun.startCluster(lab);
  }

  @AfterAll
  static void stopIt() {
    if (lab != null) {
      lab.close();
    }
  }

  @AfterEach
  void putCablesIn() {
    for (String host : List.of("h1", "h2", "h3")) {
      lab.heal(host);
    }
    lab.lose("h3", 0);
  }

  private static LabRun begin(String name, int millis) throws IOException {
    return LabRun.begin(lab, jar, name, COMPUTATIONS, millis);
  }

  @Test
  void hostsShareNothingButTheFolderOfTheRun() throws Exception {
    LabRun run = begin("plain", 1);
    run.endsWell(COMPUTATIONS);
    assertEquals(COMPUTATIONS, run.countCalls());
  }

  @Test
  void oneFileNeedsNoSharedFolder() throws Exception {
    Judges.Outcome refused = lab.run("h1", own("--format=hdf5"));
    Judges.Outcome one = lab.run("h1", own("--single-file"));
    assertAll(
        () -> assertEquals(3, refused.exitStatus(), refused.output()),
        () ->
            assertTrue(
                refused.output().contains("does not see the run directory"), refused.output()),
        () -> assertEquals(0, one.exitStatus(), one.output()));
  }

  /** A run whose results lie where only h1 sees them. */
  private static String[] own(String option) {
    return new String[] {
      LabRun.ACME,
      "run",
      "com.example.Counted::ramp",
      "range(8)",
      "millis=1",
      "calls=/tmp",
      "--jar",
      jar,
      "--cluster",
      "lab",
      "--output-dir=/tmp/own" + option,
      option
    };
  }

  /** Other hosts compute its share, and a warning names it. */
  @Test
  void aHostThatCannotWriteGetsNoMoreWork() throws Exception {
    Path results = lab.shared().resolve("read-only");
    Files.createDirectory(results);
    String mount = "mount --bind $0 $0 && mount -o remount,ro,bind $0";
    Judges.Outcome mounted = lab.run("h2", "sh", "-c", mount, results.toString());
    assertEquals(0, mounted.exitStatus(), mounted.output());
    LabRun run = begin("read-only/run", 20);
    run.endsWell(COMPUTATIONS);
    assertTrue(run.said().contains("warning: host 10.77.0.2 gets no more work"), run.said());
  }

  /** TCP sends again what was lost; nobody is given up, nothing is computed again. */
  @Test
  void aCutOfFiveSecondsCostsNothing() throws Exception {
    LabRun run = begin("short", 100).awaitSome();
    lab.cut("h3");
    TimeUnit.SECONDS.sleep(5); // the length of the cut
    lab.heal("h3");
    run.endsWell(COMPUTATIONS);
    assertEquals(COMPUTATIONS, run.countCalls(), run.said());
  }

  /** The executor comes back while the run goes on without it; what it sends counts for nothing. */
  @Test
  void whatComesBackFromACutDoesNoHarm() throws Exception {
    LabRun run = begin("zombie", 400).awaitSome();
    lab.cut("h3");
    SlurmLab.eventually("the driver gives h3 up", () -> contains(run.err(), "heartbeat timed out"));
    lab.heal("h3");
    run.endsWell(COMPUTATIONS);
    assertTrue(run.countCalls() < COMPUTATIONS + 40, () -> "calls: " + calls(run));
  }

  @Test
  void aHostThatIsGoneCostsNoResult() throws Exception {
    LabRun run = begin("gone", 100).awaitSome();
    lab.cut("h3");
    run.endsWell(COMPUTATIONS);
    assertTrue(contains(run.err(), "heartbeat timed out"), run.said());
  }

  /** The new driver has to be reached from the hosts of the cluster, too. */
  @Test
  void aRunGoesOnAfterItsDriverIsGone() throws Exception {
    LabRun run = begin("driver", 100).awaitSome();
    lab.run("h1", "pkill", "-9", "-f", "org.acmespark.cli.Submission");
    assertEquals(128 + 9, run.process().waitFor(), run.said());
    run.resume().endsWell(COMPUTATIONS);
  }

  @Test
  void aThirdOfThePacketsMayBeLost() throws Exception {
    LabRun run = begin("lossy", 50).awaitSome();
    lab.lose("h3", 30);
    run.endsWell(COMPUTATIONS);
  }

  /** What the session compiles is in its own memory, and all files of it are h1's. */
  @Test
  void whatIsTypedOnOneHostIsComputedOnOthers() throws Exception {
    Path met = Files.createDirectory(lab.shared().resolve("met-java"));
    String typed =
        """
        record Scale(int factor) implements java.io.Serializable { int of(int x) { return factor * x; } }
        String meet() throws Exception {
          String host = Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
          Path folder = Path.of("%s");
          Files.writeString(folder.resolve(host), "");
          while (folder.toFile().list().length < 2) {
            Thread.sleep(50);
          }
          return host;
        }
        int k = 10;
        var scale = new Scale(3);
        var run = over(each(range(6))).map(x -> meet() + ":" + (scale.of(x) + k)).inMemory().build().compute();
        System.out.println("VALUES" + run.values());
        /exit
        """
            .formatted(met);
    String said = typed(typed, LabRun.ACME, "shell", "--master", master(), "--", "-s");
    assertComputedOnBoth(said);
  }

  @Test
  void whatIsTypedInPythonIsComputedOnOthers() throws Exception {
    Path met = Files.createDirectory(lab.shared().resolve("met-python"));
    String typed =
        """
        import os, socket, time
        from acme import ParallelMap, spark_cluster_setup
        spark_cluster_setup("%s")
        class Scale:
            def __init__(self, factor):
                self.factor = factor
            def of(self, x):
                return self.factor * x
        k, scale = 10, Scale(3)
        def meet():
            open(os.path.join("%s", socket.gethostname()), "w").close()
            while len(os.listdir("%s")) < 2:
                time.sleep(0.05)
            return socket.gethostname()
        with ParallelMap(lambda x: "%%s:%%d" %% (meet(), scale.of(x) + k), range(6), write_worker_results=False) as pmap:
            print("VALUES[" + ", ".join(pmap.compute()) + "]")
        """
            .formatted(master(), met, met);
    String said = typed(typed, LabRun.ACME, "python", "--python", Judges.PYTHON, "-");
    assertComputedOnBoth(said);
  }

  private static String master() throws IOException {
    String settings = Files.readString(lab.shared().resolve("clusters/lab.conf"));
    return settings.replaceAll("(?s).*spark.master=(\\S+).*", "$1");
  }

  /** Gives a session on h1 its input; returns what it says. */
  private static String typed(String input, String... command) throws IOException {
    Path file = Files.createTempFile(lab.shared(), "typed", "");
    Files.writeString(file, input);
    List<String> all = new ArrayList<>(List.of("sh", "-c", "cd /tmp && exec \"$@\" < " + file, ""));
    all.addAll(List.of(command));
    return lab.run("h1", all.toArray(String[]::new)).output();
  }

  private static void assertComputedOnBoth(String said) {
    var values = Pattern.compile("VALUES\\[(.*)]").matcher(said);
    assertTrue(values.find(), said);
    List<String> each = List.of(values.group(1).split(", "));
    assertEquals(
        List.of("10", "13", "16", "19", "22", "25"),
        each.stream().map(value -> value.split(":")[1]).toList());
    assertEquals(
        Set.of("h2", "h3"),
        each.stream().map(value -> value.split(":")[0]).collect(Collectors.toSet()));
  }

  private static int calls(LabRun run) {
    try {
      return run.countCalls();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean contains(Path file, String text) {
    try {
      return Files.readString(file).contains(text);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
