package org.acmespark.numpy;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {
  @TempDir Path folder;

  private Path saved(String expression) {
    Path file = folder.resolve("a.npy");
    Judges.h5py("import sys, numpy as np\nnp.save(sys.argv[1], " + expression + ")", file);
    return file;
  }

  /** What NumPy saves is read, written again, and read by NumPy. */
  @ParameterizedTest(name = "{0}")
  @ValueSource(
      strings = {
        "np.arange(6).reshape(2, 3).astype('f2')",
        "np.arange(6).reshape(2, 3).astype('f4')",
        "np.arange(6).reshape(2, 3) / 7",
        "np.arange(-3, 3).astype('i1')",
        "np.arange(-3, 3).astype('i2')",
        "np.arange(-3, 3).astype('i4')",
        "np.arange(-3, 3)",
        "np.array([250, 251], 'u1')",
        "np.array([2**16 - 1], 'u2')",
        "np.array([2**32 - 1], 'u4')",
        "np.array([2**64 - 1], 'u8')",
        "np.array([True, False])",
        "np.array([1 + 2j], 'c8')",
        "np.array([[1 + 2j, 3], [4, 5j]])",
        "np.float64(2.5)",
        "np.zeros((0, 3))",
        "np.zeros((2, 0, 3), order='F')",
        "np.arange(4, dtype='>i4')",
        "np.arange(4, dtype='>f8')",
        "np.asfortranarray(np.arange(24).reshape(2, 3, 4))",
        "np.asfortranarray(np.arange(6).reshape(3, 2) * (1 + 1j))"
      })
  void everyArrayOfNumbersIsReadAndWritten(String expression) throws IOException {
    Path file = saved(expression);
    Path again = folder.resolve("b.npy");
    Npy.write(again, Npy.read(file));
    assertEquals(
        "True",
        Judges.h5py(
            "import sys, numpy as np\na, b = np.load(sys.argv[1]), np.load(sys.argv[2])\n"
                + "print(a.dtype.newbyteorder('=') == b.dtype and a.shape == b.shape and (a == b).all())",
            file,
            again));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "np.array(['a', 'b'])|it holds texts",
        "np.array([{}], object)|a pickle, which is not read, because reading a pickle can run any code",
        "np.array(['2020-01-01'], 'M8[D]')|it holds times",
        "np.zeros(2, dtype=[('a', int)])|an array of numbers is expected",
        "np.zeros(2, 'f16')|its elements are of type f16"
      })
  void refusesArraysOfAnythingElse(String expression, String words) {
    Path file = saved(expression);
    String message =
        assertThrows(IllegalArgumentException.class, () -> Npy.read(file)).getMessage();
    assertTrue(message.contains("a.npy") && message.contains(words), message);
  }

  /** NumPy takes the same part of the same file. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "np.arange(24.)|5:9",
        "np.arange(24).reshape(4, 6)|1:3, 2:5",
        "np.arange(24).reshape(4, 6)|0:4, 2:5",
        "np.arange(24).reshape(4, 6)|1:3, 0:6",
        "np.arange(24).reshape(2, 3, 4)|1:2, 0:3, 3:4",
        "np.arange(24).reshape(2, 3, 4).astype('>f4')|0:2, 1:2, 0:4",
        "np.asfortranarray(np.arange(24).reshape(2, 3, 4))|1:2, 0:3, 1:3",
        "np.asfortranarray(np.arange(24).reshape(2, 3, 4) * 1j)|0:2, 2:3, 0:4",
        "np.arange(300000.).reshape(3, 100000)|0:3, 99990:100000",
        "np.arange(300000.).reshape(100000, 3)|0:100000, 1:2"
      })
  void readsParts(String expression, String part) throws IOException {
    Path file = saved(expression);
    String[] spans = part.split(", ");
    long[] start = new long[spans.length];
    long[] count = new long[spans.length];
    for (int k = 0; k < spans.length; k++) {
      start[k] = Long.parseLong(spans[k].split(":")[0]);
      count[k] = Long.parseLong(spans[k].split(":")[1]) - start[k];
    }
    Path taken = folder.resolve("part.npy");
    try (NpyFile array = NpyFile.open(file)) {
      Npy.write(taken, array.read(start, count));
      assertThrows(IllegalArgumentException.class, () -> array.read(start, array.shape()));
    }
    assertEquals(
        "True",
        Judges.h5py(
            "import sys, numpy as np\na, b = np.load(sys.argv[1]), np.load(sys.argv[2])\n"
                + "print(np.array_equal(a[%s], b) and b.size > 0)".formatted(part),
            file,
            taken));
  }

  @ParameterizedTest
  @ValueSource(strings = {"(1, 0)", "(2, 0)", "(3, 0)"})
  void readsEveryVersionOfTheFormat(String version) throws IOException {
    Path file = folder.resolve("v.npy");
    Judges.h5py(
        "import sys, numpy as np\nnp.lib.format.write_array(open(sys.argv[1], 'wb'), np.arange(5), %s)"
            .formatted(version),
        file);
    assertArrayEquals(new long[] {0, 1, 2, 3, 4}, (long[]) Npy.read(file).elements());
  }

  @Test
  void refusesFilesThatAreCutOrNoneAtAll() throws IOException {
    byte[] whole = Files.readAllBytes(saved("np.arange(100)"));
    for (int length : new int[] {0, 5, 9, 60, whole.length - 1}) {
      Path cut = Files.write(folder.resolve("cut.npy"), java.util.Arrays.copyOf(whole, length));
      assertThrows(IllegalArgumentException.class, () -> Npy.read(cut), "" + length);
    }
    Path text = Files.writeString(folder.resolve("text.npy"), "1 2 3 4 5 6 7 8 9 10 11 12\n");
    String message =
        assertThrows(IllegalArgumentException.class, () -> Npy.read(text)).getMessage();
    assertTrue(message.contains("does not begin as one"), message);
  }

  @Test
  void refusesToWriteTexts() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Npy.write(folder.resolve("t.npy"), Hdf5Value.of("text")));
  }
}
