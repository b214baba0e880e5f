package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Verbosity;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Datasets of files that people have as arguments: what fits is read, what cannot fit is refused.
 */
class InputFilesTest {
  private static final String SCRIPT =
      """
      import h5py, numpy as np, sys
      f = h5py.File(sys.argv[1], 'w')
      f['bool'] = np.array([[True, False], [False, True]])
      f['complex'] = np.array([[1 + 2j, 3 + 4j]])
      f['halves'] = np.array([[0.5, 1.5], [2.5, 3.5]])
      f['whole'] = np.array([[1., 2.], [3., 4.]])
      f['late'] = np.array([[1., 2.], [3.5, 4.], [5., 6.]])
      f['column'] = np.array([[0.5], [1.5]])
      f['row'] = np.zeros((2, 1, 3))
      f['gain'] = np.array([[2.5]])
      f['weights'] = np.array([[1.], [2.], [3.]])
      f['words'] = ['a', 'b']
      f['colours'] = ['RED', 'PURPLE', 'GREEN']
      f['large'] = np.ones((3, 100, 1000))
      f['structs'] = np.zeros(3, [('a', 'f8'), ('b', 'i4')])
      f.create_dataset('lzf', data=np.ones((3, 4)), compression='lzf')
      z = np.zeros((2, 1), [('real', 'f8'), ('imag', 'f8')]); z['imag'] = 1
      f['matlab'] = z
      t = f.create_dataset('times', (2,), h5py.vlen_dtype('f8')); t[0] = [1.0, 2.0]; t[1] = [5.0]
      """;

  @TempDir static Path folder;

  @BeforeAll
  static void write() {
    assertEquals("", Judges.h5py(SCRIPT, folder.resolve("in.h5")));
  }

  static int ints(int[] electrodes) {
    return electrodes.length;
  }

  static double sum(double[] values) {
    return Arrays.stream(values).sum();
  }

  static double scaled(double x, double gain) {
    return x * gain;
  }

  static String text(String word) {
    return word;
  }

  enum Colour {
    RED,
    GREEN
  }

  static String colour(Colour colour) {
    return colour.name();
  }

  static double imaginary(Complex z) {
    return z.getImaginary();
  }

  static boolean isInfinite(double x) {
    return Double.isInfinite(x);
  }

  private static ParallelMapBuilder<Object> named(String function, Object... args) {
    return ParallelMap.named(InputFilesTest.class.getName() + "::" + function)
        .args(args)
        .inMemory()
        .debug()
        .verbosity(Verbosity.QUIET);
  }

  private static Object slices(String dataset, int axis) {
    return Args.slices(folder.resolve("in.h5").toString(), "/" + dataset, axis, Object.class);
  }

  private static List<Object> values(ParallelMapBuilder<Object> builder) {
    try (var map = builder.build()) {
      return map.compute().values();
    }
  }

  private static void refuses(ParallelMapBuilder<?> builder, String... words) {
    var refusal = assertThrows(IllegalArgumentException.class, builder::build);
    for (String word : words) {
      assertTrue(refusal.getMessage().contains(word), refusal.getMessage());
    }
  }

  @Test
  void slicesThatCannotFitTheirParameterAreRefusedBeforeAnythingStarts() {
    refuses(named("ints", slices("bool", 0)), "argument electrodes", "int", "of type bool");
    refuses(named("ints", slices("complex", 0)), "argument electrodes", "of type complex128");
    refuses(named("ints", slices("halves", 0)), "argument electrodes", "0.5", "of type float64");
    refuses(named("sum", slices("words", 0)), "argument values", "of type str");
    refuses(named("sum", slices("large", 0)), "argument values", "double");
    refuses(named("text", slices("whole", 1)), "argument word", "of type float64");
    refuses(named("sum", slices("structs", 0)), "argument values: ", "of type compound");
    refuses(
        ParallelMap.over(Args.slices(folder.resolve("in.h5").toString(), "bool", 0))
            .map(InputFilesTest::sum)
            .inMemory()
            .debug()
            .verbosity(Verbosity.QUIET),
        "argument ",
        "of type bool");
  }

  @Test
  void aLaterSliceThatDoesNotFitFailsItsComputationAlone() {
    try (var map = named("ints", slices("late", 0)).build()) {
      Run<Object> run = map.compute();
      assertEquals(Arrays.asList(2, null, 2), run.values());
      assertEquals(1, run.failures().size());
      assertEquals(1, run.failures().get(0).index());
      assertTrue(
          run.failures().get(0).message().contains("slice 1 of /late"), run.failures()::toString);
    }
  }

  @Test
  void aLaterTextThatIsNoConstantFailsItsComputationAlone() {
    try (var map = named("colour", slices("colours", 0)).build()) {
      Run<Object> run = map.compute();
      assertEquals(Arrays.asList("RED", null, "GREEN"), run.values());
      assertEquals(1, run.failures().get(0).index());
      String message = run.failures().get(0).message();
      assertTrue(
          message.contains("slice 1 of /colours") && message.contains("PURPLE"), () -> message);
    }
  }

  @Test
  void aMissingFilterIsNamedBeforeAnythingStarts() {
    var failure = assertThrows(AcmeException.class, named("sum", slices("lzf", 0))::build);
    assertTrue(failure.getMessage().contains("lzf (number 32000)"), failure.getMessage());
  }

  @Test
  void doublesThatAreWholeBecomeIntegers() {
    assertEquals(List.of(2, 2), values(named("ints", slices("whole", 0))));
  }

  @Test
  void arraysOfOneElementAreScalarsWhereTheParameterIsOne() {
    assertEquals(List.of(1.0, 3.0), values(named("scaled", slices("column", 0), 2)));
    Object gain = Datasets.read(folder.resolve("in.h5").toString(), "gain");
    assertEquals(List.of(1.25, 3.75), values(named("scaled", slices("column", 0), gain)));
    assertEquals(List.of(0.0, 0.0), values(named("sum", slices("row", 0))));
    Object weights = Datasets.read(folder.resolve("in.h5").toString(), "weights");
    assertEquals(List.of(6.0), values(named("sum", Args.all(weights))));
    assertEquals(List.of(1.0, 2.0, 3.0), values(named("sum", weights)));
    assertEquals(List.of(1.0, 1.0), values(named("imaginary", slices("matlab", 0))));
  }

  @Test
  void eachComputationGetsItsSequence() {
    assertEquals(List.of(3.0, 5.0), values(named("sum", slices("times", 0))));
  }

  @Test
  void infinityMayBeSpelledAsPythonDoes() {
    assertEquals(List.of(true), values(named("isInfinite", "inf")));
    assertEquals(List.of(true), values(named("isInfinite", "-np.inf")));
    assertEquals(List.of(false), values(named("isInfinite", "nan")));
    assertEquals(List.of("inf"), values(named("text", "inf")));
  }

  @Test
  void filesOfOtherFormatsAreRefusedWithTheWayToConvertThem() throws IOException {
    refusesFile("x.npy", "\u0093NUMPY\u0001", "an .npy file, whose one array has no name");
    refusesFile("x.npz", "PK", "numpy.load('x.npz').items()");
    refusesFile("x.csv", "1,2\n", "it is a table in text, whose columns are inputs: @x.csv:COLUMN");
    refusesFile("x.txt", "1,2\n", "numpy.loadtxt('x.txt', delimiter=',')");
    refusesFile("x.mat", "MATLAB 5.0 MAT-file, Platform", "save('x.mat', '-v7.3')");
    refusesFile("x.bin", "nothing known", "neither an HDF5, a netCDF nor an .npy file");
    refuses(
        named("sum", Args.slices(folder.toString(), "/x", 0, Object.class)),
        "argument values: input file",
        "is no file");
  }

  private static void refusesFile(String name, String head, String... words) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, head.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));
    refuses(named("sum", Args.slices(file.toString(), "/data", 0, Object.class)), words);
    assertThrows(
        IllegalArgumentException.class, () -> Datasets.read(file.toString(), "/data"), name);
  }
}
