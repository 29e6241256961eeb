package io.cleave.frame;

import static java.util.Objects.requireNonNull;

import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.CodecException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the byte stream of a channel into frames and emits the payload of each as one {@link
 * ByteBuf}, without the length field.
 *
 * <pre>{@code
 * FrameFormat.of("<HB")
 *
 * BEFORE DECODE (11 bytes, in any number of reads)   AFTER DECODE
 * +----------+----------+----------+-------+         +----------+   +-------+
 * | 03 00 00 | 61 62 63 | 02 00 00 | 68 69 |  ---->  | 61 62 63 |   | 68 69 |
 * +----------+----------+----------+-------+         +----------+   +-------+
 * }</pre>
 *
 * <p>A length above the limit or one that cannot be a length is refused as soon as its field is
 * complete, before any payload is kept: one {@link FrameTooLongException} or {@link
 * InvalidLengthException} whose message says what the bytes look like, nothing delivered behind it,
 * and the connection closes as {@link Refusal} says. A stream that ends inside a frame is a {@link
 * TruncatedFrameException}.
 *
 * <h2>Comparison with LengthFieldBasedFrameDecoder</h2>
 *
 * <p>{@code FrameFormat.of(">I")} cuts the same frames as {@code new
 * LengthFieldBasedFrameDecoder(max + 4, 0, 4, 0, 4)}; here {@code max} counts payload bytes alone.
 * The stock one keeps the channel open and discards in silence after a length above its limit, goes
 * on with the next byte after a negative one, delivers what is behind a bad frame, and drops a
 * partial frame at the end of the stream without a word. {@link StockCodecs} has it for those who
 * want it.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop.
 *
 * <p><b>Ownership.</b> The receiver releases each buffer. It is a slice of what was read from the
 * socket, and keeps that memory alive: copy a small payload that is to be kept for long.
 */
public final class FrameDecoder extends StreamDecoder {
  private final FrameFormat format;
  private @Nullable Reading reading;

  /** From the first byte on; an idle connection is to hold next to nothing. */
  private static final class Reading {
    private final FrameScanner scanner;
    private boolean inPayload;
    private int frames;
    private long payloadBytes;

    Reading(FrameFormat format) {
      scanner = new FrameScanner(format);
    }
  }

  /** A decoder for one channel. */
  public FrameDecoder(FrameFormat format) {
    this(format, ConnectionMetrics.NONE);
  }

  /** A decoder for one channel that counts into {@code metrics}. */
  public FrameDecoder(FrameFormat format, ConnectionMetrics metrics) {
    super(metrics);
    this.format = requireNonNull(format, "format");
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    Reading reading = reading();
    FrameScanner scanner = reading.scanner;
    reading.inPayload = false;
    boolean any = false;
    do {
      if (!scanner.scan(in, in.readerIndex(), in.writerIndex())) {
        reading.inPayload = scanner.isLengthKnown();
        return any;
      }
      ByteBuf payload = take(in, scanner.payloadIndex(), scanner.payloadLength());
      reading.frames++;
      reading.payloadBytes += scanner.payloadLength();
      any = true;
      emit(ctx, payload);
    } while (mayGoOn());
    return true;
  }

  private Reading reading() {
    Reading present = reading;
    if (present == null) {
      present = new Reading(format);
      reading = present;
    }
    return present;
  }

  @Override
  protected long wanted() {
    return reading == null ? 1 : reading.scanner.wanted();
  }

  @Override
  protected boolean isInBody() {
    return reading != null && reading.inPayload;
  }

  @Override
  protected Optional<CodecException> truncation(ByteBuf rest) {
    return rest.isReadable()
        ? Optional.of(reading().scanner.truncated(rest, rest.readerIndex(), rest.writerIndex()))
        : Optional.empty();
  }

  @Override
  protected void report(ConnectionMetrics metrics) {
    Reading reading = this.reading;
    if (reading != null && reading.frames > 0) {
      metrics.framesReceived(reading.frames, reading.payloadBytes);
      reading.frames = 0;
      reading.payloadBytes = 0;
    }
  }
}
