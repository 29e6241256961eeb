package io.cleave.examples.echo;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.Charset;
import org.junit.jupiter.api.Test;

class EchoAnswerTest {
  private static final Charset GBK = Charset.forName("GBK");

  @Test
  void givesTheSameBytesEvenIfTheyAreNoText() {
    byte[] request = {0, -1, -128, 'a'};
    assertThat(new EchoAnswer(UTF_8, false, "").apply(request)).containsExactly(request);
  }

  @Test
  void raisesAsPythonDoes() {
    byte[] request = "az AZ 09 é ß ı 你".getBytes(UTF_8);
    byte[] answer = new EchoAnswer(UTF_8, true, "").apply(request);
    assertThat(new String(answer, UTF_8)).isEqualTo("AZ AZ 09 é ß ı 你");
  }

  @Test
  void putsTheSuffixBehind() {
    byte[] answer = new EchoAnswer(UTF_8, true, "sb你").apply("a".getBytes(UTF_8));
    assertThat(new String(answer, UTF_8)).isEqualTo("Asb你");
  }

  @Test
  void translatesBeforeItRaises() {
    byte[] request = "乤a".getBytes(GBK); // its second byte is a letter
    assertThat(request[1]).isBetween((byte) 'a', (byte) 'z');
    byte[] answer = new EchoAnswer(GBK, true, "").apply(request);
    assertThat(new String(answer, UTF_8)).isEqualTo("乤A");
  }
}
