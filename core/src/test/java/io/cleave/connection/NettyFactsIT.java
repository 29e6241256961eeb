package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.cleave.testing.Hex;
import io.cleave.testing.Loopback;
import io.cleave.testing.RawPeer;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Facts about the pinned Netty that {@link Transport#AUTO} rests on. */
final class NettyFactsIT {
  private static final int LENGTH = 8 << 20;

  /** Answers a little after the peer's end of stream, when it has been looked at from all sides. */
  private static final class LateAnswer extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ReferenceCountUtil.release(msg);
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      if (event instanceof ChannelInputShutdownEvent) {
        ctx.executor().schedule(() -> answer(ctx), 200, TimeUnit.MILLISECONDS);
      }
    }

    private static void answer(ChannelHandlerContext ctx) {
      ctx.writeAndFlush(Unpooled.wrappedBuffer(new byte[LENGTH])).addListener(sent -> ctx.close());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }

  private static int lengthAnsweredAfterEndOfStream(io.cleave.testing.Transport transport) {
    try (Loopback loopback =
            Loopback.serve(
                transport,
                pipeline -> {
                  HalfClosure.allow(pipeline.channel());
                  pipeline.addLast(new LateAnswer());
                });
        RawPeer peer = RawPeer.connect(loopback.port())) {
      peer.send(Hex.bytes("61")).halfClose();
      sleep(600); // the answer has to wait
      return peer.readToEnd(Duration.ofSeconds(10)).bytes().length;
    }
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void nioSendsLongAnswerAfterEndOfStream() {
    assertThat(lengthAnsweredAfterEndOfStream(io.cleave.testing.Transport.NIO)).isEqualTo(LENGTH);
  }

  /** When this fails, epoll keeps the promise again, and may be {@link Transport#AUTO}. */
  @Test
  void epollCutsLongAnswerOffAfterEndOfStream() {
    assumeThat(io.cleave.testing.Transport.EPOLL.isAvailable()).isTrue();
    assertThat(lengthAnsweredAfterEndOfStream(io.cleave.testing.Transport.EPOLL))
        .isLessThan(LENGTH);
  }
}
