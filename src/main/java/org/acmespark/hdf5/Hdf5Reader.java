package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.VirtualLayout;

/**
 * Reads an HDF5 file through the native library, following links.
 *
 * <pre>{@code
 * try (var reader = Hdf5Reader.open(Path.of("f.h5"))) {
 *   for (String computation : reader.children("/")) {
 *     Object result = reader.read(computation + "/result_0").toJava();
 *   }
 * }
 * }</pre>
 *
 * <p>A virtual dataset reads as fill values where its sources are missing; {@link
 * Node#virtualSources()} names the sources. A reader is for one thread at a time. All methods throw
 * {@link Hdf5Exception} for objects that do not exist or cannot be read.
 */
public final class Hdf5Reader implements AutoCloseable {
  private final String name;
  private final long file;
  private final RootMembers members;
  private boolean open = true;

  private Hdf5Reader(String name, long file) {
    this.name = name;
    this.file = file;
    this.members = new RootMembers(file);
  }

  /**
   * Opens a file for reading.
   *
   * @throws Hdf5Exception if there is no such file, or it is not readable HDF5
   */
  public static Hdf5Reader open(Path file) {
    String name = file.toString();
    if (!Files.exists(file)) {
      throw new Hdf5Exception(name, "no such file");
    }
    if (Files.isDirectory(file)) {
      throw new Hdf5Exception(name, "is a folder, not an HDF5 file");
    }
    if (!Files.isReadable(file)) {
      throw new Hdf5Exception(name, "cannot be read: permission denied");
    }
    synchronized (H5.class) {
      NativeLibrary.load();
      ReadingNote.begin(name, "cannot be opened as an HDF5 file");
      try {
        return new Hdf5Reader(name, NativeLibrary.openForReading(file));
      } catch (HDF5Exception e) {
        throw new Hdf5Exception(
            name, "cannot be opened as an HDF5 file", withAdvice(NativeLibrary.errorText(e)), e);
      } finally {
        ReadingNote.end();
      }
    }
  }

  /**
   * Adds an explanation, because the library's message about a file that is being written has none.
   */
  private static String withAdvice(String detail) {
    if (detail.contains("unable to lock file")) {
      return "another process has it open for writing, wait until it has closed it; " + detail;
    }
    return detail.contains("h5clear")
        ? detail + "; a recording that is going on must end first, h5clear would damage it"
        : detail;
  }

  /**
   * Lists the names in a group, in the order of their creation if the file stores it, otherwise
   * with comp_2 before comp_10.
   */
  public List<String> children(String groupPath) {
    String path = Paths.normal(groupPath);
    return guarded("cannot list group /" + path, () -> NativeGroups.names(file, path));
  }

  /** Whether hard links lead to every group only once, so that following all of them ends. */
  public boolean isTree() {
    return guarded("cannot list the groups", () -> NativeGroups.areTree(file));
  }

  /** Describes the object at a path. */
  public Node node(String path) {
    String normal = Paths.normal(path);
    return guarded("cannot look at /" + normal, () -> nodeAt(normal));
  }

  /** Whether there is a group or dataset at a path; false for a broken link. */
  public boolean exists(String path) {
    String normal = Paths.normal(path);
    return guarded(
        "cannot look for /" + normal,
        () -> {
          try {
            H5.H5Oclose(openObject(normal));
            return true;
          } catch (HDF5Exception missing) {
            NativeLibrary.errorText();
            return false;
          }
        });
  }

  /** Returns the identity of the object at a path; empty for a broken link. */
  public Optional<ObjectIdentity> identity(String path) {
    String normal = Paths.normal(path);
    return guarded(
        "cannot look at /" + normal,
        () -> {
          long object;
          try {
            object = openObject(normal);
          } catch (HDF5Exception missing) {
            NativeLibrary.errorText();
            return Optional.empty();
          }
          try {
            return Optional.of(ObjectIdentity.of(object));
          } finally {
            H5.H5Oclose(object);
          }
        });
  }

  /**
   * Whether a group has a member with a name. A link counts even if it is broken, because its
   * target is not opened. False if the group does not exist.
   */
  public boolean hasMember(String path) {
    String normal = Paths.named(path);
    return guarded(
        "cannot look for /" + normal,
        () ->
            (Paths.parent(normal).isEmpty() || hasMember(Paths.parent(normal)))
                && H5.H5Lexists(file, normal, PropertyLists.DEFAULT));
  }

  /** Number of members of a group, including broken links. */
  public long memberCount(String groupPath) {
    String normal = Paths.normal(groupPath);
    return guarded("cannot look at /" + normal, () -> NativeGroups.count(file, normal));
  }

  /**
   * Looks up a member of the root group with few calls of the library.
   *
   * @return empty if there is none; otherwise its external link, if it is one
   */
  public Optional<Optional<Node.Link>> member(String name) {
    return guarded("cannot look at /" + name, () -> members.find(name));
  }

  /** Returns the external link at a path, without opening its target. */
  public Optional<Node.Link> externalLink(String path) {
    String normal = Paths.named(path);
    return guarded(
        "cannot look at /" + normal,
        () ->
            H5.H5Lget_info(file, normal, PropertyLists.DEFAULT).type
                    == HDF5Constants.H5L_TYPE_EXTERNAL
                ? Optional.of(RootMembers.link(file, normal))
                : Optional.empty());
  }

  /**
   * Returns the blocks of a virtual dataset. A file does not store the shapes of the sources:
   * {@link VirtualLayout.Mapping#sourceShape} is the smallest shape that contains the block.
   *
   * @return empty if the dataset is not virtual, or does not consist of plain blocks
   */
  public Optional<List<VirtualLayout.Mapping>> mappings(String path) {
    String normal = Paths.named(path);
    return guarded(
        "cannot look at dataset /" + normal,
        () -> {
          try (NativeDataset dataset = openDataset(normal)) {
            return dataset.mappings();
          }
        });
  }

  /** Reads a whole dataset. */
  public Hdf5Value read(String path) {
    return read(path, Optional.empty());
  }

  /**
   * Reads a part of a dataset.
   *
   * @param start index of the first element in each dimension, from 0
   * @param count how many elements in each dimension
   * @throws IllegalArgumentException if the part reaches outside
   */
  public Hdf5Value read(String path, long[] start, long[] count) {
    return read(path, Optional.of(new long[][] {start, count}));
  }

  /**
   * Reads all datasets of a group, in order, if they are small and have the names {@code prefix}
   * and numbers from {@code first} on: with few calls of the library, for many groups.
   *
   * @return empty if the group does not exist or contains anything else, or something cannot be
   *     read; the other methods tell what
   */
  public Optional<List<Hdf5Value>> readNumbered(String groupPath, String prefix, int first) {
    String normal = Paths.normal(groupPath);
    return guarded(
        "cannot read the datasets of group /" + normal,
        () -> NumberedDatasets.read(file, normal, prefix, first));
  }

  /**
   * Reads a dataset with few calls of the library, if it is small.
   *
   * @return empty if there is none, or it is not small, or it cannot be read; the other methods
   *     tell what
   */
  public Optional<Hdf5Value> readSmall(String path) {
    String normal = Paths.named(path);
    return guarded("cannot read dataset /" + normal, () -> NumberedDatasets.readOne(file, normal));
  }

  private Hdf5Value read(String path, Optional<long[][]> selection) {
    String normal = Paths.named(path);
    String what = "cannot read dataset /" + normal;
    NativeDataset dataset = guarded(what, () -> openDataset(normal));
    try {
      long[] shape = dataset.shape();
      long[] start = selection.map(s -> s[0]).orElse(new long[shape.length]);
      long[] count = selection.map(s -> s[1]).orElse(shape);
      Shapes.checkSelection(name + ":/" + normal, shape, start, count);
      ReadingNote.begin(name, what);
      return dataset.read(start, count);
    } catch (HDF5Exception e) {
      throw new Hdf5Exception(name, what, dataset.missingFilters().orElse(e.getMessage()), e);
    } finally {
      ReadingNote.end();
      guarded(
          what,
          () -> {
            dataset.close();
            return true;
          });
    }
  }

  /** Opens a dataset for repeated reading. The caller closes it, holding the lock. */
  public NativeDataset openDataset(String path) {
    long object = openObject(path);
    if (H5.H5Iget_type(object) != HDF5Constants.H5I_DATASET) {
      H5.H5Oclose(object);
      throw new HDF5Exception("it is not a dataset");
    }
    return new NativeDataset(object);
  }

  /** The path that was given when the file was opened. */
  public String name() {
    return name;
  }

  /** Whether there is a file at a path relative to the folder of this one. */
  public boolean isBeside(String other) {
    return Files.exists(Path.of(name).toAbsolutePath().resolveSibling(other))
        || Files.exists(Path.of(other));
  }

  @Override
  public void close() {
    synchronized (H5.class) {
      if (open) {
        open = false;
        try {
          H5.H5Fclose(file);
        } catch (HDF5Exception nothingToSave) {
          NativeLibrary.errorText();
        }
      }
    }
  }

  private long openObject(String path) {
    return H5.H5Oopen(file, path.isEmpty() ? "/" : path, PropertyLists.DEFAULT);
  }

  private Node nodeAt(String path) {
    Optional<Node.Link> link = Optional.empty();
    boolean hard = true;
    if (!path.isEmpty()) {
      int kind = H5.H5Lget_info(file, path, PropertyLists.DEFAULT).type;
      hard = kind == HDF5Constants.H5L_TYPE_HARD;
      link =
          kind == HDF5Constants.H5L_TYPE_EXTERNAL
              ? Optional.of(RootMembers.link(file, path))
              : link;
    }
    long object;
    try {
      object = openObject(path);
    } catch (HDF5Exception e) {
      if (hard) {
        throw e;
      }
      NativeLibrary.errorText();
      return Node.brokenLink(link);
    }
    int kind = H5.H5Iget_type(object);
    if (kind == HDF5Constants.H5I_DATASET) {
      return dataset(object, link);
    }
    try {
      var attributes = NativeAttributes.of(object);
      return kind == HDF5Constants.H5I_GROUP
          ? Node.group(link, attributes)
          : Node.namedType(link, attributes);
    } finally {
      H5.H5Oclose(object);
    }
  }

  private static Node dataset(long object, Optional<Node.Link> link) {
    try (NativeDataset dataset = new NativeDataset(object)) {
      return new Node(
          Node.Kind.DATASET,
          dataset.type(),
          dataset.typeName(),
          dataset.shape(),
          dataset.maxShape(),
          link,
          dataset.isVirtual(),
          dataset.virtualSources(),
          dataset.storageBytes(),
          dataset.storage(),
          NativeAttributes.of(object));
    }
  }

  private <T> T guarded(String what, Supplier<T> calls) {
    synchronized (H5.class) {
      if (!open) {
        throw new IllegalStateException(name + " is closed");
      }
      ReadingNote.begin(name, what);
      try {
        return calls.get();
      } catch (HDF5Exception e) {
        throw new Hdf5Exception(name, what, NativeLibrary.errorText(e), e);
      } finally {
        ReadingNote.end();
      }
    }
  }
}
