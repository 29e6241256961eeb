package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/**
 * The short ways are only that: what the scan reads Jackson reads too, and what is written in one
 * pass is what the writer that measures first writes, within whatever limits.
 *
 * <pre>{@code
 * length | depth | tokens | number | name | string (one byte each) | JSON
 * }</pre>
 */
final class HeaderPathsFuzzTest {

  private static final int LIMITS = 6;
  private static final int ROOM = 512;

  @FuzzTest(maxDuration = "3m")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // when it fuzzes, one test takes the three minutes
  void shortWaysLeadToTheSamePlace(byte[] input) {
    if (input.length < LIMITS + HeaderLimits.MIN_LENGTH) {
      return;
    }
    HeaderLimits limits = limits(input);
    byte[] json = Arrays.copyOfRange(input, LIMITS, input.length);
    if (json.length > limits.maxLength()) {
      return; // which is looked at before either reader is asked
    }
    CanonicalScanner scanner = new CanonicalScanner(new SeenTexts());
    @Nullable Header first = scan(json, scanner, limits);
    assertThat(scan(json, scanner, limits)).isEqualTo(first); // now that all its texts were seen
    @Nullable Header jackson = jackson(json, limits);
    if (first != null) {
      assertThat(jackson).isEqualTo(first);
      assertThat(first.names()).isEqualTo(jackson == null ? null : jackson.names());
    }
    if (jackson != null) {
      requireSameBytes(jackson, limits);
    }
  }

  private static HeaderLimits limits(byte[] input) {
    return new HeaderLimits(
        HeaderLimits.MIN_LENGTH + 16 * (input[0] & 0xFF),
        1 + (input[1] & 0x3F),
        2 + (input[2] & 0xFF),
        1 + (input[3] & 0xFF),
        1 + (input[4] & 0xFF),
        input[5] & 0xFF);
  }

  private static @Nullable Header scan(byte[] json, CanonicalScanner scanner, HeaderLimits limits) {
    byte[] padded = Arrays.copyOf(json, json.length + Words.PADDING);
    System.arraycopy(json, 0, padded, json.length, Math.min(json.length, Words.PADDING));
    return scanner.scan(padded, json.length, limits);
  }

  private static @Nullable Header jackson(byte[] json, HeaderLimits limits) {
    try {
      return JacksonReader.read(json, 0, json.length, limits);
    } catch (HeaderException e) {
      return null;
    }
  }

  private static void requireSameBytes(Header header, HeaderLimits limits) {
    byte[] out = new byte[ROOM];
    int written = CanonicalWriter.write(header, null, 0, out, Scratch.get().texts(), limits);
    if (written != CanonicalWriter.UNUSUAL) {
      assertThat(header.extent().fits(limits)).isTrue();
      assertThat(new String(out, 0, written, UTF_8)).isEqualTo(header.toJson());
    }
  }
}
