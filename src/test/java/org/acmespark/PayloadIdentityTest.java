package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Payload;
import org.acmespark.model.Verbosity;
import org.acmespark.reading.Verification;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import ucar.ma2.Array;

/** A payload file says what it holds, wherever it is put, and verify compares. */
class PayloadIdentityTest {
  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  static double[] row(long k) {
    return new double[] {k, 2, 3};
  }

  private Path compute(String directory, ParallelMapBuilder<double[]> builder) {
    Path run = folder.resolve(directory);
    TestSpark.compute(builder.name("row").outputDir(run.toString())).requireAllComputed();
    return run;
  }

  private static ParallelMapBuilder<double[]> rows(int n) {
    return ParallelMap.over(each(range(n))).map(PayloadIdentityTest::row);
  }

  private static Verification verify(Path place) {
    try (var results = Results.open(place)) {
      return results.verify(Verbosity.QUIET);
    }
  }

  private static String problems(Path run) {
    Verification verification = verify(run);
    assertFalse(verification.isComplete());
    return verification.problems().toString();
  }

  private static void resume(Path run) {
    TestSpark.compute(rows(4).payload(Payload.PER_COMPUTATION).name("row").resume(run.toString()))
        .requireAllComputed();
  }

  @Test
  void verifyNamesARenamedFileAndResumeSetsItAside() throws IOException {
    Path run = compute("run", rows(4).payload(Payload.PER_COMPUTATION));
    Path payload = run.resolve("row_payload");
    assertTrue(verify(run).isComplete());
    Files.move(
        payload.resolve("row_1.h5"),
        payload.resolve("row_3.h5"),
        StandardCopyOption.REPLACE_EXISTING);

    assertTrue(problems(run).contains("it holds computation 1, not computation 3"), problems(run));
    resume(run);
    assertTrue(verify(run).isComplete(), () -> verify(run).problems().toString());
    assertTrue(Files.exists(payload.resolve("row_3.h5.damaged")));
  }

  @Test
  void aRenamedFileWithoutAChecksumIsRefused() throws IOException {
    Path run = compute("run", rows(4).payload(Payload.PER_COMPUTATION));
    Path ledger = run.resolve("row_computations.jsonl");
    Files.write(ledger, LedgerAttempts.of(ledger)); // as an earlier version has written it
    Path payload = run.resolve("row_payload");
    Files.move(
        payload.resolve("row_1.h5"),
        payload.resolve("row_3.h5"),
        StandardCopyOption.REPLACE_EXISTING);

    var refused = assertThrows(AcmeException.class, () -> resume(run));
    assertTrue(
        refused.getMessage().contains("row_3.h5: it holds computation 1, not computation 3"),
        refused.getMessage());
  }

  @Test
  void aFileOfAnotherRunIsNamed() throws IOException {
    Path run = compute("run", rows(4).payload(Payload.PER_COMPUTATION));
    Path other = compute("other", rows(4).payload(Payload.PER_COMPUTATION));
    Path file = Path.of("row_payload", "row_2.h5");
    Files.copy(other.resolve(file), run.resolve(file), StandardCopyOption.REPLACE_EXISTING);

    assertTrue(problems(run).contains("it belongs to run "), problems(run));
    resume(run);
    assertTrue(verify(run).isComplete(), () -> verify(run).problems().toString());
    assertTrue(Files.exists(run.resolve("row_payload/row_2.h5.damaged")));
  }

  @Test
  void rowsOfAStackedDatasetComeFromTheirOwnFiles() throws IOException {
    Path run =
        compute("run", rows(8).payload(Payload.PER_PARTITION).rangeSize(4).resultShape(STACK, 3));
    Path payload = run.resolve("row_payload");
    assertTrue(verify(run).isComplete());
    Files.copy(
        payload.resolve("row_0-3.h5"),
        payload.resolve("row_4-7.h5"),
        StandardCopyOption.REPLACE_EXISTING);

    assertTrue(
        problems(run).contains("it holds computations 0-3, not computations 4-7"), problems(run));
  }

  @Test
  void aResumedRunKeepsItsIdentifierAndFilesWithoutOneStayReadable() throws IOException {
    Path run = compute("run", rows(4).payload(Payload.PER_COMPUTATION));
    Path payload = run.resolve("row_payload");
    Files.delete(payload.resolve("row_3.h5"));
    Files.delete(run.resolve("row.h5"));
    resume(run);
    assertTrue(verify(run).isComplete(), () -> verify(run).problems().toString());
    String identities =
        """
        import h5py, sys
        print(len({h5py.File(f).attrs['acme_run'] for f in sys.argv[1:]}),
              [h5py.File(f).attrs['acme_computations'] for f in sys.argv[1:]],
              list(h5py.File(sys.argv[1])))
        """;
    assertEquals(
        "1 [b'0', b'3'] ['result_0']",
        Judges.h5py(identities, payload.resolve("row_0.h5"), payload.resolve("row_3.h5")));

    Judges.h5py(
        """
        import h5py, sys
        with h5py.File(sys.argv[1], 'a') as f:
            del f.attrs['acme_run'], f.attrs['acme_computations']
        """,
        payload.resolve("row_0.h5"));
    assertTrue(verify(run).isComplete(), () -> verify(run).problems().toString());
    resume(run);
  }

  @Test
  void aWrongChecksumOfHdf5sStructuresIsReported() throws IOException {
    Path file = folder.resolve("alone.h5");
    Judges.h5py(
        """
        import h5py, sys
        with h5py.File(sys.argv[1], 'w', libver=('v108', 'v108')) as f:
            f['comp_0/result_0'] = [1.0, 2.0]
        """,
        file);
    assertTrue(verify(file).isComplete());
    byte[] bytes = Files.readAllBytes(file);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("OHDR");
    assertTrue(header > 0, "an object header with a checksum");
    int flags = bytes[header + 5];
    int at = header + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    int width = 1 << (flags & 3);
    var size = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).put(bytes, at, width);
    bytes[at + width + (int) size.getLong(0)] ^= 1;
    Files.write(file, bytes);

    assertTrue(problems(file).contains("checksum"), problems(file));
  }

  @Test
  void aContainerIsReadThroughALinkInAnotherFolder() throws IOException {
    Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
    for (ParallelMapBuilder<double[]> builder :
        List.of(
            rows(4).payload(Payload.PER_COMPUTATION),
            rows(8).payload(Payload.PER_PARTITION).rangeSize(4).resultShape(STACK, 3))) {
      Path run = compute("run" + System.nanoTime(), builder);
      Path link = elsewhere.resolve("my.h5");
      Files.deleteIfExists(link);
      Files.createSymbolicLink(link, run.resolve("row.h5"));

      assertTrue(verify(link).isComplete(), () -> verify(link).problems().toString());
      Path whole = folder.resolve("whole" + System.nanoTime() + ".h5");
      try (var results = Results.open(link)) {
        results.consolidate(whole, Verbosity.QUIET);
        var value = (Array) results.computation(2).value(0);
        assertArrayEquals(row(2), (double[]) value.copyTo1DJavaArray());
      }
      assertTrue(verify(whole).isComplete());
      assertFalse(Inspection.of(link).tree().contains("missing"));
    }
    Path directory = elsewhere.resolve("directory");
    Files.createSymbolicLink(directory, compute("again", rows(4).payload(Payload.PER_COMPUTATION)));
    resume(directory);
  }
}
