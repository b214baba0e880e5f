package org.acmespark.python;

import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this host in messages. */
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
