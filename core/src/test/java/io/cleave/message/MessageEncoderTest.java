package io.cleave.message;

import static io.cleave.testing.WireAssert.assertThatFrame;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.body.BodyLengthException;
import io.cleave.frame.FrameTooLongException;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.header.HeaderLimits;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.channels.ClosedChannelException;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageEncoderTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final MessageFormat THREE_BYTES = MessageFormat.of("<HB");
  private static final String SIZE_2 = "7b22626f64795f73697a65223a327d";

  record Case(String title, MessageFormat format, Supplier<Message> message, String wire) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Case> cases() {
    return Stream.of(
        // the picture of MessageEncoder
        new Case("hi", THREE_BYTES, () -> message(Header.empty()), "0f0000 " + SIZE_2 + " 6869"),
        new Case(
            "the key is put in behind what is there",
            FORMAT.withBodyLengthKey("file_size"),
            () -> message(Header.of("file_name", "hi.txt")),
            "2400000000000000 7b2266696c655f6e616d65223a2268692e747874222c"
                + "2266696c655f73697a65223a327d 6869"),
        new Case(
            "a key that agrees stays in its place",
            THREE_BYTES,
            () -> message(Header.of("body_size", 2, "a", 1)),
            "150000 7b22626f64795f73697a65223a322c2261223a317d 6869"),
        new Case("no body, no key", THREE_BYTES, () -> Message.of(Header.empty()), "020000 7b7d"),
        new Case(
            "a key that says 0 stays",
            THREE_BYTES,
            () -> Message.of(Header.of("body_size", 0)),
            "0f0000 7b22626f64795f73697a65223a307d"),
        new Case(
            "varint of one byte",
            MessageFormat.of("varint"),
            () -> message(Header.empty()),
            "0f " + SIZE_2 + " 6869"),
        new Case(
            "varint of two bytes",
            MessageFormat.of("varint"),
            () -> Message.of(Header.of("a", "x".repeat(121))),
            "8101 7b2261223a22 repeat:78*121 227d"),
        new Case(
            "a header longer than most",
            MessageFormat.of(">H"),
            () -> Message.of(Header.of("a", "x".repeat(1000))),
            "03f0 7b2261223a22 repeat:78*1000 227d"));
  }

  private static Message message(Header header) {
    return Message.of(header, Body.of("hi"));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void encodes(Case c, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(c.format()));

    assertThat(channel.writeOneOutbound(c.message().get()).isDone()).isFalse();
    channel.flushOutbound();

    assertThatFrame(channel.readOutbound()).isWire(c.wire());
    assertThat(channel.finish()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 1024, 1025, 70_000})
  void writesBodyInMemoryOfAnyLength(int length, TrackedAllocator allocator) {
    byte[] body = MessageWire.body(length, 1);
    ByteBuf bytes = allocator.buffer().writeBytes(body);
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));

    ChannelFuture written = channel.writeAndFlush(Message.of(Header.empty(), Body.of(bytes)));

    assertThat(written.isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.withBody(body)));
    assertThat(bytes.refCnt()).isZero();
    channel.finish();
  }

  @ParameterizedTest
  @ValueSource(ints = {10, 2000})
  void bodyThatWasReadBeforeIsWrittenWhole(int length, TrackedAllocator allocator) {
    byte[] body = MessageWire.body(length, 1);
    Message message = Message.of(Header.empty(), Body.of(allocator.buffer().writeBytes(body)));
    message.body().content().skipBytes(length / 2);
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));

    channel.writeAndFlush(message);

    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(MessageWire.withBody(body)));
    assertThat(message.refCnt()).isZero();
    channel.finish();
  }

  record Refusal(
      String title, MessageFormat format, Supplier<Object> event, Class<?> type, String sentence) {
    @Override
    public String toString() {
      return title;
    }
  }

  static Stream<Refusal> refusals() {
    HeaderLimits small = HeaderLimits.DEFAULT.withMaxLength(14);
    Header three = Header.of("body_size", 3);
    return Stream.of(
        new Refusal(
            "a key that says another length",
            FORMAT,
            () -> message(three),
            IllegalArgumentException.class,
            "body_size: 3 (expected: 2, the length of the body, or nothing)"),
        new Refusal(
            "a key in a message without body",
            FORMAT,
            () -> Message.of(three),
            IllegalArgumentException.class,
            "body_size: 3 (expected: 0, the length of the body, or nothing)"),
        new Refusal(
            "a start whose key says another length",
            FORMAT,
            () -> new MessageStart(three, 4),
            IllegalArgumentException.class,
            "body_size: 3 (expected: 4, the length of the body, or nothing)"),
        new Refusal(
            "a key that is no number",
            FORMAT,
            () -> message(Header.of("body_size", "2")),
            HeaderException.class,
            "body_size: \"2\" is a string"),
        new Refusal(
            "a body above the limit",
            FORMAT.withMaxBodyLength(1),
            () -> message(Header.empty()),
            FrameTooLongException.class,
            "bodyLength: 2 (expected: <= 1)"),
        new Refusal(
            "a start above the limit",
            FORMAT.withMaxBodyLength(1),
            () -> new MessageStart(Header.empty(), 2),
            FrameTooLongException.class,
            "bodyLength: 2 (expected: <= 1)"),
        new Refusal(
            "a header above the limit once the key is in",
            FORMAT.withHeaderLimits(small),
            () -> message(Header.empty()),
            HeaderException.class,
            "header of 15 bytes (expected: 2..14)"),
        new Refusal(
            "a header above what the field can say",
            MessageFormat.of("b"),
            () -> Message.of(Header.of("a", "x".repeat(150))),
            FrameTooLongException.class,
            "headerLength: 158 (expected: <= 127)"),
        new Refusal(
            "a chunk out of nowhere",
            FORMAT,
            () -> new BodyChunk(Hex.buffer("6869"), true),
            IllegalStateException.class,
            "chunk: without a message (expected: a MessageStart first)"));
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void refusesBeforeByteLeavesAndLives(Refusal r, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(r.format()));
    Object event = r.event().get();

    ChannelFuture written = channel.writeAndFlush(event);

    assertThat(written.cause()).isExactlyInstanceOf(r.type()).hasMessageStartingWith(r.sentence());
    if (event instanceof BodyChunk chunk) {
      assertThat(chunk.refCnt()).isZero();
    }
    assertThat(channel.writeAndFlush(Message.of(Header.empty())).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).endsWith("7b7d").hasSizeLessThan(24);
    channel.finish();
  }

  @Test
  void writesPartsAsTheyCome(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(THREE_BYTES));

    assertThat(channel.writeAndFlush(new MessageStart(Header.empty(), 3)).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo("0f00007b22626f64795f73697a65223a337d");
    assertThat(channel.writeAndFlush(chunk(allocator, "6162", false)).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).isEqualTo("6162");
    assertThat(channel.writeAndFlush(chunk(allocator, "63", true)).isSuccess()).isTrue();
    channel.writeAndFlush(new MessageStart(Header.empty(), 0));
    channel.writeAndFlush(chunk(allocator, "-", true));
    channel.writeAndFlush(Message.of(Header.empty()));
    assertThat(Traffic.sent(channel)).isEqualTo("63" + "0200007b7d".repeat(2));
    channel.finish();
  }

  @Test
  void refusesOtherMessageBetweenParts(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(THREE_BYTES));
    channel.write(new MessageStart(Header.empty(), 3));
    channel.write(chunk(allocator, "61", false));

    String sentence =
        "message: a new one after 1 bytes of a body (expected: all 3 of them, in chunks, first)";
    assertThat(channel.write(message(Header.empty())).cause())
        .isExactlyInstanceOf(IllegalStateException.class)
        .hasMessage(sentence);
    assertThat(channel.write(new MessageStart(Header.empty(), 1)).cause()).hasMessage(sentence);

    assertThat(channel.writeAndFlush(chunk(allocator, "6263", true)).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel)).endsWith("616263");
    channel.finish();
  }

  record WrongParts(String bytes, boolean last, String sentence) {}

  static Stream<WrongParts> wrongParts() {
    return Stream.of(
        new WrongParts("6263", true, "body: at least 4 bytes (expected: 3"),
        new WrongParts("6263", false, "body: at least 4 bytes (expected: 3"),
        new WrongParts("-", true, "body: 2 bytes (expected: 3"));
  }

  @ParameterizedTest
  @MethodSource("wrongParts")
  void closesWhenPartsAreMoreOrFewerThanAnnounced(WrongParts wrong, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new CloseGate(), new MessageEncoder(THREE_BYTES));
    channel.writeAndFlush(new MessageStart(Header.empty(), 3));
    channel.writeAndFlush(chunk(allocator, "6162", false));
    channel.releaseOutbound();

    Throwable cause = channel.writeAndFlush(chunk(allocator, wrong.bytes(), wrong.last())).cause();

    assertThat(cause)
        .isExactlyInstanceOf(BodyLengthException.class)
        .hasMessageStartingWith(wrong.sentence());
    assertThat(channel.pipeline().get(CloseGate.class).isAsked()).isTrue();
    assertThat(channel.writeAndFlush(chunk(allocator, "63", true)).cause())
        .as("nothing leaves behind a broken body, however long the close takes")
        .isInstanceOf(ClosedChannelException.class);
    assertThat(channel.writeAndFlush(message(Header.empty())).cause())
        .isInstanceOf(ClosedChannelException.class);
    assertThat(Traffic.sent(channel)).isEmpty();
    Traffic.peerCloses(channel);
  }

  @Test
  void startThatWasCancelledLeavesNoOpenMessage(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    HandPublisher slow = new HandPublisher();
    channel.write(Message.of(Header.empty(), Body.stream(slow, 1)));
    ChannelPromise start = channel.newPromise();
    ChannelPromise body = channel.newPromise();
    channel.write(new MessageStart(Header.empty(), 2), start);
    channel.write(Message.of(Header.empty(), Body.of(new byte[2000])), body);
    assertThat(start.cancel(false)).isTrue();
    assertThat(body.cancel(false)).isTrue();

    slow.give(new byte[1]).complete();
    channel.runPendingTasks();

    assertThat(channel.writeAndFlush(Message.of(Header.empty())).isSuccess()).isTrue();
    assertThat(Traffic.sent(channel))
        .isEqualTo(Hex.of(MessageWire.withBody(new byte[1])) + "0200000000000000" + "7b7d");
    channel.finish();
  }

  @Test
  void passesOnWhatIsNoMessage(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));

    channel.writeOutbound(Hex.buffer("6162"));

    assertThat(Traffic.sent(channel)).isEqualTo("6162");
    channel.finish();
  }

  private static BodyChunk chunk(TrackedAllocator allocator, String hex, boolean last) {
    return new BodyChunk(allocator.buffer().writeBytes(Hex.bytes(hex)), last);
  }
}
