package org.acmespark.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.checksum.FileSum;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.store.directory.RunLog;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Commits whose files have names that no executor gives: nothing is moved, nothing replaced. */
@DisabledOnOs(OS.WINDOWS)
class StagedNamesTest {
  private static final String RUN = "forged";
  private static final String STAGED = RUN + "-task7-0-0.h5";

  @TempDir Path folder;
  private Path run;
  private Path victims;
  private DirectoryStore store;

  @BeforeEach
  void begin() throws IOException {
    run = folder.resolve("run");
    victims = Files.writeString(folder.resolve("victims"), "private");
    store = store(run, Spread.PER_COMPUTATION);
    Files.writeString(run.resolve(".working").resolve(STAGED), "result");
  }

  @AfterEach
  void end() throws IOException {
    store.abandon("tried");
    assertEquals("private", Files.readString(victims));
    try (Stream<Path> there = Files.list(folder)) {
      assertTrue(there.allMatch(path -> path.equals(run) || path.equals(victims)));
    }
  }

  private static DirectoryStore store(Path run, Spread spread) {
    return new DirectoryStore(
        Optional.of(run.toString()),
        RUN,
        new DirectoryPlan("f", 9, spread, Optional.empty(), Compression.none()),
        Map.of(),
        RunLog.none());
  }

  private static Attempts attempts(long... indices) {
    long[] times = new long[indices.length];
    return new Attempts(
        "host", "1", indices, times, times, new int[indices.length], times, times, List.of());
  }

  private void commit(String staged, String finalName, Block.Kind kind, long... indices) {
    var file = new Block.StagedFile(staged, finalName, kind, indices, List.of(), FileSum.none());
    store.commit(new Block.Files(List.of(file)), attempts(indices));
  }

  @Test
  void whatAnExecutorChoosesIsPublished() throws IOException {
    commit(STAGED, "f_payload/f_3.h5", Block.Kind.COMPUTATION, 3);
    assertEquals("result", Files.readString(run.resolve("f_payload/f_3.h5")));
  }

  @ParameterizedTest
  @CsvSource({
    "../../victims",
    "../f_run.json",
    "forged-task7-0-0.h5/../../../victims",
    "./forged-task7-0-0.h5",
    "forged-task7-0-0.exe",
    "other-task7-0-0.h5",
    "calls",
    "container.h5",
    "''"
  })
  void refusesStagedNamesThatLeadElsewhere(String staged) {
    assertThrows(
        AcmeException.class, () -> commit(staged, "f_payload/f_3.h5", Block.Kind.COMPUTATION, 3));
    assertFalse(Files.exists(run.resolve("f_payload/f_3.h5")));
  }

  @Test
  void refusesAbsoluteNames() {
    assertThrows(
        AcmeException.class,
        () -> commit(victims + "", "f_payload/f_3.h5", Block.Kind.COMPUTATION, 3));
    assertThrows(
        AcmeException.class, () -> commit(STAGED, victims + "", Block.Kind.COMPUTATION, 3));
  }

  @ParameterizedTest
  @CsvSource({
    "../stolen, COMPUTATION",
    "f_payload/../../stolen, COMPUTATION",
    "f_payload/f_4.h5, COMPUTATION",
    "f_3.h5, COMPUTATION",
    "f.h5, COMPUTATION",
    "f_run.json, COMPUTATION",
    "f_payload/f_3-3.h5, COMPUTATION",
    "f_payload/f_3.h5, SERIALIZED",
    "f_payload/f_3.h5, RANGE",
    "f_payload/sub/f_3.h5, COMPUTATION",
    "'', COMPUTATION"
  })
  void refusesFinalNamesThatAreNotThoseOfTheComputation(String finalName, Block.Kind kind) {
    assertThrows(AcmeException.class, () -> commit(STAGED, finalName, kind, 3));
    assertTrue(Files.exists(run.resolve(".working").resolve(STAGED)), "nothing was moved");
  }

  @Test
  void refusesComputationsThatThereAreNot() {
    for (long index : new long[] {-1, 9, 1L << 32}) {
      assertThrows(
          AcmeException.class,
          () -> commit(STAGED, "f_payload/f_" + index + ".h5", Block.Kind.COMPUTATION, index));
    }
    assertThrows(
        AcmeException.class,
        () -> commit(STAGED, "f_payload/f_3.h5", Block.Kind.COMPUTATION, 3, 4));
    assertThrows(
        AcmeException.class, () -> commit(STAGED, "f_payload/f_3.h5", Block.Kind.COMPUTATION));
  }

  @Test
  void oneForgedFileAmongOthersStopsThemAll() {
    var right =
        new Block.StagedFile(
            STAGED,
            "f_payload/f_3.h5",
            Block.Kind.COMPUTATION,
            new long[] {3},
            List.of(),
            FileSum.none());
    var forged =
        new Block.StagedFile(
            "../../victims",
            "f_payload/f_4.h5",
            Block.Kind.COMPUTATION,
            new long[] {4},
            List.of(),
            FileSum.none());
    assertThrows(
        AcmeException.class,
        () -> store.commit(new Block.Files(List.of(right, forged)), attempts(3, 4)));
    assertFalse(Files.exists(run.resolve("f_payload/f_3.h5")));
  }

  @Test
  void refusesASymbolicLinkInTheWorkingDirectory() throws IOException {
    String link = RUN + "-task7-0-1.h5";
    Files.createSymbolicLink(run.resolve(".working").resolve(link), victims);
    assertThrows(
        AcmeException.class, () -> commit(link, "f_payload/f_3.h5", Block.Kind.COMPUTATION, 3));
    assertFalse(Files.exists(run.resolve("f_payload/f_3.h5")));
  }

  @Test
  void refusesAPayloadFolderThatIsALink() throws IOException {
    Path elsewhere = Files.createDirectory(run.resolve("elsewhere"));
    Files.createSymbolicLink(run.resolve("f_payload"), elsewhere);
    assertThrows(
        AcmeException.class, () -> commit(STAGED, "f_payload/f_3.h5", Block.Kind.COMPUTATION, 3));
    try (Stream<Path> there = Files.list(elsewhere)) {
      assertEquals(0, there.count());
    }
  }

  @Test
  void aRunDirectoryMayBeReachedThroughALink() throws IOException {
    Path real = Files.createDirectory(run.resolve("real"));
    Path link = Files.createSymbolicLink(run.resolve("link"), real);
    try (DirectoryStore linked = store(link, Spread.SERIALIZED)) {
      Files.writeString(link.resolve(".working").resolve(RUN + "-task7-0-0.ser"), "result");
      var file =
          new Block.StagedFile(
              RUN + "-task7-0-0.ser",
              "f_3.ser",
              Block.Kind.SERIALIZED,
              new long[] {3},
              List.of(),
              FileSum.none());
      linked.commit(new Block.Files(List.of(file)), attempts(3));
      assertEquals("result", Files.readString(real.resolve("f_3.ser")));
    }
  }
}
