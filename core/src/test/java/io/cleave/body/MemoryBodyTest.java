package io.cleave.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.InputStream;
import org.junit.jupiter.api.Test;

/** Bodies in memory, written into a buffer. */
class MemoryBodyTest {
  private final ByteBuf buffer = Unpooled.copiedBuffer("0123456789", US_ASCII);

  @Test
  void isWrittenAsOftenAsOneLikes() {
    ByteBuf out = Unpooled.buffer();
    Body body = Body.of(buffer.skipBytes(3).readSlice(4));
    body.content().skipBytes(2);
    body.writeTo(out);
    body.writeTo(out);
    Body.empty().writeTo(out);
    assertThat(out.toString(US_ASCII)).isEqualTo("34563456");
    body.release();
    out.release();
  }

  @Test
  void onlyWhatIsInMemoryIsWritten() {
    Body body = Body.stream(InputStream.nullInputStream(), 0);
    assertThatIllegalStateException()
        .isThrownBy(() -> body.writeTo(Unpooled.buffer()))
        .withMessageContaining("open()");
    body.release();
  }
}
