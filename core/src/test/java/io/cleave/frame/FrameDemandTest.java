package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.CountingHandler;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Collections;
import org.junit.jupiter.api.Test;

/** {@code setAutoRead(false)} and {@code read()}, between two frames of one buffer too. */
class FrameDemandTest {

  private static final byte[] THREE_FRAMES = Hex.bytes("01 61  01 62  01 63");

  /** Sees the {@code read()}s that get through to the socket. */
  private final CountingHandler socket = new CountingHandler();

  @Test
  void deliversOneFrameForEachRead(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);
    assertThat(Traffic.received(channel)).isEmpty();

    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("61");
    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("62");
    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("63");

    channel.finish();
  }

  @Test
  void servesDemandFromBytesAlreadyHere(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);
    int before = socket.reads();

    channel.read();
    channel.read();
    channel.read();
    assertThat(socket.reads()).isEqualTo(before);

    channel.read();
    assertThat(socket.reads()).isEqualTo(before + 1);
    Traffic.received(channel);
    channel.finish();
  }

  @Test
  void asksSocketAgainUntilFrameIsWhole(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    channel.config().setAutoRead(false);
    int before = socket.reads();

    channel.read();
    Feed.ONE_BYTE_AT_A_TIME.feed(channel, Hex.bytes("03 6162"));
    assertThat(socket.reads()).isEqualTo(before + 1 + 3);
    assertThat(Traffic.received(channel)).isEmpty();

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("63 01 64"));

    assertThat(Traffic.received(channel)).containsExactly("616263");
    assertThat(socket.reads()).isEqualTo(before + 1 + 3);
    channel.finish();
  }

  @Test
  void bytesWithoutDemandAskForNothing(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    channel.config().setAutoRead(false);
    int before = socket.reads();

    Feed.ONE_BYTE_AT_A_TIME.feed(channel, THREE_FRAMES);

    assertThat(socket.reads()).isEqualTo(before);
    assertThat(Traffic.received(channel)).isEmpty();
    channel.finish();
  }

  @Test
  void stopsWithinBufferWhenHandlerStopsReading(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, new OneAtATime());

    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);
    assertThat(Traffic.received(channel)).containsExactly("61");

    channel.config().setAutoRead(true); // reads
    assertThat(Traffic.received(channel)).containsExactly("62");

    channel.config().setAutoRead(true);
    assertThat(Traffic.received(channel)).containsExactly("63");
    channel.finish();
  }

  @Test
  void goesOnByItselfWhenReadingIsAutomaticAgain(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);

    channel.config().setAutoRead(true);

    assertThat(Traffic.received(channel)).containsExactly("61", "62", "63");
    channel.finish();
  }

  @Test
  void readWithinChannelReadBringsNextFrame(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, new ReadsInChannelRead());
    channel.config().setAutoRead(false);
    byte[] many = Hex.join(Collections.nCopies(20_000, Hex.bytes("01 61")).toArray(byte[][]::new));
    Feed.ALL_AT_ONCE.feed(channel, many);

    channel.read(); // twenty thousand reads deep, were it a recursion

    assertThat(Traffic.received(channel)).hasSize(20_000);
    channel.finish();
  }

  @Test
  void readWithinReadCompleteDoesNotRecurse(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, new ReadsInReadComplete());
    channel.config().setAutoRead(false);
    byte[] many = Hex.join(Collections.nCopies(20_000, Hex.bytes("01 61")).toArray(byte[][]::new));
    Feed.ALL_AT_ONCE.feed(channel, many);

    channel.read();

    assertThat(Traffic.received(channel)).hasSize(20_000);
    channel.finish();
  }

  @Test
  void eachServedReadIsCompleted(TrackedAllocator allocator) {
    CountingHandler application = new CountingHandler();
    EmbeddedChannel channel = channel(allocator, application);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);
    int before = application.readCompletes();

    channel.read();
    channel.read();

    assertThat(application.messages()).isEqualTo(2);
    assertThat(application.readCompletes()).isEqualTo(before + 2);
    Traffic.received(channel);
    channel.finish();
  }

  @Test
  void badLengthIsNotLookedAtBeforeItIsAskedFor(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of(">h")));
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("0001 61 ffff"));

    channel.read();

    assertThat(Traffic.received(channel)).containsExactly("61");
    assertThat(channel.isOpen()).isTrue();
    channel.read();
    assertThat(channel.isOpen()).isFalse();
  }

  private EmbeddedChannel channel(TrackedAllocator allocator, ChannelHandler... more) {
    EmbeddedChannel channel = allocator.channel(socket, new FrameDecoder(FrameFormat.of("B")));
    channel.pipeline().addLast(more);
    return channel;
  }

  private static final class OneAtATime extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.channel().config().setAutoRead(false);
      ctx.fireChannelRead(message);
    }
  }

  private static final class ReadsInChannelRead extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.fireChannelRead(message);
      ctx.read();
    }
  }

  private static final class ReadsInReadComplete extends ChannelInboundHandlerAdapter {
    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      ctx.fireChannelReadComplete();
      ctx.read();
    }
  }
}
