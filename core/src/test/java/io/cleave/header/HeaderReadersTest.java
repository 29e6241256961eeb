package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.testing.FaultLine;
import io.cleave.testing.FullRuns;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Three readers that share no code come to one answer: the scan, Jackson, and the reference. */
@Timeout(value = 1, unit = TimeUnit.HOURS) // at the full count
final class HeaderReadersTest {

  private static final HeaderLimits LIMITS = HeaderLimits.DEFAULT;

  @Test
  void agreeOnEveryVector() {
    Vector.json().forEach(vector -> requireAgreement(vector.bytes(), LIMITS));
    Vector.encodings().forEach(vector -> requireAgreement(vector.bytes(), LIMITS));
  }

  @Test
  void agreeOnFuzzedHeaders() {
    int runs = FullRuns.count(1_000_000);
    RandomHeaders headers = new RandomHeaders(5);
    int taken = 0;
    int scanned = 0;
    for (int i = 0; i < runs; i++) {
      byte[] json = headers.nextSpelled().getBytes(UTF_8);
      byte[] bytes = i % 2 == 0 ? json : broken(json, headers.random());
      taken += requireAgreement(bytes, LIMITS) ? 1 : 0;
      scanned += scan(bytes, LIMITS) == null ? 0 : 1;
    }
    FaultLine.print(
        "F5",
        "%s fuzzed headers, %s taken, %s of them by the scan, 0 differences between 3 readers",
        runs,
        taken,
        scanned);
    assertThat(taken).isBetween(runs / 3, runs * 2 / 3);
    assertThat(scanned).isBetween(runs / 20, taken);
  }

  @Test
  void agreeWithinNarrowLimits() {
    RandomHeaders headers = new RandomHeaders(6);
    for (int i = 0; i < FullRuns.count(200_000); i++) {
      Random random = headers.random();
      HeaderLimits limits =
          new HeaderLimits(
              20 + random.nextInt(200),
              1 + random.nextInt(4),
              2 + random.nextInt(30),
              1 + random.nextInt(12),
              1 + random.nextInt(8),
              random.nextInt(20));
      requireAgreement(headers.nextSpelled().getBytes(UTF_8), limits);
    }
  }

  @Test
  void leaveToJacksonWhatIsOutOfTheOrdinary() {
    for (String json :
        new String[] {
          "{\"a\":\"\\u0061\"}",
          "{\"a\":1.0}",
          "{\"a\":1e3}",
          "{\"a\":-0}",
          "{\"a\":1234567890123456789}"
        }) {
      assertThat(scan(json.getBytes(UTF_8), LIMITS)).as(json).isNull();
      assertThat(Header.parse(json).names()).as(json).containsExactly("a");
    }
  }

  @Test
  void scanWhatPeersWrite() {
    for (String json :
        new String[] {
          "{}",
          "{\"file_name\": \"hi.txt\", \"file_size\": 2}",
          "{\n  \"a\": [1, -2, true, false, null, {\"b\": {}}]\n}\n",
          "{\"name\":\"你好.txt\",\"n\":-123456789012345678}",
          Header.of("a", 1, "b", "x", "c", Header.of("d", null)).toJson()
        }) {
      assertThat(scan(json.getBytes(UTF_8), LIMITS)).as(json).isEqualTo(Header.parse(json));
    }
  }

  /** Whether the header was taken, by all of them. */
  private static boolean requireAgreement(byte[] bytes, HeaderLimits limits) {
    Object reference = outcome(() -> ReferenceJson.read(bytes, limits));
    Object jackson = outcome(() -> jackson(bytes, limits));
    @Nullable Header scanned = scan(bytes, limits);
    assertThat(jackson).as(() -> shown(bytes)).isEqualTo(reference);
    assertThat(outcome(() -> Header.parse(bytes, limits)))
        .as(() -> shown(bytes))
        .isEqualTo(reference);
    if (scanned != null) {
      assertThat(ReferenceJson.of(scanned)).as(() -> shown(bytes)).isEqualTo(reference);
    }
    return !reference.equals("refused");
  }

  private static Header jackson(byte[] bytes, HeaderLimits limits) {
    limits.requireLength(bytes.length); // which is done before either reader is asked
    return JacksonReader.read(bytes, 0, bytes.length, limits);
  }

  /** What the scan makes of a header, {@code null} if it leaves that to Jackson. */
  static @Nullable Header scan(byte[] bytes, HeaderLimits limits) {
    return bytes.length > limits.maxLength()
        ? null
        : Scratch.get().scanner().scan(padded(bytes), bytes.length, limits);
  }

  /** With what a scratch array has behind a header: the rest of another one. */
  private static byte[] padded(byte[] bytes) {
    byte[] padded = Arrays.copyOf(bytes, bytes.length + Words.PADDING);
    Arrays.fill(padded, bytes.length, padded.length, (byte) '"');
    return padded;
  }

  /** What the header holds, or that it was refused. */
  private static Object outcome(Supplier<?> reader) {
    try {
      Object read = reader.get();
      return requireNonNull(read instanceof Header header ? ReferenceJson.of(header) : read);
    } catch (HeaderException | ReferenceJson.Refusal e) {
      return "refused";
    }
  }

  /** A byte changed, inserted, removed or doubled, up to three times. */
  private static byte[] broken(byte[] json, Random random) {
    byte[] bytes = json;
    for (int i = random.nextInt(3); i >= 0 && bytes.length > 1; i--) {
      int at = random.nextInt(bytes.length);
      byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
      System.arraycopy(bytes, at, longer, at + 1, bytes.length - at);
      byte[] shorter = Arrays.copyOf(bytes, bytes.length - 1);
      System.arraycopy(bytes, at + 1, shorter, at, shorter.length - at);
      byte[] changed = bytes.clone();
      changed[at] = anyByte(random);
      longer[at] = random.nextBoolean() ? bytes[at] : anyByte(random);
      bytes = random.nextInt(3) == 0 ? changed : random.nextBoolean() ? longer : shorter;
    }
    return bytes;
  }

  private static byte anyByte(Random random) {
    String likely = "{}[]\",:\\u0019-+.eE \n\ttfn\0";
    return (byte)
        (random.nextInt(4) == 0
            ? random.nextInt(256)
            : likely.charAt(random.nextInt(likely.length())));
  }

  private static String shown(byte[] bytes) {
    return PeerText.escape(new String(bytes, UTF_8));
  }
}
