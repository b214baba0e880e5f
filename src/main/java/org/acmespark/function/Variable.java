package org.acmespark.function;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A variable of a notebook: in JShell a static field of the class around a cell, in Scala's REPL a
 * field of a {@link LineObject}; or a static field of a class that was defined in a cell.
 *
 * @param className name of the class with the field
 * @param field its name
 * @param ofLine whether it is a field of a LineObject
 */
record Variable(String className, String field, boolean ofLine) implements Serializable {
  private static final long serialVersionUID = 1;

  private static final Pattern WRAPPING =
      Pattern.compile("^REPL\\.\\$JShell\\$[0-9A-Z]+\\$?|^\\$line\\d+\\.\\$\\w+?(\\$*iw)+\\$*");

  /** The variable's name for the user: {@code k}, {@code Counter.n}. */
  String shown() {
    String owner = shown(className);
    return owner.isEmpty() ? field : owner + "." + field;
  }

  /** The name of a class for the user, without the REPL's prefix. */
  static String shown(String className) {
    var wrapping = WRAPPING.matcher(className);
    return wrapping.find() ? wrapping.replaceFirst("").replace('$', '.') : className;
  }
}
