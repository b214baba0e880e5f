package org.acmespark.hdf5.value;

import java.io.Serializable;
import ucar.ma2.Array;
import ucar.ma2.DataType;

/**
 * A netCDF-Java array while it is serialized, which it does not do itself; read, it is that array
 * again.
 *
 * @param type name of its {@link DataType}
 * @param shape lengths of its dimensions
 * @param elements its storage, in the order of its dimensions
 */
public record SerializedArray(String type, int[] shape, Object elements) implements Serializable {
  private static final long serialVersionUID = 1;

  /** What to serialize for an object: the object itself, unless it is such an array. */
  public static Object orItself(Object object) {
    return object instanceof Array array
        // A copy: an array may be a view of another, larger one.
        ? new SerializedArray(
            array.getDataType().name(), array.getShape(), array.copy().getStorage())
        : object;
  }

  private Object readResolve() {
    return Array.factory(DataType.valueOf(type), shape, elements);
  }
}
