package org.acmespark;

import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.model.Dim.STACK;
import static org.acmespark.model.Dim.UNLIMITED;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Format;
import org.acmespark.model.Outputs;
import org.acmespark.model.Payload;
import org.acmespark.model.ResultType;
import org.acmespark.model.Verbosity;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import ucar.ma2.Array;
import ucar.ma2.DataType;
import ucar.nc2.NetcdfFile;
import ucar.nc2.Variable;

/**
 * Every type of value in every layout, for one, three and three hundred computations: read back by
 * {@link Results}, by h5py, and by netCDF-Java alone where it reads the files.
 */
class ResultsMatrixTest {
  private static final int[] COMPUTATIONS = {1, 3, 300};

  @RegisterExtension static final TestSpark SPARK = TestSpark.local();

  @TempDir Path folder;

  /** How results are laid out in HDF5; a new one needs no more than its entry here. */
  enum Layout {
    PER_COMPUTATION {
      @Override
      <R> ParallelMapBuilder<R> choose(ParallelMapBuilder<R> builder) {
        return builder.payload(Payload.PER_COMPUTATION);
      }

      @Override
      boolean canStack(int n) {
        return n <= 256;
      }
    },
    SINGLE_FILE {
      @Override
      <R> ParallelMapBuilder<R> choose(ParallelMapBuilder<R> builder) {
        return builder.singleFile();
      }
    },
    PER_PARTITION {
      @Override
      <R> ParallelMapBuilder<R> choose(ParallelMapBuilder<R> builder) {
        return builder.payload(Payload.PER_PARTITION);
      }
    },
    COMPRESSED {
      @Override
      <R> ParallelMapBuilder<R> choose(ParallelMapBuilder<R> builder) {
        return builder.payload(Payload.PER_PARTITION).compression("deflate:1");
      }
    };

    abstract <R> ParallelMapBuilder<R> choose(ParallelMapBuilder<R> builder);

    /** Whether a stacked dataset may rest on so many computations. */
    boolean canStack(int n) {
      return true;
    }
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void readsEveryValueBack(Layout layout) throws Exception {
    List<Object> containers = new ArrayList<>(List.of("every"));
    for (int n : COMPUTATIONS) {
      Path directory = folder.resolve("every-" + n);
      compute(
          layout.choose(
              ParallelMap.over(each(range(n))).map(EveryResult::of).outputDir(directory)));
      try (Results results = Results.open(directory)) {
        assertEquals(n, results.nInputs());
        Map<Path, List<Long>> byFile = new HashMap<>();
        for (var computation : results) {
          Outputs expected = EveryResult.of((int) computation.index());
          assertSame(expected, computation.values(), computation.toString());
          for (int k = 0; k < expected.values().size(); k++) {
            assertValue(Hdf5Value.of(expected.get(k)), computation.value(k), "value " + k);
          }
          byFile
              .computeIfAbsent(computation.file().orElseThrow(), f -> new ArrayList<>())
              .add(computation.index());
        }
        assertTrue(results.verify().isComplete(), results.verify()::toString);
        for (var file : byFile.entrySet()) {
          netcdfJavaReads(file.getKey(), file.getValue());
        }
        containers.add(results.container().orElseThrow());
      }
    }
    judge(containers);
  }

  @ParameterizedTest
  @EnumSource(Layout.class)
  void readsStackedResultsOfEveryTypeBack(Layout layout) throws Exception {
    List<Object> containers = new ArrayList<>(List.of("stacked"));
    for (int n : COMPUTATIONS) {
      if (!layout.canStack(n)) {
        continue;
      }
      for (ResultType type : ResultType.values()) {
        Path directory = folder.resolve(type.name().toLowerCase() + "-" + n);
        compute(
            layout.choose(
                ParallelMap.over(each(range(n)))
                    .map(i -> EveryResult.row(type, i))
                    .name("row")
                    .resultShape(2, STACK)
                    .resultType(type)
                    .outputDir(directory)));
        try (Results results = Results.open(directory)) {
          var stacked = results.stacked();
          assertEquals(type, stacked.type());
          assertArrayEquals(new long[] {2, n}, stacked.shape());
          Array whole = stacked.read();
          for (var computation : results) {
            int i = (int) computation.index();
            Array expected = array(EveryResult.row(type, i).get(0));
            assertArray(expected, (Array) computation.value(0), directory + " row " + i);
            Array column = stacked.slice(new long[] {0, i}, new long[] {2, 1});
            assertArray(expected, column.reduce(1), directory + " slice " + i);
            assertArray(expected, whole.slice(1, i), directory + " whole " + i);
            assertEquals("further " + i, computation.value(1));
          }
          assertTrue(results.verify().isComplete(), results.verify()::toString);
          if (layout == Layout.SINGLE_FILE && isReadByNetcdfJava(type)) {
            netcdfJavaReadsStacked(results.container().orElseThrow(), whole);
          }
          containers.add(results.container().orElseThrow());
        }
        containers.add(unlimited(layout, type, n));
      }
    }
    judge(containers);
  }

  private Path unlimited(Layout layout, ResultType type, int n) throws Exception {
    Path directory = folder.resolve("unlimited-" + type.name().toLowerCase() + "-" + n);
    compute(
        layout.choose(
            ParallelMap.over(each(range(n)))
                .map(i -> EveryResult.ragged(type, i))
                .name("ragged")
                .resultShape(STACK, UNLIMITED)
                .resultType(type)
                .outputDir(directory)));
    try (Results results = Results.open(directory)) {
      assertEquals(-1, results.stacked().maxShape()[1]);
      for (var computation : results) {
        int i = (int) computation.index();
        Array expected = array(EveryResult.ragged(type, i).get(0));
        assertArray(expected, (Array) computation.value(0), directory + " row " + i);
        assertEquals(i % 4, results.stacked().lengths().orElseThrow()[i]);
      }
      assertTrue(results.verify().isComplete(), results.verify()::toString);
      if (layout == Layout.SINGLE_FILE && n > 1 && isReadByNetcdfJava(type)) {
        netcdfJavaReadsStacked(results.container().orElseThrow(), results.stacked().read());
      }
      return results.container().orElseThrow();
    }
  }

  /** It leaves float16 out, and shows complex numbers as structures. */
  private static boolean isReadByNetcdfJava(ResultType type) {
    return switch (type) {
      case FLOAT16, COMPLEX64, COMPLEX128 -> false;
      default -> true;
    };
  }

  private static void netcdfJavaReadsStacked(Path container, Array expected) throws Exception {
    try (NetcdfFile netcdf = NetcdfFile.open(container.toString())) {
      Array found = netcdf.findVariable("result_0").read();
      assertArrayEquals(expected.getShape(), found.getShape(), container.toString());
      boolean truths = expected.getElementType() == boolean.class;
      for (int k = 0; k < expected.getSize(); k++) {
        double wanted = truths ? (expected.getBoolean(k) ? 1 : 0) : expected.getDouble(k);
        assertEquals(wanted, found.getDouble(k), container + " element " + k);
      }
    }
  }

  @Test
  void leavesPicklesOfEveryValueThatPythonReads() throws Exception {
    List<Object> directories = new ArrayList<>(List.of("pickled"));
    for (int n : COMPUTATIONS) {
      Path directory = folder.resolve("pickled-" + n);
      compute(
          ParallelMap.over(each(range(n)))
              .map(i -> Outputs.of(EveryResult.of(i).values().subList(0, 24).toArray()))
              .name("every")
              .format(Format.PICKLE)
              .outputDir(directory));
      directories.add(directory);
    }
    judge(directories);
  }

  @Test
  void keepsEveryValueInMemory() {
    for (int n : COMPUTATIONS) {
      try (var map =
          ParallelMap.over(each(range(n)))
              .map(EveryResult::of)
              .inMemory()
              .verbosity(Verbosity.QUIET)
              .build()) {
        List<Outputs> values = map.compute().requireAllComputed().values();
        assertEquals(n, values.size());
        for (int i = 0; i < n; i++) {
          assertEquals(comparable(EveryResult.of(i)), comparable(values.get(i)));
        }
      }
    }
  }

  /** Outputs are equal element by element; arrays of netCDF-Java are not. */
  private static Outputs comparable(Outputs outputs) {
    return Outputs.of(
        outputs.values().stream()
            .map(value -> value instanceof Array array ? array.copyToNDJavaArray() : value)
            .toArray());
  }

  @Test
  void readsSerializedValuesBackAsTheyWere() {
    for (int n : COMPUTATIONS) {
      Path directory = folder.resolve("serialized-" + n);
      compute(
          ParallelMap.over(each(range(n)))
              .map(EveryResult::of)
              .name("every")
              .format(Format.SERIALIZED)
              .outputDir(directory));
      try (Results results = Results.open(directory)) {
        for (var computation : results) {
          assertEquals(
              comparable(EveryResult.of((int) computation.index())),
              comparable(Outputs.of(computation.values().toArray())));
        }
        assertTrue(results.verify().isComplete(), results.verify()::toString);
      }
    }
  }

  private <R> void compute(ParallelMapBuilder<R> builder) {
    TestSpark.compute(builder).requireAllComputed();
  }

  private static void judge(List<Object> arguments) throws Exception {
    String script = Files.readString(Path.of("src/test/python/judge_matrix.py"));
    Judges.h5py(script, arguments.toArray());
  }

  private static void assertSame(Outputs expected, List<Object> found, String where) {
    assertEquals(expected.size(), found.size(), where);
    for (int k = 0; k < found.size(); k++) {
      assertValue(Hdf5Value.of(expected.get(k)), found.get(k), where + " value " + k);
    }
  }

  private static void assertValue(Hdf5Value expected, Object found, String where) {
    if (expected.shape().length == 0) {
      assertEquals(expected.toJava(), found, where);
      return;
    }
    Array array = assertInstanceOf(Array.class, found, where);
    boolean complex = expected.type() == ElementType.COMPLEX128;
    long[] shape = expected.shape();
    Stream<Integer> lengths = Arrays.stream(shape).mapToObj(Math::toIntExact);
    List<Integer> whole = Stream.concat(lengths, complex ? Stream.of(2) : Stream.of()).toList();
    assertEquals(whole, Arrays.stream(array.getShape()).boxed().toList(), where);
    assertElements(expected.elements(), array.getStorage(), where);
  }

  private static void assertElements(Object expected, Object found, String where) {
    // An array of one, since only arrays are compared whatever their elements are.
    assertArrayEquals(new Object[] {expected}, new Object[] {found}, where);
  }

  private static Array array(Object row) {
    Hdf5Value value = Hdf5Value.of(row);
    int length = (int) value.shape()[0];
    int[] shape =
        value.type() == ElementType.COMPLEX128 ? new int[] {length, 2} : new int[] {length};
    return Array.factory(
        row instanceof boolean[] ? DataType.BOOLEAN : DataType.DOUBLE, shape, value.elements());
  }

  /** Equal shapes and numbers, whatever their types. */
  private static void assertArray(Array expected, Array found, String where) {
    assertArrayEquals(expected.getShape(), found.getShape(), where);
    boolean truth = expected.getElementType() == boolean.class;
    for (int k = 0; k < expected.getSize(); k++) {
      if (truth) {
        assertEquals(expected.getBoolean(k), found.copy().getBoolean(k), where);
      } else {
        assertEquals(expected.getDouble(k), found.copy().getDouble(k), where);
      }
    }
  }

  /**
   * All but complex numbers, which it shows as structures, and empty arrays, which it leaves out.
   */
  private static void netcdfJavaReads(Path file, List<Long> indices) throws Exception {
    try (NetcdfFile netcdf = NetcdfFile.open(file.toString())) {
      for (long index : indices) {
        Outputs expected = EveryResult.of((int) index);
        var ofRange = netcdf.getRootGroup().findGroup("comp_" + index);
        var group = ofRange == null ? netcdf.getRootGroup() : ofRange;
        for (int k = 0; k < expected.size(); k++) {
          Hdf5Value value = Hdf5Value.of(expected.get(k));
          boolean empty = LongStream.of(value.shape()).anyMatch(length -> length == 0);
          if (value.type() != ElementType.COMPLEX128 && !empty) {
            Variable variable = group.findVariable("result_" + k);
            long[] shape = Arrays.stream(variable.getShape()).asLongStream().toArray();
            assertArrayEquals(value.shape(), shape, file + " value " + k);
            assertElements(value.elements(), plain(variable), file + " value " + k);
          }
        }
      }
    }
  }

  /** Elements as we have them: netCDF-Java reads booleans as bytes, strings as objects. */
  private static Object plain(Variable variable) throws Exception {
    Object found = variable.read().getStorage();
    if (found instanceof Object[] strings) {
      return Arrays.copyOf(strings, strings.length, String[].class);
    }
    if (variable.getDataType() == DataType.ENUM1) {
      byte[] bytes = (byte[]) found;
      boolean[] truths = new boolean[bytes.length];
      for (int k = 0; k < bytes.length; k++) {
        truths[k] = bytes[k] == 1;
      }
      return truths;
    }
    return found;
  }
}
