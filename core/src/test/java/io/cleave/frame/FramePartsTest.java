package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A payload that is written in parts behind a {@link FrameStart}. */
class FramePartsTest {

  @ParameterizedTest
  @CsvSource({
    "<q, 61:6263,    0300000000000000616263",
    "<q, '',         0000000000000000",
    "<i, 616263:'',  03000000616263",
    ">H, 61:62:63,   0003616263",
    "varint, 61:62,  026162"
  })
  void writesOneLengthFieldAndPartsBehindIt(
      String notation, String parts, String wire, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of(notation)));
    List<byte[]> payload = new ArrayList<>();
    Arrays.stream(parts.replace("'", "").split(":", -1)).map(Hex::bytes).forEach(payload::add);

    channel.writeOutbound(new FrameStart(payload.stream().mapToInt(part -> part.length).sum()));
    for (byte[] part : payload) {
      if (part.length > 0) {
        channel.writeOutbound(buffer(allocator, part));
      }
    }

    assertThat(Traffic.sent(channel)).isEqualTo(wire);
    channel.finish();
  }

  @Test
  void countsItselfWhereFormatSays(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(new FrameEncoder(FrameFormat.of("<i").countingItself()));

    channel.writeOutbound(new FrameStart(2), buffer(allocator, 'a', 'b'));

    assertThat(Traffic.sent(channel)).isEqualTo("06000000" + "6162");
    channel.finish();
  }

  @Test
  void writesWholeFrameBehindOneInParts(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("<h")));

    channel.writeOutbound(new FrameStart(2), buffer(allocator, 'a'), buffer(allocator, 'b'));
    channel.writeOutbound(buffer(allocator, 'c'));

    assertThat(Traffic.sent(channel)).isEqualTo("02006162" + "010063");
    channel.finish();
  }

  @Test
  void refusesMoreThanAnnouncedAndTakesTheRightBytesAfterwards(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("<h")));
    channel.writeOutbound(new FrameStart(2));

    ChannelFuture tooMany = channel.writeAndFlush(buffer(allocator, 'a', 'b', 'c'));
    ChannelFuture tooEarly = channel.writeAndFlush(new FrameStart(1));
    channel.writeOutbound(buffer(allocator, 'd', 'e'));

    assertThat(tooMany.cause()).hasMessage("payload: 3 bytes more (expected: at most 2)");
    assertThat(tooEarly.cause())
        .hasMessage("frame: a new one (expected: the 2 bytes that are missing of the one before)");
    assertThat(Traffic.sent(channel)).isEqualTo("02006465");
    channel.finish();
  }

  @Test
  void refusesLengthAboveLimitBeforeByteLeaves(TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of("<i").withMaxPayloadLength(4);
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(format));

    ChannelFuture refused = channel.writeAndFlush(new FrameStart(5));
    channel.writeOutbound(buffer(allocator, 'a'));

    assertThat(refused.cause()).isInstanceOf(FrameTooLongException.class);
    assertThat(Traffic.sent(channel)).isEqualTo("01000000" + "61");
    channel.finish();
  }

  @Test
  void refusesNegativeLength() {
    assertThatThrownBy(() -> new FrameStart(-1))
        .hasMessage("payloadLength: -1 (expected: 0..)")
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void countsFrameWhenItsLastPartIsWritten(TrackedAllocator allocator) {
    List<String> counted = new ArrayList<>();
    ConnectionMetrics metrics =
        new ConnectionMetrics() {
          @Override
          public void framesSent(int frames, long payloadBytes) {
            counted.add(frames + " frames, " + payloadBytes + " of payload");
          }

          @Override
          public void bytesSent(long bytes) {
            counted.add(bytes + " bytes");
          }
        };
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("<h"), metrics));

    channel.writeOutbound(new FrameStart(3));
    channel.writeOutbound(buffer(allocator, 'a'));
    channel.writeOutbound(buffer(allocator, 'b', 'c'));

    assertThat(counted)
        .containsExactly(
            "2 bytes", "0 frames, 1 of payload", "1 bytes", "1 frames, 2 of payload", "2 bytes");
    channel.releaseOutbound();
    channel.finish();
  }

  private static ByteBuf buffer(TrackedAllocator allocator, int... bytes) {
    ByteBuf buffer = allocator.buffer();
    Arrays.stream(bytes).forEach(buffer::writeByte);
    return buffer;
  }

  private static ByteBuf buffer(TrackedAllocator allocator, byte[] bytes) {
    return allocator.buffer().writeBytes(bytes);
  }
}
