package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.metrics.RefusalCause;
import io.cleave.testing.DecoderVerifier;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Bytes that are no frame: one exception, nothing behind it, and the channel closes. */
class FrameRefusalTest {

  private static final byte[] GOOD = Hex.bytes("00000002 6869");
  private static int reactions;
  private static int floods;

  @AfterAll
  static void printRow() {
    FaultLine.print(
        "F14",
        "%s reactions to 1 bad + 500 good: 0 delivered; %s feeds of 1 000 bad: 1 exception each",
        reactions,
        floods);
  }

  /** Bytes up to the last one of the bad length field, and the line they end in. */
  record Case(String title, String notation, long limit, String wire, String last) {
    FrameFormat format() {
      boolean counts = notation.endsWith("+");
      FrameFormat format = FrameFormat.of(notation.replace("+", ""));
      return (counts ? format.countingItself() : format).withMaxPayloadLength(limit);
    }

    @Override
    public String toString() {
      return title;
    }
  }

  static List<Case> cases() {
    String tooLong = "!FrameTooLongException";
    String invalid = "!InvalidLengthException";
    return List.of(
        new Case("one above the limit", ">H", 4, "0005", tooLong),
        new Case("one byte above the limit", "B", 0, "01", tooLong),
        new Case("minus one", "<q", 100, "ffffffffffffffff", invalid),
        new Case("smallest", ">q", 100, "8000000000000000", invalid),
        new Case("minus one of two bytes", "<h", 100, "ffff", invalid),
        new Case("minus one of one byte", "b", 100, "ff", invalid),
        new Case("unsigned above 2^63-1", "<Q", 100, "0000000000000080", invalid),
        new Case("largest unsigned", ">Q", 100, "ffffffffffffffff", invalid),
        new Case("2^63-1", "<q", 100, "ffffffffffffff7f", tooLong),
        new Case("2^32 in eight bytes", ">q", 100, "0000000100000000", tooLong),
        new Case("2^32-1", ">I", 100, "ffffffff", tooLong),
        new Case("counts less than itself", "<i+", 100, "03000000", invalid),
        new Case("counts itself, zero", "<i+", 100, "00000000", invalid),
        new Case("counts itself, minus one", "<i+", 100, "ffffffff", invalid),
        new Case("counts itself, above the limit", ">H+", 4, "0007", tooLong),
        new Case("varint of six bytes", "varint", 100, "8080808080", invalid),
        new Case("varint above 2^31-1", "varint", 100, "8080808008", invalid),
        new Case("varint above the limit", "varint", 100, "65", tooLong));
  }

  static Stream<Arguments> casesTimesFeeds() {
    return cases().stream()
        .flatMap(c -> Arrays.stream(Feed.values()).map(feed -> Arguments.of(c, feed)));
  }

  /** What a handler may do when it hears of the refusal; nothing may make a difference. */
  enum Reaction {
    NOTHING(ctx -> {}),
    CLOSE(ChannelHandlerContext::close),
    CHANNEL_CLOSE(ctx -> ctx.channel().close()),
    READ(ChannelHandlerContext::read),
    REMOVE_DECODER(ctx -> ctx.pipeline().remove(FrameDecoder.class)),
    REMOVE_ITSELF(ctx -> ctx.pipeline().remove(ctx.handler())),
    MANUAL_READ(
        ctx -> {
          ctx.channel().config().setAutoRead(false);
          ctx.read();
        }),
    FEED_MORE(ctx -> ctx.pipeline().fireChannelRead(ctx.alloc().buffer().writeBytes(GOOD))),
    THROW(
        ctx -> {
          throw new IllegalStateException("on purpose");
        });

    @SuppressWarnings("ImmutableEnumChecker") // the lambdas above
    private final Consumer<ChannelHandlerContext> act;

    Reaction(Consumer<ChannelHandlerContext> act) {
      this.act = act;
    }
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("casesTimesFeeds")
  void refusesAtLastByteOfLengthField(Case c, Feed feed, TrackedAllocator allocator) {
    Witness witness = new Witness(Reaction.NOTHING);
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(c.format()), witness);
    byte[] bad = Hex.bytes(c.wire());

    feed.feed(channel, Arrays.copyOf(bad, bad.length - 1));
    assertThat(witness.lines).isEmpty();
    assertThat(channel.isOpen()).isTrue();
    feed.feed(channel, Arrays.copyOfRange(bad, bad.length - 1, bad.length));

    assertThat(witness.lines).containsExactly(c.last());
    assertThat(channel.isOpen()).isFalse();
  }

  @ParameterizedTest
  @MethodSource("cases")
  void deliversWhatIsBeforeAndNothingBehind(Case c) {
    byte[] good = Hex.bytes(goodFrame(c.format()));
    byte[] input = Hex.join(good, Hex.bytes(c.wire()), good, good);
    String payload = c.limit() == 0 ? "" : "61";

    DecoderVerifier.ofDecoder(() -> new FrameDecoder(c.format()))
        .verify(input, List.of(payload, c.last()));
  }

  @ParameterizedTest
  @EnumSource
  void deliversNothingBehindBadByteWhateverHandlersDo(
      Reaction reaction, TrackedAllocator allocator) {
    Witness witness = new Witness(reaction);
    EmbeddedChannel channel = allocator.channel(decoder(), witness);
    byte[][] frames = Collections.nCopies(501, GOOD).toArray(byte[][]::new);
    frames[0] = Hex.bytes("ffffffff");

    Feed.ALL_AT_ONCE.feed(channel, frames);
    channel.read();
    channel.runPendingTasks();
    channel.finish();

    assertThat(witness.lines).containsExactly("!FrameTooLongException");
    assertThat(channel.isOpen()).isFalse();
    Object left = channel.readInbound();
    assertThat(left).isNull();
    reactions++;
  }

  @ParameterizedTest
  @EnumSource
  void thousandBadLengthsAreOneException(Feed feed, TrackedAllocator allocator) {
    Witness witness = new Witness(Reaction.NOTHING);
    List<RefusalCause> causes = new ArrayList<>();
    ConnectionMetrics metrics =
        new ConnectionMetrics() {
          @Override
          public void refused(RefusalCause cause) {
            causes.add(cause);
          }
        };
    FrameDecoder decoder = new FrameDecoder(FrameFormat.of("<q"), metrics);
    EmbeddedChannel channel = allocator.channel(decoder, witness);

    feed.feed(channel, Collections.nCopies(1000, Hex.bytes("repeat:ff*8")).toArray(byte[][]::new));
    channel.finish();

    assertThat(witness.lines).containsExactly("!InvalidLengthException");
    assertThat(causes).containsExactly(RefusalCause.INVALID_LENGTH);
    floods++;
  }

  @Test
  void lastWordsAreFlushedBeforeTheChannelCloses(TrackedAllocator allocator) {
    EmbeddedChannel channel =
        allocator.channel(
            decoder(),
            new ChannelInboundHandlerAdapter() {
              @Override
              public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
                ctx.write(ctx.alloc().buffer().writeBytes(Hex.bytes("627965")));
                ctx.close();
              }
            });

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("ffffffff"));

    ByteBuf words = channel.readOutbound();
    assertThat(words).isNotNull();
    assertThat(Hex.of(words)).isEqualTo("627965");
    words.release();
    assertThat(channel.isOpen()).isFalse();
  }

  private static FrameDecoder decoder() {
    return new FrameDecoder(FrameFormat.of(">I"));
  }

  private static String goodFrame(FrameFormat format) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameEncoder(format));
    channel.writeOutbound(Hex.buffer(format.maxPayloadLength() == 0 ? "-" : "61"));
    ByteBuf frame = channel.readOutbound();
    try {
      return Hex.of(frame);
    } finally {
      frame.release();
      channel.finish();
    }
  }

  /** Writes down what arrives, and reacts to an exception. */
  private static final class Witness extends ChannelInboundHandlerAdapter {
    private final Reaction reaction;
    private final List<String> lines = new ArrayList<>();

    Witness(Reaction reaction) {
      this.reaction = reaction;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf payload = (ByteBuf) message;
      lines.add(Hex.of(payload));
      payload.release();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      lines.add("!" + cause.getClass().getSimpleName());
      reaction.act.accept(ctx);
    }
  }
}
