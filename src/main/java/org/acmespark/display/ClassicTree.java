package org.acmespark.display;

import java.nio.file.Path;
import java.util.Iterator;
import java.util.Map;
import org.acmespark.hdf5.input.NetcdfClassic;
import org.acmespark.hdf5.input.SliceReader;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Shapes;

/** Draws what a netCDF-3 file or an {@code .npy} file holds; these formats have no groups. */
public final class ClassicTree {
  private ClassicTree() {}

  /** Describes the array of an {@code .npy} file. */
  public static String array(Path file, InspectionDetail detail) {
    try (var reader = SliceReader.open(file.toString())) {
      long[] shape = reader.shape("/");
      long bytes = Shapes.count(shape) * reader.type("/").bytes();
      Node node = Node.array(reader.type("/"), shape);
      return "%s  (NumPy)%n└─ %s %s  %s%s%s%n"
          .formatted(
              file.getFileName(),
              reader.type("/").numpyName(),
              Shapes.text(shape),
              InspectionTree.size(bytes),
              detail.values() && InspectionTree.isSmall(node)
                  ? InspectionTree.shown(reader.readWhole("/"))
                  : "",
              ranges(detail, node, (start, count) -> reader.read("/", start, count)));
    }
  }

  private static String ranges(InspectionDetail detail, Node node, ValueRanges.Parts parts) {
    return detail.ranges() ? ValueRanges.of(node, parts).map(range -> "  " + range).orElse("") : "";
  }

  /** Describes the variables of a netCDF-3 file and their attributes. */
  public static String text(Path file, InspectionDetail detail) {
    Map<String, Node> variables = NetcdfClassic.variables(file);
    var text = new StringBuilder(file.getFileName() + "  (netCDF-3)\n");
    NodeText.attributes(NetcdfClassic.attributes(file))
        .forEach(line -> text.append(line).append('\n'));
    Iterator<Map.Entry<String, Node>> entries = variables.entrySet().iterator();
    try (var reader = SliceReader.open(file.toString())) {
      for (int shown = 0; shown < detail.members() && entries.hasNext(); shown++) {
        Map.Entry<String, Node> entry = entries.next();
        Node node = entry.getValue();
        String name = entry.getKey();
        text.append(entries.hasNext() ? "├─ " : "└─ ").append(name).append("  ");
        text.append(InspectionTree.typeAndShape(node)).append(NodeText.suffix(node));
        if (detail.values() && InspectionTree.isSmall(node)) {
          text.append(InspectionTree.shown(reader.readWhole(name)));
        }
        text.append(ranges(detail, node, (start, count) -> reader.read(name, start, count)));
        text.append('\n');
        String indent = entries.hasNext() ? "│  " : "   ";
        NodeText.attributes(node.attributes())
            .forEach(line -> text.append(indent).append(line).append('\n'));
      }
    }
    if (variables.size() > detail.members()) {
      text.append(
          "└─ ... and %s more (--all shows them)\n".formatted(variables.size() - detail.members()));
    }
    return text.toString();
  }
}
