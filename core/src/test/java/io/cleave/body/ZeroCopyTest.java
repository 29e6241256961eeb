package io.cleave.body;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.CombinedChannelDuplexHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.LengthFieldPrepender;
import io.netty.handler.codec.MessageToByteEncoder;
import io.netty.handler.codec.string.StringDecoder;
import io.netty.handler.codec.string.StringEncoder;
import io.netty.handler.flush.FlushConsolidationHandler;
import io.netty.handler.logging.LogLevel;
import io.netty.handler.logging.LoggingHandler;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.stream.ChunkedWriteHandler;
import io.netty.handler.timeout.IdleStateHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.handler.timeout.WriteTimeoutHandler;
import io.netty.handler.traffic.ChannelTrafficShapingHandler;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZeroCopyTest {
  /** A handler between the encoder and the socket. */
  record Between(String title, ChannelHandler handler, boolean passesRegions) {
    @Override
    public String toString() {
      return title;
    }
  }

  static List<Between> handlers() throws NoSuchAlgorithmException {
    return List.of(
        new Between("inbound only", new ChannelInboundHandlerAdapter(), true),
        new Between("inbound decoder", new StringDecoder(), true),
        new Between("duplex without a write of its own", new ChannelDuplexHandler(), true),
        new Between("outbound with only a flush of its own", new Flusher(), true),
        new Between("logging", new LoggingHandler(LogLevel.TRACE), true),
        new Between("logging of somebody's own", new NamedLogging(), true),
        new Between("flush consolidation", new FlushConsolidationHandler(), true),
        new Between("chunked writes", new ChunkedWriteHandler(), true),
        new Between("idle reader", new IdleStateHandler(60, 0, 0), true),
        new Between("read time-out", new ReadTimeoutHandler(60), true),
        new Between("ours", new MessageEncoder(MessageFormat.of("<q")), true),
        new Between("idle writer", new IdleStateHandler(0, 60, 0), false),
        new Between("idle either way", new IdleStateHandler(0, 0, 60), false),
        new Between("write time-out", new WriteTimeoutHandler(60), false),
        new Between("TLS", new SslHandler(SSLContext.getDefault().createSSLEngine()), false),
        new Between("compression", new Compressor(), false),
        new Between("traffic shaping", new ChannelTrafficShapingHandler(1, 1), false),
        new Between("length prepender", new LengthFieldPrepender(4), false),
        new Between("string encoder", new StringEncoder(), false),
        new Between("somebody's own write", new Unknown(), false),
        new Between("logging with somebody's own write", new WritingLogging(), false),
        new Between(
            "two in one",
            new CombinedChannelDuplexHandler<>(
                new ChannelInboundHandlerAdapter(), new ChannelOutboundHandlerAdapter()),
            false));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("handlers")
  void looksAtWhatIsBetweenEncoderAndSocket(Between between) {
    Channel channel = new NioSocketChannel();
    channel.pipeline().addLast("between", between.handler()).addLast("encoder", new Encoder());
    assertThat(isPossibleFor(channel)).isEqualTo(between.passesRegions());
    channel.unsafe().closeForcibly();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("handlers")
  void doesNotMindWhatIsAboveTheEncoder(Between above) {
    Channel channel = new NioSocketChannel();
    channel.pipeline().addLast("encoder", new Encoder()).addLast("above", above.handler());
    assertThat(isPossibleFor(channel)).isTrue();
    channel.unsafe().closeForcibly();
  }

  @Test
  void oneHandlerThatIsNotKnownIsEnough() {
    Channel channel = new NioSocketChannel();
    channel
        .pipeline()
        .addLast(new LoggingHandler(LogLevel.TRACE))
        .addLast("unknown", new Unknown())
        .addLast(new FlushConsolidationHandler())
        .addLast("encoder", new Encoder());
    assertThat(isPossibleFor(channel)).isFalse();
    channel.pipeline().remove("unknown");
    assertThat(isPossibleFor(channel)).isTrue();
    channel.unsafe().closeForcibly();
  }

  @Test
  void anEncoderThatWasRemovedWritesNoRegions() {
    Channel channel = new NioSocketChannel();
    channel.pipeline().addLast("encoder", new Encoder());
    ChannelHandlerContext encoder = channel.pipeline().context("encoder");
    channel.pipeline().remove("encoder");
    assertThat(ZeroCopy.isPossible(encoder)).isFalse();
    channel.unsafe().closeForcibly();
  }

  /** Whether a kind of channel is known to take regions. */
  record Transported(Class<? extends Channel> channel, boolean takesRegions) {}

  static List<Transported> transports() {
    return List.of(
        new Transported(NioSocketChannel.class, true),
        new Transported(CountingChannel.class, true),
        new Transported(EpollSocketChannel.class, true),
        new Transported(EpollDomainSocketChannel.class, true),
        new Transported(NioDomainSocketChannel.class, false),
        new Transported(NioDatagramChannel.class, false),
        new Transported(LocalChannel.class, false),
        new Transported(EmbeddedChannel.class, false));
  }

  @ParameterizedTest
  @MethodSource("transports")
  void knowsTheTransportsThatTakeRegions(Transported t) {
    assertThat(ZeroCopy.isKnown(t.channel())).isEqualTo(t.takesRegions());
  }

  private static boolean isPossibleFor(Channel channel) {
    return ZeroCopy.isPossible(channel.pipeline().context("encoder"));
  }

  /** Stands where a message encoder stands. */
  private static final class Encoder extends ChannelOutboundHandlerAdapter {}

  /** Somebody's subclass of a transport. */
  private static final class CountingChannel extends NioSocketChannel {}

  private static final class Flusher extends ChannelOutboundHandlerAdapter {
    @Override
    public void flush(ChannelHandlerContext ctx) {
      ctx.flush();
    }
  }

  private static final class NamedLogging extends LoggingHandler {
    @Override
    protected String format(ChannelHandlerContext ctx, String eventName) {
      return eventName;
    }
  }

  private static final class WritingLogging extends LoggingHandler {
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ctx.write(msg, promise);
    }
  }

  private static final class Unknown extends ChannelOutboundHandlerAdapter {
    @Override
    public void write(ChannelHandlerContext ctx, Object msg, ChannelPromise promise) {
      ctx.write(msg, promise);
    }
  }

  private static final class Compressor extends MessageToByteEncoder<ByteBuf> {
    @Override
    protected void encode(ChannelHandlerContext ctx, ByteBuf msg, ByteBuf out) {
      out.writeBytes(msg);
    }
  }
}
