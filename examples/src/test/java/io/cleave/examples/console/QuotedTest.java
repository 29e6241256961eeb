package io.cleave.examples.console;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class QuotedTest {
  @ParameterizedTest
  @CsvSource({"hi, '\"hi\"'", "你好, '\"你好\"'", "a\"b, '\"a\\\"b\"'", "a\\b, '\"a\\\\b\"'"})
  void quotes(String text, String shown) {
    assertThat(Quoted.of(text)).isEqualTo(shown);
  }

  @Test
  void escapesWhatMovesTheCursor() {
    assertThat(Quoted.of("\n\r\t\0\u001b\u007f\u0085\u202e\u2028"))
        .isEqualTo("\"\\n\\r\\t\\u0000\\u001b\\u007f\\u0085\\u202e\\u2028\"");
  }

  @Test
  void showsTextWithoutQuotesOnOneHarmlessLine() {
    assertThat(Quoted.bare("a \"b\" \\ 你👍")).isEqualTo("a \"b\" \\ 你👍");
    assertThat(Quoted.bare("\u001b[2J\r\n\t\u009b\u202e"))
        .isEqualTo("\\u001b[2J\\r\\n\\t\\u009b\\u202e");
  }

  @Test
  void cutsLongTexts() {
    assertThat(Quoted.cut("a".repeat(128))).hasSize(130);
    assertThat(Quoted.cut("a".repeat(129))).isEqualTo('"' + "a".repeat(128) + "\"…");
    assertThat(Quoted.cut("a".repeat(127) + "👍👍")).isEqualTo('"' + "a".repeat(127) + "\"…");
  }

  @Test
  void putsJsonOnOneLine() {
    assertThat(Quoted.json("{\n\t\"a\" :\r\n1,\"b\":\"\u0085\"}"))
        .isEqualTo("{  \"a\" :  1,\"b\":\"\\u0085\"}");
  }
}
