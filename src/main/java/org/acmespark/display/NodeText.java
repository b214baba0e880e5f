package org.acmespark.display;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Shapes;

/** Describes the attributes of a group or dataset, its units, chunks and filters. */
final class NodeText {
  private static final String UNITS = "units";

  /** What this library and others keep for themselves. */
  private static final Set<String> INTERNAL =
      Set.of(
          "acme_run",
          "acme_computations",
          "stack_axis",
          "CLASS",
          "NAME",
          "DIMENSION_LIST",
          "REFERENCE_LIST",
          "_Netcdf4Dimid",
          "_Netcdf4Coordinates",
          "_nc3_strict",
          "_NCProperties");

  private NodeText() {}

  /** Returns units, chunks and filters, each behind two spaces, as far as there are any. */
  static String suffix(Node node) {
    var text = new StringBuilder();
    units(node.attributes()).ifPresent(units -> text.append("  units ").append(units));
    if (node.storage().chunks().length > 0) {
      text.append("  chunks ").append(InspectionTree.shape(node.storage().chunks()));
      node.storage().filters().forEach(filter -> text.append(", ").append(filter));
    }
    return text.toString();
  }

  private static Optional<String> units(Map<String, Hdf5Value> attributes) {
    Hdf5Value units = attributes.get(UNITS);
    boolean isText = units != null && units.type() == ElementType.STRING && units.isScalar();
    return isText
        ? Optional.of(InspectionTree.shortened((String) units.toJava()))
        : Optional.empty();
  }

  /** Returns a line for each attribute that says something about the data. */
  static Stream<String> attributes(Map<String, Hdf5Value> attributes) {
    boolean hasUnits = units(attributes).isPresent();
    return attributes.entrySet().stream()
        .filter(attribute -> !INTERNAL.contains(attribute.getKey()))
        .filter(attribute -> !(attribute.getKey().equals(UNITS) && hasUnits))
        .filter(attribute -> !isMarksOfRows(attribute))
        .map(attribute -> "@" + attribute.getKey() + value(attribute.getValue()));
  }

  /**
   * Whether it tells which rows of stacked results hold results, which the dataset's line shows.
   */
  private static boolean isMarksOfRows(Map.Entry<String, Hdf5Value> attribute) {
    return attribute.getKey().equals("valid") && attribute.getValue().type() == ElementType.BOOL;
  }

  private static String value(Hdf5Value value) {
    return Shapes.count(value.shapeUncopied()) <= InspectionTree.ELEMENTS_SHOWN
        ? InspectionTree.shown(value).replaceFirst("^ +", " ").replaceAll("[\\r\\n]+", " ")
        : "  " + value.type().numpyName() + " " + InspectionTree.shape(value.shapeUncopied());
  }
}
