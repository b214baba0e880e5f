package org.acmespark.store.pickle;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.OffsetTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.Date;
import java.util.GregorianCalendar;
import java.util.List;
import java.util.Optional;
import net.razorvine.pickle.PickleException;
import org.apache.commons.math3.complex.Complex;

/**
 * A call that creates a value in Python: a function of a standard module, and its arguments.
 *
 * <p>Python's times have microseconds; finer parts are cut off.
 */
record PickledCall(String module, String function, List<Object> arguments) {
  private static final int NANOS_PER_MICRO = 1000;
  private static final long SECONDS_PER_DAY = 86_400;
  private static final long MAX_DAYS = 999_999_999;
  private static final int MAX_YEAR = 9999;

  private PickledCall(String module, String function, Object... arguments) {
    this(module, function, Arrays.asList(arguments));
  }

  /**
   * Returns the call that creates {@code value}, if it is a complex number, a date, a time or a
   * duration.
   *
   * @throws PickleException if Python has no such value
   */
  static Optional<PickledCall> making(Object value) {
    return Optional.ofNullable(of(value));
  }

  private static PickledCall of(Object value) {
    if (value instanceof Complex z) {
      // The name in pickles of protocol 2, which Python 3 translates.
      return new PickledCall("__builtin__", "complex", z.getReal(), z.getImaginary());
    } else if (value instanceof LocalDate date) {
      requireYear(date.getYear(), date);
      return datetime("date", date.getYear(), date.getMonthValue(), date.getDayOfMonth());
    } else if (value instanceof LocalTime time) {
      return time(time);
    } else if (value instanceof OffsetTime time) {
      return time(time.toLocalTime(), zone(time.getOffset()));
    } else if (value instanceof LocalDateTime time) {
      return dateTime(time);
    } else if (value instanceof Instant instant) {
      return instant(instant);
    } else if (value instanceof OffsetDateTime time) {
      return dateTime(time.toLocalDateTime(), zone(time.getOffset()));
    } else if (value instanceof ZonedDateTime time) {
      return dateTime(time.toLocalDateTime(), zone(time));
    } else if (value instanceof Duration duration) {
      return duration(duration);
    }
    return old(value);
  }

  /** Converts dates of the classes before java.time. */
  private static PickledCall old(Object value) {
    if (value instanceof GregorianCalendar calendar) {
      return of(calendar.toZonedDateTime());
    } else if (value instanceof java.sql.Date date) {
      return of(date.toLocalDate());
    } else if (value instanceof java.sql.Time time) {
      return of(time.toLocalTime());
    } else if (value instanceof Date date) {
      return instant(date.toInstant());
    }
    return null;
  }

  private static PickledCall instant(Instant instant) {
    long years = instant.getEpochSecond() / (365 * SECONDS_PER_DAY); // there may be more zeros
    requireYear(Math.abs(years) > MAX_YEAR ? 0 : 1, instant);
    return dateTime(LocalDateTime.ofInstant(instant, ZoneOffset.UTC), zone(ZoneOffset.UTC));
  }

  private static PickledCall dateTime(LocalDateTime time, Object... zone) {
    requireYear(time.getYear(), time);
    return datetime(
        "datetime",
        concatenate(
            zone,
            time.getYear(),
            time.getMonthValue(),
            time.getDayOfMonth(),
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            time.getNano() / NANOS_PER_MICRO));
  }

  private static PickledCall time(LocalTime time, Object... zone) {
    return datetime(
        "time",
        concatenate(
            zone,
            time.getHour(),
            time.getMinute(),
            time.getSecond(),
            time.getNano() / NANOS_PER_MICRO));
  }

  private static PickledCall zone(ZoneOffset offset) {
    return datetime("timezone", duration(Duration.ofSeconds(offset.getTotalSeconds())));
  }

  /** The zone's offset at that time, under its name: Python may not know the zone itself. */
  private static PickledCall zone(ZonedDateTime time) {
    return time.getZone() instanceof ZoneOffset offset
        ? zone(offset)
        : datetime(
            "timezone",
            duration(Duration.ofSeconds(time.getOffset().getTotalSeconds())),
            time.getZone().getId());
  }

  private static PickledCall duration(Duration duration) {
    long days = Math.floorDiv(duration.getSeconds(), SECONDS_PER_DAY);
    if (Math.abs(days) > MAX_DAYS) {
      throw new PickleException(duration + " is longer than Python's timedelta");
    }
    return datetime(
        "timedelta",
        days,
        Math.floorMod(duration.getSeconds(), SECONDS_PER_DAY),
        duration.getNano() / NANOS_PER_MICRO);
  }

  private static PickledCall datetime(String function, Object... arguments) {
    return new PickledCall("datetime", function, arguments);
  }

  private static void requireYear(int year, Object time) {
    if (year < 1 || year > MAX_YEAR) {
      throw new PickleException(time + " is outside of Python's years 1 to 9999");
    }
  }

  private static Object[] concatenate(Object[] last, Object... first) {
    Object[] all = Arrays.copyOf(first, first.length + last.length, Object[].class);
    System.arraycopy(last, 0, all, first.length, last.length);
    return all;
  }
}
