package org.acmespark.python;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name that messages give to this host. */
final class HostName {
  private HostName() {}

  static String here() {
    try {
      return InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException e) {
      return "localhost";
    }
  }
}
