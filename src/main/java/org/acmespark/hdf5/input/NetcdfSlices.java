package org.acmespark.hdf5.input;

import java.io.IOException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.acmespark.hdf5.value.ArrayForm;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.hdf5.value.Hdf5Value;
import org.acmespark.hdf5.value.Node;
import org.acmespark.hdf5.value.Paths;
import org.acmespark.hdf5.value.Shapes;
import org.acmespark.hdf5.value.Storage;
import ucar.ma2.Array;
import ucar.ma2.ArrayChar;
import ucar.ma2.DataType;
import ucar.ma2.InvalidRangeException;
import ucar.nc2.Attribute;
import ucar.nc2.Group;
import ucar.nc2.NetcdfFile;
import ucar.nc2.Variable;
import ucar.nc2.iosp.hdf5.H5header;

/** Reads through netCDF-Java, in pure Java, so that threads do not wait for the library's lock. */
final class NetcdfSlices implements SliceSource {
  private static final Map<Integer, String> BOOLEANS = Map.of(0, "FALSE", 1, "TRUE");

  private final NetcdfFile file;
  private final boolean classic;

  NetcdfSlices(String path, FileFormat format) throws IOException {
    this.classic = format == FileFormat.NETCDF_CLASSIC;
    this.file = format == FileFormat.HDF5 ? QuietHdf5.open(path) : NetcdfFile.open(path);
  }

  @Override
  public Optional<Description> describe(String dataset) {
    return variable(dataset).flatMap(this::describe);
  }

  private Optional<Description> describe(Variable variable) {
    return type(variable)
        .filter(type -> variable.findAttribute(Matlab.EMPTY) == null)
        .map(
            type ->
                new Description(type, shape(variable), Matlab.form(type, matlabClass(variable))));
  }

  /** The last dimension of an array of characters is the length of the strings. */
  private long[] shape(Variable variable) {
    long[] shape = Arrays.stream(variable.getShape()).asLongStream().toArray();
    return isText(variable) ? Arrays.copyOf(shape, shape.length - 1) : shape;
  }

  /**
   * Only in netCDF-3: HDF5's strings of fixed length are UTF-8, which netCDF-Java splits into
   * bytes.
   */
  private boolean isText(Variable variable) {
    return classic && variable.getDataType() == DataType.CHAR && variable.getRank() > 0;
  }

  @Override
  public Hdf5Value read(String dataset, long[] start, long[] count) throws IOException {
    Variable variable = variable(dataset).orElseThrow();
    ElementType type = type(variable).orElseThrow();
    if (Shapes.count(count) == 0) {
      return Hdf5Value.unchecked(type, count.clone(), type.newArray(0));
    }
    try {
      if (isText(variable)) {
        return text(variable, start, count);
      }
      Array array = count.length == 0 ? variable.read() : variable.read(ints(start), ints(count));
      Object flat = array.get1DJavaArray(array.getElementType());
      return Hdf5Value.unchecked(type, count.clone(), elements(type, flat));
    } catch (InvalidRangeException e) {
      throw new IOException(e);
    }
  }

  private static Hdf5Value text(Variable variable, long[] start, long[] count)
      throws IOException, InvalidRangeException {
    int last = count.length;
    long[] from = Arrays.copyOf(start, last + 1);
    long[] lengths = Arrays.copyOf(count, last + 1);
    lengths[last] = variable.getShape(last);
    var characters = (ArrayChar) variable.read(ints(from), ints(lengths));
    return Hdf5Value.unchecked(
        ElementType.STRING, count.clone(), ArrayForm.flatten(characters).elements());
  }

  /**
   * Attributes of a variable, or of the file if the path is empty.
   *
   * @throws IllegalArgumentException if there is no such variable
   */
  Map<String, Hdf5Value> attributes(String path) {
    return attributes(
        path.isEmpty()
            ? file.getGlobalAttributes()
            : variable(path)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s has no %s; it has: %s"
                                .formatted(file.getLocation(), path, names())))
                .getAttributes());
  }

  private static Map<String, Hdf5Value> attributes(List<Attribute> attributes) {
    Map<String, Hdf5Value> values = new LinkedHashMap<>();
    for (Attribute attribute : attributes) {
      if (attribute.isString()) {
        values.put(attribute.getShortName(), Hdf5Value.of(attribute.getStringValue()));
      } else if (attribute.getValues() != null) {
        Hdf5Value value = ArrayForm.flatten(attribute.getValues());
        values.put(attribute.getShortName(), value.withoutUnitDimensions(0));
      }
    }
    return values;
  }

  /** Describes the variables of a file, in its order. */
  List<Node> nodes() {
    return file.getVariables().stream().map(this::node).toList();
  }

  private Node node(Variable variable) {
    Optional<ElementType> type = type(variable);
    long[] shape = shape(variable);
    long[] maxShape = shape.clone();
    for (int axis = 0; axis < maxShape.length; axis++) {
      maxShape[axis] = variable.getDimension(axis).isUnlimited() ? -1 : shape[axis];
    }
    return new Node(
        Node.Kind.DATASET,
        type,
        type.map(ElementType::numpyName)
            .orElse(variable.getDataType().name().toLowerCase(Locale.ROOT)),
        shape,
        maxShape,
        Optional.empty(),
        false,
        List.of(),
        variable.getSize() * variable.getElementSize(),
        Storage.PLAIN,
        attributes(variable.getAttributes()));
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException nothingToSave) {
      // Only read from.
    }
  }

  /** Paths of all variables, such as {@code group/data}. */
  List<String> names() {
    return file.getVariables().stream().map(Variable::getFullName).toList();
  }

  private Optional<Variable> variable(String dataset) {
    Group group = file.getRootGroup();
    for (String part : Paths.parent(dataset).split("/")) {
      group = part.isEmpty() ? group : group.findGroup(part);
      if (group == null) {
        return Optional.empty();
      }
    }
    return Optional.ofNullable(group.findVariable(Paths.name(dataset)));
  }

  private static String matlabClass(Variable variable) {
    Attribute attribute = variable.findAttribute(Matlab.CLASS);
    return attribute != null && attribute.isString() ? attribute.getStringValue() : "";
  }

  private Optional<ElementType> type(Variable variable) {
    if (isText(variable)) {
      return Optional.of(ElementType.STRING);
    }
    if (variable.isVariableLength() || isUnallocated(variable) || isReference(variable)) {
      return Optional.empty();
    }
    Optional<ElementType> signed =
        switch (variable.getDataType()) {
          case BYTE -> Optional.of(ElementType.INT8);
          case SHORT -> Optional.of(ElementType.INT16);
          case INT -> Optional.of(ElementType.INT32);
          case LONG -> Optional.of(ElementType.INT64);
          case FLOAT -> Optional.of(ElementType.FLOAT32);
          case DOUBLE -> Optional.of(ElementType.FLOAT64);
          case STRING -> Optional.of(ElementType.STRING);
          case ENUM1 ->
              Optional.of(ElementType.BOOL)
                  .filter(bool -> variable.getEnumTypedef().getMap().equals(BOOLEANS));
          default -> Optional.empty();
        };
    return signed.map(type -> variable.isUnsigned() ? ArrayForm.unsigned(type) : type);
  }

  /** A virtual dataset has no storage either, and netCDF-Java reads it as fill values. */
  private static boolean isUnallocated(Variable variable) {
    return variable.getSPobject() instanceof H5header.Vinfo info && info.useFillValue();
  }

  /** netCDF-Java reads references, which form MATLAB's cell arrays, as numbers or names. */
  private static boolean isReference(Variable variable) {
    return variable.getSPobject() instanceof H5header.Vinfo info
        && info.toString().contains("hdfType=7 "); // the class's number in HDF5's format
  }

  private static Object elements(ElementType type, Object flat) {
    if (type == ElementType.STRING) {
      Object[] objects = (Object[]) flat;
      return Arrays.copyOf(objects, objects.length, String[].class);
    }
    if (type == ElementType.BOOL) {
      byte[] bytes = (byte[]) flat;
      boolean[] booleans = new boolean[bytes.length];
      for (int i = 0; i < bytes.length; i++) {
        booleans[i] = bytes[i] != 0;
      }
      return booleans;
    }
    return flat;
  }

  private static int[] ints(long[] values) {
    return Arrays.stream(values).mapToInt(Math::toIntExact).toArray();
  }
}
