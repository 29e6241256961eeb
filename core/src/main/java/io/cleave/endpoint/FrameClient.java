package io.cleave.endpoint;

import io.cleave.wire.FrameFormat;
import java.time.Duration;

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
@SuppressWarnings("DoNotCallSuggester") // to be filled in
public final class FrameClient extends Client {
  /** How long an unframed answer may pause, unless another time is set: 200 ms. */
  public static final Duration DEFAULT_QUIET = Duration.ofMillis(200);

  FrameClient() {}

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
    throw new UnsupportedOperationException("not yet");
  }

  /**
   * Sends without waiting for an answer; returns when the socket has taken it.
   *
   * @throws ConnectionLostException if the connection ended before
   */
  public void send(byte[] frame) {
    throw new UnsupportedOperationException("not yet");
  }

  /** Waits for the next frame, as {@link #call} does without asking. */
  public byte[] receive() {
    throw new UnsupportedOperationException("not yet");
  }

  /** What a frame client can be told before it connects. */
  public static final class Builder extends Client.Builder<Builder> {
    Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** Requests and answers are frames. */
    public Builder format(FrameFormat value) {
      return this;
    }

    /**
     * No borders: an answer is over when nothing has come for {@code quiet} after its first byte,
     * or when the peer closes.
     */
    public Builder unframed(Duration quiet) {
      return this;
    }

    /**
     * Connects.
     *
     * @param host a name, an address, or {@code unix:PATH}
     * @throws ConnectFailedException if nobody is there, or nobody in time
     */
    public FrameClient connect(String host, int port) {
      throw new UnsupportedOperationException("not yet");
    }
  }
}
