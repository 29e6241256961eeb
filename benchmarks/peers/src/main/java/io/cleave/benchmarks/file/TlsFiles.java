package io.cleave.benchmarks.file;

import io.cleave.body.Body;
import io.cleave.body.BodyFile;
import io.cleave.body.FileTarget;
import io.cleave.header.Header;
import io.cleave.message.BodyChunk;
import io.cleave.message.Message;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageStart;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;

/**
 * The same with TLS: message codecs behind a stock {@code SslHandler}, in a pipeline of our own,
 * because the endpoints have no TLS.
 */
final class TlsFiles {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");

  private TlsFiles() {}

  private static ChannelInitializer<Channel> pipeline(SslContext tls, ChannelHandler last) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        channel.pipeline().addLast(tls.newHandler(channel.alloc()));
        channel.pipeline().addLast(new MessageDecoder(FORMAT), new MessageEncoder(FORMAT), last);
      }
    };
  }

  /** A JVM that serves one file, until its standard input ends. */
  static final class Serving {
    private Serving() {}

    /** Takes the file, a certificate and its key; prints the port. */
    public static void main(String[] args) throws Exception {
      Path file = Path.of(args[0]);
      SslContext tls =
          SslContextBuilder.forServer(Path.of(args[1]).toFile(), Path.of(args[2]).toFile()).build();
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
      Channel server =
          new ServerBootstrap()
              .group(group)
              .channel(NioServerSocketChannel.class)
              .childHandler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(pipeline(tls, new Answering(file)));
                    }
                  })
              .bind("127.0.0.1", 0)
              .sync()
              .channel();
      System.out.println(((InetSocketAddress) server.localAddress()).getPort());
      System.in.readAllBytes();
      group.shutdownGracefully().sync();
    }
  }

  private static final class Answering extends SimpleChannelInboundHandler<Message> {
    private final Path file;

    Answering(Path file) {
      this.file = file;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message request) {
      ctx.writeAndFlush(Message.of(Header.empty(), Body.file(file)));
    }
  }

  /** A JVM that fetches it once for each line it is told, and prints how long that took. */
  static final class Fetching {
    private Fetching() {}

    /** Takes a port and the file to write. */
    public static void main(String[] args) throws Exception {
      FileTarget target = FileTarget.of(Path.of(args[1])).withReplacing(true);
      SslContext tls =
          SslContextBuilder.forClient().trustManager(InsecureTrustManagerFactory.INSTANCE).build();
      EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
      Receiving receiving = new Receiving(target);
      try {
        Channel channel =
            new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(pipeline(tls, receiving))
                .connect("127.0.0.1", Integer.parseInt(args[0]))
                .sync()
                .channel();
        System.out.println("connected");
        fetch(channel, receiving);
      } finally {
        group.shutdownGracefully().sync();
      }
    }

    private static void fetch(Channel channel, Receiving receiving) throws IOException {
      BufferedReader orders =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      while (orders.readLine() != null) {
        long begin = System.nanoTime();
        CompletableFuture<Void> received = receiving.next();
        channel
            .writeAndFlush(Message.of(Header.empty(), Body.empty()))
            .addListener(
                sent -> {
                  if (!sent.isSuccess()) {
                    received.completeExceptionally(sent.cause());
                  }
                });
        received.join();
        System.out.println(System.nanoTime() - begin);
      }
    }
  }

  /** Writes on the event loop: there is nobody else it could keep waiting. */
  private static final class Receiving extends SimpleChannelInboundHandler<Object> {
    private final FileTarget target;
    private volatile CompletableFuture<Void> whole = new CompletableFuture<>();
    private BodyFile file;

    Receiving(FileTarget target) {
      this.target = target;
    }

    CompletableFuture<Void> next() {
      whole = new CompletableFuture<>();
      return whole;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Object event) throws IOException {
      if (event instanceof MessageStart start) {
        file = BodyFile.create(target, start.bodyLength());
      } else if (event instanceof BodyChunk chunk) {
        file.write(chunk.content());
        if (chunk.isLast()) {
          file.commit();
          whole.complete(null);
        }
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      whole.completeExceptionally(new ClosedChannelException());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      whole.completeExceptionally(cause);
      ctx.close();
    }
  }
}
