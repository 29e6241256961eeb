package io.cleave.message;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.DefaultByteBufHolder;

/**
 * Some bytes of a body, in order; where one chunk ends and the next begins means nothing.
 *
 * <p><b>Ownership.</b> Counted as its bytes are: the receiver releases it.
 */
public final class BodyChunk extends DefaultByteBufHolder implements MessageEvent {
  private final boolean last;

  /**
   * A chunk.
   *
   * @param bytes belong to the chunk from here on; may be empty
   * @param last whether the body ends with it
   */
  public BodyChunk(ByteBuf bytes, boolean last) {
    super(bytes);
    this.last = last;
  }

  /** Whether the body, and with it the message, ends with this chunk. */
  public boolean isLast() {
    return last;
  }

  @Override
  public BodyChunk replace(ByteBuf content) {
    return new BodyChunk(content, last);
  }

  @Override
  public BodyChunk copy() {
    return replace(content().copy());
  }

  @Override
  public BodyChunk duplicate() {
    return replace(content().duplicate());
  }

  @Override
  public BodyChunk retainedDuplicate() {
    return replace(content().retainedDuplicate());
  }

  @Override
  public BodyChunk retain() {
    super.retain();
    return this;
  }

  @Override
  public BodyChunk retain(int increment) {
    super.retain(increment);
    return this;
  }

  @Override
  public BodyChunk touch() {
    super.touch();
    return this;
  }

  @Override
  public BodyChunk touch(Object hint) {
    super.touch(hint);
    return this;
  }

  @Override
  public boolean equals(Object other) {
    return super.equals(other) && other instanceof BodyChunk chunk && chunk.last == last;
  }

  @Override
  public int hashCode() {
    return 31 * super.hashCode() + Boolean.hashCode(last);
  }

  @Override
  public String toString() {
    return "BodyChunk[" + content().readableBytes() + " bytes" + (last ? ", last]" : "]");
  }
}
