package io.cleave.body;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.header.Header;
import io.cleave.message.Message;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A stream whose end nobody knows: over when it ends, and refused where a length comes first. */
class UnknownLengthTest {
  private final Pull pull = new Pull();

  @AfterEach
  void nothingIsLeft() {
    assertThat(pull.held()).isZero();
  }

  @Test
  void isOverWhenItEnds() throws IOException {
    byte[] bytes = "x".repeat(200_000).getBytes(UTF_8);
    Body body = Body.stream(new ByteArrayInputStream(bytes));
    assertThat(body.length()).isEqualTo(Body.UNKNOWN_LENGTH);
    assertThat(pull.all(body.open(pull.encoder()), 65_536)).isEqualTo(bytes);
  }

  @Test
  void mayBeEmpty() throws IOException {
    Body body = Body.stream(new ByteArrayInputStream(new byte[0]));
    assertThat(pull.all(body.open(pull.encoder()), 65_536)).isEmpty();
  }

  @Test
  void isRefusedWhereTheHeaderAnnouncesTheLength() {
    EmbeddedChannel channel = new EmbeddedChannel(new MessageEncoder(MessageFormat.of("<q")));
    Body body = Body.stream(new ByteArrayInputStream(new byte[1]));
    ChannelFuture written = channel.writeOneOutbound(Message.of(Header.empty(), body));
    assertThatThrownBy(written::sync)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "body: of unknown length (expected: a length, as the header announces it first)");
    channel.finishAndReleaseAll();
  }
}
