package io.cleave.connection;

import static java.util.Objects.requireNonNull;

import io.cleave.frame.FrameDecoder;
import io.cleave.frame.FrameEncoder;
import io.cleave.frame.FrameListener;
import io.cleave.frame.InPlaceFrameHandler;
import io.cleave.frame.StreamDecoder;
import io.cleave.message.InPlaceMessageHandler;
import io.cleave.message.JsonHeaderDecoder;
import io.cleave.message.JsonHeaderEncoder;
import io.cleave.message.MessageDecoder;
import io.cleave.message.MessageEncoder;
import io.cleave.message.MessageFormat;
import io.cleave.message.MessageLayout;
import io.cleave.message.MessageListener;
import io.cleave.metrics.ConnectionMetrics;
import io.cleave.wire.FrameFormat;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.util.AttributeKey;
import java.net.SocketAddress;
import java.util.function.Function;

/**
 * The stages of a connection, in the order of the wire; nobody else puts handlers into a pipeline.
 *
 * <pre>{@code
 *            inbound, left to right                              what the owner is handed
 * unframed   watch -> bytes                            -> owner  ByteBuf, one a read
 * frames     watch -> pace -> frame decoder, encoder   -> owner  ByteBuf, one a frame
 * framesIn   watch -> pace -> frame decoder, bytes     -> owner  the same; what is written goes bare
 * framesOut  watch -> bytes, frame encoder             -> owner  ByteBuf, one a read
 * inPlace    watch -> pace -> frames in place          -> owner  nothing; a listener is shown frames
 *            watch -> pace -> messages in place        -> owner  nothing; a listener is shown messages
 * messages   watch -> pace -> message decoder, encoder -> owner  Message | MessageStart, BodyChunk*
 * envelopes  watch -> pace -> frame decoder, encoder
 *                          -> header decoder, encoder  -> owner  Message
 * exchanges  watch -> pace -> message decoder          -> owner  the same; it writes bytes itself
 * }</pre>
 *
 * <p><b>Threading.</b> Immutable.
 */
public final class Pipelines {
  /** Knows when a byte last came or went; fires {@link LinkEvent}s. */
  public static final String WATCH = "watch";

  /** Knows when a byte last came, and asks; only where somebody wants to know. */
  public static final String LIVENESS = "liveness";

  /** Knows how fast the first, and what has begun, is coming; left out where no limit is set. */
  public static final String PACE = "pace";

  /** Counts bytes where there is no codec. */
  public static final String BYTES = "bytes";

  /** Cuts the stream into frames. */
  public static final String FRAME_DECODER = "frame decoder";

  /** Puts a length field in front of each frame. */
  public static final String FRAME_ENCODER = "frame encoder";

  /** Shows frames or messages where they lie, and writes their answers. */
  public static final String IN_PLACE = "in place";

  /** Cuts the stream into messages. */
  public static final String MESSAGE_DECODER = "message decoder";

  /** Writes messages. */
  public static final String MESSAGE_ENCODER = "message encoder";

  /** Makes a message of each frame. */
  public static final String HEADER_DECODER = "header decoder";

  /** Makes a frame of each message. */
  public static final String HEADER_ENCODER = "header encoder";

  /** The handler of whoever owns the connection. */
  public static final String OWNER = "owner";

  /** What one read brings at most where a read is a request: 64 KiB. */
  public static final int UNFRAMED_READ = 64 << 10;

  @FunctionalInterface
  private interface Codecs {
    void addTo(ChannelPipeline pipeline, ConnectionMetrics metrics);
  }

  private static final AttributeKey<ConnectionMetrics> METRICS =
      AttributeKey.valueOf(Pipelines.class, "metrics");

  private final Codecs codecs;

  private Pipelines(Codecs codecs) {
    this.codecs = codecs;
  }

  /** Bytes as they come. */
  public static Pipelines unframed() {
    return new Pipelines(
        (pipeline, metrics) -> {
          readsAreRequests(pipeline);
          pipeline.addLast(BYTES, ByteCount.bothWays(metrics));
        });
  }

  /** Frames, of the same format both ways. */
  public static Pipelines frames(FrameFormat format) {
    return frames(format, format);
  }

  /** Frames, of one format in and of another out. */
  public static Pipelines frames(FrameFormat in, FrameFormat out) {
    requireNonNull(in, "in");
    requireNonNull(out, "out");
    return new Pipelines(
        (pipeline, metrics) ->
            pipeline
                .addLast(FRAME_DECODER, new FrameDecoder(in, metrics))
                .addLast(FRAME_ENCODER, new FrameEncoder(out, metrics)));
  }

  /** Frames in, bytes as they are out. */
  public static Pipelines framesIn(FrameFormat format) {
    requireNonNull(format, "format");
    return new Pipelines(
        (pipeline, metrics) ->
            pipeline
                .addLast(FRAME_DECODER, new FrameDecoder(format, metrics))
                .addLast(BYTES, ByteCount.outbound(metrics)));
  }

  /** Bytes as they come in, frames out. */
  public static Pipelines framesOut(FrameFormat format) {
    requireNonNull(format, "format");
    return new Pipelines(
        (pipeline, metrics) -> {
          readsAreRequests(pipeline);
          pipeline
              .addLast(BYTES, ByteCount.inbound(metrics))
              .addLast(FRAME_ENCODER, new FrameEncoder(format, metrics));
        });
  }

  /**
   * Frames where they lie, of one format in and of another out.
   *
   * @param listeners makes the listener of a connection, given the peer's address
   */
  public static Pipelines inPlace(
      FrameFormat in, FrameFormat out, Function<SocketAddress, FrameListener> listeners) {
    requireNonNull(in, "in");
    requireNonNull(out, "out");
    requireNonNull(listeners, "listeners");
    return new Pipelines(
        (pipeline, metrics) -> {
          FrameListener listener = listeners.apply(pipeline.channel().remoteAddress());
          pipeline.addLast(IN_PLACE, new InPlaceFrameHandler(in, out, listener, metrics));
        });
  }

  /**
   * Messages where they lie, header first.
   *
   * @param listeners makes the listener of a connection, given the peer's address
   */
  public static Pipelines inPlace(
      MessageFormat format, Function<SocketAddress, MessageListener> listeners) {
    requireNonNull(format, "format");
    requireNonNull(listeners, "listeners");
    if (format.layout() instanceof MessageLayout.Envelope) {
      throw new IllegalArgumentException("inPlace: envelopes (expected: a format, header first)");
    }
    return new Pipelines(
        (pipeline, metrics) -> {
          MessageListener listener = listeners.apply(pipeline.channel().remoteAddress());
          pipeline.addLast(IN_PLACE, new InPlaceMessageHandler(format, listener, metrics));
        });
  }

  private static void readsAreRequests(ChannelPipeline pipeline) {
    pipeline
        .channel()
        .config()
        .setRecvByteBufAllocator(new FixedRecvByteBufAllocator(UNFRAMED_READ));
  }

  /** Messages, header first or in envelopes. */
  public static Pipelines messages(MessageFormat format) {
    requireNonNull(format, "format");
    return new Pipelines(
        format.layout() instanceof MessageLayout.Envelope
            ? (pipeline, metrics) -> {
              pipeline
                  .addLast(FRAME_DECODER, new FrameDecoder(format.frameFormat(), metrics))
                  .addLast(FRAME_ENCODER, new FrameEncoder(format.frameFormat(), metrics))
                  .addLast(HEADER_DECODER, new JsonHeaderDecoder(format, metrics))
                  .addLast(HEADER_ENCODER, new JsonHeaderEncoder(format, metrics));
            }
            : (pipeline, metrics) ->
                pipeline
                    .addLast(MESSAGE_DECODER, new MessageDecoder(format, metrics))
                    .addLast(MESSAGE_ENCODER, new MessageEncoder(format, metrics)));
  }

  /** Messages in, the first of them within limits of its own; the owner writes bytes. */
  public static Pipelines exchanges(MessageFormat first, MessageFormat format) {
    requireNonNull(first, "first");
    requireNonNull(format, "format");
    return new Pipelines(
        (pipeline, metrics) ->
            pipeline.addLast(MESSAGE_DECODER, new MessageDecoder(first, format, metrics)));
  }

  /** The listener of a channel, for an owner that writes without an encoder. */
  public static ConnectionMetrics metricsOf(Channel channel) {
    ConnectionMetrics metrics = channel.attr(METRICS).get();
    return metrics == null ? ConnectionMetrics.NONE : metrics;
  }

  /** Puts all stages into a channel that has none yet. */
  void install(
      Channel channel,
      LinkWatch watch,
      LinkLimits limits,
      ConnectionMetrics metrics,
      ChannelHandler owner) {
    ChannelPipeline pipeline = channel.pipeline();
    channel.attr(METRICS).set(metrics);
    pipeline.addLast(WATCH, watch);
    codecs.addTo(pipeline, metrics);
    pipeline.addLast(OWNER, owner);
    StreamDecoder decoder = pipeline.get(StreamDecoder.class);
    boolean hurry = !limits.head().isZero() || !limits.firstMessage().isZero();
    if (decoder != null && hurry) {
      pipeline.addAfter(WATCH, PACE, new PaceWatch(decoder, limits));
    }
  }
}
