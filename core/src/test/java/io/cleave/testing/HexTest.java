package io.cleave.testing;

import static io.cleave.testing.WireAssert.assertThatBytes;
import static io.cleave.testing.WireAssert.assertThatFrame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class HexTest {

  @Test
  void readsGroups() {
    assertThat(Hex.bytes("0003 616263")).containsExactly(0, 3, 'a', 'b', 'c');
    assertThat(Hex.bytes("01 | 02\n03")).containsExactly(1, 2, 3);
    assertThat(Hex.bytes("")).isEmpty();
    assertThat(Hex.bytes("-")).isEmpty();
  }

  @Test
  void readsRepeatedByte() {
    assertThat(Hex.bytes("03+repeat:61*3")).containsExactly(3, 'a', 'a', 'a');
    assertThat(Hex.bytes("repeat:ff*0")).isEmpty();
  }

  @Test
  void refusesHalfByte() {
    assertThatThrownBy(() -> Hex.bytes("000")).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void failureShowsBothSides() {
    assertThatThrownBy(() -> assertThatBytes(Hex.bytes("0003 616264")).isWire("0003 616263"))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("bytes differ from offset 4 on")
        .hasMessageContaining("00 03 61 62 63")
        .hasMessageContaining("00 03 61 62 64");
  }

  @Test
  void failureOfLongBytesShowsSurroundings() {
    assertThatThrownBy(
            () -> assertThatBytes(Hex.bytes("repeat:00*5000 01")).isWire("repeat:00*5000 02"))
        .hasMessageContaining("(offset 4928)");
  }

  @Test
  void missingBytesAreDifference() {
    assertThatThrownBy(() -> assertThatBytes(Hex.bytes("01")).isWire("01 02"))
        .hasMessageContaining("bytes differ from offset 1 on");
  }

  @Test
  void frameIsReleased() {
    ByteBuf frame = Hex.buffer("01");

    assertThatFrame(frame).isWire("01");

    assertThat(frame.refCnt()).isZero();
  }
}
