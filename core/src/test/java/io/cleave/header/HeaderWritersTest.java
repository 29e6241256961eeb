package io.cleave.header;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.cleave.testing.FullRuns;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The writer in one pass writes what the one that measures first writes, or leaves it to that. */
@Timeout(value = 1, unit = TimeUnit.HOURS) // at the full count
final class HeaderWritersTest {

  private static final int ROOM = 1_024;

  @Test
  void agreeOnHeadersOfEveryKind() {
    RandomHeaders headers = new RandomHeaders(8);
    int runs = FullRuns.count(200_000);
    int plain = 0;
    for (int i = 0; i < runs; i++) {
      plain += requireAgreement(headers.next(), HeaderLimits.DEFAULT, ROOM) ? 1 : 0;
    }
    assertThat(plain).isBetween(runs / 20, runs);
  }

  @Test
  void agreeWithinNarrowLimitsAndLittleRoom() {
    RandomHeaders headers = new RandomHeaders(9);
    int plain = 0;
    for (int i = 0; i < FullRuns.count(200_000); i++) {
      Random random = headers.random();
      HeaderLimits limits =
          new HeaderLimits(
              2 + random.nextInt(200),
              1 + random.nextInt(4),
              2 + random.nextInt(30),
              1 + random.nextInt(21),
              1 + random.nextInt(8),
              random.nextInt(20));
      plain += requireAgreement(headers.next(), limits, random.nextInt(200)) ? 1 : 0;
    }
    assertThat(plain).isPositive();
  }

  @Test
  void agreeOnEveryInteger() {
    Random random = new Random(10);
    for (int i = 0; i < 200_000; i++) {
      requireAgreement(
          Header.of("a", random.nextLong() >> random.nextInt(64)), HeaderLimits.DEFAULT, ROOM);
    }
    for (long power = 1; power > 0 && power < Long.MAX_VALUE / 10; power *= 10) {
      for (long value : new long[] {power - 1, power, power + 1, -power, 1 - power, -1 - power}) {
        assertThat(requireAgreement(Header.of("a", value), HeaderLimits.DEFAULT, ROOM)).isTrue();
      }
    }
    requireAgreement(
        Header.of("a", Long.MIN_VALUE, "b", Long.MAX_VALUE), HeaderLimits.DEFAULT, ROOM);
  }

  /** Whether the one pass took it. */
  private static boolean requireAgreement(Header header, HeaderLimits limits, int room) {
    byte[] out = new byte[room];
    int written = CanonicalWriter.write(header, null, 0, out, Scratch.get().texts(), limits);
    if (written == CanonicalWriter.UNUSUAL) {
      return false;
    }
    assertThat(header.extent().fits(limits)).as(header.toString()).isTrue();
    assertThat(Arrays.copyOf(out, written)).as(header.toString()).isEqualTo(header.toBytes());
    return true;
  }

  @Test
  void anIntegerMoreIsWhatWithMakes() {
    RandomHeaders headers = new RandomHeaders(11);
    for (int i = 0; i < FullRuns.count(50_000); i++) {
      Header header = headers.next();
      long value = headers.random().nextLong() >> headers.random().nextInt(64);
      assertThat(written(header, "body_size", value))
          .isEqualTo(header.with("body_size", value).toBytes());
    }
  }

  @Test
  void anIntegerThatIsThereKeepsItsPlace() {
    Header header = Header.of("a", 1, "n", "text", "b", 2);
    assertThat(new String(written(header, "n", -7), UTF_8)).isEqualTo("{\"a\":1,\"n\":-7,\"b\":2}");
    assertThat(new String(written(Header.empty(), "", 0), UTF_8)).isEqualTo("{\"\":0}");
  }

  @Test
  void anIntegerMoreIsHeldToTheLimits() {
    Header header = Header.of("a", 1);
    ByteBuf out = Unpooled.buffer();
    HeaderLimits eleven = HeaderLimits.DEFAULT.withMaxLength(11);
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> header.writeTo(out, eleven, "n", 10))
        .withMessage("header of 14 bytes (expected: 2..11)");
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> header.writeTo(out, HeaderLimits.DEFAULT.withMaxTokens(5), "n", 1))
        .withMessage("header of 6 or more tokens (expected: at most 5)");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> header.writeTo(out, HeaderLimits.DEFAULT, "\ud800", 1));
    assertThat(out.readableBytes()).isZero();
  }

  private static byte[] written(Header header, String name, long value) {
    ByteBuf out = Unpooled.buffer();
    header.writeTo(out, HeaderLimits.WIDEST, name, value);
    return ByteBufUtil.getBytes(out);
  }
}
