package io.cleave.message;

import static io.cleave.message.MessageWire.body;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderLimits;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDecoderTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final MessageFormat THREE_BYTES = MessageFormat.of("<HB");
  private static final String FILE =
      "7b2266696c655f6e616d65223a202268692e747874222c202266696c655f73697a65223a20327d";
  private static final String SIZE_2 = "7b22626f64795f73697a65223a327d";
  private static final String SIZE_90000 = "7b22626f64795f73697a65223a39303030307d";

  record Case(String title, MessageFormat format, List<String> wire, List<String> lines) {
    byte[][] frames() {
      return wire.stream().map(Hex::bytes).toArray(byte[][]::new);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    String hi = "message {\"body_size\":2} 6869";
    return Stream.of(
        // the pictures of MessageFormat and MessageDecoder
        new Case(
            "a file of two bytes",
            FORMAT.withBodyLengthKey("file_size"),
            List.of("2700000000000000 " + FILE + " 6869"),
            List.of("message {\"file_name\":\"hi.txt\",\"file_size\":2} 6869")),
        new Case("two bytes", THREE_BYTES, List.of("0f0000 " + SIZE_2 + " 6869"), List.of(hi)),
        new Case(
            "90 000 bytes",
            THREE_BYTES,
            List.of("130000 " + SIZE_90000 + " repeat:61*90000"),
            List.of("start {\"body_size\":90000} 90000: " + "61".repeat(90_000) + ".")),
        new Case(
            "no key, no body", FORMAT, List.of("0200000000000000 7b7d"), List.of("message {} ")),
        new Case(
            "white space around the object",
            MessageFormat.of("B"),
            List.of("06 0a207b207d09"),
            List.of("message {} ")),
        new Case(
            "unknown keys are kept",
            MessageFormat.of("B"),
            List.of("07 7b2261223a317d"),
            List.of("message {\"a\":1} ")),
        new Case(
            "varint",
            MessageFormat.of("varint"),
            List.of("0f " + SIZE_2 + " 6869", "8200 7b7d"),
            List.of(hi, "message {} ")),
        new Case(
            "whole, in parts, whole",
            THREE_BYTES.withWholeBodyLength(2),
            List.of(
                "0f0000 " + SIZE_2 + " 6869",
                "0f0000 7b22626f64795f73697a65223a337d 616263",
                "020000 7b7d"),
            List.of(hi, "start {\"body_size\":3} 3: 616263.", "message {} ")),
        new Case(
            "always in parts, empty bodies too",
            THREE_BYTES.withWholeBodyLength(0),
            List.of("020000 7b7d", "0f0000 " + SIZE_2 + " 6869", "020000 7b7d"),
            List.of("start {} 0: .", "start {\"body_size\":2} 2: 6869.", "start {} 0: .")));
  }

  static Stream<Arguments> casesAndFeeds() {
    return cases().flatMap(c -> Arrays.stream(Feed.values()).map(feed -> Arguments.of(c, feed)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesAndFeeds")
  void decodes(Case c, Feed feed, TrackedAllocator allocator) {
    MessageLines lines = new MessageLines();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(c.format()), lines);

    feed.feed(channel, c.frames());

    assertThat(lines.lines()).isEqualTo(c.lines());
    assertThat(channel.finish()).isFalse();
    assertThat(lines.lines()).isEqualTo(c.lines());
  }

  static Stream<Case> shortCases() {
    return cases().filter(c -> Hex.join(c.frames()).length <= DecoderVerifier.TWO_WAY_LIMIT);
  }

  @ParameterizedTest
  @MethodSource("shortCases")
  void decodesHoweverSplit(Case c) {
    DecoderVerifier.ofDecoder(() -> new MessageDecoder(c.format()))
        .withEvents(MessageLines::event)
        .verify(Hex.join(c.frames()), c.lines());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 100, 8192, 20_000})
  void lengthAloneDecidesBetweenWholeAndParts(int wholeBodyLength, TrackedAllocator allocator) {
    MessageFormat format = FORMAT.withWholeBodyLength(wholeBodyLength);
    for (int length : new int[] {0, 1, wholeBodyLength - 1, wholeBodyLength, wholeBodyLength + 1}) {
      byte[] body = body(Math.max(0, length), 1);
      String header = MessageWire.headerFor(body.length);
      for (Feed feed : Feed.values()) {
        MessageLines lines = new MessageLines();
        EmbeddedChannel channel = allocator.channel(new MessageDecoder(format), lines);
        feed.feed(channel, MessageWire.withBody(body));
        assertThat(lines.lines())
            .as("%d bytes, %s", length, feed)
            .containsExactly(MessageLines.message(header, body, wholeBodyLength));
      }
    }
  }

  record Refusal(String title, MessageFormat format, String wire, Class<?> type, String sentence) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Refusal> refusals() {
    MessageFormat one = MessageFormat.of("B");
    MessageFormat small = one.withHeaderLimits(HeaderLimits.DEFAULT.withMaxLength(20));
    return Stream.of(
        new Refusal(
            "an empty header",
            one,
            "00",
            InvalidLengthException.class,
            "headerLength: 0 (expected: 2..255, {} being the shortest header)"),
        new Refusal(
            "a header of one byte, before it has come",
            FORMAT,
            "0100000000000000",
            InvalidLengthException.class,
            "headerLength: 1 (expected: 2..65536, {} being the shortest header)"),
        new Refusal(
            "a header above the limit",
            small,
            "15",
            FrameTooLongException.class,
            "headerLength: 21 (expected: <= 20)"),
        new Refusal(
            "a negative header length",
            MessageFormat.of("b"),
            "ff",
            InvalidLengthException.class,
            "headerLength: -1 (expected: 0..127)"),
        new Refusal(
            "a body above the limit",
            one.withMaxBodyLength(1),
            "0f " + SIZE_2,
            FrameTooLongException.class,
            "bodyLength: 2 (expected: <= 1)"),
        new Refusal(
            "a body of text length",
            one,
            "11 7b22626f64795f73697a65223a2232227d",
            HeaderException.class,
            "body_size: \"2\" is a string (expected: an integer, 0..9223372036854775807)"),
        new Refusal(
            "a list instead of an object", one, "02 5b5d", HeaderException.class, "header"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWithSentence(Refusal r, TrackedAllocator allocator) {
    MessageLines lines = new MessageLines();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(r.format()), lines);

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(r.wire()));

    assertThat(lines.failure()).isExactlyInstanceOf(r.type()).hasMessageStartingWith(r.sentence());
    assertThat(channel.isOpen()).isFalse();
  }

  record Cut(String title, int wholeBodyLength, int came, String sentence) {
    @Override
    public String toString() {
      return title;
    }
  }

  /** Of {@code 0f 00 00 | {"body_size":2} | 68 69}. */
  static Stream<Cut> cuts() {
    String field = "length field: 2 bytes, then end of stream (expected: 3)";
    return Stream.of(
        new Cut("in the length field", 10, 2, field),
        new Cut("behind it", 10, 3, "header: 0 bytes, then end of stream (expected: 15)"),
        new Cut("in the header", 10, 17, "header: 14 bytes, then end of stream (expected: 15)"),
        new Cut("behind it", 10, 18, "body: 0 bytes, then end of stream (expected: 2)"),
        new Cut("in a whole body", 10, 19, "body: 1 bytes, then end of stream (expected: 2)"),
        new Cut("before the parts", 1, 18, "body: 0 bytes, then end of stream (expected: 2)"),
        new Cut("in the parts", 1, 19, "body: 1 bytes, then end of stream (expected: 2)"));
  }

  @ParameterizedTest
  @MethodSource("cuts")
  void saysWhatEndOfStreamCutsOff(Cut cut, TrackedAllocator allocator) {
    MessageLines lines = new MessageLines();
    MessageFormat format = THREE_BYTES.withWholeBodyLength(cut.wholeBodyLength());
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(format), lines);
    byte[] wire = Hex.bytes("0f0000 " + SIZE_2 + " 6869");

    Feed.ALL_AT_ONCE.feed(channel, Arrays.copyOf(wire, cut.came()));
    assertThat(lines.failures()).isEmpty();
    Traffic.peerCloses(channel);

    assertThat(lines.failure())
        .isExactlyInstanceOf(TruncatedFrameException.class)
        .hasMessageStartingWith(cut.sentence());
    assertThat(lines.lines()).noneMatch(line -> line.startsWith("message") || line.endsWith("."));
  }

  @Test
  void takesBodyLargerThanAnyMemory(TrackedAllocator allocator) {
    int read = 64 << 10;
    long[] came = new long[1];
    EmbeddedChannel channel =
        allocator.channel(new MessageDecoder(FORMAT), new ChunkCounter(chunk -> came[0] += chunk));
    Feed.ALL_AT_ONCE.feed(channel, MessageWire.announcing(Long.MAX_VALUE));
    allocator.forgetPeak();

    byte[] zeros = new byte[read];
    for (int i = 0; i < 1024; i++) {
      Feed.ALL_AT_ONCE.feed(channel, zeros);
    }

    assertThat(came[0]).isEqualTo(1024L * read);
    assertThat(allocator.peakBytes()).isEqualTo(read);
    assertThat(allocator.usedBytes()).isZero();
  }

  /** Releases chunks and tells how long they were. */
  private static final class ChunkCounter extends SimpleChannelInboundHandler<MessageEvent> {
    private final IntConsumer chunks;

    ChunkCounter(IntConsumer chunks) {
      this.chunks = chunks;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, MessageEvent event) {
      if (event instanceof BodyChunk chunk) {
        assertThat(chunk.isLast()).isFalse();
        chunks.accept(chunk.content().readableBytes());
      }
    }
  }

  @Test
  void holdsTheFirstMessageToOtherLimits() {
    MessageFormat first = FORMAT.withHeaderLimits(HeaderLimits.DEFAULT.withMaxLength(16));
    byte[] longer = Hex.bytes("1500000000000000 " + "20".repeat(19) + "7b7d");
    EmbeddedChannel channel = new EmbeddedChannel(decoderFrom(first));
    channel.writeInbound(
        Unpooled.wrappedBuffer(Hex.bytes("0200000000000000 7b7d"), longer.clone()));
    assertThat(channel.inboundMessages()).hasSize(2);
    channel.releaseInbound();

    EmbeddedChannel other = new EmbeddedChannel(decoderFrom(first));
    assertThatThrownBy(() -> other.writeInbound(Unpooled.wrappedBuffer(longer)))
        .isInstanceOf(FrameTooLongException.class)
        .hasMessageStartingWith("headerLength: 21 (expected: <= 16)");
    channel.finishAndReleaseAll();
    other.finishAndReleaseAll();
  }

  private static MessageDecoder decoderFrom(MessageFormat first) {
    return new MessageDecoder(first, FORMAT, ConnectionMetrics.NONE);
  }
}
