package org.acmespark.store.payload;

import java.io.Serializable;

/**
 * What an executor needs to know to write large arrays of a single file itself.
 *
 * @param file exists on the driver's machine; empty if no executor may write
 * @param content what the file contains while writing is allowed
 */
public record WritePermit(String file, String content) implements Serializable {
  public static final WritePermit NONE = new WritePermit("", "");

  public boolean isNone() {
    return file.isEmpty();
  }
}
