package io.cleave.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What is asked of eight bytes at once is what a loop would find. */
final class WordsTest {

  @Test
  void textEndsAtEachByteThatIsNotPlain() {
    byte[] bytes = new byte[Words.LENGTH];
    for (int b = 0; b < 256; b++) {
      for (int at = 0; at < Words.LENGTH; at++) {
        Arrays.fill(bytes, (byte) 'a');
        bytes[at] = (byte) b;
        boolean plain = b >= ' ' && b < 0x80 && b != '"' && b != '\\';
        assertThat(Words.before(Words.textEnds(Words.at(bytes, 0))))
            .as("byte %s at %s", b, at)
            .isEqualTo(plain ? Words.LENGTH : at);
      }
    }
  }

  @Test
  void digitsEndAtEachOtherByte() {
    byte[] bytes = new byte[Words.LENGTH];
    for (int b = 0; b < 256; b++) {
      for (int at = 0; at < Words.LENGTH; at++) {
        Arrays.fill(bytes, (byte) '7');
        bytes[at] = (byte) b;
        assertThat(Words.digits(Words.at(bytes, 0)))
            .as("byte %s at %s", b, at)
            .isEqualTo(b >= '0' && b <= '9' ? Words.LENGTH : at);
      }
    }
  }

  @Test
  void findWhatALoopFindsInAnyBytes() {
    Random random = new Random(7);
    byte[] bytes = new byte[Words.LENGTH];
    for (int i = 0; i < 200_000; i++) {
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] =
            (byte) (random.nextInt(4) == 0 ? random.nextInt(256) : '0' + random.nextInt(12));
      }
      int plain = 0;
      while (plain < 8 && bytes[plain] >= ' ' && bytes[plain] != '"' && bytes[plain] != '\\') {
        plain++;
      }
      int digits = 0;
      while (digits < 8 && bytes[digits] >= '0' && bytes[digits] <= '9') {
        digits++;
      }
      long word = Words.at(bytes, 0);
      assertThat(Words.before(Words.textEnds(word))).isEqualTo(plain);
      assertThat(Words.digits(word)).isEqualTo(digits);
      if (digits > 0) {
        String spelled = new String(bytes, 0, digits, ISO_8859_1);
        assertThat(Words.append(12, word, digits)).isEqualTo(Long.parseLong("12" + spelled));
      }
    }
  }

  @Test
  void aTextOfUpToTwoWordsIsItsBytesAndZeros() {
    byte[] bytes = "abcdefghijklmnopqrstuvwxyz".getBytes(ISO_8859_1);
    for (int length = 0; length <= SeenTexts.MAX_LENGTH; length++) {
      byte[] words = new byte[SeenTexts.MAX_LENGTH];
      Words.put(words, 0, Words.first(bytes, 3, length));
      Words.put(words, Words.LENGTH, Words.second(bytes, 3, length));
      byte[] expected = Arrays.copyOf(Arrays.copyOfRange(bytes, 3, 3 + length), words.length);
      assertThat(words).isEqualTo(expected);
    }
  }
}
