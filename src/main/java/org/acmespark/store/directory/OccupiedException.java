package org.acmespark.store.directory;

/** The output directory of a new run is not empty. */
public final class OccupiedException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  /** Creates the exception; its message names the directory. */
  public OccupiedException(String directory) {
    super(
        ("output directory %s is not empty; name a new one, so that no result is overwritten, or go"
                + " on with the run that is there (--rerun resume)")
            .formatted(directory));
  }
}
