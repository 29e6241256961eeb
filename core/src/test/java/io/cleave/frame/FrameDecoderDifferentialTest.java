package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.Feed;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.nio.ByteOrder;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Random frames: our codecs and Netty's cut and write the same. */
class FrameDecoderDifferentialTest {

  private static final int FULL_RUNS = 10_000;
  private static final int LONGEST = 300;
  private static final TrackedAllocator ALLOCATOR = TrackedAllocator.withoutSites();
  private static final List<Feed> FEEDS = List.of(Feed.values());

  static Stream<Arguments> formats() {
    return Stream.of(
            "B", "<h", ">h", "<H", ">H", "<HB", ">BH", "<i", ">i", "<I", ">I", "<q", ">q", "<Q",
            ">Q")
        .flatMap(text -> Stream.of(Arguments.of(text, false), Arguments.of(text, true)));
  }

  @ParameterizedTest(name = "{0}, counting itself: {1}")
  @MethodSource("formats")
  void cutsWhatStockDecoderCuts(String notation, boolean countsItself) {
    FrameFormat format = format(notation, countsItself);
    SplittableRandom random = new SplittableRandom(notation.hashCode());
    for (int run = 0; run < FullRuns.count(FULL_RUNS); run++) {
      byte[] bytes = randomFrames(random, format);
      Feed feed = FEEDS.get(random.nextInt(FEEDS.size()));
      List<String> expected = cut(feed, bytes, stockDecoder(format));

      assertThat(expected).isNotEmpty();
      assertThat(cut(feed, bytes, new FrameDecoder(format))).isEqualTo(expected);
      assertThat(cut(feed, bytes, InPlace.firing(format))).isEqualTo(expected);
      assertThat(cut(feed, bytes, StockCodecs.decoder(format))).isEqualTo(expected);
    }
  }

  @ParameterizedTest(name = "{0}, counting itself: {1}")
  @MethodSource("formats")
  void writesWhatStockPrependerWrites(String notation, boolean countsItself) {
    FrameFormat format = format(notation, countsItself);
    SplittableRandom random = new SplittableRandom(notation.hashCode());
    int longest = (int) Math.min(2 * FrameEncoder.LARGEST_COPIED, format.maxPayloadLength());
    for (int run = 0; run < FullRuns.count(FULL_RUNS); run++) {
      byte[] payload = new byte[random.nextInt(longest + 1)];
      random.nextBytes(payload);
      String expected = write(payload, stockPrepender(format));

      assertThat(expected).isNotEmpty();
      assertThat(write(payload, new FrameEncoder(format))).isEqualTo(expected);
      assertThat(write(payload, StockCodecs.encoder(format))).isEqualTo(expected);
    }
  }

  @Test
  void stockCodecsRefuseVarint() {
    FrameFormat varint = FrameFormat.of("varint");

    assertThatThrownBy(() -> StockCodecs.decoder(varint))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("lengthField: varint (expected: a field of fixed width");
    assertThatThrownBy(() -> StockCodecs.encoder(varint))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void stockDecoderRefusesLimitItsArithmeticCannotHold() {
    FrameFormat largest =
        FrameFormat.of("<q").withMaxPayloadLength(FrameFormat.LARGEST_PAYLOAD_LENGTH);

    assertThat(StockCodecs.decoder(largest)).isNotNull(); // 2^31-9 and 8 are 2^31-1
    assertThat(StockCodecs.decoder(FrameFormat.of("<q").countingItself())).isNotNull();
  }

  private static FrameFormat format(String notation, boolean countsItself) {
    FrameFormat format = FrameFormat.of(notation);
    return countsItself ? format.countingItself() : format;
  }

  private static byte[] randomFrames(SplittableRandom random, FrameFormat format) {
    int longest = (int) Math.min(LONGEST, format.maxPayloadLength());
    byte[][] frames = new byte[1 + random.nextInt(5)][];
    for (int i = 0; i < frames.length; i++) {
      byte[] payload = new byte[random.nextInt(longest + 1)];
      random.nextBytes(payload);
      frames[i] = Sequence.frame(format, payload);
    }
    return Hex.join(frames);
  }

  private static ChannelHandler stockDecoder(FrameFormat format) {
    int width = format.lengthField().width().maxBytes();
    int adjustment = format.countsItself() ? -width : 0;
    return new LengthFieldBasedFrameDecoder(
        order(format), Integer.MAX_VALUE, 0, width, adjustment, width, true);
  }

  private static ChannelHandler stockPrepender(FrameFormat format) {
    int width = format.lengthField().width().maxBytes();
    return new LengthFieldPrepender(order(format), width, 0, format.countsItself());
  }

  private static ByteOrder order(FrameFormat format) {
    boolean little = format.lengthField().toString().startsWith("<");
    return little ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
  }

  private static List<String> cut(Feed feed, byte[] bytes, ChannelHandler decoder) {
    EmbeddedChannel channel = ALLOCATOR.channel(decoder);
    feed.feed(channel, bytes);
    List<String> payloads = Traffic.received(channel);
    channel.finish();
    ALLOCATOR.assertNothingLeft();
    return payloads;
  }

  private static String write(byte[] payload, ChannelHandler encoder) {
    EmbeddedChannel channel = ALLOCATOR.channel(encoder);
    channel.writeOutbound(Unpooled.wrappedBuffer(payload));
    String frame = Traffic.sent(channel);
    channel.finish();
    ALLOCATOR.assertNothingLeft();
    return frame;
  }
}
