package org.acmespark.engine.transfer;

import java.io.Serializable;

/**
 * Where a driver takes arrays.
 *
 * @param port 0 if it takes none
 * @param token a random number that each piece begins with; the driver takes no others
 */
public record TransferAddress(String host, int port, byte[] token) implements Serializable {
  /** Means that the driver takes no arrays. */
  public static final TransferAddress NONE = new TransferAddress("", 0, new byte[0]);

  public boolean isNone() {
    return port == 0;
  }
}
