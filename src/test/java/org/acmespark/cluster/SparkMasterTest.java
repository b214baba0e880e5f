package org.acmespark.cluster;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

/** Who a master lets in. */
class SparkMasterTest {
  private static final String ADDRESS = "127.0.0.1";

  private static SparkConf client() {
    return new SparkConf(false).set("spark.driver.bindAddress", ADDRESS);
  }

  private static SparkConf clientWith(String secret) {
    SparkConf conf = client();
    BoundConf.authenticate(conf, secret);
    return conf;
  }

  @Test
  void onlyTheSecretOpensAMaster() {
    String secret = BoundConf.newSecret();
    BoundConf conf = BoundConf.secure(new SparkConf(false), ADDRESS, secret);
    try (var master = SparkMaster.start(ADDRESS, 0, conf)) {
      SparkMaster.requireReachable(master.url(), clientWith(secret));
      assertEquals(0, master.aliveWorkers());

      var without =
          assertThrows(
              AcmeException.class, () -> SparkMaster.requireReachable(master.url(), client()));
      assertTrue(without.getMessage().contains("it may need a secret"), without.getMessage());
      var wrong =
          assertThrows(
              AcmeException.class,
              () -> SparkMaster.requireReachable(master.url(), clientWith(BoundConf.newSecret())));
      assertTrue(wrong.getMessage().contains("another cluster's"), wrong.getMessage());
    }
  }

  @Test
  void saysThatNoMasterIsThere() throws IOException {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.getByName(ADDRESS))) {
      port = socket.getLocalPort();
    }
    String url = "spark://" + ADDRESS + ":" + port;
    var e = assertThrows(AcmeException.class, () -> SparkMaster.requireReachable(url, client()));
    assertEquals("no Spark master answers at " + url, e.getMessage());
  }

  @Test
  void eachClusterHasASecretOfItsOwn() {
    assertEquals(64, BoundConf.newSecret().length());
    assertTrue(!BoundConf.newSecret().equals(BoundConf.newSecret()));
  }

  @Test
  void whatIsNoMasterIsRefusedBeforeSparkStarts() {
    for (String wrong : new String[] {"spark://", "spark://nohost.invalid:7077", "spark://a"}) {
      var e = assertThrows(IllegalArgumentException.class, () -> Cluster.standalone(wrong));
      assertTrue(e.getMessage().startsWith("master is " + wrong), e.getMessage());
    }
    assertThrows(IllegalArgumentException.class, () -> Cluster.local(0));
    assertThrows(IllegalArgumentException.class, () -> Cluster.named("no such name"));
  }
}
