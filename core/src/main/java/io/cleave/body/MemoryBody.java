package io.cleave.body;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;

/** A body in a buffer. Its references are the buffer's. */
final class MemoryBody extends Body {
  static final Body EMPTY = new MemoryBody(Unpooled.EMPTY_BUFFER, 0, 0);

  private final ByteBuf content;
  private final int start;
  private final int length;

  MemoryBody(ByteBuf content, int start, int length) {
    this.content = content;
    this.start = start;
    this.length = length;
  }

  @Override
  public long length() {
    return length;
  }

  @Override
  public boolean isInMemory() {
    return true;
  }

  @Override
  public ByteBuf content() {
    return content.slice(start, length);
  }

  @Override
  public void writeTo(ByteBuf out) {
    out.writeBytes(content, start, length);
  }

  @Override
  public BodySource open(ChannelHandlerContext encoder) {
    return new MemorySource(content.retainedSlice(start, length));
  }

  @Override
  String kind() {
    return "memory";
  }

  @Override
  public int refCnt() {
    return content.refCnt();
  }

  @Override
  public Body retain() {
    content.retain();
    return this;
  }

  @Override
  public Body retain(int increment) {
    content.retain(increment);
    return this;
  }

  @Override
  public Body touch() {
    content.touch();
    return this;
  }

  @Override
  public Body touch(Object hint) {
    content.touch(hint);
    return this;
  }

  @Override
  public boolean release() {
    return content.release();
  }

  @Override
  public boolean release(int decrement) {
    return content.release(decrement);
  }
}
