package org.acmespark.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;
import org.acmespark.model.StoredValue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentGrammarTest {
  @TempDir private Path folder;

  @Test
  void readsJsonNumbersInTheNarrowestType() {
    assertEquals(4, value("4"));
    assertEquals(-4, value("-4"));
    assertEquals(5_000_000_000L, value("5000000000"));
    assertEquals(new BigInteger("92233720368547758080"), value("92233720368547758080"));
    assertEquals(2.5, value("2.5"));
    assertEquals(1000.0, value("1e3"));
  }

  @Test
  void readsNumbersAsScientistsWriteThem() {
    assertEquals(0.5, value(".5"));
    assertEquals(5.0, value("5."));
    assertEquals(5, value("+5"));
    assertEquals(Double.NaN, value("NaN"));
    assertEquals(Double.POSITIVE_INFINITY, value("Infinity"));
    assertEquals(Double.NEGATIVE_INFINITY, value("-Infinity"));
    assertEquals(
        List.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY, Double.NaN, "inf, nan"),
        value("[inf, -np.inf, nan, \"inf, nan\"]"));
  }

  @Test
  void readsListsObjectsStringsAndTruth() {
    assertEquals(List.of(2, 4, 6, 8), value("[2, 4, 6, 8]"));
    assertEquals(List.of(List.of(1, 2.5), List.of()), value("[[1,2.5],[]]"));
    assertEquals(Map.of("a", List.of(1)), value("{\"a\": [1]}"));
    assertEquals("4", value("\"4\""));
    assertEquals(true, value("true"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "nearest",
        "two words",
        "1.2.3",
        "007",
        "a-b",
        "",
        "range",
        "rangefinder(1)",
        "12 13",
        "trueish",
        "http://example.org/?a=b",
        "x y=z",
        "=3",
        "1=2"
      })
  void takesABareWordAsAString(String word) {
    assertEquals(word, value(word));
  }

  @Test
  void splitsANameOffAtTheFirstEqualsSignAfterAnIdentifier() {
    assertEquals(new ArgumentGrammar.Argument(Optional.of("z"), 3), ArgumentGrammar.parse("z=3"));
    assertEquals(
        new ArgumentGrammar.Argument(Optional.of("_x1"), "a=b"), ArgumentGrammar.parse("_x1=a=b"));
    assertEquals(
        new ArgumentGrammar.Argument(Optional.of("größe"), "1\n2"),
        ArgumentGrammar.parse("größe=1\n2"));
    assertEquals(Optional.empty(), ArgumentGrammar.parse("\"a=b\"").name());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "range(3)     | 0 1 2",
        "range(2,5)   | 2 3 4",
        "range(0, 7, 3) | 0 3 6",
        "range(3,0,-1)  | 3 2 1",
        "range(5000000000,5000000002) | 5000000000 5000000001",
        "linspace(0,1,3) | 0.0 0.5 1.0",
      })
  void givesRangesTheirValues(String text, String expected) {
    var words = new ArrayList<String>();
    for (Object element : elements(assertInstanceOf(Sequence.class, value(text)))) {
      words.add(String.valueOf(element));
    }
    assertEquals(expected, String.join(" ", words));
  }

  @Test
  void eachSplitsAndAllShares() {
    assertEquals(List.of(1, 2), eachElements("each:[1,2]"));
    assertEquals(List.of(0, 1, 2), eachElements("x=each:range(3)"));
    assertEquals(new Arg.All<>(List.of(1, 2)), value("all:[1,2]"));
    assertEquals(new Arg.All<>(List.of(0, 1)), value("x=all:range(2)"));
    assertEquals(new Arg.All<>("word"), value("all:word"));
  }

  @Test
  void readsJsonFiles() throws Exception {
    Path file = folder.resolve("trials.json");
    Files.writeString(file, "[[1, 2],\n [3]]\n");
    assertEquals(List.of(List.of(1, 2), List.of(3)), value("@" + file));
    assertEquals(List.of(List.of(1, 2), List.of(3)), eachElements("each:@" + file));
  }

  private static Object whole(String text) {
    return assertInstanceOf(StoredValue.class, value(text)).toJava();
  }

  @Test
  void readsWholeDatasetsAndMarksSlices() {
    String file = data();
    assertArrayEquals(new double[] {1, 2}, (double[]) whole("@" + file + ":/v"));
    assertEquals(List.of(1.0, 2.0), eachElements("x=each:@" + file + ":/v"));
    assertEquals(new Arg.Slices<>(file, "/m", 1, Object.class), value("@" + file + ":/m[:,*]"));
    assertEquals(
        new Arg.Slices<>(file, "/m", 0, Object.class), value("each:@" + file + ":/m[ * , :]"));
  }

  @Test
  void refusesSlicesThatDoNotFitTheDataset() {
    String file = data();
    refuses("@" + file + ":/m[*]", "has 1 entries in brackets, but the dataset has 2 dimensions");
    refuses("@" + file + ":/m[:,:,*]", "2 dimensions, [3, 2]");
    refuses("@" + file + ":/n[:,*]", "has no dataset n; it has");
    refuses("@" + file + "x:/m[:,*]", "there is no such file");
    refuses("all:@" + file + ":/m[:,*]", "leave one of them out");
  }

  private String data() {
    Path file = folder.resolve("data: 1.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("/v", Hdf5Value.of(new double[] {1, 2}));
      writer.write("/m", Hdf5Value.of(new double[3][2]));
      writer.commit();
    }
    return file.toString();
  }

  @Test
  void aDatasetWhoseNameHasBracketsIsQuoted() throws Exception {
    Path file = folder.resolve("brackets.h5");
    try (Hdf5Writer writer = Hdf5Writer.create(file)) {
      writer.write("/x[0]", Hdf5Value.of(new double[3][2]));
      writer.write("/a \"b\":/c", Hdf5Value.of(new double[] {1, 2}));
      writer.commit();
    }
    String at = "@" + file + ":";
    assertEquals(0, assertInstanceOf(Arg.Slices.class, value(at + "\"/x[0]\"[*,:]")).axis());
    assertEquals(1, assertInstanceOf(Arg.Slices.class, value(at + "\"/x[0]\"[:,*]")).axis());
    assertEquals(3, ((double[][]) whole(at + "\"/x[0]\"")).length);
    assertArrayEquals(new double[] {1, 2}, (double[]) whole(at + "\"/a \\\"b\\\":/c\""));
    refuses(at + "/x[0][*,:]", "a dataset whose name has brackets is quoted: @" + file);
    refuses(at + "\"/x[1]\"[*,:]", "has no dataset x[1]");
    refuses(at + "\"/x[0]\"[*]", "has 1 entries in brackets, but the dataset has 2");
  }

  @Test
  void saysWhereAJsonFileIsBroken() throws Exception {
    Path file = folder.resolve("broken.json");
    Files.writeString(file, "[1,\n 2");
    refuses("@" + file, "broken.json is not valid JSON at line 2");
    Files.writeString(file, "[1] [2]");
    refuses("@" + file, "something follows the value");
    Files.writeString(file, "");
    refuses("@" + file, "there is no value");
    Files.writeString(file, "word");
    refuses("@" + file, "is not valid JSON");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[1,2            | is not valid JSON",
        "[1,2] 3         | something follows the value",
        "{\"a\":1,\"a\":2} | Duplicate field",
        "1e999           | too large for a double",
        "x=[1,           | argument x: ",
        "range()         | range(start, end)",
        "range(1,2,3,4)  | range(start, end, step)",
        "range(0,1,0.1)  | linspace(first, last",
        "range(0,b)      | 'range(0,b)' holds something else",
        "range(0,\"1\")  | 1 is not a number",
        "linspace(0,1)   | number of values",
        "linspace(0,1,2.5) | number of values",
        "each:3          | each: needs a list",
        "each:word       | each: needs a list",
        "each:z=[1,2]    | z=each:[1,2]",
        "all:z=[1,2]     | z=all:[1,2]",
        "@nosuch.json    | there is no such file",
        "@word           | expected @file.json, @file.csv, @file.parquet, @file.npy",
        "@data.h5        | @file.h5:/dataset",
        "@data.h5:data   | @file.h5:/dataset",
        "@data.h5:eeg/data | did you mean '@data.h5:/eeg/data'?",
        "@data.nc:d[:,*] | did you mean '@data.nc:/d[:,*]'?",
        "@data.h5:/d[:,:] | no *",
        "@data.h5:/d[*,*] | two *",
        "@data.h5:/d[:,x] | 'x' is neither",
        "@data.h5:/d[*,-1] | negative ones are not taken",
        "@data.h5:/d[*,5:5] | 5:5 is empty",
        "@data.h5:/d[*,5:9:0] | is empty",
        "@data.h5:/d@fs[0] | an attribute is read whole",
        "@none-*.h5:/d | no file matches none-*.h5",
        "@a.npy          | a.npy: there is no such file",
        "@data.h5:/d[]   | '' is neither",
      })
  void refusesWithTheRule(String text, String words) {
    refuses(text, words);
  }

  private static void refuses(String text, String words) {
    String message =
        assertThrows(IllegalArgumentException.class, () -> ArgumentGrammar.parse(text))
            .getMessage();
    assertTrue(message.contains(words), message);
  }

  private static Object value(String text) {
    return ArgumentGrammar.parse(text).value();
  }

  private static List<Object> eachElements(String text) {
    return elements(assertInstanceOf(Arg.Each.class, value(text)).values());
  }

  private static List<Object> elements(Sequence<?> sequence) {
    var elements = new ArrayList<Object>();
    for (long i = 0; i < sequence.length(); i++) {
      elements.add(sequence.get(i));
    }
    return elements;
  }
}
