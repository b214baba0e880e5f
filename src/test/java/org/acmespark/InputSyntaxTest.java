package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.from;
import static org.acmespark.DebugRuns.values;
import static org.acmespark.ParallelMap.over;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.acmespark.model.StoredValue;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Inputs that a text names, as on the command line and in Java: what h5py and NumPy wrote. */
class InputSyntaxTest {
  private static final String SCRIPT =
      """
      import h5py, numpy as np, os, sys
      os.chdir(sys.argv[1])
      data = np.arange(24.).reshape(4, 6)
      f = h5py.File('in.h5', 'w')
      d = f.create_dataset('data', data=data)
      d.attrs['fs'] = 512.0; d.attrs['unit'] = 'mV'; d.attrs['limits'] = [1, 2, 3, 4]
      f.attrs['subject'] = 'S1'; f['a@b'] = 1.5
      f['words'] = ['a', 'b']
      np.save('c.npy', data); np.save('f.npy', np.asfortranarray(data))
      np.save('line.npy', np.arange(4)); np.save('big.npy', data.astype('>f4'))
      for k in (1, 2, 10):
          with h5py.File('sub-%d.h5' % k, 'w') as s:
              s['data'] = np.full((k, 3), k, 'f8'); s.attrs['fs'] = 100 * k; s['data'].attrs['n'] = [k]
          np.save('sub-%d.npy' % k, np.arange(k))
      os.mkdir('mixed')
      h5py.File('mixed/s1.h5', 'w')['data'] = [1.0]
      h5py.File('mixed/s2.h5', 'w')['date'] = [1.0]
      os.mkdir('typed')
      h5py.File('typed/s1.h5', 'w')['data'] = [1.0]
      h5py.File('typed/s2.h5', 'w')['data'] = ['x']
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    assertEquals("", Judges.h5py(SCRIPT, folder));
  }

  static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  static double scaled(double x, double gain) {
    return x * gain;
  }

  static int rows(double[][] values) {
    return values.length;
  }

  private static String in(String source) {
    return folder.resolve(source).toString();
  }

  private static Object whole(String source) {
    return ((StoredValue) Datasets.input(in(source))).toJava();
  }

  private static ParallelMapBuilder<Object> named(String function, Object... args) {
    return DebugRuns.named(InputSyntaxTest.class, function, args);
  }

  private static void refuses(String source, String... words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> Datasets.input(in(source))).getMessage();
    for (String word : words) {
      assertTrue(message.contains(word), message);
    }
  }

  @Test
  void partsOfSlicesAreWhatNumpyTakes() {
    // rows of data[:, 1:5:2]
    List<Object> expected = List.of(4.0, 16.0, 28.0, 40.0);
    for (String file : List.of("in.h5:/data", "c.npy", "f.npy", "big.npy")) {
      assertEquals(expected, values(named("sum", Datasets.input(in(file + "[*,1:5:2]")))), file);
    }
    // columns of data[1:3, :]
    assertEquals(
        List.of(18.0, 20.0, 22.0, 24.0, 26.0, 28.0),
        values(named("sum", Datasets.input(in("f.npy[1:3,*]")))));
    // an index drops its dimension
    assertEquals(
        List.of(5.0, 11.0, 17.0, 23.0),
        values(named("scaled", Datasets.input(in("in.h5:/data[*,5]")), 1)));
  }

  @Test
  void partsOfWholeDatasetsAreRead() {
    assertArrayEquals(
        new double[][] {{6, 8, 10}, {18, 20, 22}}, (double[][]) whole("in.h5:/data[1::2,::2]"));
    assertEquals(23.0, whole("c.npy[3,5]"));
    assertArrayEquals(new double[] {4, 10}, (double[]) whole("f.npy[:2,4]"));
  }

  @Test
  void eachElementOfALineIsAComputation() {
    assertEquals(
        List.of(0.0, 2.0, 4.0, 6.0), values(named("scaled", Datasets.input(in("line.npy")), 2)));
    assertEquals(List.of(6.0), values(named("sum", Datasets.input(in("line.npy")))));
  }

  @Test
  void attributesAreRead() {
    assertEquals(512.0, whole("in.h5:/data@fs"));
    assertEquals("mV", whole("in.h5:/data@unit"));
    assertEquals("S1", whole("in.h5:/@subject"));
    assertEquals(1.5, whole("in.h5:\"/a@b\""));
    assertEquals(
        List.of(1.0, 2.0, 3.0, 4.0),
        values(named("scaled", Datasets.input(in("in.h5:/data@limits")), 1)));
    refuses("in.h5:/data@Fs", "/data", "has no attribute Fs", "fs", "unit");
    refuses("in.h5:/date@fs", "has no date", "data");
    refuses("c.npy:/@fs", "has no attribute fs");
  }

  @Test
  void aPatternGivesEachComputationAFileInNaturalOrder() {
    assertEquals(List.of(1, 2, 10), values(named("rows", Datasets.input(in("sub-*.h5:/data")))));
    assertEquals(
        List.of(1.0, 2.0, 10.0),
        values(named("scaled", Datasets.input(in("sub-*.h5:/data[0,1]")), 1)));
    assertEquals(List.of(0.0, 1.0, 45.0), values(named("sum", Datasets.input(in("sub-*.npy")))));
    assertEquals(
        List.of(100.0, 200.0, 1000.0),
        values(named("scaled", Datasets.input(in("sub-*.h5:/@fs")), 1)));
    assertEquals(
        List.of(1.0, 2.0, 10.0),
        values(named("scaled", Datasets.input(in("sub-*.h5:/data@n")), 1)));
    assertEquals(List.of(1, 2), values(named("rows", Datasets.input(in("sub-?.h5:/data")))));
  }

  @Test
  void typedRunsTakeTheSameTexts() {
    assertEquals(
        List.of(20.0, 20.0, 20.0, 20.0),
        values(
            over(from(in("f.npy[*,0:2]"), double[].class), all(10.0))
                .map((row, gain) -> row.length * gain)));
    assertEquals(
        List.of(101, 202, 1010),
        values(
            over(from(in("sub-*.h5:/data"), double[][].class), from(in("sub-*.h5:/@fs"), int.class))
                .map((rows, fs) -> rows.length + fs)));
    String message =
        assertThrows(
                IllegalArgumentException.class, () -> from(in("in.h5:/data"), double[][].class))
            .getMessage();
    assertTrue(message.contains("every computation would get the same"), message);
  }

  @Test
  void whatDoesNotFitIsRefusedBeforeAnythingStarts() {
    refuses("in.h5:/data[*,0:7]", "0:7 reaches beyond dimension 1", "length is 6");
    refuses("in.h5:/data[4,*]", "4 reaches beyond dimension 0", "length is 4");
    refuses("in.h5:/data[*]", "has 1 entries in brackets");
    refuses("in.h5:/words[0:3]", "reaches beyond");
    refuses("sub-*.h5:/data[*,:]", "use one of them");
    refuses("sub-*.h5:/data[0:2,:]", "sub-1.h5", "reaches beyond");
    refuses("mixed/s*.h5:/data", "s2.h5", "has no dataset data; it has: date");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                named("sum", Datasets.input(in("typed/s*.h5:/data")))::build)
            .getMessage();
    assertTrue(message.contains("argument values") && message.contains("s2.h5"), message);
  }

  @Test
  void aRunDirectoryRecordsTheFilesAndResumes() throws IOException {
    Path out = folder.resolve("run");
    try (var map = kept().outputDir(out).build()) {
      assertEquals(3, map.compute().nInputs());
    }
    var manifest =
        (Map<?, ?>)
            new com.fasterxml.jackson.databind.ObjectMapper()
                .readValue(manifest(out).toFile(), Map.class);
    assertTrue(manifest.toString().contains("sub-10.h5"), manifest::toString);
    try (var map = resumed(out).build()) {
      assertEquals(0, map.compute().ranges());
    }
    Path file = folder.resolve("sub-2.h5");
    byte[] before = Files.readAllBytes(file);
    assertEquals("", Judges.h5py("import h5py,sys\nh5py.File(sys.argv[1],'a')['new']=1", file));
    try {
      String message =
          assertThrows(IllegalArgumentException.class, resumed(out)::build).getMessage();
      assertTrue(message.contains("the content of argument 1, files /data of 3 files, "), message);
    } finally {
      Files.write(file, before);
    }
  }

  private static Path manifest(Path out) throws IOException {
    try (var files = Files.list(out)) {
      return files.filter(f -> f.toString().endsWith("_run.json")).findFirst().orElseThrow();
    }
  }

  private static ParallelMapBuilder<Object> kept() {
    return ParallelMap.named(InputSyntaxTest.class.getName() + "::rows")
        .args(Datasets.input(in("sub-*.h5:/data")))
        .debug()
        .verbosity(Verbosity.QUIET);
  }

  private static ParallelMapBuilder<Object> resumed(Path out) {
    return kept().resume(out);
  }

  @Test
  void inspectionShowsAnArrayOfNumpy() {
    assertTrue(
        Inspection.of(folder.resolve("big.npy")).tree().contains("float32 (4, 6)"),
        () -> Inspection.of(folder.resolve("big.npy")).tree());
  }
}
