package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderTemplateTest {
  private static final HeaderTemplate REPLY =
      HeaderTemplate.of(Header.of("type", "reply", "id", 0, "status", "ok"), "id", "body_size");

  private static String written(HeaderTemplate template, long integer, Header more, long last) {
    return written(template, HeaderLimits.DEFAULT, integer, more, last);
  }

  private static String written(
      HeaderTemplate template, HeaderLimits limits, long integer, Header more, long last) {
    ByteBuf out = Unpooled.buffer();
    try {
      template.writeTo(out, limits, integer, more, last);
      assertThat(template.encodedLength(integer, more, last)).isEqualTo(out.readableBytes());
      return out.toString(StandardCharsets.UTF_8);
    } finally {
      out.release();
    }
  }

  @Test
  void writesWhatAHeaderOfTheSameFieldsWould() {
    Header more = Header.of("meta", Header.of("a", 1, "b", List.of("ö", true)));

    assertThat(written(REPLY, 7, more, 128))
        .isEqualTo(
            Header.of("type", "reply", "id", 7, "status", "ok")
                .with("meta", more.object("meta"))
                .with("body_size", 128)
                .toJson());
  }

  @Test
  void leavesOutWhatIsNot() {
    assertThat(written(REPLY, 1, Header.empty(), 0))
        .isEqualTo("{\"type\":\"reply\",\"id\":1,\"status\":\"ok\"}");
  }

  @Test
  void theIntegerMayStandFirstOrLastOrAlone() {
    assertThat(
            written(HeaderTemplate.of(Header.of("n", 0, "a", "x"), "n", "l"), 5, Header.empty(), 6))
        .isEqualTo("{\"n\":5,\"a\":\"x\",\"l\":6}");
    assertThat(
            written(HeaderTemplate.of(Header.of("a", "x", "n", 0), "n", "l"), 5, Header.empty(), 6))
        .isEqualTo("{\"a\":\"x\",\"n\":5,\"l\":6}");
    assertThat(written(HeaderTemplate.of(Header.of("n", 123), "n", "l"), 5, Header.empty(), 0))
        .isEqualTo("{\"n\":5}");
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 9, 10, 99, 1234567890123L, Long.MAX_VALUE, -1, -10, Long.MIN_VALUE})
  void writesEveryInteger(long value) {
    Header read = Header.parse(written(REPLY, value, Header.empty(), value));

    assertThat(read.longValue("id")).isEqualTo(value);
    assertThat(read.longValue("body_size", 0)).isEqualTo(value);
  }

  @Test
  void refusesWhatAReaderWould() {
    Header more = Header.of("meta", Header.of("a", "bcd"));
    Header whole = Header.parse(written(REPLY, 7, more, 128));
    HeaderLimits least =
        new HeaderLimits(
            whole.encodedLength(),
            whole.extent().depth(),
            whole.extent().tokens(),
            3,
            "body_size".length(),
            "reply".length());

    assertThat(written(REPLY, least, 7, more, 128)).isEqualTo(whole.toJson());
    assertThat(written(REPLY, least, 7, more, 0)).hasSizeLessThan(whole.encodedLength());
    for (HeaderLimits less :
        List.of(
            least.withMaxLength(whole.encodedLength() - 1),
            least.withMaxDepth(whole.extent().depth() - 1),
            least.withMaxTokens(whole.extent().tokens() - 1),
            least.withMaxNumberLength(2),
            least.withMaxNameLength(5),
            least.withMaxStringLength(4))) {
      ByteBuf out = Unpooled.buffer();
      assertThatThrownBy(() -> REPLY.writeTo(out, less, 7, more, 128))
          .isInstanceOf(HeaderException.class);
      assertThat(out.isReadable()).isFalse();
    }
  }

  @Test
  void needsItsIntegerAndRoomForTheLast() {
    assertThatThrownBy(() -> HeaderTemplate.of(Header.of("a", 1), "id", "last"))
        .hasMessage("fields: {\"a\":1} (expected: with id, without last)");
    assertThatThrownBy(() -> HeaderTemplate.of(Header.of("id", 1, "last", 2), "id", "last"))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
