package io.cleave.examples;

import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.message.Message;
import io.cleave.message.MessageAggregator;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.cleave.wire.FrameFormat;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.net.InetAddress;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The codecs in a plain Netty pipeline, with nothing of ours around them: what the documentation
 * shows.
 */
public final class OwnPipeline {
  private static final Logger LOG = LoggerFactory.getLogger(OwnPipeline.class);

  private OwnPipeline() {}

  /** Sends each frame back. */
  public static Channel serveFrames(EventLoopGroup group, int port) {
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
    return listen(server, port);
  }

  // snippet: frame-handler
  /** One frame is one buffer, without its length field. */
  static final class FrameEcho extends SimpleChannelInboundHandler<ByteBuf> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, ByteBuf payload) {
      ctx.writeAndFlush(payload.retain());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      // says what came and what it looks like; the decoder closes the connection itself
      LOG.warn("{}: {}", ctx.channel().remoteAddress(), cause.getMessage());
    }
  }

  // end: frame-handler

  /** Sends each message back, whole. */
  public static Channel serveMessages(EventLoopGroup group, int port) {
    // snippet: messages
    MessageFormat format = MessageFormat.of("<q").withBodyLengthKey("file_size");
    ServerBootstrap server =
        new ServerBootstrap()
            .group(group)
            .channel(NioServerSocketChannel.class)
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    ChannelPipeline pipeline = channel.pipeline();
                    pipeline.addLast(new MessageDecoder(format), new MessageEncoder(format));
                    pipeline.addLast(new MessageAggregator(1 << 20)); // whole messages only
                    pipeline.addLast(new MessageEcho());
                  }
                });
    // end: messages
    return listen(server, port);
  }

  // snippet: message-handler
  /** Header and body come together; the body's length is in the header. */
  static final class MessageEcho extends SimpleChannelInboundHandler<Message> {
    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
      ctx.writeAndFlush(message.retain());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      LOG.warn("{}: {}", ctx.channel().remoteAddress(), cause.getMessage());
    }
  }

  // end: message-handler

  private static Channel listen(ServerBootstrap server, int port) {
    return server.bind(InetAddress.getLoopbackAddress(), port).syncUninterruptibly().channel();
  }
}
