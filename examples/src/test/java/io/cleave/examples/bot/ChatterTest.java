package io.cleave.examples.bot;

import static java.nio.charset.StandardCharsets.UTF_16LE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.endpoint.FrameServer;
import io.cleave.examples.text.Texts;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChatterTest {
  @Test
  void answersTheFirstTextWithItself() {
    assertThat(tell(new Chatter(new Texts(UTF_8), ChatterTest::oldest), "first"))
        .isEqualTo("first");
  }

  @Test
  void choosesAmongTheLastThousandTexts() {
    Chatter chatter = new Chatter(new Texts(UTF_8), ChatterTest::oldest);
    for (int i = 1; i <= Chatter.TEXTS; i++) {
      assertThat(tell(chatter, "text " + i)).isEqualTo("text 1");
    }
    assertThat(tell(chatter, "one more")).isEqualTo("text 2");
    assertThat(tell(new Chatter(new Texts(UTF_8), ChatterTest::newest), "newest"))
        .isEqualTo("newest");
  }

  @Test
  void saysEachOfThemSometimes() {
    Chatter chatter =
        new Chatter(new Texts(UTF_8), count -> ThreadLocalRandom.current().nextInt(count));
    Set<String> said = new TreeSet<>();
    for (int i = 0; i < 1_000; i++) {
      said.add(tell(chatter, "text " + i % 3));
    }
    assertThat(said).containsExactly("text 0", "text 1", "text 2");
  }

  @Test
  void forgetsEarlierWhatIsLong() {
    Chatter chatter = new Chatter(new Texts(UTF_8), ChatterTest::oldest);
    tell(chatter, "short");
    String large = "x".repeat(1 << 16);
    int fit = Chatter.BYTES / large.length();
    for (int i = 0; i < fit - 1; i++) {
      assertThat(tell(chatter, large)).isEqualTo("short");
    }
    assertThat(tell(chatter, large)).isEqualTo(large);
  }

  @Test
  void givesBytesBackAsTheyCame() {
    byte[] noText = {(byte) 0xE4, (byte) 0xBD};
    assertThat(new Chatter(new Texts(UTF_8), ChatterTest::newest).apply(noText))
        .containsExactly(noText);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bye", "Bye\n", "Bye\r\n"})
  void hangsUpOnByeAndForgetsIt(String farewell) {
    Chatter chatter = new Chatter(new Texts(UTF_8), ChatterTest::oldest);
    assertThat(chatter.apply(farewell.getBytes(UTF_8))).isSameAs(FrameServer.HANG_UP);
    assertThat(tell(chatter, "next")).isEqualTo("next");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bye", "Bye!", "Bye Bye", "Good Bye"})
  void answersWhatOnlyLooksLikeIt(String text) {
    assertThat(tell(new Chatter(new Texts(UTF_8), ChatterTest::newest), text)).isEqualTo(text);
  }

  @Test
  void readsByeInTheCharsetOfItsClients() {
    Chatter chatter = new Chatter(new Texts(UTF_16LE), ChatterTest::newest);
    assertThat(chatter.apply("Bye".getBytes(UTF_16LE))).isSameAs(FrameServer.HANG_UP);
  }

  private static int oldest(int count) {
    return 0;
  }

  private static int newest(int count) {
    return count - 1;
  }

  private static String tell(Chatter chatter, String text) {
    return new String(chatter.apply(text.getBytes(UTF_8)), UTF_8);
  }
}
