package io.cleave.benchmarks.peers;

import com.alipay.remoting.AbstractLifeCycle;
import com.alipay.remoting.AsyncContext;
import com.alipay.remoting.BizContext;
import com.alipay.remoting.Connection;
import com.alipay.remoting.InvokeCallback;
import com.alipay.remoting.config.BoltClientOption;
import com.alipay.remoting.config.BoltServerOption;
import com.alipay.remoting.config.Configs;
import com.alipay.remoting.exception.RemotingException;
import com.alipay.remoting.rpc.RpcClient;
import com.alipay.remoting.rpc.RpcServer;
import com.alipay.remoting.rpc.protocol.AsyncUserProcessor;
import com.alipay.remoting.serialization.Serializer;
import com.alipay.remoting.serialization.SerializerManager;
import io.cleave.benchmarks.load.Answers;
import io.cleave.benchmarks.load.EchoClient;
import io.cleave.benchmarks.load.EchoSystem;
import io.cleave.benchmarks.load.Payload;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;

/** SOFABolt's callbacks, set up as its own benchmark is, and with bytes that need no serializer. */
public final class SofaBoltEcho implements EchoSystem {
  private static final int TIMEOUT_MILLIS = 30_000;
  private static final byte AS_THEY_ARE = 7;

  private final List<AbstractLifeCycle> open = new ArrayList<>();
  private RpcClient client;

  @Override
  public String name() {
    return "sofabolt";
  }

  @Override
  public String settings() {
    return "invokeWithCallback, consolidated flush, all work on the event loops, epoll";
  }

  private static void configure() {
    System.setProperty("sofa.middleware.log.disable", "true"); // it prints what it does
    System.setProperty(Configs.SERIALIZER, Byte.toString(AS_THEY_ARE));
    System.setProperty(Configs.NETTY_BUFFER_HIGH_WATERMARK, Integer.toString(64 << 20));
    System.setProperty(Configs.NETTY_BUFFER_LOW_WATERMARK, Integer.toString(32 << 20));
    SerializerManager.addSerializer(AS_THEY_ARE, new AsTheyAre());
  }

  @Override
  public int serve() throws IOException {
    configure();
    int port = freePort();
    RpcServer server = new RpcServer("127.0.0.1", port);
    server.option(BoltServerOption.NETTY_FLUSH_CONSOLIDATION, true);
    server.registerUserProcessor(new Echo());
    server.startup();
    open.add(server);
    return port;
  }

  /** It takes no 0 for any. */
  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public EchoClient connect(int port, Payload payload, Answers answers) throws RemotingException {
    if (client == null) {
      configure();
      client = new RpcClient();
      client.option(BoltClientOption.NETTY_FLUSH_CONSOLIDATION, true);
      client.startup();
      open.add(client);
    }
    Connection connection = client.createStandaloneConnection("127.0.0.1", port, TIMEOUT_MILLIS);
    return new Caller(client, connection, payload, answers);
  }

  @Override
  public void close() {
    open.forEach(AbstractLifeCycle::shutdown);
  }

  private static final class AsTheyAre implements Serializer {
    @Override
    public byte[] serialize(Object bytes) {
      return (byte[]) bytes;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <T> T deserialize(byte[] bytes, String className) {
      return (T) bytes;
    }
  }

  private static final class Echo extends AsyncUserProcessor<byte[]> {
    @Override
    public void handleRequest(BizContext context, AsyncContext answer, byte[] request) {
      answer.sendResponse(request);
    }

    @Override
    public String interest() {
      return byte[].class.getName();
    }

    @Override
    public boolean processInIOThread() {
      return true;
    }
  }

  private record Caller(RpcClient client, Connection connection, Payload payload, Answers answers)
      implements EchoClient, InvokeCallback {
    @Override
    public void send(long stamp) {
      try {
        client.invokeWithCallback(connection, payload.bytes(stamp), this, TIMEOUT_MILLIS);
      } catch (RemotingException e) {
        answers.failed(e);
      }
    }

    @Override
    public void onResponse(Object response) {
      try {
        answers.answered(this, payload.stampOf((byte[]) response));
      } catch (RuntimeException e) {
        answers.failed(e);
      }
    }

    @Override
    public void onException(Throwable failure) {
      answers.failed(failure);
    }

    @Override
    public Executor getExecutor() {
      return null;
    }
  }
}
