package io.cleave.message;

import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;

/**
 * Hears whole messages: the header as it was read, the body where it lies in the buffer that was
 * read from the socket.
 *
 * <pre>{@code
 * | 0f 00 00 | {"body_size":2} | 68 69 |     onMessage(header, buffer, 18, 2, answers)
 *                                |index
 *                                |<--->| length
 * }</pre>
 *
 * <p>What it throws ends the connection, as a broken rule does: a {@link
 * io.netty.handler.codec.CodecException} says that the peer is to blame, anything else that this
 * side is. Writing an answer that is too long throws the first kind, so a listener whose answers
 * may be too long looks before.
 *
 * <p><b>Threading.</b> Called on the connection's event loop, so it must not block.
 *
 * <p><b>Ownership.</b> The header may be kept. The bytes are valid until the call returns, or until
 * it feeds others into the pipeline, and only {@code index..index+length} are meant: copy what is
 * to be kept. The buffer is not to be released, written to or moved in its indexes; reading by
 * index is free.
 */
@FunctionalInterface
public interface MessageListener {
  /**
   * A message has come.
   *
   * @param header its header
   * @param buffer where its body lies
   * @param index of the first byte of its body
   * @param length bytes of its body, may be 0
   * @param answers writes to the peer
   */
  void onMessage(Header header, ByteBuf buffer, int index, int length, MessageWriter answers);
}
