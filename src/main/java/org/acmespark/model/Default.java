package org.acmespark.model;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the value of a parameter that the caller leaves out, like a default in Python.
 *
 * <pre>{@code
 * static double randout(double x, @Default("3") double y) { ... }
 * }</pre>
 */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.PARAMETER)
public @interface Default {
  /** The value as JSON: {@code 3}, {@code "nearest"}, {@code [1, 2]}. */
  String value();
}
