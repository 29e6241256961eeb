package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What {@code docs/explanation/why-not-the-stock-decoder.md} says about Netty's decoder, on the
 * pinned version: when one of these fails, Netty has changed and the page has to.
 */
class StockDecoderFactsTest {
  private static final int MAX_FRAME_LENGTH = 1024;

  private static final class Recorder extends ChannelInboundHandlerAdapter {
    final List<String> frames = new ArrayList<>();
    final List<Throwable> causes = new ArrayList<>();
    private final boolean closes;

    Recorder(boolean closes) {
      this.closes = closes;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object msg) {
      ByteBuf frame = (ByteBuf) msg;
      frames.add(frame.toString(java.nio.charset.StandardCharsets.ISO_8859_1));
      frame.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      causes.add(cause);
      if (closes) {
        ctx.close();
      }
    }
  }

  private static ChannelHandler stock() {
    return new LengthFieldBasedFrameDecoder(
        ByteOrder.LITTLE_ENDIAN, MAX_FRAME_LENGTH, 0, 8, 0, 8, true);
  }

  private static ChannelHandler ours() {
    return new FrameDecoder(FrameFormat.of("<q").withMaxPayloadLength(MAX_FRAME_LENGTH - 8));
  }

  private static ByteBuf frames(long firstLength, int good) {
    ByteBuf out = Unpooled.buffer();
    out.writeLongLE(firstLength);
    for (int i = 0; i < good; i++) {
      out.writeLongLE(2).writeByte('o').writeByte('k');
    }
    return out;
  }

  @Test
  void stockOneDiscardsInSilenceOnOpenChannelAfterLongLength() {
    Recorder recorder = new Recorder(false);
    EmbeddedChannel channel = new EmbeddedChannel(stock(), recorder);

    channel.writeInbound(frames(1L << 40, 0));
    for (int i = 0; i < 100; i++) {
      channel.writeInbound(frames(2, 50));
    }

    assertThat(recorder.causes).hasSize(1);
    assertThat(recorder.frames).isEmpty();
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void stockOneDeliversGarbageAfterNegativeLength() {
    Recorder recorder = new Recorder(false);
    EmbeddedChannel channel = new EmbeddedChannel(stock(), recorder);

    // the peer meant nothing by these bytes that a reader could know: the first length was a lie
    channel.writeInbound(Unpooled.buffer().writeLongLE(-1).writeLongLE(3).writeByte(7));
    channel.writeInbound(Unpooled.buffer().writeByte(7).writeByte(7));

    assertThat(recorder.causes).hasSize(1);
    assertThat(recorder.frames).hasSize(1); // cut where nobody knows whether a frame begins
    assertThat(channel.isOpen()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void stockOneDeliversAllBehindBadFrameThoughHandlerCloses() {
    Recorder recorder = new Recorder(true);
    EmbeddedChannel channel = new EmbeddedChannel(stock(), recorder);

    channel.writeInbound(frames(-1, 500));

    assertThat(recorder.causes).hasSize(1);
    assertThat(recorder.frames).hasSize(500);
    channel.finishAndReleaseAll();
  }

  @Test
  void stockOneDropsPartialFrameAtEndOfStream() {
    Recorder recorder = new Recorder(false);
    EmbeddedChannel channel = new EmbeddedChannel(stock(), recorder);

    channel.writeInbound(Unpooled.buffer().writeLongLE(10).writeByte('x'));
    channel.finishAndReleaseAll();

    assertThat(recorder.causes).isEmpty();
    assertThat(recorder.frames).isEmpty();
  }

  @Test
  void stockOneGoesOnDeliveringAfterAutoReadIsOff() {
    Recorder recorder = new Recorder(false);
    EmbeddedChannel channel = new EmbeddedChannel(stock(), recorder);
    channel.config().setAutoRead(false);

    channel.writeInbound(frames(0, 500));

    assertThat(recorder.frames).hasSize(501);
    channel.finishAndReleaseAll();
  }

  @Test
  void oursDoesNoneOfThis() {
    Recorder longLength = new Recorder(false);
    EmbeddedChannel first = new EmbeddedChannel(ours(), longLength);
    first.writeInbound(frames(1L << 40, 500));
    assertThat(longLength.causes).hasSize(1).first().isInstanceOf(FrameTooLongException.class);
    assertThat(longLength.frames).isEmpty();
    assertThat(first.isOpen()).isFalse();

    Recorder negative = new Recorder(true);
    EmbeddedChannel second = new EmbeddedChannel(ours(), negative);
    second.writeInbound(frames(-1, 500));
    assertThat(negative.causes).hasSize(1).first().isInstanceOf(InvalidLengthException.class);
    assertThat(negative.frames).isEmpty();
    assertThat(second.isOpen()).isFalse();

    Recorder partial = new Recorder(false);
    EmbeddedChannel third = new EmbeddedChannel(ours(), partial);
    third.writeInbound(Unpooled.buffer().writeLongLE(10).writeByte('x'));
    third.pipeline().fireChannelInactive(); // the peer has closed
    assertThat(partial.causes).hasSize(1).first().isInstanceOf(TruncatedFrameException.class);
  }

  @Test
  void oursStopsBetweenTwoFramesOfOneBuffer() {
    Recorder recorder = new Recorder(false);
    EmbeddedChannel channel = new EmbeddedChannel(ours(), recorder);
    channel.config().setAutoRead(false);
    channel.writeInbound(frames(0, 500));
    int unasked = recorder.frames.size();

    channel.read();
    channel.read();
    int asked = recorder.frames.size();
    channel.config().setAutoRead(true);

    assertThat(asked).isEqualTo(unasked + 2);
    assertThat(recorder.frames).hasSize(501);
    channel.finishAndReleaseAll();
  }
}
