package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.header.HeaderException;
import io.cleave.testing.FaultLine;
import io.cleave.testing.Feed;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Row F8 through the decoder: only an integer token is a body length. */
class BodyLengthKeyFaultTest {
  private static final MessageFormat FORMAT = MessageFormat.of("<q");
  private static final byte[] NONE = new byte[0];

  /** What a JSON library with its usual settings would take for a number, and then some. */
  private static final List<String> VALUES =
      List.of(
          "\"2\"",
          "\"\"",
          "\" \"",
          "\"null\"",
          "\"0x2\"",
          "2.0",
          "1.9",
          "0.0",
          "-0",
          "-0.0",
          "2e0",
          "1e3",
          "1E3",
          "2e-1",
          "1.5e3",
          "-1",
          "-2.0",
          "-9223372036854775808",
          "9223372036854775808",
          "18446744073709551615",
          "18446744073709551618",
          "99999999999999999999999999999999",
          "100000000000000000000000000000000000",
          "02",
          "+2",
          "00",
          ".2",
          "2.",
          "0x2",
          "2L",
          "1_000",
          "2 2",
          "NaN",
          "Infinity",
          "null",
          "true",
          "false",
          "[]",
          "[2]",
          "{}",
          "{\"body_size\":2}",
          "２",
          "2,\"body_size\":2",
          "2,\"body\\u005fsize\":2");

  /** Around the value: as most peers write it, as the full parser has to read it, behind others. */
  private static final List<String> FORMS =
      List.of("{\"body_size\":%s}", "{ \"body\\u005fsize\" : %s }", "{\"a\":[1],\"body_size\":%s}");

  @Test
  void refusesEverythingButIntegerToken() {
    int refused = 0;
    for (String value : VALUES) {
      for (String form : FORMS) {
        byte[] bad = MessageWire.of(form.formatted(value), Hex.bytes("6869"));
        for (Feed feed : List.of(Feed.ALL_AT_ONCE, Feed.ONE_BYTE_AT_A_TIME)) {
          MessageLines lines = feed(feed, bad, MessageWire.of("{}", NONE));
          assertThat(lines.lines()).as("%s in %s", value, form).containsExactly("!HeaderException");
          assertThat(lines.failure()).isExactlyInstanceOf(HeaderException.class);
        }
        refused++;
      }
    }
    FaultLine.print(
        "F8", "%s values in %s forms through the decoder, %s refused", VALUES.size(), 3, refused);
  }

  @Test
  void takesIntegersAndNothingForNone() {
    for (String form : FORMS) {
      byte[] two = MessageWire.of(form.formatted("2"), Hex.bytes("6869"));
      assertThat(feed(Feed.ALL_AT_ONCE, two).lines()).singleElement().asString().endsWith("} 6869");
      byte[] none = MessageWire.of(form.formatted("0"), NONE);
      assertThat(feed(Feed.ALL_AT_ONCE, none).lines()).singleElement().asString().endsWith("} ");
    }
    byte[] missing = MessageWire.of("{\"Body_size\":2,\"body_size \":3}", NONE);
    assertThat(feed(Feed.ALL_AT_ONCE, missing).lines())
        .containsExactly("message {\"Body_size\":2,\"body_size \":3} ");
    byte[] nested = MessageWire.of("{\"a\":{\"body_size\":2}}", NONE);
    assertThat(feed(Feed.ALL_AT_ONCE, nested).failures()).isEmpty();
  }

  private static MessageLines feed(Feed feed, byte[]... frames) {
    TrackedAllocator allocator = TrackedAllocator.withoutSites();
    MessageLines lines = new MessageLines();
    EmbeddedChannel channel = allocator.channel(new MessageDecoder(FORMAT), lines);
    feed.feed(channel, frames);
    assertThat(channel.isOpen()).isEqualTo(lines.failures().isEmpty());
    channel.finish();
    allocator.assertNothingLeft();
    return lines;
  }
}
