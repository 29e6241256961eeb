package io.cleave.exchange;

import static java.util.Objects.requireNonNull;

import io.cleave.connection.ReceivedBody;
import io.cleave.header.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request or a reply, which comes as its reader takes it: the peer is granted credit
 * for what was taken.
 *
 * <p>Its {@linkplain #length length} is known if it came with its message, else not.
 *
 * <p><b>Threading.</b> As {@link ReceivedBody}; a body that is all here can be read on an event
 * loop too.
 */
public abstract sealed class StreamedBody extends ReceivedBody permits ArrivingBody, WholeBody {
  /** Takes what comes between two borders the writer has set. */
  @FunctionalInterface
  public interface PartReader {
    /**
     * Takes some bytes.
     *
     * @param label what the writer called them; empty for none
     * @param bytes not used again by anybody else
     */
    void read(Header label, byte[] bytes) throws IOException;
  }

  record Piece(Header label, ByteBuf bytes) {
    /** A copy of its bytes, which are released. */
    byte[] copy() {
      try {
        return ByteBufUtil.getBytes(bytes);
      } finally {
        bytes.release();
      }
    }
  }

  private final Channel channel;
  private volatile @Nullable Subscribed subscribed;

  StreamedBody(long length, Channel channel) {
    super(length);
    this.channel = channel;
  }

  final Channel channel() {
    return channel;
  }

  /** The next bytes, waited for; null behind the last ones. */
  abstract @Nullable Piece takePiece() throws InterruptedException;

  /** The next bytes for a subscriber; null if there are none now. */
  abstract @Nullable ByteBuffer poll();

  /** Whether a subscriber has had all; throws if the rest does not come. */
  abstract boolean isDrained();

  /** Nobody wants the rest, even if it is here. */
  abstract void drop(ExchangeException cause);

  /** The fields behind the body: an exit code, a digest. Empty until it has come to its end. */
  public abstract Header trailers();

  /** Reads the body to its end, each piece with its label; waits for it. */
  public final void forEachPart(PartReader reader) throws IOException {
    requireNonNull(reader, "reader");
    begin();
    try {
      for (Piece piece = takePiece(); piece != null; piece = takePiece()) {
        byte[] bytes = piece.copy();
        taken(bytes.length);
        reader.read(piece.label(), bytes);
      }
      readingEnds();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("body: interrupted while waiting for bytes");
    } finally {
      discard();
    }
  }

  @Override
  protected final @Nullable ByteBuf take() throws InterruptedException {
    Piece piece = takePiece();
    return piece == null ? null : piece.bytes();
  }

  /**
   * The bytes as they come, for one subscriber; nothing blocks. It is called on the event loop, and
   * must not block there either; cancelling throws the rest away.
   */
  public final Flow.Publisher<ByteBuffer> publisher() {
    begin();
    return subscriber -> {
      Subscribed subscription = new Subscribed(this, channel, subscriber);
      subscription.begin(isFirst(subscription));
    };
  }

  private synchronized boolean isFirst(Subscribed subscription) {
    if (subscribed != null) {
      return false;
    }
    subscribed = subscription;
    return true;
  }

  /** There may be something for a subscriber, if there is one. */
  final void drain() {
    Subscribed present = subscribed;
    if (present != null) {
      present.drain();
    }
  }
}
