package org.acmespark.engine.channel;

import java.util.HexFormat;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.acmespark.model.AcmeException;
import org.apache.spark.SparkEnv;
import org.apache.spark.rpc.IsolatedThreadSafeRpcEndpoint;
import org.apache.spark.rpc.RpcCallContext;
import org.apache.spark.rpc.RpcEndpointNotFoundException;
import org.apache.spark.rpc.RpcEndpointRef;
import org.apache.spark.rpc.RpcEnv;
import org.apache.spark.rpc.RpcTimeout;
import org.apache.spark.util.RpcUtils;
import scala.Function1;
import scala.PartialFunction;
import scala.concurrent.Future;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;
import scala.runtime.AbstractPartialFunction;
import scala.runtime.BoxedUnit;

/**
 * The control channel as an endpoint of Spark's own RPC. It uses the RPC's authentication,
 * encryption and ports. The RPC is internal to Spark, and only this class uses it. It sends byte
 * arrays, because Spark's own class loader does not see our classes.
 */
public final class SparkRpcChannel implements ControlChannel {
  private static final ClassTag<byte[]> BYTES = ClassTag$.MODULE$.apply(byte[].class);
  private static final String PREFIX = "acme-";

  /** Begins the messages of exceptions that say why the driver could not answer. */
  private static final String FAILED = "acme: ";

  private final RpcEndpointRef driver;
  private final MessageCodec codec;
  private final RpcTimeout timeout;

  private SparkRpcChannel(RpcEndpointRef driver, MessageCodec codec) {
    this.driver = driver;
    this.codec = codec;
    this.timeout = RpcUtils.askRpcTimeout(SparkEnv.get().conf());
  }

  /** Starts the server on the driver. The SparkContext must be running. */
  public static Server serve(Handler handler) {
    String name = PREFIX + HexFormat.of().formatHex(MessageCodec.newToken());
    byte[] token = MessageCodec.newToken();
    RpcEnv env = SparkEnv.get().rpcEnv();
    RpcEndpointRef self =
        env.setupEndpoint(name, new Endpoint(env, handler, new MessageCodec(token)));
    return new Server() {
      @Override
      public Address address() {
        return new EndpointAddress(name, token);
      }

      @Override
      public void close() {
        env.stop(self);
      }
    };
  }

  @Override
  public <A extends Answer> A ask(Message<A> message) {
    byte[] bytes = codec.question(message);
    return MessageCodec.parseAnswer(
        message.answerType(), reached(() -> driver.askSync(bytes, BYTES)));
  }

  @Override
  public <A extends Answer> Supplier<A> begin(Message<A> message) {
    byte[] bytes = codec.question(message);
    Future<byte[]> answer = reached(() -> driver.ask(bytes, timeout, BYTES));
    Class<A> type = message.answerType(); // the message, with its results, need not stay
    return () -> MessageCodec.parseAnswer(type, reached(() -> timeout.awaitResult(answer)));
  }

  /**
   * Calls Spark and converts its exceptions. Spark throws checked exceptions from methods that do
   * not declare them.
   */
  private static <T> T reached(Callable<T> call) {
    try {
      return call.call();
    } catch (Exception e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        String message = String.valueOf(cause.getMessage());
        if (cause instanceof IllegalStateException && message.startsWith(FAILED)) {
          throw new AcmeException(message.substring(FAILED.length()), e);
        }
        if (cause instanceof RpcEndpointNotFoundException
            || message.startsWith("Could not find " + PREFIX)) {
          throw new RunOverException(e);
        }
      }
      throw new AcmeException("the driver cannot be reached: " + e, e);
    }
  }

  /**
   * @param token the run's token, without which the driver does not answer
   */
  record EndpointAddress(String name, byte[] token) implements Address {
    @Override
    public ControlChannel connect() {
      SparkEnv env = SparkEnv.get();
      return new SparkRpcChannel(
          reached(() -> RpcUtils.makeDriverRef(name, env.conf(), env.rpcEnv())),
          new MessageCodec(token));
    }
  }

  private static final class Endpoint implements IsolatedThreadSafeRpcEndpoint {
    private final RpcEnv env;
    private final Handler handler;
    private final MessageCodec codec;
    private final ClassLoader loader = Thread.currentThread().getContextClassLoader();

    Endpoint(RpcEnv env, Handler handler, MessageCodec codec) {
      this.env = env;
      this.handler = handler;
      this.codec = codec;
    }

    @Override
    public RpcEnv rpcEnv() {
      return env;
    }

    @Override
    public int threadCount() {
      return 1;
    }

    @Override
    public PartialFunction<Object, BoxedUnit> receiveAndReply(RpcCallContext call) {
      return new AbstractPartialFunction<>() {
        @Override
        public boolean isDefinedAt(Object message) {
          return message instanceof byte[];
        }

        @Override
        @SuppressWarnings("unchecked")
        public <A1, B1> B1 applyOrElse(A1 message, Function1<A1, B1> otherwise) {
          answer((byte[]) message, call);
          return (B1) BoxedUnit.UNIT;
        }
      };
    }

    private void answer(byte[] message, RpcCallContext call) {
      Thread.currentThread().setContextClassLoader(loader);
      try {
        answer(codec.parse(message), call);
      } catch (RuntimeException | Error e) {
        fail(call, e);
      }
    }

    private <A extends Answer> void answer(Message<A> message, RpcCallContext call) {
      message.sendTo(
          handler,
          new Reply<A>() {
            @Override
            public void send(A answer) {
              call.reply(MessageCodec.answer(answer));
            }

            @Override
            public void fail(Throwable why) {
              Endpoint.fail(call, why);
            }
          });
    }

    /** Sends a class of the JDK: Spark's RPC does not find ours on executors, and would give up. */
    private static void fail(RpcCallContext call, Throwable why) {
      String text =
          why instanceof AcmeException ? why.getMessage() : "the driver could not answer: " + why;
      call.sendFailure(new IllegalStateException(FAILED + text));
    }
  }
}
