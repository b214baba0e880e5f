package org.acmespark.hdf5.value;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Description of the object at a path of an HDF5 file, after following links.
 *
 * @param kind group, dataset, or a link whose target cannot be opened
 * @param type of a dataset's elements; empty if {@link Hdf5Value} has none for it
 * @param typeName numpy's name of the type, or HDF5's name of its class, such as {@code compound};
 *     empty for what is not a dataset
 * @param shape lengths of a dataset's dimensions; empty for scalars, and {0} for a dataset without
 *     dataspace
 * @param maxShape maximum lengths, -1 for unlimited
 * @param externalLink the external link at the path itself, if there is one
 * @param virtual whether the dataset consists of parts of others
 * @param virtualSources files of its sources, each once, as written in the dataset; {@code .} is
 *     the file itself
 * @param storageBytes what a dataset takes in its file; 0 for a virtual one
 * @param storage chunks and filters of a dataset
 * @param attributes by name; those of types that {@link Hdf5Value} cannot hold, such as references,
 *     are left out
 */
public record Node(
    Kind kind,
    Optional<ElementType> type,
    String typeName,
    long[] shape,
    long[] maxShape,
    Optional<Link> externalLink,
    boolean virtual,
    List<String> virtualSources,
    long storageBytes,
    Storage storage,
    Map<String, Hdf5Value> attributes) {

  /** Kind of an object in a file. */
  public enum Kind {
    GROUP,
    /** A dataset; also a named type, which has no element type. */
    DATASET,
    BROKEN_LINK
  }

  /**
   * An external link.
   *
   * @param file as written in the link: relative to the folder of the file with the link
   * @param target path in that file
   */
  public record Link(String file, String target) {}

  public static Node group(Optional<Link> link, Map<String, Hdf5Value> attributes) {
    return plain(Kind.GROUP, "", link, attributes);
  }

  public static Node brokenLink(Optional<Link> link) {
    return plain(Kind.BROKEN_LINK, "", link, Map.of());
  }

  public static Node namedType(Optional<Link> link, Map<String, Hdf5Value> attributes) {
    return plain(Kind.DATASET, "named datatype", link, attributes);
  }

  /** Returns a dataset without links, attributes and chunks. */
  public static Node array(ElementType type, long[] shape) {
    return new Node(
        Kind.DATASET,
        Optional.of(type),
        type.numpyName(),
        shape,
        shape,
        Optional.empty(),
        false,
        List.of(),
        0,
        Storage.PLAIN,
        Map.of());
  }

  private static Node plain(
      Kind kind, String typeName, Optional<Link> link, Map<String, Hdf5Value> attributes) {
    return new Node(
        kind,
        Optional.empty(),
        typeName,
        new long[0],
        new long[0],
        link,
        false,
        List.of(),
        0,
        Storage.PLAIN,
        attributes);
  }
}
