package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netty.handler.codec.DecoderException;
import org.junit.jupiter.api.Test;

/** What a refusal carries, and what of the peer it shows. */
final class HeaderExceptionTest {

  @Test
  void hasNoStackTraceAndIsADecoderException() {
    HeaderException e = refusal("{\"a\":}");
    assertThat(e).isInstanceOf(DecoderException.class);
    assertThat(e.getStackTrace()).isEmpty();
    assertThat(e.getCause()).isNull();
  }

  @Test
  void knowsTheByte() {
    assertThat(refusal("{\"a\":}").offset()).isEqualTo(5);
    assertThat(refusal("").offset()).isEqualTo(HeaderException.NO_OFFSET);
    assertThat(new HeaderException("a reason").offset()).isEqualTo(HeaderException.NO_OFFSET);
  }

  @Test
  void escapesWhatThePeerWrote() {
    String evil = "\\u001b[31m\\r\\nFATAL \\u202e\\u2028\\u009b";
    HeaderException e =
        catchThrowableOfType(
            HeaderException.class, () -> Header.parse("{\"a\":\"" + evil + "\"}").longValue("a"));
    assertThat(e)
        .hasMessage(
            "a: \"\\u001B[31m\\u000D\\u000AFATAL \\u202E\\u2028\\u009B\" is a string"
                + " (expected: an integer of 64 bits)");
    assertThat(refusal("{\"a\\u001b\":1,\"a\\u001b\":2}").getMessage())
        .contains("a\\u001B")
        .matches("\\P{Cntrl}+");
  }

  @Test
  void cutsWhatThePeerWrote() {
    Header header = Header.of("a", "x".repeat(5_000));
    HeaderException e = catchThrowableOfType(HeaderException.class, () -> header.longValue("a"));
    assertThat(e)
        .hasMessage(
            "a: \""
                + "x".repeat(128)
                + "... (5000 characters)\" is a string (expected: an integer of 64 bits)");
    Header escaped = Header.of("a", "\0".repeat(5_000));
    assertThat(catchThrowableOfType(HeaderException.class, () -> escaped.longValue("a")))
        .hasMessageStartingWith("a: \"" + "\\u0000".repeat(21) + "... (5000 characters)\"");
    for (String json :
        new String[] {
          "{\"a\":t" + "\b".repeat(9_000) + "}",
          "{\"" + "x".repeat(5_000) + "\":1}",
          "{\"a\":\"" + "x".repeat(9_000) + "\"}",
          "{\"a\":" + "x".repeat(9_000) + "}",
          "{\"a\":" + "1".repeat(9_000) + "}",
          "{" + "y".repeat(9_000) + ":1}",
          "x".repeat(9_000)
        }) {
      assertThat(refusal(json).getMessage()).hasSizeLessThan(350);
    }
  }

  private static HeaderException refusal(String json) {
    return catchThrowableOfType(HeaderException.class, () -> Header.parse(json));
  }
}
