package org.acmespark.function;

/** A value whose content has a digest, which stands for it where inputs are compared. */
public interface Digested {
  /** The digest of the content; values with the same content have the same. */
  String digest();
}
