package io.cleave.header;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.cleave.testing.FaultLine;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

/** Objects and lists inside each other: row F6. */
final class HeaderNestingTest {

  private static final int[] TOO_DEEP = {17, 18, 64, 65, 500, 1_000, 1_001, 10_000};

  @Test
  void reaches16AndNot17() {
    for (int kind = 0; kind < 3; kind++) {
      assertThat(Header.parse(nested(16, kind)).names()).containsExactly("a");
      for (int depth : TOO_DEEP) {
        String json = nested(depth, kind);
        assertThatExceptionOfType(HeaderException.class)
            .isThrownBy(() -> Header.parse(json))
            .withMessageContaining("nesting depth (17) exceeds the maximum allowed (16)");
      }
    }
  }

  @Test
  void refusesSixtyFiveThousandBracketsAtOnce() throws Exception {
    byte[] brackets = "[".repeat(65_535).getBytes(US_ASCII);
    byte[] inside = ("{\"a\":" + "[".repeat(65_530)).getBytes(US_ASCII);
    byte[] objects = "{\"a\":".repeat(13_107).getBytes(US_ASCII);
    FutureTask<Long> work =
        new FutureTask<>(
            () ->
                Math.max(
                    Cpu.of(() -> refuse(brackets)),
                    Math.max(Cpu.of(() -> refuse(inside)), Cpu.of(() -> refuse(objects)))));
    new Thread(null, work, "small stack", 256 << 10).start();
    long nanos = work.get();
    FaultLine.print(
        "F6",
        "depth 16 taken, %s depths from 17 on and 65 535 brackets refused, slowest %s us on 256 KiB"
            + " of stack",
        TOO_DEEP.length,
        nanos / 1_000);
    assertThat(nanos).isLessThan(Cpu.LIMIT);
  }

  @Test
  void isLimitedOnTheWayOutToo() {
    ByteBuf out = Unpooled.buffer();
    Header sixteen = made(16);
    sixteen.writeTo(out, HeaderLimits.DEFAULT);
    assertThat(Header.parse(out)).isEqualTo(sixteen);
    out.clear();
    assertThatExceptionOfType(HeaderException.class)
        .isThrownBy(() -> made(17).writeTo(out, HeaderLimits.DEFAULT))
        .withMessage("header nested 17 deep (expected: at most 16)");
    assertThat(out.writerIndex()).isZero();
    out.release();
  }

  @Test
  void refusesBracketsCutOffAtAnyLengthAndDepth() {
    HeaderLimits deep = HeaderLimits.DEFAULT.withMaxDepth(64);
    for (int spaces : new int[] {0, 900, 955, 1100}) {
      for (int depth = 1; depth <= 64; depth++) {
        String cutOff = "{\"a\":" + " ".repeat(spaces) + "[".repeat(depth);
        assertThatThrownBy(() -> Header.parse(cutOff.getBytes(StandardCharsets.UTF_8), deep))
            .isInstanceOf(HeaderException.class);
      }
    }
  }

  @Test
  void countsListsAsItCountsObjects() {
    HeaderLimits two = HeaderLimits.DEFAULT.withMaxDepth(2);
    assertThat(Header.parse("{\"a\":[1],\"b\":{}}", two).size()).isEqualTo(2);
    for (String json : List.of("{\"a\":[[]]}", "{\"a\":[{}]}", "{\"a\":{\"b\":[]}}")) {
      assertThatExceptionOfType(HeaderException.class).isThrownBy(() -> Header.parse(json, two));
    }
  }

  @Test
  void endsAt64WhateverTheLimits() {
    assertThat(made(64).extent().depth()).isEqualTo(64);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> made(65))
        .withMessage("a: nested 65 deep (expected: at most 64)");
  }

  @Test
  void refusesAListThatHoldsItself() {
    List<Object> list = new ArrayList<>();
    list.add(list);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Header.of("a", list))
        .withMessageContaining("nested 65 deep");
  }

  private static void refuse(byte[] json) {
    assertThatExceptionOfType(HeaderException.class).isThrownBy(() -> Header.parse(json));
  }

  private static Header made(int depth) {
    Header header = Header.of("a", 1);
    for (int i = 1; i < depth; i++) {
      header = Header.of("a", header);
    }
    return header;
  }

  /** Only objects, only lists inside the one object, or both in turns. */
  private static String nested(int depth, int kind) {
    StringBuilder open = new StringBuilder("{\"a\":");
    StringBuilder close = new StringBuilder("}");
    for (int i = 1; i < depth; i++) {
      boolean list = kind == 1 || (kind == 2 && i % 2 == 0);
      open.append(list ? "[" : "{\"a\":");
      close.insert(0, list ? ']' : '}');
    }
    return open + "1" + close;
  }
}
