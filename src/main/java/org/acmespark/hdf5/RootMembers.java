package org.acmespark.hdf5;

import hdf.hdf5lib.H5;
import hdf.hdf5lib.HDF5Constants;
import hdf.hdf5lib.exceptions.HDF5Exception;
import java.util.Optional;
import org.acmespark.hdf5.value.Node;

/** Looks up members of the root group with few calls of the library. Needs the lock. */
final class RootMembers {
  private final long file;

  /** Whether the last member was an external link: then the next one probably is, too. */
  private boolean lastWasLink;

  RootMembers(long file) {
    this.file = file;
  }

  /** See {@link Hdf5Reader#member}. */
  Optional<Optional<Node.Link>> find(String name) {
    if (lastWasLink) {
      Optional<Node.Link> next = linkOrNothing(name);
      if (next.isPresent()) {
        return Optional.of(next);
      }
    }
    int kind;
    try {
      kind = H5.H5Lget_info(file, name, PropertyLists.DEFAULT).type;
    } catch (HDF5Exception missing) {
      NativeLibrary.errorText(); // clears it
      // Tells a missing member from one that cannot be read.
      if (!H5.H5Lexists(file, name, PropertyLists.DEFAULT)) {
        return Optional.empty();
      }
      throw missing;
    }
    lastWasLink = kind == HDF5Constants.H5L_TYPE_EXTERNAL;
    return Optional.of(lastWasLink ? Optional.of(link(file, name)) : Optional.empty());
  }

  /** Returns what an external link says. */
  static Node.Link link(long file, String path) {
    String[] targetAndFile = new String[2];
    H5.H5Lget_value(file, path, targetAndFile, PropertyLists.DEFAULT);
    return new Node.Link(targetAndFile[1], targetAndFile[0]);
  }

  /** With one call of the library, if the member is an external link. */
  private Optional<Node.Link> linkOrNothing(String name) {
    String[] targetAndFile = new String[2];
    try {
      int kind = H5.H5Lget_value(file, name, targetAndFile, PropertyLists.DEFAULT);
      return kind == HDF5Constants.H5L_TYPE_EXTERNAL
          ? Optional.of(new Node.Link(targetAndFile[1], targetAndFile[0]))
          : Optional.empty();
    } catch (HDF5Exception none) {
      NativeLibrary.errorText(); // clears it
      return Optional.empty();
    }
  }
}
