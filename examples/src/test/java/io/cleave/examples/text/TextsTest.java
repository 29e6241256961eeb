package io.cleave.examples.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.console.FailureException;
import java.nio.charset.Charset;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextsTest {
  @Test
  void refusesWhatTheCharsetCannotSay() {
    assertThatThrownBy(() -> new Texts(ISO_8859_1).encode("é你"))
        .isInstanceOf(FailureException.class)
        .hasMessage("the text cannot be written in ISO-8859-1");
  }

  @Test
  void readsHalfACharacterWithoutComplaint() {
    byte[] cut = Arrays.copyOf("a你".getBytes(UTF_8), 3);
    assertThat(new Texts(UTF_8).decode(cut)).isEqualTo("a\uFFFD");
  }

  @ParameterizedTest
  @CsvSource({
    "UTF-8, az é ß ı 你, AZ é ß ı 你",
    "GBK, az 乤 你, AZ 乤 你", // its second byte is a letter
    "UTF-16LE, az 慡, AZ 慡", // both of its bytes are
    "ISO-8859-1, az é ÿ, AZ é ÿ"
  })
  void raisesLettersAndNothingElse(Charset charset, String text, String raised) {
    Texts texts = new Texts(charset);
    assertThat(texts.raise(text.getBytes(charset))).isEqualTo(raised.getBytes(charset));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "GBK", "GB18030", "UTF-16", "UTF-16LE", "Shift_JIS"})
  void nothingBecomesLongerByRaising(Charset charset) {
    Texts texts = new Texts(charset);
    Random random = new Random(9000);
    for (int i = 0; i < 20_000; i++) {
      byte[] noise = new byte[random.nextInt(12)];
      random.nextBytes(noise);
      byte[] before = noise.clone();
      byte[] raised = texts.raise(noise);
      assertThat(raised).hasSizeLessThanOrEqualTo(before.length);
      assertThat(noise).as("what was given is left alone").isEqualTo(before);
      assertThat(texts.raise(raised)).as("raised twice").isEqualTo(raised);
    }
  }
}
