package org.acmespark.function;

import java.io.IOException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.util.Map;

/**
 * Values of variables. They are set one by one while they are deserialized, because the class of a
 * later value may read an earlier variable when it is initialized.
 */
final class VariableValues implements Serializable {
  private static final long serialVersionUID = 1;

  private final transient Map<Variable, Object> values;

  VariableValues(Map<Variable, Object> values) {
    this.values = values;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    out.defaultWriteObject();
    out.writeInt(values.size());
    for (Map.Entry<Variable, Object> entry : values.entrySet()) {
      out.writeObject(entry.getKey());
      out.writeObject(entry.getValue());
    }
  }

  private void readObject(ObjectInputStream in) throws IOException, ClassNotFoundException {
    in.defaultReadObject();
    if (!(Thread.currentThread().getContextClassLoader() instanceof ClosureLoader loader)) {
      throw new InvalidObjectException("no class loader of a closure is set");
    }
    int n = in.readInt();
    for (int i = 0; i < n; i++) {
      var variable = (Variable) in.readObject();
      loader.set(variable, in.readObject());
    }
  }
}
