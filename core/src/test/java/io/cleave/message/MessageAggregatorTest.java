package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.frame.FrameTooLongException;
import io.cleave.header.Header;
import io.cleave.testing.CountingHandler;
import io.cleave.testing.FailingAllocator;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageAggregatorTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q").withWholeBodyLength(2);

  private final MessageLines lines = new MessageLines();

  @ParameterizedTest
  @EnumSource
  void putsPartsTogether(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, 20_000);
    byte[] longest = MessageWire.body(20_000, 1);

    feed.feed(
        channel,
        MessageWire.withBody(longest),
        MessageWire.withBody(Hex.bytes("6869")),
        MessageWire.withBody(Hex.bytes("616263")),
        MessageWire.of("{}", new byte[0]));

    assertThat(lines.lines())
        .containsExactly(
            "message {\"body_size\":20000} " + Hex.of(longest),
            "message {\"body_size\":2} 6869",
            "message {\"body_size\":3} 616263",
            "message {} ");
    channel.finish();
  }

  @Test
  void putsEmptyPartsTogether(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            new MessageDecoder(FORMAT.withWholeBodyLength(0)), new MessageAggregator(0), lines);

    Feed.ALL_AT_ONCE.feed(channel, MessageWire.of("{}", new byte[0]));

    assertThat(lines.lines()).containsExactly("message {} ");
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void refusesBodyAboveLimitWhenItIsAnnounced(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, 3);

    feed.feed(
        channel,
        MessageWire.withBody(Hex.bytes("616263")),
        MessageWire.announcing(4),
        Hex.bytes("61626364"),
        MessageWire.of("{}", new byte[0]));

    assertThat(lines.lines())
        .containsExactly("message {\"body_size\":3} 616263", "!FrameTooLongException");
    assertThat(lines.failure()).hasMessage("bodyLength: 4 (expected: <= 3)");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void refusesWholeMessageAboveLimit(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, 1);
    byte[] wire = MessageWire.withBody(Hex.bytes("6869"));

    Feed.ALL_AT_ONCE.feed(channel, wire, wire, wire);

    assertThat(lines.lines()).containsExactly("!FrameTooLongException");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void memoryGrowsWithWhatHasCome(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, Integer.MAX_VALUE - 8);
    Feed.ALL_AT_ONCE.feed(channel, MessageWire.announcing(Integer.MAX_VALUE - 8));
    assertThat(allocator.peakBytes()).isLessThan(20_000);

    for (int i = 0; i < 16; i++) {
      Feed.ALL_AT_ONCE.feed(channel, new byte[65_536]);
    }

    assertThat(allocator.usedBytes()).isLessThanOrEqualTo(2 << 20);
    Traffic.peerCloses(channel);
    assertThat(lines.lines()).containsExactly("!TruncatedFrameException");
  }

  @Test
  void oneReadAsksForOneWholeMessage(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, 100);
    channel.config().setAutoRead(false);
    byte[] parts = MessageWire.withBody(Hex.bytes("616263"));
    Feed.ALL_AT_ONCE.feed(channel, Hex.join(parts, parts, MessageWire.of("{}", new byte[0])));
    assertThat(lines.lines()).isEmpty();

    channel.read();
    assertThat(lines.lines()).containsExactly("message {\"body_size\":3} 616263");
    channel.read();
    assertThat(lines.lines()).hasSize(2);
    channel.read();
    assertThat(lines.lines()).hasSize(3).endsWith("message {} ");
    channel.finish();
  }

  @Test
  void oneReadIsEnoughForMessageThatComesInManyReads(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, 100);
    channel.config().setAutoRead(false);
    channel.read();
    byte[] parts = MessageWire.withBody(Hex.bytes("616263"));

    Feed.ONE_BYTE_AT_A_TIME.feed(channel, parts, parts);

    assertThat(lines.lines()).containsExactly("message {\"body_size\":3} 616263");
    channel.finish();
  }

  @Test
  void autoReadTurnedOffInMidBodyStopsThere(TrackedAllocator allocator) {
    CountingHandler socket = new CountingHandler();
    EmbeddedChannel channel =
        allocator.channel(socket, new MessageDecoder(FORMAT), new MessageAggregator(100), lines);
    byte[] parts = MessageWire.withBody(Hex.bytes("616263"));
    Feed.ALL_AT_ONCE.feed(channel, Arrays.copyOf(parts, parts.length - 2));
    channel.config().setAutoRead(false);
    int reads = socket.reads();

    Feed.ONE_BYTE_AT_A_TIME.feed(channel, Hex.bytes("6263"));
    assertThat(lines.lines()).as("nobody has asked").isEmpty();
    assertThat(socket.reads()).isEqualTo(reads);

    channel.read();
    assertThat(lines.lines()).containsExactly("message {\"body_size\":3} 616263");
    channel.finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {7, 1000, 50_000})
  void noMemoryForPartIsNoMessageWithHole(int pieceLength, TrackedAllocator feeding) {
    byte[] body = MessageWire.body(20_000, 1);
    byte[] wire = Hex.join(MessageWire.withBody(body), MessageWire.of("{}", new byte[0]));
    String whole = "message {\"body_size\":20000} " + Hex.of(body);
    int failures = 0;
    for (int k = 1; k < 12; k++) {
      FailingAllocator failing = new FailingAllocator(k);
      MessageLines seen = new MessageLines();
      EmbeddedChannel channel =
          failing.channel(new MessageDecoder(FORMAT), new MessageAggregator(), seen);
      for (byte[] piece : MessageWire.pieces(wire, pieceLength)) {
        MessageWire.read(channel, feeding, piece);
      }
      channel.finish();

      failing.assertNothingLeft();
      failures += failing.hasFailed() ? 1 : 0;
      if (failing.hasFailed()) {
        assertThat(seen.lines()).endsWith("!DecoderException");
        assertThat(seen.lines().get(0)).isIn(whole, "!DecoderException");
        assertThat(seen.failure()).hasRootCauseInstanceOf(FailingAllocator.NoMemoryError.class);
      } else {
        assertThat(seen.lines()).containsExactly(whole, "message {} ");
      }
    }
    assertThat(failures).isPositive();
  }

  @Test
  void chunkOutOfNowhereEndsStream(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageAggregator(), lines);

    channel.writeInbound(
        new BodyChunk(allocator.buffer().writeByte(1), true), Message.of(Header.empty()));

    assertThat(lines.lines()).containsExactly("!DecoderException");
    assertThat(lines.failure()).hasRootCauseInstanceOf(IllegalStateException.class);
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void startWithinBodyDropsWhatWasThere(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageAggregator(), lines);

    channel.writeInbound(
        new MessageStart(Header.empty(), 5),
        new MessageStart(Header.empty(), 1),
        new BodyChunk(allocator.buffer().writeByte(1), true));

    assertThat(lines.lines()).containsExactly("message {} 01");
    channel.finish();
  }

  @Test
  void morePartsThanLimitAreRefused(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageAggregator(3), lines);

    channel.writeInbound(
        new MessageStart(Header.empty(), 3),
        new BodyChunk(allocator.buffer().writeInt(1), false),
        new BodyChunk(allocator.buffer().writeInt(1), true));

    assertThat(lines.failure()).isExactlyInstanceOf(FrameTooLongException.class);
    assertThat(lines.lines()).hasSize(1);
  }

  @Test
  void removedInMidBodyReleasesWhatWasThere(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, 100);
    Feed.ALL_AT_ONCE.feed(channel, MessageWire.announcing(4), Hex.bytes("61"));

    channel.pipeline().remove(MessageAggregator.class);

    assertThat(allocator.usedBytes()).isZero();
    channel.finish();
  }

  @Test
  void passesOnWhatIsNoMessage(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageAggregator(), lines);

    channel.writeInbound("hi", Message.of(Header.empty(), Body.of("hi")));

    assertThat(lines.lines()).containsExactly("hi", "message {} 6869");
    channel.finish();
  }

  private EmbeddedChannel channel(TrackedAllocator allocator, int maxBodyLength) {
    return allocator.channel(
        new MessageDecoder(FORMAT), new MessageAggregator(maxBodyLength), lines);
  }
}
