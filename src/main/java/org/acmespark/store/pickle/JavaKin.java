package org.acmespark.store.pickle;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.acmespark.model.Outputs;
import scala.Option;
import scala.Product;
import scala.collection.Iterator;
import scala.collection.immutable.ArraySeq;
import scala.collection.immutable.LazyList;
import scala.math.BigDecimal;
import scala.math.BigInt;

/**
 * Converts Scala values to their Java counterparts: Seq to a list or array, Map, Set, Option to its
 * value or null, tuples to {@link Outputs}, BigInt and BigDecimal. Case classes are not converted,
 * and neither are lazy lists, which may be infinite.
 */
public final class JavaKin {
  private static final String SCALA = "scala.";
  private static final String STREAM = "scala.collection.immutable.Stream";
  private static final String TUPLE = "scala.Tuple";

  private JavaKin() {}

  /** Converts a result; returns it unchanged if it contains no Scala values. */
  public static Object of(Object value) {
    try {
      return isTuple(value) ? Outputs.of(elements((Product) value).toArray()) : inside(value);
    } catch (RuntimeException | StackOverflowError e) { // thrown by a collection of the user's
      return value;
    }
  }

  private static Object inside(Object value) {
    if (value instanceof Outputs outputs) {
      return outputs.values().stream().anyMatch(JavaKin::isScala)
          ? Outputs.of(outputs.values().stream().map(JavaKin::inside).toArray())
          : value;
    }
    if (value instanceof List<?> list) {
      return !list.isEmpty() && isScala(list.get(0)) ? listOf(list) : value;
    }
    if (value instanceof Object[] array) {
      return array.length > 0 && isScala(array[0]) ? listOf(Arrays.asList(array)) : value;
    }
    return isScala(value) ? ofScala(value) : value;
  }

  private static Object ofScala(Object value) {
    if (value instanceof Option<?> option) {
      return option.isEmpty() ? null : inside(option.get());
    } else if (value instanceof BigInt number) {
      return number.bigInteger();
    } else if (value instanceof BigDecimal number) {
      return number.bigDecimal();
    } else if (value instanceof LazyList<?> || value.getClass().getName().startsWith(STREAM)) {
      return value;
    } else if (value instanceof ArraySeq<?> seq) {
      return ofArray(seq.unsafeArray(), seq);
    } else if (value instanceof scala.collection.mutable.ArraySeq<?> seq) {
      return ofArray(seq.array(), seq);
    } else if (value instanceof scala.collection.Map<?, ?> map) {
      return map(map);
    } else if (value instanceof scala.collection.Set<?> set) {
      return set(set);
    } else if (value instanceof scala.collection.Seq<?> seq) {
      return list(seq.iterator());
    }
    return isTuple(value) ? elements((Product) value) : value;
  }

  /** A sequence that wraps an array of numbers becomes that array. */
  private static Object ofArray(Object array, scala.collection.Seq<?> seq) {
    return array.getClass().getComponentType().isPrimitive() ? array : list(seq.iterator());
  }

  private static boolean isScala(Object value) {
    return value != null && value.getClass().getName().startsWith(SCALA);
  }

  private static boolean isTuple(Object value) {
    return value instanceof Product && value.getClass().getName().startsWith(TUPLE);
  }

  private static List<Object> elements(Product tuple) {
    return list(tuple.productIterator());
  }

  private static List<Object> listOf(List<?> values) {
    List<Object> list = new ArrayList<>(values.size());
    values.forEach(value -> list.add(inside(value)));
    return list;
  }

  private static List<Object> list(Iterator<?> values) {
    List<Object> list = new ArrayList<>();
    while (values.hasNext()) {
      list.add(inside(values.next()));
    }
    return list;
  }

  private static Set<Object> set(scala.collection.Set<?> values) {
    return new LinkedHashSet<>(list(values.iterator()));
  }

  private static Map<Object, Object> map(scala.collection.Map<?, ?> entries) {
    Map<Object, Object> map = new LinkedHashMap<>();
    for (Iterator<?> keys = entries.keysIterator(), values = entries.valuesIterator();
        keys.hasNext(); ) {
      map.put(inside(keys.next()), inside(values.next()));
    }
    return map;
  }
}
