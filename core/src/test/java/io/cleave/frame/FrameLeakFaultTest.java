package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FailingAllocator;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Feed;
import io.cleave.testing.FullRuns;
import io.cleave.testing.Hex;
import io.cleave.testing.ThrowingHandler;
import io.cleave.testing.ThrowingHandler.Misdeed;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.util.ReferenceCountUtil;
import java.nio.channels.ClosedChannelException;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Row F13: an echo of frames in which one thing goes wrong. No buffer is lost or released twice,
 * and what has left is whole frames, or the channel is closed.
 */
class FrameLeakFaultTest {

  private static final FrameFormat FORMAT = FrameFormat.of(">H");
  private static final int FULL_RUNS = 200;
  private static final int FRAMES = 5;
  private static int runs;

  enum Fault {
    ALLOCATION_FAILS,
    HANDLER_THROWS,
    CHANNEL_CLOSES,
    WRITE_FAILS
  }

  static Stream<Arguments> scenarios() {
    List<Feed> feeds =
        List.of(
            Feed.ALL_AT_ONCE,
            Feed.ONE_BYTE_AT_A_TIME,
            Feed.TWO_GLUED,
            Feed.COMPOSITE,
            Feed.JUNK_AROUND,
            Feed.READ_ONLY_PIECES);
    return feeds.stream()
        .flatMap(
            feed ->
                Stream.of(Fault.values())
                    .flatMap(
                        fault ->
                            Stream.of(40, 2_000)
                                .map(longest -> Arguments.of(feed, fault, longest))));
  }

  @AfterAll
  static void printRow() {
    FaultLine.print("F13", "%s runs, 0 leaks, 0 double releases, 0 broken frames left", runs);
  }

  @ParameterizedTest(name = "{0}, {1}, payloads up to {2}")
  @MethodSource("scenarios")
  void losesNothing(Feed feed, Fault fault, int longest) {
    int most = FullRuns.requested() ? FULL_RUNS : 10;
    byte[][] frames = frames(longest);
    for (int k = 1; k <= most; k++) {
      run(feed, fault, k, frames);
      runs++;
    }
  }

  private static void run(Feed feed, Fault fault, int k, byte[][] frames) {
    FailingAllocator allocator = new FailingAllocator(fault == Fault.ALLOCATION_FAILS ? k : 0);
    Witness witness = new Witness();
    EmbeddedChannel channel =
        allocator.channel(
            new Sink(fault == Fault.WRITE_FAILS ? k : 0),
            new FrameDecoder(FORMAT),
            new FrameEncoder(FORMAT),
            new Echo(witness),
            new ThrowingHandler(misdeedAt(fault, k), misdeed(fault)),
            witness);

    try {
      feed.feed(channel, frames);
    } catch (FailingAllocator.NoMemoryError noMemoryToFeed) {
      assertThat(fault).isEqualTo(Fault.ALLOCATION_FAILS);
    }
    boolean survived = channel.isOpen();
    Traffic.peerCloses(channel);

    String sent = Traffic.sent(channel);
    if (survived) {
      assertThat(ReferenceCutter.cut(FORMAT, Hex.bytes(sent)))
          .as("%s of %s, %s: what left is whole frames", k, fault, feed)
          .allSatisfy(line -> assertThat(line).doesNotStartWith("!"))
          .allSatisfy(line -> assertThat(payloadsOf(frames)).contains(line));
    }
    assertThat(witness.seen).allSatisfy(FrameLeakFaultTest::assertExpected);
    channel.releaseInbound();
    allocator.assertNothingLeft();
  }

  private static void assertExpected(Throwable cause) {
    Throwable root = cause.getCause() != null ? cause.getCause() : cause;
    assertThat(root)
        .isInstanceOfAny(
            FailingAllocator.NoMemoryError.class,
            ThrowingHandler.OnPurposeException.class,
            TruncatedFrameException.class,
            ClosedChannelException.class);
  }

  private static int misdeedAt(Fault fault, int k) {
    return fault == Fault.HANDLER_THROWS || fault == Fault.CHANNEL_CLOSES ? k : Integer.MAX_VALUE;
  }

  private static Misdeed misdeed(Fault fault) {
    return fault == Fault.CHANNEL_CLOSES ? Misdeed.CLOSE : Misdeed.THROW;
  }

  private static byte[][] frames(int longest) {
    SplittableRandom random = new SplittableRandom(longest);
    byte[][] frames = new byte[FRAMES][];
    for (int i = 0; i < FRAMES; i++) {
      byte[] payload = new byte[longest / 2 + random.nextInt(longest / 2)];
      random.nextBytes(payload);
      frames[i] = Sequence.frame(FORMAT, payload);
    }
    return frames;
  }

  private static List<String> payloadsOf(byte[][] frames) {
    return Stream.of(frames).flatMap(frame -> ReferenceCutter.cut(FORMAT, frame).stream()).toList();
  }

  /** Nearest the socket: fails the k-th write, and lets the others through. */
  private static final class Sink extends ChannelOutboundHandlerAdapter {
    private final int k;
    private int writes;

    Sink(int k) {
      this.k = k;
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
      if (++writes == k) {
        ReferenceCountUtil.release(message);
        promise.tryFailure(new ThrowingHandler.OnPurposeException(k));
      } else {
        ctx.write(message, promise);
      }
    }
  }

  /** Sends each frame back, and passes a copy on. */
  private static final class Echo extends ChannelInboundHandlerAdapter {
    private final Witness witness;

    Echo(Witness witness) {
      this.witness = witness;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ChannelFuture write = ctx.writeAndFlush(ReferenceCountUtil.retain(message));
      write.addListener(
          done -> {
            if (done.cause() != null) {
              witness.seen.add(done.cause());
            }
          });
      ctx.fireChannelRead(message);
    }
  }

  private static final class Witness extends ChannelInboundHandlerAdapter {
    private final List<Throwable> seen = new ArrayList<>();

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      seen.add(cause);
    }
  }
}
