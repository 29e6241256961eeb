package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.TruncatedFrameException;
import io.cleave.testing.CountingHandler;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.util.ReferenceCountUtil;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Reads, closing and removal between the events of one buffer. */
class MessageDemandTest {
  private static final MessageFormat FORMAT = MessageFormat.of("B").withWholeBodyLength(2);
  private static final String WHOLE = "0f 7b22626f64795f73697a65223a327d 6869";
  private static final String PARTS = "0f 7b22626f64795f73697a65223a337d 616263";
  private static final String SHORT = "02 7b7d";
  private static final String[] LINES = {
    "message {\"body_size\":2} 6869", "start {\"body_size\":3} 3: ", "616263.", "message {} "
  };
  private static final byte[] WIRE = Hex.bytes(WHOLE + PARTS + SHORT);

  private final EventLog events = new EventLog();

  @ParameterizedTest
  @EnumSource
  void eachReadDeliversOneEvent(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    channel.config().setAutoRead(false);

    feed.feed(channel, WIRE);
    assertThat(events.lines).isEmpty();

    for (int reads = 1; !channelIsDry(); reads++) {
      channel.read();
      assertThat(events.lines).hasSize(reads);
    }
    assertThat(String.join("", events.lines)).isEqualTo(String.join("", LINES));
    assertThat(events.readCompletes).isGreaterThanOrEqualTo(events.lines.size());
    channel.finish();
  }

  private boolean channelIsDry() {
    return !events.lines.isEmpty() && events.lines.get(events.lines.size() - 1).equals(LINES[3]);
  }

  @Test
  void chunksOfOneBufferWaitForReads(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(PARTS.substring(0, 5)));
    channel.read(); // a split header: what follows lies in two buffers
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(PARTS.substring(5) + WHOLE));
    assertThat(events.lines).containsExactly(LINES[1]);

    channel.read();
    assertThat(events.lines).containsExactly(LINES[1], LINES[2]);
    channel.read();
    assertThat(events.lines).containsExactly(LINES[1], LINES[2], LINES[0]);
    channel.finish();
  }

  @Test
  void lastChunkOfEmptyBodyNeedsReadButNoBytes(TrackedAllocator allocator) {
    CountingHandler socket = new CountingHandler();
    EmbeddedChannel channel =
        allocator.channel(socket, new MessageDecoder(FORMAT.withWholeBodyLength(0)), events);
    channel.config().setAutoRead(false);
    channel.read();
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(SHORT));
    assertThat(events.lines).containsExactly("start {} 0: ");
    int reads = socket.reads();

    channel.read();

    assertThat(events.lines).containsExactly("start {} 0: ", ".");
    assertThat(socket.reads()).isEqualTo(reads);
    channel.finish();
  }

  @Test
  void asksSocketAgainUntilOneEventIsThere(TrackedAllocator allocator) {
    CountingHandler socket = new CountingHandler();
    EmbeddedChannel channel = allocator.channel(socket, new MessageDecoder(FORMAT), events);
    channel.config().setAutoRead(false);
    int before = socket.reads();
    channel.read();

    Feed.ONE_BYTE_AT_A_TIME.feed(channel, Hex.bytes(WHOLE));

    assertThat(events.lines).containsExactly(LINES[0]);
    assertThat(socket.reads() - before).isEqualTo(Hex.bytes(WHOLE).length);
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void readFromWithinEachEventDeliversAll(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    channel.config().setAutoRead(false);
    events.onEvent = ChannelHandlerContext::read;
    channel.read();

    feed.feed(channel, WIRE);

    assertThat(String.join("", events.lines)).isEqualTo(String.join("", LINES));
    channel.finish();
  }

  @Test
  void readAtEndOfEachReadDeliversAllWithoutRecursion(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    channel.config().setAutoRead(false);
    int[] depth = new int[2];
    events.onReadComplete =
        ctx -> {
          depth[1] = Math.max(depth[1], ++depth[0]);
          ctx.read();
          depth[0]--;
        };
    byte[] many = Hex.bytes(SHORT.repeat(5_000));

    Feed.ALL_AT_ONCE.feed(channel, many);

    assertThat(events.lines).hasSize(5_000);
    assertThat(depth[1]).isLessThan(4);
    channel.finish();
  }

  @Test
  void autoReadTurnedOffFromWithinStopsBehindThatEvent(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    events.onEvent = ctx -> ctx.channel().config().setAutoRead(false);

    Feed.ALL_AT_ONCE.feed(channel, WIRE);
    assertThat(events.lines).containsExactly(LINES[0]);

    events.onEvent = ctx -> {};
    channel.config().setAutoRead(true);
    assertThat(events.lines).containsExactly(LINES);
    channel.finish();
  }

  @Test
  void endOfStreamDeliversWholeEventsAndThenSaysWhatIsCutOff(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(WHOLE + PARTS.substring(0, PARTS.length() - 2)));

    Traffic.peerCloses(channel);

    assertThat(events.lines)
        .containsExactly(LINES[0], LINES[1], "6162", "!TruncatedFrameException", "inactive");
  }

  @Test
  void inputShutdownWaitsForDemand(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    channel.config().setAutoRead(false);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(WHOLE + "0f 7b"));

    channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
    assertThat(events.lines).isEmpty();
    channel.read();
    assertThat(events.lines).containsExactly(LINES[0]);
    channel.read();

    assertThat(events.failure).isExactlyInstanceOf(TruncatedFrameException.class);
    assertThat(events.lines).contains("ChannelInputShutdownEvent").doesNotContain(LINES[1]);
    channel.finish();
  }

  @ParameterizedTest
  @EnumSource
  void closeFromWithinEndsBodyWithoutItsLastChunk(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    events.onEvent = ctx -> closeAtStart(ctx);

    feed.feed(channel, Hex.bytes(PARTS + SHORT));

    assertThat(events.lines).containsExactly(LINES[1], "inactive");
  }

  private void closeAtStart(ChannelHandlerContext ctx) {
    if (events.lines.contains(LINES[1])) {
      ctx.close();
    }
  }

  @ParameterizedTest
  @EnumSource
  void removedInMidBodyHandsTheRestOn(Feed feed, TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    events.onEvent = ctx -> removeDecoder(ctx.channel());

    feed.feed(channel, Hex.bytes(PARTS + SHORT));

    assertThat(events.lines.get(0)).isEqualTo(LINES[1]);
    assertThat(String.join("", events.lines.subList(1, events.lines.size())))
        .isEqualTo("616263" + "027b7d");
    channel.finish();
    assertThat(events.lines).doesNotContain("!TruncatedFrameException");
  }

  @Test
  void removedFromOutsideHandsOnWhatIsLeftOfWholeBody(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator, FORMAT);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes(WHOLE.substring(0, WHOLE.length() - 2)));
    assertThat(events.lines).isEmpty();

    removeDecoder(channel);
    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("69"));

    assertThat(events.lines).containsExactly("68", "69");
    channel.finish();
  }

  private static void removeDecoder(Channel channel) {
    if (channel.pipeline().get(MessageDecoder.class) != null) {
      channel.pipeline().remove(MessageDecoder.class);
    }
  }

  private EmbeddedChannel channel(TrackedAllocator allocator, MessageFormat format) {
    return allocator.channel(new MessageDecoder(format), events);
  }

  /** One line an event, chunks apart, and a hook behind each. */
  private static final class EventLog extends ChannelInboundHandlerAdapter {
    private final List<String> lines = new ArrayList<>();
    private Consumer<ChannelHandlerContext> onEvent = ctx -> {};
    private Consumer<ChannelHandlerContext> onReadComplete = ctx -> {};
    private int readCompletes;
    private Throwable failure = new AssertionError("none came");

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object event) {
      String line = MessageLines.event(event);
      lines.add(line.startsWith("+") ? line.substring(1) : line);
      ReferenceCountUtil.release(event);
      onEvent.accept(ctx);
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
      readCompletes++;
      onReadComplete.accept(ctx);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      failure = cause;
      lines.add(MessageLines.event(cause));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
      lines.add(event.getClass().getSimpleName());
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      lines.add("inactive");
    }
  }
}
