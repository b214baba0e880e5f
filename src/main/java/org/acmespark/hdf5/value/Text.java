package org.acmespark.hdf5.value;

import java.time.DayOfWeek;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalAmount;

/**
 * Converts values that are strings in HDF5: characters, char arrays and other texts unchanged,
 * constants of enums by name, dates, times and durations of java.time in ISO 8601 ({@code
 * 2026-11-25}, {@code PT1.5S}).
 */
final class Text {
  private static final String TIME = DayOfWeek.class.getPackageName();

  private Text() {}

  /** Whether values of a class are strings in HDF5. */
  static boolean has(Class<?> type) {
    return type == String.class
        || type == char.class
        || type == Character.class
        || type == char[].class
        || CharSequence.class.isAssignableFrom(type)
        || Enum.class.isAssignableFrom(type)
        || type.getPackageName().equals(TIME)
            && (TemporalAccessor.class.isAssignableFrom(type)
                || TemporalAmount.class.isAssignableFrom(type));
  }

  static String of(Object value) {
    if (value instanceof char[] characters) {
      return new String(characters);
    }
    return value instanceof Enum<?> constant ? constant.name() : value.toString();
  }
}
