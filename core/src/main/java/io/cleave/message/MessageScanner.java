package io.cleave.message;

import io.cleave.frame.FrameScanner;
import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;

/**
 * Finds the next message in bytes that have come: reads its header, and says where its body begins
 * and how long it is.
 *
 * <pre>{@code
 * index                             bodyIndex()
 *   | header length | {"body_size":2} | 68 69 |
 *                                     |<----->| bodyLength()
 * }</pre>
 *
 * <p>Like {@link FrameScanner} it moves no index and keeps no bytes.
 *
 * <p><b>Threading.</b> One thread at a time.
 */
final class MessageScanner {
  private static final String HEADER = "header";

  private final MessageFormat afterFirst;
  private MessageFormat format;
  private boolean isFirst; // and held to limits of its own
  private FrameScanner headers;
  private Header header = Header.empty();
  private int bodyIndex;
  private long bodyLength;

  /** A scanner of one stream, whose first message may be held to limits of its own. */
  MessageScanner(MessageFormat first, MessageFormat format) {
    this.afterFirst = format;
    this.format = first;
    this.isFirst = !first.equals(format);
    this.headers = new FrameScanner(first.frameFormat(), HEADER);
  }

  /**
   * Looks at the bytes {@code index..end}, where a message begins.
   *
   * @return whether its header is here, and has been read
   * @throws FrameTooLongException if header or body are above their limit
   * @throws io.cleave.header.HeaderException if the header is none
   */
  boolean scan(ByteBuf in, int index, int end) {
    boolean whole = headers.scan(in, index, end);
    if (headers.isLengthKnown() && headers.payloadLength() < Headers.SHORTEST) {
      throw Headers.tooShort(headers.payloadLength(), format.frameFormat().maxPayloadLength());
    }
    if (whole) {
      read(in, headers.payloadIndex(), headers.payloadLength());
    }
    return whole;
  }

  private void read(ByteBuf in, int index, int length) {
    header = Header.parse(in, index, length, format.headerLimits());
    bodyIndex = index + length;
    bodyLength = header.bodyLength(format.bodyLengthKey());
    if (bodyLength > format.maxBodyLength()) {
      throw new FrameTooLongException("body", bodyLength, format.maxBodyLength(), "");
    }
  }

  /** Whether the body is to be kept until it is whole. */
  boolean isWhole() {
    return bodyLength <= format.wholeBodyLength() && format.wholeBodyLength() > 0;
  }

  /** The body is over: from here on the limits of all messages but the first count. */
  void end() {
    if (isFirst) {
      isFirst = false;
      format = afterFirst;
      headers = new FrameScanner(format.frameFormat(), HEADER);
    }
  }

  /** The header that was read; it belongs to its receiver alone from here on. */
  Header takeHeader() {
    Header taken = header;
    header = Header.empty();
    return taken;
  }

  /** Where the body of the message begins that was looked at last. */
  int bodyIndex() {
    return bodyIndex;
  }

  /** How long it is. */
  long bodyLength() {
    return bodyLength;
  }

  /** Bytes from {@code index} on that are needed before it is worth looking again. */
  long wanted() {
    return headers.wanted();
  }

  /** What the end of the stream cuts off in front of a body. */
  TruncatedFrameException truncated(ByteBuf rest) {
    return headers.truncated(rest, rest.readerIndex(), rest.writerIndex());
  }
}
