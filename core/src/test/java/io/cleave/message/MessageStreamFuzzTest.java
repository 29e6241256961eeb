package io.cleave.message;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.cleave.header.HeaderLimits;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;

/**
 * Whatever bytes come, however they are split: the events are those that {@link MessageModel} reads
 * out of the whole, the exceptions are ours, and no buffer is lost.
 *
 * <pre>{@code
 * format | number of cuts | cut, cut, ... (one byte each, a share of the stream) | stream
 * }</pre>
 */
final class MessageStreamFuzzTest {
  private static final String[] NOTATIONS = {"B", "<q", "<H"};
  private static final int[] WHOLE_BODY_LENGTHS = {8_192, 0, 3};
  private static final int MOST_CUTS = 8;
  private static final int SMALL_BODY = 100;
  private static final int SMALL_HEADER = 40;

  @FuzzTest(maxDuration = "5m")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // when it fuzzes, one test takes the five minutes
  void splitsChangeNothing(byte[] input) {
    if (input.length < 2) {
      return;
    }
    MessageFormat format = format(input[0] & 0xFF);
    int cuts = Math.min(input[1] & 0xFF, Math.min(MOST_CUTS, input.length - 2));
    byte[] stream = Arrays.copyOfRange(input, 2 + cuts, input.length);
    List<byte[]> pieces = pieces(stream, Arrays.copyOfRange(input, 2, 2 + cuts));

    check("whole", format, stream, List.of(stream), true);
    check("split", format, stream, pieces, true);
    check("split, one read for each event", format, stream, pieces, false);
  }

  private static MessageFormat format(int selector) {
    int variant = selector / NOTATIONS.length;
    MessageFormat format =
        MessageFormat.of(NOTATIONS[selector % NOTATIONS.length])
            .withWholeBodyLength(WHOLE_BODY_LENGTHS[variant % WHOLE_BODY_LENGTHS.length]);
    return variant / WHOLE_BODY_LENGTHS.length % 2 == 0
        ? format
        : format
            .withMaxBodyLength(SMALL_BODY)
            .withHeaderLimits(HeaderLimits.DEFAULT.withMaxLength(SMALL_HEADER));
  }

  private static List<byte[]> pieces(byte[] stream, byte[] cuts) {
    TreeSet<Integer> borders = new TreeSet<>(List.of(0, stream.length));
    for (byte cut : cuts) {
      borders.add(stream.length * (cut & 0xFF) / 256);
    }
    return borders.headSet(stream.length).stream()
        .map(from -> Arrays.copyOfRange(stream, from, borders.higher(from)))
        .toList();
  }

  private static void check(
      String how, MessageFormat format, byte[] stream, List<byte[]> pieces, boolean autoRead) {
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    MessageModel model = new MessageModel(stream, format);
    EventDigest events = new EventDigest();
    EmbeddedChannel channel =
        allocator.channel(new MessageDecoder(format), autoRead ? events : new OnDemand(events));
    channel.config().setAutoRead(autoRead);
    channel.read();
    pieces.forEach(piece -> MessageWire.read(channel, allocator, piece));
    Traffic.peerCloses(channel);

    String came = events.take();
    String expected = model.digest();
    if (!came.equals(expected)
        || events.isBehindFailure()
        || !model.ending().matches(events.failures())
        || allocator.aliveBuffers() > 0) {
      throw new AssertionError(
          "%s: %s, %s, %d buffers left (expected: %s, %s)"
              .formatted(
                  how,
                  came,
                  events.failures(),
                  allocator.aliveBuffers(),
                  expected,
                  model.ending()));
    }
  }

  /** Asks for the next event behind each. */
  private static final class OnDemand extends ChannelInboundHandlerAdapter {
    private final EventDigest events;

    OnDemand(EventDigest events) {
      this.events = events;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object event) {
      events.channelRead(ctx, event);
      ctx.read();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      events.exceptionCaught(ctx, cause);
    }
  }
}
