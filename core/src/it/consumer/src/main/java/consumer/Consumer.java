package consumer;

import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.wire.FrameFormat;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Serves an echo with the codecs in a pipeline of its own, and calls it with a plain socket. */
final class Consumer {
  private Consumer() {}

  public static void main(String[] args) throws Exception {
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    try {
      Channel server = serve(group).bind(InetAddress.getLoopbackAddress(), 0).sync().channel();
      List<String> echoed = callWithStuckFrames((InetSocketAddress) server.localAddress());
      if (!echoed.equals(List.of("hello", "", "byebye"))) {
        throw new IllegalStateException("echoed: " + echoed);
      }
      System.out.println("consumer: " + echoed + " from " + FrameDecoder.class.getModule());
    } finally {
      group.shutdownGracefully().sync();
    }
  }

  private static ServerBootstrap serve(EventLoopGroup group) {
    // snippet: frames
    FrameFormat format = FrameFormat.of("<q").withMaxPayloadLength(16 << 20);
    ServerBootstrap server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    ChannelPipeline pipeline = channel.pipeline();
                    pipeline.addLast(new FrameDecoder(format), new FrameEncoder(format));
                    pipeline.addLast(new FrameEcho()); // a ByteBuf in, a ByteBuf out
                  }
                });
    // end: frames
    return server;
  }

  private static List<String> callWithStuckFrames(InetSocketAddress server) throws IOException {
    try (Socket socket = new Socket(server.getAddress(), server.getPort())) {
      socket.setSoTimeout(10_000);
      socket.getOutputStream().write(wire("hello", "", "byebye"));
      DataInputStream in = new DataInputStream(socket.getInputStream());
      return List.of(readFrame(in), readFrame(in), readFrame(in));
    }
  }

  /** What {@code struct.pack("<q", len(payload)) + payload} gives, one after another. */
  private static byte[] wire(String... payloads) {
    StringBuilder latin1 = new StringBuilder();
    for (String payload : payloads) {
      latin1.append((char) payload.length()).append("\0".repeat(7)).append(payload);
    }
    return latin1.toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static String readFrame(DataInputStream in) throws IOException {
    long length = Long.reverseBytes(in.readLong());
    return new String(in.readNBytes(Math.toIntExact(length)), StandardCharsets.ISO_8859_1);
  }

  private static final class FrameEcho extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf payload) {
      ctx.writeAndFlush(payload.retain());
    }
  }
}
