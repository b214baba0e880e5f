package org.acmespark.store.single;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.model.AcmeException;
import org.acmespark.model.Compression;
import org.acmespark.model.Dim;
import org.acmespark.model.ResultShape;
import org.acmespark.store.directory.RunDirectory;
import org.acmespark.store.payload.Block;
import org.acmespark.store.payload.BlockWriter;
import org.acmespark.store.payload.DirectoryPlan;
import org.acmespark.store.payload.Spread;
import org.acmespark.store.payload.Stacking;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Arrays that are written where the single file will have them. */
class ValuesFileTest {
  private static final int ROW = 10_000;
  private static final long ROW_BYTES = 8L * ROW;

  @TempDir Path folder;

  private static double[] row(double value) {
    double[] row = new double[ROW];
    Arrays.fill(row, value);
    return row;
  }

  private ValuesFile values(Optional<ValuesFile.Rows> rows) {
    return ValuesFile.at(folder.resolve(".values"), rows, Stream.of());
  }

  private static Placed put(ValuesFile values, UUID stream, long row) {
    values.put(stream, row, Hdf5Value.of(row(row)));
    return values.take(stream).get(0);
  }

  @Test
  void placesOfRefusedBlocksAreUsedAgainAndOthersNever() {
    try (var values = values(Optional.empty())) {
      UUID refused = UUID.randomUUID();
      values.put(refused, -1, Hdf5Value.of(row(1)));
      long second = put(values, UUID.randomUUID(), -1).position();
      values.discard(refused);

      assertEquals(ValuesFile.BEGIN + ROW_BYTES, second);
      assertEquals(ValuesFile.BEGIN, put(values, UUID.randomUUID(), -1).position());
      assertEquals(second + ROW_BYTES, put(values, UUID.randomUUID(), -1).position());
    }
  }

  @Test
  void aRowThatAnotherAttemptMayStillWriteIsKeptElsewhere() {
    var rows = new ValuesFile.Rows(4, ROW_BYTES);
    try (var values = values(Optional.of(rows))) {
      UUID first = UUID.randomUUID();
      values.put(first, 2, Hdf5Value.of(row(2)));

      long elsewhere = put(values, UUID.randomUUID(), 2).position();

      assertEquals(rows.place(2), values.take(first).get(0).position());
      assertEquals(rows.end(), elsewhere);
    }
  }

  @Test
  void aSealedFileTakesNothing() {
    try (var values = values(Optional.empty())) {
      values.seal();

      assertThrows(
          AcmeException.class,
          () -> values.put(UUID.randomUUID(), -1, Hdf5Value.of(new double[10])));
    }
  }

  @Test
  void anArrayIsTheSameWhetherItIsWrittenHereOrSent() throws IOException {
    double[] array = new double[1_000_000];
    Arrays.setAll(array, k -> k);
    UUID stream = UUID.randomUUID();
    try (var values = values(Optional.empty())) {
      var sent = new SentPieces(values);
      try (var places = ExecutorPlaces.sending(sent, sent)) {
        places.put(stream, -1, Hdf5Value.of(array));
        places.put(stream, -1, Hdf5Value.of(new int[] {1, 2, 3}));
        assertEquals(List.of(), values.take(stream));
        places.finish(stream);
      }
      List<Placed> arrived = values.take(stream);
      values.put(stream, -1, Hdf5Value.of(array));
      Placed here = values.take(stream).get(0);

      assertTrue(sent.isClosed());
      assertEquals(List.of(8_000_000L, 12L), arrived.stream().map(Placed::length).toList());
      assertEquals(8_000_000, here.length());
      try (var channel = FileChannel.open(folder.resolve(".values"))) {
        var read = new SpoolFragments(folder, channel);
        assertTrue(arrived.get(0).isIntact(read));
        assertTrue(arrived.get(1).isIntact(read));
        assertTrue(here.isIntact(read));
      }
    }
  }

  @Test
  void piecesAreTakenWithinThePlaceOfTheirStreamAlone() {
    UUID stream = UUID.randomUUID();
    try (var values = values(Optional.empty())) {
      long place = values.reserve(stream, -1, 100);
      values.write(stream, place, place + 90, ByteBuffer.allocate(10));

      for (long[] wrong :
          new long[][] {{place, place - 1}, {place, place + 91}, {place, Long.MAX_VALUE}, {9, 9}}) {
        assertThrows(
            AcmeException.class,
            () -> values.write(stream, wrong[0], wrong[1], ByteBuffer.allocate(10)));
      }
      assertThrows(
          AcmeException.class,
          () -> values.write(UUID.randomUUID(), place, place, ByteBuffer.allocate(10)));
      assertEquals(List.of(), values.take(stream));
    }
  }

  @Test
  void freeSpaceIsWhatNobodyHas() {
    var space = new FreeSpace(100);
    space.claim(List.of(new FreeSpace.Extent(300, 50), new FreeSpace.Extent(120, 30)));

    assertEquals(150, space.take(150));
    assertEquals(100, space.take(20));
    assertEquals(350, space.take(1));
    space.free(100, 20);
    space.free(150, 100);
    space.free(120, 30);
    assertEquals(100, space.take(150));
    space.free(350, 1);
    assertEquals(350, space.end());
  }

  @RepeatedTest(20)
  void noByteIsTakenTwice(RepetitionInfo repetition) {
    var random = new Random(repetition.getCurrentRepetition());
    var space = new FreeSpace(0);
    BitSet used = new BitSet();
    List<FreeSpace.Extent> taken = new ArrayList<>();
    for (int step = 0; step < 2000; step++) {
      if (taken.isEmpty() || random.nextInt(5) < 3) {
        int length = 1 + random.nextInt(20);
        int position = (int) space.take(length);
        assertTrue(used.get(position, position + length).isEmpty());
        used.set(position, position + length);
        taken.add(new FreeSpace.Extent(position, length));
      } else {
        FreeSpace.Extent extent = taken.remove(random.nextInt(taken.size()));
        space.free(extent.position(), extent.length());
        used.clear((int) extent.position(), (int) (extent.position() + extent.length()));
      }
      assertEquals(used.length(), space.end());
    }
  }

  // Whole single files.

  private static final DirectoryPlan STACKED =
      new DirectoryPlan(
          "f",
          3,
          Spread.SINGLE_FILE,
          Optional.of(new Stacking(ResultShape.of(Dim.STACK, ROW), ElementType.FLOAT64)),
          Compression.none());
  private static final DirectoryPlan GROUPS =
      new DirectoryPlan("f", 3, Spread.SINGLE_FILE, Optional.empty(), Compression.none());

  private static Block.Streamed block(
      SingleFile single, boolean inPlace, long index, Object result) {
    BlockWriter writer = single.layout().open("task");
    writer.sendTo(
        new BlockWriter.Outlet() {
          @Override
          public int send(Block.Fragment fragment) {
            return single.receive(fragment, 1);
          }

          @Override
          public Optional<BlockWriter.Places> places() {
            return inPlace ? single.places() : Optional.empty();
          }
        });
    writer.add(index, result);
    return (Block.Streamed) writer.seal();
  }

  private RunDirectory directory() {
    return RunDirectory.create(Optional.of(folder.resolve("run").toString()), "run");
  }

  private double[] read(String path) {
    try (var reader = Hdf5Reader.open(folder.resolve("run/f.h5"))) {
      return (double[]) reader.read(path).elements();
    }
  }

  @Test
  void whatASpoolOfAnEarlierVersionHoldsGetsItsPlaceToo() {
    RunDirectory directory = directory();
    try (var single = new SingleFile(directory, GROUPS)) {
      single.commit(block(single, false, 0, row(0)));
    }
    try (var single = new SingleFile(directory, GROUPS)) {
      single.commit(block(single, true, 2, row(2)));
      single.commit(block(single, false, 1, row(1)));
      single.finish(true);
    }
    directory.finish();

    for (int i = 0; i < 3; i++) {
      assertArrayEquals(row(i), read("comp_" + i + "/result_0"));
    }
  }

  @Test
  void rowsFromElsewhereAreCopiedAndMissingOnesFilled() {
    RunDirectory directory = directory();
    try (var single = new SingleFile(directory, STACKED)) {
      block(single, true, 2, row(-1)); // of a task that was given up
      single.commit(block(single, true, 2, row(2)));
      single.commit(block(single, false, 0, row(0)));
      single.finish(true);
    }
    directory.finish();

    double[] whole = read("result_0");
    assertArrayEquals(row(0), Arrays.copyOf(whole, ROW));
    assertArrayEquals(row(Double.NaN), Arrays.copyOfRange(whole, ROW, 2 * ROW));
    assertArrayEquals(row(2), Arrays.copyOfRange(whole, 2 * ROW, 3 * ROW));
  }

  @Test
  void anIncompleteRunHasAContainerAndGoesOnInPlace() {
    RunDirectory directory = directory();
    try (var single = new SingleFile(directory, GROUPS)) {
      single.commit(block(single, true, 0, row(0)));
      single.commit(block(single, true, 2, row(2)));
      single.finish(false);
    }
    assertArrayEquals(row(2), read("comp_2/result_0"));
    try (var single = new SingleFile(directory, GROUPS)) {
      single.commit(block(single, true, 1, row(1)));
      single.finish(true);
    }
    directory.finish();

    for (int i = 0; i < 3; i++) {
      assertArrayEquals(row(i), read("comp_" + i + "/result_0"));
    }
    assertFalse(directory.path().resolve(RunDirectory.VALUES).toFile().exists());
    assertFalse(directory.path().resolve(RunDirectory.SPOOL).toFile().exists());
  }

  @Test
  void oneDamagedByteInTheFileCostsItsBlockAndIsReported() throws IOException {
    RunDirectory directory = directory();
    try (var single = new SingleFile(directory, GROUPS)) {
      single.commit(block(single, true, 0, row(0)));
      single.commit(block(single, true, 1, row(1)));
    }
    Path values = directory.path().resolve(RunDirectory.VALUES);
    try (var channel = FileChannel.open(values, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1}), ValuesFile.BEGIN + ROW_BYTES + 5);
    }
    StringBuilder said = new StringBuilder();

    BitSet committed =
        SingleFile.committed(directory.path().resolve(RunDirectory.SPOOL), 3, said::append);

    assertEquals(BitSet.valueOf(new long[] {1}), committed);
    assertTrue(
        said.toString().contains("these computations are computed again: 1"), said::toString);
    assertNotEquals(0, said.length());
    directory.finish();
  }
}
