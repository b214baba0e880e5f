package org.acmespark.python;

import java.io.Serializable;
import java.util.List;

/**
 * The description of a Python function for a worker.
 *
 * @param interpreter the Python interpreter that runs the function
 * @param json description by which {@code acme/_functions.py} loads the function
 * @param pickle the function itself if it came as a pickle, else empty
 * @param passing for each argument its keyword, or "" if it is passed by position
 * @param digest digest of the function's code
 * @param versions versions of Python and NumPy on the driver
 * @param threads number of cores of a call; it limits libraries that would use all cores
 * @param files modules that the function needs
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
  /**
   * Name of the parameter that gets a random number from the run's seed if the caller does not give
   * it.
   */
  static final String SEED = "seed";

  /** Returns the key of a worker. Workers with equal keys can call the same functions. */
  String key() {
    return interpreter + " " + threads + " " + digest + " " + json;
  }
}
