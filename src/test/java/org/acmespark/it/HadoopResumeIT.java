package org.acmespark.it;

import static org.acmespark.Args.all;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.acmespark.Judges;
import org.acmespark.LedgerAttempts;
import org.acmespark.Waiting;
import org.apache.hadoop.fs.FileStatus;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.permission.FsPermission;
import org.apache.hadoop.hdfs.DistributedFileSystem;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs on a real HDFS whose drivers were killed, or which others could have written, resumed. */
class HadoopResumeIT {
  private static final String SLEEPER =
      """
      package com.example;

      public final class Sleeper {
        public static int thrice(int x) throws InterruptedException {
          Thread.sleep(200);
          return 3 * x;
        }
      }
      """;

  @TempDir static java.nio.file.Path disks;
  private static Hdfs hdfs;
  private static FileSystem files;

  @BeforeAll
  static void start() throws IOException {
    hdfs = Hdfs.start(disks);
    files = hdfs.files();
  }

  @AfterAll
  static void stop() {
    hdfs.close();
  }

  /** Modification times of the payload files by name. */
  private static Map<String, Long> payload(String run) throws IOException {
    Path folder = new Path(run, "thrice_payload");
    Map<String, Long> times = new TreeMap<>();
    if (files.exists(folder)) {
      for (FileStatus file : files.listStatus(folder)) {
        times.put(file.getPath().getName(), file.getModificationTime());
      }
    }
    return times;
  }

  /** Whether HDFS has noticed that the writers of these files are gone. */
  private static boolean isClosed(org.apache.hadoop.fs.Path directory) throws IOException {
    var all = files.listFiles(directory, true);
    while (all.hasNext()) {
      if (!((DistributedFileSystem) files).isFileClosed(all.next().getPath())) {
        return false;
      }
    }
    return true;
  }

  /** Attempts in a ledger that may be open for writing; none if it is not there. */
  private static List<String> ledger(String run) throws IOException {
    Path ledger = new Path(run, "thrice_computations.jsonl");
    if (!files.exists(ledger)) {
      return List.of();
    }
    try (var in = files.open(ledger)) {
      return LedgerAttempts.of(
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"--payload=per-computation", "--single-file"})
  void aDriverThatIsKilledCostsNothingThatWasCommitted(
      String layout, @TempDir java.nio.file.Path here) throws Exception {
    var jar = UserJar.of(here, "com.example.Sleeper", SLEEPER);
    String run = hdfs.address("killed" + layout);
    Process driver =
        AcmeProcess.start(
            here,
            "run",
            "com.example.Sleeper::thrice",
            "range(60)",
            layout,
            "--range-size",
            "1",
            "--jar",
            jar.toString(),
            "--output-dir",
            run);
    Waiting.until(
        () -> ledger(run).size() >= 5 || !driver.isAlive(), () -> "fewer than 5 are committed");
    driver.destroyForcibly().waitFor(); // SIGKILL
    List<String> committed = ledger(run);
    assertTrue(committed.size() >= 5 && committed.size() < 60, committed::toString);
    Map<String, Long> published = payload(run);

    hdfs.noticeDeaths(true);
    try {
      Waiting.until(() -> isClosed(new org.apache.hadoop.fs.Path(run)), () -> run + " is open");
    } finally {
      hdfs.noticeDeaths(false);
    }
    AcmeProcess resumed = AcmeProcess.run(here, "resume", run);
    assertEquals(0, resumed.status(), resumed::said);
    assertEquals(List.of(run + "/thrice.h5"), resumed.stdout());
    Map<String, Long> after = payload(run);
    published.forEach((name, time) -> assertEquals(time, after.get(name), name));
    List<String> whole = ledger(run);
    assertEquals(committed, whole.subList(0, committed.size()));
    assertEquals(60, whole.stream().filter(line -> line.contains("\"computed\"")).count());
    files.copyToLocalFile(new Path(run), new Path(here.resolve("local").toString()));
    assertEquals("60 True", Judges.h5py(SlurmClusterIT.COUNT, here.resolve("local/thrice.h5"), 60));
    assertEquals(0, AcmeProcess.run(here, "verify", run).status());
    assertFalse(files.exists(new Path(run, ".spool")));
  }

  @Test
  void aRunThatOthersOwnOrCanWriteIsResumedWithTrustAlone(@TempDir java.nio.file.Path here)
      throws IOException {
    var jar = UserJar.of(here, "com.example.Sleeper", SLEEPER);
    String run = hdfs.address("strangers");
    String function = "com.example.Sleeper::thrice";
    var done =
        AcmeProcess.run(
            here, "run", function, "range(3)", "--jar", jar.toString(), "--output-dir", run);
    assertEquals(0, done.status(), done::said);
    files.delete(new Path(run, "thrice_payload/thrice_1.h5"), false);
    files.delete(new Path(run, "thrice.h5"), false);
    Path manifest = new Path(run, "thrice_run.json");

    files.setPermission(manifest, new FsPermission("666"));
    requireRefused(AcmeProcess.run(here, "resume", run), "can be written by others");
    files.setPermission(manifest, new FsPermission("644"));
    files.setOwner(manifest, "mallory", null);
    requireRefused(AcmeProcess.run(here, "resume", run), "belongs to mallory");

    var trusted = AcmeProcess.run(here, "resume", run, "--trust");
    assertEquals(0, trusted.status(), trusted::said);
    files.copyToLocalFile(new Path(run), new Path(here.resolve("local").toString()));
    assertEquals("3 True", Judges.h5py(SlurmClusterIT.COUNT, here.resolve("local/thrice.h5"), 3));
  }

  private static void requireRefused(AcmeProcess acme, String why) {
    assertEquals(2, acme.status(), acme::said);
    assertTrue(acme.said().contains(why) && acme.said().contains("--trust"), acme::said);
  }
}
