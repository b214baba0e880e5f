package org.acmespark.store.single;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.Block;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a spool holds after whatever has happened to its file. */
class SpoolTest {
  private static final int COMPUTATIONS = 5;

  @TempDir Path folder;
  private Path file;

  /** Where the spool ends after each commit, and which computations count from there on. */
  private final TreeMap<Long, List<Integer>> commits = new TreeMap<>();

  private static byte[] content(int index) {
    return "result of computation %d".formatted(index).repeat(index + 1).getBytes();
  }

  private static Block.Fragment fragment(UUID stream, int sequence, byte[] bytes) {
    return new Block.Fragment(stream, sequence, bytes);
  }

  /** Two computations in fragments that end anywhere. */
  private static Block.Streamed commit(UUID stream, int first, int fragments, byte[] rest) {
    int one = content(first).length;
    int both = one + content(first + 1).length;
    return new Block.Streamed(
        stream,
        fragments,
        both,
        rest,
        new long[] {first, first + 1},
        new long[] {0, one},
        new long[] {7, 0},
        new boolean[] {false, first == 2});
  }

  private static byte[] both(int first) {
    byte[] one = content(first);
    byte[] both = Arrays.copyOf(one, one.length + content(first + 1).length);
    System.arraycopy(content(first + 1), 0, both, one.length, both.length - one.length);
    return both;
  }

  @BeforeEach
  void makeSpool() throws IOException {
    file = folder.resolve(".spool");
    UUID a = UUID.randomUUID();
    UUID b = UUID.randomUUID();
    UUID dead = UUID.randomUUID();
    byte[] ofA = both(0);
    byte[] ofB = both(2);
    try (Spool spool = Spool.create(file)) {
      spool.append(fragment(a, 0, Arrays.copyOf(ofA, 10)));
      spool.append(fragment(dead, 0, new byte[] {1, 2, 3}));
      spool.append(fragment(b, 0, Arrays.copyOf(ofB, 100)));
      spool.append(fragment(a, 1, Arrays.copyOfRange(ofA, 10, 30)));
      spool.commit(commit(a, 0, 3, Arrays.copyOfRange(ofA, 30, ofA.length)), List.of());
      commits.put(Files.size(file), List.of(0, 1));
      spool.append(fragment(b, 1, Arrays.copyOfRange(ofB, 100, ofB.length)));
      spool.commit(commit(b, 2, 2, new byte[0]), List.of());
      commits.put(Files.size(file), List.of(2, 3));
    }
  }

  private static Map<Integer, byte[]> contents(Spool spool) {
    Map<Integer, byte[]> contents = new TreeMap<>();
    spool
        .committed()
        .forEach(
            entry -> {
              try (SpoolInput in = spool.open(entry)) {
                byte[] bytes = in.readAllBytes();
                assertEquals(entry.length(), bytes.length);
                contents.put((int) entry.index(), bytes);
              } catch (IOException e) {
                throw new IllegalStateException(e);
              }
            });
    return contents;
  }

  private static void assertRight(Map<Integer, byte[]> contents) {
    contents.forEach((index, bytes) -> assertArrayEquals(content(index), bytes));
  }

  @Test
  void findsAllThatWasCommitted() {
    try (Spool spool = Spool.recover(file)) {
      Map<Integer, byte[]> contents = contents(spool);
      assertEquals(List.of(0, 1, 2, 3), List.copyOf(contents.keySet()));
      assertRight(contents);
      assertTrue(spool.entry(4).isEmpty());
      SpoolIndex.Entry second = spool.entry(2).orElseThrow();
      assertEquals(7, second.rowLength());
      assertEquals(0, second.offset());
      assertTrue(spool.entry(3).orElseThrow().serialized());
      assertEquals(content(2).length, spool.entry(3).orElseThrow().offset());
    }
  }

  @Test
  void findsWhatWasCommittedBeforeAnyByteAtWhichItEnds() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    for (int end = 0; end <= whole.length; end++) {
      Files.write(file, Arrays.copyOf(whole, end));
      List<Integer> expected =
          commits.headMap((long) end, true).values().stream().flatMap(List::stream).toList();
      try (Spool spool = Spool.recover(file)) {
        Map<Integer, byte[]> contents = contents(spool);
        assertEquals(expected, List.copyOf(contents.keySet()), "cut at byte " + end);
        assertRight(contents);
        append(spool);
      }
      try (Spool again = Spool.recover(file)) {
        assertTrue(again.entry(4).isPresent(), "appended after a cut at byte " + end);
        assertRight(contents(again));
      }
    }
  }

  private static void append(Spool spool) {
    byte[] bytes = content(4);
    long[] zero = {0};
    spool.commit(
        new Block.Streamed(
            UUID.randomUUID(),
            1,
            bytes.length,
            bytes,
            new long[] {4},
            zero,
            zero,
            new boolean[] {false}),
        List.of());
  }

  @Test
  void oneDamagedByteCostsOneStreamAtMostAndIsReported() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    int least = COMPUTATIONS;
    for (int at = 0; at < whole.length; at++) {
      byte[] damaged = whole.clone();
      damaged[at] ^= (byte) (1 << (at % 8));
      Files.write(file, damaged);
      try (Spool spool = Spool.recover(file)) {
        Map<Integer, byte[]> contents = contents(spool);
        assertRight(contents);
        least = Math.min(least, contents.size());
        assertTrue(contents.size() == 4 || spool.damage().isPresent() || isLast(at), "byte " + at);
        if (at >= commits.firstKey()) {
          assertTrue(contents.containsKey(0) && contents.containsKey(1), "damaged byte " + at);
        }
      }
    }
    assertEquals(2, least);
  }

  /** Of the last record: it looks as if it had been cut off. */
  private boolean isLast(int at) {
    return at >= commits.lastKey() - 200;
  }

  @Test
  void aDamagedHeadCostsItsStreamAloneAndIsNamed() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    whole[8 + 5]++; // in the first head, behind the preamble
    Files.write(file, whole);
    try (Spool spool = Spool.recover(file)) {
      assertEquals(List.of(2, 3), List.copyOf(contents(spool).keySet()));
      String damage = spool.damage().orElseThrow();
      assertTrue(
          damage.contains(
              "the first at byte 8, cannot be read; these computations are computed again: 0, 1"),
          damage);
      append(spool);
    }
    try (Spool again = Spool.recover(file)) {
      assertEquals(List.of(2, 3, 4), List.copyOf(contents(again).keySet()));
    }
  }

  @Test
  void oneDamagedContentCostsItsStreamAlone() throws IOException {
    byte[] whole = Files.readAllBytes(file);
    String text = new String(whole, StandardCharsets.ISO_8859_1);
    whole[text.indexOf("result of ")]++;
    Files.write(file, whole);

    try (Spool spool = Spool.recover(file)) {
      assertEquals(List.of(2, 3), List.copyOf(contents(spool).keySet()));
    }
  }

  @Test
  void saysSoIfTheDiskGivesBackWhatWasNotWritten() throws IOException {
    try (Spool spool = Spool.recover(file)) {
      byte[] damaged = Files.readAllBytes(file);
      String text = new String(damaged, StandardCharsets.ISO_8859_1);
      damaged[text.indexOf("result of ")]++;
      Files.write(file, damaged);

      SpoolInput in = spool.open(spool.entry(0).orElseThrow());
      var error = assertThrows(AcmeException.class, in::readAllBytes);
      assertTrue(error.getMessage().startsWith(file + " is damaged"), error.getMessage());
    }
  }

  @Test
  void refusesACommitWhosePartsDidNotArrive() {
    try (Spool spool = Spool.recover(file)) {
      Block.Streamed block = commit(UUID.randomUUID(), 4, 2, both(4));
      assertThrows(AcmeException.class, () -> spool.commit(block, List.of()));
      assertTrue(spool.entry(4).isEmpty());
    }
  }

  @Test
  void readsManyFragmentsInAnyOrder() {
    byte[][] contents = new byte[40][];
    var random = new Random(1);
    try (Spool spool = Spool.create(folder.resolve("large"))) {
      for (int i = 0; i < contents.length; i++) {
        contents[i] = new byte[random.nextInt(2_000_000)];
        random.nextBytes(contents[i]);
        UUID stream = UUID.randomUUID();
        int cut = random.nextInt(contents[i].length);
        spool.append(fragment(stream, 0, Arrays.copyOf(contents[i], cut)));
        long[] zero = {0};
        spool.commit(
            new Block.Streamed(
                stream,
                2,
                contents[i].length,
                Arrays.copyOfRange(contents[i], cut, contents[i].length),
                new long[] {i},
                zero,
                zero,
                new boolean[] {false}),
            List.of());
      }
      for (int k = 0; k < 200; k++) {
        int i = random.nextInt(contents.length);
        try (SpoolInput in = spool.open(spool.entry(i).orElseThrow())) {
          assertArrayEquals(contents[i], in.readAllBytes());
        } catch (IOException e) {
          throw new IllegalStateException(e);
        }
      }
    }
  }

  @Test
  void neverOverwritesAFile() {
    assertThrows(AcmeException.class, () -> Spool.create(file));
    assertThrows(AcmeException.class, () -> Spool.recover(folder.resolve("nowhere")));
  }
}
