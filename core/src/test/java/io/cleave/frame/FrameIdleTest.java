package io.cleave.frame;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.cleave.testing.Traffic;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that does nothing has no buffer, whatever it did before. */
class FrameIdleTest {
  private static final FrameFormat H = FrameFormat.of(">H");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "0003616263",
        "0003616263 0003616263",
        "00|03616263",
        "0003|61|62|63 00|03616263",
        "0003616263 0003|61|6263"
      })
  void holdsNoBufferBetweenFrames(String reads, TrackedAllocator allocator) {
    EmbeddedChannel channel = allocator.channel(new FrameDecoder(H), new FrameEncoder(H));
    for (String read : reads.split("\\|", -1)) {
      byte[] bytes = Hex.bytes(read);
      channel.writeInbound(allocator.buffer(Math.max(1, bytes.length)).writeBytes(bytes));
    }
    for (ByteBuf frame; (frame = channel.readInbound()) != null; ) {
      channel.writeOutbound(frame);
    }
    Traffic.sent(channel);

    assertThat(allocator.aliveBuffers()).isZero();
    channel.finish();
  }
}
