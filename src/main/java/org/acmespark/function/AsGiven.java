package org.acmespark.function;

/**
 * The type of a parameter that accepts every value unchanged: a list as a list, an array as an
 * array, numbers of a file with the file's type. This class has no instances.
 */
public final class AsGiven {
  private AsGiven() {}
}
