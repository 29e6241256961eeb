package io.cleave.examples.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.cleave.frame.FrameDecoder;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.handler.codec.CodecException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What pages say that an exception says: first the format and the bytes, then the sentence. */
final class MessagesTest {
  static List<Block> blocks() {
    return Page.all().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> block.marker("messages").isPresent())
        .toList();
  }

  @ParameterizedTest
  @MethodSource("blocks")
  void theDecoderSaysSo(Block block) {
    List<String> lines = block.text().lines().toList();
    assertThat(lines.size() % 2).isZero();
    for (int i = 0; i < lines.size(); i += 2) {
      String[] formatAndHex = lines.get(i).split(" ", 2);
      String message = lines.get(i + 1);
      Throwable thrown =
          catchThrowable(() -> decode(formatAndHex[0], formatAndHex[1].replace(" ", "")));
      assertThat(thrown).as(lines.get(i)).isInstanceOf(CodecException.class).hasMessage(message);
    }
  }

  @Test
  void aGoodFrameSaysNothing() {
    decode("B", "0161");
  }

  /** All bytes in one read, then the end of the stream. */
  private static void decode(String format, String hex) {
    EmbeddedChannel channel = new EmbeddedChannel(new FrameDecoder(FrameFormat.of(format)));
    try {
      channel.writeInbound(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
      channel.pipeline().fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
      channel.checkException();
    } finally {
      channel.finishAndReleaseAll();
    }
  }
}
