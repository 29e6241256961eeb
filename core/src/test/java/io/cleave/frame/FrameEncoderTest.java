package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FrameEncoderTest {

  /** What kind of buffer the payload is. */
  enum Kind {
    HEAP,
    DIRECT,
    COMPOSITE,
    READ_ONLY,
    SLICE_WITH_JUNK_AROUND;

    ByteBuf payload(TrackedAllocator allocator, byte[] bytes) {
      return switch (this) {
        case HEAP -> allocator.heapBuffer().writeBytes(bytes);
        case DIRECT -> allocator.directBuffer().writeBytes(bytes);
        case COMPOSITE -> {
          int half = bytes.length / 2;
          ByteBuf first = allocator.heapBuffer().writeBytes(bytes, 0, half);
          ByteBuf second = allocator.directBuffer().writeBytes(bytes, half, bytes.length - half);
          yield allocator.compositeBuffer().addComponents(true, first, second);
        }
        case READ_ONLY -> allocator.heapBuffer().writeBytes(bytes).asReadOnly();
        case SLICE_WITH_JUNK_AROUND -> {
          ByteBuf buffer = allocator.buffer().writeLong(-1).writeBytes(bytes).writeLong(-1);
          yield buffer.setIndex(Long.BYTES, Long.BYTES + bytes.length);
        }
      };
    }
  }

  static Stream<Arguments> formatsTimesKinds() {
    return Stream.of("B", "<H", ">H", "<HB", ">BH", "<i", ">I", "<q", ">Q", "varint")
        .flatMap(text -> Arrays.stream(Kind.values()).map(kind -> Arguments.of(text, kind)));
  }

  @ParameterizedTest
  @MethodSource("formatsTimesKinds")
  void putsLengthFieldInFront(String notation, Kind kind, TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of(notation);
    for (int length : List.of(0, 1, 3, 127, 128, 255, 1023, 1024, 1025, 9000)) {
      if (length <= format.maxPayloadLength()) {
        byte[] payload = new byte[length];
        Arrays.fill(payload, (byte) 'a');
        EmbeddedChannel channel = allocator.channel(new FrameEncoder(format));

        assertThat(channel.writeOutbound(kind.payload(allocator, payload))).isTrue();

        assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(Sequence.frame(format, payload)));
        channel.finish();
      }
    }
  }

  @Test
  void drawsWhatItsPictureDraws(TrackedAllocator allocator) { // the picture of FrameEncoder
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("<HB")));

    channel.writeOutbound(allocator.buffer().writeBytes(Hex.bytes("616263")));

    assertThat(Traffic.sent(channel)).isEqualTo("030000" + "616263");
    channel.finish();
  }

  @Test
  void countsItselfWhereFormatSays(TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of("<i").countingItself();
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(format));

    channel.writeOutbound(allocator.buffer().writeBytes(Hex.bytes("616263")));
    channel.writeOutbound(allocator.buffer(2000).writeZero(2000));

    assertThat(Traffic.sent(channel)).isEqualTo("07000000616263" + "d4070000" + "00".repeat(2000));
    channel.finish();
  }

  @Test
  void failsPayloadAboveLimitBeforeByteLeavesAndLivesOn(TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of("B").withMaxPayloadLength(4);
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(format));

    ChannelFuture write = channel.writeOneOutbound(allocator.buffer().writeZero(5));
    channel.flushOutbound();

    assertThat(write.cause())
        .isInstanceOfSatisfying(
            FrameTooLongException.class,
            e -> {
              assertThat(e.announced()).isEqualTo(5);
              assertThat(e.limit()).isEqualTo(4);
            })
        .hasMessage("payloadLength: 5 (expected: <= 4)");
    assertThat(Traffic.sent(channel)).isEmpty();
    channel.writeOutbound(allocator.buffer().writeZero(4));
    assertThat(Traffic.sent(channel)).isEqualTo("0400000000");
    channel.finish();
  }

  @Test
  void failsPayloadAboveWhatFieldCanSay(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("b")));

    ChannelFuture write = channel.writeOneOutbound(allocator.buffer().writeZero(128));

    assertThat(write.cause()).isInstanceOf(FrameTooLongException.class);
    channel.finish();
  }

  @Test
  void passesOnWhatIsNoBuffer(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("B")));

    channel.writeOutbound("not bytes");

    assertThat(channel.<Object>readOutbound()).isEqualTo("not bytes");
    channel.finish();
  }

  @Test
  void largePayloadLeavesUncopied(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("<q")));
    ByteBuf payload = allocator.buffer(100_000).writeZero(100_000);
    long before = allocator.allocatedBytes();

    channel.writeOutbound(payload);

    assertThat(allocator.allocatedBytes() - before).isEqualTo(Long.BYTES);
    channel.releaseOutbound();
    channel.finish();
  }

  @Test
  void closedChannelFailsWriteAndReleases(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameEncoder(FrameFormat.of("<q")));
    channel.close();

    for (int length : List.of(10, 5000)) {
      ChannelFuture write = channel.write(allocator.buffer(length).writeZero(length));
      assertThat(write.isSuccess()).isFalse();
    }
  }

  @Test
  @SuppressWarnings({"NullAway", "DataFlowIssue"}) // what a caller without NullAway could do
  void refusesNull() {
    assertThatThrownBy(() -> new FrameEncoder(null)).hasMessage("format");
    assertThatThrownBy(() -> new FrameDecoder(null)).hasMessage("format");
  }
}
