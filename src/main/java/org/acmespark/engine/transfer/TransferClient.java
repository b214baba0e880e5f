package org.acmespark.engine.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.acmespark.model.AcmeException;
import org.acmespark.store.single.ExecutorPlaces;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.buffer.NioManagedBuffer;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.TransportClientFactory;
import org.apache.spark.network.server.NoOpRpcHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends elements of large arrays from an executor to the driver's server. Thread-safe. */
public final class TransferClient implements ExecutorPlaces.Sender {
  private static final Logger LOG = LoggerFactory.getLogger(TransferClient.class);

  /** Hosts of drivers that a firewall hides, so that only the first run waits for them. */
  private static final Set<String> SILENT = ConcurrentHashMap.newKeySet();

  private final TransferAddress driver;
  private final TransportContext context;
  private final TransportClientFactory factory;

  TransferClient(TransferAddress driver, TransferSettings settings) {
    this.driver = driver;
    this.context = new TransportContext(settings.transport(), new NoOpRpcHandler(), true);
    this.factory = context.createClientFactory(settings.credentials());
  }

  /**
   * Connects with a server. Waits at most 5 s, once for each host.
   *
   * @return empty if the driver has none, or it cannot be reached
   */
  public static Optional<TransferClient> connect(TransferAddress driver) {
    if (driver.isNone() || SILENT.contains(driver.host())) {
      return Optional.empty();
    }
    var client = new TransferClient(driver, TransferSettings.here());
    long start = System.nanoTime();
    try {
      client.factory.createClient(driver.host(), driver.port());
      return Optional.of(client);
    } catch (IOException | RuntimeException e) {
      client.close();
      if (System.nanoTime() - start >= TransferSettings.PATIENCE.toNanos()) {
        SILENT.add(driver.host());
      }
      LOG.warn(
          "port {} of the driver on {} cannot be reached: large arrays take a slower way: {}",
          driver.port(),
          driver.host(),
          e.toString());
      return Optional.empty();
    } catch (InterruptedException e) {
      client.close();
      Thread.currentThread().interrupt();
      return Optional.empty();
    }
  }

  @Override
  public void send(
      UUID stream, long array, long at, ByteBuffer bytes, Consumer<Optional<AcmeException>> done) {
    try {
      factory
          .createClient(driver.host(), driver.port())
          .uploadStream(
              new NioManagedBuffer(new PieceHead(stream, array, at).encode(driver.token())),
              new NioManagedBuffer(bytes),
              new RpcResponseCallback() {
                @Override
                public void onSuccess(ByteBuffer nothing) {
                  done.accept(Optional.empty());
                }

                @Override
                public void onFailure(Throwable cause) {
                  done.accept(Optional.of(failure(cause)));
                }
              });
    } catch (IOException e) {
      done.accept(Optional.of(failure(e)));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      done.accept(Optional.of(failure(e)));
    }
  }

  private static AcmeException failure(Throwable cause) {
    return new AcmeException("an array could not be sent to the driver: " + cause, cause);
  }

  @Override
  public void close() {
    factory.close();
    context.close();
  }
}
