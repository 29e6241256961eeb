package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Pipelines;
import io.cleave.frame.FrameTooLongException;
import io.cleave.wire.FrameFormat;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
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
public final class FrameClient extends Client {
  /** How long an unframed answer may pause, unless another time is set: 200 ms. */
  public static final Duration DEFAULT_QUIET = Duration.ofMillis(200);

  private final Asking<byte[]> asking;
  private final UnaryOperator<byte[]> whole;

  private FrameClient(Asking<byte[]> asking, @Nullable Duration quiet) {
    this.asking = asking;
    this.whole = quiet == null ? UnaryOperator.identity() : first -> gathered(first, quiet);
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
    return asking.call(Unpooled.wrappedBuffer(requireNonNull(request, "request")), whole);
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
    return asking.receive(whole);
  }

  /** An unframed answer: what follows the first read without a long pause belongs to it. */
  private byte[] gathered(byte[] first, Duration quiet) {
    Patience patience = new Pause(quiet);
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] next = first; next != null; next = asking.more(patience)) {
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
    private @Nullable Pipelines pipelines;
    private @Nullable Duration quiet;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** Requests and answers are frames. */
    public Builder format(FrameFormat value) {
      pipelines = Pipelines.frames(value);
      quiet = null;
      return this;
    }

    /**
     * No borders: an answer is over when nothing has come for {@code quiet} after its first byte,
     * or when the peer closes.
     */
    public Builder unframed(Duration quiet) {
      this.quiet = requirePositive("quiet", quiet);
      pipelines = Pipelines.unframed();
      return this;
    }

    /**
     * Connects.
     *
     * @param host a name, an address, or {@code unix:PATH}
     * @throws ConnectFailedException if nobody is there, or nobody in time
     */
    public FrameClient connect(String host, int port) {
      Pipelines pipelines = this.pipelines;
      if (pipelines == null) {
        throw new IllegalStateException(
            "connect: a format is needed (expected: format or unframed before)");
      }
      return new FrameClient(
          Asking.connect(
              settings(host, port), pipelines, (peer, limit) -> new FrameAnswers(peer, limits())),
          quiet);
    }
  }
}
