package io.cleave.message;

import static org.assertj.core.api.Assertions.assertThat;

import io.cleave.body.Body;
import io.cleave.header.Header;
import io.cleave.testing.Hex;
import io.cleave.testing.TrackedAllocator;
import io.netty.buffer.ByteBuf;
import org.junit.jupiter.api.Test;

class MessageValuesTest {
  @Test
  void messageIsCountedAsItsBody(TrackedAllocator allocator) {
    ByteBuf bytes = allocator.buffer().writeBytes(Hex.bytes("6869"));
    Message message = Message.of(Header.of("a", 1), Body.of(bytes));

    assertThat(message.retain().retain(2).touch().touch("hint")).isSameAs(message);
    assertThat(message.refCnt()).isEqualTo(4).isEqualTo(bytes.refCnt());
    assertThat(message.release(3)).isFalse();
    assertThat(message).hasToString("Message[{\"a\":1}, Body[memory, 2 bytes]]");
    assertThat(message.release()).isTrue();
    assertThat(bytes.refCnt()).isZero();
  }

  @Test
  void messageWithoutBodyNeedsNoRelease() {
    Message message = Message.of(Header.empty());

    assertThat(message.body()).isSameAs(Body.empty());
    assertThat(message.release()).isFalse();
    assertThat(message.refCnt()).isOne();
  }

  @Test
  void chunkKeepsItsMarkInEveryCopy(TrackedAllocator allocator) {
    BodyChunk last = new BodyChunk(allocator.buffer().writeBytes(Hex.bytes("6869")), true);
    BodyChunk copy = last.copy();
    BodyChunk retained = last.retainedDuplicate();

    assertThat(copy).isEqualTo(last).hasSameHashCodeAs(last);
    assertThat(copy.isLast() && retained.isLast() && last.duplicate().isLast()).isTrue();
    assertThat(last.replace(Hex.buffer("61")).isLast()).isTrue();
    assertThat(new BodyChunk(copy.content(), false)).isNotEqualTo(copy);
    assertThat(last).hasToString("BodyChunk[2 bytes, last]").isNotEqualTo("BodyChunk");
    assertThat(new BodyChunk(copy.content(), false)).hasToString("BodyChunk[2 bytes]");
    assertThat(last.retain().retain(1).touch().touch("hint")).isSameAs(last);
    last.release(4);
    copy.release();
    assertThat(last.refCnt() + copy.refCnt()).isZero();
  }
}
