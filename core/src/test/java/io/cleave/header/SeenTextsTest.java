package io.cleave.header;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** What a thread remembers of the texts it has read. */
final class SeenTextsTest {

  private final SeenTexts texts = new SeenTexts();

  private SeenTexts.Seen get(String text) {
    byte[] bytes = text.getBytes(ISO_8859_1);
    return texts.get(Arrays.copyOf(bytes, bytes.length + Words.PADDING), 0, bytes.length);
  }

  @Test
  void givesTheSameTextAgain() {
    for (String text : new String[] {"", "a", "body_size", "12345678", "orders/create-it"}) {
      assertThat(get(text).text).isEqualTo(text).isSameAs(get(text).text);
    }
  }

  @Test
  void tellsTextsApartWhateverSlotTheyShare() {
    for (int i = 0; i < 100_000; i++) {
      assertThat(get("name" + i).text).isEqualTo("name" + i);
    }
  }

  @Test
  void aNameIsThereOnlyWithItsQuoteAndColon() {
    for (String name : new String[] {"", "id", "deadline", "deadline_ms", "orders/create-it"}) {
      assertThat(isNameAt(name, name + "\":1")).as(name).isTrue();
      assertThat(isNameAt(name, name + "\" :1")).as(name).isFalse();
      assertThat(isNameAt(name, name + "2\":1")).as(name).isFalse();
      assertThat(isNameAt(name, name + "\\\":1")).as(name).isFalse();
      assertThat(isNameAt(name, "x" + name + "\":1")).as(name).isFalse();
      assertThat(isNameAt(name, name)).as(name).isFalse();
    }
  }

  private boolean isNameAt(String name, String json) {
    byte[] bytes = json.getBytes(UTF_8);
    return get(name).isNameAt(Arrays.copyOf(bytes, bytes.length + Words.PADDING), 0);
  }

  @Test
  void headersThatChangeTheirNamesAreReadAllTheSame() {
    String[] headers = {
      "{\"a\":1,\"b\":2}",
      "{\"a\":1,\"c\":2}",
      "{\"b\":1,\"a\":2}",
      "{ \"a\" : 1 , \"b\" : 2 }",
      "{\"a\":{\"a\":{\"b\":1}},\"b\":[{\"a\":1},{\"b\":1}]}",
      "{\"a\":1,\"a-name-of-more-than-two-words\":2,\"b\":3}"
    };
    for (int i = 0; i < 100; i++) {
      for (String json : headers) {
        Header header = Header.parse(json);
        assertThat(ReferenceJson.of(header))
            .isEqualTo(ReferenceJson.read(json.getBytes(UTF_8), HeaderLimits.DEFAULT));
      }
    }
  }
}
