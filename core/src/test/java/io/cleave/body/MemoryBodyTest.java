package io.cleave.body;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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

  @Test
  void isSomeBytesOfBufferWhateverItsIndexes() {
    ByteBuf bytes = Unpooled.wrappedBuffer(new byte[] {1, 2, 3, 4}).setIndex(1, 1);

    Body body = Body.of(bytes, 2, 2);

    assertThat(body.bytes()).containsExactly(3, 4);
    assertThat(body.length()).isEqualTo(2);
    for (int[] wrong : new int[][] {{-1, 1}, {3, 2}, {0, -1}, {5, 0}}) {
      assertThatThrownBy(() -> Body.of(bytes, wrong[0], wrong[1]))
          .isInstanceOf(IndexOutOfBoundsException.class);
    }
    assertThat(body.release()).isTrue();
    assertThat(bytes.refCnt()).isZero();
  }
}
