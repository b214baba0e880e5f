package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.Verification;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stacked container that was copied or moved without its payload: what is missing is named. */
class CopiedContainersTest {
  @TempDir Path folder;
  private Path container;

  @BeforeEach
  void run() {
    try (var map =
        ParallelMap.over(each(range(3)))
            .map(x -> new double[] {x, 2 * x})
            .name("f")
            .resultShape(STACK, 2)
            .outputDir(folder.resolve("run"))
            .debug()
            .verbosity(Verbosity.QUIET)
            .build()) {
      container = map.compute().container().orElseThrow();
    }
  }

  private void check(Path copy) {
    assertEquals(
        "True [True, True, True]",
        Judges.h5py(
            """
            import h5py, numpy as np, sys
            d = h5py.File(sys.argv[1])['result_0']
            print(np.isnan(d[:]).all(), d.attrs['valid'].tolist())
            """,
            copy));
    String tree = Inspection.of(copy).withValues().tree();
    assertTrue(tree.contains("MISSING 3: [f_payload/f_0.h5, "), tree);
    assertFalse(tree.contains("valid") || tree.contains("NaN"), tree);
    try (var results = Results.open(copy)) {
      String message =
          assertThrows(AcmeException.class, () -> results.stacked().read()).getMessage();
      assertTrue(
          message.contains(copy.resolveSibling("f_payload/f_0.h5") + " is missing"), message);
      Verification verification = results.verify();
      assertFalse(verification.isComplete());
      assertEquals(0, verification.readable());
    }
  }

  @Test
  void aCopyThatH5pyMadeWithExpandExternalNamesItsMissingSources() throws Exception {
    Path copy = Files.createDirectory(folder.resolve("copy")).resolve("f.h5");
    Judges.h5py(
        """
        import h5py, sys
        source, target = h5py.File(sys.argv[1]), h5py.File(sys.argv[2], 'w')
        for name in source:
            source.copy(name, target, expand_external=True)
        """,
        container,
        copy);
    check(copy);
  }

  @Test
  void aContainerThatWasMovedWithoutItsPayloadNamesItsMissingSources() throws Exception {
    Path moved = Files.createDirectory(folder.resolve("moved")).resolve("f.h5");
    Files.copy(container, moved);
    check(moved);
  }

  @Test
  void aConsolidatedCopyHoldsItsValues() throws Exception {
    Path whole = Files.createDirectory(folder.resolve("whole")).resolve("f.h5");
    try (var results = Results.open(container)) {
      results.consolidate(whole);
    }
    assertEquals(
        "[[0.0, 0.0], [1.0, 2.0], [2.0, 4.0]]",
        Judges.h5py(
            "import h5py, sys; print(h5py.File(sys.argv[1])['result_0'][:].tolist())", whole));
  }
}
