/**
 * Writes values as Python's pickles.
 *
 * <p>Start with {@link org.acmespark.store.pickle.PythonPickler}.
 */
package org.acmespark.store.pickle;
