package org.acmespark.display;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.acmespark.hdf5.input.NetcdfClassic;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Shapes;

/** Draws what a netCDF-3 file holds; that format has no groups. */
public final class ClassicTree {
  private ClassicTree() {}

  /** Describes the array of an {@code .npy} file, with its values if it is small. */
  public static String array(Path file, boolean values) {
    try (var reader = SliceReader.open(file.toString())) {
      long[] shape = reader.shape("/");
      long bytes = Shapes.count(shape) * reader.type("/").bytes();
      return "%s  (NumPy)%n└─ %s %s  %s%s%n"
          .formatted(
              file.getFileName(),
              reader.type("/").numpyName(),
              Shapes.text(shape),
              InspectionTree.size(bytes),
              values && Shapes.count(shape) <= InspectionTree.ELEMENTS_SHOWN
                  ? InspectionTree.shown(reader.readWhole("/"))
                  : "");
    }
  }

  public static String text(Path file, boolean values, int membersShown) {
    Map<String, Node> variables = NetcdfClassic.variables(file);
    var text = new StringBuilder(file.getFileName() + "  (netCDF-3)\n");
    Iterator<Map.Entry<String, Node>> entries = variables.entrySet().iterator();
    try (var reader = SliceReader.open(file.toString())) {
      for (int shown = 0; shown < membersShown && entries.hasNext(); shown++) {
        Map.Entry<String, Node> entry = entries.next();
        Node node = entry.getValue();
        text.append(entries.hasNext() ? "├─ " : "└─ ").append(entry.getKey()).append("  ");
        text.append(InspectionTree.typeAndShape(node));
        if (values && InspectionTree.isSmall(node)) {
          text.append(InspectionTree.shown(reader.readWhole(entry.getKey())));
        }
        text.append('\n');
      }
    }
    if (variables.size() > membersShown) {
      text.append(
          "└─ ... and %s more (--all shows them)\n".formatted(variables.size() - membersShown));
    }
    return text.toString();
  }
}
