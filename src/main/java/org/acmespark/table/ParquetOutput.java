package org.acmespark.table;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import org.apache.parquet.io.OutputFile;
import org.apache.parquet.io.PositionOutputStream;

/** Lets Parquet's library write to an open file. Closing its stream does not close the file. */
final class ParquetOutput implements OutputFile {
  private static final int BUFFER = 1 << 16;

  private final FileChannel file;

  ParquetOutput(FileChannel file) {
    this.file = file;
  }

  @Override
  public PositionOutputStream create(long blockSizeHint) {
    return new Stream();
  }

  @Override
  public PositionOutputStream createOrOverwrite(long blockSizeHint) {
    return new Stream();
  }

  @Override
  public boolean supportsBlockSize() {
    return false;
  }

  @Override
  public long defaultBlockSize() {
    return 0;
  }

  /** Collects small writes. */
  private final class Stream extends PositionOutputStream {
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
    private long position;

    @Override
    public long getPos() {
      return position;
    }

    @Override
    public void write(int b) throws IOException {
      if (!buffer.hasRemaining()) {
        flush();
      }
      buffer.put((byte) b);
      position++;
    }

    @Override
    public void write(byte[] bytes, int from, int count) throws IOException {
      if (count > buffer.remaining()) {
        flush();
      }
      if (count > buffer.remaining()) {
        drain(ByteBuffer.wrap(bytes, from, count));
      } else {
        buffer.put(bytes, from, count);
      }
      position += count;
    }

    @Override
    public void flush() throws IOException {
      drain(buffer.flip());
      buffer.clear();
    }

    private void drain(ByteBuffer bytes) throws IOException {
      while (bytes.hasRemaining()) {
        file.write(bytes);
      }
    }

    @Override
    public void close() throws IOException {
      flush();
    }
  }
}
