package org.acmespark.store.pickle;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.reflect.Array;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import net.razorvine.pickle.Opcodes;

/**
 * A primitive array as the pickle of a Python {@code array}, or of a list of {@code bool}.
 *
 * <p>Python writes arrays in the same way since protocol 3: {@code
 * array._array_reconstructor(array.array, typecode, machine format, bytes)}, the numbers of machine
 * formats being those of Modules/arraymodule.c. Elements go out in blocks, not one by one as
 * opcodes.
 */
final class PickledArray {
  private static final int BLOCK_BYTES = 64 << 10;

  /** Opcode of protocol 4: a length of eight bytes, then as many bytes. */
  private static final int BINBYTES8 = 0x8e;

  private final Object array;

  /**
   * @param array of primitives, but not of char
   */
  PickledArray(Object array) {
    this.array = array;
  }

  void writeTo(OutputStream out) throws IOException {
    if (array instanceof boolean[] truths) {
      writeList(out, truths);
    } else if (array instanceof byte[] bytes) {
      writeHead(out, 'b', 1, Byte.BYTES);
      out.write(bytes);
      writeTail(out);
    } else {
      writeNumbers(out);
    }
  }

  private static void writeList(OutputStream out, boolean[] truths) throws IOException {
    out.write(Opcodes.EMPTY_LIST);
    out.write(Opcodes.MARK);
    for (boolean truth : truths) {
      out.write(truth ? Opcodes.NEWTRUE : Opcodes.NEWFALSE);
    }
    out.write(Opcodes.APPENDS);
  }

  private void writeNumbers(OutputStream out) throws IOException {
    var block = ByteBuffer.allocate(BLOCK_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    int length = Array.getLength(array);
    int width = writeHead(out);
    int perBlock = BLOCK_BYTES / width;
    for (int from = 0; from < length; from += perBlock) {
      int n = Math.min(perBlock, length - from);
      fill(block, from, n);
      out.write(block.array(), 0, n * width);
    }
    writeTail(out);
  }

  /** Returns bytes per element. */
  private int writeHead(OutputStream out) throws IOException {
    if (array instanceof short[]) {
      return writeHead(out, 'h', 4, Short.BYTES);
    } else if (array instanceof int[]) {
      return writeHead(out, 'i', 8, Integer.BYTES);
    } else if (array instanceof long[]) {
      return writeHead(out, 'q', 12, Long.BYTES);
    } else if (array instanceof float[]) {
      return writeHead(out, 'f', 14, Float.BYTES);
    } else {
      return writeHead(out, 'd', 16, Double.BYTES);
    }
  }

  private int writeHead(OutputStream out, char typecode, int machineFormat, int width)
      throws IOException {
    out.write(Opcodes.GLOBAL);
    out.write("array\n_array_reconstructor\n".getBytes(StandardCharsets.US_ASCII));
    out.write(Opcodes.MARK);
    out.write(Opcodes.GLOBAL);
    out.write("array\narray\n".getBytes(StandardCharsets.US_ASCII));
    out.write(Opcodes.BINUNICODE);
    out.write(new byte[] {1, 0, 0, 0, (byte) typecode});
    out.write(Opcodes.BININT1);
    out.write(machineFormat);
    long bytes = (long) Array.getLength(array) * width;
    out.write(BINBYTES8);
    out.write(
        ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(bytes).array());
    return width;
  }

  private static void writeTail(OutputStream out) throws IOException {
    out.write(Opcodes.TUPLE);
    out.write(Opcodes.REDUCE);
  }

  private void fill(ByteBuffer block, int from, int n) {
    block.clear();
    if (array instanceof short[] numbers) {
      block.asShortBuffer().put(numbers, from, n);
    } else if (array instanceof int[] numbers) {
      block.asIntBuffer().put(numbers, from, n);
    } else if (array instanceof long[] numbers) {
      block.asLongBuffer().put(numbers, from, n);
    } else if (array instanceof float[] numbers) {
      block.asFloatBuffer().put(numbers, from, n);
    } else {
      block.asDoubleBuffer().put((double[]) array, from, n);
    }
  }
}
