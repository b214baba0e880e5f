package org.acmespark.table;

import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.acmespark.hdf5.value.ElementType;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;

/**
 * Rows as Parquet's library takes them. Lists have the three levels of Parquet's specification
 * (LogicalTypes.md, Lists), with elements that are never empty.
 */
final class RowWriter extends WriteSupport<Object[]> {
  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private final List<TableColumn> columns;
  private final List<Element> elements;
  private RecordConsumer to;

  /** Writes one element of a flat array. */
  private interface Element {
    void write(RecordConsumer to, Object array, int at);
  }

  RowWriter(List<TableColumn> columns) {
    this.columns = List.copyOf(columns);
    this.elements = columns.stream().map(column -> element(column.type())).toList();
  }

  @Override
  @SuppressWarnings("deprecation") // what replaces it is not in Spark 3.5
  public WriteContext init(Configuration settings) {
    List<Type> fields = new ArrayList<>();
    for (TableColumn column : columns) {
      fields.add(
          column.list()
              ? Types.optionalList()
                  .element(type(column.type(), Type.Repetition.REQUIRED, ELEMENT))
                  .named(column.name())
              : type(column.type(), Type.Repetition.OPTIONAL, column.name()));
    }
    return new WriteContext(new MessageType("acme", fields), Map.of());
  }

  private static PrimitiveType type(ElementType type, Type.Repetition repetition, String name) {
    return switch (type) {
      case BOOL -> Types.primitive(PrimitiveTypeName.BOOLEAN, repetition).named(name);
      case INT8, INT16, INT32, UINT8, UINT16, UINT32 ->
          Types.primitive(PrimitiveTypeName.INT32, repetition).as(integer(type)).named(name);
      case INT64, UINT64 ->
          Types.primitive(PrimitiveTypeName.INT64, repetition).as(integer(type)).named(name);
      case FLOAT32 -> Types.primitive(PrimitiveTypeName.FLOAT, repetition).named(name);
      case FLOAT64 -> Types.primitive(PrimitiveTypeName.DOUBLE, repetition).named(name);
      case STRING ->
          Types.primitive(PrimitiveTypeName.BINARY, repetition)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case FLOAT16, COMPLEX64, COMPLEX128 ->
          throw new IllegalArgumentException(name + " has the type " + type.numpyName());
    };
  }

  private static LogicalTypeAnnotation integer(ElementType type) {
    return LogicalTypeAnnotation.intType(
        Byte.SIZE * type.bytes(), !type.numpyName().startsWith("u"));
  }

  private static Element element(ElementType type) {
    return switch (type) {
      case BOOL -> (to, array, at) -> to.addBoolean(((boolean[]) array)[at]);
      case INT8 -> (to, array, at) -> to.addInteger(((byte[]) array)[at]);
      case INT16 -> (to, array, at) -> to.addInteger(((short[]) array)[at]);
      case INT32, UINT32 -> (to, array, at) -> to.addInteger(((int[]) array)[at]);
      case UINT8 -> (to, array, at) -> to.addInteger(Byte.toUnsignedInt(((byte[]) array)[at]));
      case UINT16 -> (to, array, at) -> to.addInteger(Short.toUnsignedInt(((short[]) array)[at]));
      case INT64, UINT64 -> (to, array, at) -> to.addLong(((long[]) array)[at]);
      case FLOAT32 -> (to, array, at) -> to.addFloat(((float[]) array)[at]);
      case FLOAT64 -> (to, array, at) -> to.addDouble(((double[]) array)[at]);
      default -> (to, array, at) -> to.addBinary(Binary.fromString(((String[]) array)[at]));
    };
  }

  @Override
  public void prepareForWrite(RecordConsumer recordConsumer) {
    to = recordConsumer;
  }

  @Override
  public void write(Object[] cells) {
    to.startMessage();
    for (int k = 0; k < cells.length; k++) {
      if (cells[k] != null) {
        String name = columns.get(k).name();
        to.startField(name, k);
        if (columns.get(k).list()) {
          list(cells[k], elements.get(k));
        } else {
          elements.get(k).write(to, cells[k], 0);
        }
        to.endField(name, k);
      }
    }
    to.endMessage();
  }

  private void list(Object array, Element element) {
    int length = Array.getLength(array);
    to.startGroup();
    if (length > 0) {
      to.startField(LIST, 0);
      for (int at = 0; at < length; at++) {
        to.startGroup();
        to.startField(ELEMENT, 0);
        element.write(to, array, at);
        to.endField(ELEMENT, 0);
        to.endGroup();
      }
      to.endField(LIST, 0);
    }
    to.endGroup();
  }
}
