package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Handlers that close, remove, add, read and feed from within {@code channelRead}. */
class FrameReentrancyTest {

  private static final byte[] THREE_FRAMES = Hex.bytes("01 61  01 62  01 63  05 6465");

  @Test
  void nothingIsDeliveredBehindCloseFromWithin(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ChannelHandlerContext::close);

    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);

    assertThat(Traffic.received(channel)).containsExactly("61");
    assertThat(channel.isOpen()).isFalse();
    channel.checkException(); // what this side cuts off is no truncation
  }

  @Test
  void nothingIsDeliveredBehindCloseOfChannelFromWithin(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ctx -> ctx.channel().close());

    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);

    assertThat(Traffic.received(channel)).containsExactly("61");
    channel.checkException();
  }

  @Test
  void nothingIsDeliveredBehindCloseFromOutside(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ctx -> {});
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);

    channel.close();

    assertThat(Traffic.received(channel)).isEmpty();
    channel.checkException();
  }

  @ParameterizedTest
  @EnumSource
  void removalFromWithinHandsUnusedBytesOn(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ctx -> ctx.pipeline().remove(FrameDecoder.class));

    feed.feed(channel, THREE_FRAMES);

    assertThat(String.join("", Traffic.received(channel))).isEqualTo("61" + "0162" + "0163056465");
    channel.finish();
  }

  @Test
  void removalFromOutsideHandsUnusedBytesOn(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ctx -> {});
    Feed.ONE_BYTE_AT_A_TIME.feed(channel, THREE_FRAMES);
    assertThat(Traffic.received(channel)).containsExactly("61", "62", "63");

    channel.pipeline().remove(FrameDecoder.class);

    assertThat(Traffic.received(channel)).containsExactly("056465");
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("66"));
    assertThat(Traffic.received(channel)).containsExactly("66");
    channel.finish();
  }

  @Test
  void removalWithBytesWaitingForDemandHandsAllOfThemOn(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ctx -> {});
    channel.config().setAutoRead(false);
    Feed.THREE_BYTES_AT_A_TIME.feed(channel, THREE_FRAMES);

    channel.pipeline().remove(FrameDecoder.class);

    assertThat(String.join("", Traffic.received(channel))).isEqualTo("016101620163056465");
    channel.finish();
  }

  @Test
  void emptyRemovalHandsNothingOn(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ctx -> {});

    channel.pipeline().remove(FrameDecoder.class);

    assertThat(channel.inboundMessages()).isEmpty();
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void decoderReplacedFromWithinGoesOnWithNextFormat(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel =
        channel(
            allocator,
            ctx ->
                ctx.pipeline()
                    .replace(FrameDecoder.class, "next", new FrameDecoder(FrameFormat.of(">H"))));

    feed.feed(channel, Hex.bytes("01 61  0002 6263  0000  0001 64"));

    assertThat(Traffic.received(channel)).containsExactly("61", "6263", "", "64");
    channel.finish();
  }

  @Test
  void handlerAddedFromWithinSeesNextFrame(TrackedAllocator allocator) {
    Doubler doubler = new Doubler();
    EmbeddedChannel channel = channel(allocator, ctx -> ctx.pipeline().addLast(doubler));

    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);

    assertThat(Traffic.received(channel)).containsExactly("61", "62", "62", "63", "63");
    channel.close();
  }

  @Test
  void bytesFedFromWithinComeBehindThoseAlreadyHere(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        channel(
            allocator,
            ctx -> {
              ByteBuf more = ctx.alloc().buffer().writeBytes(Hex.bytes("01 64"));
              ctx.pipeline().fireChannelRead(more);
            });

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("01 61  01 62  01 63"));

    assertThat(Traffic.received(channel)).containsExactly("61", "62", "63", "64");
    channel.finish();
  }

  @Test
  void bytesFedFromWithinCompleteTheSplitFrame(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        channel(
            allocator,
            ctx -> {
              ByteBuf more = ctx.alloc().buffer().writeBytes(Hex.bytes("63 01 64"));
              ctx.pipeline().fireChannelRead(more);
            });

    Feed.ONE_BYTE_AT_A_TIME.feed(channel, Hex.bytes("01"));
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("61  02 62"));

    assertThat(Traffic.received(channel)).containsExactly("61", "6263", "64");
    channel.finish();
  }

  @Test
  void readFromWithinIsHarmlessWhileReadingIsAutomatic(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, ChannelHandlerContext::read);

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("01 61  01 62  01 63"));

    assertThat(Traffic.received(channel)).containsExactly("61", "62", "63");
    channel.finish();
  }

  @Test
  void handlerThatThrowsDoesNotEndTheStream(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        channel(
            allocator,
            ctx -> {
              throw new IllegalStateException("on purpose");
            });

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("01 61  01 62  01 63"));

    assertThat(Traffic.received(channel)).containsExactly("61", "62", "63");
    assertThat(channel.isOpen()).isTrue();
    channel.unsafe().close(channel.unsafe().voidPromise());
  }

  private static EmbeddedChannel channel(
      TrackedAllocator allocator, Consumer<ChannelHandlerContext> act) {
    return allocator.channel(new FrameDecoder(FrameFormat.of("B")), new ActsOnFirst(act));
  }

  /** Passes the first frame on and acts. */
  private static final class ActsOnFirst extends ChannelInboundHandlerAdapter {
    private final Consumer<ChannelHandlerContext> act;
    private boolean acted;

    ActsOnFirst(Consumer<ChannelHandlerContext> act) {
      this.act = act;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      boolean first = !acted;
      acted = true;
      ctx.fireChannelRead(message);
      if (first) {
        act.accept(ctx);
      }
    }
  }

  @ChannelHandler.Sharable
  private static final class Doubler extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ctx.fireChannelRead(((ByteBuf) message).retainedDuplicate());
      ctx.fireChannelRead(message);
    }
  }
}
