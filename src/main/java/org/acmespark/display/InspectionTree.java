package org.acmespark.display;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.ObjectIdentity;
import org.acmespark.hdf5.RealFile;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.model.AcmeException;
import org.acmespark.reading.LocalCopies;

/** Draws the tree of one open file. */
public final class InspectionTree {
  static final int ELEMENTS_SHOWN = 20;
  private static final int CHARACTERS_SHOWN = 200;
  private static final int INVALID_SHOWN = 5;

  /** Limit for groups that contain themselves. */
  private static final int DEPTH_SHOWN = 12;

  private final Hdf5Reader reader;
  private final Path file;
  private final LocalCopies copies;
  private final InspectionDetail detail;
  private final StringBuilder text = new StringBuilder();
  private final Map<ObjectIdentity, String> drawn = new HashMap<>();

  public InspectionTree(Hdf5Reader reader, Path file, LocalCopies copies, InspectionDetail detail) {
    this.reader = reader;
    this.file = file;
    this.copies = copies;
    this.detail = detail;
  }

  public String text() {
    text.append(file.getFileName()).append('\n');
    reader.identity("/").ifPresent(root -> drawn.put(root, "/"));
    attributes(reader.node("/"), "");
    members("", "", RealFile.of(file), 0);
    return text.toString();
  }

  /** Draws the members of a group; links are relative to the file {@code holder}. */
  private void members(String group, String indent, Path holder, int depth) {
    List<String> names = reader.children(group.isEmpty() ? "/" : group);
    int shown = Math.min(names.size(), detail.members());
    if (depth == DEPTH_SHOWN && shown > 0) {
      text.append(indent).append("└─ ... (deeper than is shown)\n");
      return;
    }
    for (int i = 0; i < shown; i++) {
      boolean last = i == names.size() - 1;
      text.append(indent).append(last ? "└─ " : "├─ ").append(names.get(i));
      member(group + "/" + names.get(i), indent + (last ? "   " : "│  "), holder, depth);
    }
    if (shown < names.size()) {
      text.append(indent)
          .append("└─ ... and %s more (--all shows them)\n".formatted(names.size() - shown));
    }
  }

  private void member(String path, String indent, Path holder, int depth) {
    reader.externalLink(path).ifPresent(link -> copies.fetch(holder.resolveSibling(link.file())));
    Node node = reader.node(path);
    Path home = holder;
    if (node.externalLink().isPresent()) {
      Node.Link link = node.externalLink().get();
      text.append(" -> ").append(link.file()).append(':').append(link.target());
      home = holder.resolveSibling(link.file());
      if (!Files.exists(home)) { // the library would look in the current directory, too
        text.append("  BROKEN LINK: its target is not there\n");
        return;
      }
    }
    switch (node.kind()) {
      case GROUP -> {
        Optional<String> before = drawnBefore(path);
        if (before.isPresent()) {
          text.append("  the same group as ").append(before.get()).append('\n');
          return;
        }
        text.append('\n');
        attributes(node, indent);
        members(path, indent, home, depth + 1);
      }
      case BROKEN_LINK -> text.append("  BROKEN LINK: its target is not there\n");
      case DATASET -> {
        text.append("  ").append(describe(node, home));
        if (detail.values()) {
          text.append(valueOf(path, node, home));
        }
        if (detail.ranges()) {
          text.append(rangesOf(path, node, home));
        }
        text.append('\n');
        attributes(node, indent);
      }
    }
  }

  private void attributes(Node node, String indent) {
    NodeText.attributes(node.attributes())
        .forEach(line -> text.append(indent).append(line).append('\n'));
  }

  /**
   * Returns the path at which a group was drawn before; groups may contain each other and
   * themselves.
   */
  private Optional<String> drawnBefore(String path) {
    return reader
        .identity(path)
        .flatMap(group -> Optional.ofNullable(drawn.putIfAbsent(group, path)));
  }

  private String describe(Node node, Path holder) {
    var description = new StringBuilder(typeAndShape(node));
    if (node.virtual()) {
      description.append("  ").append(virtual(node.virtualSources(), holder));
    }
    Hdf5Value valid = node.attributes().get("valid");
    // In a copy without its payload the attribute would describe rows that do not exist.
    if (isWhole(node, holder) && valid != null && valid.elements() instanceof boolean[] rows) {
      description.append("  ").append(valid(rows));
    }
    return description.append(NodeText.suffix(node)).toString();
  }

  /** Returns numpy's name of the type, the shape, the maximum shape if it differs, and the size. */
  static String typeAndShape(Node node) {
    var description = new StringBuilder(node.typeName()).append(' ').append(shape(node.shape()));
    if (!Arrays.equals(node.shape(), node.maxShape()) && node.maxShape().length > 0) {
      description.append(" of ").append(shape(node.maxShape()));
    }
    if (node.type().orElse(null) != ElementType.STRING) { // its length varies
      description.append("  ").append(size(bytes(node)));
    }
    return description.toString();
  }

  /**
   * Counts the sources of a virtual dataset and names the missing ones, for which HDF5 silently
   * returns fill values.
   */
  private String virtual(List<String> sources, Path holder) {
    List<String> missing = missing(sources, holder);
    String count = "virtual, %s source%s".formatted(sources.size(), sources.size() == 1 ? "" : "s");
    return missing.isEmpty()
        ? count
        : count + ", MISSING %s: %s".formatted(missing.size(), shortened(missing.toString()));
  }

  private List<String> missing(List<String> sources, Path holder) {
    return sources.stream()
        .filter(source -> !source.equals("."))
        .filter(source -> !copies.exists(holder.resolveSibling(source)))
        .toList();
  }

  private boolean isWhole(Node node, Path holder) {
    return !node.virtual() || missing(node.virtualSources(), holder).isEmpty();
  }

  /** Describes which rows of stacked results are not fill. */
  private static String valid(boolean[] rows) {
    List<Integer> without = IntStream.range(0, rows.length).filter(i -> !rows[i]).boxed().toList();
    String first =
        without.stream()
            .limit(INVALID_SHOWN)
            .map(String::valueOf)
            .collect(Collectors.joining(", ", " (not ", ""));
    return "valid %s of %s%s"
        .formatted(
            rows.length - without.size(),
            rows.length,
            without.isEmpty() ? "" : first + (without.size() > INVALID_SHOWN ? ", ...)" : ")"));
  }

  private String valueOf(String path, Node node, Path holder) {
    if (!isSmall(node) || !isWhole(node, holder)) {
      return "";
    }
    node.virtualSources().forEach(source -> copies.fetch(holder.resolveSibling(source)));
    try {
      return shown(reader.read(path));
    } catch (AcmeException e) { // for example a missing filter; other datasets can be shown
      return "  UNREADABLE: " + shortened(e.getMessage());
    }
  }

  private String rangesOf(String path, Node node, Path holder) {
    if (!isWhole(node, holder)) {
      return "";
    }
    node.virtualSources().forEach(source -> copies.fetch(holder.resolveSibling(source)));
    try {
      return ValueRanges.of(node, (start, count) -> reader.read(path, start, count))
          .map(ranges -> "  " + ranges)
          .orElse("");
    } catch (AcmeException e) { // for example a missing filter; other datasets can be shown
      return "  UNREADABLE: " + shortened(e.getMessage());
    }
  }

  /** Returns the elements of a small dataset, which follow its description. */
  static String shown(Hdf5Value small) {
    // deepToString takes an array and prints elements of every type.
    String value = Arrays.deepToString(new Object[] {small.toJava()});
    return "  = " + shortened(value.substring(1, value.length() - 1));
  }

  /** Whether the dataset has few enough elements to show them. */
  static boolean isSmall(Node node) {
    return elements(node.shape()) <= ELEMENTS_SHOWN && node.type().isPresent();
  }

  static String shortened(String line) {
    return line.length() <= CHARACTERS_SHOWN ? line : line.substring(0, CHARACTERS_SHOWN) + "...";
  }

  private static long bytes(Node node) {
    return node.type()
        .map(type -> elements(node.shape()) * type.bytes())
        .orElse(node.storageBytes());
  }

  private static long elements(long[] shape) {
    return LongStream.of(shape).reduce(1, (a, b) -> a * b);
  }

  /** Returns the shape as numpy writes it: {@code (200, 10)}, {@code (3,)}, {@code ()}. */
  static String shape(long[] shape) {
    return LongStream.of(shape)
        .mapToObj(length -> length < 0 ? "unlimited" : Long.toString(length))
        .collect(Collectors.joining(", ", "(", shape.length == 1 ? ",)" : ")"));
  }

  static String size(long bytes) {
    if (bytes < 1024) {
      return bytes + " B";
    }
    double size = bytes;
    String unit = "";
    for (String next : List.of("KiB", "MiB", "GiB", "TiB")) {
      if (size < 1024) {
        break;
      }
      size /= 1024;
      unit = next;
    }
    return String.format(Locale.ROOT, "%.1f %s", size, unit);
  }
}
