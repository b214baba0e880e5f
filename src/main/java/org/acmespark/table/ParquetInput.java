package org.acmespark.table;

import java.io.IOException;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.apache.parquet.io.DelegatingSeekableInputStream;
import org.apache.parquet.io.InputFile;
import org.apache.parquet.io.SeekableInputStream;

/** Lets Parquet's library read a file of this machine. */
record ParquetInput(Path path) implements InputFile {
  @Override
  public long getLength() throws IOException {
    return Files.size(path);
  }

  @Override
  public SeekableInputStream newStream() throws IOException {
    FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
    return new DelegatingSeekableInputStream(Channels.newInputStream(file)) {
      @Override
      public long getPos() throws IOException {
        return file.position();
      }

      @Override
      public void seek(long position) throws IOException {
        file.position(position);
      }
    };
  }

  /** For the library's messages. */
  @Override
  public String toString() {
    return path.toString();
  }
}
