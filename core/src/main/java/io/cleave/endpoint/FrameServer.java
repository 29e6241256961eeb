package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.Pipelines;
import io.cleave.frame.FrameListener;
import io.cleave.wire.FrameFormat;
import io.netty.channel.ChannelHandler;
import java.net.SocketAddress;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Answers frames: bytes in, bytes out.
 *
 * <pre>{@code
 * FrameServer.bind(FrameFormat.of("<q"), 1688, frame -> answer);
 *
 * FrameServer.builder().format(format).host("0.0.0.0").onRequest(frame -> answer).bind(1688);
 * FrameServer.builder().unframed().onFrame((peer, bytes) -> print(bytes)).bind(8888);
 * FrameServer.builder().unframed().answers(format).onCall(call -> call.answer(stream, length)).bind(8080);
 * }</pre>
 *
 * <p>The requests of one connection are answered one at a time, in order; those of many connections
 * at the same time. After a client's end of stream its complete requests are still answered, then
 * the connection closes.
 *
 * <p>A handler that throws ends its own connection, because the format has no way to say "error",
 * and by a reset within an unframed answer from a stream: with a {@link
 * io.netty.handler.codec.CodecException} the peer is to blame and is refused with one line in the
 * log; anything else is this side's bug and logged as such.
 *
 * <p>{@linkplain Builder#inPlace In place}, frames are neither copied nor handed to a worker: for
 * servers that answer hundreds of thousands of small ones a second.
 *
 * <p><b>Threading.</b> Handlers run on a worker and may block: a virtual thread from JDK 21 on, one
 * of at most 256 before. Listeners in place run on an event loop, and must not.
 */
public final class FrameServer extends Server {
  /** An answer that is none: the connection closes gently, and nothing is sent. */
  public static final byte[] HANG_UP = new byte[0];

  private FrameServer(Serving serving) {
    super(serving);
  }

  /**
   * Listens on loopback and answers each frame with what {@code handler} makes of it.
   *
   * @param port 0 for any free one
   */
  public static FrameServer bind(FrameFormat format, int port, UnaryOperator<byte[]> handler) {
    return builder().format(format).onRequest(handler).bind(port);
  }

  /** A server to be told more. */
  public static Builder builder() {
    return new Builder();
  }

  /** What a frame server can be told before it is bound. */
  public static final class Builder extends Server.Builder<Builder> {
    private @Nullable Cuts cuts;
    private @Nullable FrameHandler handler;
    private @Nullable Function<SocketAddress, FrameListener> listeners;

    private Builder() {}

    @Override
    Builder self() {
      return this;
    }

    /** Requests and answers are frames. */
    public Builder format(FrameFormat value) {
      cuts = Cuts.both(requireNonNull(value, "format"));
      return this;
    }

    /** No borders: what one read brings, up to 64 KiB, is a request, and an answer goes bare. */
    public Builder unframed() {
      cuts = Cuts.NONE;
      return this;
    }

    /** Answers are frames of that format, whatever requests are. */
    public Builder answers(FrameFormat value) {
      cuts = cuts().withAnswers(Optional.of(value));
      return this;
    }

    /** Answers go bare, whatever requests are. */
    public Builder unframedAnswers() {
      cuts = cuts().withAnswers(Optional.empty());
      return this;
    }

    private Cuts cuts() {
      if (cuts == null) {
        throw new IllegalStateException(
            "answers: before requests (expected: format or unframed first)");
      }
      return cuts;
    }

    /** Answers each request, or not, as the handler says. */
    public Builder onCall(Consumer<FrameCall> handler) {
      this.handler = FrameHandler.calling(handler);
      return this;
    }

    /** Answers each request; see {@link #HANG_UP}. */
    public Builder onRequest(UnaryOperator<byte[]> handler) {
      requireNonNull(handler, "handler");
      return onRequest((peer, request) -> handler.apply(request));
    }

    /** Answers each request, knowing who asks; see {@link #HANG_UP}. */
    public Builder onRequest(BiFunction<SocketAddress, byte[], byte[]> handler) {
      this.handler = FrameHandler.answering(handler);
      return this;
    }

    /** Takes each frame, and answers none. */
    public Builder onFrame(Consumer<byte[]> handler) {
      requireNonNull(handler, "handler");
      return onFrame((peer, frame) -> handler.accept(frame));
    }

    /** Takes each frame together with who sent it, and answers none. */
    public Builder onFrame(BiConsumer<SocketAddress, byte[]> handler) {
      this.handler = FrameHandler.taking(handler);
      return this;
    }

    /**
     * Shows each frame where it lies, on the event loop; its answers leave together at the end of
     * the read. Requests and answers have to be frames.
     *
     * @param listener of all connections, perhaps at the same time
     */
    public Builder inPlace(FrameListener listener) {
      requireNonNull(listener, "inPlace");
      return inPlaceOf(peer -> listener);
    }

    /**
     * The same with a listener for each connection.
     *
     * @param listeners makes one, given the peer's address
     */
    public Builder inPlaceOf(Function<SocketAddress, FrameListener> listeners) {
      this.listeners = requireNonNull(listeners, "inPlaceOf");
      return this;
    }

    /**
     * Listens.
     *
     * @param port 0 for any free one; without meaning for a {@code unix:} host
     * @throws BindFailedException if that is not possible
     */
    public FrameServer bind(int port) {
      Cuts cuts = this.cuts;
      FrameHandler handler = this.handler;
      Function<SocketAddress, FrameListener> listeners = this.listeners;
      if (cuts == null || (handler == null && listeners == null)) {
        throw new IllegalStateException(
            "bind: a format and a handler are needed (expected: format or unframed, and onRequest,"
                + " onCall, onFrame or inPlace, before)");
      }
      if (handler != null && listeners != null) {
        throw new IllegalStateException("bind: a handler and a listener (expected: one of them)");
      }
      return new FrameServer(
          listeners != null
              ? serve(port, cuts.inPlace(listeners), InPlaceConversation::new)
              : serve(port, cuts.ofServer(), (serving, peer) -> talk(serving, peer, cuts)));
    }

    private ChannelHandler talk(Serving serving, SocketAddress peer, Cuts cuts) {
      return new FrameConversation(serving, peer, requireNonNull(handler), cuts.answers());
    }

    private Serving serve(
        int port,
        Pipelines pipelines,
        BiFunction<Serving, SocketAddress, ChannelHandler> conversations) {
      return Serving.start(
          settings(port), pipelines, conversations, FrameServer.class, "frame-server");
    }

    /** Listens on another host; see {@link #bind(int)}. */
    public FrameServer bind(String host, int port) {
      return host(host).bind(port);
    }
  }
}
