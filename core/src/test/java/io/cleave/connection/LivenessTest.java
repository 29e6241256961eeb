package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Silence 20 s, then a probe, then 10 s more. */
final class LivenessTest {
  private final StuckChannel channel = new StuckChannel(new LinkWatch(LinkLimits.DEFAULT));
  private int probes;

  private void begin() {
    Liveness.of(channel).begin(Duration.ofSeconds(20), Duration.ofSeconds(10), () -> probes++);
  }

  private void receive() {
    channel.writeInbound(Unpooled.wrappedBuffer(new byte[1]));
  }

  @AfterEach
  void close() {
    channel.finishAndReleaseAll();
  }

  @Test
  void asksAndGivesUp() {
    begin();
    channel.passMillis(19_999);
    assertThat(probes).isZero();
    channel.passMillis(1);
    assertThat(probes).isEqualTo(1);
    channel.passMillis(9_999);
    channel.passMillis(19);
    assertThat(channel.events()).isEmpty();
    channel.passMillis(2);
    channel.passMillis(20);
    assertThat(channel.events()).containsExactly(LinkEvent.SILENT);
    assertThat(probes).isEqualTo(1);
  }

  @Test
  void takesAnyByteForAnAnswer() {
    begin();
    channel.passMillis(20_000);
    assertThat(probes).isEqualTo(1);
    channel.passMillis(9_000);
    receive();
    channel.passMillis(1_500);
    assertThat(channel.events()).isEmpty();
    channel.passMillis(18_500);
    assertThat(probes).isEqualTo(2);
    assertThat(channel.events()).isEmpty();
  }

  @Test
  void asksNobodyWhoSpeaks() {
    begin();
    for (int i = 0; i < 20; i++) {
      channel.passMillis(10_000);
      receive();
    }
    assertThat(probes).isZero();
    assertThat(channel.events()).isEmpty();
  }

  @Test
  void countsNothingThatIsSent() {
    begin();
    for (int i = 0; i < 2; i++) {
      channel.passMillis(10_000);
      channel.writeAndFlush(Unpooled.wrappedBuffer(new byte[1]));
    }
    assertThat(probes).isEqualTo(1);
  }

  @Test
  void looksOnceMoreBeforeItGivesUp() {
    begin();
    channel.passMillis(20_000);
    channel.passMillis(10_900); // late, but not by a second
    receive(); // what was in the socket
    channel.passMillis(100);
    assertThat(channel.events()).isEmpty();
  }

  @Test
  void blamesNobodyForItsOwnPause() {
    begin();
    channel.passMillis(60_000);
    assertThat(probes).isZero();
    channel.passMillis(20_000);
    assertThat(probes).isEqualTo(1);
    channel.passMillis(60_000);
    channel.passMillis(100);
    assertThat(channel.events()).isEmpty();
    channel.passMillis(19_900);
    assertThat(probes).isEqualTo(2);
  }

  @Test
  void blamesNobodyWhileItDoesNotRead() {
    begin();
    channel.config().setAutoRead(false);
    channel.passMillis(20_000);
    channel.passMillis(20_000);
    assertThat(probes).isZero();
    channel.config().setAutoRead(true);
    channel.passMillis(20_000);
    assertThat(probes).isEqualTo(1);
  }

  @Test
  void beginsAnewWithOtherNumbers() {
    begin();
    channel.passMillis(10_000);
    Liveness.of(channel).begin(Duration.ofSeconds(15), Duration.ofSeconds(1), () -> probes += 10);
    channel.passMillis(14_999);
    assertThat(probes).isZero();
    channel.passMillis(1);
    assertThat(probes).isEqualTo(10);
  }

  @Test
  void sitsBehindTheWatchOnce() {
    assertThat(Liveness.of(channel)).isSameAs(Liveness.of(channel));
    assertThat(channel.pipeline().names()).startsWith(Pipelines.LIVENESS); // here there is none

    StuckChannel watched = new StuckChannel(new ChannelInboundHandlerAdapter());
    watched.pipeline().addFirst(Pipelines.WATCH, new LinkWatch(LinkLimits.DEFAULT));
    Liveness.of(watched);
    assertThat(watched.pipeline().names()).startsWith(Pipelines.WATCH, Pipelines.LIVENESS);
    watched.finishAndReleaseAll();
  }

  @Test
  void refusesTimesThatAreNone() {
    Liveness liveness = Liveness.of(channel);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> liveness.begin(Duration.ZERO, Duration.ofSeconds(1), () -> {}))
        .withMessage("silence: PT0S (expected: a millisecond or more)");
  }

  @Test
  void isQuietWhenTheConnectionIsGone() {
    begin();
    channel.close();
    channel.passMillis(40_000);
    assertThat(probes).isZero();
    assertThat(channel.events()).isEmpty();
  }
}
