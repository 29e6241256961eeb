package io.cleave.message;

import static io.cleave.testing.WireAssert.assertThatFrame;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InvalidLengthException;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderLimits;
import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.LengthFieldBasedFrameDecoder;
import io.netty.handler.codec.LengthFieldPrepender;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class JsonHeaderCodecTest {
  private static final MessageFormat ENVELOPE = MessageFormat.envelope(">I", ">I");
  private static final String ROCKETMQ_HEADER =
      "{\"code\":10,\"flag\":0,\"language\":\"JAVA\",\"opaque\":1,"
          + "\"serializeTypeCurrentRPC\":\"JSON\",\"version\":0}";
  private static final String SIZE_2 = "7b22626f64795f73697a65223a327d";

  private final MessageLines lines = new MessageLines();

  /** Who cuts the envelopes. */
  enum Cutter {
    OURS {
      @Override
      ChannelHandler decoder(MessageFormat format) {
        return new FrameDecoder(format.frameFormat());
      }

      @Override
      ChannelHandler encoder(MessageFormat format) {
        return new FrameEncoder(format.frameFormat());
      }
    },
    NETTYS {
      @Override
      ChannelHandler decoder(MessageFormat format) {
        return new LengthFieldBasedFrameDecoder(1 << 24, 0, 4, 0, 4);
      }

      @Override
      ChannelHandler encoder(MessageFormat format) {
        return new LengthFieldPrepender(4);
      }
    };

    abstract ChannelHandler decoder(MessageFormat format);

    abstract ChannelHandler encoder(MessageFormat format);
  }

  record Case(String title, MessageFormat format, Supplier<Message> message, String wire) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        // the pictures of JsonHeaderDecoder and JsonHeaderEncoder, with the total length in front
        new Case("hi", ENVELOPE, () -> hi(Header.empty()), "00000008 00000002 7b7d 6869"),
        new Case("no body", ENVELOPE, () -> Message.of(Header.empty()), "00000006 00000002 7b7d"),
        new Case(
            "a body length key that agrees",
            ENVELOPE,
            () -> hi(Header.of("body_size", 2)),
            "00000015 0000000f " + SIZE_2 + " 6869"),
        new Case(
            "a header length of its own kind",
            MessageFormat.envelope(">I", "<H"),
            () -> hi(Header.empty()),
            "00000006 0200 7b7d 6869"),
        new Case(
            "a varint inside",
            MessageFormat.envelope(">I", "varint"),
            () -> hi(Header.empty()),
            "00000005 02 7b7d 6869"),
        new Case(
            "a body too long to be copied",
            ENVELOPE,
            () -> Message.of(Header.empty(), Body.of(new byte[2000])),
            "000007d6 00000002 7b7d repeat:00*2000"),
        // RocketMQ, as on the wire format page
        new Case(
            "RocketMQ",
            MessageFormat.ROCKETMQ,
            () -> hi(Header.parse(ROCKETMQ_HEADER)),
            "00000064 0000005e "
                + Hex.of(ROCKETMQ_HEADER.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                + " 6869"));
  }

  private static Message hi(Header header) {
    return Message.of(header, Body.of("hi"));
  }

  static Stream<Arguments> casesAndCutters() {
    return cases()
        .flatMap(c -> Arrays.stream(Cutter.values()).map(cutter -> Arguments.of(c, cutter)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesAndCutters")
  void decodes(Case c, Cutter cutter) {
    Message message = c.message().get();
    String line = MessageLines.event(message);
    message.release();

    DecoderVerifier.of(
            () ->
                new ChannelHandler[] {
                  cutter.decoder(c.format()), new JsonHeaderDecoder(c.format())
                })
        .withEvents(MessageLines::event)
        .verify(Hex.bytes(c.wire()), List.of(line));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesAndCutters")
  void encodes(Case c, Cutter cutter, TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(cutter.encoder(c.format()), new JsonHeaderEncoder(c.format()));

    assertThat(channel.writeAndFlush(c.message().get()).isSuccess()).isTrue();

    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(Hex.bytes(c.wire())));
    channel.finish();
  }

  @Test
  void smallEnvelopeIsOneBuffer(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new JsonHeaderEncoder(ENVELOPE));

    channel.writeAndFlush(hi(Header.empty()));

    assertThatFrame(channel.readOutbound()).isWire("00000002 7b7d 6869");
    assertThat(channel.finish()).isFalse();
  }

  @Test
  void bodyThatWasReadBeforeIsWrittenWhole(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new JsonHeaderEncoder(ENVELOPE));
    for (int length : new int[] {10, 2000}) {
      Message message = Message.of(Header.empty(), Body.of(allocator.buffer().writeZero(length)));
      message.body().content().skipBytes(length);

      channel.writeAndFlush(message);

      assertThat(Traffic.sent(channel)).isEqualTo("000000027b7d" + "00".repeat(length));
      assertThat(message.refCnt()).isZero();
    }
    channel.finish();
  }

  record Refusal(String title, MessageFormat format, String wire, Class<?> type, String sentence) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Refusal> refusals() {
    Class<?> invalid = InvalidLengthException.class;
    HeaderLimits small = HeaderLimits.DEFAULT.withMaxLength(14);
    return Stream.of(
        new Refusal(
            "a header length beyond the rest",
            ENVELOPE,
            "00000006 00000003 7b7d",
            invalid,
            "headerLength: 3 (expected: at most 2, the rest of the envelope)"),
        new Refusal(
            "a header length of 0",
            ENVELOPE,
            "00000006 00000000 7b7d",
            invalid,
            "headerLength: 0 (expected: 2..65536, {} being the shortest header)"),
        new Refusal(
            "a negative header length",
            MessageFormat.envelope(">I", ">i"),
            "00000006 ffffffff 7b7d",
            invalid,
            "headerLength: -1 (expected: 2..65536, {} being the shortest header)"),
        new Refusal(
            "a header above its limit",
            ENVELOPE.withHeaderLimits(small),
            "00000013 0000000f " + SIZE_2,
            FrameTooLongException.class,
            "headerLength: 15 (expected: <= 14)"),
        new Refusal(
            "no room for the header length",
            ENVELOPE,
            "00000003 000000",
            invalid,
            "totalLength: too short for the header length (expected: 4 bytes, not 3)"),
        new Refusal(
            "an empty envelope",
            MessageFormat.ROCKETMQ,
            "00000000",
            invalid,
            "totalLength: 0 (expected: 4 or more)"),
        new Refusal(
            "a body length key with another value than the rest",
            ENVELOPE,
            "00000014 0000000f " + SIZE_2 + " 68",
            invalid,
            "body_size: 2 (expected: 1, what the envelope leaves)"),
        new Refusal(
            "a body above its limit",
            ENVELOPE.withMaxBodyLength(1),
            "00000008 00000002 7b7d 6869",
            FrameTooLongException.class,
            "bodyLength: 2 (expected: <= 1)"),
        new Refusal(
            "no object", ENVELOPE, "00000006 00000002 5b5d", HeaderException.class, "header"),
        new Refusal(
            "RocketMQ's binary header",
            MessageFormat.ROCKETMQ,
            "0000001b 01000015 000a00000000000001000000000000000000000000 6869",
            invalid,
            "serialization: 1, ROCKETMQ, its own binary form (expected: 0, JSON)"),
        new Refusal(
            "a serialization nobody knows",
            MessageFormat.ROCKETMQ,
            "00000006 02000002 7b7d",
            invalid,
            "serialization: 2 (expected: 0, JSON)"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesWithSentenceAndDeliversNothingBehind(Refusal r, TrackedAllocator allocator) {
    for (Cutter cutter : Cutter.values()) {
      MessageLines seen = new MessageLines();
      EmbeddedChannel channel =
          allocator.channel(cutter.decoder(r.format()), new JsonHeaderDecoder(r.format()), seen);
      byte[] good = Hex.bytes("00000006 00000002 7b7d");

      Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(r.wire()), good, good);

      assertThat(seen.lines()).as("%s", cutter).hasSize(1);
      assertThat(seen.failure()).isExactlyInstanceOf(r.type()).hasMessageStartingWith(r.sentence());
      assertThat(channel.isOpen()).isFalse();
    }
  }

  record BadMessage(
      String title, MessageFormat format, Supplier<Message> message, Class<?> type, String text) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<BadMessage> badMessages() {
    MessageFormat tight =
        MessageFormat.envelope(
            ENVELOPE.lengthField(),
            new MessageLayout.Envelope(ENVELOPE.lengthField(), false, 1_500));
    return Stream.of(
        new BadMessage(
            "a key that says another length",
            ENVELOPE,
            () -> hi(Header.of("body_size", 3)),
            IllegalArgumentException.class,
            "body_size: 3 (expected: 2, the length of the body, or nothing)"),
        new BadMessage(
            "a body above its limit",
            ENVELOPE.withMaxBodyLength(1),
            () -> hi(Header.empty()),
            FrameTooLongException.class,
            "bodyLength: 2 (expected: <= 1)"),
        new BadMessage(
            "an envelope above its limit",
            tight,
            () -> Message.of(Header.empty(), Body.of(new byte[1_495])),
            FrameTooLongException.class,
            "totalLength: 1501 (expected: <= 1500)"),
        new BadMessage(
            "a header above its limit",
            ENVELOPE.withHeaderLimits(HeaderLimits.DEFAULT.withMaxLength(5)),
            () -> hi(Header.of("abc", 1)),
            HeaderException.class,
            "header of 9 bytes"),
        new BadMessage(
            "a body that is not in memory",
            ENVELOPE,
            () -> Message.of(Header.empty(), Body.stream(new HandPublisher(), 1)),
            IllegalArgumentException.class,
            "body: Body[stream, 1 bytes] (expected: one in memory"));
  }

  @ParameterizedTest
  @MethodSource("badMessages")
  void refusesToWriteWhatDecoderWouldRefuse(BadMessage bad, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new JsonHeaderEncoder(bad.format()));
    Message message = bad.message().get();

    ChannelFuture written = channel.writeAndFlush(message);

    assertThat(written.cause()).isExactlyInstanceOf(bad.type()).hasMessageStartingWith(bad.text());
    assertThat(message.refCnt()).isZero();
    assertThat(channel.writeAndFlush(Message.of(Header.empty())).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo("000000027b7d");
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void passOnWhatIsNotTheirs(Cutter cutter, TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(new JsonHeaderDecoder(ENVELOPE), new JsonHeaderEncoder(ENVELOPE), lines);

    channel.writeInbound("in");
    channel.writeOutbound(Hex.buffer("61"));

    assertThat(lines.lines()).containsExactly("in");
    assertThat(Traffic.sent(channel)).isEqualTo("61");
    channel.finish();
  }
}
