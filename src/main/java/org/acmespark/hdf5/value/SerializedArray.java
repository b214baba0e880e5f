package org.acmespark.hdf5.value;

import java.io.Serializable;
import ucar.ma2.Array;
import ucar.ma2.DataType;

/**
 * The serialized form of a netCDF-Java array, which is not serializable. Reading it returns the
 * array.
 *
 * @param type name of its {@link DataType}
 * @param shape lengths of its dimensions
 * @param elements its storage, in the order of its dimensions
 */
public record SerializedArray(String type, int[] shape, Object elements) implements Serializable {
  private static final long serialVersionUID = 1;

  /** Returns the object to serialize: the given object itself, unless it is such an array. */
  public static Object orItself(Object object) {
    return object instanceof Array array
        // Copies the array, because it may be a view of a larger one.
        ? new SerializedArray(
            array.getDataType().name(), array.getShape(), array.copy().getStorage())
        : object;
  }

  private Object readResolve() {
    return Array.factory(DataType.valueOf(type), shape, elements);
  }
}
