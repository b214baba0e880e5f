package org.acmespark.display;

import java.util.Locale;
import java.util.Optional;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Float16;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Shapes;

/**
 * Smallest and largest number of a dataset, their mean, and how many are not numbers. The dataset
 * is read block by block, so that memory does not depend on its size. Blocks consist of whole
 * chunks, so that none is decompressed twice.
 */
final class ValueRanges {
  private static final long BLOCK_BYTES = 8L << 20;

  private final ElementType type;
  private long numbers;
  private long notNumbers;
  private long trues;
  private double least = Double.POSITIVE_INFINITY;
  private double most = Double.NEGATIVE_INFINITY;
  private long leastWhole = Long.MAX_VALUE;
  private long mostWhole = Long.MIN_VALUE;

  /** The sum, and what rounding has lost of it (Neumaier 1974). */
  private double sum;

  private double lost;

  private ValueRanges(ElementType type) {
    this.type = type;
  }

  /** Reads a part of a dataset. */
  interface Parts {
    Hdf5Value read(long[] start, long[] count);
  }

  /** Describes the values of a dataset of numbers or booleans; empty for other types. */
  static Optional<String> of(Node node, Parts parts) {
    return node.type()
        .filter(type -> type.entriesPerElement() == 1 && type != ElementType.STRING)
        .map(type -> new ValueRanges(type).over(node, parts));
  }

  private String over(Node node, Parts parts) {
    long[] shape = node.shape();
    if (Shapes.count(shape) > 0) {
      long[] block = block(shape, node.storage().chunks(), type.bytes());
      long[] start = new long[shape.length];
      do {
        long[] count = new long[shape.length];
        for (int d = 0; d < shape.length; d++) {
          count[d] = Math.min(block[d], shape[d] - start[d]);
        }
        add(parts.read(start.clone(), count).elements());
      } while (advance(start, block, shape));
    }
    return text();
  }

  /** Grows a chunk, or an element, along the last dimensions first, until it is large enough. */
  static long[] block(long[] shape, long[] chunks, int elementBytes) {
    long[] block = new long[shape.length];
    long bytes = elementBytes;
    for (int d = 0; d < shape.length; d++) {
      block[d] = chunks.length == 0 ? 1 : Math.min(chunks[d], shape[d]);
      bytes *= block[d];
    }
    for (int d = shape.length - 1; d >= 0; d--) {
      long times = Math.min(Math.max(1, BLOCK_BYTES / bytes), (shape[d] - 1) / block[d] + 1);
      long grown = Math.min(shape[d], times * block[d]);
      bytes = bytes / block[d] * grown;
      block[d] = grown;
    }
    return block;
  }

  /** Moves to the next block; false after the last one. */
  private static boolean advance(long[] start, long[] block, long[] shape) {
    for (int d = shape.length - 1; d >= 0; d--) {
      start[d] += block[d];
      if (start[d] < shape[d]) {
        return true;
      }
      start[d] = 0;
    }
    return false;
  }

  private void add(Object elements) {
    switch (type) {
      case FLOAT16 -> {
        for (short bits : (short[]) elements) {
          add(Float16.value(bits));
        }
      }
      case FLOAT32 -> {
        for (float value : (float[]) elements) {
          add(value);
        }
      }
      case FLOAT64 -> {
        for (double value : (double[]) elements) {
          add(value);
        }
      }
      case INT8, UINT8 -> {
        for (byte value : (byte[]) elements) {
          addWhole(type == ElementType.INT8 ? value : Byte.toUnsignedLong(value));
        }
      }
      case INT16, UINT16 -> {
        for (short value : (short[]) elements) {
          addWhole(type == ElementType.INT16 ? value : Short.toUnsignedLong(value));
        }
      }
      case INT32, UINT32 -> {
        for (int value : (int[]) elements) {
          addWhole(type == ElementType.INT32 ? value : Integer.toUnsignedLong(value));
        }
      }
      case INT64 -> {
        for (long value : (long[]) elements) {
          addWhole(value);
        }
      }
      case UINT64 -> {
        for (long value : (long[]) elements) {
          addUnsigned(value);
        }
      }
      case BOOL -> {
        for (boolean value : (boolean[]) elements) {
          numbers++;
          trues += value ? 1 : 0;
        }
      }
      default -> throw new IllegalStateException(type + " has no ranges");
    }
  }

  private void add(double value) {
    if (Double.isNaN(value)) {
      notNumbers++;
      return;
    }
    numbers++;
    least = Math.min(least, value);
    most = Math.max(most, value);
    addToSum(value);
  }

  private void addWhole(long value) {
    numbers++;
    leastWhole = Math.min(leastWhole, value);
    mostWhole = Math.max(mostWhole, value);
    addToSum(value);
  }

  /** With the highest bit turned, unsigned numbers have the order of signed ones. */
  private void addUnsigned(long bits) {
    numbers++;
    leastWhole = Math.min(leastWhole, bits ^ Long.MIN_VALUE);
    mostWhole = Math.max(mostWhole, bits ^ Long.MIN_VALUE);
    addToSum(bits >= 0 ? bits : (bits >>> 1) * 2.0);
  }

  private void addToSum(double value) {
    double next = sum + value;
    if (Double.isInfinite(next)) {
      lost = 0;
    } else {
      lost += Math.abs(sum) >= Math.abs(value) ? (sum - next) + value : (value - next) + sum;
    }
    sum = next;
  }

  private String text() {
    if (type == ElementType.BOOL) {
      return "%s of %s true".formatted(trues, numbers);
    }
    if (numbers + notNumbers == 0) {
      return "no values";
    }
    if (numbers == 0) {
      return "all %s NaN".formatted(notNumbers);
    }
    String range = "min %s, max %s, mean %s".formatted(least(), most(), mean());
    return notNumbers == 0
        ? range
        : range + ", %s of %s NaN".formatted(notNumbers, numbers + notNumbers);
  }

  private String least() {
    return shown(least, leastWhole);
  }

  private String most() {
    return shown(most, mostWhole);
  }

  private String shown(double fraction, long whole) {
    return switch (type) {
      case FLOAT64 -> String.valueOf(fraction);
      case FLOAT16, FLOAT32 -> String.valueOf((float) fraction);
      case UINT64 -> Long.toUnsignedString(whole ^ Long.MIN_VALUE);
      default -> String.valueOf(whole);
    };
  }

  private String mean() {
    double mean = (sum + lost) / numbers;
    return Double.isInfinite(mean) || Double.isNaN(mean)
        ? String.valueOf(mean)
        : String.format(Locale.ROOT, "%.7g", mean);
  }
}
