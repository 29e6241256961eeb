package io.cleave.examples.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlainNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "hi.txt",
        "你好.txt",
        "no extension",
        ".hidden",
        "a..b",
        "...c",
        "%2e%2e%2f",
        "~",
        "-rf",
        "CONSOLE",
        "COM10.txt",
        "nul_",
        "\u00e9", // é in NFC
        "👩\u200d👩\u200d👧" // joined by ZWJ
      })
  void takesOneComponent(String text) {
    assertThat(new PlainName(text).text()).isEqualTo(text);
  }

  static List<String> refused() {
    Stream<String> words =
        Stream.of(
            "",
            ".",
            "..",
            "/",
            "a/b",
            "../a",
            "/etc/passwd",
            "a\\b",
            "..\\a",
            "C:x",
            "C:\\x",
            "a:b",
            "a\0b",
            "a\nb",
            "a\u001bb",
            "a\u007fb",
            "a\u0085b",
            "a\u2028b",
            "a\u202eb",
            "\u2066a",
            "a.",
            "a ",
            "...",
            " ",
            "．．",
            "CON",
            "con",
            "NUL.txt",
            "nul .txt",
            "aux",
            "PRN",
            "COM1",
            "lpt9.log",
            "COM¹",
            "CONIN$",
            "e\u0301",
            "\ud800");
    Stream<String> long256 = Stream.of("a".repeat(256), "é".repeat(128), "你".repeat(86));
    return Stream.concat(words, long256).toList();
  }

  @ParameterizedTest
  @MethodSource("refused")
  void refusesTheRest(String text) {
    assertThatThrownBy(() -> new PlainName(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("(expected: a plain file name; ")
        .hasMessageNotContainingAny("\n", "\0", "\u001b", "\u202e");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 255})
  void takesUpTo255Bytes(int length) {
    assertThat(new PlainName("a".repeat(length)).text()).hasSize(length);
  }
}
