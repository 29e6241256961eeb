package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FeedTest {

  private static final byte[][] FRAMES = {
    Hex.bytes("0003 616263"), Hex.bytes("0000"), Hex.bytes("0005 6162636465")
  };

  @ParameterizedTest
  @EnumSource
  void deliversSameBytesInSameOrder(Feed feed) {
    TrackedAllocator allocator = new TrackedAllocator();
    EmbeddedChannel channel = allocator.channel();

    feed.feed(channel, FRAMES);

    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    ByteBuf piece;
    while ((piece = channel.readInbound()) != null) {
      bytes.writeBytes(ByteBufUtil.getBytes(piece));
      piece.release();
    }
    assertThat(bytes.toByteArray()).isEqualTo(Hex.join(FRAMES));
    allocator.assertNothingLeft();
  }
}
