package org.acmespark.store.single;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.acmespark.model.AcmeException;

/** A cache of the fragments of a spool that were read last. Each is checked when it is read. */
final class SpoolFragments {
  /** Results of neighbouring computations lie in few streams, but not always in one. */
  private static final int KEPT = 8;

  private final Path file;
  private final FileChannel channel;
  private Optional<ByteBuffer> unused = Optional.empty();
  private final Map<SpoolIndex.Extent, ByteBuffer> kept = new LinkedHashMap<>(16, 0.75f, true);

  SpoolFragments(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /** The content of a fragment, valid until some others have been read. */
  ByteBuffer read(SpoolIndex.Extent extent) throws IOException {
    ByteBuffer known = kept.get(extent);
    if (known != null) {
      return known.duplicate();
    }
    ByteBuffer content = content(extent);
    if (!isIntact(content, extent)) {
      throw new AcmeException(
          "%s is damaged: the %s bytes from %s on differ from what was written"
              .formatted(file, extent.length(), extent.position()));
    }
    kept.put(extent, content);
    return content.duplicate();
  }

  /** Whether the file has what was written. The content is not kept. */
  boolean isIntact(SpoolIndex.Extent extent) throws IOException {
    ByteBuffer content = content(extent);
    boolean intact = isIntact(content, extent);
    unused = Optional.of(content);
    return intact;
  }

  private static boolean isIntact(ByteBuffer content, SpoolIndex.Extent extent) {
    return content.remaining() == extent.length()
        && SpoolRecord.checksum(content) == extent.checksum();
  }

  private ByteBuffer content(SpoolIndex.Extent extent) throws IOException {
    ByteBuffer content = buffer(extent.length());
    int got = 0;
    while (content.hasRemaining() && got >= 0) {
      got = channel.read(content, extent.position() + content.position());
    }
    return content.flip();
  }

  /**
   * Returns an unused buffer or a new one. Buffers are reused because memory outside the heap is
   * freed late.
   */
  private ByteBuffer buffer(int length) {
    if (unused.isPresent() && unused.get().capacity() >= length) {
      ByteBuffer free = unused.get();
      unused = Optional.empty();
      return free.clear().limit(length);
    }
    if (kept.size() == KEPT) {
      SpoolIndex.Extent oldest = kept.keySet().iterator().next();
      ByteBuffer free = kept.remove(oldest);
      if (free.capacity() >= length) {
        return free.clear().limit(length);
      }
    }
    return ByteBuffer.allocateDirect(Math.max(length, 1 << 20)).limit(length);
  }
}
