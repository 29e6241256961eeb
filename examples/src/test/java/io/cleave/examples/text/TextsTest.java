package io.cleave.examples.text;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.console.FailureException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

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
}
