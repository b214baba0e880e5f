package org.acmespark.hdf5;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.acmespark.Judges;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata that the library makes around elements that are already in their places. */
class DataRegionTest {
  private static final long BEGIN = 8192;

  @TempDir Path folder;

  private record Array(int number, long position, long[] values) {}

  private static List<Array> arrays(Random random, int count) {
    List<Integer> numbers = new ArrayList<>();
    for (int k = 0; k < count; k++) {
      numbers.add(k);
    }
    Collections.shuffle(numbers, random);
    List<Array> arrays = new ArrayList<>();
    long position = BEGIN;
    for (int number : numbers) {
      if (random.nextInt(4) == 0) {
        position += 1 + random.nextInt(random.nextBoolean() ? 100 : 100_000);
      }
      long[] values = random.longs(1 + random.nextInt(20_000)).toArray();
      arrays.add(new Array(number, position, values));
      position += 8L * values.length;
    }
    return arrays;
  }

  private static void write(FileChannel channel, Array array) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.allocate(8 * array.values().length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asLongBuffer().put(array.values());
    channel.write(bytes, array.position());
  }

  @RepeatedTest(8)
  void elementsKeepTheirPlacesAndEverythingReads(RepetitionInfo repetition) throws Exception {
    var random = new Random(repetition.getCurrentRepetition());
    int count = 1 + random.nextInt(300);
    List<Array> arrays = arrays(random, count);
    Array last = arrays.get(count - 1);
    long end = last.position() + 8L * last.values().length;
    Path metadata = folder.resolve("metadata.h5");
    Path file = folder.resolve("values");

    try (var writer = Hdf5Writer.create(metadata)) {
      DataRegion region = writer.region(BEGIN, end);
      for (Array array : arrays) {
        region.place(
            array.number(),
            ElementType.INT64,
            new long[] {array.values().length},
            array.position());
      }
      for (int k = 0; k < count; k++) {
        writer.group("comp_" + k);
        writer.write("comp_" + k + "/result_0", Hdf5Value.of(new String[] {"text " + k, "more"}));
        writer.write("comp_" + k + "/result_1", Hdf5Value.of(new double[1000 + k]));
        region.name(k, "comp_" + k + "/result_2");
      }
      region.complete();
      assertFalse(writer.commit().isKnown(), "a hole is not read for a sum");
    }
    try (var channel =
            FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        var around = FileChannel.open(metadata)) {
      for (Array array : arrays) {
        write(channel, array);
      }
      around.transferTo(0, BEGIN, channel.position(0));
      around.transferTo(end, around.size() - end, channel.position(end));
    }

    assertEquals(Files.size(metadata), Files.size(file));
    try (var reader = Hdf5Reader.open(file)) {
      for (Array array : arrays) {
        String path = "comp_" + array.number() + "/result_2";
        assertArrayEquals(array.values(), (long[]) reader.read(path).elements());
      }
    }
    long[] sums = new long[count];
    arrays.forEach(array -> sums[array.number()] = LongStream.of(array.values()).sum());
    assertEquals(
        LongStream.of(sums).sum() + " " + count + " ['result_0', 'result_1', 'result_2']",
        Judges.h5py(
            """
            import h5py, sys, numpy as np
            with h5py.File(sys.argv[1]) as f:
                with np.errstate(over='ignore'):
                    total = np.int64(0)
                    for k in range(len(f)):
                        g = f[f'comp_{k}']
                        assert list(g['result_0'].asstr()) == [f'text {k}', 'more']
                        assert (g['result_1'][()] == 0).all() and g['result_1'].shape == (1000 + k,)
                        total += g['result_2'][()].sum()
                print(total, len(f), list(g))
            """,
            file));
  }

  @Test
  void aPlaceBeforeTheLastIsRefused() {
    try (var writer = Hdf5Writer.create(folder.resolve("f.h5"))) {
      DataRegion region = writer.region(BEGIN, BEGIN + 160);
      region.place(0, ElementType.INT64, new long[] {10}, BEGIN);

      assertThrows(
          DataRegion.MisplacedException.class,
          () -> region.place(1, ElementType.INT64, new long[] {10}, BEGIN + 72));
    }
  }
}
