package org.acmespark.engine.transfer;

import io.netty.channel.AdaptiveRecvByteBufAllocator;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.UUID;
import org.acmespark.model.AcmeException;
import org.apache.spark.network.TransportContext;
import org.apache.spark.network.client.RpcResponseCallback;
import org.apache.spark.network.client.StreamCallbackWithID;
import org.apache.spark.network.client.TransportClient;
import org.apache.spark.network.server.OneForOneStreamManager;
import org.apache.spark.network.server.RpcHandler;
import org.apache.spark.network.server.StreamManager;
import org.apache.spark.network.server.TransportServer;

/**
 * Takes the elements of large arrays on the driver, as they come from executors that do not see its
 * disk. They are written from the memory into which they were received, without another copy.
 *
 * <p>Authentication and encryption are those of the Spark application. Besides, each piece begins
 * with a token of this server, which the control channel gives to executors.
 */
public final class TransferServer implements AutoCloseable {
  /** Less costs more calls of the system for each megabyte. */
  private static final int RECEIVED_AT_ONCE_BYTES = 1 << 20;

  private static final int RECEIVED_FIRST_BYTES = 64 << 10;
  private static final int RECEIVED_LEAST_BYTES = 2 << 10;

  private final TransportContext context;
  private final TransportServer server;
  private final TransferAddress address;

  /** Takes elements; several threads call it at a time. */
  public interface Sink {
    /**
     * Writes elements of an array into the file.
     *
     * @param stream identifier of the stream of the block to which the array belongs
     * @param array where the array begins in the file, in bytes
     * @param at where these bytes begin in the file
     * @param bytes all of them are taken
     * @throws AcmeException if they cannot be written, or the array was not granted this place
     */
    void write(UUID stream, long array, long at, ByteBuffer bytes);
  }

  private TransferServer(
      TransportContext context, TransportServer server, TransferAddress address) {
    this.context = context;
    this.server = server;
    this.address = address;
  }

  /**
   * Starts a server on the driver. The SparkContext must be running.
   *
   * @return empty if Spark uses TLS, whose settings are not read here, or if no port is free
   */
  public static Optional<TransferServer> start(Sink sink) {
    var settings = TransferSettings.here();
    if (settings.isTls()) {
      return Optional.empty();
    }
    byte[] token = new byte[PieceHead.TOKEN_BYTES];
    new SecureRandom().nextBytes(token);
    String host = settings.spark().get("spark.driver.host");
    var context = new TransportContext(settings.transport(), new Handler(token, sink));
    Optional<TransportServer> server =
        settings.serve(context, settings.spark().get("spark.driver.bindAddress", host));
    if (server.isEmpty()) {
      context.close();
    }
    return server.map(
        made ->
            new TransferServer(context, made, new TransferAddress(host, made.getPort(), token)));
  }

  /** Where executors reach this server. */
  public TransferAddress address() {
    return address;
  }

  @Override
  public void close() {
    server.close();
    context.close();
  }

  private static final class Handler extends RpcHandler {
    private final byte[] token;
    private final Sink sink;
    private final StreamManager nothing = new OneForOneStreamManager();

    Handler(byte[] token, Sink sink) {
      this.token = token;
      this.sink = sink;
    }

    @Override
    public void channelActive(TransportClient client) {
      client
          .getChannel()
          .config()
          .setRecvByteBufAllocator(
              new AdaptiveRecvByteBufAllocator(
                  RECEIVED_LEAST_BYTES, RECEIVED_FIRST_BYTES, RECEIVED_AT_ONCE_BYTES));
    }

    @Override
    public StreamCallbackWithID receiveStream(
        TransportClient client, ByteBuffer head, RpcResponseCallback callback) {
      return new Arriving(PieceHead.decode(head, token), sink);
    }

    @Override
    public void receive(TransportClient client, ByteBuffer message, RpcResponseCallback callback) {
      callback.onFailure(new UnsupportedOperationException("acme: only pieces are taken here"));
    }

    @Override
    public StreamManager getStreamManager() {
      return nothing;
    }
  }

  /**
   * A piece that is being received. If it cannot be written, the rest of it is dropped, and the
   * answer to its sender says why.
   */
  private static final class Arriving implements StreamCallbackWithID {
    private final PieceHead head;
    private final Sink sink;
    private long at;
    private Optional<AcmeException> failure = Optional.empty();

    Arriving(PieceHead head, Sink sink) {
      this.head = head;
      this.sink = sink;
      this.at = head.at();
    }

    @Override
    public String getID() {
      return head.toString();
    }

    @Override
    public void onData(String id, ByteBuffer bytes) {
      int count = bytes.remaining();
      if (failure.isEmpty()) {
        try {
          sink.write(head.stream(), head.array(), at, bytes);
        } catch (AcmeException e) {
          failure = Optional.of(e);
        }
      }
      bytes.position(bytes.limit());
      at += count;
    }

    @Override
    public void onComplete(String id) {
      failure.ifPresent(Arriving::rethrow);
    }

    private static void rethrow(AcmeException failure) {
      throw failure;
    }

    @Override
    public void onFailure(String id, Throwable cause) {
      // Its sender knows, or is gone. What was written lies in a place that nobody commits.
    }
  }
}
