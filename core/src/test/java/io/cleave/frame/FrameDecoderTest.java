package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that are right, in every format, fed in every way. */
class FrameDecoderTest {

  /** Frames of one format, one group a frame, and what comes out. */
  record Case(String title, String notation, List<String> frames, List<String> payloads) {
    Case(String title, String notation, String frames, String... payloads) {
      this(title, notation, List.of(frames.split(" ; ", -1)), List.of(payloads));
    }

    FrameFormat format() {
      boolean counts = notation.endsWith("+");
      FrameFormat format = FrameFormat.of(notation.replace("+", ""));
      return counts ? format.countingItself() : format;
    }

    byte[][] wire() {
      return frames.stream().map(Hex::bytes).toArray(byte[][]::new);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> cases() {
    return List.of(
        // the picture of FrameDecoder
        new Case("FrameFormat.of(\"<HB\")", "<HB", "030000 616263 ; 020000 6869", "616263", "6869"),
        new Case("one byte", "B", "03 616263 ; 00 ; 01 ff", "616263", "", "ff"),
        new Case("two bytes, little", "<H", "0300 616263 ; 0000", "616263", ""),
        new Case("two bytes, big", ">H", "0003 616263 ; 0001 64", "616263", "64"),
        new Case("two bytes counting itself", ">H+", "0005 616263 ; 0002", "616263", ""),
        new Case("three bytes, big", ">BH", "000003 616263 ; 000000", "616263", ""),
        new Case("four bytes, little", "<i", "03000000 616263 ; 00000000", "616263", ""),
        new Case("four bytes, big", ">I", "00000003 616263 ; 00000001 00", "616263", "00"),
        new Case("mongo", "<i+", "07000000 616263 ; 04000000", "616263", ""),
        new Case("python", "<q", "0300000000000000 616263 ; 0000000000000000", "616263", ""),
        new Case("eight bytes, big", ">Q", "0000000000000003 616263", "616263"),
        new Case("varint", "varint", "03 616263 ; 00 ; 8300 646566", "616263", "", "646566"),
        new Case(
            "varint of two bytes", "varint", "ac02 repeat:61*300 ; 01 62", "61".repeat(300), "62"),
        new Case("empty payloads only", ">H", "0000 ; 0000 ; 0000", "", "", ""),
        new Case("payload of length fields", ">H", "0004 00020002 ; 0002 0000", "00020002", "0000"),
        new Case("longer than a first read", "<I", "10270000 repeat:07*10000", "07".repeat(10_000)),
        new Case("nothing", "<q", "-"));
  }

  static Stream<Arguments> casesTimesFeeds() {
    return cases().stream()
        .flatMap(c -> Arrays.stream(Feed.values()).map(feed -> Arguments.of(c, feed)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesTimesFeeds")
  void cutsFrames(Case c, Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(c.format()));

    feed.feed(channel, c.wire());

    assertThat(Traffic.received(channel)).isEqualTo(c.payloads());
    channel.finish();
    channel.checkException();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void outputDependsOnBytesAlone(Case c) {
    DecoderVerifier.ofDecoder(() -> new FrameDecoder(c.format()))
        .verify(Hex.join(c.wire()), c.payloads());
  }

  @Test
  void acceptsFrameOfExactlyTheLimit(TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of(">H").withMaxPayloadLength(4);
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("0004 61626364"));

    assertThat(Traffic.received(channel)).containsExactly("61626364");
    channel.finish();
  }

  @Test
  void passesOnWhatIsNoBuffer(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of("B")));

    channel.writeInbound("not bytes");

    assertThat(channel.<Object>readInbound()).isEqualTo("not bytes");
    channel.finish();
  }

  @Test
  void doesNotCopyFrameThatCameWhole(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(FrameFormat.of("B")));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("03 616263 02 6869"));

    assertThat(allocator.allocations()).isEqualTo(1); // the read
    Traffic.received(channel);
    channel.finish();
  }

  @Test
  void copiesEachByteOfLongFrameTwiceAtMost(TrackedAllocator allocator) {
    int length = 1 << 20;
    FrameFormat format = FrameFormat.of(">I");
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(format));
    byte[] piece = new byte[1024];
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00100000"));
    for (int i = 0; i < length / piece.length; i++) {
      Feed.ALL_AT_ONCE.feed(channel, piece);
    }

    ByteBuf frame = channel.readInbound();
    assertThat(frame.readableBytes()).isEqualTo(length);
    frame.release();
    long reads = length + 4L;
    assertThat(allocator.allocatedBytes() - reads).isLessThanOrEqualTo(4L * length);
    assertThat(allocator.peakBytes()).isLessThanOrEqualTo(4L * length);
    channel.finish();
  }
}
