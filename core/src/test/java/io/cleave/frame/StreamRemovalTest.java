package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.CountingHandler;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A decoder that leaves its pipeline takes nothing with it. */
class StreamRemovalTest {
  /** Asks for more, then removes the decoder: a change of protocol. */
  private static final class Switch extends ChannelInboundHandlerAdapter {
    final List<Object> events = new ArrayList<>();
    private final boolean readsOn;

    Switch(boolean readsOn) {
      this.readsOn = readsOn;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ((ByteBuf) msg).release();
      if (ctx.pipeline().get(FrameDecoder.class) != null) {
        if (readsOn) {
          ctx.read();
        }
        ctx.pipeline().remove(FrameDecoder.class);
      }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      events.add(event);
    }
  }

  @Test
  void passesOnReadThatItsLastFrameDidNotAnswer() {
    CountingHandler socket = new CountingHandler();
    EmbeddedChannel channel =
        new EmbeddedChannel(socket, new FrameDecoder(FrameFormat.of("B")), new Switch(true));
    channel.config().setAutoRead(false);
    channel.read();
    int reads = socket.reads();

    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 'a'}));

    assertThat(socket.reads()).isGreaterThan(reads);
    channel.finish();
  }

  @Test
  void handsOnEndOfInputBehindTheBytes() {
    Switch handler = new Switch(false);
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameFormat.of("B")), handler);
    channel.config().setAutoRead(false);
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[] {1, 'a', 1, 'b'}));
    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(handler.events).as("frames wait in front of it").isEmpty();

    channel.read();

    assertThat(handler.events).containsExactly(ChannelInputShutdownEvent.INSTANCE);
    channel.finish();
  }
}
