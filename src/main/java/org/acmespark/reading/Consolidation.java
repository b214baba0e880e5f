package org.acmespark.reading;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.acmespark.checksum.FileSum;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.Hdf5Writer;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.VirtualLayout.Mapping;
import org.acmespark.model.AcmeException;
import org.acmespark.store.payload.PayloadIdentity;

/**
 * Copies the contents of a container into one file without links. Copies piece by piece, so that
 * memory is bounded, and under a temporary name until the file is complete and synced.
 */
final class Consolidation {
  private static final long CHUNK_BYTES = 1 << 20;

  private final ResultsContainer container;
  private final Hdf5Reader reader;
  private final Optional<StackedResults> stacked;
  private final OpenFiles open;
  private final LongConsumer progress;
  private long done;

  /** The place of an object after following links. */
  private record Home(Path file, String path) {
    Home child(String name) {
      return new Home(file, path.endsWith("/") ? path + name : path + "/" + name);
    }
  }

  Consolidation(
      ResultsContainer container,
      Optional<StackedResults> stacked,
      OpenFiles open,
      LongConsumer progress) {
    this.container = container;
    this.reader = container.reader();
    this.stacked = stacked;
    this.open = open;
    this.progress = progress;
  }

  /** Writes the file, and its checksum beside it. */
  void write(Path out) {
    Path target = out.toAbsolutePath().normalize();
    Path folder = target.getParent();
    if (Files.exists(target)) {
      throw new IllegalArgumentException(
          out + " exists: name a new file, so that nothing is overwritten");
    }
    if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
      throw new IllegalArgumentException(
          "%s cannot be created: %s is not a writable directory".formatted(out, folder));
    }
    Path temporary = folder.resolve("." + target.getFileName() + "-" + UUID.randomUUID());
    try (var writer = Hdf5Writer.create(temporary)) {
      Home root = new Home(container.file(), "/");
      attributes(writer, "/", reader.node("/").attributes());
      for (String member : reader.children("/")) {
        copy(writer, member, root.child(member), 1);
      }
      FileSum sum = writer.commit();
      Publication.publish(temporary, target);
      RecordedSums.writeBeside(target, sum);
    } finally {
      Publication.delete(temporary);
    }
  }

  /** Copies the object at a path. {@code home} is its own place, without links. */
  private void copy(Hdf5Writer writer, String path, Home home, int depth) {
    reader
        .externalLink(path)
        .ifPresent(link -> open.fetch(home.file().resolveSibling(link.file())));
    Node node = reader.node(path);
    Home lies =
        node.externalLink()
            .map(
                link ->
                    new Home(home.file().resolveSibling(link.file()).normalize(), link.target()))
            .orElse(home);
    switch (node.kind()) {
      case BROKEN_LINK -> {
        open.requireFile(lies.file());
        throw new AcmeException("%s has no %s".formatted(lies.file(), lies.path()));
      }
      case GROUP -> {
        writer.group(path);
        attributes(writer, path, node.attributes());
        for (String member : reader.children(path)) {
          copy(writer, path + "/" + member, lies.child(member), depth + 1);
        }
      }
      case DATASET -> {
        if (node.virtual()) {
          materialize(writer, path, node, lies);
        } else {
          open.requireFile(lies.file());
          writer.copy(lies.file(), lies.path(), path);
        }
      }
    }
    if (depth == 1 && stacked.isEmpty()) {
      advance(1);
    }
  }

  private void materialize(Hdf5Writer writer, String path, Node node, Home lies) {
    ElementType type =
        node.type()
            .orElseThrow(
                () ->
                    new AcmeException(
                        "%s: virtual datasets of type %s cannot be copied"
                            .formatted(lies.file(), node.typeName())));
    boolean grows = Arrays.stream(node.maxShape()).anyMatch(length -> length < 0);
    writer.dataset(
        path,
        type,
        node.shape(),
        grows ? node.maxShape() : node.shape(),
        grows ? chunk(node.shape(), type.bytes()) : new long[0]);
    Optional<List<Mapping>> mappings = reader.mappings(path).filter(VirtualBlocks::canRead);
    if (mappings.isPresent()) {
      var blocks = new VirtualBlocks(type, 0, lies.file().getParent(), mappings.get(), open);
      for (Mapping mapping : mappings.get()) {
        Pieces.forEach(
            mapping.start(),
            mapping.count(),
            type.bytes(),
            (start, count) ->
                write(writer, path, start, count, blocks.read(mapping, start, count)));
        boolean isStack = path.equals(ResultsContainer.STACKED);
        stacked
            .filter(s -> isStack)
            .ifPresent(s -> advance(mapping.count()[s.stackAxis().orElse(0)]));
      }
    } else {
      Pieces.forEach(
          new long[node.shape().length],
          node.shape(),
          type.bytes(),
          (start, count) ->
              write(
                  writer,
                  path,
                  start,
                  count,
                  open.open(lies.file()).read(lies.path(), start, count)));
    }
    attributes(writer, path, node.attributes());
    if (path.equals(ResultsContainer.STACKED)
        && !node.attributes().containsKey(StackedResults.STACK_AXIS)) {
      stacked.ifPresent(
          s ->
              s.stackAxis()
                  .ifPresent(
                      axis ->
                          writer.attribute(
                              path, StackedResults.STACK_AXIS, Hdf5Value.of((long) axis))));
    }
  }

  private static void write(
      Hdf5Writer writer, String path, long[] start, long[] count, Hdf5Value part) {
    writer.writeBlock(path, start, Hdf5Value.flat(part.type(), count, part.elements()));
  }

  private static void attributes(
      Hdf5Writer writer, String path, Map<String, Hdf5Value> attributes) {
    attributes.forEach(
        (name, value) -> {
          if (!PayloadIdentity.isPartOfOne(name)) {
            writer.attribute(path, name, value);
          }
        });
  }

  /** About a megabyte, in whole rows if they fit. */
  static long[] chunk(long[] shape, int elementBytes) {
    long[] chunk = shape.clone();
    long bytes = elementBytes;
    for (int axis = 0; axis < chunk.length; axis++) {
      chunk[axis] = Math.max(1, chunk[axis]);
      bytes *= chunk[axis];
    }
    for (int axis = 0; axis < chunk.length && bytes > CHUNK_BYTES; axis++) {
      long rest = bytes / chunk[axis];
      chunk[axis] = Math.max(1, CHUNK_BYTES / rest);
      bytes = rest * chunk[axis];
    }
    return chunk;
  }

  private void advance(long more) {
    done += more;
    progress.accept(done);
  }
}
