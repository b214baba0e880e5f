package org.acmespark;

import static org.acmespark.Args.all;
import static org.acmespark.Args.each;
import static org.acmespark.Args.range;
import static org.acmespark.Args.slices;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.acmespark.model.Arg;
import org.acmespark.model.Sequence;
import org.junit.jupiter.api.Test;

class ArgsTest {
  @Test
  void everyWayToGiveValuesGivesTheSame() {
    assertEquals(List.of(2, 4, 6), values(each(2, 4, 6)));
    assertEquals(List.of(2, 4, 6), values(each(List.of(2, 4, 6))));
    assertEquals(List.of(2, 4, 6), values(each(new int[] {2, 4, 6})));
    assertEquals(List.of(2, 4, 6), values(each(range(2, 8, 2))));
    assertEquals(List.of(2L, 3L), values(each(range(2L, 4L))));
    assertEquals(List.of("a"), values(each(Set.of("a"))));
    assertEquals(List.of(1.5f), values(each(new float[] {1.5f})));
    assertEquals(List.of(List.of(1), List.of(2)), values(each(List.of(1), List.of(2))));
  }

  @Test
  void onePathIsOneValueAlthoughAPathIsIterable() {
    Path path = Path.of("a", "b");
    assertEquals(List.of(path), values(each(path)));
    assertEquals(List.of(path, path), values(each(path, path)));
  }

  @Test
  void aSharedListIsNotCopied() {
    List<Integer> list = List.of(1, 2);
    assertSame(list, assertInstanceOf(Arg.All.class, all(list)).value());
  }

  @Test
  void nullIsAValue() {
    assertNull(assertInstanceOf(Arg.All.class, all(null)).value());
    var each = assertInstanceOf(Arg.Each.class, each(Arrays.asList(1, null)));
    assertEquals(2, each.values().length());
    assertNull(each.values().get(1));
  }

  @Test
  void refusesWhatCannotBeAnArgument() {
    assertThrows(IllegalArgumentException.class, () -> slices("a.h5", "/data", -1));
    assertThrows(IllegalArgumentException.class, () -> slices("", "/data", 0));
    assertThrows(IllegalArgumentException.class, () -> slices("a.h5", "", 0));
    assertThrows(IllegalArgumentException.class, () -> range(0, 5, 0));
  }

  private static List<Object> values(Arg<?> arg) {
    Sequence<?> sequence = assertInstanceOf(Arg.Each.class, arg).values();
    List<Object> values = new ArrayList<>();
    for (long i = 0; i < sequence.length(); i++) {
      values.add(sequence.get(i));
    }
    return values;
  }
}
