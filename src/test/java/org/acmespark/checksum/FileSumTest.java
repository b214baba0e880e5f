package org.acmespark.checksum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileSumTest {
  private static final int MEGABYTE = 1 << 20;

  @TempDir Path folder;

  private static int crc(byte[] bytes, int from, int to) {
    var crc = new CRC32C();
    crc.update(bytes, from, to - from);
    return (int) crc.getValue();
  }

  @Test
  void isTheCrcOfEachMegabyte() throws IOException {
    byte[] bytes = new byte[MEGABYTE + 3];
    new Random(1).nextBytes(bytes);
    FileSum sum = FileSum.of(Files.write(folder.resolve("f"), bytes));
    String expected =
        "%08x%08x".formatted(crc(bytes, 0, MEGABYTE), crc(bytes, MEGABYTE, bytes.length));
    assertEquals(new FileSum(bytes.length, expected), sum);
    // The check value of CRC-32C in RFC 3720 and in the catalogue of CRCs.
    assertEquals(
        "e3069283", FileSum.of(Files.writeString(folder.resolve("g"), "123456789")).crc32c());
    assertEquals(new FileSum(0, ""), FileSum.of(Files.write(folder.resolve("h"), new byte[0])));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void partsInAnyOrderGiveTheSumOfTheFile(long seed) throws IOException {
    var random = new Random(seed);
    byte[] bytes = new byte[3 * MEGABYTE + random.nextInt(MEGABYTE)];
    random.nextBytes(bytes);
    Path file = folder.resolve("f");
    var parts = new SumOfParts();
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), 0);
      for (int k = 0; k < 40; k++) { // some of them overwrite others
        int from = random.nextInt(bytes.length);
        int to = Math.min(bytes.length, from + random.nextInt(MEGABYTE));
        for (int i = from; i < to; i++) {
          bytes[i] = (byte) random.nextInt();
        }
        ByteBuffer part = ByteBuffer.wrap(bytes, from, to - from);
        if (random.nextBoolean()) {
          parts.add(from, part);
        } else {
          int end = Math.min(to, (from / MEGABYTE + 1) * MEGABYTE);
          parts.add(from, end - from, crc(bytes, from, end));
          part.limit(end);
        }
        channel.write(part.duplicate(), from);
        bytes = read(channel, file);
      }
    }
    assertEquals(FileSum.of(file), complete(parts, file));
  }

  private static FileSum complete(SumOfParts parts, Path file) throws IOException {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return parts.complete(channel);
    }
  }

  private static byte[] read(FileChannel written, Path file) throws IOException {
    written.force(false);
    return Files.readAllBytes(file);
  }

  @Test
  void blocksGrowWithTheFile() {
    assertEquals(MEGABYTE, FileSum.blockBytes(0));
    assertEquals(MEGABYTE, FileSum.blockBytes(4L << 30));
    assertEquals(2 * MEGABYTE, FileSum.blockBytes((4L << 30) + 1));
    assertEquals(256L << 20, FileSum.blockBytes(1L << 40));
    assertEquals(1L << 51, FileSum.blockBytes(Long.MAX_VALUE));
  }

  @Test
  void theBlocksOfAHugeFileAreJoined() throws IOException {
    Path file = folder.resolve("sparse");
    long size = (4L << 30) + 5;
    var parts = new SumOfParts();
    byte[] zeros = new byte[MEGABYTE];
    for (long at = 0; at < size - 5; at += MEGABYTE) {
      parts.add(at, MEGABYTE, crc(zeros, 0, MEGABYTE));
    }
    try (var channel =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3, 4, 5}), size - 5);
    }
    String twoMegabytes = "%08x".formatted(crc(new byte[2 * MEGABYTE], 0, 2 * MEGABYTE));
    String last = "%08x".formatted(crc(new byte[] {1, 2, 3, 4, 5}, 0, 5));
    assertEquals(new FileSum(size, twoMegabytes.repeat(2048) + last), complete(parts, file));
  }

  @Test
  void damageIsNamedByItsBlocks() throws IOException {
    byte[] bytes = new byte[4 * MEGABYTE + 10];
    Path file = Files.write(folder.resolve("f"), bytes);
    FileSum sum = FileSum.of(file);
    assertEquals(List.of(), sum.damage(file));
    bytes[MEGABYTE] ^= 1;
    bytes[2 * MEGABYTE] ^= 1;
    bytes[4 * MEGABYTE + 9] ^= 1;
    Files.write(file, bytes);
    List<FileSum.Part> damage = sum.damage(file);
    assertEquals(
        List.of(
            new FileSum.Part(MEGABYTE, 3 * MEGABYTE - 1),
            new FileSum.Part(4 * MEGABYTE, 4 * MEGABYTE + 9)),
        damage);
    assertEquals(
        "is damaged: bytes 1048576 to 3145727, bytes 4194304 to 4194313 differ from what was written",
        FileSum.describe(damage));
    Files.write(file, Arrays.copyOf(new byte[4 * MEGABYTE], 4 * MEGABYTE + 4));
    assertEquals(List.of(new FileSum.Part(4 * MEGABYTE, 4 * MEGABYTE + 9)), sum.damage(file));
  }

  @Test
  void refusesDigitsThatDoNotFitTheSize() {
    assertThrows(IllegalArgumentException.class, () -> new FileSum(1, ""));
    assertThrows(IllegalArgumentException.class, () -> new FileSum(1, "0123456789abcdef"));
    assertThrows(IllegalArgumentException.class, () -> new FileSum(1, "0123456G"));
    assertThrows(IllegalArgumentException.class, () -> new FileSum(-2, ""));
  }
}
