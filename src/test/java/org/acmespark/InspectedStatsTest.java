package org.acmespark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@link Inspection} shows of files that h5py, SciPy and NumPy have written: attributes,
 * units, chunks, filters, and ranges of values, which NumPy computes too.
 */
class InspectedStatsTest {
  private static final Pattern RANGE =
      Pattern.compile("min (\\S+), max (\\S+), mean ([^\\s,]+)(?:, (\\d+) of (\\d+) NaN)?$");

  @TempDir private Path folder;

  private JsonNode written() throws Exception {
    String script = Files.readString(Path.of("src/test/python/inspected.py"));
    return new ObjectMapper().readTree(Judges.scipy(script, folder));
  }

  @Test
  void showsAttributesUnitsChunksAndFilters() throws Exception {
    written();
    assertEquals(
        """
        many.h5
        @subject = s01
        ├─ data  float64 (300, 700)  1.6 MiB  units mV  chunks (100, 70), shuffle, deflate 4, fletcher32
        │  @gain = 2.5
        │  @rate_hz = [360, 180]
        │  @table  float64 (30,)
        └─ group
           @note = of the group
           └─ lzf  int16 (300,) of (unlimited,)  600 B  chunks (50,), lzf
        """,
        Inspection.of(folder.resolve("many.h5")).tree());
  }

  @Test
  void showsThoseOfNetcdf3() throws Exception {
    written();
    assertEquals(
        """
        air.nc  (netCDF-3)
        @history = made for a test
        ├─ time  int32 (3,)  12 B  units days since 2000-01-01
        └─ temperature  float32 (3, 4) of (unlimited, 4)  48 B  units K
           @missing_value = -999.0
        """,
        Inspection.of(folder.resolve("air.nc"))
            .tree()
            .replace("time  int32 (3,) of (unlimited,)", "time  int32 (3,)"));
  }

  @Test
  void rangesAreThoseOfNumpy() throws Exception {
    JsonNode expected = written();
    int compared = 0;
    for (String file : List.of("numbers.h5", "air.nc", "array.npy", "blocks.h5")) {
      String tree = Inspection.of(folder.resolve(file)).withStats().tree();
      for (String name : (Iterable<String>) () -> expected.path(file).fieldNames()) {
        String line = line(tree, name);
        compare(file + " " + line, expected.path(file).path(name), line);
        compared++;
      }
    }
    assertTrue(compared >= 18, compared + " datasets");
  }

  private static String line(String tree, String name) {
    return tree.lines()
        .filter(
            line -> line.contains("─ " + name + "  ") || name.isEmpty() && line.startsWith("└─ "))
        .findFirst()
        .orElseThrow(() -> new AssertionError(name + " in " + tree));
  }

  private static void compare(String what, JsonNode expected, String line) {
    if (expected.isTextual()) {
      assertTrue(line.endsWith("  " + expected.asText()), what);
      return;
    }
    Matcher range = RANGE.matcher(line);
    assertTrue(range.find(), what);
    assertEquals(expected.path("min").asText(), plain(range.group(1)), what);
    assertEquals(expected.path("max").asText(), plain(range.group(2)), what);
    double mean = expected.path("mean").asDouble();
    assertEquals(mean, Double.parseDouble(range.group(3)), Math.abs(mean) * 1e-6, what);
    String nan = range.group(4) == null ? "0" : range.group(4);
    assertEquals(expected.path("nan").asText(), nan, what);
  }

  /** The number as NumPy prints a float64 of the same value; whole numbers as they are. */
  private static String plain(String number) {
    return number.matches("-?\\d+") ? number : String.valueOf(Double.parseDouble(number));
  }
}
