package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.frame.FrameTooLongException;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server that answers frames.
 *
 * <pre>{@code
 * try (FrameClient client = FrameClient.connect(FrameFormat.of("<q"), "127.0.0.1", 1688)) {
 *   byte[] answer = client.call(bytes);
 * }
 * }</pre>
 *
 * <p><b>Threading.</b> Any thread but an event loop; calls of several threads take turns.
 */
public final class FrameClient extends PlainClient {
  /** How long an unframed answer may pause, unless another time is set: 200 ms. */
  public static final Duration DEFAULT_QUIET = Duration.ofMillis(200);

  private final Asking<byte[]> asking;
  private final Ending ending;

  private FrameClient(Asking<byte[]> asking, Ending ending) {
    this.asking = asking;
    this.ending = ending;
  }

  /**
   * Connects.
   *
   * @throws ConnectFailedException if nobody is there, or nobody in time
   */
  public static FrameClient connect(FrameFormat format, String host, int port) {
    return builder().format(format).connect(host, port);
  }

  /** A client to be told more. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Sends a request and waits for its answer.
   *
   * @throws AnswerTimeoutException if none came in time; the client is closed then
   * @throws ConnectionLostException if the connection ended before the answer was here
   * @throws IllegalStateException if the client is closed
   */
  public byte[] call(byte[] request) {
    return asking.call(Unpooled.wrappedBuffer(requireNonNull(request, "request")), this::whole);
  }

  /**
   * Sends a request and gives its answer as it comes, so that it need not fit in memory where there
   * are no frames. To be read to its end before the next call.
   *
   * @return blocks its reader as {@link #call} does; a connection that fails is an {@code
   *     IOException} there
   * @throws AnswerTimeoutException if nothing came in time; the client is closed then
   * @throws ConnectionLostException if the connection ended before an answer began; where an answer
   *     is over when the peer closes, that is an empty one
   */
  public InputStream open(byte[] request) {
    ByteBuf msg = Unpooled.wrappedBuffer(requireNonNull(request, "request"));
    byte[] first =
        ending == Ending.CLOSE ? asking.first(msg) : asking.call(msg, UnaryOperator.identity());
    return new AnswerStream(first, this::next);
  }

  /**
   * Sends without waiting for an answer; returns when the socket has taken it.
   *
   * @throws ConnectionLostException if the connection ended before
   */
  public void send(byte[] frame) {
    asking.send(Unpooled.wrappedBuffer(requireNonNull(frame, "frame")));
  }

  /** Waits for the next frame, as {@link #call} does without asking. */
  public byte[] receive() {
    return asking.receive(this::whole);
  }

  /** What of an answer follows on what has come; null if that was all. */
  private byte @Nullable [] next() {
    return ending.next(asking);
  }

  private byte[] whole(byte[] first) {
    byte[] next = next();
    if (next == null) {
      return first;
    }
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    all.writeBytes(first);
    for (; next != null; next = next()) {
      all.writeBytes(next);
      if (all.size() > FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH) {
        throw new FrameTooLongException(
            "answer", all.size(), FrameFormat.DEFAULT_MAX_PAYLOAD_LENGTH, "");
      }
    }
    return all.toByteArray();
  }

  @Override
  Asking<byte[]> asking() {
    return asking;
  }

  /** How the end of an answer is known. */
  private interface Ending {
    /** It is one frame. */
    Ending FRAME = asking -> null;

    /** The peer closes. */
    Ending CLOSE = Asking::nextUnlessClosed;

    /** What follows without a long pause belongs to it. */
    static Ending pause(Duration quiet) {
      Patience patience = new Pause(quiet);
      return asking -> asking.more(patience);
    }

    byte @Nullable [] next(Asking<byte[]> asking);
  }

  /** Counts from when the last bytes were taken. */
  private record Pause(Duration quiet) implements Patience {
    @Override
    public long nanosLeft(long since) {
      return quiet.toNanos() - (System.nanoTime() - since);
    }

    @Override
    public RuntimeException lost() {
      throw new AssertionError("its end is no failure");
    }
  }

  /** What a frame client can be told before it connects. */
  public static final class Builder extends Client.Builder<Builder> {
    private @Nullable Cuts cuts;
    private Ending ending = Ending.FRAME;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** Requests and answers are frames. */
    public Builder format(FrameFormat value) {
      cuts = Cuts.both(requireNonNull(value, "format"));
      ending = Ending.FRAME;
      return this;
    }

    /**
     * No borders: an answer is over when nothing has come for {@code quiet} after its first byte,
     * or when the peer closes.
     */
    public Builder unframed(Duration quiet) {
      ending = Ending.pause(requirePositive("quiet", quiet));
      cuts = Cuts.NONE;
      return this;
    }

    /** No borders: an answer is over when the peer closes. */
    public Builder unframedUntilClosed() {
      ending = Ending.CLOSE;
      cuts = Cuts.NONE;
      return this;
    }

    /** Requests are frames of that format, whatever answers are. */
    public Builder requests(FrameFormat value) {
      cuts = cuts().withRequests(Optional.of(value));
      return this;
    }

    /** Requests go bare, whatever answers are. */
    public Builder unframedRequests() {
      cuts = cuts().withRequests(Optional.empty());
      return this;
    }

    private Cuts cuts() {
      if (cuts == null) {
        throw new IllegalStateException(
            "requests: before answers (expected: format or unframed first)");
      }
      return cuts;
    }

    /**
     * Connects.
     *
     * @param host a name, an address, or {@code unix:PATH}
     * @throws ConnectFailedException if nobody is there, or nobody in time
     */
    public FrameClient connect(String host, int port) {
      Cuts cuts = this.cuts;
      if (cuts == null) {
        throw new IllegalStateException(
            "connect: a format is needed (expected: format or unframed before)");
      }
      return new FrameClient(
          Asking.connect(
              settings(host, port),
              cuts.ofClient(),
              (peer, limit) -> new FrameAnswers(peer, limits())),
          ending);
    }
  }
}
