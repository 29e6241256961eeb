package io.cleave.examples.exec;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PrintedOutputTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  private PrintedOutput output(String charset) {
    return new PrintedOutput(new PrintStream(printed, true, UTF_8), Charset.forName(charset));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5})
  void charactersMayComeInParts(int size) {
    byte[] gb = "a你好€😀\n".getBytes(Charset.forName("GB18030"));
    PrintedOutput output = output("GB18030");
    for (int at = 0; at < gb.length; at += size) {
      output.print(Arrays.copyOfRange(gb, at, Math.min(at + size, gb.length)));
    }
    output.end();

    assertThat(printed.toString(UTF_8)).isEqualTo("a你好€😀\n");
    assertThat(output.isAtLineStart()).isTrue();
  }

  @Test
  void halfACharacterIsShownAsOneInTheEnd() {
    PrintedOutput output = output("GBK");
    output.print(new byte[] {'a', (byte) 0xC4});
    assertThat(printed.toString(UTF_8)).isEqualTo("a");
    output.end();
    assertThat(printed.toString(UTF_8)).isEqualTo("a\uFFFD");

    output.begin();
    output.print(new byte[] {(byte) 0xE3, 'b'});
    output.end();
    assertThat(printed.toString(UTF_8)).startsWith("a\uFFFD").doesNotContain("你");
  }

  @Test
  void bytesOfUtf8ComeAsTheyAre() {
    PrintedOutput output = output("UTF-8");
    output.print(new byte[] {(byte) 0xFF, 0, 'x'});
    output.end();

    assertThat(printed.toByteArray()).containsExactly(0xFF, 0, 'x');
    assertThat(output.isAtLineStart()).isFalse();
  }
}
