package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How much may wait behind a body that is being pulled. */
class MessageQueueTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final int MIB = 1 << 20;

  private final HandPublisher slow = new HandPublisher();

  private EmbeddedChannel channel(TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new MessageEncoder(FORMAT));
    channel.write(Message.of(Header.empty(), Body.stream(slow, 1)));
    return channel;
  }

  private void endBody(EmbeddedChannel channel) {
    channel.flush();
    slow.give(Hex.bytes("61")).complete();
    channel.runPendingTasks();
    channel.releaseOutbound();
  }

  private static Message of(int bodyLength) {
    return Message.of(Header.empty(), Body.of(new byte[bodyLength]));
  }

  @Test
  void refusesOneTooMany(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    List<ChannelFuture> writes = new ArrayList<>();
    for (int i = 0; i < WaitingWrites.MAX_WRITES; i++) {
      writes.add(channel.write(of(1)));
    }
    assertThat(writes).noneMatch(ChannelFuture::isDone);
    Message tooMany = of(1);
    assertThat(channel.write(tooMany).cause())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage(
            "write: 1001 of 3003 bytes behind a body that is being sent (expected: <= 1000 and <="
                + " 8388608 bytes; nothing of it was written)");
    assertThat(tooMany.refCnt()).isZero();

    endBody(channel);
    assertThat(writes).allMatch(ChannelFuture::isSuccess);
    assertThat(channel.writeAndFlush(of(1)).isSuccess()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void refusesTooManyBytesAndTakesThemAgainWhenThereIsRoom(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    ChannelFuture first = channel.write(of(4 * MIB));
    ChannelFuture second = channel.write(of(3 * MIB));
    assertThat(channel.write(of(MIB)).cause()).isInstanceOf(IllegalStateException.class);
    ChannelFuture third = channel.write(of(MIB / 2));
    assertThat(third.isDone()).isFalse();

    endBody(channel);
    assertThat(List.of(first, second, third)).allMatch(ChannelFuture::isSuccess);
    assertThat(channel.writeAndFlush(of(MIB)).isSuccess()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void letsOneBeLongerThanAllTogether(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    ChannelFuture longer = channel.write(of(9 * MIB));
    assertThat(channel.write(of(1)).cause()).isInstanceOf(IllegalStateException.class);
    endBody(channel);
    assertThat(longer.isSuccess()).isTrue();
    channel.finishAndReleaseAll();
  }

  @Test
  void closesIfBodyLacksRefusedChunk(TrackedAllocator allocator) {
    EmbeddedChannel channel = channel(allocator);
    channel.write(new MessageStart(Header.empty(), 10 * MIB));
    for (int i = 0; i < 9; i++) {
      channel.write(new BodyChunk(allocator.buffer().writeZero(MIB), false));
    }
    ChannelFuture last = channel.write(new BodyChunk(allocator.buffer().writeZero(MIB / 16), true));
    assertThat(last.isDone()).isFalse();
    endBody(channel);
    assertThat(last.isSuccess()).isFalse();
    assertThat(channel.isOpen()).isFalse();
    channel.finishAndReleaseAll();
  }
}
