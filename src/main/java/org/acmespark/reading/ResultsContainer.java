package org.acmespark.reading;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.RealFile;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.VirtualLayout;
import org.acmespark.model.AcmeException;
import org.acmespark.model.ResultShape;

/** An open results container, which locates the results of each computation. */
final class ResultsContainer implements AutoCloseable {
  /** Name of the stacked dataset. */
  static final String STACKED = "result_0";

  /** Begin of the names of results. */
  static final String RESULTS = "result_";

  private static final Pattern GROUP = Pattern.compile("comp_(0|[1-9][0-9]*)");
  private static final Pattern RESULT = Pattern.compile("result_(0|[1-9][0-9]*)");

  private final Path file;
  private final Hdf5Reader reader;
  private final OpenFiles open;
  private Optional<Entry> last = Optional.empty();
  private Optional<Boolean> stacked = Optional.empty();
  private OptionalLong members = OptionalLong.empty();

  /**
   * What the container has for a computation.
   *
   * @param link where its group is, if it is a link; empty if it is in the container
   * @param file the file with the group
   */
  private record Entry(long index, Optional<Node.Link> link, Path file) {}

  /**
   * The group with the results of one computation.
   *
   * @param path in the file
   */
  record Group(Path file, String path) {
    /** Path of one of its results. */
    String dataset(int position) {
      return below(path, RESULTS + position);
    }
  }

  /**
   * The place of one result.
   *
   * @param position number of the return value, from 0
   * @param file the file with the result
   * @param dataset its path in that file
   */
  record Place(int position, Path file, String dataset) {}

  /**
   * The properties of the stacked dataset, without its elements.
   *
   * @param axis dimension along which computations lie, if known
   * @param valid which computations have results
   * @param lengths of the unlimited dimension of each
   */
  record Stack(
      Path file,
      ElementType type,
      long[] shape,
      long[] maxShape,
      boolean virtual,
      OptionalInt axis,
      boolean[] valid,
      Optional<long[]> lengths) {
    OptionalInt unlimitedAxis() {
      for (int k = 0; k < maxShape.length; k++) {
        if (maxShape[k] < 0) {
          return OptionalInt.of(k);
        }
      }
      return OptionalInt.empty();
    }

    OptionalLong length(long index) {
      return lengths.isPresent() && index < lengths.get().length
          ? OptionalLong.of(lengths.get()[Math.toIntExact(index)])
          : OptionalLong.empty();
    }
  }

  private ResultsContainer(Path file, Hdf5Reader reader, OpenFiles open) {
    this.file = file;
    this.reader = reader;
    this.open = open;
  }

  /**
   * Opens a file that is on this machine.
   *
   * @param open makes sure that the targets of its links are on this machine
   * @throws AcmeException if it cannot be read as HDF5
   */
  static ResultsContainer open(Path file, OpenFiles open) {
    Path real = RealFile.of(file);
    return new ResultsContainer(real, Hdf5Reader.open(real), open);
  }

  Path file() {
    return file;
  }

  Hdf5Reader reader() {
    return reader;
  }

  /** Path of a computation's group. */
  static String group(long index) {
    return "comp_" + index;
  }

  boolean isStacked() {
    if (stacked.isEmpty()) {
      stacked = Optional.of(reader.hasMember(STACKED));
    }
    return stacked.get();
  }

  boolean hasGroup(long index) {
    return entry(index).isPresent();
  }

  /** Whether there is anything but a stacked dataset, as the file had it when first asked. */
  private boolean hasGroups() {
    return members() > (isStacked() ? 1 : 0);
  }

  /** Number of members of the root group. */
  long members() {
    if (members.isEmpty()) {
      members = OptionalLong.of(reader.memberCount("/"));
    }
    return members.getAsLong();
  }

  /** Looks up the group of a computation, whose methods are called one after the other. */
  private Optional<Entry> entry(long index) {
    if (last.isPresent() && last.get().index() == index) {
      return last;
    }
    Optional<Optional<Node.Link>> member =
        hasGroups() ? reader.member(group(index)) : Optional.empty();
    if (member.isEmpty()) {
      return Optional.empty();
    }
    Optional<Node.Link> link = member.get();
    boolean same = last.isPresent() && last.get().link().isPresent() && link.isPresent();
    Path found =
        same && last.get().link().get().file().equals(link.get().file())
            ? last.get().file()
            : link.map(this::target).orElse(file);
    last = Optional.of(new Entry(index, link, found));
    return last;
  }

  private Entry existing(long index) {
    return entry(index)
        .orElseThrow(() -> new AcmeException("%s has no group %s".formatted(file, group(index))));
  }

  /** Returns where the existing group of a computation is. Only the container is read. */
  Group located(long index) {
    Entry entry = existing(index);
    return new Group(entry.file(), entry.link().map(Node.Link::target).orElse(group(index)));
  }

  /** Number of computations according to the groups: the last index plus one. */
  long groupsEnd() {
    long end = 0;
    for (String member : reader.children("/")) {
      Matcher group = GROUP.matcher(member);
      if (group.matches()) {
        end = Math.max(end, Long.parseLong(group.group(1)) + 1);
      }
    }
    return end;
  }

  /** Returns the file that a computation's group links to. Only the container is read. */
  Path file(long index) {
    return existing(index).file();
  }

  /**
   * Returns the results in a computation's existing group, by position.
   *
   * @throws AcmeException if its payload file is missing or cannot be read
   */
  List<Place> places(long index) {
    Entry entry = existing(index);
    if (entry.link().isPresent()) {
      open.requireFile(entry.file());
    }
    return places(group(index), entry.link());
  }

  /** Returns the results in the root group of a file of a single computation. */
  List<Place> placesInRoot() {
    return places("", Optional.empty());
  }

  private List<Place> places(String group, Optional<Node.Link> link) {
    List<Place> places = new ArrayList<>();
    for (String member : reader.children(group)) {
      Matcher result = RESULT.matcher(member);
      if (result.matches()) {
        int position = Integer.parseInt(result.group(1));
        places.add(
            link.isPresent()
                ? new Place(position, target(link.get()), below(link.get().target(), member))
                : place(position, below(group, member)));
      }
    }
    return places;
  }

  private Place place(int position, String path) {
    Optional<Node.Link> link = reader.externalLink(path);
    return link.isPresent()
        ? new Place(position, target(link.get()), link.get().target())
        : new Place(position, file, path);
  }

  private static String below(String group, String member) {
    return group.endsWith("/") ? group + member : group + "/" + member;
  }

  private Path target(Node.Link link) {
    return file.resolveSibling(link.file()).normalize();
  }

  /**
   * Opens the existing stacked dataset.
   *
   * @param recorded the shape in the manifest, which gives the stacking dimension
   */
  Stack stack(Optional<ResultShape> recorded) {
    Node node = reader.node(STACKED);
    ElementType type = node.type().orElse(ElementType.STRING);
    if (node.kind() != Node.Kind.DATASET
        || type == ElementType.STRING
        || node.shape().length == 0) {
      throw new AcmeException(
          "%s: result_0 is not a dataset of stacked results but %s"
              .formatted(file, node.typeName().isEmpty() ? node.kind() : node.typeName()));
    }
    Map<String, Hdf5Value> attributes = node.attributes();
    Optional<boolean[]> valid = attribute(attributes, StackedResults.VALID, boolean[].class);
    OptionalInt axis = axis(node, attributes, recorded, valid);
    return new Stack(
        file,
        type,
        node.shape(),
        node.maxShape(),
        node.virtual(),
        axis,
        valid.orElseGet(() -> covered(node, axis)),
        attribute(attributes, StackedResults.LENGTHS, long[].class));
  }

  private static <T> Optional<T> attribute(
      Map<String, Hdf5Value> attributes, String name, Class<T> arrayClass) {
    return Optional.ofNullable(attributes.get(name))
        .map(Hdf5Value::elements)
        .filter(arrayClass::isInstance)
        .map(arrayClass::cast);
  }

  private OptionalInt axis(
      Node node,
      Map<String, Hdf5Value> attributes,
      Optional<ResultShape> recorded,
      Optional<boolean[]> valid) {
    int rank = node.shape().length;
    Optional<long[]> attribute = attribute(attributes, StackedResults.STACK_AXIS, long[].class);
    if (attribute.isPresent() && attribute.get().length == 1 && attribute.get()[0] < rank) {
      return OptionalInt.of((int) attribute.get()[0]);
    }
    if (recorded.isPresent() && recorded.get().stacked(0, 0).length == rank) {
      return OptionalInt.of(recorded.get().stackAxis());
    }
    OptionalInt byLength =
        only(
            IntStream.range(0, rank)
                .filter(axis -> node.maxShape()[axis] >= 0)
                .filter(axis -> valid.isEmpty() || node.shape()[axis] == valid.get().length));
    if (byLength.isPresent()) {
      return byLength;
    }
    List<VirtualLayout.Mapping> blocks = mappings().orElse(List.of());
    return only(
        IntStream.range(0, rank)
            .filter(axis -> blocks.stream().anyMatch(block -> block.start()[axis] > 0)));
  }

  private static OptionalInt only(IntStream axes) {
    int[] some = axes.limit(2).toArray();
    return some.length == 1 ? OptionalInt.of(some[0]) : OptionalInt.empty();
  }

  /**
   * Used if no attribute tells which rows hold results: a row that a source covers counts as valid.
   */
  private boolean[] covered(Node node, OptionalInt axis) {
    boolean[] covered = new boolean[axis.isEmpty() ? 0 : (int) node.shape()[axis.getAsInt()]];
    Optional<List<VirtualLayout.Mapping>> mappings = mappings();
    if (mappings.isEmpty()) {
      Arrays.fill(covered, !node.virtual());
      return covered;
    }
    for (VirtualLayout.Mapping mapping : mappings.get()) {
      long from = mapping.start()[axis.orElse(0)];
      long to = from + mapping.count()[axis.orElse(0)];
      for (long row = from; row < Math.min(to, covered.length); row++) {
        covered[(int) row] = true;
      }
    }
    return covered;
  }

  /** Returns the blocks of the stacked dataset if it is virtual. */
  Optional<List<VirtualLayout.Mapping>> mappings() {
    return reader.mappings(STACKED);
  }

  @Override
  public void close() {
    reader.close();
  }
}
