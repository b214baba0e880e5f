package org.acmespark.sql;

import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.apache.spark.sql.sources.And;
import org.apache.spark.sql.sources.EqualTo;
import org.apache.spark.sql.sources.Filter;
import org.apache.spark.sql.sources.GreaterThan;
import org.apache.spark.sql.sources.GreaterThanOrEqual;
import org.apache.spark.sql.sources.In;
import org.apache.spark.sql.sources.LessThan;
import org.apache.spark.sql.sources.LessThanOrEqual;
import org.apache.spark.sql.sources.Or;

/**
 * The part of a query's filters that concerns index and status alone, so that the files of other
 * computations need not be read. Spark applies all filters again.
 */
final class RowFilter {
  /** Takes all rows. */
  static final RowFilter ALL = new RowFilter(List.of());

  private static final String INDEX = "index";
  private static final String STATUS = "status";

  private final List<Filter> used;

  RowFilter(List<Filter> filters) {
    used = filters.stream().filter(RowFilter::isUsable).toList();
  }

  /** The filters that are applied. */
  List<Filter> used() {
    return used;
  }

  private static boolean isUsable(Filter filter) {
    if (filter instanceof And and) {
      return isUsable(and.left()) && isUsable(and.right());
    }
    if (filter instanceof Or or) {
      return isUsable(or.left()) && isUsable(or.right());
    }
    boolean equality = filter instanceof EqualTo || filter instanceof In;
    boolean order =
        filter instanceof LessThan
            || filter instanceof LessThanOrEqual
            || filter instanceof GreaterThan
            || filter instanceof GreaterThanOrEqual;
    List<String> columns = List.of(filter.references());
    return (equality || order) && columns.equals(List.of(INDEX))
        || equality && columns.equals(List.of(STATUS));
  }

  /** Whether a query may take the row of a computation. */
  boolean mayTake(long index, Supplier<String> status) {
    return used.stream().allMatch(filter -> test(filter, index, status));
  }

  private static boolean test(Filter filter, long index, Supplier<String> status) {
    if (filter instanceof And and) {
      return test(and.left(), index, status) && test(and.right(), index, status);
    }
    if (filter instanceof Or or) {
      return test(or.left(), index, status) || test(or.right(), index, status);
    }
    String column = filter.references()[0];
    Object cell = column.equals(INDEX) ? (Object) index : status.get();
    if (filter instanceof In in) {
      return Arrays.stream(in.values()).anyMatch(value -> compare(cell, value) == 0);
    }
    if (filter instanceof EqualTo equal) {
      return compare(cell, equal.value()) == 0;
    }
    if (filter instanceof LessThan less) {
      return compare(cell, less.value()) < 0;
    }
    if (filter instanceof LessThanOrEqual less) {
      return compare(cell, less.value()) <= 0;
    }
    if (filter instanceof GreaterThan greater) {
      return compare(cell, greater.value()) > 0;
    }
    return compare(cell, ((GreaterThanOrEqual) filter).value()) >= 0;
  }

  /** Compares a cell with a value, which is smaller if it is null; Spark has the last word. */
  private static int compare(Object cell, Object value) {
    return value == null
        ? 1
        : cell instanceof Long index
            ? Long.compare(index, ((Number) value).longValue())
            : cell.toString().compareTo(value.toString());
  }
}
