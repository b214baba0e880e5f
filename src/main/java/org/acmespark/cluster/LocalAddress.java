package org.acmespark.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramSocket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;

/** Finds the address under which other machines reach this one. */
final class LocalAddress {
  private static final int ANY_PORT = 9;

  private LocalAddress() {}

  /**
   * Returns the address of the named interface; otherwise the value of SPARK_LOCAL_IP, the address
   * of this machine's name, that of the first interface that is up, or the loopback address.
   *
   * @throws IllegalArgumentException if there is no such interface, or it has no IPv4 address
   */
  static String find(Optional<String> networkInterface) {
    try {
      if (networkInterface.isPresent()) {
        return ofInterface(networkInterface.get());
      }
      String told = System.getenv("SPARK_LOCAL_IP");
      if (told != null) {
        return InetAddress.getByName(told).getHostAddress();
      }
      InetAddress own = ownName();
      if (!own.isLoopbackAddress()) {
        return own.getHostAddress();
      }
      return interfaces().stream()
          .filter(LocalAddress::isUp)
          .flatMap(LocalAddress::addresses)
          .filter(address -> !address.isLoopbackAddress())
          .map(InetAddress::getHostAddress)
          .findFirst()
          .orElse("127.0.0.1");
    } catch (IOException e) {
      throw new AcmeException("this machine's address cannot be found: " + e, e);
    }
  }

  /**
   * Returns the address for a driver and its page: from the configuration or SPARK_LOCAL_IP;
   * otherwise the address from which {@code master} is reached; otherwise the result of {@link
   * #find}.
   */
  static String ofDriver(SparkConf conf, Optional<InetAddress> master) {
    String configured = conf.get("spark.driver.bindAddress", conf.get("spark.driver.host", ""));
    if (!configured.isEmpty()) {
      return configured;
    }
    if (master.isEmpty() || System.getenv("SPARK_LOCAL_IP") != null) {
      return find(Optional.empty());
    }
    try (var socket = new DatagramSocket()) {
      socket.connect(master.get(), ANY_PORT); // sends nothing, only finds the route
      InetAddress own = socket.getLocalAddress();
      return own.isAnyLocalAddress() ? find(Optional.empty()) : own.getHostAddress();
    } catch (SocketException | UncheckedIOException e) {
      return find(Optional.empty());
    }
  }

  private static InetAddress ownName() throws IOException {
    try {
      return InetAddress.getLocalHost();
    } catch (java.net.UnknownHostException e) {
      return InetAddress.getLoopbackAddress();
    }
  }

  private static String ofInterface(String name) throws SocketException {
    NetworkInterface found = NetworkInterface.getByName(name);
    if (found == null) {
      throw new IllegalArgumentException(
          "networkInterface is %s, but this machine has %s"
              .formatted(name, interfaces().stream().map(NetworkInterface::getName).toList()));
    }
    return addresses(found)
        .map(InetAddress::getHostAddress)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "networkInterface is %s, but it has no IPv4 address".formatted(name)));
  }

  private static List<NetworkInterface> interfaces() throws SocketException {
    return Collections.list(NetworkInterface.getNetworkInterfaces());
  }

  private static boolean isUp(NetworkInterface candidate) {
    try {
      return candidate.isUp() && !candidate.isVirtual();
    } catch (SocketException e) {
      return false;
    }
  }

  private static Stream<InetAddress> addresses(NetworkInterface of) {
    return Collections.list(of.getInetAddresses()).stream()
        .filter(Inet4Address.class::isInstance)
        .map(address -> address);
  }
}
