package io.cleave.examples.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeerAddressTest {
  @ParameterizedTest
  @CsvSource({
    "127.0.0.1:1688, 127.0.0.1, 1688",
    "localhost:1, localhost, 1",
    "[::1]:65535, ::1, 65535",
    "unix:/run/a.sock, unix:/run/a.sock, 0",
    "unix:a:1, unix:a:1, 0"
  })
  void readsAndPrints(String text, String host, int port) {
    PeerAddress address = PeerAddress.parse(text);
    assertThat(address).isEqualTo(new PeerAddress(host, port));
    assertThat(address).hasToString(text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "localhost",
        "localhost:",
        ":80",
        "a:0",
        "a:65536",
        "a:-1",
        "a:1x",
        "a:111111",
        "::1:80",
        "unix:"
      })
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> PeerAddress.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: HOST:PORT");
  }
}
