package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Pipelines;
import io.cleave.message.Message;
import io.cleave.message.MessageFormat;
import org.jspecify.annotations.Nullable;

/**
 * Asks a server that answers messages, or takes what one sends unasked.
 *
 * <pre>{@code
 * try (PlainMessageClient client = PlainMessageClient.builder(format).connect("127.0.0.1", 1688)) {
 *   ReceivedMessage file = client.receive();
 *   file.body().writeTo(Path.of(name));
 * }
 * }</pre>
 *
 * <p>What is left of a body when the next message is asked for is read past.
 *
 * <p><b>Threading.</b> Any thread but an event loop; calls of several threads take turns, but a
 * body has to be read before the next call.
 *
 * <p><b>Ownership.</b> A message that is sent belongs to the client.
 */
public final class PlainMessageClient extends PlainClient {
  private final Asking<ReceivedMessage> asking;
  private volatile @Nullable ReceivedMessage last;

  private PlainMessageClient(Asking<ReceivedMessage> asking) {
    this.asking = asking;
  }

  /**
   * A client to be told more.
   *
   * @param format what both sides write: one answer for each message, in order; no ids, no
   *     handshake
   */
  public static Builder builder(MessageFormat format) {
    return new Builder(Pipelines.messages(format));
  }

  /**
   * Sends a message and waits for the header of its answer.
   *
   * @throws AnswerTimeoutException if none came in time; the client is closed then
   * @throws ConnectionLostException if the connection ended before the answer was here
   * @throws IllegalStateException if the client is closed
   */
  public ReceivedMessage call(Message request) {
    requireNonNull(request, "request");
    letGo();
    return asking.call(request, this::remembered);
  }

  /**
   * Sends without waiting for an answer; returns when the socket has taken it, body included.
   *
   * @throws ConnectionLostException if the connection ended before
   */
  public void send(Message message) {
    asking.send(requireNonNull(message, "message"));
  }

  /** Waits for the header of the next message, as {@link #call} does without asking. */
  public ReceivedMessage receive() {
    letGo();
    return asking.receive(this::remembered);
  }

  private ReceivedMessage remembered(ReceivedMessage message) {
    last = message;
    return message;
  }

  @Override
  void letGo() {
    ReceivedMessage message = last;
    last = null;
    if (message != null) {
      message.body().discard();
    }
  }

  @Override
  Asking<ReceivedMessage> asking() {
    return asking;
  }

  /** What a message client can be told before it connects. */
  public static final class Builder extends Client.Builder<Builder> {
    private final Pipelines pipelines;

    private Builder(Pipelines pipelines) {
      this.pipelines = pipelines;
    }

    @Override
    Builder self() {
      return this;
    }

    /**
     * Connects.
     *
     * @param host a name, an address, or {@code unix:PATH}
     * @throws ConnectFailedException if nobody is there, or nobody in time
     */
    public PlainMessageClient connect(String host, int port) {
      return new PlainMessageClient(
          Asking.connect(
              settings(host, port),
              pipelines,
              (peer, limit) -> new MessageAnswers(peer, limits(), limit)));
    }
  }
}
