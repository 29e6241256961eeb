package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Timeout;

/** Whatever bytes come: a header or a {@link HeaderException}, and the reference agrees. */
final class HeaderFuzzTest {

  @FuzzTest(maxDuration = "3m")
  @Timeout(value = 10, unit = TimeUnit.MINUTES) // when it fuzzes, one test takes the three minutes
  void readsOrRefuses(byte[] bytes) {
    Header header = null;
    try {
      header = Header.parse(bytes);
    } catch (HeaderException e) {
      assertThat(e.getMessage()).hasSizeLessThan(400);
    }
    assertThat(header == null ? null : ReferenceJson.of(header)).isEqualTo(reference(bytes));
    if (header != null) {
      assertThat(Header.parse(header.toBytes(), HeaderLimits.WIDEST)).isEqualTo(header);
    }
  }

  private static @Nullable Object reference(byte[] bytes) {
    try {
      return ReferenceJson.read(bytes, HeaderLimits.DEFAULT);
    } catch (ReferenceJson.Refusal e) {
      return null;
    }
  }
}
