package io.cleave.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.connection.ReceivedBody;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.api.Test;

class ReadGateTest {
  private static final int MOST_OF_WINDOW = ReceivedBody.WINDOW - 1;

  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final ReadGate gate = new ReadGate(channel);

  private BodyWindow completeBody() {
    BodyWindow window = new BodyWindow(channel, gate, Patience.ENDLESS);
    gate.watch(window);
    window.offer(Unpooled.wrappedBuffer(new byte[MOST_OF_WINDOW]), true);
    gate.pauseIfFull();
    return window;
  }

  @Test
  void countsBodiesThatAreCompleteAndNotYetRead() {
    BodyWindow first = completeBody();
    assertThat(channel.config().isAutoRead()).isTrue();

    BodyWindow second = completeBody();
    assertThat(channel.config().isAutoRead()).as("nearly two windows wait").isFalse();

    first.discard();
    assertThat(channel.config().isAutoRead()).as("nearly one window waits").isFalse();

    second.discard();
    assertThat(channel.config().isAutoRead()).isTrue();
    channel.finish();
  }
}
