package org.acmespark.table;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.function.Function;
import org.apache.parquet.column.ColumnReader;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DateLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.DecimalLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.EnumLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.IntLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.JsonLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.StringLogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimestampLogicalTypeAnnotation;
import org.apache.parquet.schema.PrimitiveType;

/**
 * Reads values of a Parquet column as Java has them: boxes, texts, {@code BigInteger} and {@code
 * BigDecimal}. Dates and times become texts as ISO 8601 has them.
 */
final class CellReader {
  private CellReader() {}

  /**
   * Returns the function that takes the present value of a column.
   *
   * @param column its name, for the message
   * @throws IllegalArgumentException if no such values are read
   */
  static Function<ColumnReader, Object> of(PrimitiveType type, String column) {
    LogicalTypeAnnotation meaning = type.getLogicalTypeAnnotation();
    Function<ColumnReader, Object> reader =
        switch (type.getPrimitiveTypeName()) {
          case BOOLEAN -> ColumnReader::getBoolean;
          case FLOAT -> ColumnReader::getFloat;
          case DOUBLE -> ColumnReader::getDouble;
          case INT32 -> ints(meaning);
          case INT64 -> longs(meaning);
          case BINARY, FIXED_LEN_BYTE_ARRAY -> bytes(meaning);
          case INT96 -> null;
        };
    if (reader == null) {
      throw new IllegalArgumentException(
          "column %s has values of the type %s, which is neither a number, a truth value, a text, a date nor a time"
              .formatted(column, type));
    }
    return reader;
  }

  private static Function<ColumnReader, Object> ints(LogicalTypeAnnotation meaning) {
    if (meaning == null) {
      return ColumnReader::getInteger;
    }
    if (meaning instanceof IntLogicalTypeAnnotation whole) {
      return whole.isSigned() || whole.getBitWidth() < Integer.SIZE
          ? ColumnReader::getInteger
          : column -> Integer.toUnsignedLong(column.getInteger());
    }
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return column -> BigDecimal.valueOf(column.getInteger(), decimal.getScale());
    }
    return meaning instanceof DateLogicalTypeAnnotation
        ? column -> LocalDate.ofEpochDay(column.getInteger()).toString()
        : null;
  }

  private static Function<ColumnReader, Object> longs(LogicalTypeAnnotation meaning) {
    if (meaning == null) {
      return ColumnReader::getLong;
    }
    if (meaning instanceof IntLogicalTypeAnnotation whole) {
      return whole.isSigned()
          ? ColumnReader::getLong
          : column ->
              column.getLong() >= 0
                  ? (Object) column.getLong()
                  : new BigInteger(Long.toUnsignedString(column.getLong()));
    }
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return column -> BigDecimal.valueOf(column.getLong(), decimal.getScale());
    }
    return meaning instanceof TimestampLogicalTypeAnnotation time
        ? column -> text(column.getLong(), time)
        : null;
  }

  private static String text(long count, TimestampLogicalTypeAnnotation time) {
    long perSecond =
        switch (time.getUnit()) {
          case MILLIS -> 1_000;
          case MICROS -> 1_000_000;
          case NANOS -> 1_000_000_000;
        };
    long seconds = Math.floorDiv(count, perSecond);
    long nanos = Math.floorMod(count, perSecond) * (1_000_000_000 / perSecond);
    Instant instant = Instant.ofEpochSecond(seconds, nanos);
    return time.isAdjustedToUTC()
        ? instant.toString()
        : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
  }

  private static Function<ColumnReader, Object> bytes(LogicalTypeAnnotation meaning) {
    if (meaning instanceof DecimalLogicalTypeAnnotation decimal) {
      return column ->
          new BigDecimal(new BigInteger(column.getBinary().getBytes()), decimal.getScale());
    }
    return meaning instanceof StringLogicalTypeAnnotation
            || meaning instanceof EnumLogicalTypeAnnotation
            || meaning instanceof JsonLogicalTypeAnnotation
        ? column -> column.getBinary().toStringUsingUTF8()
        : null;
  }
}
