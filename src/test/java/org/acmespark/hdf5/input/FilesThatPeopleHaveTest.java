package org.acmespark.hdf5.input;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.acmespark.Judges;
import org.acmespark.model.AcmeException;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files as MATLAB 7.3, NWB and spike sorters write them, made with h5py. */
class FilesThatPeopleHaveTest {
  private static final String SCRIPT =
      """
      import h5py, numpy as np, sys
      folder = sys.argv[1]

      m = h5py.File(folder + '/matlab.mat', 'w', userblock_size=512)
      def variable(name, data, kind):
          d = m.create_dataset(name, data=data)
          d.attrs['MATLAB_class'] = np.bytes_(kind)
          return d
      z = np.zeros((3, 2), [('real', 'f8'), ('imag', 'f8')])
      z['real'] = [[1, 2], [3, 4], [5, 6]]; z['imag'] = -z['real']
      variable('z', z, 'double')
      z16 = np.zeros((2, 1), [('real', 'i2'), ('imag', 'i2')]); z16['real'] = 7; z16['imag'] = 8
      variable('z16', z16, 'int16')
      z32 = np.zeros((2, 1), [('imag', 'f4'), ('real', 'f4')]); z32['real'] = 1.5; z32['imag'] = 2.5
      variable('turned', z32, 'single')
      variable('gain', [[0.5], [1.5], [2.5]], 'double')
      text = np.array([[ord(c) for c in s] for s in ('left ', 'rechtß'[:5])], 'u2').T
      variable('names', text, 'char')
      variable('title', np.array([[ord(c)] for c in 'größe 😀'.encode('utf-16-le').decode('utf-16-le')
                if ord(c) < 65536], 'u2'), 'char')
      variable('good', np.array([[1], [0], [1]], 'u1'), 'logical')
      e = variable('empty', np.array([0, 0], 'u8'), 'double'); e.attrs['MATLAB_empty'] = np.uint8(1)
      m['#refs#/a'] = [1.0]
      variable('cell', np.array([[m['#refs#/a'].ref]], dtype=h5py.ref_dtype), 'cell')
      m['fields'] = np.zeros(3, [('a', 'f8'), ('b', 'i4')])
      m.close()

      s = h5py.File(folder + '/spikes.h5', 'w')
      times = s.create_dataset('times', (3,), h5py.vlen_dtype('f8'))
      times[0] = [0.5, 1.5]; times[1] = []; times[2] = [7.25]
      ids = s.create_dataset('ids', (2, 1), h5py.vlen_dtype('u2'))
      ids[0, 0] = [65535, 1]; ids[1, 0] = [3]
      square = s.create_dataset('square', (2, 2), h5py.vlen_dtype('i4'))
      s['words'] = ['a', 'b']
      s.close()

      f = h5py.File(folder + '/filters.h5', 'w')
      data = np.arange(100.).reshape(10, 10)
      f.create_dataset('lzf', data=data, compression='lzf')
      f.create_dataset('szip', data=data, compression='szip')
      f.create_dataset('lzfshuffled', data=data, compression='lzf', shuffle=True)
      for number in (32001, 32015, 32004, 32008, 31999):
          p = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
          p.set_chunk((10, 10)); p.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
          try:
              p.set_filter(number, h5py.h5z.FLAG_OPTIONAL, (1, 2))
              d = h5py.h5d.create(f.id, b'f%d' % number, h5py.h5t.NATIVE_DOUBLE,
                                  h5py.h5s.create_simple((10, 10)), p)
              d.write_direct_chunk((0, 0), b'x' * 17)
          except Exception as e:
              print(number, e)
      f.close()

      x = h5py.File(folder + '/links.h5', 'w')
      x['away'] = h5py.ExternalLink('gone.h5', '/data')
      x['inside'] = h5py.ExternalLink('spikes.h5', '/nothing')
      x['soft'] = h5py.SoftLink('/nowhere')
      x['there'] = h5py.ExternalLink('spikes.h5', '/')
      x.close()
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    assertEquals("", Judges.h5py(SCRIPT, folder));
  }

  private static Object slice(String file, String dataset, int axis, long index) {
    try (SliceReader reader = SliceReader.open(folder.resolve(file).toString())) {
      return reader.slice(dataset, axis, index).toJava();
    }
  }

  private static Object whole(String file, String dataset) {
    try (SliceReader reader = SliceReader.open(folder.resolve(file).toString())) {
      return reader.readWhole(dataset).toJava();
    }
  }

  private static String refusal(Class<? extends RuntimeException> type, String file, String name) {
    return assertThrows(type, () -> whole(file, name)).getMessage();
  }

  @Test
  void readsComplexNumbersAsMatlabNamesTheirParts() {
    assertArrayEquals(
        new Complex[] {new Complex(3, -3), new Complex(4, -4)},
        (Complex[]) slice("matlab.mat", "z", 0, 1));
    assertArrayEquals(
        new Complex[] {new Complex(7, 8)}, (Complex[]) slice("matlab.mat", "z16", 0, 1));
    assertArrayEquals(
        new Complex[] {new Complex(1.5, 2.5)}, (Complex[]) slice("matlab.mat", "turned", 0, 0));
  }

  @Test
  void readsTextAndTruthValuesOfMatlab() {
    assertEquals("left ", slice("matlab.mat", "names", 1, 0));
    assertArrayEquals(new String[] {"left ", "recht"}, (String[]) whole("matlab.mat", "names"));
    assertEquals("größe ", whole("matlab.mat", "title"));
    assertArrayEquals(new boolean[] {false}, (boolean[]) slice("matlab.mat", "good", 0, 1));
    assertArrayEquals(
        new boolean[][] {{true}, {false}, {true}}, (boolean[][]) whole("matlab.mat", "good"));
  }

  @Test
  void readsOneSequenceOfVariableLengthPerComputation() {
    assertArrayEquals(new double[] {0.5, 1.5}, (double[]) slice("spikes.h5", "times", 0, 0));
    assertArrayEquals(new double[0], (double[]) slice("spikes.h5", "times", 0, 1));
    assertArrayEquals(new double[] {7.25}, (double[]) slice("spikes.h5", "times", 0, 2));
    assertArrayEquals(new int[] {65535, 1}, (int[]) slice("spikes.h5", "ids", 0, 0));
    assertArrayEquals(new String[] {"a", "b"}, (String[]) whole("spikes.h5", "words"));
  }

  @Test
  void refusesWhatHasNoJavaForm() {
    assertTrue(
        refusal(IllegalArgumentException.class, "spikes.h5", "times").contains("[*]"),
        "sequences as a whole");
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> slice("spikes.h5", "square", 0, 0))
            .getMessage()
            .contains("has 2 sequences of different lengths, but must have one"));
    assertTrue(
        refusal(IllegalArgumentException.class, "matlab.mat", "cell")
            .contains("elements of type reference, which cannot be read, such as MATLAB's cell"));
    assertTrue(
        refusal(IllegalArgumentException.class, "matlab.mat", "fields")
            .contains("elements of type compound, which cannot be read: write each of its fields"));
    assertTrue(
        refusal(IllegalArgumentException.class, "matlab.mat", "empty")
            .contains("is an empty MATLAB array"));
  }

  @Test
  void namesTheFilterThatIsMissingAndTheWayOut() {
    for (String[] filter :
        new String[][] {
          {"lzf", "lzf (number 32000)"},
          {"lzfshuffled", "lzf (number 32000)"},
          {"szip", "szip (number 4)"},
          {"f32001", "blosc (number 32001)"},
          {"f32015", "zstd (number 32015)"},
          {"f32004", "lz4 (number 32004)"},
          {"f32008", "bitshuffle (number 32008)"},
          {"f31999", "unknown (number 31999)"}
        }) {
      String message = refusal(AcmeException.class, "filters.h5", filter[0]);
      assertTrue(message.contains("compressed with the filter " + filter[1] + ","), message);
      assertTrue(message.contains("h5repack -f GZIP=4 in.h5 out.h5"), message);
    }
  }

  @Test
  void namesTheTargetOfABrokenLink() {
    String away = refusal(IllegalArgumentException.class, "links.h5", "away");
    assertTrue(
        away.contains("away is a link to /data in the file gone.h5, and there is no such"), away);
    String inside = refusal(IllegalArgumentException.class, "links.h5", "inside");
    assertTrue(
        inside.contains("a link to /nothing in the file spikes.h5, and that file has no"), inside);
    String soft = refusal(IllegalArgumentException.class, "links.h5", "soft");
    assertTrue(soft.contains("/soft is a link whose target does not exist"), soft);
    String below = refusal(IllegalArgumentException.class, "links.h5", "away/x");
    assertTrue(below.contains("/away is a link to /data in the file gone.h5"), below);
    assertTrue(refusal(IllegalArgumentException.class, "links.h5", "there/y").contains("it has: "));
  }
}
