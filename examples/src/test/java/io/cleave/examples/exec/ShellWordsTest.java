package io.cleave.examples.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShellWordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`  `                   | ``",
        "df -h                  | df,-h",
        "`  df \t -h  `         | df,-h",
        "a'b c'd                | ab cd",
        "\"a b\"                | a b",
        "a\\ b                  | a b",
        "\"say \\\"hi\\\"\"     | say \"hi\"",
        "'$HOME `id` \\n'       | $HOME `id` \\n",
        "\"$HOME * ?\"          | $HOME * ?",
        "* ~ $(id)              | *,~,$(id)",
        "a;b&&c                 | a;b&&c",
        "\"a\\b\"               | a\\b"
      })
  void splitsAsShellDoesButExpandsNothing(String line, String words) {
    assertThat(String.join(",", ShellWords.split(line))).isEqualTo(words);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "echo 'a   | the quote at character 6 is not closed (expected: another ')",
        "echo \"a  | the quote at character 6 is not closed (expected: another \")",
        "a\\        | a backslash is the last character (expected: one behind it)"
      })
  void refusesWhatIsNotClosed(String line, String sentence) {
    assertThatThrownBy(() -> ShellWords.split(line)).hasMessage(sentence);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {"''", "\"\""})
  void keepsEmptyWordThatIsQuoted(String line) {
    assertThat(ShellWords.split(line)).isEqualTo(List.of(""));
  }
}
