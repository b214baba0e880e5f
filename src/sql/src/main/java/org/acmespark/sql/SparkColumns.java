package org.acmespark.sql;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import org.acmespark.Results;
import org.acmespark.export.ResultTable;
import org.acmespark.export.ValueColumns;
import org.acmespark.hdf5.value.ElementType;
import org.acmespark.table.TableColumn;
import org.apache.spark.sql.catalyst.expressions.UnsafeArrayData;
import org.apache.spark.sql.catalyst.util.ArrayData;
import org.apache.spark.sql.catalyst.util.GenericArrayData;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.Decimal;
import org.apache.spark.sql.types.Metadata;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.unsafe.types.UTF8String;

/** Columns and cells as Spark SQL has them; the same as it reads from an export to Parquet. */
final class SparkColumns {
  /** Name of the column that tells several runs apart. */
  static final String RUN = "run";

  private static final DataType UINT64 = DataTypes.createDecimalType(20, 0);

  private SparkColumns() {}

  /** Finds the columns of the return values of a run, on the driver. */
  static ValueColumns values(String directory) {
    try (Results results = Results.open(directory)) {
      return results.table().values();
    }
  }

  static StructType schema(ValueColumns values, boolean several) {
    List<StructField> fields = new ArrayList<>();
    if (several) {
      fields.add(new StructField(RUN, DataTypes.StringType, true, Metadata.empty()));
    }
    List<TableColumn> columns = new ArrayList<>(ResultTable.LEDGER);
    columns.addAll(values.columns());
    for (TableColumn column : columns) {
      DataType element = type(column.type());
      fields.add(
          new StructField(
              column.name(),
              column.list() ? DataTypes.createArrayType(element, false) : element,
              true,
              Metadata.empty()));
    }
    return new StructType(fields.toArray(StructField[]::new));
  }

  private static DataType type(ElementType type) {
    return switch (type) {
      case BOOL -> DataTypes.BooleanType;
      case INT8 -> DataTypes.ByteType;
      case INT16, UINT8 -> DataTypes.ShortType;
      case INT32, UINT16 -> DataTypes.IntegerType;
      case INT64, UINT32 -> DataTypes.LongType;
      case UINT64 -> UINT64;
      case FLOAT16, FLOAT32 -> DataTypes.FloatType;
      case FLOAT64 -> DataTypes.DoubleType;
      case STRING -> DataTypes.StringType;
      case COMPLEX64, COMPLEX128 -> throw new IllegalArgumentException("complex");
    };
  }

  /** Returns a cell in Spark's internal form; null if it is empty. */
  static Object cell(TableColumn column, Object elements) {
    if (elements == null) {
      return null;
    }
    Object signed = signed(column.type(), elements);
    return column.list() ? list(signed) : first(signed);
  }

  /** Unsigned numbers in the next wider type. */
  private static Object signed(ElementType type, Object elements) {
    switch (type) {
      case UINT8 -> {
        byte[] from = (byte[]) elements;
        short[] to = new short[from.length];
        for (int k = 0; k < to.length; k++) {
          to[k] = (short) Byte.toUnsignedInt(from[k]);
        }
        return to;
      }
      case UINT16 -> {
        short[] from = (short[]) elements;
        int[] to = new int[from.length];
        for (int k = 0; k < to.length; k++) {
          to[k] = Short.toUnsignedInt(from[k]);
        }
        return to;
      }
      case UINT32 -> {
        int[] from = (int[]) elements;
        long[] to = new long[from.length];
        for (int k = 0; k < to.length; k++) {
          to[k] = Integer.toUnsignedLong(from[k]);
        }
        return to;
      }
      case UINT64 -> {
        long[] from = (long[]) elements;
        Object[] to = new Object[from.length];
        for (int k = 0; k < to.length; k++) {
          to[k] = Decimal.apply(new BigInteger(Long.toUnsignedString(from[k])));
        }
        return to;
      }
      case STRING -> {
        String[] from = (String[]) elements;
        Object[] to = new Object[from.length];
        for (int k = 0; k < to.length; k++) {
          to[k] = UTF8String.fromString(from[k]);
        }
        return to;
      }
      default -> {
        return elements;
      }
    }
  }

  private static Object first(Object elements) {
    return java.lang.reflect.Array.get(elements, 0);
  }

  private static ArrayData list(Object elements) {
    if (elements instanceof double[] doubles) {
      return UnsafeArrayData.fromPrimitiveArray(doubles);
    } else if (elements instanceof float[] floats) {
      return UnsafeArrayData.fromPrimitiveArray(floats);
    } else if (elements instanceof long[] longs) {
      return UnsafeArrayData.fromPrimitiveArray(longs);
    } else if (elements instanceof int[] ints) {
      return UnsafeArrayData.fromPrimitiveArray(ints);
    } else if (elements instanceof short[] shorts) {
      return UnsafeArrayData.fromPrimitiveArray(shorts);
    } else if (elements instanceof byte[] bytes) {
      return UnsafeArrayData.fromPrimitiveArray(bytes);
    } else if (elements instanceof boolean[] truths) {
      return UnsafeArrayData.fromPrimitiveArray(truths);
    }
    return new GenericArrayData((Object[]) elements);
  }
}
