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
 * @param versions of the driver
 * @param threads how many cores a call has, for libraries that would take all
 * @param files modules that it needs
 */
record PythonFunction(
    String interpreter,
    String json,
    byte[] pickle,
    List<String> passing,
    String digest,
    PythonVersions versions,
    int threads,
    PythonFiles files)
    implements Serializable {
  /** The parameter that gets a number drawn from the run's seed, if it is not given. */
  static final String SEED = "seed";

  /** Workers of equal keys can call the same functions. */
  String key() {
    return interpreter + " " + threads + " " + digest + " " + json;
  }
}
