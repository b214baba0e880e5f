package org.acmespark.function;

import java.io.Serializable;
import java.util.List;
import org.acmespark.model.Fn1;
import org.acmespark.model.Fn2;
import org.acmespark.model.Fn3;
import org.acmespark.model.Fn4;
import org.acmespark.model.Fn5;
import org.acmespark.model.Fn6;
import org.acmespark.model.Proc1;
import org.acmespark.model.Proc2;
import org.acmespark.model.Proc3;
import org.acmespark.model.Proc4;
import org.acmespark.model.Proc5;
import org.acmespark.model.Proc6;

/**
 * A call of an FnN or a ProcN.
 *
 * @param kind N of an FnN, -N of a ProcN: what the switch needs, found once
 */
record TypedCall(Serializable function, int kind) implements Call {

  /** Refuses what is neither. */
  static TypedCall of(Serializable function) {
    return new TypedCall(function, kind(function));
  }

  private static int kind(Serializable function) {
    if (function instanceof Fn1<?, ?>) {
      return 1;
    } else if (function instanceof Fn2<?, ?, ?>) {
      return 2;
    } else if (function instanceof Fn3<?, ?, ?, ?>) {
      return 3;
    } else if (function instanceof Fn4<?, ?, ?, ?, ?>) {
      return 4;
    } else if (function instanceof Fn5<?, ?, ?, ?, ?, ?>) {
      return 5;
    } else if (function instanceof Fn6<?, ?, ?, ?, ?, ?, ?>) {
      return 6;
    } else if (function instanceof Proc1<?>) {
      return -1;
    } else if (function instanceof Proc2<?, ?>) {
      return -2;
    } else if (function instanceof Proc3<?, ?, ?>) {
      return -3;
    } else if (function instanceof Proc4<?, ?, ?, ?>) {
      return -4;
    } else if (function instanceof Proc5<?, ?, ?, ?, ?>) {
      return -5;
    } else if (function instanceof Proc6<?, ?, ?, ?, ?, ?>) {
      return -6;
    }
    throw new IllegalArgumentException(
        function.getClass().getName() + " is none of Fn1 to Fn6 and Proc1 to Proc6");
  }

  @Override
  public int arity() {
    return Math.abs(kind);
  }

  @Override
  public boolean returnsNothing() {
    return kind < 0;
  }

  @Override
  public List<Parameter> parameters() {
    return List.of();
  }

  @Override
  @SuppressWarnings("unchecked") // the caller's compiler paired the arguments with the function
  public Object call(Object[] a) throws Exception {
    switch (kind) {
      case 1:
        return ((Fn1<Object, Object>) function).call(a[0]);
      case 2:
        return ((Fn2<Object, Object, Object>) function).call(a[0], a[1]);
      case 3:
        return ((Fn3<Object, Object, Object, Object>) function).call(a[0], a[1], a[2]);
      case 4:
        return ((Fn4<Object, Object, Object, Object, Object>) function)
            .call(a[0], a[1], a[2], a[3]);
      case 5:
        return ((Fn5<Object, Object, Object, Object, Object, Object>) function)
            .call(a[0], a[1], a[2], a[3], a[4]);
      case 6:
        return ((Fn6<Object, Object, Object, Object, Object, Object, Object>) function)
            .call(a[0], a[1], a[2], a[3], a[4], a[5]);
      case -1:
        ((Proc1<Object>) function).call(a[0]);
        return null;
      case -2:
        ((Proc2<Object, Object>) function).call(a[0], a[1]);
        return null;
      case -3:
        ((Proc3<Object, Object, Object>) function).call(a[0], a[1], a[2]);
        return null;
      case -4:
        ((Proc4<Object, Object, Object, Object>) function).call(a[0], a[1], a[2], a[3]);
        return null;
      case -5:
        ((Proc5<Object, Object, Object, Object, Object>) function)
            .call(a[0], a[1], a[2], a[3], a[4]);
        return null;
      case -6:
        ((Proc6<Object, Object, Object, Object, Object, Object>) function)
            .call(a[0], a[1], a[2], a[3], a[4], a[5]);
        return null;
      default:
        throw new IllegalStateException("kind " + kind);
    }
  }
}
