package io.cleave.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.frame.FrameDecoder;
import io.cleave.testing.Hex;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class PaceWatchTest {
  private static final LinkLimits LIMITS =
      LinkLimits.DEFAULT.withHead(Duration.ZERO).withFirstMessage(Duration.ofSeconds(10));

  private static StuckChannel channel(LinkLimits limits) {
    FrameDecoder decoder = new FrameDecoder(FrameFormat.of("<q"));
    return new StuckChannel(new PaceWatch(decoder, limits), decoder);
  }

  private static void read(StuckChannel channel, String hex) {
    channel.writeInbound(Unpooled.wrappedBuffer(Hex.bytes(hex)));
  }

  @Test
  void tellsThatNothingCame() {
    StuckChannel channel = channel(LIMITS);
    channel.passMillis(9_500);
    assertThat(channel.events()).isEmpty();
    pass(channel, 500);
    assertThat(channel.events()).containsExactly(LinkEvent.NO_FIRST_MESSAGE);
    pass(channel, 20_000);
    assertThat(channel.events()).hasSize(1);
    channel.finishAndReleaseAll();
  }

  @Test
  void countsTheWholeFirstFrame() {
    StuckChannel channel = channel(LIMITS);
    read(channel, "0200000000000000 61");
    pass(channel, 10_030);
    assertThat(channel.events()).containsExactly(LinkEvent.NO_FIRST_MESSAGE);
    channel.finishAndReleaseAll();
  }

  @Test
  void isContentWithTheFirst() {
    StuckChannel channel = channel(LIMITS);
    read(channel, "0100000000000000 61");
    pass(channel, 60_000);
    assertThat(channel.events()).isEmpty();
    channel.finishAndReleaseAll();
  }

  @Test
  void readsOnceMoreBeforeItSaysSo() {
    StuckChannel channel = channel(LIMITS);
    channel.passMillis(10_001); // this side stood still, the frame was in the socket
    read(channel, "0100000000000000 61");
    pass(channel, 60_000);
    assertThat(channel.events()).isEmpty();
    channel.finishAndReleaseAll();
  }

  @Test
  void isInNoHurryUnlessToldSo() {
    StuckChannel channel = channel(LinkLimits.DEFAULT);
    pass(channel, 600_000);
    assertThat(channel.events()).isEmpty();
    channel.finishAndReleaseAll();
  }

  /** In two steps: what is due in the first may ask for a second look. */
  private static void pass(StuckChannel channel, int millis) {
    channel.passMillis(millis);
    channel.passMillis(30);
  }
}
