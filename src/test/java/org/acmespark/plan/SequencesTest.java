package org.acmespark.plan;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.acmespark.model.Sequence;
import org.junit.jupiter.api.Test;

class SequencesTest {
  @Test
  void rangesCountAsPythonsDo() {
    assertEquals(List.of(0, 1, 2), values(Sequences.range(0, 3, 1)));
    assertEquals(List.of(2, 5, 8), values(Sequences.range(2, 10, 3)));
    assertEquals(List.of(5, 3, 1), values(Sequences.range(5, 0, -2)));
    assertEquals(List.of(5L, 3L), values(Sequences.range(5L, 1L, -2L)));
    assertEquals(0, Sequences.range(3, 3, 1).length());
    assertEquals(0, Sequences.range(0, 3, -1).length());
  }

  @Test
  void rangesReachTheEndsOfTheirTypes() {
    Sequence<Integer> ints = Sequences.range(Integer.MIN_VALUE, Integer.MAX_VALUE, 1);
    assertEquals((1L << 32) - 1, ints.length());
    assertEquals(Integer.MAX_VALUE - 1, ints.get(ints.length() - 1));
    Sequence<Long> longs = Sequences.range(Long.MIN_VALUE, Long.MAX_VALUE, 3L);
    assertEquals(Long.MIN_VALUE + 3 * (longs.length() - 1), longs.get(longs.length() - 1));
    assertThrows(
        IllegalArgumentException.class, () -> Sequences.range(Long.MIN_VALUE, Long.MAX_VALUE, 1L));
  }

  @Test
  void refusesAStepOfZero() {
    assertThrows(IllegalArgumentException.class, () -> Sequences.range(0, 3, 0));
  }

  @Test
  void linspaceIsNumpysToTheLastBit() {
    // printed by numpy.linspace(0, 1, 7) and numpy.linspace(0.1, 2.3, 5) with repr
    assertEquals(
        List.of(
            0.0,
            0.16666666666666666,
            0.3333333333333333,
            0.5,
            0.6666666666666666,
            0.8333333333333333,
            1.0),
        values(Sequences.linspace(0, 1, 7)));
    assertEquals(
        List.of(0.1, 0.6499999999999999, 1.2, 1.75, 2.3), values(Sequences.linspace(0.1, 2.3, 5)));
    assertEquals(List.of(3.0), values(Sequences.linspace(3, 4, 1)));
    assertEquals(0, Sequences.linspace(3, 4, 0).length());
    assertThrows(IllegalArgumentException.class, () -> Sequences.linspace(0, 1, -1));
  }

  @Test
  void aSliceHasTheSameValuesAsTheWhole() {
    for (Sequence<?> whole : everyKind()) {
      Sequence<?> slice = whole.slice(1, 4);
      assertEquals(values(whole).subList(1, 4), values(slice), whole.toString());
      assertEquals(values(whole).subList(2, 3), values(slice.slice(1, 2)), whole.toString());
      assertThrows(IndexOutOfBoundsException.class, () -> slice.get(3));
      assertThrows(IndexOutOfBoundsException.class, () -> slice.get(-1));
      assertThrows(IndexOutOfBoundsException.class, () -> whole.slice(1, whole.length() + 1));
    }
  }

  @Test
  void everySequenceSurvivesJavaSerialization() throws Exception {
    for (Sequence<?> whole : everyKind()) {
      assertEquals(values(whole), values(copy(whole)));
    }
  }

  @Test
  void aSliceShipsOnlyItsOwnValues() throws IOException {
    Sequence<Double> whole = Sequences.of(new double[1_000_000]);
    assertTrue(bytes(whole).length > 8_000_000);
    assertTrue(bytes(whole.slice(10, 20)).length < 500);
    assertTrue(bytes(Sequences.range(0, 1_000_000, 1)).length < 500);
  }

  @Test
  void listsOfBoxesAreKeptAsPrimitiveArrays() throws IOException {
    List<Integer> boxes = new ArrayList<>(Collections.nCopies(1000, 7));
    assertTrue(bytes(Sequences.of(boxes)).length < 4300);
    assertEquals(Optional.of(Integer.class), Sequences.elementType(Sequences.of(boxes)));
    assertEquals(Optional.of(Long.class), Sequences.elementType(Sequences.of(List.of(1L))));
    assertEquals(Optional.of(Double.class), Sequences.elementType(Sequences.of(List.of(.5))));
  }

  @Test
  void mixedListsKeepEachValueAsItIs() {
    assertEquals(List.of(1, 2.5, "three"), values(Sequences.of(List.<Object>of(1, 2.5, "three"))));
  }

  @Test
  void laterChangesOfTheCallersListDoNotShow() {
    int[] numbers = {1, 2, 3};
    Sequence<Integer> sequence = Sequences.of(numbers);
    numbers[0] = 99;
    assertEquals(1, sequence.get(0));
  }

  @Test
  void nullIsAValueLikeOthers() {
    assertEquals(Arrays.asList(1, null, null), values(Sequences.of(Arrays.asList(1, null, null))));
    assertEquals(Arrays.asList(null, "b"), values(Sequences.of(Arrays.asList(null, "b"))));
    assertEquals(Optional.empty(), Sequences.elementType(Sequences.repeat(null, 3)));
  }

  @Test
  void arraysOfMoreDimensionsGiveTheirRows() {
    double[][] rows = {{1, 2}, {3, 4}};
    assertArrayEquals(rows[1], (double[]) Sequences.elementsOf(rows).get(1));
    assertEquals(2, Sequences.elementsOf(rows).length());
    assertEquals(List.of((short) 4), values(Sequences.elementsOf(new short[] {4})));
  }

  private static List<Sequence<?>> everyKind() {
    return List.of(
        Sequences.range(3, 50, 7),
        Sequences.range(3L, -50L, -7L),
        Sequences.linspace(-1, 1, 6),
        Sequences.repeat("again", 5),
        Sequences.of(new double[] {1, 2, 3, 4, 5}),
        Sequences.of(new float[] {1, 2, 3, 4, 5}),
        Sequences.of(new int[] {1, 2, 3, 4, 5}),
        Sequences.of(new long[] {1, 2, 3, 4, 5}),
        Sequences.of(new boolean[] {true, false, true, true, false}),
        Sequences.of(List.of("a", "b", "c", "d", "e")),
        Sequences.of(List.<Object>of(1, "b", 3.5, 'd', 5L)));
  }

  private static List<Object> values(Sequence<?> sequence) {
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < sequence.length(); i++) {
      values.add(sequence.get(i));
    }
    return values;
  }

  private static byte[] bytes(Object value) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(value);
    }
    return bytes.toByteArray();
  }

  private static Sequence<?> copy(Object value) throws IOException, ClassNotFoundException {
    try (var in = new ObjectInputStream(new ByteArrayInputStream(bytes(value)))) {
      return (Sequence<?>) in.readObject();
    }
  }
}
