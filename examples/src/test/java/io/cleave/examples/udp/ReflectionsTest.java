package io.cleave.examples.udp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReflectionsTest {
  private static final InetSocketAddress PEER = peer(40_000);
  private static final byte[] HI = "hi".getBytes(UTF_8);

  private long now = Long.MAX_VALUE - 1_000; // about to overflow, as it may
  private final Reflections reflections = new Reflections(() -> now);

  @Test
  void recognisesWhatWasSentThereJustNow() {
    reflections.remember(PEER, HI);
    pass(Duration.ofMillis(999));
    assertThat(reflections.recognises(PEER, HI)).isTrue();
  }

  @Test
  void recognisesAnAnswerOnce() {
    reflections.remember(PEER, HI);
    assertThat(reflections.recognises(PEER, HI)).isTrue();
    assertThat(reflections.recognises(PEER, HI)).as("the client repeats itself").isFalse();
  }

  @Test
  void forgetsAfterASecond() {
    reflections.remember(PEER, HI);
    pass(Duration.ofMillis(1_001));
    assertThat(reflections.recognises(PEER, HI)).isFalse();
  }

  @Test
  void countsTheSecondFromTheLastTime() {
    reflections.remember(PEER, HI);
    pass(Duration.ofMillis(800));
    reflections.remember(PEER, HI);
    pass(Duration.ofMillis(800));
    assertThat(reflections.recognises(PEER, HI)).isTrue();
  }

  @Test
  void knowsOtherBytesAndOtherPeersApart() {
    reflections.remember(PEER, HI);
    assertThat(reflections.recognises(PEER, "hj".getBytes(UTF_8))).isFalse();
    assertThat(reflections.recognises(PEER, "hi\0".getBytes(UTF_8))).isFalse();
    assertThat(reflections.recognises(PEER, new byte[0])).isFalse();
    assertThat(reflections.recognises(peer(40_001), HI)).isFalse();
    assertThat(reflections.recognises(PEER, HI)).isTrue();
  }

  @Test
  void remembersAllAnswersOfTheSecond() {
    byte[] first = "first".getBytes(UTF_8);
    reflections.remember(PEER, first);
    reflections.remember(PEER, HI);
    assertThat(reflections.recognises(PEER, first)).isTrue();
    assertThat(reflections.recognises(PEER, HI)).isTrue();
  }

  @Test
  void hasRoomAgainWhenTheSecondIsOver() {
    for (int i = 0; i < Reflections.REMEMBERED; i++) {
      assertThat(reflections.remember(PEER, Integer.toString(i).getBytes(UTF_8))).isTrue();
    }
    assertThat(reflections.remember(PEER, HI)).isFalse();
    assertThat(reflections.remember(PEER, "0".getBytes(UTF_8))).as("known already").isTrue();
    pass(Duration.ofMillis(1_001));
    assertThat(reflections.remember(PEER, HI)).isTrue();
  }

  private void pass(Duration time) {
    now += time.toNanos();
  }

  private static InetSocketAddress peer(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }
}
