package org.acmespark.function;

import java.io.Serializable;
import java.util.regex.Pattern;

/**
 * A variable of a notebook: in JShell a static field of what is wrapped around a cell, in Scala's
 * REPL a field of a {@link LineObject}; or a static field of a class that was defined in a cell.
 *
 * @param className of the class that has the field
 * @param field its name
 * @param ofLine whether it is a field of a LineObject
 */
record Variable(String className, String field, boolean ofLine) implements Serializable {
  private static final long serialVersionUID = 1;

  private static final Pattern WRAPPING =
      Pattern.compile("^REPL\\.\\$JShell\\$[0-9A-Z]+\\$?|^\\$line\\d+\\.\\$\\w+?(\\$*iw)+\\$*");

  /** As the user calls it: {@code k}, {@code Counter.n}. */
  String shown() {
    String owner = shown(className);
    return owner.isEmpty() ? field : owner + "." + field;
  }

  /** The name of a class as the user knows it, without what the REPL puts before it. */
  static String shown(String className) {
    var wrapping = WRAPPING.matcher(className);
    return wrapping.find() ? wrapping.replaceFirst("").replace('$', '.') : className;
  }
}
