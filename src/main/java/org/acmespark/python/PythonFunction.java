package org.acmespark.python;

import java.io.Serializable;
import java.util.List;

/**
 * A Python function as a worker needs to know it.
 *
 * @param interpreter the program that runs it
 * @param json what {@code acme/_functions.py} loads it by
 * @param pickle the function itself where it came as a pickle, else empty
 * @param passing per argument the keyword, or "" by position
 * @param digest what stands for its code
 */
record PythonFunction(
    String interpreter, String json, byte[] pickle, List<String> passing, String digest)
    implements Serializable {

  /** Workers of equal keys can call the same functions. */
  String key() {
    return interpreter + " " + digest;
  }
}
