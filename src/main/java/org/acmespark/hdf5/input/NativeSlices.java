package org.acmespark.hdf5.input;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.acmespark.hdf5.Hdf5Reader;
import org.acmespark.hdf5.NativeDataset;
import org.acmespark.hdf5.NativeLibrary;
import org.acmespark.hdf5.ObjectIdentity;
import org.acmespark.hdf5.ReadingNote;
import org.acmespark.hdf5.RealFile;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;

/** Reads through the native library, which follows links and reads virtual datasets. */
final class NativeSlices implements SliceSource {
  private static final int MAX_VISITED = 1000;

  /** A container of a million groups is read through one reader. */
  private static final int MOST_OPEN = 100;

  private final Hdf5Reader file;
  private final Map<String, NativeDataset> datasets = new LinkedHashMap<>(16, 0.75f, true);

  NativeSlices(String path) {
    this.file = Hdf5Reader.open(Path.of(path));
  }

  @Override
  public Optional<Description> describe(String dataset) throws IOException {
    if (!file.exists(dataset)) {
      BrokenLinks.on(file, dataset)
          .ifPresent(
              why -> {
                throw new IllegalArgumentException(
                    "%s has no dataset %s: %s".formatted(file.name(), dataset, why));
              });
      return Optional.empty();
    }
    Node node = file.node(dataset);
    if (node.kind() != Node.Kind.DATASET) {
      return Optional.empty();
    }
    NativeDataset found = open(dataset);
    synchronized (H5.class) {
      Optional<ElementType> sequence = found.sequenceType();
      if (sequence.isPresent()) {
        return Optional.of(new Description(sequence.get(), found.shape(), Form.SEQUENCES));
      }
    }
    ElementType type = found.type().orElseThrow(() -> unreadable(dataset, found.typeName()));
    if (Matlab.isEmpty(node.attributes())) {
      throw new IllegalArgumentException(
          "dataset %s of %s is an empty MATLAB array".formatted(dataset, file.name()));
    }
    Form form = Matlab.form(type, Matlab.className(node.attributes()));
    return Optional.of(new Description(type, found.shape(), form));
  }

  /** Whether there is a dataset of that name whose chunks have HDF5's checksum. */
  boolean hasChecksums(String dataset) throws IOException {
    return file.exists(dataset)
        && file.node(dataset).kind() == Node.Kind.DATASET
        && open(dataset).hasChecksums();
  }

  private IllegalArgumentException unreadable(String dataset, String typeName) {
    String hint =
        switch (typeName) {
          case "reference" ->
              ", such as MATLAB's cell arrays and structs: save what they hold as variables";
          case "compound" -> ": write each of its fields as a dataset";
          default -> "";
        };
    return new IllegalArgumentException(
        "dataset %s of %s holds elements of type %s, which cannot be read%s"
            .formatted(dataset, file.name(), typeName, hint));
  }

  /** Reads the one sequence in a part of a dataset of variable-length sequences. */
  Hdf5Value readSequence(String dataset, long[] start, long[] count) throws IOException {
    return reading(dataset, found -> found.readSequence(start, count));
  }

  @Override
  public Hdf5Value read(String dataset, long[] start, long[] count) throws IOException {
    return reading(dataset, found -> found.read(start, count));
  }

  private Hdf5Value reading(String dataset, Function<NativeDataset, Hdf5Value> read)
      throws IOException {
    NativeDataset found = open(dataset);
    ReadingNote.begin(file.name(), "cannot read dataset " + dataset);
    try {
      return read.apply(found);
    } catch (HDF5Exception e) {
      throw new IOException(found.missingFilters().orElse(e.getMessage()), e);
    } finally {
      ReadingNote.end();
    }
  }

  /** Whether following all links ends: see {@link Hdf5Reader#isTree}. */
  boolean isTree() {
    return file.isTree();
  }

  Map<String, Hdf5Value> rootAttributes() {
    return file.node("/").attributes();
  }

  /**
   * Attributes of a group or dataset.
   *
   * @throws IllegalArgumentException if there is no such object
   */
  Map<String, Hdf5Value> attributes(String path) {
    if (!path.isEmpty() && !file.exists(path)) {
      throw new IllegalArgumentException(
          "%s has no %s; it has the datasets %s".formatted(file.name(), path, names(20)));
    }
    return file.node(path.isEmpty() ? "/" : path).attributes();
  }

  /** See {@link Hdf5Reader#readNumbered}. */
  Optional<List<Hdf5Value>> readNumbered(String group, String prefix, int first) {
    return file.readNumbered(group, prefix, first);
  }

  /** See {@link Hdf5Reader#readSmall}. */
  Optional<Hdf5Value> readSmall(String dataset) {
    return file.readSmall(dataset);
  }

  /** Paths of some datasets, nearest to the root first. */
  List<String> names(int most) {
    List<String> names = new ArrayList<>();
    Deque<String> groups = new ArrayDeque<>(List.of(""));
    Set<ObjectIdentity> seen = new HashSet<>();
    file.identity("/").ifPresent(seen::add);
    for (int visited = 0; visited < MAX_VISITED && !groups.isEmpty(); visited++) {
      String group = groups.remove();
      for (String child : file.children(group)) {
        String path = group.isEmpty() ? child : group + "/" + child;
        if (names.size() >= most) {
          return names;
        }
        switch (file.node(path).kind()) {
          case DATASET -> names.add(path);
          case GROUP -> {
            if (file.identity(path).map(seen::add).orElse(false)) {
              groups.add(path);
            }
          }
          case BROKEN_LINK -> {}
        }
      }
    }
    return names;
  }

  @Override
  public void close() {
    synchronized (H5.class) {
      datasets.values().forEach(NativeDataset::close);
      datasets.clear();
      file.close();
    }
  }

  private NativeDataset open(String path) throws IOException {
    synchronized (H5.class) {
      NativeDataset known = datasets.get(path);
      if (known != null) {
        return known;
      }
      NativeDataset dataset;
      try {
        dataset = file.openDataset(path);
      } catch (HDF5Exception e) {
        throw new IOException(NativeLibrary.errorText(e), e);
      }
      try {
        checkSources(dataset);
      } catch (IOException e) {
        dataset.close();
        throw e;
      }
      datasets.put(path, dataset);
      if (datasets.size() > MOST_OPEN) {
        Iterator<NativeDataset> eldest = datasets.values().iterator();
        eldest.next().close();
        eldest.remove();
      }
      return dataset;
    }
  }

  /** A missing source would read as fill values without an error. */
  private static void checkSources(NativeDataset dataset) throws IOException {
    for (String source : dataset.virtualSources()) {
      boolean pattern = source.contains("%b");
      Path beside = RealFile.of(Path.of(dataset.file())).resolveSibling(source);
      if (!source.equals(".")
          && !pattern
          && !Files.isReadable(beside)
          && !Files.isReadable(Path.of(source))) {
        throw new IOException(
            "it is a virtual dataset, and its source " + beside + " is missing or unreadable");
      }
    }
  }
}
