package org.acmespark.hdf5;

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

/** Reads through the native library, which follows links and sees through virtual datasets. */
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
    if (!file.exists(dataset) || file.node(dataset).kind() != Node.Kind.DATASET) {
      return Optional.empty();
    }
    NativeDataset found = open(dataset);
    ElementType type =
        found
            .type()
            .orElseThrow(
                () -> new IOException("datasets of type " + found.typeName() + " cannot be read"));
    return Optional.of(new Description(type, found.shape()));
  }

  @Override
  public Hdf5Value read(String dataset, long[] start, long[] count) throws IOException {
    try {
      return open(dataset).read(start, count);
    } catch (HDF5Exception e) {
      throw new IOException(e.getMessage(), e);
    }
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
