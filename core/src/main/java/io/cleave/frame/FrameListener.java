package io.cleave.frame;

import io.netty.buffer.ByteBuf;

/**
 * Hears frames where they lie, in the buffer that was read from the socket.
 *
 * <pre>{@code
 * | 03 00 00 | 61 62 63 | 02 00 00 | 68 69 |     onFrame(buffer, 3, 3, answers)
 *              |index                            onFrame(buffer, 9, 2, answers)
 *              |<-length->|
 * }</pre>
 *
 * <p>What it throws ends the connection, as a broken rule does: a {@link
 * io.netty.handler.codec.CodecException} says that the peer is to blame, anything else that this
 * side is. Writing an answer that is too long throws the first kind, so a listener whose answers
 * may be too long looks before.
 *
 * <p><b>Threading.</b> Called on the connection's event loop, so it must not block.
 *
 * <p><b>Ownership.</b> The bytes are valid until the call returns, or until it feeds others into
 * the pipeline, and only {@code index..index+length} are meant: copy what is to be kept. The buffer
 * is not to be released, written to or moved in its indexes; reading by index is free.
 */
@FunctionalInterface
public interface FrameListener {
  /**
   * A frame has come.
   *
   * @param buffer where it lies
   * @param index of the first byte of its payload
   * @param length bytes of its payload
   * @param answers writes to the peer
   */
  void onFrame(ByteBuf buffer, int index, int length, FrameWriter answers);
}
