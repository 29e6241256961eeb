package io.cleave.examples.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatNamesTest {
  @ParameterizedTest
  @ValueSource(strings = {"a", "爱丽丝", "Ann Lee", "😀", "o'Neil", "x-1_2.3"})
  void peopleHaveNames(String name) {
    assertThat(ChatNames.check("name", name)).isEqualTo(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        " a",
        "a ",
        "a: b",
        "a\nb",
        "\u001b[2J",
        "\u202Eann",
        "a\u200Bb",
        "\uD800"
      })
  void nobodyIsCalledThat(String name) {
    assertThatThrownBy(() -> ChatNames.check("meta.name", name))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("meta.name: ")
        .hasMessageNotContaining("\u001b");
  }

  @ParameterizedTest
  @ValueSource(ints = {ChatNames.LONGEST, ChatNames.LONGEST + 1})
  void aNameHasAnEnd(int length) {
    String name = "n".repeat(length);
    if (length <= ChatNames.LONGEST) {
      assertThat(ChatNames.check("name", name)).isEqualTo(name);
    } else {
      assertThatThrownBy(() -> ChatNames.check("name", name)).hasMessageContaining("1..64");
    }
  }
}
