package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.Array;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.Casting;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Fill;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout;
import org.acmespark.model.Compression;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import ucar.nc2.NetcdfFile;
import ucar.nc2.Variable;

class BlockDatasetsTest {
  private static final long[] CONTIGUOUS = {};

  @TempDir Path folder;

  private static long[] dims(long... lengths) {
    return lengths;
  }

  /** Numbers {@code first}, {@code first + 1}, ... in a block of the given shape. */
  private static Hdf5Value block(double first, long... shape) {
    double[] numbers = new double[(int) Shapes.count(shape)];
    Arrays.setAll(numbers, i -> first + i);
    return Hdf5Value.flat(ElementType.FLOAT64, shape, numbers);
  }

  /** A block of ones, true or "one". */
  private static Hdf5Value ones(ElementType type, long... shape) {
    if (type == ElementType.STRING || type == ElementType.BOOL) {
      Object ones = type.newArray(Shapes.count(shape));
      for (int i = 0; i < Array.getLength(ones); i++) {
        Array.set(ones, i, type == ElementType.BOOL ? (Object) true : "one");
      }
      return Hdf5Value.flat(type, shape, ones);
    }
    byte[] ones = new byte[(int) Shapes.count(shape)];
    Arrays.fill(ones, (byte) 1);
    return Casting.to(type, Hdf5Value.flat(ElementType.INT8, shape, ones));
  }

  @Test
  void everyTypeIsFillWhereNoBlockIs() throws Exception {
    Path file = folder.resolve("types.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      for (ElementType type : ElementType.values()) {
        String name = type.numpyName();
        writer.dataset("fixed/" + name, type, dims(4, 3), dims(4, 3), CONTIGUOUS);
        writer.dataset("chunks/" + name, type, dims(4, 3), dims(4, 3), dims(2, 2));
        writer.dataset("grown/" + name, type, dims(4, 0), dims(4, -1), dims(2, 2));
        writer.dataset(
            "small/" + name, type, dims(4, 3), dims(4, 3), dims(3, 3), new Compression(1));
        writer.dataset("none/" + name, type, dims(4, 3), dims(4, 3), CONTIGUOUS);
      }
      for (ElementType type : ElementType.values()) {
        for (String group : new String[] {"fixed/", "chunks/", "grown/", "small/"}) {
          writer.writeBlock(group + type.numpyName(), dims(1, 0), ones(type, 1, 3));
          writer.writeBlock(group + type.numpyName(), dims(3, 1), ones(type, 1, 2));
        }
      }
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        for group in ('fixed', 'chunks', 'grown', 'small', 'none'):
            for name in ('float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32'
                         ' uint64 bool complex64 complex128 str').split():
                d = f[group][name]
                assert name == 'str' or d.dtype == np.dtype(name), (name, d.dtype)
                assert d.shape == (4, 3), (group, name, d.shape)
                assert d.maxshape == ((4, None) if group == 'grown' else (4, 3)), d.maxshape
                fill, one = (b'', b'one') if name == 'str' else (
                    np.nan if d.dtype.kind in 'fc' else 0, 1)
                want = np.full((4, 3), fill, d.dtype)
                if group != 'none':
                    want[1, :] = one
                    want[3, 1:] = one
                same = (d[()] == want) | ((d[()] != d[()]) & (want != want))
                assert same.all(), (group, name, d[()])
        """,
        file);
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      for (ElementType type : ElementType.values()) {
        Hdf5Value fixed = reader.read("fixed/" + type.numpyName());
        assertEquals(fixed, reader.read("grown/" + type.numpyName()));
        assertEquals(fixed, reader.read("small/" + type.numpyName()));
        assertEquals(
            Hdf5Value.flat(type, dims(4, 3), Fill.array(type, 12)),
            reader.read("none/" + type.numpyName()));
      }
    }
  }

  @Test
  void netcdfJavaReadsFixedAndUnlimitedAndCompressedOnes() throws Exception {
    Path file = folder.resolve("netcdf.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      ElementType type = ElementType.FLOAT64;
      writer.dataset("fixed", type, dims(6, 40), dims(6, 40), CONTIGUOUS);
      writer.dataset("columns", type, dims(6, 0), dims(6, -1), dims(1, 16));
      writer.dataset("rows", type, dims(0, 40), dims(-1, 40), dims(4, 40), new Compression(5));
      writer.dataset("names", ElementType.STRING, dims(0), dims(-1), dims(8));
      for (int row = 0; row < 6; row++) {
        for (String name : new String[] {"fixed", "columns", "rows"}) {
          writer.writeBlock(name, dims(row, 0), block(100 * row, 1, 40));
        }
        Hdf5Value name = Hdf5Value.flat(ElementType.STRING, dims(1), new String[] {"n" + row});
        writer.writeBlock("names", dims(row), name);
      }
      writer.attribute("columns", "valid", Hdf5Value.of(new boolean[6]));
      writer.attribute("columns", "lengths", Hdf5Value.of(new long[200_000]));
      writer.commit();
    }
    double[][] want = new double[6][40];
    for (int row = 0; row < 6; row++) {
      int first = 100 * row;
      Arrays.setAll(want[row], i -> first + i);
    }
    try (NetcdfFile netcdf = NetcdfFile.open(file.toString())) {
      for (String name : new String[] {"fixed", "columns", "rows"}) {
        Variable variable = netcdf.findVariable(name);
        assertArrayEquals(want, (double[][]) variable.read().copyToNDJavaArray(), name);
      }
      assertEquals(
          200_000, netcdf.findVariable("columns").findAttribute("lengths").getValues().getSize());
      assertEquals("n5", netcdf.findVariable("names").read().getObject(5));
    }
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertArrayEquals(want, (double[][]) reader.read("rows").toJava());
      assertArrayEquals(dims(6, -1), reader.node("columns").maxShape());
    }
  }

  @Test
  void blocksOfColumnsGrowAndOverwrite() {
    Path file = folder.resolve("columns.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      ElementType type = ElementType.FLOAT64;
      writer.dataset("a", type, dims(3, 2, 0), dims(3, 2, -1), dims(3, 2, 4));
      writer.dataset("b", type, dims(3, 2, 7), dims(3, 2, 7), CONTIGUOUS);
      for (int i = 6; i >= 0; i--) {
        writer.writeBlock("a", dims(0, 0, i), block(10 * i, 3, 2, 1));
        writer.writeBlock("b", dims(0, 0, i), block(10 * i, 3, 2, 1));
      }
      writer.writeBlock("a", dims(0, 0, 0), block(-6, 3, 2, 1));
      writer.writeBlock("b", dims(0, 0, 0), block(-6, 3, 2, 1));
      writer.writeBlock("a", dims(0, 0, 9), block(0, 3, 2, 0));
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        want = 10.0 * np.arange(7) + np.arange(6.0).reshape(3, 2, 1)
        want[:, :, 0] = np.arange(-6.0, 0).reshape(3, 2)
        assert np.array_equal(f['b'][()], want)
        assert f['a'].shape == (3, 2, 9), f['a'].shape
        assert np.array_equal(f['a'][:, :, :7], want)
        assert np.isnan(f['a'][:, :, 7:]).all()
        """,
        file);
  }

  /** Blocks of 2.4 MB, in and around the lock, in pieces, mixed with small ones beside them. */
  @Test
  void largeBlocksLieWhereTheyBelong() {
    Path file = folder.resolve("large.h5");
    long[] shape = dims(40, 300, 100);
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      ElementType type = ElementType.FLOAT64;
      writer.dataset("fixed", type, shape, shape, CONTIGUOUS);
      writer.dataset("grown", type, dims(0, 300, 100), dims(-1, 300, 100), dims(7, 130, 100));
      writer.dataset(
          "small",
          type,
          dims(0, 300, 100),
          dims(-1, 300, 100),
          dims(7, 130, 100),
          new Compression(1));
      for (String name : new String[] {"fixed", "grown", "small"}) {
        writer.writeBlock(name, dims(12, 0, 0), block(12 * 30_000, 28, 300, 100));
        writer.writeBlock(name, dims(10, 0, 0), block(10 * 30_000, 1, 300, 100));
        writer.writeBlock(name, dims(11, 0, 0), block(11 * 30_000, 1, 300, 100));
        writer.writeBlock(name, dims(0, 0, 0), block(0, 10, 300, 100));
        writer.writeBlock(name, dims(10, 0, 0), block(-1, 1, 1, 1));
        writer.writeBlock(name, dims(0, 0, 0), block(0, 10, 300, 100));
        writer.writeBlock(name, dims(9, 299, 99), block(-2, 1, 1, 1));
      }
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        want = np.arange(40 * 30000.0).reshape(40, 300, 100)
        want[10, 0, 0] = -1
        want[9, 299, 99] = -2
        for name in ('fixed', 'grown', 'small'):
            assert np.array_equal(f[name][()], want), name
        assert f['small'].id.get_storage_size() < f['fixed'].id.get_storage_size() / 4
        assert f['small'].shuffle and f['small'].compression_opts == 1
        """,
        file);
  }

  @Test
  void attributesMayBeLargerThanAnObjectHeaderCanHold() {
    Path file = folder.resolve("attributes.h5");
    boolean[] valid = new boolean[1_000_000];
    valid[999_999] = true;
    long[] lengths = new long[1_000_000];
    Arrays.setAll(lengths, i -> i);
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.dataset("a", ElementType.INT8, dims(0), dims(-1), dims(16));
      writer.virtual("b", new VirtualLayout(ElementType.INT8, dims(3), dims(3), List.of()));
      for (String name : new String[] {"a", "b"}) {
        writer.attribute(name, "valid", Hdf5Value.of(valid));
        writer.attribute(name, "lengths", Hdf5Value.of(lengths));
        writer.attribute(name, "note", Hdf5Value.of("small"));
      }
      writer.commit();
    }
    Judges.h5py(
        """
        import h5py, numpy as np, sys
        f = h5py.File(sys.argv[1])
        for name in ('a', 'b'):
            valid = f[name].attrs['valid']
            assert valid.dtype == bool and valid.sum() == 1 and valid[-1]
            assert np.array_equal(f[name].attrs['lengths'], np.arange(1000000))
            assert f[name].attrs['note'] == 'small'
        assert f['b'].is_virtual and not f['b'][()].any()
        """,
        file);
    assertTrue(Judges.h5dump("-a", "/b/note", file).contains("small"));
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertArrayEquals(valid, (boolean[]) reader.node("b").attributes().get("valid").toJava());
      assertArrayEquals(lengths, (long[]) reader.node("a").attributes().get("lengths").toJava());
    }
  }

  @Test
  void refusesWhatDoesNotFitAndGoesOn() {
    Path file = folder.resolve("refused.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      ElementType type = ElementType.FLOAT64;
      writer.dataset("a", type, dims(2, 3), dims(2, -1), dims(1, 3));
      refused("nowhere", () -> writer.writeBlock("nowhere", dims(0, 0), block(0, 1, 1)));
      refused("(3, 0)", () -> writer.writeBlock("a", dims(3, 0), block(0, 1, 1)));
      refused("(-1, 0)", () -> writer.writeBlock("a", dims(-1, 0), block(0, 1, 1)));
      refused("2 dimensions", () -> writer.writeBlock("a", dims(0), block(0, 1)));
      refused("float64", () -> writer.writeBlock("a", dims(0), Hdf5Value.of(new int[1])));
      refused("maxShape (2)", () -> writer.dataset("b", type, dims(3), dims(2), dims(1)));
      refused("maxShape (-1)", () -> writer.dataset("b", type, dims(3), dims(-1), CONTIGUOUS));
      refused("chunk (0)", () -> writer.dataset("b", type, dims(3), dims(3), dims(0)));
      refused("chunk (4)", () -> writer.dataset("b", type, dims(3), dims(3), dims(4)));
      refused("4 GB", () -> writer.dataset("b", type, dims(0), dims(-1), dims(1L << 30)));
      refused(
          "deflate 1",
          () -> writer.dataset("b", type, dims(3), dims(3), CONTIGUOUS, new Compression(1)));
      refused(
          "0 to 9",
          () -> writer.dataset("b", type, dims(3), dims(3), dims(1), new Compression(10)));
      refused("at least one", () -> writer.dataset("b", type, dims(), dims(), CONTIGUOUS));
      writer.writeBlock("a", dims(0, 0), block(1, 2, 3));
      writer.commit();
    }
    try (Hdf5Reader reader = Hdf5Reader.open(file)) {
      assertEquals(block(1, 2, 3), reader.read("a"));
      assertFalse(reader.exists("b"));
    }
  }

  private static void refused(String part, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.contains(part), message);
  }
}
