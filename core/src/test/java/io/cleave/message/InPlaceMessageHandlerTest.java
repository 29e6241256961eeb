package io.cleave.message;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.StreamPosition;
import io.cleave.header.Header;
import io.cleave.header.HeaderException;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages shown where they lie: the same ones a decoder delivers, with the same ends. */
class InPlaceMessageHandlerTest {
  private static final MessageFormat HB = MessageFormat.of("<HB");
  private static final MessageListener ECHO =
      (header, buffer, index, length, answers) -> answers.write(header, buffer, index, length);

  private final List<String> shown = new ArrayList<>();

  /** Notes each message as {@link MessageLines} does, and does something else then. */
  private InPlaceMessageHandler noting(
      MessageFormat format, BiConsumer<String, MessageWriter> then) {
    return new InPlaceMessageHandler(
        format,
        (header, buffer, index, length, answers) -> {
          String body = Hex.of(buffer.slice(index, length));
          shown.add("message " + header + " " + body);
          then.accept(body, answers);
        });
  }

  private InPlaceMessageHandler noting(MessageFormat format) {
    return noting(format, (body, answers) -> {});
  }

  /** Bodies of one byte each. */
  private static byte[] hb(String... bodies) {
    byte[] all = new byte[0];
    for (String body : bodies) {
      byte[] json = MessageWire.headerFor(body.length()).getBytes(UTF_8);
      all = Hex.join(all, new byte[] {(byte) json.length, 0, 0}, json, body.getBytes(UTF_8));
    }
    return all;
  }

  private static String line(String body) {
    return MessageLines.message(MessageWire.headerFor(body.length()), body.getBytes(UTF_8), 9);
  }

  @Test
  void drawsWhatItsPictureDraws(TrackedAllocator allocator) {
    List<Integer> where = new ArrayList<>();
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceMessageHandler(
                HB,
                (header, buffer, index, length, answers) -> {
                  where.add(index);
                  where.add(length);
                }));

    Feed.ALL_AT_ONCE.feed(channel, hb("hi"));

    assertThat(where).containsExactly(18, 2); // as MessageListener draws it
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void showsWhatDecoderDelivers(Feed feed, TrackedAllocator allocator) {
    SplittableRandom random = new SplittableRandom(7);
    for (int run = 0; run < 100; run++) {
      MessageSequence sequence = new MessageSequence(random, 8, 300);
      MessageFormat format = sequence.format().withWholeBodyLength(300);
      byte[][] wire = sequence.messages().toArray(byte[][]::new);
      MessageLines delivered = new MessageLines();
      EmbeddedChannel decoder = allocator.channel(new MessageDecoder(format), delivered);
      shown.clear();
      EmbeddedChannel channel = allocator.channel(noting(format));

      feed.feed(decoder, wire);
      feed.feed(channel, wire);

      assertThat(shown).hasSize(8).isEqualTo(delivered.lines());
      assertThat(channel.finish()).isFalse();
      decoder.finish();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "a header that is none,   02 00 00 7b61",
    "a header too short,      01 00 00 7b",
    "a header too long,       ff ff ff 7b",
    "a body that is too long, 13 00 00 7b22626f64795f73697a65223a39393939397d",
    "a body cut off,          0f 00 00 7b22626f64795f73697a65223a327d 61",
    "a header cut off,        0f 00 00 7b22",
    "a length cut off,        0f",
  })
  void endsAsDecoderDoes(String what, String wire, TrackedAllocator allocator) {
    MessageFormat format = HB.withMaxBodyLength(9_999);
    for (Feed feed : List.of(Feed.ALL_AT_ONCE, Feed.ONE_BYTE_AT_A_TIME)) {
      shown.clear();
      MessageLines lines = new MessageLines();
      EmbeddedChannel expected = allocator.channel(new MessageDecoder(format), lines);
      EmbeddedChannel channel = allocator.channel(noting(format));
      byte[] bytes = Hex.join(hb("a"), Hex.bytes(wire));
      feed.feed(expected, bytes);
      feed.feed(channel, bytes);
      List.of(expected, channel).forEach(Traffic::peerCloses);

      assertThatThrownBy(channel::checkException).as(what).hasMessage(lines.failure().getMessage());
      assertThat(shown).containsExactly(line("a"));
      assertThat(channel.isOpen()).isFalse();
    }
  }

  @Test
  void refusesBodyThatCannotBeShownWhole(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(noting(HB.withWholeBodyLength(2)));

    Feed.ALL_AT_ONCE.feed(channel, hb("ab", "abc"));

    assertThat(shown).containsExactly(line("ab"));
    assertThatThrownBy(channel::checkException)
        .isInstanceOf(FrameTooLongException.class)
        .hasMessageStartingWith("bodyLength: 3 (expected: <= 2)")
        .hasMessageContaining("wholeBodyLength");
    assertThat(channel.isOpen()).isFalse();
  }

  @Test
  void showsOneMessageForEachReadThatIsAskedFor(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(noting(HB));
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, hb("a", "b", "c"));
    assertThat(shown).isEmpty();

    channel.read();
    assertThat(shown).containsExactly(line("a"));
    channel.read();
    assertThat(shown).containsExactly(line("a"), line("b"));
    channel.finish();
  }

  @Test
  void positionSaysWhatIsMissing(TrackedAllocator allocator) {
    InPlaceMessageHandler handler = noting(HB);
    EmbeddedChannel channel = allocator.channel(handler);
    byte[] message = hb("hi");

    Feed.ALL_AT_ONCE.feed(channel, Hex.join(hb("a"), new byte[] {message[0]}));
    assertThat(handler.position()).isEqualTo(StreamPosition.IN_HEAD);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("0000 7b22626f64795f73697a65223a327d 68"));
    assertThat(handler.position()).isEqualTo(StreamPosition.IN_BODY);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("69"));

    assertThat(handler.position()).isEqualTo(StreamPosition.BETWEEN);
    assertThat(shown).containsExactly(line("a"), line("hi"));
    channel.finish();
  }

  @Test
  void showsNothingBehindCloseFromWithin(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(noting(HB, (body, answers) -> answers.channel().close()));

    Feed.ALL_AT_ONCE.feed(channel, hb("a", "b", "c"));

    assertThat(shown).containsExactly(line("a"));
    channel.checkException();
  }

  @Test
  void removalFromWithinHandsUnusedBytesOn(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            noting(
                HB,
                (body, answers) ->
                    answers.channel().pipeline().remove(InPlaceMessageHandler.class)));

    Feed.ALL_AT_ONCE.feed(channel, hb("a", "b"));

    assertThat(shown).containsExactly(line("a"));
    assertThat(Traffic.received(channel)).containsExactly(Hex.of(hb("b")));
    channel.finish();
  }

  @Test
  void bytesFedFromWithinComeBehindThoseAlreadyHere(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            noting(
                HB,
                (body, answers) -> {
                  if (shown.size() == 1) {
                    ByteBuf more = answers.channel().alloc().buffer().writeBytes(hb("d"));
                    answers.channel().pipeline().fireChannelRead(more);
                  }
                }));

    Feed.ALL_AT_ONCE.feed(channel, hb("a", "b", "c"));

    assertThat(shown).containsExactly(line("a"), line("b"), line("c"), line("d"));
    channel.finish();
  }

  @ParameterizedTest
  @ValueSource(strings = {"B", "<HB", ">I", "<q", "varint"})
  void decoderReadsWhatIsAnswered(String notation, TrackedAllocator allocator) {
    MessageFormat format = MessageFormat.of(notation).withWholeBodyLength(6_000);
    EmbeddedChannel sender = allocator.channel(new MessageEncoder(format));
    EmbeddedChannel channel = allocator.channel(new InPlaceMessageHandler(format, ECHO));
    MessageLines lines = new MessageLines();
    EmbeddedChannel receiver = allocator.channel(new MessageDecoder(format), lines);
    List<String> expected = new ArrayList<>();
    for (int length : new int[] {0, 1, 1_000, 4_096, 4_097, 6_000, 2}) { // above 4 096 uncopied
      byte[] body = MessageWire.body(length, length);
      Header header = Header.of("n", length, "t", "ü".repeat(length % 20), "body_size", length);
      sender.writeOneOutbound(Message.of(header, io.cleave.body.Body.of(body)));
      expected.add(MessageLines.message(header.toString(), body, 6_000));
    }
    sender.flushOutbound();
    ByteBuf wire = allocator.buffer();
    for (ByteBuf part = sender.readOutbound(); part != null; part = sender.readOutbound()) {
      wire.writeBytes(part);
      part.release();
    }

    channel.writeInbound(wire);
    for (ByteBuf part = channel.readOutbound(); part != null; part = channel.readOutbound()) {
      receiver.writeInbound(part);
    }

    assertThat(lines.lines()).isEqualTo(expected);
    List.of(sender, channel, receiver).forEach(EmbeddedChannel::finish);
  }

  @Test
  void answersOfReadLeaveInFewBuffers(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new InPlaceMessageHandler(HB, ECHO));
    String[] bodies = "a".repeat(100).split("");
    Feed.ALL_AT_ONCE.feed(channel, hb(bodies)); // from which it knows how much to expect
    Traffic.sent(channel);

    Feed.ALL_AT_ONCE.feed(channel, hb(bodies));

    assertThat(channel.outboundMessages()).hasSizeLessThan(3); // of 100 answers
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(hb(bodies)));
    channel.finish();
  }

  @Test
  void whatIsRefusedLeavesNothingBehind(TrackedAllocator allocator) {
    MessageFormat format = HB.withMaxBodyLength(5_000).withWholeBodyLength(10);
    byte[] big = new byte[5_001];
    List<Class<?>> refused = new ArrayList<>();
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceMessageHandler(
                format,
                (header, buffer, index, length, answers) -> {
                  Header tooLong = Header.of("t", "x".repeat(70_000));
                  ByteBuf bytes = buffer.alloc().buffer(5_000, 5_000).writeZero(5_000);
                  refused.add(thrownBy(() -> answers.write(tooLong, big)));
                  refused.add(thrownBy(() -> answers.write(Header.empty(), big)));
                  refused.add(thrownBy(() -> answers.write(header, new byte[3])));
                  refused.add(thrownBy(() -> answers.write(tooLong)));
                  refused.add(thrownBy(() -> answers.write(tooLong, bytes, 0, 5_000)));
                  refused.add(thrownBy(() -> answers.write(Header.empty(), bytes, 9, 5_000)));
                  refused.add(thrownBy(() -> answers.write(Header.empty(), bytes, 4_999, 2)));
                  bytes.release();
                  answers.write(header, buffer, index, length);
                }));

    Feed.ALL_AT_ONCE.feed(channel, hb("a", "b"));

    List<Class<?>> once =
        List.of(
            FrameTooLongException.class,
            FrameTooLongException.class,
            IllegalArgumentException.class,
            HeaderException.class,
            HeaderException.class,
            IndexOutOfBoundsException.class,
            IndexOutOfBoundsException.class);
    assertThat(refused).hasSize(14);
    assertThat(refused.subList(0, 7)).isEqualTo(once);
    assertThat(refused.subList(7, 14)).isEqualTo(once);
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(hb("a", "b")));
    channel.finish();
  }

  @Test
  void whatIsRefusedAloneKeepsNoBuffer(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceMessageHandler(
                HB,
                (header, buffer, index, length, answers) ->
                    shown.add(
                        thrownBy(() -> answers.write(header, buffer, 1 << 20, 1)).getName())));

    Feed.ALL_AT_ONCE.feed(channel, hb("a"));
    Traffic.peerCloses(channel);

    assertThat(shown).containsExactly(IndexOutOfBoundsException.class.getName());
    channel.checkException();
  }

  @Test
  void writerIsOfItsEventLoopAndOfItsTime(TrackedAllocator allocator) throws Exception {
    InPlaceMessageHandler handler = new InPlaceMessageHandler(HB, ECHO);
    assertThatThrownBy(handler::writer).isInstanceOf(IllegalStateException.class);
    EmbeddedChannel channel = allocator.channel(handler);
    MessageWriter writer = handler.writer();
    writer.write(Header.empty(), new byte[] {97});
    writer.flush();
    assertThat(Traffic.sent(channel)).isEqualTo(Hex.of(hb("a")));

    channel.pipeline().remove(handler);

    assertThatThrownBy(() -> writer.write(Header.empty())).hasMessageContaining("is left");
    channel.finish();
  }

  private static Class<?> thrownBy(Runnable write) {
    try {
      write.run();
    } catch (RuntimeException refused) {
      return refused.getClass();
    }
    return Void.class;
  }

  @Test
  void whatListenerThrowsEndsConnection(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            noting(
                HB,
                (body, answers) -> {
                  throw new IllegalStateException("on purpose");
                }));

    Feed.ALL_AT_ONCE.feed(channel, hb("a", "b"));

    assertThat(shown).containsExactly(line("a"));
    assertThatThrownBy(channel::checkException)
        .isInstanceOf(DecoderException.class)
        .hasRootCauseMessage("on purpose");
    assertThat(channel.isOpen()).isFalse();
  }
}
