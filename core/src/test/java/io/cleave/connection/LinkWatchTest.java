package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

final class LinkWatchTest {
  private static final int CAP = 64 << 10;

  private static StuckChannel channel() {
    return new StuckChannel(new LinkWatch(LinkLimits.DEFAULT.withOutboundCap(CAP)));
  }

  private static void write(StuckChannel channel, int length) {
    channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[length]));
  }

  @Test
  void tellsOnceWhenTooMuchWaits() {
    StuckChannel channel = channel();
    for (int i = 0; i < 8; i++) {
      write(channel, 8 << 10);
    }
    channel.runPendingTasks();
    assertThat(channel.events()).isEmpty();

    write(channel, 8 << 10);
    channel.runPendingTasks();
    assertThat(channel.events()).containsExactly(LinkEvent.OVERFLOW);
    assertThat(LinkLimits.DEFAULT.withOutboundCap(CAP).overflow(channel))
        .matches("it does not read: 7\\d{4} bytes wait \\(expected: at most 65536\\)");

    write(channel, 8 << 10);
    channel.runPendingTasks();
    assertThat(channel.events()).hasSize(1);
    channel.finishAndReleaseAll();
  }

  @Test
  void letsOneMessageBeLonger() {
    StuckChannel channel = channel();
    write(channel, 16 << 20);
    write(channel, 32 << 10);
    channel.runPendingTasks();
    assertThat(channel.events()).isEmpty();

    write(channel, 48 << 10);
    channel.runPendingTasks();
    assertThat(channel.events()).containsExactly(LinkEvent.OVERFLOW);
    channel.finishAndReleaseAll();
  }
}
