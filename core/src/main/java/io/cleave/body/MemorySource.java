package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import org.jspecify.annotations.Nullable;

/** Gives a buffer in slices; the last slice is the buffer itself. */
final class MemorySource implements BodySource {
  private ByteBuf rest;

  MemorySource(ByteBuf rest) {
    this.rest = rest;
  }

  @Override
  public @Nullable Object next(ByteBufAllocator allocator, int maxBytes) {
    Chunks.checkMaxBytes(maxBytes);
    if (isDone()) {
      return null;
    }
    if (rest.readableBytes() > maxBytes) {
      return rest.readRetainedSlice(maxBytes);
    }
    ByteBuf last = rest;
    rest = Unpooled.EMPTY_BUFFER;
    return last;
  }

  @Override
  public boolean isDone() {
    return !rest.isReadable();
  }

  @Override
  public void whenReady(Runnable ready) {
    ready.run();
  }

  @Override
  public void close() {
    rest.release();
    rest = Unpooled.EMPTY_BUFFER;
  }
}
