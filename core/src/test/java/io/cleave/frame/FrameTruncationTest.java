package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.FaultLine;
import io.cleave.testing.Feed;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream ends inside a frame. */
class FrameTruncationTest {

  /** How a stream ends. */
  enum End {
    CLOSED(Traffic::peerCloses),
    INPUT_SHUT_DOWN(
        channel -> {
          channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
          channel.runPendingTasks();
        });

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above
    private final Consumer<EmbeddedChannel> action;

    End(Consumer<EmbeddedChannel> action) {
      this.action = action;
    }
  }

  @ParameterizedTest
  @CsvSource({
    "<q, 03, 1, 8, length field",
    "<q, 03000000000000, 7, 8, length field",
    "<q, 0300000000000000, 0, 3, payload",
    "<q, 0300000000000000 61, 1, 3, payload",
    ">H, 0003 6162, 2, 3, payload",
    "<i, 01000000 61 05000000 6162, 2, 5, payload",
    "varint, 80, 1, 2, length field",
    "varint, 8001 61, 1, 128, payload"
  })
  void saysWhatCameAndWhatWasExpected(
      String notation, String wire, long got, long expected, String part) {
    for (End end : End.values()) {
      TrackedAllocator allocator = new TrackedAllocator();
      EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of(notation)));
      Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(wire));
      channel.releaseInbound();

      end.action.accept(channel);

      assertThatThrownBy(channel::checkException)
          .isInstanceOfSatisfying(
              TruncatedFrameException.class,
              e -> {
                assertThat(e.got()).isEqualTo(got);
                assertThat(e.expected()).isEqualTo(expected);
                assertThat(e.getStackTrace()).isEmpty();
              })
          .hasMessageStartingWith(
              "%s: %s bytes, then end of stream (expected: %s)", part, got, expected);
      assertThat(channel.isOpen()).isFalse();
      allocator.assertNothingLeft();
    }
  }

  @ParameterizedTest
  @EnumSource
  void endBetweenTwoFramesIsNoTruncation(End end, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of("B")));
    Feed.ONE_BYTE_AT_A_TIME.feed(channel, Hex.bytes("01 61"), Hex.bytes("00"));
    assertThat(channel.inboundMessages()).hasSize(2);
    channel.releaseInbound();

    end.action.accept(channel);

    channel.checkException();
    channel.close();
  }

  @ParameterizedTest
  @EnumSource
  void saysSoOnce(End end, TrackedAllocator allocator) {
    List<Throwable> causes = new ArrayList<>();
    EmbeddedChannel channel =
        allocator.channel(
            new FrameDecoder(FrameFormat.of("B")),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                causes.add(cause);
              }
            });
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("02 61"));

    end.action.accept(channel);
    channel.finish();

    assertThat(causes).singleElement().isInstanceOf(TruncatedFrameException.class);
  }

  @Test
  void inputShutdownIsHandedOnBehindLastFrame(TrackedAllocator allocator) {
    List<String> events = new ArrayList<>();
    EmbeddedChannel channel =
        allocator.channel(
            new FrameDecoder(FrameFormat.of("B")),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void channelRead(ChannelHandlerContext ctx, Object message) {
                ReferenceCountUtil.release(message);
                events.add("frame");
              }

              @Override
              public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
                events.add(event.getClass().getSimpleName());
              }
            });
    channel.config().setAutoRead(false);
    channel.pipeline().fireChannelRead(channel.alloc().buffer().writeBytes(Hex.bytes("00 01 61")));
    channel.pipeline().fireChannelReadComplete();
    End.INPUT_SHUT_DOWN.action.accept(channel);
    assertThat(events).isEmpty();

    channel.read();
    assertThat(events).containsExactly("frame");
    channel.read();
    channel.read();

    assertThat(events).containsExactly("frame", "frame", "ChannelInputShutdownEvent");
    assertThat(channel.isOpen()).isTrue();
    channel.finish();
  }

  @Test
  void wholeFramesWaitingForDemandAreDeliveredWhenThePeerCloses(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of("B")));
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("01 61 01 62 02 63"));
    int before = channel.inboundMessages().size();

    Traffic.peerCloses(channel);

    assertThat(before).isZero();
    assertThat(channel.inboundMessages()).hasSize(2);
    channel.releaseInbound();
    assertThatThrownBy(channel::checkException).isInstanceOf(TruncatedFrameException.class);
  }

  @Test
  void everyPrefixIsTruncatedOrWhole() {
    int runs = FullRuns.count(1_000);
    SplittableRandom random = new SplittableRandom(7);
    long prefixes = 0;
    for (int run = 0; run < runs; run++) {
      Sequence sequence = Sequence.random(random, 1 + random.nextInt(5), 200);
      for (int length = 0; length <= sequence.bytes().length; length++) {
        checkPrefix(sequence, length);
        prefixes++;
      }
    }
    FaultLine.print("F1", "%s prefixes of %s sequences, each cut typed", prefixes, runs);
  }

  private static void checkPrefix(Sequence sequence, int length) {
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(sequence.format()));
    byte[] prefix = Arrays.copyOf(sequence.bytes(), length);
    Feed.ALL_AT_ONCE.feed(channel, prefix);
    assertThat(channel.inboundMessages()).hasSize(sequence.framesWithin(length));
    channel.releaseInbound();
    Traffic.peerCloses(channel);
    if (sequence.isBorder(length)) {
      channel.checkException();
    } else {
      assertThatThrownBy(channel::checkException).isInstanceOf(TruncatedFrameException.class);
    }
    allocator.assertNothingLeft();
  }
}
