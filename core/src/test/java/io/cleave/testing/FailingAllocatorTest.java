package io.cleave.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class FailingAllocatorTest {

  @Test
  void failsAtItsAllocationAndNoOther() {
    FailingAllocator allocator = new FailingAllocator(2);
    ByteBuf first = allocator.heapBuffer(16);

    assertThatThrownBy(() -> allocator.directBuffer(32))
        .isInstanceOf(FailingAllocator.NoMemoryError.class)
        .hasMessageContaining("32 bytes");
    assertThat(allocator.hasFailed()).isTrue();

    allocator.directBuffer(32).release();
    first.release();
    allocator.assertNothingLeft();
  }

  @Test
  void growingCounts() {
    FailingAllocator allocator = new FailingAllocator(2);
    ByteBuf buffer = allocator.heapBuffer(16).writeZero(16);

    assertThatThrownBy(() -> buffer.writeByte(1))
        .isInstanceOf(FailingAllocator.NoMemoryError.class);

    assertThat(buffer.release()).isTrue();
    allocator.assertNothingLeft();
  }

  @Test
  void countsWhatIsUsed() {
    TrackedAllocator allocator = new TrackedAllocator();
    ByteBuf heap = allocator.heapBuffer(100);
    ByteBuf direct = allocator.directBuffer(28);
    assertThat(allocator.usedBytes()).isEqualTo(128);

    heap.release();
    direct.release();

    assertThat(allocator.usedBytes()).isZero();
    assertThat(allocator.peakBytes()).isEqualTo(128);
    assertThat(allocator.aliveBuffers()).isZero();
  }
}
