package io.cleave.endpoint;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.SocketAddress;

/**
 * A request, and everything that can be done about it where bytes in and bytes out are not enough:
 * an answer that is not in memory, several or none, the end of the connection, a peer that leaves
 * while its request is being worked on.
 *
 * <pre>{@code
 * FrameServer.builder().unframed().onCall(call -> {
 *   call.answer(Files.newInputStream(path), size);
 *   call.hangUp();
 * })
 * }</pre>
 *
 * <p><b>Threading.</b> Used by the handler, on its worker, until it returns. Listeners run on an
 * event loop or on the worker, and must not block.
 */
public final class FrameCall {
  private final FrameConversation conversation;
  private final byte[] request;
  private boolean over;

  FrameCall(FrameConversation conversation, byte[] request) {
    this.conversation = conversation;
    this.request = request;
  }

  /** Who asks. */
  public SocketAddress peer() {
    return conversation.peer();
  }

  /** What came. */
  public byte[] request() {
    return request;
  }

  /** Sends an answer; waits while the peer does not take what was sent before. */
  public void answer(byte[] answer) {
    requireNonNull(answer, "answer");
    requireInHand();
    try {
      conversation.answer(answer);
    } catch (InterruptedException stopped) {
      throw interrupted();
    }
  }

  /**
   * Sends an answer that need not fit in memory; waits until all of it was read and nearly all of
   * it was sent.
   *
   * <p>If the stream fails or ends early, the connection ends too, so that the peer does not take
   * for complete what it has got: within a frame it misses the rest, and where there are no frames
   * it gets a reset.
   *
   * @param bytes read on this thread, and closed
   * @param length how many bytes are taken from it; at most what a frame may have, where there are
   *     frames
   * @throws IllegalArgumentException if that is not possible; nothing was sent, and another answer
   *     may be
   * @throws UncheckedIOException if reading fails, or there are fewer bytes
   */
  public void answer(InputStream bytes, long length) {
    requireNonNull(bytes, "bytes");
    try (bytes) {
      requireInHand();
      conversation.answer(bytes, length);
    } catch (InterruptedException stopped) {
      throw interrupted();
    } catch (IOException failure) {
      throw new UncheckedIOException(failure);
    }
  }

  /** Handles nothing more of this peer, and closes gently when what was answered has gone. */
  public void hangUp() {
    requireInHand();
    conversation.hangUpOrReset();
  }

  /**
   * Calls {@code listener} once if the peer says, before the handler returns, that it sends nothing
   * more, or has said so. It may still wait for the answer.
   *
   * <p>The peer is not heard while it has more than 64 requests or 1 MiB waiting.
   */
  public void onEndOfInput(Runnable listener) {
    requireInHand();
    conversation.presence().onEnd(requireNonNull(listener, "listener"));
  }

  /** Calls {@code listener} once if the peer is lost before the handler returns, or has been. */
  public void onLost(Runnable listener) {
    requireInHand();
    conversation.presence().onLost(requireNonNull(listener, "listener"));
  }

  /** The handler has returned. */
  void end() {
    over = true;
    conversation.presence().forget();
  }

  private void requireInHand() {
    if (over) {
      throw new IllegalStateException(
          "call: used after its handler had returned (expected: all of it before)");
    }
  }

  private static StoppedException interrupted() {
    Thread.currentThread().interrupt();
    return new StoppedException();
  }
}
