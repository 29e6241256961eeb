package io.cleave.header;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import org.jspecify.annotations.Nullable;

/** Whatever bytes come: a header or a {@link HeaderException}, and the reference agrees. */
final class HeaderFuzzTest {

  @FuzzTest(maxDuration = "3m")
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
