package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InPlaceWriter;
import io.cleave.header.Header;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.CompositeByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import java.util.function.Consumer;

/**
 * Appends messages to one buffer, which leaves when the read that is being answered is over, as
 * {@link InPlaceWriter} draws it.
 *
 * <p>A body of more than 4 KiB in a buffer leaves where it lies, and must not be changed any more;
 * all others are copied. The header's body length key is put in when it is missing, and must agree
 * when it is there.
 *
 * <p><b>Threading.</b> On the channel's event loop only.
 *
 * <p><b>Ownership.</b> Of what is written it keeps a copy, or a reference of its own.
 */
public final class MessageWriter extends InPlaceWriter {
  private final MessageFormat format;
  private final ConnectionMetrics metrics;
  private int messages;
  private long bodyBytes;
  private long bytes;

  MessageWriter(
      ChannelHandlerContext ctx, MessageFormat format, ConnectionMetrics metrics, Runnable onFull) {
    super(ctx, onFull);
    this.format = format;
    this.metrics = metrics;
  }

  /** Appends a message without body, as {@link #write(Header, ByteBuf, int, int)} does. */
  public void write(Header header) {
    write(header, Unpooled.EMPTY_BUFFER, 0, 0);
  }

  /**
   * Appends a message, as {@link #write(Header, ByteBuf, int, int)} does.
   *
   * @param body all of it is copied
   */
  public void write(Header header, byte[] body) {
    int length = body.length;
    append(begin(header, length, length), header, length, out -> out.writeBytes(body));
  }

  /**
   * Appends a message.
   *
   * @param header without its body's length, or with the right one
   * @param body where its body lies; may be the buffer a message came in
   * @param index of the first byte
   * @param length bytes
   * @throws FrameTooLongException if header or body are above their limit; whatever is thrown,
   *     nothing is appended
   * @throws io.cleave.header.HeaderException if a decoder would refuse the header
   * @throws IllegalArgumentException if the header says another length
   */
  public void write(Header header, ByteBuf body, int index, int length) {
    requireNonNull(body, "body");
    if (length > LARGEST_COPIED) {
      writeUncopied(header, body, index, length);
      return;
    }
    append(
        begin(header, length, length), header, length, out -> out.writeBytes(body, index, length));
  }

  /** Appends all of a message or nothing. */
  private void append(ByteBuf out, Header header, int length, Consumer<ByteBuf> body) {
    int start = out.writerIndex();
    try {
      Headers.append(header, length, format, format.lengthField(), out);
      body.accept(out);
    } catch (Throwable refused) { // no memory, too
      takeBack(start);
      throw refused;
    }
    count(out.writerIndex() - start, length);
  }

  private void writeUncopied(Header header, ByteBuf body, int index, int length) {
    ByteBuf out = begin(header, length, 0);
    CompositeByteBuf uncopied = uncopied(body, index, length);
    try {
      append(out, header, length, head -> {});
    } catch (Throwable refused) {
      uncopied.release();
      throw refused;
    }
    bytes += length;
    sendWith(uncopied);
  }

  private ByteBuf begin(Header header, int bodyLength, int copied) {
    requireOpen();
    Headers.requireBodyLength(header, bodyLength, format);
    return room(Headers.usualLength(format.lengthField(), copied));
  }

  private void count(int length, int bodyLength) {
    messages++;
    bodyBytes += bodyLength;
    bytes += length;
  }

  @Override
  protected boolean hasAny() {
    return messages > 0;
  }

  @Override
  protected void report() {
    if (messages > 0) {
      metrics.messagesSent(messages, bodyBytes);
      metrics.bytesSent(bytes);
      messages = 0;
      bodyBytes = 0;
      bytes = 0;
    }
  }
}
