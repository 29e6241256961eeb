package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a listener answers in place: when it leaves, and what becomes of it. */
class FrameWriterTest {
  private static final FrameFormat B = FrameFormat.of("B");
  private static final FrameListener ECHO =
      (buffer, index, length, answers) -> answers.write(buffer, index, length);

  @Test
  void whatWasAnsweredIsSentInFrontOfCloseAndRemoval(TrackedAllocator allocator) {
    for (boolean close : new boolean[] {true, false}) {
      EmbeddedChannel channel =
          allocator.channel(
              new InPlaceFrameHandler(
                  FrameFormat.of(">I"),
                  (buffer, index, length, answers) -> {
                    answers.write(buffer, index, length);
                    if (buffer.getByte(index) == 'b' && close) {
                      answers.channel().close();
                    } else if (buffer.getByte(index) == 'b') {
                      answers.channel().pipeline().remove(InPlaceFrameHandler.class);
                    }
                  }));

      Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00000001 61 00000001 62 00000001 63"));

      assertThat(Traffic.sent(channel)).isEqualTo("0000000161" + "0000000162");
      Traffic.received(channel);
      channel.finish();
    }
  }

  @Test
  void answersOfReadLeaveInOneBufferWithOneFlush(TrackedAllocator allocator) {
    FlushCount flushes = new FlushCount();
    EmbeddedChannel channel =
        allocator.channel(flushes, new InPlaceFrameHandler(FrameFormat.of(">H"), ECHO));

    byte[] read = Hex.bytes("0001 61".repeat(100));
    Feed.ALL_AT_ONCE.feed(channel, read); // from which it knows how much to expect
    assertThat(flushes.count).isEqualTo(1);
    Traffic.sent(channel);

    Feed.ALL_AT_ONCE.feed(channel, read);

    assertThat(channel.outboundMessages()).hasSize(1);
    assertThat(flushes.count).isEqualTo(2);
    assertThat(Traffic.sent(channel)).isEqualTo("000161".repeat(100));
    channel.finish();
  }

  @Test
  void pausesWhileAnswersAreNotTakenAndGoesOn(TrackedAllocator allocator) {
    FrameFormat format = FrameFormat.of(">I");
    int[] shown = new int[1];
    byte[] answer = new byte[1000];
    EmbeddedChannel channel =
        allocator.channel(
            new Jam(),
            new InPlaceFrameHandler(
                format,
                (buffer, index, length, answers) -> {
                  shown[0]++;
                  answers.write(answer);
                }));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("00000001 61".repeat(1000)));
    int before = shown[0];
    assertThat(before).isBetween(1, 200); // 1 MB of answers: 64 KiB wait, and a batch
    assertThat(channel.config().isAutoRead()).isFalse();

    channel.pipeline().get(Jam.class).clear(channel);
    channel.runPendingTasks();

    assertThat(shown[0]).isEqualTo(1000);
    assertThat(channel.config().isAutoRead()).isTrue();
    assertThat(Traffic.sent(channel)).hasSize(2 * 1000 * 1004);
    channel.finish();
  }

  @Test
  void answerThatCannotBeReadKeepsNoBuffer(TrackedAllocator allocator) {
    List<Class<?>> thrown = new ArrayList<>();
    EmbeddedChannel channel =
        allocator.channel(
            new InPlaceFrameHandler(
                B,
                (buffer, index, length, answers) -> {
                  for (int wrong : new int[] {1, 5_000}) { // copied, and not
                    try {
                      answers.write(buffer, 1 << 20, wrong);
                    } catch (RuntimeException refused) {
                      thrown.add(refused.getClass());
                    }
                  }
                }));

    Feed.ALL_AT_ONCE.feed(channel, Hex.bytes("01 61"));
    Traffic.peerCloses(channel);

    assertThat(thrown)
        .containsExactly(IndexOutOfBoundsException.class, FrameTooLongException.class);
    channel.checkException();
  }

  private static final class Jam extends ChannelOutboundHandlerAdapter {
    private boolean cleared;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      if (cleared) {
        ctx.flush();
      }
    }

    void clear(Channel channel) {
      cleared = true;
      channel.flush();
    }
  }

  private static final class FlushCount extends ChannelOutboundHandlerAdapter {
    private int count;

    @Override
    public void flush(ChannelHandlerContext ctx) {
      count++;
      ctx.flush();
    }
  }
}
