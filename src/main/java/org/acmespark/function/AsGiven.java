package org.acmespark.function;

/**
 * The type of a parameter that takes every value as it was given: a list as a list, an array as an
 * array, numbers of a file with the file's type. Nothing is of this class.
 */
public final class AsGiven {
  private AsGiven() {}
}
