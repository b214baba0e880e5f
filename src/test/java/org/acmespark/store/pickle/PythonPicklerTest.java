package org.acmespark.store.pickle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Timestamp;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import net.razorvine.pickle.PickleException;
import org.acmespark.Judges;
import org.acmespark.model.Outputs;
import org.apache.commons.math3.complex.Complex;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Python decides what a pickle holds. */
class PythonPicklerTest {
  @TempDir Path folder;

  private final List<Object> values = new ArrayList<>();
  private final List<String> shown = new ArrayList<>();

  private void expect(Object value, String repr) {
    values.add(value);
    shown.add(repr);
  }

  /** One process for all values: what {@code repr} says of each, types included. */
  private void judge() throws IOException {
    for (int i = 0; i < values.size(); i++) {
      Files.write(folder.resolve(i + ".pickle"), pickle(values.get(i)));
    }
    String script =
        """
        import pickle, sys
        for i in range(int(sys.argv[2])):
            with open(f"{sys.argv[1]}/{i}.pickle", "rb") as file:
                print(ascii(pickle.load(file)))
                assert not file.read()
        """;
    String said = Judges.h5py(script, folder, values.size());
    assertEquals(String.join("\n", shown), said);
  }

  private static byte[] pickle(Object value) throws IOException {
    var out = new ByteArrayOutputStream();
    new PythonPickler().dump(value, out);
    return out.toByteArray();
  }

  @Test
  void numbersStringsAndNothing() throws IOException {
    expect((byte) -1, "-1");
    expect((short) -300, "-300");
    expect(255, "255");
    expect(256, "256");
    expect(70_000, "70000");
    expect(Integer.MIN_VALUE, "-2147483648");
    expect(Integer.MAX_VALUE, "2147483647");
    expect(1L << 31, "2147483648");
    expect(Long.MIN_VALUE, "-9223372036854775808");
    expect(Long.MAX_VALUE, "9223372036854775807");
    expect(0.1f, "0.10000000149011612");
    expect(0.1, "0.1");
    expect(-0.0, "-0.0");
    expect(Double.NaN, "nan");
    expect(Double.NEGATIVE_INFINITY, "-inf");
    expect(Double.MIN_VALUE, "5e-324");
    expect(true, "True");
    expect(false, "False");
    expect(null, "None");
    expect("", "''");
    expect("Grüße \uD83D\uDE00", "'Gr\\xfc\\xdfe \\U0001f600'");
    expect('x', "'x'");
    expect(new BigInteger("-123456789012345678901234567890"), "-123456789012345678901234567890");
    expect(BigInteger.ZERO, "0");
    expect(BigInteger.TWO.pow(63), "9223372036854775808");
    expect(new BigDecimal("1.10"), "Decimal('1.10')");
    expect(new BigDecimal("-1E+400"), "Decimal('-1E+400')");
    expect(new Complex(1, -2), "(1-2j)");
    expect(DayOfWeek.FRIDAY, "'FRIDAY'");
    judge();
  }

  @Test
  void optionalsAreTheirValueOrNone() throws IOException {
    expect(Optional.of("here"), "'here'");
    expect(Optional.empty(), "None");
    expect(OptionalInt.of(3), "3");
    expect(OptionalLong.empty(), "None");
    expect(OptionalDouble.of(0.5), "0.5");
    judge();
  }

  @Test
  void primitiveArraysAreArraysOfTheSameWidth() throws IOException {
    expect(new byte[] {-1, 0, 127}, "array('b', [-1, 0, 127])");
    expect(new short[] {-1, 300}, "array('h', [-1, 300])");
    expect(new int[] {-1, 70_000}, "array('i', [-1, 70000])");
    expect(
        new long[] {Long.MIN_VALUE, Long.MAX_VALUE},
        "array('q', [-9223372036854775808, 9223372036854775807])");
    expect(new float[] {0.5f, Float.NaN}, "array('f', [0.5, nan])");
    expect(new double[] {0.1, -0.0}, "array('d', [0.1, -0.0])");
    expect(new double[0], "array('d')");
    expect(new boolean[] {true, false}, "[True, False]");
    expect(new boolean[0], "[]");
    expect("chars".toCharArray(), "'chars'");
    judge();
  }

  @Test
  void arraysOfArraysAndOfObjectsAreLists() throws IOException {
    expect(new double[][] {{1, 2}, {3}}, "[array('d', [1.0, 2.0]), array('d', [3.0])]");
    expect(new int[][][] {{{1}}, {}}, "[[array('i', [1])], []]");
    expect(new boolean[][] {{true}}, "[[True]]");
    expect(new Integer[] {1, null}, "[1, None]");
    expect(new String[] {"a", "b"}, "['a', 'b']");
    expect(new Complex[] {Complex.I, Complex.ONE}, "[1j, (1+0j)]");
    expect(new Object[] {1, "a", List.of()}, "[1, 'a', []]");
    judge();
  }

  @Test
  void collectionsAreListsDictionariesAndSets() throws IOException {
    expect(List.of(1, 2.5, "a"), "[1, 2.5, 'a']");
    expect(Arrays.asList(1, null), "[1, None]");
    expect(new ArrayDeque<>(List.of(1, 2)), "[1, 2]");
    expect(List.of(), "[]");
    expect(Map.of(), "{}");
    expect(Set.of(), "set()");
    expect(Set.of(7), "{7}");
    expect(Set.of(Set.of(7)), "{frozenset({7})}");
    var map = new LinkedHashMap<Object, Object>();
    map.put("z", Map.of("list", List.of(1)));
    map.put(1, new double[] {1});
    map.put(List.of(1, List.of("a")), null);
    map.put(null, LocalDate.of(2026, 11, 23));
    expect(
        map,
        "{'z': {'list': [1]}, 1: array('d', [1.0]), (1, ('a',)): None,"
            + " None: datetime.date(2026, 11, 23)}");
    expect(Outputs.of(1, "a", new int[] {2}), "(1, 'a', array('i', [2]))");
    expect(Outputs.of(), "()");
    judge();
  }

  @Test
  void datesAndTimesAreThoseOfDatetime() throws IOException {
    String inSpring = "datetime.datetime(2026, 3, 29, 1, 2, 3, 4, tzinfo=";
    LocalDateTime local = LocalDateTime.of(2026, 3, 29, 1, 2, 3, 4_999);
    expect(local, "datetime.datetime(2026, 3, 29, 1, 2, 3, 4)");
    expect(LocalTime.of(23, 59), "datetime.time(23, 59)");
    expect(LocalDate.of(1, 1, 1), "datetime.date(1, 1, 1)");
    expect(local.toInstant(ZoneOffset.UTC), inSpring + "datetime.timezone.utc)");
    expect(
        OffsetDateTime.of(local, ZoneOffset.ofHours(-1)),
        inSpring + "datetime.timezone(datetime.timedelta(days=-1, seconds=82800)))");
    expect(
        ZonedDateTime.of(local, ZoneId.of("Europe/Berlin")),
        inSpring + "datetime.timezone(datetime.timedelta(seconds=3600), 'Europe/Berlin'))");
    expect(
        OffsetTime.of(LocalTime.NOON, ZoneOffset.UTC),
        "datetime.time(12, 0, tzinfo=datetime.timezone.utc)");
    expect(
        Duration.ofSeconds(90_061, 5_000),
        "datetime.timedelta(days=1, seconds=3661, microseconds=5)");
    expect(Duration.ofSeconds(-1), "datetime.timedelta(days=-1, seconds=86399)");
    String epoch = "datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc)";
    expect(new Date(0), epoch);
    expect(new Timestamp(0), epoch);
    expect(java.sql.Date.valueOf("2026-11-23"), "datetime.date(2026, 11, 23)");
    judge();
  }

  @Test
  void whatHdf5HoldsIsHeldTooByItsJavaForm() throws IOException {
    expect(
        ucar.ma2.Array.factory(new float[][] {{1, 2}, {3, 4}}),
        "[array('f', [1.0, 2.0]), array('f', [3.0, 4.0])]");
    judge();
  }

  @Test
  void anObjectThatOccursTwiceIsOneInPython() throws IOException {
    double[] shared = {1};
    List<Object> list = new ArrayList<>(List.of(shared, shared, "text", "text"));
    list.add(list);
    Files.write(folder.resolve("shared.pickle"), pickle(list));

    String script =
        """
        import pickle, sys
        x = pickle.load(open(sys.argv[1], "rb"))
        print(x[0] is x[1], x[2] is x[3], x[4] is x)
        """;
    assertEquals("True True True", Judges.h5py(script, folder.resolve("shared.pickle")));
  }

  @Test
  void largeArraysKeepEveryElement() throws IOException {
    double[] many = new double[1_000_003];
    Arrays.setAll(many, i -> i / 3.0);
    byte[] pickled = pickle(many);
    Files.write(folder.resolve("many.pickle"), pickled);

    String script =
        """
        import pickle, sys
        x = pickle.load(open(sys.argv[1], "rb"))
        print(len(x), all(v == i / 3.0 for i, v in enumerate(x)))
        """;
    assertEquals("1000003 True", Judges.h5py(script, folder.resolve("many.pickle")));
    assertTrue(pickled.length < 8 * many.length + 100, () -> pickled.length + " bytes");
  }

  record Fit(double slope) {}

  @Test
  void refusesWhatPythonHasNot() {
    for (Object value :
        List.of(
            new Fit(1),
            new Object(),
            List.of(1, Map.of("fit", new Fit(1))),
            LocalDate.of(10_000, 1, 1),
            Instant.MAX,
            Instant.MIN,
            Duration.ofSeconds(Long.MAX_VALUE),
            "half a \uD83D",
            "\uDE00 the other half",
            "\uD83D\uD83D\uDE00",
            Map.of(Map.of(), 1),
            Set.of(new ArrayDeque<>()))) {
      assertThrows(PickleException.class, () -> pickle(value), value::toString);
    }
    var error = assertThrows(PickleException.class, () -> pickle(List.of(new Fit(1))));
    assertEquals(
        "no value that is pickled for Python: " + Fit.class.getTypeName(), error.getMessage());
  }

  @Test
  void refusesKeysOfWhichPythonWouldKeepOne() throws IOException {
    var time = OffsetDateTime.of(2026, 1, 1, 0, 0, 0, 0, ZoneOffset.UTC);
    for (Set<Object> set :
        List.<Set<Object>>of(
            Set.of(1, 1L),
            Set.of(1, true),
            Set.of(0.5, 0.5f),
            Set.of(1, new BigDecimal("1.0")),
            Set.of(1, new Complex(1)),
            Set.of(0.0, -0.0),
            Set.of("FRIDAY", DayOfWeek.FRIDAY),
            Set.of(List.of(1), List.of(1L)),
            Set.of(time, time.toInstant()))) {
      assertThrows(PickleException.class, () -> pickle(set), set::toString);
      var map = new LinkedHashMap<Object, Object>();
      new LinkedHashSet<>(set).forEach(key -> map.put(key, 0));
      assertThrows(PickleException.class, () -> pickle(map), map::toString);
    }
    assertTrue(pickle(Set.of(1, 2L, 0.1, 0.1f, "1")).length > 0);
  }
}
