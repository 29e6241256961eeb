package io.cleave.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.examples.options.PeerAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ContactTest {
  @Test
  void isANameAndAnAddress() {
    assertThat(new Contact.Text().convert("小明 =[::1]:8081"))
        .isEqualTo(new Contact("小明", new PeerAddress("::1", 8081)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"bob", "=127.0.0.1:1", "bob=", "bob=127.0.0.1", "a:b=127.0.0.1:1", "b=unix:/x"})
  void refusesWhatIsNot(String text) {
    assertThatThrownBy(() -> new Contact.Text().convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessageStartingWith("'" + text + "' (expected: NAME=HOST:PORT");
  }
}
