package io.cleave.message;

import static java.util.Objects.requireNonNull;

import io.cleave.frame.FrameTooLongException;
import io.cleave.frame.InPlaceHandler;
import io.cleave.frame.TruncatedFrameException;
import io.cleave.metrics.ConnectionMetrics;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.util.Optional;

/**
 * Shows each message of a channel to a {@link MessageListener}, its body where it lies, and sends
 * the answers together: for small messages, of which only the header is made.
 *
 * <pre>{@code
 * pipeline.addLast(new InPlaceMessageHandler(
 *     MessageFormat.of("<HB"),
 *     (header, buffer, index, length, answers) -> answers.write(header, buffer, index, length)));
 *
 *  read     | 0f 00 00 | {"body_size":2} | 68 69 | 0f 00 00 | {"body_size":2} | 68 69 |
 *                                      | onMessage |                        | onMessage |
 *  answers  | one buffer ---------------------------------------------------------------> flushed at
 *                                                                         the end of the read
 * }</pre>
 *
 * <p>It is decoder and encoder of its format, header first, and the last stage for messages: none
 * are fired. A body above {@link MessageFormat#wholeBodyLength} is refused, as it could not lie in
 * one piece; all other limits, refusals, the end of the stream and demand are those of {@link
 * MessageDecoder}. When the peer does not take the answers, auto-read is switched off, no further
 * message is shown, and both go on when it does. What other handlers write goes behind what was
 * answered before, as it is.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop, and so does its listener.
 *
 * <p><b>Ownership.</b> Keeps the buffers it is handed; a listener sees them until it returns.
 */
public final class InPlaceMessageHandler extends InPlaceHandler<MessageWriter> {
  private final MessageFormat format;
  private final MessageListener listener;
  private final ConnectionMetrics metrics;
  private final MessageScanner scanner;
  private boolean inBody; // the header has been used
  private int messages;
  private long bodyBytes;

  /** A handler for one channel. */
  public InPlaceMessageHandler(MessageFormat format, MessageListener listener) {
    this(format, listener, ConnectionMetrics.NONE);
  }

  /** A handler for one channel that counts into {@code metrics}. */
  public InPlaceMessageHandler(
      MessageFormat format, MessageListener listener, ConnectionMetrics metrics) {
    super(metrics);
    this.format = requireNonNull(format, "format");
    this.listener = requireNonNull(listener, "listener");
    this.metrics = metrics;
    format.requireHeaderFirst("InPlaceMessageHandler");
    this.scanner = new MessageScanner(format, format); // one format, so no end of the first
  }

  @Override
  protected MessageWriter newWriter(ChannelHandlerContext ctx, Runnable onFull) {
    return new MessageWriter(ctx, format, metrics, onFull);
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    boolean used = false;
    do {
      boolean headerCame = !inBody && scanHeader(in);
      boolean shown = inBody && show(in);
      used |= headerCame || shown;
      if (!shown) {
        return used;
      }
    } while (mayGoOn());
    return true;
  }

  private boolean scanHeader(ByteBuf in) {
    boolean whole = scanner.scan(in, in.readerIndex(), in.writerIndex());
    if (whole) {
      requireShort(scanner.bodyLength());
      inBody = true;
      in.readerIndex(scanner.bodyIndex());
    }
    return whole;
  }

  private void requireShort(long bodyLength) {
    if (bodyLength > format.wholeBodyLength()) {
      String hint =
          "in place a body is shown whole; raise wholeBodyLength of the format to take longer ones";
      throw new FrameTooLongException("body", bodyLength, format.wholeBodyLength(), hint);
    }
  }

  private boolean show(ByteBuf in) {
    int index = in.readerIndex();
    int length = (int) scanner.bodyLength();
    if (in.writerIndex() - index < length) {
      return false;
    }
    inBody = false;
    in.readerIndex(index + length);
    messages++;
    bodyBytes += length;
    delivers();
    listener.onMessage(scanner.takeHeader(), in, index, length, writer());
    return true;
  }

  @Override
  protected long wanted() {
    return inBody ? scanner.bodyLength() : scanner.wanted();
  }

  @Override
  protected boolean isInBody() {
    return inBody;
  }

  @Override
  protected Optional<CodecException> truncation(ByteBuf rest) {
    if (inBody) {
      int got = rest.readableBytes();
      return Optional.of(new TruncatedFrameException("body", got, scanner.bodyLength(), ""));
    }
    return rest.isReadable() ? Optional.of(scanner.truncated(rest)) : Optional.empty();
  }

  @Override
  protected void report(ConnectionMetrics metrics) {
    if (messages > 0) {
      metrics.messagesReceived(messages, bodyBytes);
      messages = 0;
      bodyBytes = 0;
    }
  }
}
