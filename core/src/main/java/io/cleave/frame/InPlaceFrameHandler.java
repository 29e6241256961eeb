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
 * Shows each frame of a channel to a {@link FrameListener} where it lies, and sends its answers
 * together: the fastest way through small frames, as nothing is made for each of them, no buffer,
 * no slice, no event, no promise.
 *
 * <pre>{@code
 * pipeline.addLast(new InPlaceFrameHandler(
 *     FrameFormat.of("<q"),
 *     (buffer, index, length, answers) -> answers.write(buffer, index, length)));    // an echo
 *
 *  read     | 03 00 00 00 00 00 00 00 | 61 62 63 | 02 00 00 00 00 00 00 00 | 68 69 |
 *                                     |  onFrame |                         |onFrame|
 *  answers  | one buffer ------------------------------------------------------------> flushed at the
 *                                                                                      end of the read
 * }</pre>
 *
 * <p>It is decoder and encoder of its format, and the last stage for frames: none are fired.
 * Limits, refusals, the end of the stream and demand are those of {@link FrameDecoder}. When the
 * peer does not take the answers, auto-read is switched off, no further frame is shown, and both go
 * on when it does. What other handlers write goes behind what was answered before, as it is.
 *
 * <p><b>Threading.</b> One instance per channel; runs on its event loop, and so does its listener.
 *
 * <p><b>Ownership.</b> Keeps the buffers it is handed; a listener sees them until it returns.
 */
public final class InPlaceFrameHandler extends InPlaceHandler<FrameWriter> {
  private final FrameScanner scanner;
  private final FrameFormat answerFormat;
  private final FrameListener listener;
  private final ConnectionMetrics metrics;
  private boolean inPayload;

  /** While a run of frames is shown: where they lie, and where the next one begins. */
  private @Nullable ByteBuf current;

  private int next;
  private int frames;
  private long payloadBytes;

  /** A handler for one channel. */
  public InPlaceFrameHandler(FrameFormat format, FrameListener listener) {
    this(format, format, listener, ConnectionMetrics.NONE);
  }

  /**
   * A handler for one channel.
   *
   * @param format of the frames that come
   * @param answers format of the frames that are written
   * @param listener is shown each frame
   * @param metrics counts both
   */
  public InPlaceFrameHandler(
      FrameFormat format, FrameFormat answers, FrameListener listener, ConnectionMetrics metrics) {
    super(metrics);
    this.scanner = new FrameScanner(requireNonNull(format, "format"));
    this.answerFormat = requireNonNull(answers, "answers");
    this.listener = requireNonNull(listener, "listener");
    this.metrics = metrics;
  }

  @Override
  protected FrameWriter newWriter(ChannelHandlerContext ctx, Runnable onFull) {
    return new FrameWriter(ctx, answerFormat, metrics, onFull);
  }

  @Override
  protected boolean decode(ChannelHandlerContext ctx, ByteBuf in) {
    inPayload = false;
    boolean run = mayRun() && scanner.fixedFieldLength() > 0;
    return (run && decodeRun(in)) || decodeOne(in);
  }

  /**
   * Whole frames that lie one behind the other; what is out of the ordinary is left to {@link
   * #decodeOne}. A frame is taken to be as long as the one before until its length field says
   * otherwise, so that the processor looks for the next one meanwhile. What does not change is in
   * variables: fields would be loaded again behind each call of the listener.
   */
  private boolean decodeRun(ByteBuf in) {
    FrameWriter answers = writer();
    boolean littleEndian = scanner.isLittleEndian();
    int bitsOutside = scanner.bitsOutsideField();
    int fieldLength = scanner.fixedFieldLength();
    int start = in.readerIndex();
    int end = in.writerIndex();
    int lastField = end - Long.BYTES; // behind it eight bytes cannot be read at once
    long field = scanner.countedBytes();
    int length = 0;
    int shown = 0;
    current = in;
    next = start;
    try {
      for (int at = start; at <= lastField; ) {
        long eight = littleEndian ? in.getLongLE(at) << bitsOutside : in.getLong(at);
        if (eight >>> bitsOutside != field) {
          field = eight >>> bitsOutside;
          length = scanner.lengthOr(field, Integer.MAX_VALUE);
        }
        int payload = at + fieldLength;
        if (length > end - payload) {
          break;
        }
        at = payload + length;
        next = at;
        shown++;
        listener.onFrame(in, payload, length, answers);
        if (!mayRun()) {
          break;
        }
      }
    } finally {
      beforeDisturbance();
      count(shown, next - start - (long) shown * fieldLength);
      hasDelivered(shown);
    }
    return shown > 0;
  }

  @Override
  protected void beforeDisturbance() {
    if (current != null) {
      current.readerIndex(next);
      current = null; // from here on it may be another's
    }
  }

  private boolean decodeOne(ByteBuf in) {
    boolean whole = scanner.scan(in, in.readerIndex(), in.writerIndex());
    inPayload = !whole && scanner.isLengthKnown();
    if (whole) {
      int length = scanner.payloadLength();
      in.readerIndex(scanner.payloadIndex() + length);
      count(1, length);
      delivers();
      listener.onFrame(in, scanner.payloadIndex(), length, writer());
    }
    return whole;
  }

  private void count(int shown, long bytes) {
    frames += shown;
    payloadBytes += bytes;
  }

  @Override
  protected long wanted() {
    return scanner.wanted();
  }

  @Override
  protected boolean isInBody() {
    return inPayload;
  }

  @Override
  protected Optional<CodecException> truncation(ByteBuf rest) {
    return rest.isReadable()
        ? Optional.of(scanner.truncated(rest, rest.readerIndex(), rest.writerIndex()))
        : Optional.empty();
  }

  @Override
  protected void report(ConnectionMetrics metrics) {
    if (frames > 0) {
      metrics.framesReceived(frames, payloadBytes);
      frames = 0;
      payloadBytes = 0;
    }
  }
}
