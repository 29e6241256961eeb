package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.metrics.RefusalCause;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.CodecException;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Frames shown where they lie: the same ones a decoder delivers, with the same ends. */
class InPlaceFrameHandlerTest {
  private static final FrameFormat B = FrameFormat.of("B");
  private static final byte[] THREE_FRAMES = Hex.bytes("01 61  01 62  01 63");
  private static final FrameListener ECHO =
      (buffer, index, length, answers) -> answers.write(buffer, index, length);

  @Test
  void drawsWhatItsPictureDraws(TrackedAllocator allocator) {
    List<Integer> shown = new ArrayList<>();
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceFrameHandler(
                FrameFormat.of("<HB"),
                (buffer, index, length, answers) -> {
                  shown.add(index);
                  shown.add(length);
                }));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("030000 616263 020000 6869"));

    assertThat(shown).containsExactly(3, 3, 9, 2); // as FrameListener draws it
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void showsWhatIsSent(Feed feed, TrackedAllocator allocator) {
    SplittableRandom random = new SplittableRandom(5);
    for (int run = 0; run < 300; run++) {
      Sequence sequence = Sequence.random(random, 12, 40);
      EmbeddedChannel channel = allocator.channel(InPlace.firing(sequence.format()));

      feed.feed(channel, sequence.frames().toArray(byte[][]::new));

      assertThat(Traffic.received(channel)).isEqualTo(sequence.lines());
      assertThat(channel.finish()).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "B,  01 61 05 6263, 61",
    "<i, 01000000 61 ffffffff 62, 61",
    ">I, 00000001 61 7fffffff 62, 61",
    "<q, 0100000000000000 61 00000000000000f0 62, 61",
    "<q, 0100000000000000 61 ffffffffffffffff 62, 61",
    "varint, 0161 ffffffffff 62, 61",
  })
  void endsAsDecoderDoes(String notation, String wire, String shown, TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of(notation).withMaxPayloadLength(4);
    for (Feed feed : List.of(Feed.ALL_AT_ONCE, Feed.ONE_BYTE_AT_A_TIME)) {
      EmbeddedChannel expected = allocator.channel(new FrameDecoder(format));
      EmbeddedChannel channel = allocator.channel(InPlace.firing(format));
      feed.feed(expected, Hex.bytes(wire));
      feed.feed(channel, Hex.bytes(wire));

      assertThat(Traffic.received(channel)).containsExactly(shown);
      assertThat(Traffic.received(expected)).containsExactly(shown);
      assertThatThrownBy(channel::finish).hasMessage(messageOf(expected));
      assertThat(channel.isOpen()).isFalse();
    }
  }

  private static String messageOf(EmbeddedChannel channel) {
    try {
      channel.finish();
    } catch (CodecException thrown) {
      return String.valueOf(thrown.getMessage());
    }
    throw new AssertionError("no exception");
  }

  @Test
  void showsOneFrameForEachReadThatIsAskedFor(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(InPlace.firing(B));
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, THREE_FRAMES);
    assertThat(Traffic.received(channel)).isEmpty();

    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("61");
    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("62");
    channel.finish();
  }

  @ParameterizedTest
  @CsvSource({"B, 0161 0162 0163 0164", ">I, 0000000161 0000000162 0000000163 0000000164"})
  void demandIsKeptFrameByFrame(String notation, String wire, TrackedAllocator allocator) {
    boolean[] pulls = new boolean[1];
    EmbeddedChannel channel =
        allocator.channel(
            InPlace.firing(
                FrameFormat.of(notation),
                ctx -> {
                  if (pulls[0]) {
                    ctx.channel().read();
                  }
                }));
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(wire));

    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("61");
    pulls[0] = true;
    channel.read();
    assertThat(Traffic.received(channel)).containsExactly("62", "63", "64");
    channel.finish();
  }

  @Test
  void positionIsBetweenBehindFrameThatCameInTwoReads(TrackedAllocator allocator) {
    InPlaceFrameHandler handler = InPlace.firing(FrameFormat.of(">I"));
    EmbeddedChannel channel = allocator.channel(handler);

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00000009 6162"));
    assertThat(handler.position()).isEqualTo(StreamPosition.IN_BODY);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("63646566676869"));

    assertThat(handler.position()).isEqualTo(StreamPosition.BETWEEN);
    assertThat(Traffic.received(channel)).containsExactly("616263646566676869");
    channel.finish();
  }

  @Test
  void showsNothingBehindAutoReadSwitchedOffFromWithin(TrackedAllocator allocator) {
    FrameFormat wide = FrameFormat.of("<q");
    EmbeddedChannel channel =
        allocator.channel(InPlace.firing(wide, ctx -> ctx.channel().config().setAutoRead(false)));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("0100000000000000 61 0100000000000000 62".repeat(2)));

    assertThat(Traffic.received(channel)).containsExactly("61");
    channel.config().setAutoRead(true);
    assertThat(Traffic.received(channel)).containsExactly("62");
    channel.finish();
  }

  @Test
  void showsNothingBehindCloseFromWithin(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(InPlace.firing(FrameFormat.of(">I"), ChannelHandlerContext::close));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00000001 61".repeat(5)));

    assertThat(Traffic.received(channel)).containsExactly("61");
    assertThat(channel.isOpen()).isFalse();
    channel.checkException();
  }

  @ParameterizedTest
  @EnumSource
  void removalFromWithinHandsUnusedBytesOn(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            InPlace.firing(FrameFormat.of(">I"), ctx -> ctx.pipeline().remove(ctx.handler())));

    feed.feed(channel, Hex.bytes("00000001 61 00000001 62 00000002 63"));

    assertThat(String.join("", Traffic.received(channel)))
        .isEqualTo("61" + "0000000162" + "0000000263");
    channel.finish();
  }

  @Test
  void bytesFedFromWithinComeBehindThoseAlreadyHere(TrackedAllocator allocator) {
    byte[] first = Hex.bytes("00000001 61 00000001 62 00000001 63");
    boolean[] fed = new boolean[1];
    EmbeddedChannel channel =
        allocator.channel(
            InPlace.firing(
                FrameFormat.of(">I"),
                ctx -> {
                  if (!fed[0]) {
                    fed[0] = true;
                    ByteBuf more = ctx.alloc().buffer().writeBytes(Hex.bytes("00000001 64"));
                    ctx.pipeline().fireChannelRead(more);
                  }
                }));

    Feed.ALL_AT_ONCE.feed(channel, first);

    assertThat(Traffic.received(channel)).containsExactly("61", "62", "63", "64");
    channel.finish();
  }

  @Test
  void whatListenerThrowsEndsConnection(TrackedAllocator allocator) {
    Counts counts = new Counts();
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceFrameHandler(
                FrameFormat.of(">I"),
                FrameFormat.of(">I"),
                (buffer, index, length, answers) -> {
                  if (buffer.getByte(index) == 'b') {
                    throw new IllegalStateException("on purpose");
                  }
                },
                counts));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00000001 61 00000001 62 00000001 63"));

    assertThatThrownBy(channel::checkException)
        .isInstanceOf(DecoderException.class)
        .hasRootCauseMessage("on purpose");
    assertThat(channel.isOpen()).isFalse();
    assertThat(counts.lines).contains("received 2 frames, 2 bytes", "refused FAILED");
    channel.finish();
  }

  @Test
  void countsOncePerReadAndFlush(TrackedAllocator allocator) {
    Counts counts = new Counts();
    FrameFormat format = FrameFormat.of(">H");
    EmbeddedChannel channel =
        allocator.channel(new InPlaceFrameHandler(format, format, ECHO, counts));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("0002 6162 0000 0001 63 0001 64"));

    assertThat(counts.lines)
        .containsExactly("received 4 frames, 4 bytes", "sent 4 frames, 4 bytes", "sent 12 bytes");
    Traffic.sent(channel);
    channel.finish();
  }

  /** Lets nothing through to the socket, until it is cleared. */
  private static final class Counts implements ConnectionMetrics {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void framesReceived(int frames, long payloadBytes) {
      lines.add("received " + frames + " frames, " + payloadBytes + " bytes");
    }

    @Override
    public void framesSent(int frames, long payloadBytes) {
      lines.add("sent " + frames + " frames, " + payloadBytes + " bytes");
    }

    @Override
    public void bytesSent(long bytes) {
      lines.add("sent " + bytes + " bytes");
    }

    @Override
    public void refused(RefusalCause cause) {
      lines.add("refused " + cause);
    }
  }
}
